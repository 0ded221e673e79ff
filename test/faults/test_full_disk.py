"""A disk that really is full: errors say so, nothing acknowledged is lost, and all goes on when there is room again."""

import json
import os
import pathlib
import subprocess
import time

import botocore.exceptions
import pytest

from support import volumes
from support.server import BINARY, Server

HOME, WEST = "us-east-1", "eu-west-1"
DISK_MIB = 96
TRIES_MAX = 600  # more than any of these disks has room for


class SmallDisk:
    """A file system of its own that a test can fill to the last byte and empty again."""

    def __init__(self, path):
        self.path = path
        path.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=0700", "amicast-test", path]
        mounted = subprocess.run(command, capture_output=True, text=True)
        if mounted.returncode != 0:
            pytest.skip(f"needs the right to mount a small file system: {mounted.stderr.strip()}")

    def free(self):
        numbers = os.statvfs(self.path)
        return numbers.f_bavail * numbers.f_frsize

    def fill(self, leave=0):
        """Takes all space but `leave` bytes."""
        with open(self.path / "filler", "ab", buffering=0) as filler:
            while (rest := self.free() - leave) > 0:
                try:
                    filler.write(bytes(min(rest, 1 << 20)))
                except OSError:
                    return

    def give_back(self):
        (self.path / "filler").unlink()

    def unmount(self):
        subprocess.run(["umount", self.path], check=True)


@pytest.fixture
def disk(tmp_path):
    disk = SmallDisk(tmp_path / "data")
    yield disk
    disk.unmount()


@pytest.fixture
def own(tmp_path, disk):
    """A server whose data lies on the small disk, and whose log does not."""
    server = Server(tmp_path, regions=(HOME, WEST)).start()
    yield server
    server.stop()


def assert_is_refusal(error):
    """An answer of the service, not a broken connection: our fault, in its own shape, with a reason."""
    assert isinstance(error, botocore.exceptions.ClientError), repr(error)
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] in (500, 503), error.response
    assert error.response["Error"]["Code"] in ("InternalServerException", "InternalError", "Unavailable"), error.response
    assert "space" in error.response["Error"]["Message"], error.response


def until_refused(work):
    """Calls work(0), work(1), … until one fails; how many succeeded."""
    for number in range(TRIES_MAX):
        try:
            work(number)
        except Exception as error:  # whatever it is: the caller says what it must be
            assert_is_refusal(error)
            return number
    raise AssertionError(f"{TRIES_MAX} calls went through on a full disk")


def wait_for_log(server, words):
    deadline = time.monotonic() + 60
    log = pathlib.Path(server.directory) / "server.log"
    while words not in log.read_text(errors="replace"):
        assert time.monotonic() < deadline, server.tail()
        time.sleep(0.02)


def verify(server):
    done = subprocess.run([BINARY, "verify", "--data", server.data], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def restart_and_verify(server):
    assert server.stop() == 0
    verify(server)
    server.start()


def test_uploads_stop_with_a_reason_and_go_on(own, disk):
    ebs = own.client("ebs")
    before = {0: volumes.block(1), 3: volumes.block(2)}
    earlier = volumes.upload(ebs, before)
    snapshot = ebs.start_snapshot(VolumeSize=1)["SnapshotId"]
    disk.fill(leave=6 << 20)
    acknowledged = until_refused(lambda index: volumes.put(ebs, snapshot, index, volumes.block(100 + index)))
    assert acknowledged > 0
    assert volumes.download(ebs, earlier) == before, "what was there can still be read"
    until_refused(lambda number: volumes.put(ebs, snapshot, acknowledged, volumes.block(5000 + number)))
    disk.give_back()
    volumes.put(ebs, snapshot, acknowledged, volumes.block(100 + acknowledged))
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=acknowledged + 1)
    expected = {index: volumes.block(100 + index) for index in range(acknowledged + 1)}
    assert volumes.download(ebs, snapshot) == expected
    restart_and_verify(own)
    assert volumes.download(own.client("ebs"), snapshot) == expected


def test_an_import_waits_for_room(own, disk, tmp_path):
    """The command tries again what was refused, and so gets through when there is room soon enough."""
    volume = tmp_path / "disk.raw"
    volume.write_bytes(b"".join(volumes.block(700 + index) for index in range(60)))
    disk.fill(leave=6 << 20)
    command = subprocess.Popen([BINARY, "import", volume, "--name", "waits", "--output", "json"],
                               env=own.command_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for_log(own, "status=500")
    disk.give_back()
    output, errors = command.communicate(timeout=120)
    assert command.returncode == 0, errors
    image = json.loads(output)["ImageId"]
    own.run("amicast", "export", image, tmp_path / "out.raw")
    with open(tmp_path / "out.raw", "rb") as exported:
        assert exported.read(volume.stat().st_size) == volume.read_bytes()
    restart_and_verify(own)


def test_killed_while_full(own, disk):
    """Nothing is tidied up and there is no room to do it in; then there is."""
    ebs = own.client("ebs")
    snapshot = ebs.start_snapshot(VolumeSize=1)["SnapshotId"]
    disk.fill(leave=4 << 20)
    acknowledged = until_refused(lambda index: volumes.put(ebs, snapshot, index, volumes.block(200 + index)))
    disk.fill()
    own.kill()
    disk.give_back()
    own.start()
    ebs = own.client("ebs")
    volumes.put(ebs, snapshot, acknowledged, volumes.block(200 + acknowledged))
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=acknowledged + 1)
    assert volumes.download(ebs, snapshot) == {i: volumes.block(200 + i) for i in range(acknowledged + 1)}
    restart_and_verify(own)


def test_a_copy_waits_for_room(own, disk):
    """The copy fails for lack of space, is tried again, and is whole in the end."""
    ebs, ec2, west = own.client("ebs"), own.client("ec2"), own.client("ec2", WEST)
    blocks = {index: volumes.block(300 + index) for index in range(40)}
    image = volumes.register(ec2, volumes.upload(ebs, blocks), "source")
    disk.fill(leave=4 << 20)
    copy = west.copy_image(SourceRegion=HOME, SourceImageId=image, Name="copy")["ImageId"]
    wait_for_log(own, "job_attempt_failed")
    assert west.describe_images(ImageIds=[copy])["Images"][0]["State"] == "pending"
    disk.give_back()
    (copied,) = volumes.snapshots_of(volumes.wait_image(west, copy, timeout=120))
    assert volumes.download(own.client("ebs", WEST), copied) == blocks
    restart_and_verify(own)


def test_tags_that_were_acknowledged_stay(own, disk):
    ec2 = own.client("ec2")
    image = volumes.register(ec2, volumes.upload(own.client("ebs"), {0: volumes.block(9)}), "tagged")

    def tag(number):
        value = f"{number:03}" + "v" * 250
        ec2.create_tags(Resources=[image], Tags=[{"Key": f"k{number % 40}", "Value": value}])

    def newest(count):
        tags = {}
        for number in range(count):
            tags[f"k{number % 40}"] = f"{number:03}" + "v" * 250
        return tags

    def tags_of(client):
        (described,) = client.describe_images(ImageIds=[image])["Images"]
        return {item["Key"]: item["Value"] for item in described.get("Tags", [])}

    disk.fill()
    acknowledged = until_refused(tag)
    assert tags_of(ec2) == newest(acknowledged)
    disk.give_back()
    tag(acknowledged)
    assert tags_of(ec2) == newest(acknowledged + 1)
    own.kill()
    own.start()
    assert tags_of(own.client("ec2")) == newest(acknowledged + 1)
    restart_and_verify(own)
