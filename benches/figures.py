#!/usr/bin/env python3
"""Prints the figures of this machine: calls, chain, wall time and memory of `verify` for each course; start, keys and
idle of the trainer.

`ec-site` is measured on an independent endpoint, the other courses on the practice account at their end (`cleanup`),
behind the same delay.

Usage: benches/figures.py [BINARY]      (default: target/release/hanamaru)
The peers that the tests install under target/ are used; run the tests once before. CARGO_TARGET_DIR is heeded.
"""

import asyncio
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from overlay import Delay, Overlay  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PEERS = TARGET / "tmp" / "peers" / "bin"
DELAY = 0.05
BETWEEN = """
import json, os, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
_, _, usage = os.wait4(child.pid, 0)
os.write(int(sys.argv[1]), json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss]).encode())
"""
CLI = [
    "sts get-caller-identity", "ec2 describe-vpcs", "ec2 describe-subnets", "ec2 describe-route-tables",
    "ec2 describe-security-groups", "ec2 describe-instances", "ec2 describe-images --owners self",
    "ec2 describe-launch-template-versions --launch-template-name ec-site-launch-template --versions $Latest $Default",
    "elbv2 describe-load-balancers", "elbv2 describe-target-groups", "elbv2 describe-listeners --load-balancer-arn {alb}",
    "elbv2 describe-target-health --target-group-arn {tg}", "autoscaling describe-auto-scaling-groups",
    "autoscaling describe-policies --auto-scaling-group-name ec-site-asg",
]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def page():
    """A page for the HTTP probe."""
    import http.server

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>shop</html>")

        def log_message(self, *_):
            pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def environment(home, keys, port):
    return {"PATH": os.environ["PATH"], "HOME": home, "LANG": "ja_JP.UTF-8", "AWS_EC2_METADATA_DISABLED": "true",
            "TERM": "xterm-256color",
            "HANAMARU_STATE_DIR": home, "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"]}


def run(command, env):
    """Wall seconds, peak memory in MB, and what was printed."""
    wall, _, peak, out = run_timed(command, env)
    return wall, peak, out


def run_timed(command, env):
    """Wall seconds, processor seconds, peak memory in MB, and what was printed."""
    start = time.monotonic()
    reader, writer = os.pipe()
    # A process begins with the peak of whoever started it: a small one in between keeps ours out of the figure.
    child = subprocess.Popen([sys.executable, "-c", BETWEEN, str(writer), *command], env=env, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, pass_fds=[writer])
    os.close(writer)
    out = child.stdout.read()
    wall = time.monotonic() - start
    child.wait()
    with os.fdopen(reader) as usage:
        busy, peak = json.load(usage)
    return wall, busy, peak / 1024, out


def verify_figures(binary, overlay, port, account, home):
    env = environment(home, account["keys"], port)
    command = [binary, "verify", "ec-site", "--format", "json", "--connect-to", f"::127.0.0.1:{page()}"]
    run(command, env)  # fills the replay
    walls, peaks = [], []
    for _ in range(5):
        overlay.calls.clear()
        wall, peak, out = run(command, env)
        walls.append(wall)
        peaks.append(peak)
    document = json.loads(out)
    print(f"verify ec-site: {document['summary']}")
    for check in (check for step in document["steps"] for check in step["checks"]):
        if check["status"] not in ("pass", "manual"):
            print(f"  not passed          {check['id']}: {check['actual']}")
    print(f"  API calls           {document['api_calls']} (aim 18, never more than 24)")
    print(f"  longest chain       {overlay.longest_chain()} (aim 2, at most 4)")
    print(f"  wall, 50 ms added   {statistics.median(walls):.3f} s, median of 5 (aim 0.25)")
    print(f"  peak memory         {statistics.median(peaks):.1f} MB (aim 30)")
    start = time.monotonic()
    for line in CLI:
        words = [word.format(**account["ids"]) for word in line.split()]
        subprocess.run([PEERS / "aws", *words], env=env, stdout=subprocess.DEVNULL, check=True)
    print(f"  the aws CLI, {len(CLI)} of these questions one after another: {time.monotonic() - start:.1f} s")


def look_at(binary, course):
    """The command; the practice account holds a certificate for one domain."""
    own = ["--set", "domain=api.zenn-clone.localhost"] if course == "zenn-clone" else []
    return [binary, "verify", course, "--format", "json", *own]


def measured(binary, course, overlay, env):
    """A look at a finished course: its document, median wall seconds and peak MB of five runs."""
    walls, peaks = [], []
    for _ in range(5):
        overlay.calls.clear()
        wall, peak, out = run(look_at(binary, course), env)
        walls.append(wall)
        peaks.append(peak)
    return json.loads(out), statistics.median(walls), statistics.median(peaks)


