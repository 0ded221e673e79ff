"""CopyImage with boto3 and the AWS CLI: what a copy carries, every refusal, accounts, tokens, dry runs, cancelling."""

import json

import pytest

from support import volumes
from support.server import Credentials

HOME, WEST, TOKYO = "us-east-1", "eu-west-1", "ap-northeast-1"


@pytest.fixture
def ec2(server):
    return server.client("ec2", HOME)


@pytest.fixture
def west(server):
    return server.client("ec2", WEST)


@pytest.fixture
def snapshot(server):
    return volumes.upload(server.client("ebs", HOME), {0: volumes.block(11), 3: volumes.block(12)})


@pytest.fixture
def image(ec2, snapshot, names):
    return volumes.register(ec2, snapshot, names("image"))


def order(image, **more):
    return {**dict(SourceRegion=HOME, SourceImageId=image, Name="copy"), **more}


def count(ec2):
    return (len(ec2.describe_images(Owners=["self"])["Images"]),
            len(ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]))


def new_user(server, names, *statements):
    iam, name = server.client("iam"), names("user")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": list(statements)}))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


# ---- the AWS CLI ----


def test_the_example_of_the_reference_to_the_letter(server, image):
    """aws ec2 copy-image --source-image-id ami-5731123e --source-region us-east-1 --region ap-northeast-1 --name "My server" """
    done = server.run("aws", "ec2", "copy-image", "--source-image-id", image, "--source-region", "us-east-1",
                      "--region", "ap-northeast-1", "--name", "My server")
    answer = json.loads(done.stdout)
    assert list(answer) == ["ImageId"]
    assert done.stdout == '{\n    "ImageId": "%s"\n}\n' % answer["ImageId"]
    server.run("aws", "ec2", "wait", "image-available", "--image-ids", answer["ImageId"], region=TOKYO)
    described = volumes.wait_image(server.client("ec2", TOKYO), answer["ImageId"])
    assert described["Name"] == "My server"
    (copied,) = volumes.snapshots_of(described)
    server.run("aws", "ec2", "wait", "snapshot-completed", "--snapshot-ids", copied, region=TOKYO)
    assert volumes.download(server.client("ebs", TOKYO), copied) == {0: volumes.block(11), 3: volumes.block(12)}


def test_every_option_of_the_reference(server, image, names):
    """The options of the reference's synopsis in one command."""
    done = server.run(
        "aws", "ec2", "copy-image", "--client-token", names("token"), "--description", "A test", "--no-encrypted",
        "--name", "All options", "--source-image-id", image, "--source-region", HOME, "--no-dry-run", region=WEST)
    described = volumes.wait_image(server.client("ec2", WEST), json.loads(done.stdout)["ImageId"])
    assert described["Description"] == "A test"


def test_skeleton_and_input_json_go_round(server, image):
    skeleton = json.loads(server.run("aws", "ec2", "copy-image", "--generate-cli-skeleton").stdout)
    assert {"ClientToken", "Description", "Encrypted", "KmsKeyId", "Name", "SourceImageId", "SourceRegion", "DryRun"} \
        <= set(skeleton)
    output = server.run("aws", "ec2", "copy-image", "--generate-cli-skeleton", "output", "--name", "abc",
                        "--source-image-id", image, "--source-region", HOME)
    assert json.loads(output.stdout) == {"ImageId": "ImageId"}
    filled = {**skeleton, "Name": "From JSON", "SourceImageId": image, "SourceRegion": HOME, "ClientToken": "json-1",
              "Description": "from a file", "Encrypted": False, "KmsKeyId": "", "DryRun": False,
              "SnapshotCopyCompletionDurationMinutes": 15, "DestinationOutpostArn": "", "CopyImageTags": True,
              "DestinationAvailabilityZone": "", "DestinationAvailabilityZoneId": "",
              "TagSpecifications": [{"ResourceType": "image", "Tags": [{"Key": "by", "Value": "json"}]}]}
    done = server.run("aws", "ec2", "copy-image", "--cli-input-json", json.dumps(filled), "--name", "Overridden",
                      region=WEST)
    described = volumes.wait_image(server.client("ec2", WEST), json.loads(done.stdout)["ImageId"])
    assert described["Name"] == "Overridden"  # options of the command line override
    assert described["Tags"] == [{"Key": "by", "Value": "json"}]


