"""AMIs and snapshots through boto3: registering, finding, tagging, sharing, copying, removing."""

import datetime

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
def snapshot(server):
    return volumes.upload(server.client("ebs", HOME), {0: volumes.block(1)})


@pytest.fixture
def image(ec2, snapshot, names):
    return volumes.register(ec2, snapshot, names("image"))


def ids(answer):
    return {image["ImageId"] for image in answer["Images"]}


def test_a_registered_image_has_every_field_clients_read(ec2, server, snapshot, names):
    name = names("full")
    image_id = volumes.register(
        ec2, snapshot, name, Description="text", EnaSupport=True, SriovNetSupport="simple", BootMode="uefi",
        TpmSupport="v2.0", ImdsSupport="v2.0",
        TagSpecifications=[{"ResourceType": "image", "Tags": [{"Key": "k", "Value": "v"}]}],
        BlockDeviceMappings=[
            {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot, "VolumeSize": 8, "VolumeType": "gp3",
                                                "Iops": 3000, "Throughput": 125}},
            {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"}])
    image = ec2.describe_images(ImageIds=[image_id])["Images"][0]
    account = server.client("sts").get_caller_identity()["Account"]
    expected = dict(
        Name=name, Description="text", State="available", Public=False, OwnerId=account, Architecture="x86_64",
        ImageLocation=f"{account}/{name}", ImageType="machine", Hypervisor="xen", VirtualizationType="hvm",
        RootDeviceName="/dev/xvda", RootDeviceType="ebs", PlatformDetails="Linux/UNIX", UsageOperation="RunInstances",
        EnaSupport=True, SriovNetSupport="simple", BootMode="uefi", TpmSupport="v2.0", ImdsSupport="v2.0",
        Tags=[{"Key": "k", "Value": "v"}])
    assert {key: image.get(key) for key in expected} == expected
    assert image["BlockDeviceMappings"] == [
        {"DeviceName": "/dev/xvda", "Ebs": {
            "SnapshotId": snapshot, "VolumeSize": 8, "VolumeType": "gp3", "Iops": 3000, "Throughput": 125,
            "DeleteOnTermination": True, "Encrypted": False}},
        {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"}]
    created = datetime.datetime.strptime(image["CreationDate"], "%Y-%m-%dT%H:%M:%S.%fZ")
    assert abs((datetime.datetime.utcnow() - created).total_seconds()) < 60


@pytest.mark.parametrize("change, code", [
    (dict(Name="ab"), "InvalidAMIName.Malformed"),
    (dict(Name="x" * 129), "InvalidAMIName.Malformed"),
    (dict(Name="bad!name"), "InvalidAMIName.Malformed"),
    (dict(RootDeviceName="/dev/sda1"), "InvalidBlockDeviceMapping"),
    (dict(BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": "snap-0123456789abcdef0"}}]),
     "InvalidSnapshot.NotFound"),
    (dict(Architecture="z80"), "InvalidParameterValue"),
])
def test_register_refuses(ec2, snapshot, names, fails, change, code):
    with fails(code, 400):
        volumes.register(ec2, snapshot, **dict(dict(name=change.pop("Name", names("bad"))), **change))


def test_names_are_unique_when_registering(ec2, snapshot, names, fails):
    name = names("taken")
    first = volumes.register(ec2, snapshot, name)
    with fails("InvalidAMIName.Duplicate", 400, first):
        volumes.register(ec2, snapshot, name)


def test_ids_malformed_unknown_and_deregistered(ec2, image, fails):
    with fails("InvalidAMIID.Malformed", 400, 'Invalid id: "image" (expecting "ami-...")'):
        ec2.describe_images(ImageIds=["image"])
    with fails("InvalidAMIID.NotFound", 400, "The image id '[ami-0123456789abcdef0]' does not exist"):
        ec2.describe_images(ImageIds=["ami-0123456789abcdef0"])
    with fails("InvalidAMIID.NotFound", 400, "The image ids '[ami-0123456789abcdef0, ami-0123456789abcdef1]' do not"):
        ec2.describe_images(ImageIds=["ami-0123456789abcdef0", image, "ami-0123456789abcdef1"])
    ec2.deregister_image(ImageId=image)
    assert ec2.describe_images(ImageIds=[image])["Images"] == []
    with fails("InvalidAMIID.Unavailable", 400):
        ec2.deregister_image(ImageId=image)


def test_filters(ec2, snapshot, image, names):
    name = ec2.describe_images(ImageIds=[image])["Images"][0]["Name"]
    ec2.create_tags(Resources=[image], Tags=[{"Key": "Env", "Value": "prod"}])

    def found(**filters):
        wanted = [{"Name": key.replace("__", ":").replace("_", "-"), "Values": value}
                  for key, value in filters.items()]
        return image in ids(ec2.describe_images(Owners=["self"], Filters=wanted))

    assert found(name=[name]) and found(name=[name[:-1] + "?"]) and found(name=["image-*"])
    assert not found(name=[name.upper()])
    assert found(tag__Env=["prod", "stage"]) and not found(tag__Env=["stage"])
    assert found(architecture=["x86_64"], state=["available"]) and not found(architecture=["arm64"])
    assert found(is_public=["false"]) and not found(is_public=["true"])
    assert image in ids(ec2.describe_images(Filters=[
        {"Name": "block-device-mapping.snapshot-id", "Values": [snapshot]}]))
    # Filters count with ids, too: an existing id that does not match gives an empty list.
    assert ids(ec2.describe_images(ImageIds=[image], Filters=[{"Name": "name", "Values": ["other"]}])) == set()


def test_unknown_filter_and_bad_paging(ec2, image, fails):
    with fails("InvalidParameterValue", 400, "The filter 'colour' is invalid"):
        ec2.describe_images(Filters=[{"Name": "colour", "Values": ["red"]}])
    with fails("InvalidParameterCombination", 400):
        ec2.describe_images(ImageIds=[image], MaxResults=5)
    with fails("InvalidParameterValue", 400):
        ec2.describe_images(MaxResults=4)


def test_paging_visits_every_image_once(server, snapshot, names):
    ec2 = server.client("ec2", HOME)
    prefix = names("page")
    made = {volumes.register(ec2, snapshot, f"{prefix}-{number}") for number in range(12)}
    pages = list(ec2.get_paginator("describe_images").paginate(
        Owners=["self"], Filters=[{"Name": "name", "Values": [prefix + "-*"]}], PaginationConfig={"PageSize": 5}))
    found = [image["ImageId"] for page in pages for image in page["Images"]]
    assert sorted(found) == sorted(made) and len(pages) > 1


def test_tags(ec2, image, fails):
    ec2.create_tags(Resources=[image], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}])
    ec2.create_tags(Resources=[image], Tags=[{"Key": "a", "Value": "2"}])
    tags = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [image]}])["Tags"]
    assert {(tag["Key"], tag["Value"], tag["ResourceType"]) for tag in tags} == {("a", "2", "image"), ("b", "", "image")}
    ec2.delete_tags(Resources=[image], Tags=[{"Key": "a", "Value": "other"}])
    assert len(ec2.describe_images(ImageIds=[image])["Images"][0]["Tags"]) == 2
    ec2.delete_tags(Resources=[image], Tags=[{"Key": "a"}])
    assert ec2.describe_images(ImageIds=[image])["Images"][0]["Tags"] == [{"Key": "b", "Value": ""}]
    ec2.delete_tags(Resources=[image])
    assert "Tags" not in ec2.describe_images(ImageIds=[image])["Images"][0]
    with fails("InvalidParameterValue", 400, "reserved"):
        ec2.create_tags(Resources=[image], Tags=[{"Key": "aws:x", "Value": "1"}])
    with fails("TagLimitExceeded", 400):
        ec2.create_tags(Resources=[image], Tags=[{"Key": str(number), "Value": ""} for number in range(51)])
    with fails("InvalidID", 400):
        ec2.create_tags(Resources=["thing-1"], Tags=[{"Key": "a", "Value": ""}])
    with fails("InvalidAMIID.NotFound", 400):
        ec2.create_tags(Resources=["ami-0123456789abcdef0"], Tags=[{"Key": "a", "Value": ""}])


