#!/usr/bin/env python3
"""A class of 200 from joining to the exported day, on the board in a real browser, with everything that goes wrong.

    python3 tests/peers/class_of_200.py PATH/TO/hanamaru [--learners 200] [--pictures DIRECTORY] [--browser chromium]

The people are simulated, as their programs would speak: whoever is not answered tries again, and whoever the board does
not know comes in again with the same token. Everything else is real. In the middle of the day the board is guessed at,
sent scripts, rubbish and old reports, killed with -9, and stopped for a while. In the end the page, the exported JSON and
the exported CSV must hold what every learner sent last.
"""

import argparse
import concurrent.futures
import csv
import http.client
import io
import json
import os
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from browser import ALPHABET, STARTED, Board, Browser  # noqa: E402

HOSTILE = ["<script>a()</script>", "=HYPERLINK(\"x\",\"y\")", "@SUM(A1)", "\"><img src=x onerror=a>",
           "+1-2", "‮逆さま", "名前, \"引用\"", "${alert(1)}"]
LOCAL = threading.local()


def ask(board, method, path, bearer, body, raw=None):
    """Status and answer; status 0 where nobody answered."""
    for attempt in (1, 2):
        connection = LOCAL.__dict__.get("connection")
        if connection is None:
            connection = LOCAL.connection = http.client.HTTPConnection("127.0.0.1", int(board.port), timeout=5)
        try:
            data = raw if raw is not None else json.dumps(body).encode()
            connection.request(method, path, data, {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            if answer.will_close:
                LOCAL.connection = None
            return answer.status, text
        except (OSError, http.client.HTTPException):
            connection.close()
            LOCAL.connection = None
            if attempt == 2:
                return 0, b""


class Learner:
    def __init__(self, number, name):
        self.name, self.wanted, self.count = name, name, 0
        self.token = "".join(random.choices(ALPHABET, k=32))
        self.random, self.pace, self.last, self.tries = random.Random(number), 1 + number % 3, None, 0

    def join(self, board):
        status, answer = ask(board, "POST", "/api/join", self.token, {
            "schema": 1, "code": board.code, "nickname": self.wanted, "token": self.token})
        if status == 200:
            self.name = json.loads(answer)["nickname"]
        return status

    def report(self, steps, tick, end):
        """What is true of the learner now, in the end everything but what the slowest have not come to."""
        at = min(len(steps) - 1, tick * self.pace * len(steps) // (2 * end))
        words = {step["id"]: "pass" if index < at else self.random.choice(["fail", "pass", "waiting", "inconclusive"])
                 for index, step in enumerate(steps[:at + 1])}
        checks = {check["id"]: words[step["id"]] for step in steps[:at + 1] for check in step["checks"]}
        self.count += 1
        return {"schema": 1, "number": self.count, "course": "ec-site", "step": steps[at]["id"], "at_step_s": tick * 30,
                "observed_at": None, "steps": words, "checks": checks, "hand": int(self.random.random() < 0.03),
                "load": self.random.random() < 0.05, "heard": 0}

    def tell(self, board, report):
        """Until it is taken, however long the board is away."""
        for _ in range(600):
            status, answer = ask(board, "PUT", "/api/me", self.token, report)
            if status == 200:
                self.last = report
                return
            self.tries += 1
            if status == 409 or b"late" in answer:
                report["number"] = self.count = json.loads(answer).get("number", self.count) + 1
            elif status in (401, 403, 404):
                self.join(board)
            time.sleep(0.2)
        raise AssertionError(f"{self.name}: {status} {answer}")


def attacks(board, learner):
    """What must be refused, and change nothing."""
    old = dict(learner.last)
    learner_count = len(exported(board)["learners"])
    code = board.code.split(".")[0]
    cases = [
        ("a replay", "PUT", "/api/me", learner.token, old, None),
        ("somebody's old report", "PUT", "/api/me", learner.token, {**old, "number": 1, "steps": {}}, None),
        ("an unknown token", "PUT", "/api/me", "0" * 32, old, None),
        ("no token", "PUT", "/api/me", "", old, None),
        ("a secret for a code", "POST", "/api/instructor", board.code, {"do": "close", "closed": True}, None),
        ("a learner who instructs", "POST", "/api/instructor", learner.token, {"do": "remove", "learner": 1}, None),
        ("the export by a learner", "GET", "/api/instructor/class.json", learner.token, None, b""),
        ("rubbish", "PUT", "/api/me", learner.token, None, b"\x00\xff{{{"),
        ("unknown fields", "PUT", "/api/me", learner.token, {**old, "number": 10**6, "account": "123456789012"}, None),
        ("a megabyte", "PUT", "/api/me", learner.token, None, b'{"schema":1,"x":"' + b"a" * 1_000_000 + b'"}'),
        ("a nickname of a thousand", "POST", "/api/join", "A" * 32,
         {"schema": 1, "code": code, "nickname": "x" * 1000, "token": "A" * 32}, None),
        ("an empty nickname", "POST", "/api/join", "A" * 32, {"schema": 1, "code": code, "nickname": " ", "token": "A" * 32},
         None),
        ("a short token", "POST", "/api/join", "A", {"schema": 1, "code": code, "nickname": "x", "token": "A"}, None),
        ("a path elsewhere", "GET", "/../../etc/passwd", "", None, b""),
    ]
    for name, method, path, bearer, body, raw in cases:
        status, answer = ask(board, method, path, bearer, body, raw)
        assert 400 <= status < 500 or (status == 0 and raw), f"{name}: {status} {answer[:200]}"
    wrong = [ask(board, "POST", "/api/join", "B" * 32,
                 {"schema": 1, "code": "".join(random.choices(ALPHABET, k=8)), "nickname": "x", "token": "B" * 32})[0]
             for _ in range(300)]
    assert all(status in (401, 429) for status in wrong) and wrong.count(429) > 200, set(wrong)
    time.sleep(7)  # a place that guessed is heard again after a while
    # What no course has is nobody's to say: it is taken for nothing, not shown.
    learner.count += 1
    strange = {**old, "number": learner.count, "step": "<b>", "steps": {**old["steps"], "<i>": "pass"}}
    assert ask(board, "PUT", "/api/me", learner.token, strange)[0] == 200
    kept = exported(board)
    assert len(kept["learners"]) == learner_count, "somebody came in"
    mine = next(one for one in kept["learners"] if one["name"] == learner.name)
    assert (mine["step"], mine["steps"], mine["checks"]) == (None, old["steps"], old["checks"])
    return len(cases), len(wrong)


def exported(board, name="class.json"):
    for _ in range(60):
        status, answer = ask(board, "GET", f"/api/instructor/{name}", board.secret, None, b"")
        if status == 200:
            return json.loads(answer) if name.endswith("json") else answer.decode("utf-8-sig")
        time.sleep(0.5)
    raise AssertionError((status, answer))


def restarted(arguments, state, board):
    again = Board(arguments.program, state, int(board.port))
    assert (again.code, again.secret) == (board.code, board.secret), "the codes still hold"
    return again


def day(arguments, directory):
    state, ticks = f"{directory}/class.json", 24
    board = Board(arguments.program, state)
    browser = Browser(arguments.browser, directory)
    browser.call("Page.navigate", url=f"{board.address}/?1#{board.secret}")
    browser.until("document.getElementById('board').hidden", False)
    steps = browser.value("state.course.steps")
    names = HOSTILE + [f"受講者{number:03}" for number in range(arguments.learners - len(HOSTILE) - 2)] + ["太郎", "太郎"]
    learners = [Learner(number, name) for number, name in enumerate(names)]
    pool = concurrent.futures.ThreadPoolExecutor(24)
    joined = set(pool.map(lambda one: one.join(board), learners))
    assert joined == {200}, joined
    browser.until("document.querySelectorAll('#rows tr').length", len(learners))
    assert browser.value("document.querySelectorAll('#rows script, #rows img').length") == 0
    print(f"{len(learners)} joined, and are on the page")

    def tell_all(tick):
        reports = [(one, one.report(steps, tick, ticks)) for one in learners]
        list(pool.map(lambda pair: pair[0].tell(board, pair[1]), reports))

    for tick in range(ticks):
        if tick == 8:
            board.process.send_signal(signal.SIGKILL)
            board.process.wait()
            waiting = threading.Thread(target=tell_all, args=(tick,))
            waiting.start()
            browser.until("document.getElementById('link').dataset.state !== 'linked'")
            time.sleep(3)
            board = restarted(arguments, state, board)
            waiting.join()
            browser.until("document.getElementById('link').dataset.state", "linked", 60)
            print(f"killed with -9: back after a while, {sum(one.tries for one in learners)} tries in vain, nobody lost")
        elif tick == 14:
            board.process.send_signal(signal.SIGSTOP)
            waiting = threading.Thread(target=tell_all, args=(tick,))
            waiting.start()
            time.sleep(12)
            board.process.send_signal(signal.SIGCONT)
            waiting.join()
            print("unreachable for 12 s: everybody caught up")
        else:
            tell_all(tick)
        if tick == 11:
            cases, wrong = attacks(board, learners[20])
            print(f"{cases} attacks and {wrong} wrong codes refused; nobody came in, nothing changed")
    assert [one["number"] for one in (learner.last for learner in learners)] == [one.count for one in learners]
    # At the end of the day: what is on the page and in both files is what everybody sent last.
    document = exported(board)
    kept = {one["name"]: one for one in document["learners"]}
    assert len(kept) == len(document["learners"]) == len(learners)
    for one in learners:
        mine = kept[one.name]
        assert (mine["step"], mine["steps"], mine["checks"]) == (one.last["step"], one.last["steps"], one.last["checks"])
    rows = list(csv.reader(io.StringIO(exported(board, "class.csv"), newline="")))
    assert len(rows) == len(learners) + 1 and {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row), "a formula"
    place = {head: column for column, head in enumerate(rows[0])}
    by_name = {row[0].lstrip("'"): row for row in rows[1:]}
    for one in learners:
        for step, status in one.last["steps"].items():
            assert by_name[one.name.lstrip("'")][place[step]].split(" ")[0] == status, (one.name, step)
    letters = {one.name: "".join(one.last["steps"].get(step["id"], ".")[0] for step in steps) for one in learners}
    browser.until("document.querySelectorAll('#rows tr').length", len(learners))
    shown = set(browser.value("[...document.querySelectorAll('#rows .open')].map((e) => e.textContent)"))
    assert shown == set(letters), shown ^ set(letters)
    marks = dict(browser.value("[...state.rows.values()].map((row) => [row.name, row.marks])"))
    assert marks == letters, [name for name in letters if marks.get(name) != letters[name]][:5]
    if arguments.pictures:
        for width, height, phone, name in [(1920, 1080, False, "projector"), (390, 844, True, "phone")]:
            browser.size(width, height, phone)
            time.sleep(1.2)
            assert browser.value("document.documentElement.scrollWidth") <= width, name
            browser.picture(f"{arguments.pictures}/class-{name}.png")
    wrong = browser.wrong()
    assert not wrong, wrong
    browser.process.terminate()
    board.end()
    size = pathlib.Path(state).stat().st_size
    print(f"the exported day holds what each of {len(learners)} sent last, as JSON and as CSV; the file is {size / 1e3:.0f} kB")


def main(arguments):
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
            day(arguments, directory)
    finally:
        for process in STARTED:
            process.kill()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--pictures")
    parser.add_argument("--browser", default="chromium")
    main(parser.parse_args())
