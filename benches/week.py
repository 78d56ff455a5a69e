"""Measures a week of practice time: how long it takes, and what is left of it in memory and on disk.

usage: benches/week.py [--dev]     (default: the release profile; --dev: the one that tests run in)

It runs the tests of `src/practice/simulation/week.rs` for longer than an ordinary test run does: the account of
`ec-site` with visitors that come and go by the hour, faults put in and taken out, and new beginnings; and 200 targets.
"""

import os
import subprocess
import sys

RUNS = "practice::simulation::week::"


def main():
    profile = [] if "--dev" in sys.argv[1:] else ["--release"]
    command = ["cargo", "test", "--locked", "--lib", *profile, RUNS, "--", "--nocapture", "--test-threads", "1"]
    longer = {"HANAMARU_DAYS": "7", "HANAMARU_MINUTES": "360"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **longer})
    for line in done.stdout.splitlines():
        if line and not line.startswith(("running", "test result")):
            print(line)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
