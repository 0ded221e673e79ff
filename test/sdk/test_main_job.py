"""The main job, end to end, as a platform team would do it."""

import json

from support import volumes
from support.distributions import wait_distributed

HOME, WEST, TOKYO = "us-east-1", "eu-west-1", "ap-northeast-1"
BLOCKS = {0: volumes.block(10), 1: volumes.ZERO, 5: volumes.block(11), 2047: volumes.block(12)}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "imagebuilder.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
EC2_ONLY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]})


def make_role(server, name):
    iam = server.client("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName=name, PolicyName="ec2", PolicyDocument=EC2_ONLY)
    account = server.client("sts").get_caller_identity()["Account"]
    return f"arn:aws:iam::{account}:role/{name}"


def test_copy_image_moves_the_same_bits(server, names):
    ebs, ec2 = server.client("ebs", HOME), server.client("ec2", HOME)
    snapshot = volumes.upload(ebs, BLOCKS)
    image = volumes.register(ec2, snapshot, names("golden"))
    west = server.client("ec2", WEST)
    copy = west.copy_image(SourceRegion=HOME, SourceImageId=image, Name="copy of golden")["ImageId"]
    described = volumes.wait_image(west, copy)
    assert described["SourceImageId"] == image and described["SourceImageRegion"] == HOME
    (copied_snapshot,) = volumes.snapshots_of(described)
    assert volumes.download(server.client("ebs", WEST), copied_snapshot) == BLOCKS


def test_the_copy_survives_its_source(server, names):
    ebs, ec2 = server.client("ebs", HOME), server.client("ec2", HOME)
    snapshot = volumes.upload(ebs, {3: volumes.block(20)})
    image = volumes.register(ec2, snapshot, names("short-lived"))
    tokyo = server.client("ec2", TOKYO)
    copy = tokyo.copy_image(SourceRegion=HOME, SourceImageId=image, Name="stays")["ImageId"]
    described = volumes.wait_image(tokyo, copy)
    ec2.deregister_image(ImageId=image)
    ec2.delete_snapshot(SnapshotId=snapshot)
    (copied_snapshot,) = volumes.snapshots_of(described)
    assert volumes.download(server.client("ebs", TOKYO), copied_snapshot) == {3: volumes.block(20)}


def test_distribute_image_to_three_regions(server, names):
    imagebuilder = server.client("imagebuilder", HOME)
    snapshot = volumes.upload(server.client("ebs", HOME), BLOCKS)
    image = volumes.register(server.client("ec2", HOME), snapshot, names("distributed"))
    configuration = imagebuilder.create_distribution_configuration(
        name=names("everywhere"), clientToken=names("token"),
        distributions=[{"region": region, "amiDistributionConfiguration": {
            "name": "web {{ imagebuilder:buildDate }}", "amiTags": {"team": "web"}}}
            for region in (HOME, WEST, TOKYO)])["distributionConfigurationArn"]
    answer = imagebuilder.distribute_image(
        sourceImage=image, distributionConfigurationArn=configuration,
        executionRole=make_role(server, names("distribute")), tags={"stage": "gold"},
        clientToken=names("distribute"))
    done = wait_distributed(imagebuilder, answer["imageBuildVersionArn"])
    assert done["state"]["status"] == "AVAILABLE", done["state"]
    assert done["tags"] == {"stage": "gold"}
    outputs = {ami["region"]: ami["image"] for ami in done["outputResources"]["amis"]}
    assert set(outputs) == {HOME, WEST, TOKYO} and outputs[HOME] == image
    for region, ami in outputs.items():
        described = server.client("ec2", region).describe_images(ImageIds=[ami])["Images"][0]
        tags = {tag["Key"]: tag["Value"] for tag in described["Tags"]}
        assert tags["team"] == "web" and tags["CreatedBy"] == "EC2 Image Builder"
        assert tags["Ec2ImageBuilderArn"] == answer["imageBuildVersionArn"]
        (snapshot_id,) = volumes.snapshots_of(described)
        assert volumes.download(server.client("ebs", region), snapshot_id) == BLOCKS


def test_a_failing_region_does_not_sink_the_others(server, names):
    """The role may copy into one region only; the other destination fails and says why."""
    iam, imagebuilder = server.client("iam"), server.client("imagebuilder", HOME)
    role = make_role(server, names("west-only"))
    iam.put_role_policy(RoleName=role.rsplit("/", 1)[1], PolicyName="not-tokyo", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:CopyImage", "Resource": "*",
                                                "Condition": {"StringEquals": {"aws:RequestedRegion": TOKYO}}}]}))
    snapshot = volumes.upload(server.client("ebs", HOME), {0: volumes.block(30)})
    image = volumes.register(server.client("ec2", HOME), snapshot, names("partial"))
    configuration = imagebuilder.create_distribution_configuration(
        name=names("two"), clientToken=names("token"),
        distributions=[{"region": region, "amiDistributionConfiguration": {}} for region in (WEST, TOKYO)]
    )["distributionConfigurationArn"]
    arn = imagebuilder.distribute_image(
        sourceImage=image, distributionConfigurationArn=configuration, executionRole=role,
        clientToken=names("token"))["imageBuildVersionArn"]
    done = wait_distributed(imagebuilder, arn)
    assert done["state"]["status"] == "FAILED"
    assert TOKYO in done["state"]["reason"] and WEST not in done["state"]["reason"]
    outputs = [ami["region"] for ami in done["outputResources"]["amis"]
               if ami.get("state", {}).get("status") == "AVAILABLE"]
    assert outputs == [WEST]