def test_dry_run_of_the_command_line(server, image):
    done = server.run("aws", "ec2", "copy-image", "--dry-run", "--name", "abc", "--source-image-id", image,
                      "--source-region", HOME, region=WEST, check=False)
    assert done.returncode != 0
    assert "An error occurred (DryRunOperation) when calling the CopyImage operation: Request would have succeeded, " \
           "but DryRun flag is set." in done.stderr


# ---- what is carried and what is not ----


def test_what_a_copy_carries_and_what_it_does_not(ec2, west, snapshot, names, member_account):
    account, _ = member_account
    source = volumes.register(
        ec2, snapshot, names("rich"), Description="not inherited", EnaSupport=True, SriovNetSupport="simple",
        BootMode="uefi", TpmSupport="v2.0", ImdsSupport="v2.0", Architecture="arm64", UefiData="dmFyaWFibGVz",
        BlockDeviceMappings=[
            {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot, "VolumeSize": 8, "VolumeType": "gp3",
                                                "Iops": 4000, "Throughput": 250, "DeleteOnTermination": False}},
            {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"},
            {"DeviceName": "/dev/sdc", "Ebs": {"VolumeSize": 5, "VolumeType": "io2", "Iops": 500}},
            {"DeviceName": "/dev/sdd", "NoDevice": ""}])
    ec2.modify_image_attribute(ImageId=source, LaunchPermission={"Add": [{"UserId": account}]})
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission={"Add": [{"UserId": account}]})
    original = ec2.describe_images(ImageIds=[source])["Images"][0]
    copy = volumes.wait_image(west, west.copy_image(**order(source, Name="rich copy"))["ImageId"])
    same = ["Architecture", "ImageType", "VirtualizationType", "Hypervisor", "RootDeviceType", "RootDeviceName", "BootMode",
            "TpmSupport", "ImdsSupport", "EnaSupport", "SriovNetSupport", "PlatformDetails", "UsageOperation"]
    assert {key: copy.get(key) for key in same} == {key: original.get(key) for key in same}
    (copied,) = volumes.snapshots_of(copy)
    for mine, theirs in zip(copy["BlockDeviceMappings"], original["BlockDeviceMappings"], strict=True):
        if "SnapshotId" in theirs.get("Ebs", {}):
            theirs["Ebs"]["SnapshotId"] = copied
        assert mine == theirs
    assert (copy["Name"], copy["Public"], copy["SourceImageId"], copy["SourceImageRegion"]) == \
        ("rich copy", False, source, HOME)
    assert "Description" not in copy and "Tags" not in copy and "StateReason" not in copy
    assert copy["ImageLocation"] == f"{copy['OwnerId']}/rich copy"
    uefi = west.describe_image_attribute(ImageId=copy["ImageId"], Attribute="uefiData")
    assert uefi["UefiData"] == {"Value": "dmFyaWFibGVz"}
    permissions = west.describe_image_attribute(ImageId=copy["ImageId"], Attribute="launchPermission")
    assert permissions["LaunchPermissions"] == []
    permissions = west.describe_snapshot_attribute(SnapshotId=copied, Attribute="createVolumePermission")
    assert permissions["CreateVolumePermissions"] == []