def course_figures(binary, course, loop):
    """One course at its end on a practice account of its own, every API answer 50 ms later."""
    home = tempfile.mkdtemp()
    plain = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "ja_JP.UTF-8", "HANAMARU_STATE_DIR": home,
             "AWS_EC2_METADATA_DISABLED": "true"}
    command = [binary, "practice", "--listen", "127.0.0.1:0", "--course", course, "--at", "cleanup", "--speed", "60"]
    server = subprocess.Popen(command, env=plain, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        exported = {}
        for line in server.stdout:
            found = re.match(r'export (\w+)="(.*)"', line)
            if found:
                exported[found[1]] = found[2]
            elif exported:
                break
        upstream = int(exported["AWS_ENDPOINT_URL"].rsplit(":", 1)[1])
        direct = {**plain, **exported}
        for _ in range(60):  # practice time brings what is still on its way
            _, _, out = run(look_at(binary, course), direct)
            if json.loads(out)["summary"]["waiting"] == 0:
                break
            time.sleep(1)
        overlay = Delay(upstream, DELAY)
        port = asyncio.run_coroutine_threadsafe(overlay.serve(), loop).result()
        behind = {**direct, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
        document, wall, peak = measured(binary, course, overlay, behind)
        counts = " ".join(f"{name} {count}" for name, count in document["summary"].items() if count)
        print(f"verify {course}: {document['api_calls']} calls, chain {overlay.longest_chain()}, "
              f"{wall:.3f} s at 50 ms, {peak:.1f} MB ({counts})")
        for check in (check for step in document["steps"] for check in step["checks"]):
            if check["status"] not in ("pass", "manual"):
                print(f"  not passed          {check['id']} ({check['status']}): {check['actual']}")
    finally:
        server.terminate()
        server.wait()


class Trainer:
    """The trainer in a pseudo terminal."""

    def __init__(self, binary, columns, rows, env):
        self.start = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(binary, [binary], env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, timeout):
        if not select.select([self.fd], [], [], timeout)[0]:
            return b""
        try:
            seen = os.read(self.fd, 1 << 16)
        except OSError:
            return b""
        if b"\x1b[6n" in seen:  # Every terminal says where its cursor is: here, behind one narrow character.
            os.write(self.fd, b"\x1b[1;2R")
        return seen

    def first_frame(self):
        """Seconds until text has been drawn (the alternate screen alone does not count)."""
        seen = b""
        while time.monotonic() - self.start < 5:
            seen += self.read(1)
            if "花丸".encode() in seen:
                return time.monotonic() - self.start
        return float("nan")

    def settle(self):
        while self.read(0.3):
            pass

    def key(self, key):
        """Seconds from a key to the last byte of the redrawn frame."""
        start = last = time.monotonic()
        os.write(self.fd, key)
        while self.read(0.03):
            last = time.monotonic()
        return last - start

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)


def trainer_figures(binary, home):
    env = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "ja_JP.UTF-8", "TERM": "xterm-256color",
           "HANAMARU_STATE_DIR": home, "AWS_EC2_METADATA_DISABLED": "true"}
    firsts = []
    for _ in range(10):
        trainer = Trainer(binary, 160, 45, env)
        firsts.append(trainer.first_frame())
        trainer.end()
    print("trainer:")
    print(f"  start to first frame  {statistics.median(firsts) * 1000:.1f} ms, median of 10 (aim 50)")
    trainer = Trainer(binary, 160, 45, env)
    trainer.first_frame()
    trainer.settle()
    for key in (b"\r", b"\r", b"\r"):
        trainer.key(key)
        trainer.settle()
    times = sorted(t for t in (trainer.key(key) for _ in range(100) for key in (b"j", b"k", b"\t")) if t > 0)
    print(f"  key to redrawn frame  p50 {times[len(times) // 2] * 1000:.2f} ms, p99 {times[int(len(times) * .99)] * 1000:.2f} ms,"
          f" {len(times)} keys at 160×45 (aim p99 5)")
    trainer.settle()
    before = trainer.cpu()
    time.sleep(10)
    print(f"  idle                  {(trainer.cpu() - before) * 10:.2f} % of a core over 10 s")
    trainer.end()


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else TARGET / "release/hanamaru")
    print(f"binary: {os.path.getsize(binary) / 1e6:.1f} MB")
    home = tempfile.mkdtemp()
    trainer_figures(binary, home)
    moto = free_port()
    server = subprocess.Popen([PEERS / "moto_server", "-H", "127.0.0.1", "-p", str(moto)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", moto)) == 0:
                    break
            time.sleep(0.1)
        built = subprocess.run([PEERS / "python", ROOT / "tests/peers/ec_site.py", f"http://127.0.0.1:{moto}", "300000000000"],
                               stdout=subprocess.PIPE, check=True)
        account = json.loads(built.stdout)
        overlay, loop = Overlay(moto, DELAY), asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        port = asyncio.run_coroutine_threadsafe(overlay.serve(), loop).result()
        verify_figures(binary, overlay, port, account, home)
        for course in ("zenn-clone", "aws-hands-on", "day13", "lb-basics"):
            course_figures(binary, course, loop)
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
