"""Error codes of EC2 that have no better place: listings, ids and limits, each provoked once."""

import pytest

from support import volumes

HOME = "us-east-1"
UNKNOWN_SNAPSHOT = "snap-0123456789abcdef0"


@pytest.fixture
def ec2(server):
    return server.client("ec2", HOME)


@pytest.fixture
def snapshot(server):
    return volumes.upload(server.client("ebs", HOME), {0: volumes.block(9)})


def filters(name, *values):
    return [{"Name": name, "Values": list(values)}]


@pytest.mark.parametrize("call, more", [
    ("describe_images", {}), ("describe_snapshots", {}), ("describe_tags", {}), ("describe_launch_templates", {}),
    ("describe_launch_template_versions", {"Versions": ["$Latest"]})])
def test_listings_refuse_bad_filters_and_tokens(ec2, fails, call, more):
    with fails("InvalidParameterValue", 400, "The filter 'colour' is invalid"):
        getattr(ec2, call)(Filters=filters("colour", "red"), **more)
    with fails("FilterLimitExceeded", 400):
        getattr(ec2, call)(Filters=filters(
            "image-id" if "versions" in call else "tag-key", *map(str, range(201))), **more)
    with fails("InvalidNextToken", 400, "The token 'made-up' is invalid"):
        getattr(ec2, call)(NextToken="made-up", **more)


def test_snapshot_ids(ec2, snapshot, fails):
    for call, more in (("delete_snapshot", {}),
                       ("describe_snapshot_attribute", {"Attribute": "createVolumePermission"}),
                       ("reset_snapshot_attribute", {"Attribute": "createVolumePermission"}),
                       ("modify_snapshot_attribute", {"UserIds": ["111122223333"], "OperationType": "add"})):
        with fails("InvalidSnapshot.NotFound", 400, f"The snapshot '{UNKNOWN_SNAPSHOT}' does not exist."):
            getattr(ec2, call)(SnapshotId=UNKNOWN_SNAPSHOT, **more)
        with fails("InvalidSnapshotID.Malformed", 400):
            getattr(ec2, call)(SnapshotId="snap-12", **more)
        with fails("InvalidParameterValue", 400, "Expected: 'snap-...'"):
            getattr(ec2, call)(SnapshotId="thing", **more)
        with fails("DryRunOperation", 412):
            getattr(ec2, call)(SnapshotId=snapshot, DryRun=True, **more)
    with fails("InvalidSnapshot.NotFound", 400):
        ec2.describe_snapshots(SnapshotIds=[snapshot, UNKNOWN_SNAPSHOT])
    with fails("InvalidParameterCombination", 400, "snapshotSet cannot be used with the parameter maxResults"):
        ec2.describe_snapshots(SnapshotIds=[snapshot], MaxResults=5)


def test_snapshot_permissions(ec2, snapshot, fails):
    with fails("InvalidParameterCombination", 400, "No attributes specified"):
        ec2.modify_snapshot_attribute(SnapshotId=snapshot)
    with fails("InvalidUserID.Malformed", 400):
        ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission={"Add": [{"UserId": "1"}]})
    with fails("InvalidParameterCombination", 400, "added and removed"):
        ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission={
            "Add": [{"UserId": "111122223333"}], "Remove": [{"UserId": "111122224444"}]})
    with fails("ResourceLimitExceeded", 400, "at most 500"):
        ec2.modify_snapshot_attribute(SnapshotId=snapshot, OperationType="add",
                                      UserIds=[str(100000000000 + number) for number in range(501)])


@pytest.mark.parametrize("call, parameter", [("describe_images", "Owners"), ("describe_images", "ExecutableUsers"),
                                             ("describe_snapshots", "OwnerIds"),
                                             ("describe_snapshots", "RestorableByUserIds")])
def test_accounts_that_are_none(ec2, fails, call, parameter):
    with fails("InvalidUserID.Malformed", 400, 'Invalid user id: "nobody"'):
        getattr(ec2, call)(**{parameter: ["nobody"]})


def test_snapshots_by_who_owns_and_who_may_restore_them(server, ec2, snapshot, member_account):
    account, credentials = member_account
    theirs = server.client("ec2", HOME, credentials)

    def seen(**how):
        return snapshot in {found["SnapshotId"] for found in theirs.describe_snapshots(**how)["Snapshots"]}

    assert not seen()
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, OperationType="add", UserIds=[account])
    owner = server.client("sts").get_caller_identity()["Account"]
    assert seen() and seen(OwnerIds=[owner]) and seen(RestorableByUserIds=["self"])
    assert not seen(OwnerIds=["self"]) and not seen(RestorableByUserIds=["all"]) and not seen(OwnerIds=["amazon"])
    assert seen(Filters=filters("owner-id", owner) + filters("volume-size", "1") + filters("status", "completed")
                + filters("encrypted", "false") + filters("snapshot-id", snapshot[:-1] + "?"))
    assert not seen(Filters=filters("volume-size", "2"))


