"""kill -9 in the middle of imports: after a restart they begin again by themselves, every bit comes, and nothing is made twice."""

import contextlib
import http.server
import re
import subprocess
import threading
import time

import pytest

from support import storage, volumes
from support.distributions import wait_distributed
from support.server import BINARY, Server

HOME = "us-east-1"
DISK = {index: volumes.block(8000 + index) for index in range(40)}
# Two of the ranges in which an object is read; the second is held back.
OBJECT = {index: volumes.block(9000 + index) for index in range(20)}
FIRST_RANGE = 8 << 20
FAILED_OR_DONE = ("completed", "deleted")


def content(blocks):
    return b"".join(blocks[index] for index in range(len(blocks)))


class Store(http.server.ThreadingHTTPServer):
    """An S3-compatible store of one object, whatever it is asked for; the end of it comes only once it is let go."""

    daemon_threads = True

    def __init__(self, body):
        super().__init__(("127.0.0.1", 0), StoreHandler)
        self.body, self.held, self.let_go = body, threading.Semaphore(0), threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class StoreHandler(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.answer(200, b"", len(self.server.body))

    def do_GET(self):
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["range"]).groups())
        if first >= FIRST_RANGE:
            self.server.held.release()
            self.server.let_go.wait()
        part = self.server.body[first:last + 1]
        with contextlib.suppress(OSError):  # who asked may have died meanwhile
            self.answer(206, part, len(part))

    def answer(self, status, body, length):
        self.send_response(status)
        self.send_header("content-length", str(length))
        self.send_header("etag", '"one"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def store():
    running = Store(content(OBJECT))
    yield running
    running.let_go.set()
    running.shutdown()
    running.server_close()


@pytest.fixture
def own(tmp_path, store):
    (tmp_path / "store").write_text("[default]\naws_access_key_id = a\naws_secret_access_key = b\n")
    (tmp_path / "disks").mkdir()
    (tmp_path / "disks" / "disk.raw").write_bytes(content(DISK))
    server = Server(tmp_path, regions=(HOME,), arguments=[
        "--exports-endpoint", store.url, "--exports-credentials", tmp_path / "store",
        "--import-buckets", "disks", "--import-directories", tmp_path / "disks"]).start()
    yield server
    server.stop()


class Imports:
    """One of each kind, of those disks, and what must have come of both in the end."""

    def __init__(self, server, disks, disk_image):
        self.server, self.disks = server, disks
        self.task_order = dict(ClientToken="once", DiskContainers=[
            {"Format": "RAW", "Url": url} for url, _ in disks])
        self.image_order = dict(
            name="disk", semanticVersion="1.0.0", platform="Linux", osVersion="Debian 12", uri=disk_image[0], clientToken="once",
            infrastructureConfigurationArn=f"arn:aws:imagebuilder:{HOME}:111122223333:infrastructure-configuration/none")
        self.disk_image = disk_image
        self.ids = self.order()

    def order(self):
        return (self.server.client("ec2").import_image(**self.task_order)["ImportTaskId"],
                self.server.client("imagebuilder").import_disk_image(**self.image_order)["imageBuildVersionArn"])

    def die_and_go_on(self):
        """The client repeats its requests, as it cannot know what became of them: they are the same imports."""
        self.server.kill()
        self.server.start()
        assert self.order() == self.ids

    def task(self):
        ec2 = self.server.client("ec2")
        (task,) = ec2.describe_import_image_tasks(ImportTaskIds=[self.ids[0]])["ImportImageTasks"]
        return task

    def owned(self):
        ec2 = self.server.client("ec2")
        return (ec2.describe_images(Owners=["self"])["Images"], ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"])

    def check(self):
        """Both ended well; there are their two AMIs with their snapshots, whole, and nothing else."""
        deadline = time.monotonic() + 120
        while (task := self.task())["Status"] not in FAILED_OR_DONE:
            assert time.monotonic() < deadline, task
            time.sleep(0.05)
        assert task["Status"] == "completed", task
        image = wait_distributed(self.server.client("imagebuilder"), self.ids[1], timeout=120)
        assert image["state"] == {"status": "AVAILABLE"}, image["state"]
        (output,) = image["outputResources"]["amis"]
        amis, snapshots = self.owned()
        wanted = {task["ImageId"]: [blocks for _, blocks in self.disks], output["image"]: [self.disk_image[1]]}
        assert {ami["ImageId"] for ami in amis} == set(wanted) and len(amis) == 2
        used = [snapshot for ami in amis for snapshot in volumes.snapshots_of(ami)]
        assert sorted(used) == sorted(snapshot["SnapshotId"] for snapshot in snapshots), "a snapshot of no AMI"
        ebs = self.server.client("ebs")
        for ami in amis:
            assert [volumes.download(ebs, snapshot) for snapshot in volumes.snapshots_of(ami)] == wanted[ami["ImageId"]]
        assert [detail["SnapshotId"] for detail in task["SnapshotDetails"]] == [
            snapshot for ami in amis if ami["ImageId"] == task["ImageId"] for snapshot in volumes.snapshots_of(ami)]


def stored_bytes(server):
    return sum(path.stat().st_size for path in storage.segments(server, HOME).rglob("*.seg"))


def verify(server):
    assert server.stop() == 0, server.tail()
    done = subprocess.run([BINARY, "verify", "--data", server.data], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_that_were_in_their_middle_begin_again(own, store):
    """Half of the task's blocks are stored, and of the other half, and of the other import, only a part has come."""
    imports = Imports(own, [(f"file://{own.directory}/disks/disk.raw", DISK), ("s3://disks/vm.raw", OBJECT)],
                      ("s3://disks/vm.raw", OBJECT))
    for _ in range(2):
        for _ in range(2):
            assert store.held.acquire(timeout=60), own.tail()
        task = imports.task()
        assert (task["Status"], int(task["Progress"])) == ("active", 50), task
        assert imports.owned() == ([], [])
        imports.die_and_go_on()
    store.let_go.set()
    imports.check()
    # The disk's blocks were read three times and stored once; half of a block cannot be compressed.
    assert stored_bytes(own) < 1.5 * (len(DISK) + len(OBJECT)) * volumes.BLOCK / 2
    verify(own)


def test_imports_survive_kills_at_any_time(own):
    path = f"file://{own.directory}/disks/disk.raw"
    imports = Imports(own, [(path, DISK), (path, DISK)], (path, DISK))
    for pause in (0.0, 0.05, 0.1, 0.2):
        time.sleep(pause)
        imports.die_and_go_on()
    imports.check()
    verify(own)
