#!/usr/bin/env python3
"""A class on the board: so many learners, each reporting every two seconds over TLS, and pages that watch.

    python3 benches/board.py PATH/TO/hanamaru                     a quick look: 100 learners for half a minute
    python3 benches/board.py PATH/TO/hanamaru --whole             500 learners for five minutes
    python3 benches/board.py PATH/TO/hanamaru --whole --seconds 7200
    further: [--learners N] [--every SECONDS] [--pages N]

Everything is real but the people: the program serves over TLS on loopback, and each learner keeps a connection of its
own. Measured are the time from the moment a report is sent to the moment a page has its row (ms), the time until the
report is answered, the processor time and memory of the board, and whether anything was lost: afterwards the exported
day is compared with what every learner sent last.
"""

import argparse
import asyncio
import json
import os
import random
import re
import ssl
import subprocess
import sys
import tempfile
import time

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def board(program, directory):
    """Starts the board; gives the process, its port, the joining code and the secret."""
    certificate, key = f"{directory}/cert.pem", f"{directory}/key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=board", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    process = subprocess.Popen(
        [program, "board", "--lang", "en", "--listen", "127.0.0.1:0", "--state", f"{directory}/class.json",
         "--tls-cert", certificate, "--tls-key", key], stdout=subprocess.PIPE, text=True)
    text = ""
    while "Ctrl-C" not in text:
        line = process.stdout.readline()
        if not line:
            sys.exit(f"the board did not open:\n{text}")
        text += line
    port, code = re.search(r"--join 127\.0\.0\.1:(\d+)/(\S+)", text).groups()
    secret = re.search(r"#([0-9A-Z]{32})", text).group(1)
    return process, int(port), code, secret


# What a connection that the other side has ended looks like. The board ends each after a quarter of an hour.
ENDED = (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError)


class Connection:
    """One connection that is kept open, and opened anew when it has ended: HTTP/1.1 with bodies of known length."""

    reopened = 0

    def __init__(self, port, context):
        self.port, self.context, self.reader, self.writer = port, context, None, None

    async def ask(self, method, path, bearer, body=None):
        for _ in range(2):
            try:
                return await self.ask_once(method, path, bearer, body)
            except ENDED:
                Connection.reopened += 1
                self.writer.close()
                self.writer = None
        sys.exit("a new connection was ended at once")

    async def ask_once(self, method, path, bearer, body):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.context)
        data = json.dumps(body).encode() if body is not None else b""
        head = (f"{method} {path} HTTP/1.1\r\nHost: board\r\nAuthorization: Bearer {bearer}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n")
        self.writer.write(head.encode() + data)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = int(re.search(rb"content-length: (\d+)", head, re.I).group(1))
        return status, await self.reader.readexactly(length)


