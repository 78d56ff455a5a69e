#!/usr/bin/env python3
"""The load generator beside wrk, ab, hey and oha: what a request costs, how well a rate is kept, what a stall shows.

    python3 benches/load.py PATH/TO/hanamaru [--only cost,pace,stall,many,tls,memory] [--runs 5] [--seconds 5]
                            [--memory-seconds 60] [--client-core 0] [--server-core 1] [--json FILE]

Needs Linux, two cores, taskset, openssl and nginx; of wrk, ab, hey and oha those that are found on PATH are measured
(Debian: `apt-get install nginx wrk apache2-utils hey openssl`, and `cargo install oha`); what is missing is said.
The machine should do nothing else meanwhile.

How it measures: the client runs on one core and the server on the other. Requests are counted by the server (nginx's
stub_status, or a recording server written here), so no tool's own count is taken on trust; processor time is what the
system says of the client's process (user and system); memory is the highest VmHWM seen, sampled every 20 ms. Send
times are when requests arrive at a recording server (above 5,000 a second at nginx, which notes full milliseconds),
held against an even grid of the rate asked for that begins where it fits best from below. Figures are medians of --runs; the tools take turns within each run.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from load_server import arrivals, recording

TOOLS = ("hanamaru", "wrk", "ab", "hey", "oha")
HINTS = {
    "nginx": "apt-get install nginx",
    "wrk": "apt-get install wrk",
    "ab": "apt-get install apache2-utils",
    "hey": "apt-get install hey",
    "oha": "cargo install oha",
    "openssl": "apt-get install openssl",
    "taskset": "apt-get install util-linux",
}
NGINX = """
worker_processes 1; worker_rlimit_nofile 60000; daemon off; pid {dir}/pid; error_log {dir}/error.log;
events {{ worker_connections 25000; }}
http {{
  log_format noted '$msec';
  access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; default_type text/plain;
  client_body_temp_path {dir}/a; proxy_temp_path {dir}/b; fastcgi_temp_path {dir}/c; uwsgi_temp_path {dir}/d;
  scgi_temp_path {dir}/e;
  ssl_certificate {dir}/cert.pem; ssl_certificate_key {dir}/key.pem;
  server {{
    listen 127.0.0.1:{plain} backlog=16384;
    location / {{ return 200 "hello, world\\n"; }}
    location = /count {{ stub_status; }}
    location = /noted {{ access_log {dir}/noted noted buffer=256k flush=500ms; return 200 "hello, world\\n"; }}
  }}
  server {{
    listen 127.0.0.1:{secure} ssl http2 backlog=16384;
    http2_max_requests 1000000000;
    location / {{ return 200 "hello, world\\n"; }}
  }}
}}
"""


class Bench:
    """What is measured with, where, and everything that came out."""

    def __init__(self, given):
        self.given = given
        self.program = {"hanamaru": os.path.abspath(given.program)}
        self.program.update({tool: path for tool in TOOLS[1:] if (path := shutil.which(tool))})
        self.rows = []

    def tools(self, *names):
        return [name for name in names if name in self.program]

    def command(self, tool, *arguments):
        return ["taskset", "-c", str(self.given.client_core), self.program[tool], *map(str, arguments)]

    def row(self, part, tool, **figures):
        """Keeps a row and shows it at once."""
        self.rows.append({"part": part, "tool": tool, **figures})
        shown = "  ".join(f"{name} {show(value)}" for name, value in figures.items())
        print(f"{part:<22} {tool:<9} {shown}", flush=True)


def show(value):
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value == int(value) or value >= 1000 else f"{value:,.3f}".rstrip("0")


class Ran:
    """One run of a client: its output, processor seconds, wall seconds, highest memory in kB."""

    def __init__(self, command, limit=None):
        began = time.monotonic()
        self.rss = []
        self.peak = 0
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        watch = threading.Thread(target=self._watch, args=(process.pid,), daemon=True)
        watch.start()
        timer = threading.Timer(limit, process.kill) if limit else None
        if timer:
            timer.start()
        self.output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if timer:
            timer.cancel()
        self.wall = time.monotonic() - began
        self.cpu = usage.ru_utime + usage.ru_stime
        watch.join()
        if process.returncode:
            print(f"  {' '.join(command)}: ended with {process.returncode}: {self.output[-300:]}", file=sys.stderr)

    def _watch(self, pid):
        # The high-water mark that wait4 tells includes the parent's memory from before the program was loaded.
        while True:
            try:
                with open(f"/proc/{pid}/status", encoding="ascii") as file:
                    text = file.read()
                with open(f"/proc/{pid}/comm", encoding="ascii") as file:
                    loaded = not file.read().startswith(("python", "taskset"))
            except OSError:
                return
            high, now = (re.search(rf"{name}:\s+(\d+)", text) for name in ("VmHWM", "VmRSS"))
            if not now:
                return
            if loaded:
                self.peak = max(self.peak, int(high[1]))
                self.rss.append((time.monotonic(), int(now[1])))
            time.sleep(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def nginx(bench):
    """nginx on the server's core; gives its plain and its TLS port, and the file in which it notes when it answered."""
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
             f"{directory}/key.pem", "-out", f"{directory}/cert.pem"], check=True, capture_output=True)
        plain, secure = free_port(), free_port()
        with open(f"{directory}/nginx.conf", "w", encoding="ascii") as file:
            version = subprocess.run([bench.program["nginx"], "-v"], capture_output=True, text=True, check=True).stderr
            text = NGINX.format(dir=directory, plain=plain, secure=secure)
            # The directive went away with 1.19.7, after which keepalive_requests counts for HTTP/2 too.
            if tuple(map(int, re.search(r"/(\d+)\.(\d+)\.(\d+)", version).groups())) >= (1, 19, 7):
                text = re.sub(r".*http2_max_requests.*\n", "", text)
            file.write(text)
        os.chmod(directory, 0o755)
        command = ["taskset", "-c", str(bench.given.server_core), bench.program["nginx"], "-c",
                   f"{directory}/nginx.conf", "-p", directory]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                with contextlib.suppress(OSError):
                    served(plain)
                    break
                time.sleep(0.05)
            yield plain, secure, f"{directory}/noted"
        finally:
            server.terminate()
            server.wait()


