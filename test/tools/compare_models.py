#!/usr/bin/env python3
"""Compares every declared operation with the service models that the installed botocore carries.

    amicast dump-schema | compare_models.py [DUMP.json] [--differences model_differences.toml]

DUMP.json is what `amicast dump-schema` prints (standard input without it). Compared are: protocol, API version, target prefix,
namespace; per operation the HTTP method, path, success status, error names, unsigned payload; per
input member the wire name, location, type, required, bounds, pattern, enum, idempotency token; per
output member the wire name, location, type, list element name and time format. Operations that are
not declared at all are no difference; members that are not declared are.

Exits 0 when nothing differs but what the differences file lists with a reason, 1 when something
else differs or an entry of that file is not used, 2 when the inputs cannot be read.
"""

import argparse
import pathlib
import sys

from declarations import load_differences, load_services

KINDS = {
    "boolean": "boolean",
    "integer": "integer",
    "long": "integer",
    "double": "real",
    "float": "real",
    "string": "text",
    "timestamp": "timestamp",
    "blob": "blob",
    "list": "list",
    "map": "map",
    "structure": "structure",
}
LOCATIONS = {"uri": "uri", "querystring": "query", "header": "header", "headers": "header"}
TIME_FORMATS = {
    "iso8601": "iso8601",
    "unixTimestamp": "epochSeconds",
    "rfc822": "httpDate",
}
NOTHING = "(none)"


def show(value):
    if value is None:
        return NOTHING
    if isinstance(value, (set, frozenset)):
        return ", ".join(sorted(value)) or NOTHING
    return str(value)


class Report:
    """Collects differences and takes out the deliberate ones."""

    def __init__(self, deliberate):
        self.deliberate = deliberate
        self.open = {}
        self.accepted = 0

    def compare(self, place, aspect, declared, modelled):
        if declared != modelled:
            self.add(place, aspect, f"declared {show(declared)}, model has {show(modelled)}")

    def add(self, place, aspect, text):
        covering = [entry for entry in self.deliberate if entry.covers(place, aspect)]
        for entry in covering:
            entry.uses += 1
        if covering:
            self.accepted += 1
        else:
            self.open.setdefault(place, []).append(f"{aspect}: {text}")


def without_anchors(pattern):
    """AWS matches whole values, we search: the same pattern is anchored with us. A pattern that
    begins and ends with anything (`.*x.*`) is left as it is."""
    if pattern is None:
        return None
    bare = pattern
    if bare.startswith("^"):
        bare = bare[1:]
    if bare.endswith("$") and not bare.endswith("\\$"):
        bare = bare[:-1]
    if bare.startswith("(?:") and bare.endswith(")") and closes_at_end(bare):
        bare = bare[3:-1]
    return bare


def closes_at_end(group):
    """True when the parenthesis that opens `group` is closed by its last character."""
    depth = 0
    in_class = False
    index = 0
    while index < len(group):
        char = group[index]
        if char == "\\":
            index += 2
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return index == len(group) - 1
        index += 1
    return False


