#!/usr/bin/env python3
"""Prints the figures of grading: a class of accounts with a delay on every answer, and reports judged again.

Usage: benches/grade.py BINARY [ACCOUNTS]      (ACCOUNTS: 1000)
The peers that the tests install under target/ are used. One account is built in an independent endpoint; its answers
are replayed from memory under as many account numbers as are asked for, each learner through a role of its own.
"""

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
from figures import DELAY, PEERS, ROOT, free_port, page, run  # noqa: E402
from overlay import Overlay  # noqa: E402

KEYS = ("<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
        "<AccessKeyId>AKIA{0}</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken>"
        "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>A:b</AssumedRoleId>"
        "<Arn>arn:aws:sts::{0}:assumed-role/r/b</Arn></AssumedRoleUser></AssumeRoleResult><ResponseMetadata>"
        "<RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>")
WHO = ("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
       "<Arn>arn:aws:sts::{0}:assumed-role/r/b</Arn><UserId>A:b</UserId><Account>{0}</Account>"
       "</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>")


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


def main():
    binary = os.path.abspath(sys.argv[1])
    accounts = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
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
        roster(home / "one.toml", 1)
        roster(home / "class.toml", accounts)
        run([binary, "grade", str(home / "one.toml"), "--format", "json"], env)  # fills the replay
        overlay.calls.clear()
        run([binary, "grade", str(home / "one.toml"), "--format", "json"], env)
        print(f"calls for one account: {len(overlay.calls)} (AssumeRole included)")
        for form in ("json", "csv"):
            overlay.calls.clear()
            wall, peak, out = run([binary, "grade", str(home / "class.toml"), "--format", form], env)
            print(f"{accounts} accounts, 50 ms added, {form}: {wall:.1f} s (aim 60), {peak:.0f} MB (aim 200), "
                  f"{len(overlay.calls)} calls, {len(out) / 1e6:.1f} MB out")
            if form == "json":
                learners = json.loads(out)["learners"]
                print(f"  without error: {sum(one['error'] is None for one in learners)} of {len(learners)}, "
                      f"scores {sorted({one['score'] for one in learners})}")
        reports = home / "reports"
        reports.mkdir()
        _, _, out = run([binary, "report", "ec-site", "--format", "json"], env)
        print(f"a report as JSON: {len(out) / 1e3:.0f} kB")
        for number in range(accounts):
            (reports / f"r{number:04}.json").write_bytes(out)
        for form in ("csv", "json"):
            wall, peak, out = run([binary, "grade", "--reports", str(reports), "--format", form], env)
            print(f"{accounts} reports judged again, {form}: {wall:.2f} s (aim 5), {peak:.0f} MB")
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