def test_tags_come_from_the_request_and_on_wish_from_the_source(ec2, west, image, snapshot):
    ec2.create_tags(Resources=[image], Tags=[{"Key": "stage", "Value": "test"}, {"Key": "from", "Value": "source"}])
    ec2.create_tags(Resources=[snapshot], Tags=[{"Key": "snapshot", "Value": "tag"}])
    specified = [{"ResourceType": "image", "Tags": [{"Key": "stage", "Value": "prod"}]},
                 {"ResourceType": "snapshot", "Tags": [{"Key": "cost", "Value": "42"}]}]

    def tags_of(**more):
        copy = volumes.wait_image(west, west.copy_image(**order(image, **more))["ImageId"])
        (copied,) = west.describe_snapshots(SnapshotIds=volumes.snapshots_of(copy))["Snapshots"]
        return tuple({tag["Key"]: tag["Value"] for tag in item.get("Tags", [])} for item in (copy, copied))

    assert tags_of() == ({}, {})
    assert tags_of(CopyImageTags=True) == ({"stage": "test", "from": "source"}, {})
    assert tags_of(TagSpecifications=specified) == ({"stage": "prod"}, {"cost": "42"})
    assert tags_of(TagSpecifications=specified, CopyImageTags=True) == \
        ({"stage": "prod", "from": "source"}, {"cost": "42"})


def test_snapshots_say_where_they_come_from(west, image, snapshot):
    copy = volumes.wait_image(west, west.copy_image(**order(image, SnapshotCopyCompletionDurationMinutes=45))["ImageId"])
    (described,) = west.describe_snapshots(SnapshotIds=volumes.snapshots_of(copy))["Snapshots"]
    text, _, milliseconds = described["Description"].partition(" Task created on ")
    assert text == f"Copied for DestinationAmi {copy['ImageId']} from SourceAmi {image} for SourceSnapshot {snapshot}."
    assert milliseconds.endswith(".") and len(milliseconds.split(",")) == 5
    assert (described["TransferType"], described["CompletionDurationMinutes"]) == ("time-based", 45)
    assert described["VolumeId"].startswith("vol-ffffffff") and described["Progress"] == "100%"


def test_a_repeated_copy_is_available_at_once(west, image):
    """Its content is there: nothing has to be waited for."""
    volumes.wait_image(west, west.copy_image(**order(image))["ImageId"])
    again = west.copy_image(**order(image))["ImageId"]
    assert west.describe_images(ImageIds=[again])["Images"][0]["State"] == "available"


def test_a_chain_of_copies_knows_its_parent(server, ec2, west, image):
    first = volumes.wait_image(west, west.copy_image(**order(image))["ImageId"])
    tokyo = server.client("ec2", TOKYO)
    second = tokyo.copy_image(SourceRegion=WEST, SourceImageId=first["ImageId"], Name="third")["ImageId"]
    described = volumes.wait_image(tokyo, second)
    assert (described["SourceImageId"], described["SourceImageRegion"]) == (first["ImageId"], WEST)


def test_the_source_may_go_while_and_after_it_is_copied(server, ec2, west, image, snapshot):
    copy = west.copy_image(**order(image))["ImageId"]
    ec2.deregister_image(ImageId=image, DeleteAssociatedSnapshots=True)
    described = volumes.wait_image(west, copy)
    (copied,) = volumes.snapshots_of(described)
    assert volumes.download(server.client("ebs", WEST), copied) == {0: volumes.block(11), 3: volumes.block(12)}


def test_deregistering_cancels_a_copy(server, west, ec2, names, fails):
    blocks = {index: volumes.block(5000 + index) for index in range(120)}  # long enough to be caught on the way
    source = volumes.register(ec2, volumes.upload(server.client("ebs", HOME), blocks), names("big"))
    copy = west.copy_image(**order(source))["ImageId"]
    pending = west.describe_images(ImageIds=[copy])["Images"][0]
    assert pending["State"] == "pending"
    (copied,) = volumes.snapshots_of(pending)
    west.deregister_image(ImageId=copy, DeleteAssociatedSnapshots=True)
    assert west.describe_images(ImageIds=[copy])["Images"] == []
    with fails("InvalidSnapshot.NotFound", 400):
        west.describe_snapshots(SnapshotIds=[copied])