class Comparison:
    """One service: `declared` from the dump against `model`, botocore's service-2 document."""

    def __init__(self, declared, model, report):
        self.declared = declared
        self.model = model
        self.shapes = model["shapes"]
        self.report = report
        self.protocol = declared["protocol"]
        self.name = declared["name"]

    def run(self):
        metadata = self.model["metadata"]
        compare = self.report.compare
        protocols = set(metadata.get("protocols", [])) | {metadata["protocol"]}
        if self.protocol not in protocols:
            compare(self.name, "protocol", self.protocol, protocols)
        compare(self.name, "apiVersion", self.declared.get("apiVersion"), metadata["apiVersion"])
        if self.protocol == "json":
            compare(self.name, "targetPrefix", self.declared.get("targetPrefix"),
                    metadata.get("targetPrefix"))
        if self.protocol == "query":
            compare(self.name, "xmlNamespace", self.declared.get("xmlNamespace"),
                    metadata.get("xmlNamespace"))
        seen = set()
        for operation in self.declared["operations"]:
            place = f"{self.name}.{operation['name']}"
            if operation["name"] in seen:
                self.report.add(place, "twice", "the operation is declared more than once")
            seen.add(operation["name"])
            modelled = self.model["operations"].get(operation["name"])
            if modelled is None:
                self.report.add(place, "unknown", "the model has no such operation")
            else:
                self.operation(place, operation, modelled)

    def operation(self, place, declared, modelled):
        http = modelled["http"]
        compare = self.report.compare
        compare(place, "method", declared["method"], http["method"])
        path = http["requestUri"].split("?")[0].rstrip("/") or "/"
        compare(place, "uri", declared["uri"].replace("+}", "}"), path.replace("+}", "}"))
        compare(place, "status", declared["status"], http.get("responseCode", 200))
        unsigned = modelled.get("authtype") == "v4-unsigned-body" or bool(
            modelled.get("unsignedPayload"))
        compare(place, "unsignedPayload", declared.get("unsignedPayload", False), unsigned)
        if self.protocol != "ec2":
            codes = {self.error_code(error["shape"]) for error in modelled.get("errors", [])}
            compare(place, "errors", set(declared["errors"]), codes)
        for side in ("input", "output"):
            self.side(place, side, declared.get(side), modelled.get(side))

    def side(self, place, side, declared, reference):
        modelled = reference and self.shapes[reference["shape"]]
        has_members = bool(modelled and modelled["members"])
        if declared is None:
            if side == "output" and modelled is not None:
                self.report.add(place, "output", "declared none, but the model has one")
            elif has_members:
                self.report.add(place, side, "declared none, but the model has one")
            return
        if modelled is None:
            if side == "output" or declared["members"]:
                self.report.add(place, side, "declared, but the model has none")
            return
        if side == "output" and "resultWrapper" in reference:
            operation = place.split(".")[-1]
            self.report.compare(place, "resultWrapper", f"{operation}Result",
                                reference["resultWrapper"])
        self.structure(f"{place}.{side}", side, declared, modelled, top=True, above=())

    def error_code(self, shape_name):
        return self.shapes[shape_name].get("error", {}).get("code", shape_name)

    def structure(self, place, side, declared, modelled, top, above):
        if declared.get("recursive") or id(modelled) in above:
            return
        above = above + (id(modelled),)
        rows = {row["name"]: row for row in declared["members"]}
        for name, reference in modelled["members"].items():
            where = f"{place}.{name}"
            if name in rows:
                self.member(where, side, rows[name], name, reference, modelled, top, above)
            else:
                self.report.add(where, "missing", "not declared")
        for name in rows:
            if name not in modelled["members"]:
                self.report.add(f"{place}.{name}", "extra", "the model has no such member")

    def member(self, place, side, row, name, reference, parent, top, above):
        shape = {**self.shapes[reference["shape"]], **reference}
        compare = self.report.compare
        compare(place, "wire name", self.declared_wire_name(side, row),
                self.modelled_wire_name(side, name, reference))
        is_payload = top and parent.get("payload") == name
        location = "payload" if is_payload else LOCATIONS.get(reference.get("location"), "body")
        compare(place, "location", row["location"], location if top else "body")
        if side == "input":
            compare(place, "required", row.get("required", False),
                    name in parent.get("required", []))
            compare(place, "idempotencyToken", row.get("idempotencyToken", False),
                    bool(reference.get("idempotencyToken")))
            self.rules(place, row, shape)
        if shape.get("flattened"):
            self.report.add(place, "flattened", "the model's list is flattened")
        self.type(place, side, row["shape"], row, shape, location, is_payload, above)

    def declared_wire_name(self, side, row):
        if self.protocol == "ec2" and side == "input":
            name = row.get("locationName") or row["name"]
            return row.get("queryName") or name[0].upper() + name[1:]
        return row.get("locationName") or row["name"]

    def modelled_wire_name(self, side, name, reference):
        plain = reference.get("locationName") or name
        if self.protocol == "ec2" and side == "input":
            return reference.get("queryName") or plain[0].upper() + plain[1:]
        return plain

    def type(self, place, side, declared, row, shape, location, is_payload, above):
        kind = KINDS[shape["type"]]
        if kind == "blob" and is_payload:
            kind = "payload"
        self.report.compare(place, "type", declared["kind"], kind)
        if declared["kind"] != kind:
            return
        if kind == "structure":
            self.structure(place, side, declared, shape_without_reference(shape, self.shapes),
                           top=False, above=above)
        elif kind == "timestamp":
            self.time_format(place, row, shape, location)
        elif kind == "list":
            element = {**self.shapes[shape["member"]["shape"]], **shape["member"]}
            self.element_name(place, side, row, shape["member"])
            self.type(f"{place}[]", side, declared["element"], row, element, location, False,
                      above)
        elif kind == "map":
            element = {**self.shapes[shape["value"]["shape"]], **shape["value"]}
            self.type(f"{place}{{}}", side, declared["element"], row, element, location, False,
                      above)

    def element_name(self, place, side, row, reference):
        if self.protocol == "ec2" and side == "output":
            usual = "item"
        elif self.protocol == "query":
            usual = "member"
        else:
            return
        self.report.compare(place, "element name", row.get("elementName", usual),
                            reference.get("locationName", usual))

    def time_format(self, place, row, shape, location):
        if location == "header":
            usual = "httpDate"
        elif self.protocol in ("ec2", "query") or location == "query":
            usual = "iso8601"
        else:
            usual = "epochSeconds"
        modelled = TIME_FORMATS.get(shape.get("timestampFormat"), usual)
        self.report.compare(place, "time format", row.get("timeFormat", usual), modelled)

    def rules(self, place, row, shape):
        kind = KINDS[shape["type"]]
        self.bounds(place, "", row.get("min"), row.get("max"), shape)
        if kind == "list":
            element = {**self.shapes[shape["member"]["shape"]], **shape["member"]}
            self.scalar_rules(place, "element ", row, "element", element)
        elif kind == "map":
            value = {**self.shapes[shape["value"]["shape"]], **shape["value"]}
            key = {**self.shapes[shape["key"]["shape"]], **shape["key"]}
            self.scalar_rules(place, "element ", row, "element", value)
            self.scalar_rules(place, "key ", row, "key", key)
        else:
            self.words(place, "", row.get("pattern"), row.get("oneOf"), shape)

    def scalar_rules(self, place, aspect, row, prefix, shape):
        if KINDS[shape["type"]] in ("list", "map", "structure"):
            return
        self.bounds(place, aspect, row.get(f"{prefix}Min"), row.get(f"{prefix}Max"), shape)
        self.words(place, aspect, row.get(f"{prefix}Pattern"), row.get(f"{prefix}OneOf"), shape)

    def bounds(self, place, aspect, low, high, shape):
        counted = KINDS[shape["type"]] not in ("integer", "real")
        modelled_low = shape.get("min")
        if counted:  # a length of at least 0 says nothing
            low = low or None
            modelled_low = modelled_low or None
        self.report.compare(place, f"{aspect}min", low, modelled_low)
        self.report.compare(place, f"{aspect}max", high, shape.get("max"))

    def words(self, place, aspect, pattern, one_of, shape):
        if without_anchors(pattern) != without_anchors(shape.get("pattern")):
            self.report.compare(place, f"{aspect}pattern", pattern, shape.get("pattern"))
        declared = frozenset((one_of or "").split())
        self.report.compare(place, f"{aspect}enum", declared, frozenset(shape.get("enum", [])))


