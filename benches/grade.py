#!/usr/bin/env python3
"""Prints the figures of grading: a class of accounts with a delay on every answer, a shared account, reports judged again.

    python3 benches/grade.py PATH/TO/hanamaru              a quick look: 100 accounts, 100 reports
    python3 benches/grade.py PATH/TO/hanamaru --whole      the whole measurement: 1,000 of each
    further: [--accounts N] [--only class|shared|reports]

The peers that the tests install under target/ are used; run the tests once before. One account is built in an
independent endpoint; its answers are replayed from memory, 50 ms late, under as many account numbers as are asked for,
each learner through a role of its own. The shared account holds the finished course thirty times over, and is asked
directly.
"""

import argparse
import asyncio
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(__file__))
from figures import DELAY, PEERS, ROOT, free_port, page, run, run_timed  # noqa: E402
from overlay import Overlay  # noqa: E402

KEYS = ("<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
        "<AccessKeyId>AKIA{0}</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken>"
        "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>A:b</AssumedRoleId>"
        "<Arn>arn:aws:sts::{0}:assumed-role/r/b</Arn></AssumedRoleUser></AssumeRoleResult><ResponseMetadata>"
        "<RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>")
WHO = ("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
       "<Arn>arn:aws:sts::{0}:assumed-role/r/b</Arn><UserId>A:b</UserId><Account>{0}</Account>"
       "</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>")
# Names that a suffix changes, and that many learners of one account each have.
OWN = ["ec-site-web-sg", "ec-site-alb-sg", "ec-site-web", "ec-site-web-ami", "ec-site-launch-template", "ec-site-web-tg",
       "ec-site-alb", "ec-site-asg", "ec-site-AutoScaling-Instance"]
# Runs in the interpreter that has boto3: the course thirty times over in one account.
MANY = """
import sys
source = open(sys.argv[1]).read().split("if __name__")[0]
space = {}
exec(source, space)
world = space["World"](sys.argv[2], sys.argv[3])
for learner in range(int(sys.argv[4])):
    own = source
    for name in sys.argv[5:] + ["ec2-rds-1"]:
        own = own.replace(f'"{name}"', f'"{name}-{learner:02}"' if learner else f'"{name}"')
    space = {}
    exec(own, space)
    for stage in space["STAGES"][1 if learner else 0:]:
        stage(world)
"""


class Class(Overlay):
    """The overlay under many account numbers: the role asked for is the account, its key says so from then on."""

    async def answer(self, action, head, body):
        if action == "AssumeRole":
            number = re.search(rb"iam%3A%3A(\d{12})", body)[1].decode()
            return 200, "text/xml", KEYS.format(number).encode()
        if action == "GetCallerIdentity":
            number = re.search(rb"Credential=AKIA(\d{12})", head)
            return 200, "text/xml", WHO.format(number[1].decode() if number else "0" * 12).encode()
        return await super().answer(action, head, body)


def roster(path, accounts):
    lines = ['course = "ec-site"', "[defaults]", 'region = "us-east-1"', 'external_id = "class"']
    for number in range(accounts):
        lines += ["[[learner]]", f'id = "l{number:04}"', f'name = "受講者{number}"',
                  f'role_arn = "arn:aws:iam::{700000000000 + number}:role/hanamaru-grade"']
    path.write_text("\n".join(lines) + "\n")


def class_of_accounts(binary, env, home, accounts, overlay):
    roster(home / "one.toml", 1)
    roster(home / "class.toml", accounts)
    run([binary, "grade", str(home / "one.toml"), "--format", "json"], env)  # fills the replay
    overlay.calls.clear()
    run([binary, "grade", str(home / "one.toml"), "--format", "json"], env)
    one = len(overlay.calls)
    overlay.calls.clear()
    run([binary, "verify", "ec-site", "--format", "json"], env)
    print(f"calls: verify {len(overlay.calls)}, grade of one account {one} (AssumeRole included)")
    for form in ("json", "csv", "html"):
        overlay.calls.clear()
        wall, busy, peak, out = run_timed([binary, "grade", str(home / "class.toml"), "--format", form], env)
        print(f"{accounts} accounts, 50 ms added, {form}: {wall:.1f} s (aim 60 for 1000), {busy:.1f} s of processors, "
              f"{peak:.0f} MB (aim 200), "
              f"{len(overlay.calls) / accounts:.1f} calls an account, {len(out) / 1e6:.1f} MB out")
        if form == "json":
            learners = json.loads(out)["learners"]
            print(f"  without error: {sum(one['error'] is None for one in learners)} of {len(learners)}, "
                  f"scores {sorted({one['score'] for one in learners})}")


