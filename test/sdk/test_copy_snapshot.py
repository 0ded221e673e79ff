"""CopySnapshot with boto3 and the AWS CLI: what a copy shows, which mistakes are told at once and which later."""

import datetime
import json
import zlib

import pytest

from support import volumes

HOME, WEST = "us-east-1", "eu-west-1"


@pytest.fixture
def ec2(server):
    return server.client("ec2", HOME)


@pytest.fixture
def west(server):
    return server.client("ec2", WEST)


@pytest.fixture
def content(names):
    seed = zlib.crc32(names("content").encode()) % 10**6
    return {0: volumes.block(seed), 5: volumes.ZERO, 9: volumes.block(seed + 1)}


@pytest.fixture
def snapshot(server, content):
    return volumes.upload(server.client("ebs", HOME), content)


def wait_snapshot(ec2, snapshot_id, state="completed"):
    return volumes.wait_snapshot(ec2, snapshot_id, state)


def test_a_copy_has_the_same_bits_and_fields_of_its_own(server, west, snapshot, content):
    """boto3 adds PresignedUrl and DestinationRegion by itself."""
    answer = west.copy_snapshot(
        SourceRegion=HOME, SourceSnapshotId=snapshot, Description="nightly",
        TagSpecifications=[{"ResourceType": "snapshot", "Tags": [{"Key": "cost", "Value": "42"}]}])
    assert answer["Tags"] == [{"Key": "cost", "Value": "42"}]
    copy = wait_snapshot(west, answer["SnapshotId"])
    assert copy["SnapshotId"] != snapshot
    assert (copy["Progress"], copy["Description"], copy["VolumeSize"]) == ("100%", "nightly", 1)
    assert (copy["Encrypted"], copy["TransferType"]) == (False, "standard")
    assert copy["VolumeId"].startswith("vol-ffffffff") and copy["Tags"] == answer["Tags"]
    assert copy["FullSnapshotSizeInBytes"] == 3 * volumes.BLOCK
    age = datetime.datetime.now(datetime.timezone.utc) - copy["CompletionTime"]
    assert abs(age.total_seconds()) < 60
    assert volumes.download(server.client("ebs", WEST), copy["SnapshotId"]) == content


def test_without_tags_the_answer_has_none(west, snapshot):
    assert "Tags" not in west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot)


def test_a_copy_within_a_region_needs_no_transfer(ec2, snapshot):
    copy = ec2.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot)["SnapshotId"]
    (described,) = ec2.describe_snapshots(SnapshotIds=[copy])["Snapshots"]
    assert described["State"] == "completed"


def test_the_waiter_and_the_command_line(server, west, snapshot):
    done = server.run("aws", "ec2", "copy-snapshot", "--source-region", HOME, "--source-snapshot-id", snapshot,
                      "--description", "by hand", "--region", WEST)
    answer = json.loads(done.stdout)
    assert list(answer) == ["SnapshotId"]
    wait_snapshot(west, answer["SnapshotId"])
    server.run("aws", "ec2", "wait", "snapshot-completed", "--snapshot-ids", answer["SnapshotId"], region=WEST)


def test_time_based_copies(west, snapshot, fails):
    copy = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot, CompletionDurationMinutes=30)
    described = wait_snapshot(west, copy["SnapshotId"])
    assert (described["TransferType"], described["CompletionDurationMinutes"]) == ("time-based", 30)
    for wrong in (1, 20, 2881, 0):
        with fails("InvalidParameterValue", 400):
            west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot, CompletionDurationMinutes=wrong)


@pytest.mark.parametrize("change, code", [
    (dict(SourceSnapshotId="nonsense"), "InvalidParameterValue"),
    (dict(SourceSnapshotId="snap-nonsense"), "InvalidSnapshotID.Malformed"),
    (dict(SourceRegion="atlantis-1"), "InvalidRegion"),
    (dict(KmsKeyId="alias/x"), "InvalidParameterDependency"),
    (dict(KmsKeyId="alias/x", Encrypted=False), "InvalidParameterDependency"),
    (dict(Description="x" * 256), "InvalidParameterValue"),
    (dict(TagSpecifications=[{"ResourceType": "image", "Tags": [{"Key": "a", "Value": "b"}]}]), "InvalidParameterValue"),
    (dict(TagSpecifications=[{"ResourceType": "snapshot", "Tags": [{"Key": "aws:a", "Value": "b"}]}]),
     "InvalidParameterValue"),
    (dict(DestinationOutpostArn="arn:aws:outposts:x"), "UnsupportedOperation"),
    (dict(DestinationOutpostArn="arn:aws:outposts:x", DestinationAvailabilityZone="y"), "InvalidParameterCombination"),
])
@pytest.mark.parametrize("dry_run", [False, True])
def test_mistakes_of_the_request_are_told_at_once(west, snapshot, fails, change, code, dry_run):
    """Also of a dry run, but for what would have to be looked up."""
    expected = (code, 400)
    if dry_run and code == "InvalidRegion":
        expected = ("DryRunOperation", 412)
    with fails(*expected):
        west.copy_snapshot(**{**dict(SourceRegion=HOME, SourceSnapshotId=snapshot, DryRun=dry_run), **change})


def test_dry_run_makes_nothing(west, snapshot, fails):
    before = len(west.describe_snapshots(OwnerIds=["self"])["Snapshots"])
    with fails("DryRunOperation", 412):
        west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot, DryRun=True)
    assert len(west.describe_snapshots(OwnerIds=["self"])["Snapshots"]) == before


def test_a_source_that_is_not_there_fails_later(west, member_account, server):
    """As documented: the request is accepted, and the copy ends in `error`."""
    account, credentials = member_account
    foreign = volumes.upload(server.client("ebs", HOME, credentials), {0: volumes.block(3)})
    for source in ("snap-0123456789abcdef0", foreign):
        copy = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=source)["SnapshotId"]
        failed = wait_snapshot(west, copy, "error")
        assert failed["StateMessage"] == "Source snapshot ID is not valid"
        west.delete_snapshot(SnapshotId=copy)


def test_a_pending_source_is_refused(server, west, fails):
    pending = server.client("ebs", HOME).start_snapshot(VolumeSize=1)["SnapshotId"]
    with fails("IncorrectState", 400):
        west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=pending)


def test_a_shared_snapshot_is_copied_into_the_other_account(server, ec2, west, snapshot, content, member_account):
    account, credentials = member_account
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission={"Add": [{"UserId": account}]})
    theirs = server.client("ec2", WEST, credentials)
    copy = wait_snapshot(theirs, theirs.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot)["SnapshotId"])
    assert copy["OwnerId"] == account
    assert volumes.download(server.client("ebs", WEST, credentials), copy["SnapshotId"]) == content
    assert west.describe_snapshots(SnapshotIds=[copy["SnapshotId"]])["Snapshots"] == []


def test_a_copy_outlives_its_source(server, ec2, west, snapshot, content):
    copy = wait_snapshot(west, west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot)["SnapshotId"])
    ec2.delete_snapshot(SnapshotId=snapshot)
    assert volumes.download(server.client("ebs", WEST), copy["SnapshotId"]) == content
