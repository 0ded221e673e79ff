"""kill -9 of the real process: what was acknowledged is there, what was half done goes on by itself."""

import json
import subprocess
import threading
import time

import pytest

from support import volumes
from support.server import BINARY, Server

HOME, WEST = "us-east-1", "eu-west-1"
BIG = 300  # blocks; 150 MiB, so that a copy takes long enough to be interrupted


def make_role(iam, name):
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                "Principal": {"Service": "imagebuilder.amazonaws.com"}}]}))
    iam.put_role_policy(RoleName=name, PolicyName="ec2", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}))


@pytest.fixture
def own(tmp_path):
    server = Server(tmp_path, regions=(HOME, WEST)).start()
    yield server
    server.stop()


def test_acknowledged_blocks_survive(own):
    """Killed in the middle of an upload; the client goes on where it was and completes."""
    ebs = own.client("ebs")
    snapshot = ebs.start_snapshot(VolumeSize=1)["SnapshotId"]
    acknowledged = []

    def put_until_it_fails():
        for index in range(400):
            try:
                volumes.put(ebs, snapshot, index, volumes.block(index))
            except Exception:  # the connection breaks when the server dies
                return
            acknowledged.append(index)

    writer = threading.Thread(target=put_until_it_fails)
    writer.start()
    while len(acknowledged) < 25:
        time.sleep(0.005)
    own.kill()
    writer.join()
    own.start()
    ebs = own.client("ebs")
    # One more put may have reached the disk without its answer reaching us; putting it again is harmless.
    last = len(acknowledged)
    volumes.put(ebs, snapshot, last, volumes.block(last))
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=last + 1)
    assert volumes.download(ebs, snapshot) == {index: volumes.block(index) for index in range(last + 1)}


def test_a_copy_goes_on_after_kill(own):
    ebs, ec2 = own.client("ebs"), own.client("ec2")
    blocks = {index: volumes.block(1000 + index) for index in range(BIG)}
    image = volumes.register(ec2, volumes.upload(ebs, blocks), "big")
    copies = [own.client("ec2", WEST).copy_image(SourceRegion=HOME, SourceImageId=image, Name=f"copy {number}")["ImageId"]
              for number in range(3)]
    own.kill()
    own.start()
    west = own.client("ec2", WEST)
    for copy in copies:
        described = volumes.wait_image(west, copy, timeout=120)
        (snapshot,) = volumes.snapshots_of(described)
        assert volumes.download(own.client("ebs", WEST), snapshot) == blocks


def test_repeated_kills_during_a_distribution(own):
    """The same token after each restart: one image, one AMI in each region, every bit there."""
    iam, builder = own.client("iam"), own.client("imagebuilder")
    make_role(iam, "distribute")
    blocks = {index: volumes.block(2000 + index) for index in range(BIG)}
    image = volumes.register(own.client("ec2"), volumes.upload(own.client("ebs"), blocks), "source")
    configuration = builder.create_distribution_configuration(
        name="two regions", clientToken="c", distributions=[
            {"region": region, "amiDistributionConfiguration": {}} for region in (HOME, WEST)]
    )["distributionConfigurationArn"]
    request = dict(sourceImage=image, distributionConfigurationArn=configuration, executionRole="distribute",
                   clientToken="once")
    arns = set()
    for pause in (0.0, 0.02, 0.05, 0.1):
        arns.add(own.client("imagebuilder").distribute_image(**request)["imageBuildVersionArn"])
        time.sleep(pause)
        own.kill()
        own.start()
    assert len(arns) == 1
    deadline = time.monotonic() + 120
    while True:
        state = own.client("imagebuilder").get_image(imageBuildVersionArn=next(iter(arns)))["image"]
        if state["state"]["status"] in ("AVAILABLE", "FAILED"):
            break
        assert time.monotonic() < deadline, state
        time.sleep(0.05)
    assert state["state"]["status"] == "AVAILABLE", state["state"]
    west = own.client("ec2", WEST)
    owned = west.describe_images(Owners=["self"])["Images"]
    assert len(owned) == 1, "a copy was made twice"
    (snapshot,) = volumes.snapshots_of(owned[0])
    assert volumes.download(own.client("ebs", WEST), snapshot) == blocks


def test_identity_survives_and_credentials_stay(own):
    before = own.credentials.access_key_id
    own.client("iam").create_user(UserName="kept")
    own.kill()
    own.start()
    assert own.credentials.access_key_id == before
    assert own.client("iam").get_user(UserName="kept")


def test_sigterm_drains_and_exits_zero(own):
    own.client("sts").get_caller_identity()
    assert own.stop() == 0
    assert not (own.data / "endpoint").exists()


def test_files_are_private_and_secrets_sealed(own):
    secret = own.credentials.secret_access_key
    key = own.client("iam").create_access_key(UserName="admin")["AccessKey"]["SecretAccessKey"]
    own.stop()
    for path in own.data.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, f"{path} is open to others"
            content = path.read_bytes()
            assert key.encode() not in content, f"a secret key lies in clear in {path}"
            if path.name != "credentials":
                assert secret.encode() not in content, f"the administrator's secret lies in clear in {path}"


def test_verify_finds_a_damaged_block(own):
    """A flipped bit in a segment is an error for readers and is named by `amicast verify`."""
    snapshot = volumes.upload(own.client("ebs"), {0: volumes.block(77)})
    own.stop()
    assert own_verify(own).returncode == 0
    segment = max((own.data / "regions" / HOME / "segments").rglob("*"), key=lambda path: path.stat().st_size)
    content = bytearray(segment.read_bytes())
    content[len(content) // 3] ^= 1
    segment.write_bytes(content)
    done = own_verify(own)
    assert done.returncode != 0 and HOME in done.stdout + done.stderr
    own.start()
    ebs = own.client("ebs")
    (item,) = ebs.list_snapshot_blocks(SnapshotId=snapshot)["Blocks"]
    with pytest.raises(ebs.exceptions.ClientError) as error:
        ebs.get_snapshot_block(SnapshotId=snapshot, BlockIndex=0, BlockToken=item["BlockToken"])
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def own_verify(server):
    return subprocess.run([BINARY, "verify", "--data", server.data], capture_output=True, text=True, timeout=120)