def test_sharing_an_image(server, ec2, image, member_account, fails):
    account, credentials = member_account
    theirs = server.client("ec2", HOME, credentials)
    assert ids(theirs.describe_images(ImageIds=[image])) == set()  # private: silently absent
    # The way Packer does it: both forms together, neither Attribute nor OperationType.
    ec2.modify_image_attribute(ImageId=image, UserIds=[account], LaunchPermission={"Add": [{"UserId": account}]})
    assert ids(theirs.describe_images(ImageIds=[image])) == {image}
    assert image in ids(theirs.describe_images(ExecutableUsers=["self"]))
    assert image not in ids(theirs.describe_images(Owners=["self"]))
    permission = ec2.describe_image_attribute(ImageId=image, Attribute="launchPermission")
    assert permission["LaunchPermissions"] == [{"UserId": account}]
    with fails("AuthFailure", 400, "Not authorized for image"):
        theirs.describe_image_attribute(ImageId=image, Attribute="launchPermission")
    with fails("AuthFailure", 400, "Not authorized for image"):
        theirs.deregister_image(ImageId=image)
    # Tags belong to whoever set them.
    theirs.create_tags(Resources=[image], Tags=[{"Key": "theirs", "Value": "1"}])
    assert "Tags" not in ec2.describe_images(ImageIds=[image])["Images"][0]
    ec2.modify_image_attribute(ImageId=image, OperationType="remove", Attribute="launchPermission", UserIds=[account])
    assert ids(theirs.describe_images(ImageIds=[image])) == set()
    with fails("InvalidAMIAttributeItemValue", 400):
        ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"UserId": "12"}]})


