"""compare_models.py and api_coverage.py on a made-up service: each kind of drift is found, deliberate
differences are accepted, unused ones are not."""

import copy

import pytest

from api_coverage import page
from compare_models import compare, without_anchors
from declarations import Difference, load_differences, load_services

MODEL = {
    "metadata": {"protocol": "rest-json", "apiVersion": "2019-12-02"},
    "operations": {
        "PutThing": {
            "http": {"method": "PUT", "requestUri": "/things/{thingArn}", "responseCode": 201},
            "input": {"shape": "PutThingRequest"},
            "output": {"shape": "PutThingResponse"},
            "errors": [{"shape": "ResourceNotFoundException"}],
        },
        "Ping": {"http": {"method": "GET", "requestUri": "/"}},
    },
    "shapes": {
        "PutThingRequest": {
            "type": "structure",
            "required": ["thingArn", "names"],
            "members": {
                "thingArn": {"shape": "Arn", "location": "uri", "locationName": "thingArn"},
                "names": {"shape": "Names"},
                "tags": {"shape": "Tags"},
                "size": {"shape": "Size", "location": "querystring", "locationName": "size"},
                "colour": {"shape": "Colour"},
                "token": {"shape": "Text", "idempotencyToken": True},
                "tree": {"shape": "Tree"},
            },
        },
        "PutThingResponse": {
            "type": "structure",
            "members": {
                "when": {"shape": "When"},
                "data": {"shape": "Data"},
                "checksum": {"shape": "Text", "location": "header", "locationName": "x-sum"},
            },
            "payload": "data",
        },
        "ResourceNotFoundException": {"type": "structure", "members": {}},
        "Arn": {"type": "string", "pattern": "^arn:[a-z]+$"},
        "Names": {"type": "list", "member": {"shape": "Name"}, "min": 1, "max": 5},
        "Name": {"type": "string", "min": 1, "max": 9, "pattern": "[a-z]+"},
        "Tags": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Text"}, "max": 50},
        "Size": {"type": "integer", "min": 0, "max": 10},
        "Colour": {"type": "string", "enum": ["RED", "GREEN"]},
        "Text": {"type": "string", "min": 0, "max": 20},
        "Tree": {"type": "structure", "members": {"child": {"shape": "Tree"}}},
        "When": {"type": "timestamp"},
        "Data": {"type": "blob", "streaming": True},
    },
}

DECLARED = {
    "name": "things",
    "protocol": "rest-json",
    "apiVersion": "2019-12-02",
    "operations": [
        {
            "name": "PutThing",
            "method": "PUT",
            "uri": "/things/{thingArn+}",
            "status": 201,
            "errors": ["ResourceNotFoundException"],
            "input": {
                "kind": "structure",
                "members": [
                    {"name": "thingArn", "location": "uri", "required": True,
                     "pattern": "^arn:[a-z]+$", "shape": {"kind": "text"}},
                    {"name": "names", "location": "body", "required": True, "min": 1, "max": 5,
                     "elementMin": 1, "elementMax": 9, "elementPattern": "^[a-z]+$",
                     "shape": {"kind": "list", "element": {"kind": "text"}}},
                    {"name": "tags", "location": "body", "max": 50, "keyMin": 1, "keyMax": 9,
                     "keyPattern": "^(?:[a-z]+)$", "elementMax": 20,
                     "shape": {"kind": "map", "element": {"kind": "text"}}},
                    {"name": "size", "location": "query", "min": 0, "max": 10,
                     "shape": {"kind": "integer"}},
                    {"name": "colour", "location": "body", "oneOf": "GREEN RED",
                     "shape": {"kind": "text"}},
                    {"name": "token", "location": "body", "max": 20, "idempotencyToken": True,
                     "shape": {"kind": "text"}},
                    {"name": "tree", "location": "body",
                     "shape": {"kind": "structure", "members": [
                         {"name": "child", "location": "body",
                          "shape": {"kind": "structure", "recursive": True}}]}},
                ],
            },
            "output": {
                "kind": "structure",
                "members": [
                    {"name": "when", "location": "body", "shape": {"kind": "timestamp"}},
                    {"name": "data", "location": "payload", "shape": {"kind": "payload"}},
                    {"name": "checksum", "locationName": "x-sum", "location": "header",
                     "shape": {"kind": "text"}},
                ],
            },
        },
        {"name": "Ping", "method": "GET", "uri": "/", "status": 200, "errors": []},
    ],
}


