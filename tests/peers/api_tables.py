"""Writes src/practice/api/tables/*.txt: names and types of the operations in operations.txt, from the API models
that botocore ships. The same models give the same bytes. No text of the documentation is taken.

    python tests/peers/api_tables.py            # write
    python tests/peers/api_tables.py --check    # say which tables differ, exit 1 if any does

The format, one fact a line (`src/practice/api/table.rs` reads it):

    op NAME INPUT OUTPUT          '-' where there is none
    wait NAME OPERATION           a waiter; its acceptors follow: `  STATE MATCHER EXPECTED [ARGUMENT]`
    error CODE SHAPE STATUS       an error that the service declares
    enum NAME VALUE...
    list NAME ITEM ITEM_NAME [MIN..MAX] [flat]
    map NAME KEY VALUE
    struct NAME                   its members follow:
      NAME TYPE[!] [>WIRE] [<WIRE]  `!` required; `>` its name in a query, `<` in XML, where they differ from NAME
"""

import gzip
import json
import pathlib
import sys

import botocore

HERE = pathlib.Path(__file__).resolve().parent.parent.parent / "src/practice/api"
DATA = pathlib.Path(botocore.__file__).parent / "data"
PLAIN = {"string", "integer", "long", "boolean", "double", "float", "timestamp", "blob"}


def wanted():
    """Service word -> its operations, as operations.txt has them."""
    services, current = {}, None
    for line in (HERE / "operations.txt").read_text().splitlines():
        words = line.split("#")[0].split()
        if len(words) == 1 and words[0].islower():
            current = services.setdefault(words[0], [])
        elif words:
            current.extend(words)
    return services


def bounds(shape):
    low, high = shape.get("min", ""), shape.get("max", "")
    return "" if low == "" and high == "" else f"{low}..{high}"


class Table:
    def __init__(self, service, operations):
        folder = max(p for p in (DATA / service).iterdir() if p.is_dir())
        with gzip.open(folder / "service-2.json.gz") as file:
            self.model = json.load(file)
        waiters = folder / "waiters-2.json"
        self.waiters = json.loads(waiters.read_text())["waiters"] if waiters.exists() else {}
        self.service, self.operations = service, operations
        self.ec2 = self.model["metadata"]["protocol"] == "ec2"
        self.shapes = self.model["shapes"]
        self.inward, self.outward = set(), set()

    def reach(self, name, into):
        if name in into:
            return
        into.add(name)
        shape = self.shapes[name]
        inner = [shape.get(k) for k in ("member", "key", "value")] + list(shape.get("members", {}).values())
        for member in filter(None, inner):
            self.reach(member["shape"], into)

    def type(self, name):
        shape = self.shapes[name]
        kind = shape["type"]
        if kind in PLAIN and "enum" not in shape:
            limits = bounds(shape)
            return f"{kind}({limits})" if limits else kind
        return name

    def query_name(self, name, member):
        wire = member.get("locationName")
        if self.ec2:
            return member.get("queryName") or (wire and wire[0].upper() + wire[1:]) or name
        return wire or name

    def member(self, owner, name, member):
        required = "!" if name in self.shapes[owner].get("required", []) else ""
        words = [f"  {name} {self.type(member['shape'])}{required}"]
        query, xml = self.query_name(name, member), member.get("locationName") or name
        if owner in self.inward and query != name:
            words.append(f">{query}")
        if owner in self.outward and xml != name:
            words.append(f"<{xml}")
        return " ".join(words)

    def shape(self, name):
        shape = self.shapes[name]
        kind = shape["type"]
        if kind == "structure":
            yield f"struct {name}"
            yield from (self.member(name, n, m) for n, m in shape["members"].items())
        elif kind == "list":
            item = shape["member"]
            words = ["list", name, self.type(item["shape"]), item.get("locationName", "member"), bounds(shape)]
            yield " ".join(w for w in words + ["flat" if shape.get("flattened") else ""] if w)
        elif kind == "map":
            yield f"map {name} {self.type(shape['key']['shape'])} {self.type(shape['value']['shape'])}"
        elif "enum" in shape:
            yield " ".join(["enum", name] + shape["enum"])

    def errors(self):
        seen = set()
        for operation in self.operations:
            for error in self.model["operations"][operation].get("errors", []):
                shape = self.shapes[error["shape"]]
                facts = shape.get("error", {})
                seen.add((facts.get("code", error["shape"]), error["shape"], facts.get("httpStatusCode", 400)))
        return (f"error {code} {shape} {status}" for code, shape, status in sorted(seen))

    def waits(self):
        for name, waiter in sorted(self.waiters.items()):
            if waiter["operation"] not in self.operations:
                continue
            yield f"wait {name} {waiter['operation']}"
            for a in waiter["acceptors"]:
                expected = json.dumps(a["expected"]) if not isinstance(a["expected"], str) else a["expected"]
                yield f"  {a['state']} {a['matcher']} {expected} {a.get('argument', '')}".rstrip()

    def lines(self):
        yield f"# Written by tests/peers/api_tables.py: {self.service} {self.model['metadata']['apiVersion']}"
        for name in sorted(self.operations):
            operation = self.model["operations"][name]
            ends = [operation.get(end, {}).get("shape", "-") for end in ("input", "output")]
            yield f"op {name} {ends[0]} {ends[1]}"
            for shape, into in zip(ends, (self.inward, self.outward)):
                if shape != "-":
                    self.reach(shape, into)
        yield from self.waits()
        yield from self.errors()
        for name in sorted(self.inward | self.outward):
            yield from self.shape(name)


def main():
    check, differ = "--check" in sys.argv, []
    for service, operations in wanted().items():
        path = HERE / "tables" / f"{service}.txt"
        text = "\n".join(Table(service, operations).lines()) + "\n"
        if check and (not path.exists() or path.read_text() != text):
            differ.append(path.name)
        elif not check:
            path.write_text(text)
    if differ:
        sys.exit("differ from the models: " + ", ".join(differ))


if __name__ == "__main__":
    main()
