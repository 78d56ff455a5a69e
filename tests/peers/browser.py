#!/usr/bin/env python3
"""The class board in a real browser: joined, attacked, flooded, handed in to, restarted, and pictured.

    python3 tests/peers/browser.py PATH/TO/hanamaru [--pictures DIRECTORY] [--page src/web/page] [--browser chromium]
        [--proxy nginx]

Needs a Chromium (`apt-get install chromium fonts-noto-cjk`) and nothing else but Python: the browser is driven over its
DevTools protocol. With `--page` script and style come from that directory, so they can be worked on without building. With `--proxy` an nginx stands
between the browser and the board, over TLS, with the settings of the README.
Ends with status 1 at the first thing that is not as it should be.
"""

import argparse
import base64
import json
import os
import pathlib
import random
import re
import socket
import ssl
import struct
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

STARTED = []
# The certificate before the board is known by its fingerprint, which is not what is tried here.
ANYBODY = ssl.create_default_context()
ANYBODY.check_hostname, ANYBODY.verify_mode = False, ssl.CERT_NONE
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Browser:
    """One page of a headless browser."""

    def __init__(self, program, directory, page=None):
        flags = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={directory}/browser", "--no-first-run",
                 "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--accept-lang=ja",
                 "--ignore-certificate-errors", "about:blank"]
        environment = {**os.environ, "LANG": "ja_JP.UTF-8", "LANGUAGE": "ja"}
        self.process = subprocess.Popen([program, *flags], stderr=subprocess.PIPE, text=True, env=environment)
        STARTED.append(self.process)
        for line in self.process.stderr:
            if found := re.search(r"ws://127\.0\.0\.1:(\d+)/", line):
                break
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/json"))
        address = next(page for page in pages if page["type"] == "page")["webSocketDebuggerUrl"]
        path = address.split("/", 3)[3]
        self.socket = socket.create_connection(("127.0.0.1", int(found[1])))
        self.socket.sendall(f"GET /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
                            "Sec-WebSocket-Version: 13\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        while self.file.readline().strip():
            pass
        self.number, self.events, self.page = 0, [], page
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        if page:
            self.call("Fetch.enable", patterns=[{"urlPattern": "*/board.js"}, {"urlPattern": "*/board.css"}])

    def receive(self):
        _, length = self.file.read(2)
        length &= 127
        if length == 126:
            length = struct.unpack(">H", self.file.read(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self.file.read(8))[0]
        return json.loads(self.file.read(length))

    def send(self, method, parameters):
        self.number += 1
        data = json.dumps({"id": self.number, "method": method, "params": parameters}).encode()
        mask = os.urandom(4)
        size = bytes([128 | len(data)]) if len(data) < 126 else bytes([254]) + struct.pack(">H", len(data))
        self.socket.sendall(b"\x81" + size + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))
        return self.number

    def call(self, method, **parameters):
        number = self.send(method, parameters)
        while True:
            message = self.receive()
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)
            if message.get("method") == "Fetch.requestPaused":
                self.fulfil(message["params"])

    def fulfil(self, paused):
        name = paused["request"]["url"].rsplit("/", 1)[1]
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        body = base64.b64encode((pathlib.Path(self.page) / name).read_bytes()).decode()
        self.send("Fetch.fulfillRequest", {
            "requestId": paused["requestId"], "responseCode": 200, "body": body,
            "responseHeaders": [{"name": "Content-Type", "value": f"{kind}; charset=utf-8"}]})

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def until(self, expression, wanted=True, seconds=20):
        end = time.monotonic() + seconds
        # While a page is still loading, there may be nothing to ask.
        while (seen := self.value(f"(() => {{ try {{ return {expression}; }} catch {{ return null; }} }})()")) != wanted:
            assert time.monotonic() < end, f"{expression} is {seen!r}, not {wanted!r}"
            time.sleep(0.1)

    def size(self, width, height, phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def wrong(self):
        """Scripts that failed, dialogs that opened, violations of the page's policy, addresses elsewhere."""
        found = []
        for event in self.events:
            parameters = event.get("params", {})
            match event.get("method"):
                case "Runtime.exceptionThrown":
                    found.append(parameters["exceptionDetails"].get("exception", {}).get("description", "?"))
                case "Page.javascriptDialogOpening":
                    found.append(f"dialog: {parameters['message']}")
                case "Log.entryAdded" if parameters["entry"]["source"] == "security":
                    found.append(parameters["entry"]["text"])
                case "Network.requestWillBeSent":
                    url = parameters["request"]["url"]
                    if not re.match(r"(https?://127\.0\.0\.1:|data:|blob:|about:)", url):
                        found.append(f"asks {url}")
        return found


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Proxy:
    """nginx before a board, with a certificate of its own."""

    CONFIGURATION = """daemon off; master_process off; pid {0}/nginx.pid; error_log {0}/error.log; events {{}}
        http {{ access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/f;
        uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
        server {{ listen 127.0.0.1:{1} ssl; ssl_certificate {0}/cert.pem; ssl_certificate_key {0}/key.pem;
        location / {{ proxy_pass http://127.0.0.1:{2}; proxy_http_version 1.1; proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; client_max_body_size 5m; }} }} }}"""

    def __init__(self, program, directory):
        self.port, self.behind, self.certificate = free_port(), free_port(), f"{directory}/cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=board", "-keyout", f"{directory}/key.pem", "-out", self.certificate],
                       check=True, capture_output=True)
        pathlib.Path(f"{directory}/nginx.conf").write_text(self.CONFIGURATION.format(directory, self.port, self.behind))
        os.chmod(directory, 0o755)
        STARTED.append(subprocess.Popen([program, "-c", f"{directory}/nginx.conf"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))


class Board:
    """`hanamaru board` on loopback."""

    def __init__(self, program, state, port=0, proxy=None):
        command = [program, "board", "--lang", "en", "--state", state,
                   "--listen", f"127.0.0.1:{proxy.behind if proxy else port}"]
        if proxy:
            command += ["--proxy", f"127.0.0.1:{proxy.port}", "--tls-cert", proxy.certificate]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        STARTED.append(self.process)
        text = ""
        while "Ctrl-C" not in text:
            line = self.process.stdout.readline()
            assert line, f"the board did not open:\n{text}"
            text += line
        self.port, self.code = re.search(r"--join 127\.0\.0\.1:(\d+)/(\S+)", text).groups()
        self.secret = re.search(r"#([0-9A-Z]{32})", text)[1]
        self.address = f"http{'s' if proxy else ''}://127.0.0.1:{self.port}"

    def ask(self, method, path, bearer, body):
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), method=method, headers={
            "Authorization": f"Bearer {bearer}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, context=ANYBODY) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, None

    def end(self):
        self.process.terminate()
        assert self.process.wait(timeout=20) == 0


class Learner:
    def __init__(self, board, name):
        self.board, self.token, self.number = board, "".join(random.choices(ALPHABET, k=32)), 0
        status, answer = board.ask("POST", "/api/join", self.token,
                                   {"schema": 1, "code": board.code, "nickname": name, "token": self.token})
        assert status == 200, status
        self.name = answer["nickname"]

    def tell(self, steps, at, statuses, minutes=0, hand=0, load=False):
        self.number += 1
        checks = {check["id"]: status for step, status in zip(steps, statuses) for check in step["checks"][:2]}
        report = {"schema": 1, "number": self.number, "course": "ec-site", "step": steps[at]["id"],
                  "at_step_s": minutes * 60, "observed_at": None, "checks": checks, "hand": hand, "load": load, "heard": 0,
                  "steps": {step["id"]: status for step, status in zip(steps, statuses)}}
        return self.board.ask("PUT", "/api/me", self.token, report)


NAMES = ["太郎", "花子", "佐藤 健", "鈴木", "高橋みなみ", "田中", "伊藤", "渡辺さくら", "山本", "中村", "小林", "加藤",
         "吉田", "山田", "佐々木", "松本", "井上", "木村", "林", "清水", "Alex", "María", "山口", "阿部"]
SCRIPTS = ["<img src=x onerror=a>", "\"><b>x</b>", "javascript:alert(1)", "${alert(1)}"]


def class_of(board, steps):
    learners = [Learner(board, name) for name in NAMES]
    for index, learner in enumerate(learners):
        at = index * 7 % len(steps)
        statuses = ["pass"] * at + [["fail", "waiting", "fail", "pass", "inconclusive"][index % 5]]
        if index % 9 == 4:
            statuses[max(0, at - 2)] = "fail"
        if index == 11:
            at, statuses = len(steps) - 1, ["pass"] * len(steps)
        learner.tell(steps, at, statuses, hand=int(index in (3, 8)), load=index == 6)
    return learners


def main(arguments):
    try:
        scenes(arguments)
    finally:
        for process in STARTED:
            process.kill()


def scenes(arguments):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        state = f"{directory}/class.json"
        proxy = Proxy(arguments.proxy, directory) if arguments.proxy else None
        board = Board(arguments.program, state, proxy=proxy)
        browser = Browser(arguments.browser, directory, arguments.page)
        shown = lambda: browser.value("document.querySelectorAll('#rows tr').length")

        browser.call("Page.navigate", url=board.address)
        browser.until("document.getElementById('entry').hidden", False)
        browser.value("document.getElementById('code').value = '0000-0000'; document.getElementById('entry-form').requestSubmit()")
        browser.until("document.getElementById('entry-problem').textContent.length > 0")
        print("a wrong code is told, and nothing is shown")

        browser.call("Page.navigate", url=f"{board.address}/?1#{board.secret}")
        browser.until("document.getElementById('board').hidden", False)
        assert browser.value("location.hash") == "", "the secret stays in the address bar"
        steps = browser.value("state.course.steps")
        learners = class_of(board, steps)
        learners += [Learner(board, name) for name in SCRIPTS]
        for learner in learners[-len(SCRIPTS):]:
            learner.tell(steps, 1, ["pass", "fail"])
        browser.until("document.querySelectorAll('#rows tr').length", len(learners))
        assert browser.value("document.querySelectorAll('#rows img, #rows script, #rows b b').length") == 0
        figures = browser.value("[...document.querySelectorAll('.figure b')].map((e) => Number(e.textContent))")
        assert figures[0] == len(learners) and figures[3] == 2 and figures[4] == 1, figures
        names = set(browser.value("[...document.querySelectorAll('#rows .open')].map((e) => e.textContent)"))
        assert names == {learner.name for learner in learners}, names
        print(f"{shown()} learners are shown, names that are scripts as text")

        browser.value("document.getElementById('say-text').value = '<b>5分</b>休憩します'; "
                      "document.getElementById('say').requestSubmit()")
        browser.until("document.querySelector('#notices .said')?.textContent.includes('<b>5分</b>休憩します')")
        browser.value(f"document.getElementById('point-step').value = {json.dumps(steps[4]['id'])}; "
                      "document.getElementById('point').requestSubmit()")
        browser.until("document.querySelectorAll('th.step.pointed').length", 1)
        _, news = learners[0].tell(steps, 2, ["pass", "pass", "fail"])
        assert news["pointed"]["step"] == steps[4]["id"] and news["said"][-1]["text"] == "<b>5分</b>休憩します", news
        print("what the instructor says and points to arrives")

        for width, height, phone, name in [(1920, 1080, False, "projector"), (390, 844, True, "phone"), (1280, 800, False, "laptop")]:
            browser.size(width, height, phone)
            for theme in ("light", "dark"):
                browser.value(f"document.documentElement.dataset.theme = '{theme}'")
                # The class has only just begun: let it be a while ago.
                browser.value("for (const row of state.rows.values()) if (row.id % 3 === 1) row.since = now() - row.id * 7e4; drawAll()")
                time.sleep(1.2)
                wide = browser.value("document.documentElement.scrollWidth")
                assert wide <= width, f"{name} scrolls sideways: {wide} " + browser.value(
                    "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth)"
                    ".map((e) => `${e.tagName}#${e.id}.${e.className}`).slice(0, 5).join(' ')")
                if arguments.pictures:
                    browser.picture(f"{arguments.pictures}/board-{name}-{theme}.png")
        browser.value("document.getElementById('lang').click(); document.documentElement.dataset.theme = 'light'")
        browser.until("document.getElementById('say-button').textContent", "Send")
        browser.value("document.getElementById('join-button').click()")
        time.sleep(0.3)
        if arguments.pictures:
            browser.picture(f"{arguments.pictures}/board-join-en.png")
        browser.value("document.getElementById('join').close(); document.getElementById('lang').click()")
        browser.value("document.querySelector('tr.raised .open').click()")
        time.sleep(0.3)
        if arguments.pictures:
            browser.picture(f"{arguments.pictures}/board-learner.png")
        browser.value("document.getElementById('learner-hand').click()")
        browser.until("document.querySelectorAll('tr.raised').length", 1)
        print("a hand is taken down; the page fits a projector, a laptop and a phone, light and dark")

        # Nobody's account: the report says that nothing could be seen, and is handed in all the same.
        nobody = {"PATH": os.environ["PATH"], "HOME": directory, "AWS_EC2_METADATA_DISABLED": "true",
                  "AWS_REGION": "us-east-1", "HANAMARU_STATE_DIR": f"{directory}/learner"}
        handing = subprocess.run([arguments.program, "report", "ec-site", "--lang", "en", "--name", "提出 太郎", "--format",
                                  "json", f"--hand-in=127.0.0.1:{board.port}/{board.code}"],
                                 env=nobody, capture_output=True, text=True)
        assert "Handed in. The identity is not proved" in handing.stderr, handing.stderr
        browser.until("document.querySelectorAll('.badge.handed').length", 1)
        assert browser.value("[...document.querySelectorAll('.figure b')].map((e) => Number(e.textContent))")[5] == 1
        shelf = list(pathlib.Path(f"{directory}/class.reports").iterdir())
        assert [file.read_text() for file in shelf] == [handing.stdout], shelf
        print("a report that was handed in is on the page and on the shelf, byte for byte")

        refused = sum(learners[1].tell(steps, 2, ["pass", "pass", "fail"])[0] == 429 for _ in range(300))
        assert refused > 100, refused
        browser.until("document.getElementById('link').dataset.state", "linked")
        print(f"a flood: {refused} of 300 reports refused, the page goes on")

        port = board.port
        board.end()
        browser.until("document.getElementById('link').dataset.state", "away-board")
        board = Board(arguments.program, state, port, proxy)
        browser.until("document.getElementById('link').dataset.state", "linked", 40)
        assert shown() == len(learners) + 1
        learners[0].board = board
        assert learners[0].tell(steps, 3, ["pass", "pass", "pass", "fail"])[0] == 200, "the token still holds"
        assert board.code == learners[1].board.code, "the code still holds"
        print("restarted: the page comes back by itself, nobody is lost")

        browser.value(f"fetch('/api/instructor', {{method: 'POST', body: '{{}}'}}).then((a) => a.status)")
        wrong = browser.wrong()
        assert not wrong, wrong
        browser.process.terminate()
        board.end()
        print("no script failed, no dialog opened, nothing was asked of anybody else")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--pictures")
    parser.add_argument("--page")
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("--proxy", help="an nginx to stand before the board")
    main(parser.parse_args())