def shape_without_reference(shape, shapes):
    """The model's own object for a structure, so that recursion is seen by identity."""
    return shapes[shape["shape"]]


def load_model(loader, name):
    try:
        return loader.load_service_model(name, "service-2")
    except Exception as error:  # botocore raises several unrelated types here
        raise ValueError(f"botocore has no model for the service '{name}': {error}") from error


def compare(services, load, deliberate):
    """Compares all services and returns the report; `load(name)` gives a service's model."""
    report = Report(deliberate)
    for service in services:
        Comparison(service, load(service["name"]), report).run()
    return report


def main():
    here = pathlib.Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("dump", nargs="?", default="-",
                        help="what `amicast dump-schema` printed; - or nothing: standard input")
    parser.add_argument("--differences", default=here / "model_differences.toml",
                        help="deliberate differences (default: beside this program)")
    parser.add_argument("--service", action="append",
                        help="only this service; unused entries are then not reported")
    arguments = parser.parse_args()
    try:
        import botocore
        import botocore.session

        services = load_services(arguments.dump)
        deliberate = load_differences(arguments.differences)
        loader = botocore.session.get_session().get_component("data_loader")
        if arguments.service:
            services = [each for each in services if each["name"] in arguments.service]
        report = compare(services, lambda name: load_model(loader, name), deliberate)
    except (ImportError, OSError, ValueError) as error:
        print(f"compare_models: {error}", file=sys.stderr)
        return 2
    unused = [] if arguments.service else [each for each in deliberate if each.uses == 0]
    for place, texts in sorted(report.open.items()):
        print(place)
        for text in texts:
            print(f"    {text}")
    for entry in unused:
        print(f"unused entry in {arguments.differences}: at = \"{entry.at}\", what = {entry.what}")
    operations = sum(len(service["operations"]) for service in services)
    differing = sum(len(texts) for texts in report.open.values())
    print(f"{operations} operations of {len(services)} services against botocore "
          f"{botocore.__version__}: {differing} differences, {report.accepted} deliberate, "
          f"{len(unused)} unused entries")
    return 1 if report.open or unused else 0


if __name__ == "__main__":
    sys.exit(main())
