"""The life of an AMI besides registering and copying: sharing with units, deprecation, disabling, protection,
block public access; and what is refused."""

import datetime
import json

import pytest

from support import volumes

HOME, WEST = "us-east-1", "eu-west-1"
UNKNOWN = "ami-0123456789abcdef0"


@pytest.fixture
def ec2(server):
    return server.client("ec2", HOME)


@pytest.fixture
def snapshot(server):
    return volumes.upload(server.client("ebs", HOME), {0: volumes.block(3)})


@pytest.fixture
def image(ec2, snapshot, names):
    return volumes.register(ec2, snapshot, names("life"))


@pytest.fixture
def theirs(server, member_account):
    return server.client("ec2", HOME, member_account[1])


def ids(answer):
    return {image["ImageId"] for image in answer["Images"]}


def one(ec2, image, **more):
    return ec2.describe_images(ImageIds=[image], **more)["Images"][0]


def tomorrow():
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)


@pytest.mark.parametrize("attribute, member, expected", [
    ("description", "Description", {"Value": "text"}),
    ("kernel", "KernelId", {}),
    ("ramdisk", "RamdiskId", {}),
    ("launchPermission", "LaunchPermissions", []),
    ("productCodes", "ProductCodes", []),
    ("sriovNetSupport", "SriovNetSupport", {"Value": "simple"}),
    ("bootMode", "BootMode", {"Value": "uefi"}),
    ("tpmSupport", "TpmSupport", {"Value": "v2.0"}),
    ("uefiData", "UefiData", {"Value": "dmFycw=="}),
    ("lastLaunchedTime", "LastLaunchedTime", {}),
    ("imdsSupport", "ImdsSupport", {"Value": "v2.0"}),
    ("deregistrationProtection", "DeregistrationProtection", {"Value": "disabled"}),
])
def test_each_attribute_by_itself(ec2, snapshot, names, attribute, member, expected):
    image = volumes.register(ec2, snapshot, names("attribute"), Description="text", SriovNetSupport="simple",
                             BootMode="uefi", TpmSupport="v2.0", UefiData="dmFycw==", ImdsSupport="v2.0")
    answer = ec2.describe_image_attribute(ImageId=image, Attribute=attribute)
    answer.pop("ResponseMetadata")
    assert answer == {"ImageId": image, member: expected}


def test_attributes_that_are_refused(ec2, image, fails):
    with fails("AuthFailure", 400, "Unauthorized attempt to access restricted resource"):
        ec2.describe_image_attribute(ImageId=image, Attribute="blockDeviceMapping")
    with fails("InvalidParameterValue", 400):
        ec2.describe_image_attribute(ImageId=image, Attribute="colour")
    with fails("InvalidParameterCombination", 400, "No attributes specified"):
        ec2.modify_image_attribute(ImageId=image)
    with fails("InvalidParameterCombination", 400, "Only one of"):
        ec2.modify_image_attribute(ImageId=image, Description={"Value": "d"}, ImdsSupport={"Value": "v2.0"})
    with fails("InvalidParameterValue", 400):
        ec2.modify_image_attribute(ImageId=image, ImdsSupport={"Value": "v1.0"})
    with fails("UnsupportedOperation", 400):
        ec2.modify_image_attribute(ImageId=image, ProductCodes=["code"])


def test_imds_support_cannot_be_undone(ec2, image):
    ec2.modify_image_attribute(ImageId=image, ImdsSupport={"Value": "v2.0"})
    assert one(ec2, image)["ImdsSupport"] == "v2.0"


def test_sharing_with_an_organization_and_its_units(server, ec2, theirs, image, member_account, names):
    """Membership counts when the image is used, not when it was shared."""
    account, _ = member_account
    organizations = server.client("organizations")
    organization = organizations.describe_organization()["Organization"]["Arn"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name=names("unit"))["OrganizationalUnit"]
    ec2.modify_image_attribute(ImageId=image, Attribute="launchPermission", OperationType="add",
                               OrganizationalUnitArns=[unit["Arn"]])
    assert ids(theirs.describe_images(ImageIds=[image])) == set()
    organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit["Id"])
    try:
        assert ids(theirs.describe_images(ImageIds=[image])) == {image}
        assert image in ids(theirs.describe_images(ExecutableUsers=["self"]))
        assert image in ids(theirs.describe_images())
    finally:
        organizations.move_account(AccountId=account, SourceParentId=unit["Id"], DestinationParentId=root)
    assert ids(theirs.describe_images(ImageIds=[image])) == set()
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"OrganizationArn": organization}]})
    assert ids(theirs.describe_images(ImageIds=[image])) == {image}
    permissions = ec2.describe_image_attribute(ImageId=image, Attribute="launchPermission")["LaunchPermissions"]
    assert permissions == [{"OrganizationalUnitArn": unit["Arn"]}, {"OrganizationArn": organization}]
    ec2.reset_image_attribute(ImageId=image, Attribute="launchPermission")
    assert ids(theirs.describe_images(ImageIds=[image])) == set()