def test_sharing_has_a_limit(ec2, snapshot, names, fails):
    image = volumes.register(ec2, snapshot, names("popular"))
    users = [str(100000000000 + number) for number in range(1001)]
    with fails("ResourceLimitExceeded", 400, "at most 1000"):
        ec2.modify_image_attribute(ImageId=image, OperationType="add", UserIds=users)
    ec2.modify_image_attribute(ImageId=image, OperationType="add", UserIds=users[:1000])


def test_a_snapshot_that_is_not_complete_backs_nothing(server, ec2, names, fails):
    pending = server.client("ebs", HOME).start_snapshot(VolumeSize=1)["SnapshotId"]
    with fails("IncorrectState", 400, "pending"):
        volumes.register(ec2, pending, names("early"))
    ec2.delete_snapshot(SnapshotId=pending)


def test_tag_rules(ec2, snapshot, names, fails):
    def refused(code, *specifications):
        with fails(code, 400):
            volumes.register(ec2, snapshot, names("tagged"), TagSpecifications=list(specifications))

    tag = {"Key": "k", "Value": "v"}
    refused("InvalidParameter", {"Tags": [tag]})
    refused("InvalidParameterValue", {"ResourceType": "snapshot", "Tags": [tag]})
    refused("InvalidParameterValue", {"ResourceType": "image", "Tags": []})
    refused("InvalidParameterValue", {"ResourceType": "image", "Tags": [tag, tag]})
    refused("InvalidParameterValue", {"ResourceType": "image", "Tags": [{"Key": "k" * 129, "Value": ""}]})
    refused("InvalidParameterValue", {"ResourceType": "image", "Tags": [{"Key": "k", "Value": "v" * 257}]})
    refused("InvalidParameterValue", {"ResourceType": "image", "Tags": [{"Key": "AWS:k", "Value": "v"}]})
    refused("TagLimitExceeded",
            {"ResourceType": "image", "Tags": [{"Key": str(number), "Value": ""} for number in range(51)]})


def test_every_filter_of_images_is_known(ec2, snapshot, names):
    """The documented names; each either finds the image by its own value, or nothing."""
    name = names("filtered")
    image = volumes.register(ec2, snapshot, name, Description="a *star*", BootMode="uefi", SriovNetSupport="simple",
                             EnaSupport=True)
    ec2.create_tags(Resources=[image], Tags=[{"Key": "stage", "Value": "prod?"}])
    shown = ec2.describe_images(ImageIds=[image])["Images"][0]
    own = {
        "architecture": "x86_64", "block-device-mapping.delete-on-termination": "true",
        "block-device-mapping.device-name": "/dev/xvda", "block-device-mapping.snapshot-id": snapshot,
        "block-device-mapping.volume-size": "1", "block-device-mapping.volume-type": "standard",
        "block-device-mapping.encrypted": "false", "creation-date": shown["CreationDate"][:10] + "T*",
        "description": r"a \*star\*", "ena-support": "true", "hypervisor": "xen", "image-id": image,
        "image-type": "machine", "is-public": "false", "manifest-location": shown["ImageLocation"], "name": name,
        "owner-id": shown["OwnerId"], "root-device-name": "/dev/xvda", "root-device-type": "ebs", "state": "available",
        "sriov-net-support": "simple", "tag:stage": r"prod\?", "tag-key": "st?ge", "virtualization-type": "hvm"}
    for filter_name, value in own.items():
        found = ec2.describe_images(ImageIds=[image], Filters=filters(filter_name, value))["Images"]
        assert len(found) == 1, (filter_name, value)
    for filter_name in ("kernel-id", "owner-alias", "platform", "product-code", "product-code.type", "ramdisk-id",
                        "source-image-id", "source-image-region", "source-instance-id", "state-reason-code",
                        "state-reason-message"):
        assert ec2.describe_images(ImageIds=[image], Filters=filters(filter_name, "*"))["Images"] == [], filter_name
    for filter_name, value in (("free-tier-eligible", "false"), ("image-allowed", "true")):
        assert len(ec2.describe_images(ImageIds=[image], Filters=filters(filter_name, value))["Images"]) == 1
