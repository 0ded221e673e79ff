"""The AWS CLI to the letter of its reference, and amicast's own commands, as a person would type them."""

import hashlib
import json
import os
import subprocess

import pytest

from support import volumes
from support.server import BINARY

HOME, TOKYO = "us-east-1", "ap-northeast-1"
SIZE = 24 * volumes.BLOCK + 1000  # not a whole number of blocks


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A sparse raw disk: data, a hole, explicit zeroes, data, and an odd tail."""
    path = tmp_path_factory.mktemp("disk") / "disk.raw"
    with open(path, "wb") as file:
        file.write(volumes.block(1) + volumes.block(2))
        file.seek(10 * volumes.BLOCK)
        file.write(volumes.ZERO + volumes.block(3))
        file.seek(24 * volumes.BLOCK)
        file.write(b"tail" * 250)
    assert path.stat().st_size == SIZE
    return path


def content_sha256(path, length=SIZE):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read(length)).hexdigest()


def import_disk(server, path, name, *more):
    done = server.run("amicast", "import", path, "--name", name, "--region", HOME, "--output", "json", *more)
    return json.loads(done.stdout)


def test_the_example_of_the_copy_image_reference(server, disk, names):
    image = import_disk(server, disk, names("cli"))["ImageId"]
    done = server.run("aws", "ec2", "copy-image", "--source-image-id", image, "--source-region", HOME,
                      "--region", TOKYO, "--name", "My server")
    answer = json.loads(done.stdout)
    assert list(answer) == ["ImageId"] and answer["ImageId"].startswith("ami-")
    volumes.wait_image(server.client("ec2", TOKYO), answer["ImageId"])
    server.run("aws", "ec2", "wait", "image-available", "--image-ids", answer["ImageId"], region=TOKYO)
    described = json.loads(server.run("aws", "ec2", "describe-images", "--owners", "self", region=TOKYO).stdout)
    assert answer["ImageId"] in [item["ImageId"] for item in described["Images"]]
    server.run("aws", "ec2", "describe-snapshots", "--owner-ids", "self", region=TOKYO)


@pytest.mark.parametrize("image_format, extension, options", [
    ("raw", "raw", []), ("qcow2", "qcow2", []), ("vmdk", "vmdk", ["-o", "subformat=streamOptimized"]),
    ("vpc", "vhd", ["-o", "force_size=on"]), ("vhdx", "vhdx", []), ("vdi", "vdi", []),
])
def test_every_format_comes_in_and_goes_out_bit_for_bit(server, disk, names, tmp_path, image_format, extension, options):
    source = tmp_path / f"disk.{extension}"
    subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", image_format, *options, disk, source], check=True)
    image = import_disk(server, source, names(extension))["ImageId"]
    out = tmp_path / f"out.{extension}"
    server.run("amicast", "export", image, "--region", HOME, "--format",
               {"vpc": "vhd"}.get(image_format, image_format), out)
    back = tmp_path / "back.raw"
    subprocess.run(["qemu-img", "convert", "-f", image_format, "-O", "raw", out, back], check=True)
    assert content_sha256(back) == content_sha256(disk)


def test_a_stream_on_standard_input(server, disk, names, tmp_path):
    with open(disk, "rb") as stream:
        done = server.run("amicast", "import", "-", "--name", names("stream"), "--region", HOME, "--output", "json",
                          stdin=stream)
    image = json.loads(done.stdout)["ImageId"]
    server.run("amicast", "export", image, "--region", HOME, "--format", "raw", tmp_path / "out.raw")
    assert content_sha256(tmp_path / "out.raw") == content_sha256(disk)


def test_a_second_version_uploads_only_what_changed(server, disk, names, tmp_path):
    first = import_disk(server, disk, names("v1"))
    second_disk = tmp_path / "v2.raw"
    content = bytearray(disk.read_bytes())
    content[:volumes.BLOCK] = volumes.block(99)
    content[volumes.BLOCK:2 * volumes.BLOCK] = volumes.ZERO
    second_disk.write_bytes(content)
    second = import_disk(server, second_disk, names("v2"), "--base", first["ImageId"])
    server.run("amicast", "export", second["ImageId"], "--region", HOME, "--format", "raw", tmp_path / "out.raw")
    assert content_sha256(tmp_path / "out.raw") == content_sha256(second_disk)
    assert second["BlocksUploaded"] == 2 and first["BlocksUploaded"] > 2


def test_status_and_verify(server, disk, names):
    image = import_disk(server, disk, names("verified"))["ImageId"]
    status = json.loads(server.run("amicast", "status", image, "--region", HOME, "--output", "json").stdout)
    assert status["State"] == "available"
    copy = server.client("ec2", TOKYO).copy_image(SourceRegion=HOME, SourceImageId=image, Name="verify")["ImageId"]
    volumes.wait_image(server.client("ec2", TOKYO), copy)
    done = server.run("amicast", "verify", f"{HOME}:{image}", f"{TOKYO}:{copy}", "--output", "json")
    assert json.loads(done.stdout)["Equal"] is True


def test_distribute_command(server, disk, names):
    image = import_disk(server, disk, names("distributed"))["ImageId"]
    done = server.run("amicast", "distribute", image, "--region", HOME, "--to", f"{HOME},{TOKYO}", "--output", "json")
    answer = json.loads(done.stdout)
    assert answer["State"] == "AVAILABLE" and {item["Region"] for item in answer["Images"]} == {HOME, TOKYO}


@pytest.mark.parametrize("command, status, text", [
    (["import", "/no/such/file", "--name", "abc"], 1, "/no/such/file"),
    (["import"], 2, "FILE"),
    (["export", "ami-0123456789abcdef0", "--format", "raw", "/tmp/never"], 3, "ami-0123456789abcdef0"),
    (["export", "ami-0123456789abcdef0", "--format", "floppy", "/tmp/never"], 2, "format"),
    (["fly"], 2, "fly"),
])
def test_mistakes_get_helpful_answers(server, command, status, text):
    done = server.run("amicast", *command, check=False)
    assert done.returncode == status, done.stderr
    assert text in done.stderr


def test_wrong_credentials_say_so(server, disk):
    environment = dict(server.command_environment(), AWS_SECRET_ACCESS_KEY="wrong")
    done = subprocess.run([BINARY, "import", disk, "--name", "never", "--region", HOME], env=environment,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 3, done.stderr
    assert "credential" in done.stderr.lower() or "signature" in done.stderr.lower()


def test_help_names_every_command():
    text = subprocess.run([BINARY, "--help"], capture_output=True, text=True, check=True).stdout
    for command in ("serve", "import", "export", "distribute", "status", "verify"):
        assert command in text
        assert subprocess.run([BINARY, command, "--help"], capture_output=True, check=True).stdout
    assert os.access(BINARY, os.X_OK)