@pytest.mark.parametrize("item", [{"UserId": "123"}, {"Group": "everybody"}, {"OrganizationArn": "o-1"},
                                  {"OrganizationalUnitArn": "ou-1"}])
def test_grantees_that_are_none(ec2, image, fails, item):
    with fails("InvalidAMIAttributeItemValue", 400):
        ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [item]})


def test_an_account_gives_a_share_back(ec2, theirs, image, member_account, fails):
    ec2.modify_image_attribute(ImageId=image, UserIds=[member_account[0]], OperationType="add")
    assert theirs.cancel_image_launch_permission(ImageId=image)["Return"] is True
    assert ids(theirs.describe_images(ImageIds=[image])) == set()
    with fails("InvalidAMIID.NotFound", 400):
        theirs.cancel_image_launch_permission(ImageId=image)
    with fails("InvalidRequest", 400):
        ec2.cancel_image_launch_permission(ImageId=image)


def test_deprecation(ec2, theirs, image, member_account, fails):
    ec2.modify_image_attribute(ImageId=image, UserIds=[member_account[0]], OperationType="add")
    date = tomorrow().replace(second=31, microsecond=0)
    assert ec2.enable_image_deprecation(ImageId=image, DeprecateAt=date)["Return"] is True
    rounded = (date + datetime.timedelta(seconds=29)).strftime("%Y-%m-%dT%H:%M:00.000Z")
    assert one(ec2, image)["DeprecationTime"] == rounded
    assert image in ids(theirs.describe_images())
    with fails("InvalidParameterValue", 400, "past"):
        ec2.enable_image_deprecation(ImageId=image, DeprecateAt=date - datetime.timedelta(days=2))
    with fails("InvalidParameterValue", 400, "10 years"):
        ec2.enable_image_deprecation(ImageId=image, DeprecateAt=date + datetime.timedelta(days=3700))
    assert ec2.disable_image_deprecation(ImageId=image)["Return"] is True
    assert "DeprecationTime" not in one(ec2, image)


def test_disabling(ec2, theirs, image, member_account, fails):
    ec2.modify_image_attribute(ImageId=image, UserIds=[member_account[0]], OperationType="add")
    assert ec2.disable_image(ImageId=image)["Return"] is True
    assert ids(ec2.describe_images(ImageIds=[image])) == set()
    assert one(ec2, image, IncludeDisabled=True)["State"] == "disabled"
    assert ids(theirs.describe_images(ImageIds=[image], IncludeDisabled=True)) == set()
    with fails("InvalidAMIID.Unavailable", 400, "disabled"):
        ec2.copy_image(SourceImageId=image, SourceRegion=HOME, Name="of a disabled one")
    with fails("InvalidAMIID.Unavailable", 400, "disabled"):
        ec2.modify_image_attribute(ImageId=image, UserIds=[member_account[0]], OperationType="add")
    assert ec2.enable_image(ImageId=image)["Return"] is True
    assert one(ec2, image)["State"] == "available"
    assert ec2.describe_image_attribute(ImageId=image, Attribute="launchPermission")["LaunchPermissions"] == []


def test_protection_from_deregistration(ec2, image, snapshot, fails):
    enabled = ec2.enable_image_deregistration_protection(ImageId=image)
    assert enabled["Return"] == "enabled-without-cooldown"
    assert one(ec2, image)["DeregistrationProtection"] == "enabled-without-cooldown"
    with fails("OperationNotPermitted", 400, "protected"):
        ec2.deregister_image(ImageId=image, DeleteAssociatedSnapshots=True)
    assert ec2.disable_image_deregistration_protection(ImageId=image)["Return"] == "disabled"
    ec2.enable_image_deregistration_protection(ImageId=image, WithCooldown=True)
    ec2.disable_image_deregistration_protection(ImageId=image)
    with fails("OperationNotPermitted", 400, "cooldown"):
        ec2.deregister_image(ImageId=image)