def test_snapshot_in_use(ec2, image, snapshot, fails):
    with fails("InvalidSnapshot.InUse", 400, f"The snapshot {snapshot} is currently in use by {image}"):
        ec2.delete_snapshot(SnapshotId=snapshot)
    answer = ec2.deregister_image(ImageId=image, DeleteAssociatedSnapshots=True)
    assert answer["DeleteSnapshotResults"] == [{"SnapshotId": snapshot, "ReturnCode": "success"}]
    with fails("InvalidSnapshot.NotFound", 400, f"The snapshot '{snapshot}' does not exist."):
        ec2.delete_snapshot(SnapshotId=snapshot)


def test_description_changes_in_both_forms(ec2, image):
    ec2.modify_image_attribute(ImageId=image, Description={"Value": "one"})
    assert ec2.describe_image_attribute(ImageId=image, Attribute="description")["Description"] == {"Value": "one"}
    ec2.modify_image_attribute(ImageId=image, Attribute="description", Value="two")
    assert ec2.describe_images(ImageIds=[image])["Images"][0]["Description"] == "two"


def test_snapshot_permissions_round_trip(ec2, snapshot, member_account):
    account, _ = member_account
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add",
                                  UserIds=[account])
    read = ec2.describe_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission")
    assert read["CreateVolumePermissions"] == [{"UserId": account}]
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission={"Remove": [{"UserId": account}]})
    read = ec2.describe_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission")
    assert read["CreateVolumePermissions"] == []


def test_regions(server):
    answer = server.client("ec2").describe_regions()["Regions"]
    assert {region["RegionName"] for region in answer} == set(server.regions)


def test_waiters(ec2, west, image):
    copy = west.copy_image(SourceRegion=HOME, SourceImageId=image, Name="waited for")["ImageId"]
    volumes.wait_image(west, copy)
    west.get_waiter("image_available").wait(ImageIds=[copy])
    west.get_waiter("image_exists").wait(ImageIds=[copy])


def test_more_at_once_than_can_be_meant_is_refused(server, ec2, image, fails):
    """Each of these would cost the square of what was sent."""
    many = [f"{number:012d}" for number in range(10_001)]
    with fails("InvalidParameterValue", 400, "at most 1000"):
        ec2.describe_images(Owners=many)
    with fails("InvalidParameterValue", 400, "at most 1000"):
        ec2.describe_snapshots(RestorableByUserIds=many)
    with fails("InvalidParameterValue", 400, "at most 200"):
        ec2.create_tags(Resources=[image] * 1000, Tags=[{"Key": f"k{i}", "Value": ""} for i in range(1000)])
    with fails("ResourceLimitExceeded", 400, "at most 10000"):
        ec2.modify_image_attribute(ImageId=image, OperationType="add", UserIds=many)
    devices = [{"DeviceName": f"/dev/sd{i}", "Ebs": {"VolumeSize": 1}} for i in range(257)]
    with fails("InvalidBlockDeviceMapping", 400, "at most 256"):
        ec2.register_image(Name="too-many-devices", RootDeviceName="/dev/sd0", BlockDeviceMappings=devices)