def served(port):
    """How many requests nginx has served."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/count")
    text = connection.getresponse().read().decode()
    connection.close()
    return int(re.search(r"\n\s*\d+ \d+ (\d+)", text)[1])


def closed(bench, tool, url, connections, seconds, streams=1, http2=False):
    """A run as fast as possible."""
    own = ["-k", "--lift-ceiling", "--http2" if http2 else "--http1.1"] + (["--streams", streams] if streams > 1 else [])
    oha = ["--no-tui", "--insecure", "--http-version", "2" if http2 else "1.1"] + (["-p", streams] if streams > 1 else [])
    arguments = {
        "hanamaru": ["load", "-z", f"{seconds}s", "-c", connections, "-s", *own, url],
        "wrk": ["-d", f"{seconds}s", "-c", connections, "-t", 1, "--timeout", "30s", url],
        # ab keeps a record of each request that there may be.
        "ab": ["-k", "-q", "-t", seconds, "-n", 100_000 * seconds, "-c", connections, url],
        "hey": ["-z", f"{seconds}s", "-c", connections, url],
        "oha": ["-z", f"{seconds}s", "-c", connections, *oha, url],
    }[tool]
    return bench.command(tool, *arguments)


def cost(bench, part, url, port, tools, connections=50, **how):
    """CPU time per request, requests per second and memory of a closed loop."""
    seen = {tool: [] for tool in tools}
    for _ in range(bench.given.runs):
        for tool in tools:
            before = served(port)
            ran = Ran(closed(bench, tool, url, connections, bench.given.seconds, **how))
            count = max(served(port) - before - 1, 1)
            seen[tool].append((1e6 * ran.cpu / count, count / ran.wall, ran.peak / 1024))
    for tool in tools:
        cpu, rate, peak = (statistics.median(column) for column in zip(*seen[tool]))
        bench.row(part, tool, cpu_us=round(cpu, 2), per_second=rate, peak_mb=round(peak, 1))


def paced(bench, tool, url, rate, seconds):
    """A run at a rate; ab and wrk have none."""
    connections = 50
    arguments = {
        "hanamaru": ["load", "-q", rate, "-z", f"{seconds}s", "--lift-ceiling", "-s", url],
        "oha": ["--no-tui", "-q", rate, "-z", f"{seconds}s", "-c", connections, url],
        "hey": ["-q", rate / connections, "-z", f"{seconds}s", "-c", connections, url],
    }[tool]
    return bench.command(tool, *arguments)


def pace(bench, noted_url, noted):
    """Achieved rates, and how far from their moment requests arrive."""
    for rate in (100, 1000, 20_000):
        tools = bench.tools("hanamaru", "oha", "hey")
        seen = {tool: [] for tool in tools}
        for _ in range(bench.given.runs):
            for tool in tools:
                if rate > 5000:
                    times = noted_by_nginx(bench, tool, rate, noted_url, noted)
                else:
                    with recording(bench.given.server_core) as (port, file):
                        Ran(paced(bench, tool, f"http://127.0.0.1:{port}/", rate, bench.given.seconds))
                        times = arrivals(file)
                if len(times) > 1:
                    seen[tool].append(evenness(times, rate))
        for tool in tools:
            achieved, middle, high, most = (statistics.median(column) for column in zip(*seen[tool]))
            bench.row(f"pace {rate}/s", tool, per_second=round(achieved, 2), off_percent=round(100 * (achieved / rate - 1), 3),
                      error_p50_ms=round(middle, 3), error_p99_ms=round(high, 3), error_max_ms=round(most, 3))


def noted_by_nginx(bench, tool, rate, url, noted):
    """When nginx answered, in the order of its log."""
    with open(noted, "a", encoding="ascii") as file:
        file.seek(0, os.SEEK_END)
        before = file.tell()
    Ran(paced(bench, tool, url, rate, bench.given.seconds))
    time.sleep(1)
    with open(noted, encoding="ascii") as file:
        file.seek(before)
        return sorted(map(float, file.read().split()))


def evenness(times, rate):
    """Achieved rate, and median, 99th percentile and maximum of how late requests came, in ms."""
    start = min(at - number / rate for number, at in enumerate(times))
    late = sorted(1000 * (at - start - number / rate) for number, at in enumerate(times))
    achieved = (len(times) - 1) / (times[-1] - times[0])
    return achieved, late[len(late) // 2], late[len(late) * 99 // 100], late[-1]


def stall(bench):
    """100 a second for ten seconds against a server that stands still for two of them: a fifth of what is due waits,
    two seconds at most, so the 99th percentile is 1.9 s. What does each tool say?"""
    rate, seconds = 100, 10
    runs = {
        "hanamaru": lambda url: paced(bench, "hanamaru", url, rate, seconds)[:-1] + ["--format", "json", url],
        "oha": lambda url: paced(bench, "oha", url, rate, seconds),
        "oha corrected": lambda url: paced(bench, "oha", url, rate, seconds)[:-1] + ["--latency-correction", url],
        "hey": lambda url: paced(bench, "hey", url, rate, seconds),
        "wrk": lambda url: closed(bench, "wrk", url, 50, seconds)[:-1] + ["--latency", url],
        "ab": lambda url: closed(bench, "ab", url, 50, seconds),
    }
    for name, run in runs.items():
        tool = name.split()[0]
        if tool not in bench.program:
            continue
        with recording(bench.given.server_core, stall_at=3.0, stall_for=2.0) as (port, file):
            output = Ran(run(f"http://127.0.0.1:{port}/"), limit=60).output
            count = len(arrivals(file))
        bench.row("stall of 2 s", name, reported_p99_ms=reported(tool, output), requests=count)


def reported(tool, output):
    """The 99th percentile that a tool prints, in ms."""
    if tool == "hanamaru":
        return json.loads(output[output.index("{"):])["latency_ms"]["p99"]
    if tool == "ab":
        found = re.search(r"\b99%\s+(\d+)", output)
        return float(found[1]) if found else None
    found = re.search(r"99(?:\.00)?%(?: in)?\s+([\d.]+)\s*(secs|sec|us|ms|s)\b", output)
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000, "sec": 1000, "secs": 1000}[found[2]] if found else None


def memory(bench, url):
    """200 a second for a while: memory early and late."""
    seconds = bench.given.memory_seconds
    command = bench.command("hanamaru", "load", "-q", 200, "-z", f"{seconds}s", "--lift-ceiling", "-s", url)
    ran = Ran(command)
    start = ran.rss[0][0]
    early = [kb for at, kb in ran.rss if 0.05 < (at - start) / seconds < 0.15]
    late = [kb for at, kb in ran.rss if 0.85 < (at - start) / seconds < 1.0]
    bench.row(f"200/s for {seconds} s", "hanamaru", early_mb=round(statistics.median(early) / 1024, 2),
              late_mb=round(statistics.median(late) / 1024, 2), peak_mb=round(ran.peak / 1024, 2),
              cpu_percent=round(100 * ran.cpu / ran.wall, 2))


def versions(bench):
    """What is compared."""
    def first(*command):
        text = subprocess.run(command, capture_output=True, text=True, check=False)
        return next(iter((text.stdout + text.stderr).strip().splitlines()), "?").strip()
    own = {"hanamaru": "--version", "wrk": "-v", "ab": "-V", "oha": "--version", "nginx": "-v"}
    for tool, flag in own.items():
        if tool in bench.program:
            print(f"{tool:<9} {first(bench.program[tool], flag)}")
    # hey tells no version: the package manager may.
    if "hey" in bench.program:
        print(f"hey       {first('dpkg-query', '-W', 'hey') if shutil.which('dpkg-query') else '?'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--only", default="cost,pace,stall,many,tls,memory")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--memory-seconds", type=int, default=60)
    parser.add_argument("--client-core", type=int, default=0)
    parser.add_argument("--server-core", type=int, default=1)
    parser.add_argument("--json")
    given = parser.parse_args()
    bench = Bench(given)
    for needed in ("nginx", "openssl", "taskset"):
        path = shutil.which(needed) or shutil.which(needed, path="/usr/sbin:/sbin")
        if not path:
            sys.exit(f"{needed} is missing: {HINTS[needed]}")
        bench.program[needed] = path
    for tool in TOOLS[1:]:
        if tool not in bench.program:
            print(f"{tool} is missing and is left out: {HINTS[tool]}", file=sys.stderr)
    # Ten thousand connections need as many file descriptors, in every client.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else 65536, hard))
    parts = given.only.split(",")
    versions(bench)
    with nginx(bench) as (plain, secure, noted):
        http, https = f"http://127.0.0.1:{plain}/", f"https://127.0.0.1:{secure}/"
        everyone = bench.tools(*TOOLS)
        if "cost" in parts:
            cost(bench, "50 connections", http, plain, everyone)
        if "many" in parts:
            cost(bench, "10,000 connections", http, plain, everyone, connections=10_000)
        if "tls" in parts:
            cost(bench, "HTTPS", https, plain, everyone)
            two = bench.tools("hanamaru", "oha")
            cost(bench, "HTTP/2", https, plain, two, http2=True)
            cost(bench, "HTTP/2, 10 streams", https, plain, two, http2=True, streams=10)
        if "memory" in parts:
            memory(bench, http)
        if "pace" in parts:
            pace(bench, f"{http}noted", noted)
    if "stall" in parts:
        stall(bench)
    if given.json:
        with open(given.json, "w", encoding="utf-8") as file:
            json.dump(bench.rows, file, indent=1)


if __name__ == "__main__":
    main()
