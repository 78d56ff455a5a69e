"""Takes a course in an account by the AWS CLI, with the commands that its lessons show.

usage: course_by_cli.py COURSE_DIRECTORY [--from STEP] [--to STEP] [--start] [--hurry] [--set NAME=VALUE]...

The account is the one of the environment (AWS_ENDPOINT_URL and keys). `--start` first builds the starting
account; `--hurry` asks often where a command waits, for accounts whose time runs fast. Prints one line of JSON a command: its id, exit status, and what it said when it failed. Ends with
status 1 if any failed.

The CLI runs in this process, one command after another: starting it a hundred times would take minutes. Each
command gets a driver of its own, since some of the CLI's customisations remember the last one's arguments.
"""

import argparse
import base64
import contextlib
import io
import json
import pathlib
import re
import sys
import time
import tomllib
import types

import botocore.waiter
import jmespath
from awscli.clidriver import create_clidriver

PLACEHOLDER = re.compile(r"\{(\$?)([a-z][a-z0-9_]*)\}")


def filled(text, values, captured):
    def one(match):
        known = captured if match[1] else values
        return known.get(match[2], "")

    return PLACEHOLDER.sub(one, text)


def run(words):
    driver = create_clidriver()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = driver.main(words)
        except SystemExit as leaving:
            status = leaving.code
    return status or 0, out.getvalue(), err.getvalue().strip()


def as_text(value):
    if isinstance(value, list):
        return "\t".join(as_text(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value)


def carry_out(command, values, captured):
    if file := command.get("file"):
        content = file["content"].removeprefix("\n")
        text = re.sub(r"\{([a-z][a-z0-9_]*)\}", lambda m: values.get(m[1], m[0]), content)
        captured[file["base64"]] = base64.b64encode(text.encode()).decode()
    words = [filled(word, values, captured) for word in command["run"]]
    captures = command.get("capture", {})
    status, out, err = run(words + (["--output", "json"] if captures else []))
    line = {"command": command["id"], "status": status}
    if status:
        line["said"] = err
    for name, query in captures.items():
        query = re.sub(r"\{([a-z][a-z0-9_]*)\}", lambda m: values.get(m[1], m[0]), query)
        found = jmespath.search(query, json.loads(out)) if status == 0 and out.strip() else None
        if found is None:
            line["nothing"] = name
            continue
        text = as_text(found)
        cut = command.get("after", {}).get(name)
        captured[name] = text.split(cut, 1)[1] if cut and cut in text else text
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return status == 0 and "nothing" not in line


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("course", type=pathlib.Path)
    asked.add_argument("--from", dest="first")
    asked.add_argument("--to", dest="last")
    asked.add_argument("--start", action="store_true")
    asked.add_argument("--hurry", action="store_true")
    asked.add_argument("--set", dest="settings", action="append", default=[])
    asked = asked.parse_args()
    if asked.hurry:
        botocore.waiter.time = types.SimpleNamespace(sleep=lambda seconds: time.sleep(min(seconds, 0.5)))
    course = tomllib.loads((asked.course / "course.toml").read_text(encoding="utf-8"))
    values = {name: value.get("default", "") for name, value in course["values"].items()}
    values |= course.get("practice", {}).get("values", {})
    values |= dict(setting.split("=", 1) for setting in asked.settings)
    ids = [step["id"] for step in course["steps"]]
    first = ids.index(asked.first) if asked.first else 0
    last = ids.index(asked.last) if asked.last else len(ids) - 1
    well = True
    stages = [course["practice"]["start"]] if asked.start else []
    stages += [step.get("commands", []) for step in course["steps"][first : last + 1]]
    for commands in stages:
        captured = {}
        for command in commands:
            well &= carry_out(command, values, captured)
    sys.exit(0 if well else 1)


main()
