"""Volumes for tests: bytes with a pattern, and their way in and out through the EBS direct APIs."""

import base64
import hashlib
import random
import time

BLOCK = 524288
ZERO = bytes(BLOCK)


def block(seed):
    """512 KiB that look like real data: half compressible, half not, and repeatable."""
    source = random.Random(seed)
    return source.randbytes(BLOCK // 2) + (b"%08d" % (seed % 10**8)) * (BLOCK // 16)


def checksum(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def put(ebs, snapshot_id, index, data):
    return ebs.put_snapshot_block(SnapshotId=snapshot_id, BlockIndex=index, BlockData=data,
                                  DataLength=len(data), Checksum=checksum(data),
                                  ChecksumAlgorithm="SHA256")


def upload(ebs, blocks, size_gib=1, **start):
    """Makes a completed snapshot of {index: bytes}; its id."""
    snapshot_id = ebs.start_snapshot(VolumeSize=size_gib, **start)["SnapshotId"]
    for index, data in blocks.items():
        put(ebs, snapshot_id, index, data)
    status = ebs.complete_snapshot(SnapshotId=snapshot_id, ChangedBlocksCount=len(blocks))["Status"]
    assert status in ("completed", "pending")
    return snapshot_id


def download(ebs, snapshot_id):
    """{index: bytes} of every present block, each checked against its checksum."""
    blocks, token = {}, None
    while True:
        page = ebs.list_snapshot_blocks(SnapshotId=snapshot_id, **({"NextToken": token} if token else {}))
        for item in page["Blocks"]:
            answer = ebs.get_snapshot_block(SnapshotId=snapshot_id, BlockIndex=item["BlockIndex"],
                                            BlockToken=item["BlockToken"])
            data = answer["BlockData"].read()
            assert checksum(data) == answer["Checksum"]
            blocks[item["BlockIndex"]] = data
        token = page.get("NextToken")
        if not token:
            return blocks


def register(ec2, snapshot_id, name, **more):
    """An AMI whose root device is the snapshot; its id."""
    arguments = dict(
        Name=name, Architecture="x86_64", VirtualizationType="hvm", RootDeviceName="/dev/xvda",
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot_id}}])
    arguments.update(more)
    return ec2.register_image(**arguments)["ImageId"]


def wait_image(ec2, image_id, state="available", timeout=60.0):
    """Polls until the image reaches `state`; the image."""
    deadline = time.monotonic() + timeout
    while True:
        image = ec2.describe_images(ImageIds=[image_id])["Images"][0]
        if image["State"] == state:
            return image
        assert image["State"] == "pending" and time.monotonic() < deadline, image
        time.sleep(0.02)


def wait_snapshot(ec2, snapshot_id, state="completed", timeout=60.0):
    """Polls until the snapshot reaches `state`; the snapshot."""
    deadline = time.monotonic() + timeout
    while True:
        (snapshot,) = ec2.describe_snapshots(SnapshotIds=[snapshot_id])["Snapshots"]
        if snapshot["State"] == state:
            return snapshot
        assert snapshot["State"] == "pending" and time.monotonic() < deadline, snapshot
        time.sleep(0.02)


def snapshots_of(image):
    return [device["Ebs"]["SnapshotId"] for device in image["BlockDeviceMappings"]
            if "SnapshotId" in device.get("Ebs", {})]