# ---- refusals ----


MISTAKES = [
    (dict(Name="ab"), "InvalidAMIName.Malformed"),
    (dict(Name="x" * 129), "InvalidAMIName.Malformed"),
    (dict(Name="not*allowed"), "InvalidAMIName.Malformed"),
    (dict(Description="x" * 256), "InvalidParameterValue"),
    (dict(KmsKeyId="alias/x"), "InvalidParameterDependency"),
    (dict(KmsKeyId="alias/x", Encrypted=False), "InvalidParameterDependency"),
    (dict(ClientToken="x" * 129), "InvalidClientToken"),
    (dict(ClientToken="\u00fc"), "InvalidClientToken"),
    (dict(SnapshotCopyCompletionDurationMinutes=10), "InvalidParameterValue"),
    (dict(SnapshotCopyCompletionDurationMinutes=2895), "InvalidParameterValue"),
    (dict(DestinationOutpostArn="arn:aws:outposts:x"), "UnsupportedOperation"),
    (dict(DestinationAvailabilityZone="x"), "UnsupportedOperation"),
    (dict(DestinationAvailabilityZone="x", DestinationAvailabilityZoneId="y"), "InvalidParameterCombination"),
    (dict(TagSpecifications=[{"Tags": [{"Key": "a", "Value": "b"}]}]), "InvalidParameter"),
    (dict(TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "a", "Value": "b"}]}]), "InvalidParameterValue"),
    (dict(TagSpecifications=[{"ResourceType": "image"}]), "InvalidParameterValue"),
    (dict(TagSpecifications=[{"ResourceType": "image", "Tags": [{"Key": "aws:x", "Value": ""}]}]), "InvalidParameterValue"),
    (dict(TagSpecifications=[{"ResourceType": "image", "Tags": [{"Key": f"{n}", "Value": ""} for n in range(51)]}]),
     "TagLimitExceeded"),
]


@pytest.mark.parametrize("change, code", MISTAKES)
@pytest.mark.parametrize("dry_run", [False, True])
def test_mistakes_of_the_request(west, image, fails, change, code, dry_run):
    """Parameters are looked at before permissions and dry runs."""
    with fails(code, 400):
        west.copy_image(**order(image, DryRun=dry_run, **change))


@pytest.mark.parametrize("missing", ["Name", "SourceImageId", "SourceRegion"])
def test_required_parameters(west, image, fails, missing):
    request = order(image)
    del request[missing]
    with fails("MissingParameter", 400, f"The request must contain the parameter {missing}"):
        west.copy_image(**request)


def test_sources_that_cannot_be_copied(west, image, fails):
    with fails("InvalidRegion", 400, "atlantis-1"):
        west.copy_image(**order(image, SourceRegion="atlantis-1"))
    with fails("InvalidAMIID.NotFound", 400, f"The image id '[{image}]' does not exist"):
        west.copy_image(**order(image, SourceRegion=WEST))
    with fails("InvalidAMIID.Malformed", 400):
        west.copy_image(**order("ami-XYZ"))
    failed = west.copy_image(**order(image, Encrypted=True, KmsKeyId="alias/none"))["ImageId"]
    volumes.wait_image(west, failed, "failed")
    with fails("InvalidAMIID.Unavailable", 400, "is currently failed and may not be used for this operation"):
        west.copy_image(SourceRegion=WEST, SourceImageId=failed, Name="of a failed one")
    west.deregister_image(ImageId=failed)