@pytest.fixture
def declared():
    return copy.deepcopy(DECLARED)


def differences(declared, deliberate=()):
    return compare([declared], lambda name: MODEL, list(deliberate)).open


def rows(declared, side="input"):
    return {row["name"]: row for row in declared["operations"][0][side]["members"]}


def test_equal_declarations_have_no_differences(declared):
    assert differences(declared) == {}


@pytest.mark.parametrize("member, key, value, aspect", [
    ("thingArn", "location", "body", "location"),
    ("thingArn", "pattern", "^arn:[0-9]+$", "pattern"),
    ("thingArn", "required", False, "required"),
    ("names", "min", None, "min"),
    ("names", "elementMax", 10, "element max"),
    ("names", "elementPattern", None, "element pattern"),
    ("names", "shape", {"kind": "text"}, "type"),
    ("names", "shape", {"kind": "list", "element": {"kind": "integer"}}, "type"),
    ("tags", "keyMin", None, "key min"),
    ("tags", "elementMax", 21, "element max"),
    ("size", "min", None, "min"),
    ("size", "locationName", "sizes", "wire name"),
    ("colour", "oneOf", "GREEN", "enum"),
    ("token", "idempotencyToken", False, "idempotencyToken"),
])
def test_each_rule_of_an_input_is_compared(declared, member, key, value, aspect):
    rows(declared)[member][key] = value
    found = differences(declared)
    assert len(found) == 1
    (place, texts), = found.items()
    assert place.startswith(f"things.PutThing.input.{member}")
    assert len(texts) == 1 and texts[0].startswith(f"{aspect}: declared ")


@pytest.mark.parametrize("member, key, value, aspect", [
    ("when", "timeFormat", "iso8601", "time format"),
    ("when", "shape", {"kind": "text"}, "type"),
    ("checksum", "locationName", "x-check", "wire name"),
])
def test_outputs_are_compared(declared, member, key, value, aspect):
    rows(declared, "output")[member][key] = value
    (texts,) = differences(declared).values()
    assert texts[0].startswith(f"{aspect}: ")


@pytest.mark.parametrize("key, value, aspect", [
    ("method", "POST", "method"),
    ("uri", "/thing/{thingArn}", "uri"),
    ("status", 200, "status"),
    ("errors", [], "errors"),
    ("unsignedPayload", True, "unsignedPayload"),
    ("name", "PutThings", "unknown"),
    ("output", None, "output"),
    ("input", None, "input"),
])
def test_the_operation_itself_is_compared(declared, key, value, aspect):
    declared["operations"][0][key] = value
    (texts,) = differences(declared).values()
    assert texts[0].startswith(f"{aspect}: ")


def test_missing_and_extra_members(declared):
    members = declared["operations"][0]["input"]["members"]
    members[4]["name"] = "color"
    assert differences(declared) == {
        "things.PutThing.input.colour": ["missing: not declared"],
        "things.PutThing.input.color": ["extra: the model has no such member"],
    }


def test_a_member_of_a_nested_structure_is_found(declared):
    rows(declared)["tree"]["shape"]["members"] = []
    assert differences(declared) == {"things.PutThing.input.tree.child": ["missing: not declared"]}


def test_deliberate_differences_are_accepted_and_counted(declared):
    rows(declared)["names"]["max"] = 6
    entry = Difference("things.*.names", ["max"], "more is fine")
    unused = Difference("things.PutThing.input.names", ["min"], "never")
    assert differences(declared, [entry, unused]) == {}
    assert entry.uses == 1
    assert unused.uses == 0


def test_an_entry_covers_only_its_aspect(declared):
    rows(declared)["names"]["max"] = 6
    entry = Difference("things.PutThing.input.names", ["min"], "not this one")
    assert differences(declared, [entry])