def test_shared_snapshots_are_skipped_when_an_image_goes(ec2, image, snapshot, names, server):
    second = volumes.upload(server.client("ebs", HOME), {0: volumes.block(4)})
    other = volumes.register(ec2, snapshot, names("other"), BlockDeviceMappings=[
        {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot}},
        {"DeviceName": "/dev/xvdb", "Ebs": {"SnapshotId": second}}])
    gone = ec2.deregister_image(ImageId=other, DeleteAssociatedSnapshots=True)
    assert {(result["SnapshotId"], result["ReturnCode"]) for result in gone["DeleteSnapshotResults"]} == {
        (snapshot, "skipped"), (second, "success")}


def test_block_public_access_for_images(server, member_account, fails):
    """In the member's account, so that others see nothing of it."""
    ec2 = server.client("ec2", WEST, member_account[1])
    snapshot = volumes.upload(server.client("ebs", WEST, member_account[1]), {0: volumes.block(5)})
    image = volumes.register(ec2, snapshot, "public once")
    state = ec2.get_image_block_public_access_state()
    assert (state["ImageBlockPublicAccessState"], state["ManagedBy"]) == ("block-new-sharing", "account")
    with fails("OperationNotPermitted", 400, "You can't publicly share this image because block public access"):
        ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"Group": "all"}]})
    assert ec2.disable_image_block_public_access()["ImageBlockPublicAccessState"] == "unblocked"
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"Group": "all"}]})
    public = one(ec2, image)
    assert public["Public"] is True and public["DeprecationTime"]  # two years after its creation
    assert image in ids(server.client("ec2", WEST).describe_images(ExecutableUsers=["all"]))
    with fails("OperationNotPermitted", 400, "public"):
        ec2.disable_image_deprecation(ImageId=image)
    enabled = ec2.enable_image_block_public_access(ImageBlockPublicAccessState="block-new-sharing")
    assert enabled["ImageBlockPublicAccessState"] == "block-new-sharing"
    assert one(ec2, image)["Public"] is True  # what is public stays so
    ec2.deregister_image(ImageId=image)


def test_block_public_access_for_snapshots(server, member_account, fails):
    ec2 = server.client("ec2", WEST, member_account[1])
    other = server.client("ec2", WEST)
    snapshot = volumes.upload(server.client("ebs", WEST, member_account[1]), {0: volumes.block(6)})
    everybody = {"Add": [{"Group": "all"}]}
    with fails("OperationNotPermitted", 400, "block public access for snapshots"):
        ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission=everybody)
    assert ec2.disable_snapshot_block_public_access()["State"] == "unblocked"
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission=everybody)

    def seen():
        return other.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"] != []

    assert seen()
    assert ec2.enable_snapshot_block_public_access(State="block-all-sharing")["State"] == "block-all-sharing"
    assert not seen()
    assert ec2.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
    ec2.enable_snapshot_block_public_access(State="block-new-sharing")
    assert seen()
    ec2.reset_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission")
    assert not seen()
    with fails("InvalidParameterValue", 400):
        ec2.enable_snapshot_block_public_access(State="unblocked")


CALLS = [("enable_image", {}), ("disable_image", {}), ("disable_image_deprecation", {}),
         ("enable_image_deprecation", {"DeprecateAt": "2030-01-02T03:04:05Z"}),
         ("enable_image_deregistration_protection", {}), ("disable_image_deregistration_protection", {}),
         ("reset_image_attribute", {"Attribute": "launchPermission"}), ("cancel_image_launch_permission", {}),
         ("deregister_image", {}), ("modify_image_attribute", {"Description": {"Value": "d"}}),
         ("describe_image_attribute", {"Attribute": "description"})]


@pytest.mark.parametrize("call, more", CALLS, ids=[call for call, _ in CALLS])
def test_ids_that_are_wrong_unknown_foreign_and_gone(server, ec2, theirs, image, fails, call, more):
    with fails("InvalidAMIID.Malformed", 400):
        getattr(ec2, call)(ImageId="image", **more)
    with fails("InvalidAMIID.NotFound", 400, f"The image id '[{UNKNOWN}]' does not exist"):
        getattr(ec2, call)(ImageId=UNKNOWN, **more)
    with fails("InvalidAMIID.NotFound", 400):
        getattr(theirs, call)(ImageId=image, **more)
    with fails("DryRunOperation", 412):
        getattr(ec2, call)(ImageId=image, DryRun=True, **more)
    ec2.deregister_image(ImageId=image)
    with fails("InvalidAMIID.Unavailable", 400, "is no longer available"):
        getattr(ec2, call)(ImageId=image, **more)