def shared_account(binary, env, home, moto, learners=30):
    number = "300000000030"
    subprocess.run([PEERS / "python", "-c", MANY, ROOT / "tests/peers/ec_site.py", f"http://127.0.0.1:{moto}", number,
                    str(learners), *OWN], check=True)
    env = {**env, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{moto}"}
    calls, judged = {}, {}
    for count in (1, learners):
        text = f'course = "ec-site"\n[defaults]\nregion = "us-east-1"\nrole_arn = "arn:aws:iam::{number}:role/r"\n'
        for learner in range(count):
            text += f'[[learner]]\nid = "l{learner:02}"\n' + (f'suffix = "-{learner:02}"\n' if learner else "")
        (home / "shared.toml").write_text(text)
        log = home / f"calls-{count}"
        _, _, out = run([binary, "grade", str(home / "shared.toml"), "--format", "json", "--log-calls", str(log)], env)
        asked = [json.loads(line)["operation"] for line in log.read_text().splitlines()]
        calls[count] = len(asked)
        each = sum(name in ("DescribeListeners", "DescribeTargetHealth") for name in asked)
        judged[count] = sum(one["summary"]["pass"] > 20 for one in json.loads(out)["learners"])
    print(f"a shared account of {learners} suffixes: {calls[learners]} calls, one learner {calls[1]} "
          f"({calls[learners] / calls[1]:.2f} times, aim 2; {each} of them ask for listeners by load balancer and for health by "
          f"target group, of which the API has no list); well judged: {judged[learners]} of {learners}")


def reports(binary, env, home, count):
    directory = home / "reports"
    directory.mkdir()
    _, _, out = run([binary, "report", "ec-site", "--format", "json", "--nonce", "class"], env)
    _, _, shown = run([binary, "report", "ec-site", "--format", "html", "--nonce", "class"], env)
    print(f"a report: {len(out) / 1e3:.0f} kB as JSON, {len(shown) / 1e3:.0f} kB as HTML")
    for number in range(count):
        (directory / f"r{number:04}.json").write_bytes(out)
    for form in ("csv", "json"):
        wall, busy, peak, _ = run_timed([binary, "grade", "--reports", str(directory), "--format", form], env)
        print(f"{count} reports judged again, {form}: {wall:.2f} s (aim 5 for 1000), {busy:.2f} s of processors, "
              f"{peak:.0f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--whole", action="store_true", help="1,000 accounts and reports")
    parser.add_argument("--accounts", type=int, help="so many instead")
    parser.add_argument("--only", choices=["class", "shared", "reports"])
    given = parser.parse_args()
    binary, accounts = os.path.abspath(given.program), given.accounts or (1000 if given.whole else 100)
    home = pathlib.Path(tempfile.mkdtemp())
    moto = free_port()
    server = subprocess.Popen([PEERS / "moto_server", "-H", "127.0.0.1", "-p", str(moto)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(5)
        built = subprocess.run([PEERS / "python", ROOT / "tests/peers/ec_site.py", f"http://127.0.0.1:{moto}", "300000000000"],
                               stdout=subprocess.PIPE, check=True)
        account = json.loads(built.stdout)
        overlay, loop = Class(moto, DELAY), asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        # Questions are replayed for the account that was built, whoever asks.
        ask = overlay.ask
        port = asyncio.run_coroutine_threadsafe(overlay.serve(), loop).result()
        overlay.ask = lambda head, body: ask(
            re.sub(rb"Credential=[^/]+", b"Credential=" + account["keys"]["AccessKeyId"].encode(), head), body)
        env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "ja_JP.UTF-8", "AWS_EC2_METADATA_DISABLED": "true",
               "HANAMARU_STATE_DIR": str(home / "state"), "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
               "AWS_ACCESS_KEY_ID": "caller", "AWS_SECRET_ACCESS_KEY": "caller",
               "HANAMARU_CONNECT_TO": f"::127.0.0.1:{page()}"}
        if given.only in (None, "class"):
            class_of_accounts(binary, env, home, accounts, overlay)
        if given.only in (None, "shared"):
            shared_account(binary, env, home, moto)
        if given.only in (None, "reports"):
            reports(binary, env, home, accounts)
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
