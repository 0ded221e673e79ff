"""A region whose storage goes away while images are copied, and comes back: copies try again with back-off and end well,
whatever had come is kept, and nothing is made twice. The company of test_distribution_scenario.py has such a region, too;
here nothing else goes wrong, so that each frame can be counted.
"""

import pytest

from support import organization, storage, volumes
from support.distributions import failed_copies, frames_stored, until, wait_distributed
from support.server import Server
from support.storage import away

HOME, REFERENCE = "us-east-1", "eu-west-1"
DESTINATIONS = ("us-west-2", "eu-north-1", "sa-east-1")
AWAY = DESTINATIONS[0]
# Each batch of a copy has a few blocks, so that many come before the first that cannot be read.
ARGUMENTS = ("--transfer-threads", "1", "--transfer-batch-mib", "1", "--log-format", "json")
LATE = {100 + number: volumes.block(6000 + number) for number in range(8)}
EARLY = {number: volumes.block(7000 + number) for number in range(40)}


@pytest.fixture
def own(tmp_path):
    server = Server(tmp_path, regions=(HOME, REFERENCE, *DESTINATIONS), arguments=ARGUMENTS).start()
    yield server
    server.stop()


def make_image(server):
    """An image whose last blocks lie in a segment of their own; that segment's path, and the image."""
    snapshot, segment = storage.upload_in_two_segments(server, HOME, EARLY, LATE)
    return segment, volumes.register(server.client("ec2"), snapshot, "golden")


def frames_of_a_copy(server, image):
    before = frames_stored(server)
    ec2 = server.client("ec2", REFERENCE)
    volumes.wait_image(ec2, ec2.copy_image(SourceRegion=HOME, SourceImageId=image, Name="reference")["ImageId"])
    frames = frames_stored(server) - before
    assert frames >= len(EARLY) + len(LATE)
    return frames


def distribute(server, image):
    builder = server.client("imagebuilder")
    configuration = builder.create_distribution_configuration(
        name="everywhere", clientToken="c", distributions=[
            {"region": region, "amiDistributionConfiguration": {"name": "golden {{ imagebuilder:buildDate }}"}} for region in DESTINATIONS])
    return builder.distribute_image(
        sourceImage=image, distributionConfigurationArn=configuration["distributionConfigurationArn"],
        executionRole=organization.add_execution_role(server, "distribute"), clientToken="d")["imageBuildVersionArn"]


def copies(server, region):
    return server.client("ec2", region).describe_images(Owners=["self"])["Images"]


def check_result(server, arn):
    """One AMI with one snapshot in each region, whole to the last bit."""
    image = wait_distributed(server.client("imagebuilder"), arn, timeout=240)
    assert image["state"]["status"] == "AVAILABLE", image["state"]
    made = {ami["region"]: ami["image"] for ami in image["outputResources"]["amis"]}
    assert len(image["outputResources"]["amis"]) == len(DESTINATIONS) == len(made)
    for region in DESTINATIONS:
        (ami,) = copies(server, region)
        assert (ami["ImageId"], ami["State"]) == (made[region], "available")
        (snapshot,) = server.client("ec2", region).describe_snapshots(OwnerIds=["self"])["Snapshots"]
        assert [snapshot["SnapshotId"]] == volumes.snapshots_of(ami)
        assert volumes.download(server.client("ebs", region), snapshot["SnapshotId"]) == {**EARLY, **LATE}


def test_the_source_goes_away_in_the_middle_of_copies(own):
    segment, image = make_image(own)
    frames_each = frames_of_a_copy(own, image)
    before = frames_stored(own)
    with away(segment):
        arn = distribute(own, image)
        until(lambda: len(tries := failed_copies(own)) == len(DESTINATIONS) and min(tries.values()) >= 2)
        moved = frames_stored(own) - before
        assert 0 < moved <= len(DESTINATIONS) * len(EARLY), "each copy stops in its middle"
        assert [ami["State"] for region in DESTINATIONS for ami in copies(own, region)] == ["pending"] * len(DESTINATIONS)
    check_result(own, arn)
    assert frames_stored(own) - before == frames_each * len(DESTINATIONS), "what had come was moved again"


def test_a_destination_that_is_away_holds_up_nobody_else(own):
    _, image = make_image(own)
    frames_each = frames_of_a_copy(own, image)
    before = frames_stored(own)
    with away(storage.segments(own, AWAY)):
        arn = distribute(own, image)
        until(lambda: max(failed_copies(own).values(), default=0) >= 2)
        for region in DESTINATIONS[1:]:
            until(lambda: [ami["State"] for ami in copies(own, region)] == ["available"])
        assert [ami["State"] for ami in copies(own, AWAY)] == ["pending"]
        assert len(failed_copies(own)) == 1
    check_result(own, arn)
    assert frames_stored(own) - before == frames_each * len(DESTINATIONS), "what had come was moved again"