async def learner(number, port, context, code, until, every, outline, sent, last, answers, problems):
    token = "".join(random.choices(ALPHABET, k=32))
    connection = Connection(port, context)
    await asyncio.sleep(number * every / 500 % every)
    status, answer = await connection.ask("POST", "/api/join", token,
                                          {"schema": 1, "code": code, "nickname": f"受講者{number}", "token": token})
    assert status == 200, (status, answer)
    name, count = json.loads(answer)["nickname"], 0
    due = time.monotonic() + random.random() * every
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        due += every
        count += 1
        # A class at work: a step further now and then, a check that fails, a hand.
        at = min(len(outline) - 1, count // 20)
        steps, checks = {}, {}
        for index, step in enumerate(outline[:at + 1]):
            status_word = "pass" if index < at else random.choice(["fail", "pass", "waiting"])
            steps[step["id"]] = status_word
            checks.update({check["id"]: status_word for check in step["checks"]})
        report = {"schema": 1, "number": count, "course": "ec-site", "step": outline[at]["id"], "at_step_s": count * 2,
                  "observed_at": None, "steps": steps, "checks": checks, "hand": int(number % 50 == 0), "load": False,
                  "heard": 0}
        began = time.monotonic()
        sent[name] = began
        status, answer = await connection.ask("PUT", "/api/me", token, report)
        answers.append(time.monotonic() - began)
        if status == 200:
            last[name] = (outline[at]["id"], checks)
        else:
            problems.append((status, answer))


async def page(port, context, code, sent, delays, outline, opened):
    """As a browser reads the class: asks again when its stream has ended, which the board does after ten minutes."""
    seen = {}
    while True:
        try:
            await stream(port, context, code, sent, seen, delays, outline, opened)
        except ENDED:
            page.reopened += 1


page.reopened = 0


async def stream(port, context, code, sent, seen, delays, outline, opened):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, limit=1 << 26)
    writer.write(f"GET /api/live HTTP/1.1\r\nHost: board\r\nAuthorization: Bearer {code}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    held = b""
    while True:
        size = int(await reader.readuntil(b"\r\n"), 16)
        if size == 0:
            writer.close()
            raise ConnectionResetError
        held += await reader.readexactly(size)
        await reader.readline()
        now = time.monotonic()
        while b"\n\n" in held:
            event, held = held.split(b"\n\n", 1)
            if b"data: " not in event:
                continue
            data = json.loads(event.split(b"data: ", 1)[1])
            if "course" in data:
                outline.extend(data["course"]["steps"])
                opened.set()
            for row in data["rows"]:
                name = row["name"]
                began = sent.get(name)
                # The first time that this page hears of what was sent last.
                if began is not None and seen.get(name) != began:
                    seen[name] = began
                    delays.append(now - began)


def used(pid):
    """Seconds of processor time, and megabytes of memory."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/status") as file:
        text = file.read()
    memory = {key: int(re.search(rf"{key}:\s+(\d+)", text).group(1)) / 1024 for key in ("VmRSS", "VmHWM")}
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), memory


def at(values, share):
    values = sorted(values)
    return round(1000 * values[min(len(values) - 1, int(share * len(values)))], 1)


async def main(arguments):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with tempfile.TemporaryDirectory() as directory:
        process, port, code, secret = board(arguments.program, directory)
        sent, last, delays, answers, problems, outline = {}, {}, [], [], [], []
        opened = asyncio.Event()
        pages = [asyncio.create_task(page(port, context, code, sent, delays, outline, asyncio.Event()))
                 for _ in range(arguments.pages - 1)]
        pages.append(asyncio.create_task(page(port, context, code, sent, delays, outline, opened)))
        await opened.wait()
        steps = list({step["id"]: step for step in outline}.values())
        began, (processor, _) = time.monotonic(), used(process.pid)
        until = began + arguments.seconds
        await asyncio.gather(*(learner(n, port, context, code, until, arguments.every, steps, sent, last, answers, problems)
                               for n in range(arguments.learners)))
        seconds = time.monotonic() - began
        now, memory = used(process.pid)
        await asyncio.sleep(1)
        status, answer = await Connection(port, context).ask("GET", "/api/instructor/class.json", secret)
        assert status == 200
        kept = {one["name"]: (one["step"], one["checks"]) for one in json.loads(answer)["learners"]}
        lost = sum(kept.get(name) != state for name, state in last.items())
        broken = [task for task in pages if task.done()]  # none, unless something was not understood
        for task in pages:
            task.cancel()
        process.terminate()
        process.wait(timeout=20)
        size = os.path.getsize(f"{directory}/class.json")
    print(f"learners {arguments.learners}, a report every {arguments.every} s, {arguments.pages} pages, "
          f"{seconds:.0f} s: {len(answers)} reports, {len(problems)} refused, {lost} lost; anew: "
          f"{Connection.reopened} connections, {page.reopened} pages; {len(broken)} pages broken")
    print(f"sent to page, ms: p50 {at(delays, .5)}  p90 {at(delays, .9)}  p99 {at(delays, .99)}  "
          f"p99.9 {at(delays, .999)}  max {at(delays, 1)}  ({len(delays)} times)")
    print(f"sent to answered, ms: p50 {at(answers, .5)}  p99 {at(answers, .99)}  max {at(answers, 1)}")
    print(f"board: {100 * (now - processor) / seconds:.1f} % of one processor, memory {memory['VmRSS']:.1f} MB "
          f"(most {memory['VmHWM']:.1f} MB), file {size / 1e6:.2f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--whole", action="store_true", help="500 learners for five minutes")
    parser.add_argument("--learners", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--every", type=float, default=2)
    parser.add_argument("--pages", type=int, default=3)
    given = parser.parse_args()
    given.learners = given.learners or (500 if given.whole else 100)
    given.seconds = given.seconds or (300 if given.whole else 30)
    asyncio.run(main(given))