def test_the_owner_alone_sees_and_copies(server, ec2, image, snapshot, member_account, fails):
    account, credentials = member_account
    theirs = server.client("ec2", WEST, credentials)
    with fails("InvalidAMIID.NotFound", 400, f"The image id '[{image}]' does not exist"):
        theirs.copy_image(**order(image))
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"UserId": account}]})
    with fails("InvalidRequest", 400, "You do not have permission to access the storage of this ami"):
        theirs.copy_image(**order(image))
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission={"Add": [{"UserId": account}]})
    ec2.create_tags(Resources=[image], Tags=[{"Key": "owner", "Value": "tag"}])
    copy = volumes.wait_image(theirs, theirs.copy_image(**order(image, CopyImageTags=True))["ImageId"])
    assert copy["OwnerId"] == account and "Tags" not in copy
    assert server.client("ec2", WEST).describe_images(ImageIds=[copy["ImageId"]])["Images"] == []
    ec2.deregister_image(ImageId=image)
    (copied,) = volumes.snapshots_of(copy)
    assert volumes.download(server.client("ebs", WEST, credentials), copied)[0] == volumes.block(11)


# ---- tokens, dry runs, permissions ----


def test_client_tokens(west, image, names, fails):
    request = order(image, ClientToken=names("token"))
    first = west.copy_image(**request)["ImageId"]
    assert west.copy_image(**request)["ImageId"] == first
    assert west.copy_image(**request, KmsKeyId="")["ImageId"] == first  # empty is absent
    volumes.wait_image(west, first)
    assert west.copy_image(**request)["ImageId"] == first
    for change in (dict(Name="other"), dict(Description="other"), dict(Encrypted=False), dict(CopyImageTags=True)):
        with fails("IdempotentParameterMismatch", 400, "Arguments on this idempotent request are inconsistent"):
            west.copy_image(**{**request, **change})
    west.deregister_image(ImageId=first)
    assert west.copy_image(**request)["ImageId"] == first


def test_a_dry_run_makes_nothing_and_keeps_the_token_free(server, west, image, names, fails):
    token, before = names("token"), count(west)
    with fails("DryRunOperation", 412, "Request would have succeeded, but DryRun flag is set."):
        west.copy_image(**order(image, ClientToken=token, DryRun=True))
    nobody = new_user(server, names, {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"})
    with fails("UnauthorizedOperation", 403, "You are not authorized to perform this operation."):
        server.client("ec2", WEST, nobody).copy_image(**order(image, DryRun=True))
    assert count(west) == before
    west.copy_image(**order(image, ClientToken=token, Name="not the same"))


def test_policies_name_the_source_image_and_the_region(server, names, ec2, image, fails):
    only_this = new_user(server, names, {
        "Effect": "Allow", "Action": "ec2:CopyImage",
        "Resource": [f"arn:aws:ec2:{HOME}::image/{image}", f"arn:aws:ec2:{WEST}::snapshot/*"]})
    west = server.client("ec2", WEST, only_this)
    west.copy_image(**order(image))
    other = volumes.register(ec2, volumes.upload(server.client("ebs", HOME), {0: volumes.block(1)}), names("other"))
    with fails("UnauthorizedOperation", 403):
        west.copy_image(**order(other))
    with fails("UnauthorizedOperation", 403):
        server.client("ec2", TOKYO, only_this).copy_image(**order(image))
    with fails("UnauthorizedOperation", 403, "ec2:CreateTags"):
        west.copy_image(**order(image, TagSpecifications=[
            {"ResourceType": "image", "Tags": [{"Key": "a", "Value": "b"}]}]))


def test_policies_see_tags(server, names, ec2, image, fails):
    tagged = new_user(server, names, {
        "Effect": "Allow", "Action": "ec2:CopyImage", "Resource": "*",
        "Condition": {"StringEquals": {"ec2:ResourceTag/stage": "prod"}}}, {
        "Effect": "Allow", "Action": "ec2:CopyImage", "Resource": f"arn:aws:ec2:{WEST}::snapshot/*"})
    west = server.client("ec2", WEST, tagged)
    with fails("UnauthorizedOperation", 403):
        west.copy_image(**order(image))
    ec2.create_tags(Resources=[image], Tags=[{"Key": "stage", "Value": "prod"}])
    west.copy_image(**order(image))
