#!/usr/bin/env python3
"""Prints docs/api-coverage.md from the program's declarations and the deliberate differences.

    amicast dump-schema | api_coverage.py [DUMP.json] > docs/api-coverage.md
    amicast dump-schema | api_coverage.py --check docs/api-coverage.md

DUMP.json is what `amicast dump-schema` prints (standard input without it). With --check nothing is
printed; the exit status is 1 when the page is not what would be printed.
"""

import argparse
import pathlib
import sys

from declarations import Difference, load_differences, load_services

PROTOCOLS = {
    "ec2": "EC2 query",
    "query": "AWS query",
    "rest-json": "REST-JSON",
    "json": "JSON 1.1",
}
HEADER = """# API coverage

Generated from the declarations in `src/services/` by `test/tools/api_coverage.py`; do not edit. An operation that is
listed takes every member of the published model, validates it and answers in its service's own shape, but for the
deliberate differences beside it. What is not listed is answered as an unknown operation.
"""


def matches_operation(entry, service, operation):
    """True when the entry's place lies in that operation alone."""
    parts = entry.at.split(".")
    return len(parts) >= 2 and parts[0] == service and parts[1] == operation


def concerns_service(entry, service):
    parts = entry.at.split(".")
    return parts[0] == service and (len(parts) < 2 or "*" in parts[1])


def places(service, operation):
    """Every place of the operation's declaration, as compare_models.py names them."""
    here = f"{service}.{operation['name']}"
    yield here
    for side in ("input", "output"):
        if operation.get(side) is not None:
            yield from places_below(f"{here}.{side}", operation[side])


def places_below(here, shape):
    yield here
    if shape["kind"] == "list":
        yield from places_below(f"{here}[]", shape["element"])
    elif shape["kind"] == "map":
        yield from places_below(f"{here}{{}}", shape["element"])
    for row in shape.get("members", []):
        yield from places_below(f"{here}.{row['name']}", row["shape"])


def touches(entry, known):
    """True when an entry with wildcards concerns one of the known places, or a member that is
    missing there."""
    parent = Difference(entry.at.rpartition(".")[0], ["*"], "")
    return any(entry.covers(place, entry.what[0]) for place in known) or (
        "missing" in entry.what and any(parent.covers(place, "missing") for place in known))


def cell(text):
    return " ".join(text.split()).replace("|", "\\|")


def difference_text(entry, prefix):
    place = entry.at.removeprefix(prefix).lstrip(".") or "the operation"
    return f"`{place}` ({', '.join(entry.what)}): {cell(entry.reason)}"


def operation_row(service, operation, differences):
    own = [entry for entry in differences
           if matches_operation(entry, service["name"], operation["name"])]
    known = list(places(service["name"], operation))
    shared = [entry for entry in differences
              if concerns_service(entry, service["name"]) and touches(entry, known)]
    status = "with differences" if own or shared else "complete"
    prefix = f"{service['name']}.{operation['name']}"
    texts = [difference_text(entry, prefix) for entry in own]
    if shared:
        texts.append("see above: " + ", ".join(
            f"`{entry.at.removeprefix(service['name']).lstrip('.')}`" for entry in shared))
    texts = "<br>".join(texts)
    if service["protocol"] == "rest-json":
        route = f"`{operation['method']} {operation['uri'].replace('+}', '}')}`"
        return f"| {operation['name']} | {route} | {status} | {texts} |"
    return f"| {operation['name']} | {status} | {texts} |"


def service_section(service, differences):
    operations = sorted(service["operations"], key=lambda operation: operation["name"])
    lines = [
        f"## {service['name']}",
        "",
        f"{PROTOCOLS[service['protocol']]}, API version {service['apiVersion']}, "
        f"{len(operations)} operations.",
        "",
    ]
    for entry in differences:
        if concerns_service(entry, service["name"]):
            lines.append(f"* {difference_text(entry, service['name'])}")
    if lines[-1]:
        lines.append("")
    if service["protocol"] == "rest-json":
        lines += ["| Operation | Route | Status | Deliberate differences |", "|---|---|---|---|"]
    else:
        lines += ["| Operation | Status | Deliberate differences |", "|---|---|---|"]
    lines += [operation_row(service, operation, differences) for operation in operations]
    return "\n".join(lines) + "\n"


def page(services, differences):
    services = sorted(services, key=lambda service: service["name"])
    return "\n".join([HEADER] + [service_section(each, differences) for each in services])


def main():
    here = pathlib.Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("dump", nargs="?", default="-",
                        help="what `amicast dump-schema` printed; - or nothing: standard input")
    parser.add_argument("--differences", default=here / "model_differences.toml")
    parser.add_argument("--check", type=pathlib.Path, metavar="PAGE",
                        help="compare with this page instead of printing")
    arguments = parser.parse_args()
    try:
        text = page(load_services(arguments.dump), load_differences(arguments.differences))
        if arguments.check is None:
            print(text, end="")
            return 0
        if arguments.check.read_text(encoding="utf-8") == text:
            return 0
    except (OSError, ValueError) as error:
        print(f"api_coverage: {error}", file=sys.stderr)
        return 2
    print(f"{arguments.check} is not up to date: write it again with {pathlib.Path(__file__).name}",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
