"""Measures explaining, drawing and listing what is left, on a finished practice account of every course.

usage: benches/explain.py [HANAMARU]     (default: target/release/hanamaru)

Linux, standard library only. `explain` beyond the facts: the process explains kept facts (`--offline`), less what the
same process takes to start and read all courses (`courses --format json`); so reading the snapshot and writing the
answer are in it. On a busy machine the processor's time says more than the clock: it is shown beside it.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

COURSES = {"ec-site": "us-east-1", "zenn-clone": "ap-northeast-1", "aws-hands-on": "ap-northeast-1",
           "day13": "ap-northeast-1", "lb-basics": "ap-northeast-1"}
TIMES = 30


def served(binary, course, home):
    """A practice account of the course, at its clean-up; the process, and what its users need in their environment."""
    environment = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "en_US.UTF-8", "HANAMARU_STATE_DIR": home}
    process = subprocess.Popen([binary, "practice", "--listen", "127.0.0.1:0", "--course", course, "--at", "cleanup"],
                               env=environment, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if found := re.match(r'export (\w+)="(.*)"', line):
            environment[found[1]] = found[2]
        elif "AWS_ENDPOINT_URL" in environment:
            break
    return process, environment


def used():
    """Seconds of the processor that ended children have used."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def took(command, environment, times=1):
    """Milliseconds by the clock and of the processor: the medians."""
    clock, processor = [], []
    for _ in range(times):
        begun, before = time.perf_counter(), used()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((used() - before) * 1000)
    return statistics.median(clock), statistics.median(processor)


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/hanamaru")
    print(f"{'course':14}{'explain beyond facts':>22}{'(processor)':>13}{'explain':>10}{'diagram':>10}{'cleanup':>10}"
          "   (ms, median)")
    for course, region in COURSES.items():
        with tempfile.TemporaryDirectory() as home:
            process, environment = served(binary, course, home)
            try:
                facts = os.path.join(home, "facts.json")
                own = [binary, "explain", course, "--region", region, "--format", "json"]
                took([*own, "--save-snapshot", facts], environment)
                start = took([binary, "courses", "--format", "json"], environment, TIMES)
                beyond = took([binary, "explain", course, "--format", "json", "--offline", facts], environment, TIMES)
                whole = [took([binary, what, course, "--region", region], environment, 5)[0]
                         for what in ("explain", "diagram", "cleanup")]
            finally:
                process.terminate()
                process.wait()
        own = [one - other for one, other in zip(beyond, start)]
        print(f"{course:14}{own[0]:22.1f}{own[1]:13.1f}" + "".join(f"{one:10.0f}" for one in whole))


if __name__ == "__main__":
    main()
