"""Reads what both tools of this folder work on: the program's declarations (the JSON that `amicast
dump-schema` prints) and the list of deliberate differences from the published service models."""

import json
import re
import sys
import tomllib
from dataclasses import dataclass, field


def load_services(path):
    """The services of a dump: one object per line, a JSON array, or an object with `services`. The
    path `-` is standard input."""
    if str(path) == "-":
        text = sys.stdin.read()
    else:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(document, dict):
        return document.get("services", [document])
    return document


@dataclass
class Difference:
    """One `[[difference]]`: places (`*` stands for anything), aspects (`*` for all) and the reason."""

    at: str
    what: list
    reason: str
    uses: int = field(default=0, compare=False)

    def covers(self, place, aspect):
        pattern = re.escape(self.at).replace(r"\*", ".*")
        return re.fullmatch(pattern, place) is not None and (
            "*" in self.what or aspect in self.what
        )


def load_differences(path):
    """The entries of model_differences.toml. Raises ValueError for one that is not complete."""
    with open(path, "rb") as file:
        document = tomllib.load(file)
    entries = []
    for number, raw in enumerate(document.get("difference", []), start=1):
        unknown = set(raw) - {"at", "what", "reason"}
        missing = {"at", "what", "reason"} - set(raw)
        if unknown or missing or not str(raw.get("reason", "")).strip():
            raise ValueError(
                f"{path}: difference {number} needs exactly `at`, `what` and a `reason`: {raw}"
            )
        what = raw["what"] if isinstance(raw["what"], list) else [raw["what"]]
        entries.append(Difference(raw["at"], what, raw["reason"].strip()))
    return entries
