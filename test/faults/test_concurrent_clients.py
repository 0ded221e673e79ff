"""Many clients at the same few images at once: every answer is one that the API documents, and what is left is whole.

Runs for 5 seconds; for 30 when AMICAST_SOAK is set."""

import itertools
import os
import random
import subprocess
import threading
import time

import botocore.exceptions
import pytest

from support import volumes
from support.server import BINARY, Server

HOME, WEST = "us-east-1", "eu-west-1"
CLIENTS = 32
SECONDS = 30 if os.environ.get("AMICAST_SOAK") else 5
OTHER_ACCOUNT = "444455556666"

# What losing a race may look like to the loser.
EXPECTED = {
    "InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "InvalidSnapshot.NotFound", "InvalidSnapshot.InUse",
    "IncorrectState",
    # Of sharing a copy that lies under the key that AWS manages.
    "InvalidParameter",
}


@pytest.fixture
def own(tmp_path):
    server = Server(tmp_path, regions=(HOME, WEST)).start()
    yield server
    server.stop()


class Shared:
    """What the clients know of each other's images: ids that may be gone by the time they are used."""

    def __init__(self, sources):
        self.sources = sources
        self.lock = threading.Lock()
        self.copies = []
        self.snapshots = []
        self.unexpected = []
        self.answers = 0

    def pick(self, ids, rng):
        with self.lock:
            return rng.choice(ids) if ids else None

    def add(self, ids, new):
        with self.lock:
            ids.append(new)


class Client(threading.Thread):
    def __init__(self, number, server_clients, shared, end):
        super().__init__()
        self.end = end
        self.rng = random.Random(number)
        self.number = number
        self.home, self.west = server_clients
        self.shared = shared

    def run(self):
        actions = [self.copy, self.copy, self.copy, self.copy_snapshot, self.share, self.tag, self.untag, self.describe,
                   self.deregister, self.delete_snapshot]
        for step in itertools.count():
            if time.monotonic() >= self.end:
                return
            try:
                self.rng.choice(actions)(step)
            except botocore.exceptions.ClientError as error:
                if error.response["Error"]["Code"] not in EXPECTED:
                    self.shared.unexpected.append(error)
            except Exception as error:  # a broken connection would be a finding, too
                self.shared.unexpected.append(error)
            with self.shared.lock:
                self.shared.answers += 1

    def copy(self, step):
        source = self.shared.pick(self.shared.sources, self.rng)
        order = dict(SourceRegion=HOME, SourceImageId=source, Name=f"copy {self.number} {step}", CopyImageTags=True,
                     ClientToken=f"{self.number}-{step}", Encrypted=self.rng.random() < 0.5)
        copy = self.west.copy_image(**order)["ImageId"]
        if step % 4 == 0:
            assert self.west.copy_image(**order)["ImageId"] == copy, "one token, two images"
        self.shared.add(self.shared.copies, copy)

    def copy_snapshot(self, step):
        image = self.shared.pick(self.shared.sources, self.rng)
        (snapshot,) = volumes.snapshots_of(self.home.describe_images(ImageIds=[image])["Images"][0])
        copy = self.west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot, Description=str(step),
                                       **({"Encrypted": True} if step % 3 == 0 else {}))
        self.shared.add(self.shared.snapshots, copy["SnapshotId"])

    def share(self, step):
        image = self.shared.pick(self.shared.copies, self.rng)
        if image:
            self.west.modify_image_attribute(
                ImageId=image, OperationType="add" if step % 2 else "remove", Attribute="launchPermission",
                UserIds=[OTHER_ACCOUNT])

    def tag(self, step):
        image = self.shared.pick(self.shared.copies + self.shared.snapshots, self.rng)
        if image:
            self.west.create_tags(Resources=[image], Tags=[{"Key": f"k{step % 8}", "Value": str(self.number)}])
        self.home.create_tags(Resources=[self.shared.sources[0]], Tags=[{"Key": "by", "Value": str(self.number)}])

    def untag(self, step):
        image = self.shared.pick(self.shared.copies, self.rng)
        if image:
            self.west.delete_tags(Resources=[image], Tags=[{"Key": f"k{step % 8}"}])

    def describe(self, step):
        self.west.describe_images(Owners=["self"], Filters=[{"Name": "tag-key", "Values": ["by"]}], MaxResults=20)

    def deregister(self, step):
        image = self.shared.pick(self.shared.copies, self.rng)
        if image:
            self.west.deregister_image(ImageId=image, DeleteAssociatedSnapshots=step % 2 == 0)

    def delete_snapshot(self, step):
        snapshot = self.shared.pick(self.shared.snapshots, self.rng)
        if snapshot:
            self.west.delete_snapshot(SnapshotId=snapshot)


def wait_until_settled(west):
    deadline = time.monotonic() + 60
    while True:
        images = west.describe_images(Owners=["self"])["Images"]
        snapshots = west.describe_snapshots(OwnerIds=["self"])["Snapshots"]
        states = {image["State"] for image in images} | {snapshot["State"] for snapshot in snapshots}
        if "pending" not in states:
            return images, snapshots, states
        assert time.monotonic() < deadline, states
        time.sleep(0.05)


def test_many_clients_at_the_same_images(own):
    ebs, home, west = own.client("ebs"), own.client("ec2", HOME, max_pool_connections=CLIENTS), \
        own.client("ec2", WEST, max_pool_connections=CLIENTS)
    contents = [{0: volumes.block(seed), 9: volumes.block(100 + seed)} for seed in range(4)]
    sources = [volumes.register(home, volumes.upload(ebs, blocks), f"source {seed}")
               for seed, blocks in enumerate(contents)]
    shared = Shared(sources)
    end = time.monotonic() + SECONDS
    clients = [Client(number, (home, west), shared, end) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert not shared.unexpected, shared.unexpected[:5]
    assert shared.answers >= CLIENTS

    images, snapshots, states = wait_until_settled(west)
    assert states <= {"available", "completed"}, states
    assert images and snapshots
    known = {snapshot["SnapshotId"] for snapshot in snapshots}
    for image in images:
        assert set(volumes.snapshots_of(image)) <= known, image
    # Whatever happened around it, a copy of each source has its bits.
    for number, source in enumerate(sources):
        of_source = [image for image in images if image["SourceImageId"] == source]
        if of_source:
            (snapshot,) = volumes.snapshots_of(of_source[0])
            assert volumes.download(own.client("ebs", WEST), snapshot) == contents[number]
    assert own.stop() == 0
    done = subprocess.run([BINARY, "verify", "--data", own.data], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