def test_policies_decide_by_the_images_facts(server, image, ec2, names, fails):
    """A user who may disable only what carries a tag, and set no public access."""
    iam = server.client("iam")
    user = names("operator")
    iam.create_user(UserName=user)
    iam.put_user_policy(UserName=user, PolicyName="tagged", PolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["ec2:DisableImage", "ec2:EnableImage"],
                       "Resource": f"arn:aws:ec2:{HOME}::image/*",
                       "Condition": {"StringEquals": {"ec2:ResourceTag/stage": "test", "ec2:Public": "false",
                                                      "ec2:ImageType": "machine", "ec2:RootDeviceType": "ebs"}}}]}))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    from support.server import Credentials
    operator = server.client("ec2", HOME, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    with fails("UnauthorizedOperation", 403):
        operator.disable_image(ImageId=image)
    ec2.create_tags(Resources=[image], Tags=[{"Key": "stage", "Value": "test"}])
    operator.disable_image(ImageId=image)
    operator.enable_image(ImageId=image)
    for call, more in (("disable_image_block_public_access", {}), ("deregister_image", {"ImageId": image}),
                       ("enable_image_deregistration_protection", {"ImageId": image})):
        with fails("UnauthorizedOperation", 403):
            getattr(operator, call)(**more)


def test_control_characters_are_refused_where_they_come_in(ec2, image, fails):
    for bad in ("\x00", "\x0b", "\x1f", "\ufffe"):
        with fails("InvalidParameterValue", 400, "XML"):
            ec2.create_tags(Resources=[image], Tags=[{"Key": "k", "Value": f"a{bad}b"}])
        with fails("InvalidParameterValue", 400, "XML"):
            ec2.modify_image_attribute(ImageId=image, Description={"Value": bad})
    ec2.create_tags(Resources=[image], Tags=[{"Key": "k", "Value": "tab\tline\nreturn\rend"}])
    assert one(ec2, image)["Tags"] == [{"Key": "k", "Value": "tab\tline\nreturn\rend"}]


def test_register_refuses_what_no_machine_could_boot(ec2, snapshot, names, fails):
    def refused(code, **more):
        with fails(code, 400):
            volumes.register(ec2, snapshot, names("bad"), **more)

    refused("InvalidParameterCombination", Architecture="arm64", VirtualizationType="paravirtual")
    refused("InvalidParameterCombination", BootMode="uefi", VirtualizationType="paravirtual")
    refused("InvalidParameterCombination", SriovNetSupport="simple", VirtualizationType="paravirtual")
    refused("InvalidParameterCombination", TpmSupport="v2.0")
    refused("InvalidParameterCombination", BootMode="legacy-bios", UefiData="dmFycw==")
    refused("InvalidParameterValue", BootMode="uefi", UefiData="not base64!")
    refused("InvalidManifest", ImageLocation="bucket")
    refused("UnsupportedOperation", ImageLocation="bucket/image.manifest.xml")
    refused("OperationNotPermitted", BillingProducts=["bp-1"])
    root = {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot}}
    refused("InvalidBlockDeviceMapping", BlockDeviceMappings=[root, {"DeviceName": "/dev/x y", "NoDevice": ""}])
    refused("InvalidBlockDeviceMapping",
            BlockDeviceMappings=[root, {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral24"}])
    refused("InvalidParameter", BlockDeviceMappings=[
        {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot, "Encrypted": False}}])


def test_with_the_command_line(server, image):
    def aws(*arguments):
        return json.loads(server.run("aws", "ec2", *arguments, region=HOME).stdout or "{}")

    assert aws("enable-image-deprecation", "--image-id", image, "--deprecate-at",
               tomorrow().strftime("%Y-%m-%dT%H:%M:%SZ"))["Return"] is True
    assert aws("enable-image-deregistration-protection", "--image-id", image)["Return"] == "enabled-without-cooldown"
    assert aws("disable-image-deregistration-protection", "--image-id", image)["Return"] == "disabled"
    assert aws("disable-image", "--image-id", image)["Return"] is True
    assert aws("describe-images", "--image-ids", image, "--include-disabled")["Images"][0]["State"] == "disabled"
    assert aws("get-image-block-public-access-state")["ImageBlockPublicAccessState"] == "block-new-sharing"