def test_ec2_names_are_the_ones_in_the_form():
    model = {
        "metadata": {"protocol": "ec2", "apiVersion": "2016-11-15"},
        "operations": {"Tag": {"http": {"method": "POST", "requestUri": "/"},
                               "input": {"shape": "In"}, "output": {"shape": "Out"}}},
        "shapes": {
            "In": {"type": "structure", "members": {
                "DryRun": {"shape": "Flag", "locationName": "dryRun"},
                "Version": {"shape": "Text", "queryName": "SetVersion"}}},
            "Out": {"type": "structure", "members": {
                "Tags": {"shape": "Tags", "locationName": "tagSet"},
                "Groups": {"shape": "Groups", "locationName": "groupSet"}}},
            "Flag": {"type": "boolean"},
            "Text": {"type": "string"},
            "Tags": {"type": "list", "member": {"shape": "Text", "locationName": "item"}},
            "Groups": {"type": "list", "member": {"shape": "Text", "locationName": "groupId"}},
        },
    }
    texts = {"kind": "list", "element": {"kind": "text"}}
    declared = {
        "name": "ec2", "protocol": "ec2", "apiVersion": "2016-11-15",
        "operations": [{
            "name": "Tag", "method": "POST", "uri": "/", "status": 200, "errors": [],
            "input": {"kind": "structure", "members": [
                {"name": "DryRun", "location": "body", "shape": {"kind": "boolean"}},
                {"name": "Version", "location": "body", "shape": {"kind": "text"}}]},
            "output": {"kind": "structure", "members": [
                {"name": "Tags", "locationName": "tagSet", "location": "body", "shape": texts},
                {"name": "Groups", "locationName": "groupSet", "location": "body",
                 "shape": texts}]},
        }],
    }
    report = compare([declared], lambda name: model, [])
    assert report.open == {
        "ec2.Tag.input.Version": ["wire name: declared Version, model has SetVersion"],
        "ec2.Tag.output.Groups": ["element name: declared item, model has groupId"],
    }


@pytest.mark.parametrize("left, right, same", [
    ("^[a-z]+$", "[a-z]+", True),
    ("^(?:a|b)$", "a|b", True),
    ("^(?:a)|(?:b)$", "a|b", False),
    ("^[)]$", "[)]", True),
    (None, "[a-z]+", False),
    ("^a\\$", "a\\$", True),
])
def test_anchoring_makes_no_difference(left, right, same):
    assert (without_anchors(left) == without_anchors(right)) == same


@pytest.mark.parametrize("text", [
    '[[difference]]\nat = "x"\nwhat = "max"\n',
    '[[difference]]\nat = "x"\nwhat = "max"\nreason = " "\n',
    '[[difference]]\nat = "x"\nwhat = "max"\nreason = "r"\nwhy = "?"\n',
])
def test_incomplete_entries_are_refused(tmp_path, text):
    path = tmp_path / "differences.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match="difference 1"):
        load_differences(path)


@pytest.mark.parametrize("text", [
    '[{"name": "a"}]', '{"services": [{"name": "a"}]}', '{"name": "a"}', '{"name": "a"}\n\n',
])
def test_dumps_come_in_several_forms(tmp_path, text):
    path = tmp_path / "dump.json"
    path.write_text(text)
    assert load_services(path) == [{"name": "a"}]
    path.write_text('{"name": "a"}\n{"name": "b"}\n')
    assert [service["name"] for service in load_services(path)] == ["a", "b"]


def test_the_page_names_operations_and_their_differences(declared):
    text = page([declared], [
        Difference("things.PutThing.input.names", ["max"], "six | are\nfine"),
        Difference("things.*", ["errors"], "for all of them"),
        Difference("other.PutThing", ["status"], "elsewhere"),
    ])
    assert "| Ping | `GET /` | with differences | see above: `*` |" in text
    assert ("| PutThing | `PUT /things/{thingArn}` | with differences | "
            "`input.names` (max): six \\| are fine<br>see above: `*` |") in text
    assert "* `*` (errors): for all of them" in text
    assert "elsewhere" not in text


@pytest.mark.parametrize("at, what, status", [
    ("things.*.names", "max", "with differences"),
    ("things.*.tree.leaf", "missing", "with differences"),
    ("things.*.tree.leaf", "max", "complete"),
    ("things.*.stone.leaf", "missing", "complete"),
    ("things.X*.output", "missing", "complete"),
])
def test_shared_differences_mark_the_operations_they_concern(declared, at, what, status):
    text = page([declared], [Difference(at, [what], "because")])
    assert f"| PutThing | `PUT /things/{{thingArn}}` | {status} |" in text
