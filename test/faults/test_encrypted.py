"""Encrypted content under hard conditions: kill -9 in the middle of a copy, and a search of the disk for what it must not hold."""

import hashlib
import subprocess

import pytest

from support import volumes
from support.server import BINARY, Server

HOME, WEST = "us-east-1", "eu-west-1"
BIG = 300  # blocks; 150 MiB, so that a copy takes long enough to be interrupted


@pytest.fixture
def own(tmp_path):
    server = Server(tmp_path, regions=(HOME, WEST)).start()
    yield server
    server.stop()


def verify(server):
    return subprocess.run([BINARY, "verify", "--data", server.data], capture_output=True, text=True, timeout=120)


def moved(server, snapshot):
    progress = server.client("ec2", WEST).describe_snapshots(SnapshotIds=[snapshot])["Snapshots"][0]["Progress"]
    return int(progress.rstrip("%"))


@pytest.mark.parametrize("source", [{}, {"Encrypted": True}])
def test_an_encrypted_copy_goes_on_after_kill(own, source):
    """Into a key from none and from another: killed as soon as bytes move, and once more when they move again."""
    ebs, ec2 = own.client("ebs"), own.client("ec2")
    blocks = {index: volumes.block(5000 + index) for index in range(BIG)}
    image = volumes.register(ec2, volumes.upload(ebs, blocks, **source), "big")
    copies = [own.client("ec2", WEST).copy_image(SourceRegion=HOME, SourceImageId=image, Name=f"copy {number}",
                                                 Encrypted=True)["ImageId"] for number in range(2)]
    for _ in range(2):
        (snapshot,) = volumes.snapshots_of(own.client("ec2", WEST).describe_images(ImageIds=copies[:1])["Images"][0])
        before = moved(own, snapshot)
        while before < 100 and moved(own, snapshot) == before:
            pass
        own.kill()
        own.start()
    west = own.client("ec2", WEST)
    for copy in copies:
        described = volumes.wait_image(west, copy, timeout=120)
        (snapshot,) = volumes.snapshots_of(described)
        (row,) = west.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"]
        assert row["Encrypted"] is True and f":kms:{WEST}:" in row["KmsKeyId"]
        assert volumes.download(own.client("ebs", WEST), snapshot) == blocks
    assert own.stop() == 0
    done = verify(own)
    assert done.returncode == 0, done.stdout + done.stderr


def marked_block(marker, seed):
    """Compressible and not, with the marker everywhere: it would show in a frame that is merely compressed, too."""
    data = bytearray(volumes.block(seed))
    for at in range(0, len(data) - len(marker), 8192):
        data[at:at + len(marker)] = marker
    return bytes(data)


def places_of(directory, secrets):
    """The files that hold one of the secrets, byte for byte."""
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()
            for content in [path.read_bytes()] if any(secret in content for secret in secrets)}


def test_nothing_of_an_encrypted_image_lies_in_clear(own):
    """Segments, catalogs, their write-ahead logs, the server's log: neither the bytes nor their digests, in any form."""
    marker = b"PLANTED-MARKER-that-nobody-may-find-in-clear"
    blocks = {index: marked_block(marker, 9000 + index) for index in (0, 1, 5)}
    digests = [hashlib.sha256(data).digest() for data in blocks.values()]
    secrets = [marker] + digests + [digest.hex().encode() for digest in digests] + \
        [volumes.checksum(data).encode() for data in blocks.values()]
    ebs, ec2, west = own.client("ebs"), own.client("ec2"), own.client("ec2", WEST)
    snapshot = ebs.start_snapshot(VolumeSize=1, Encrypted=True)["SnapshotId"]
    for index, data in blocks.items():
        volumes.put(ebs, snapshot, index, data)
    assert places_of(own.directory, secrets) == set(), "an upload in progress tells what it holds"
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=len(blocks))
    image = volumes.register(ec2, snapshot, "marked")
    across = volumes.wait_image(west, west.copy_image(SourceRegion=HOME, SourceImageId=image, Name="across")["ImageId"])
    within = volumes.wait_image(ec2, ec2.copy_image(SourceRegion=HOME, SourceImageId=image, Name="within")["ImageId"])
    for client, where, copy in ((west, WEST, across), (ec2, HOME, within)):
        (copied,) = volumes.snapshots_of(copy)
        assert volumes.download(own.client("ebs", where), copied) == blocks
    child = ebs.start_snapshot(VolumeSize=1, ParentSnapshotId=snapshot)["SnapshotId"]
    volumes.put(ebs, child, 2, blocks[0])
    ebs.complete_snapshot(SnapshotId=child, ChangedBlocksCount=1)
    assert places_of(own.directory, secrets) == set()
    own.kill()  # whatever lies in the write-ahead logs stays there
    assert places_of(own.directory, secrets) == set()
    own.start()
    assert own.stop() == 0
    assert places_of(own.directory, secrets) == set()
    done = verify(own)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not any(secret in (done.stdout + done.stderr).encode() for secret in secrets)
    # The same search does find an image that is not encrypted.
    own.start()
    volumes.upload(own.client("ebs"), blocks)
    assert places_of(own.directory, secrets) != set()


def test_equality_shows_within_a_key_and_nowhere_else(own):
    """Whoever reads the disk sees which blocks under one key are equal: they are stored once. Not across keys or to plain."""
    def stored():
        return sum(path.stat().st_size for region in (HOME, WEST)
                   for path in (own.data / "regions" / region / "segments").rglob("*") if path.is_file())
    blocks = {index: volumes.block(9500 + index) for index in range(8)}
    floor = len(blocks) * volumes.BLOCK // 2  # half of each block does not compress
    ebs, ec2, west = own.client("ebs"), own.client("ec2"), own.client("ec2", WEST)
    start = stored()
    first = volumes.upload(ebs, blocks, Encrypted=True)
    once = stored() - start
    assert once >= floor
    volumes.upload(ebs, blocks, Encrypted=True)
    assert stored() - start - once < floor // 8, "equal blocks under one key are stored once"
    before = stored()
    volumes.upload(ebs, blocks)
    assert stored() - before >= floor, "plain blocks must not be recognised among encrypted ones"
    before = stored()
    copy = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=first)["SnapshotId"]
    volumes.wait_snapshot(west, copy)
    assert stored() - before >= floor
    assert volumes.download(own.client("ebs", WEST), copy) == blocks
