"""Encrypted snapshots and copies with boto3 and the AWS CLI: the matrix, keys that doom a copy, accounts, settings."""

import contextlib
import itertools
import json

import pytest

from support import volumes

HOME, WEST, TOKYO = "us-east-1", "eu-west-1", "ap-northeast-1"
NO_KEY = "00000000-0000-0000-0000-000000000000"
seeds = itertools.count(700_000)


@pytest.fixture
def ec2(server):
    return server.client("ec2", HOME)


@pytest.fixture
def west(server):
    return server.client("ec2", WEST)


@pytest.fixture
def ebs(server):
    return server.client("ebs", HOME)


def content():
    return {0: volumes.block(next(seeds)), 4: volumes.ZERO, 7: volumes.block(next(seeds))}


@pytest.fixture
def plain(ebs):
    return volumes.upload(ebs, content())


@pytest.fixture
def sealed(ebs):
    """A snapshot under alias/aws/ebs of its region."""
    return volumes.upload(ebs, content(), Encrypted=True)


@contextlib.contextmanager
def encryption_by_default(ec2):
    assert ec2.enable_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
    try:
        yield
    finally:
        assert ec2.disable_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False


def describe(ec2, snapshot):
    return ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"][0]


def default_key(ebs, ec2):
    """The ARN of the region's alias/aws/ebs, made with its first use."""
    return describe(ec2, ebs.start_snapshot(VolumeSize=1, Encrypted=True)["SnapshotId"])["KmsKeyId"]


def order(image, **more):
    return {**dict(SourceRegion=HOME, SourceImageId=image, Name="copy"), **more}


# ---- copies ----

@pytest.mark.parametrize("by_default", [False, True])
@pytest.mark.parametrize("source", ["plain", "sealed"])
@pytest.mark.parametrize("request_", [{}, dict(Encrypted=True), dict(Encrypted=False),
                                      dict(Encrypted=True, KmsKeyId="alias/aws/ebs"), dict(KmsKeyId="")])
def test_the_matrix(server, ec2, west, ebs, names, fails, request, by_default, source, request_):
    snapshot = request.getfixturevalue(source)
    image = volumes.register(ec2, snapshot, names("image"))
    encrypted = source == "sealed" or by_default or bool(request_.get("Encrypted"))
    with encryption_by_default(west) if by_default else contextlib.nullcontext():
        if source == "sealed" and request_.get("Encrypted") is False:
            with fails("InvalidRequest", 400, f"Snapshot {snapshot} is encrypted. Creating unencrypted copy from an "
                                              "encrypted snapshot is not supported."):
                west.copy_image(**order(image, **request_))
            with fails("InvalidRequest", 400):
                west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot, **request_)
            return
        copy = volumes.wait_image(west, west.copy_image(**order(image, **request_))["ImageId"])
        single = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot, **request_)["SnapshotId"]
    (copied,) = volumes.snapshots_of(copy)
    assert copy["BlockDeviceMappings"][0]["Ebs"]["Encrypted"] is encrypted
    assert "KmsKeyId" not in copy["BlockDeviceMappings"][0]["Ebs"]
    for each in (volumes.wait_snapshot(west, copied), volumes.wait_snapshot(west, single)):
        assert each["Encrypted"] is encrypted
        if encrypted:
            assert each["KmsKeyId"].startswith(f"arn:aws:kms:{WEST}:{each['OwnerId']}:key/")
        else:
            assert "KmsKeyId" not in each
        assert volumes.download(server.client("ebs", WEST), each["SnapshotId"]) == volumes.download(ebs, snapshot)


@pytest.mark.parametrize("request_", [dict(KmsKeyId="alias/aws/ebs"), dict(KmsKeyId="alias/aws/ebs", Encrypted=False)])
@pytest.mark.parametrize("by_default", [False, True])
def test_a_key_needs_encrypted(ec2, west, plain, names, fails, request_, by_default):
    image = volumes.register(ec2, plain, names("image"))
    text = "The parameter KmsKeyId requires the parameter Encrypted to be set."
    with encryption_by_default(west) if by_default else contextlib.nullcontext():
        with fails("InvalidParameterDependency", 400, text):
            west.copy_image(**order(image, **request_))
        with fails("InvalidParameterDependency", 400, text):
            west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=plain, **request_)


def test_every_way_to_name_a_key(server, west, plain):
    arn = default_key(server.client("ebs", WEST), west)
    account = arn.split(":")[4]
    for name in (arn, arn.split("/")[-1], "alias/aws/ebs", f"arn:aws:kms:{WEST}:{account}:alias/aws/ebs"):
        copy = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=plain, Encrypted=True, KmsKeyId=name)
        assert volumes.wait_snapshot(west, copy["SnapshotId"])["KmsKeyId"] == arn


def test_what_is_there_under_that_key_moves_no_bytes(west, sealed):
    first = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=sealed)["SnapshotId"]
    volumes.wait_snapshot(west, first)
    second = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=sealed, Encrypted=True)["SnapshotId"]
    assert volumes.wait_snapshot(west, second)["KmsKeyId"] == describe(west, first)["KmsKeyId"]


@pytest.mark.parametrize("key, says", [
    ("alias/none", "alias/none"), (NO_KEY, "does not exist"), ("bare-name", "expected a key ID"),
    (f"arn:aws:kms:{HOME}:111122223333:key/{NO_KEY}", "expected a key of this Region, eu-west-1"),
    (f"arn:aws:kms:{WEST}:111122223333:key/{NO_KEY}", "is not authorized to perform: kms:DescribeKey")])
def test_a_key_that_cannot_be_used_dooms_the_copy(server, ec2, west, plain, names, key, says):
    image = volumes.register(ec2, plain, names("image"))
    doomed = west.copy_image(**order(image, Encrypted=True, KmsKeyId=key))["ImageId"]
    failed = volumes.wait_image(west, doomed, "failed")
    assert failed["StateReason"]["Code"] == "Client.InternalError"
    message = failed["StateReason"]["Message"]
    assert message.startswith("Copy image failed with an internal error")
    assert "Given key ID is not accessible" in message and says in message and "copy again with another key" in message
    (snapshot,) = volumes.snapshots_of(failed)
    described = describe(west, snapshot)
    assert described["State"] == "error" and described["Encrypted"] is True
    assert "Given key ID is not accessible" in described["StateMessage"] and says in described["StateMessage"]
    west.deregister_image(ImageId=doomed, DeleteAssociatedSnapshots=True)
    assert west.describe_images(ImageIds=[doomed])["Images"] == []


def test_a_doomed_copy_on_the_command_line(server, plain, ec2, names):
    image = volumes.register(ec2, plain, names("image"))
    done = server.run("aws", "ec2", "copy-image", "--encrypted", "--kms-key-id", "alias/none", "--name", "doomed",
                      "--source-image-id", image, "--source-region", HOME, region=WEST)
    doomed = json.loads(done.stdout)["ImageId"]
    waited = server.run("aws", "ec2", "wait", "image-available", "--image-ids", doomed, region=WEST, check=False)
    assert waited.returncode == 255 and "terminal failure state" in waited.stderr


def test_an_encrypted_copy_on_the_command_line(server, plain, west):
    done = server.run("aws", "ec2", "copy-snapshot", "--encrypted", "--kms-key-id", "alias/aws/ebs",
                      "--source-snapshot-id", plain, "--source-region", HOME, region=WEST)
    copy = json.loads(done.stdout)["SnapshotId"]
    server.run("aws", "ec2", "wait", "snapshot-completed", "--snapshot-ids", copy, region=WEST)
    assert describe(west, copy)["Encrypted"] is True


def test_a_filter_knows_what_is_encrypted(ec2, sealed, plain):
    def filtered(flag):
        page = ec2.describe_snapshots(SnapshotIds=[sealed, plain], Filters=[{"Name": "encrypted", "Values": [flag]}])
        return [snapshot["SnapshotId"] for snapshot in page["Snapshots"]]
    assert filtered("true") == [sealed] and filtered("false") == [plain]


# ---- accounts ----

def test_what_lies_under_the_default_key_stays_in_its_account(ec2, sealed, names, member_account, fails):
    account, _ = member_account
    image = volumes.register(ec2, sealed, names("image"))
    with fails("OperationNotPermitted", 400, "Encrypted snapshots with EBS default key cannot be shared"):
        ec2.modify_snapshot_attribute(SnapshotId=sealed, Attribute="createVolumePermission", OperationType="add",
                                      UserIds=[account])
    with fails("InvalidParameter", 400,
               "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot."):
        ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"UserId": account}]})


def test_launch_permission_alone_is_not_enough(server, ec2, plain, names, member_account, fails):
    account, credentials = member_account
    image = volumes.register(ec2, plain, names("image"))
    theirs = server.client("ec2", WEST, credentials)
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"UserId": account}]})
    with fails("InvalidRequest", 400, "You do not have permission to access the storage of this ami"):
        theirs.copy_image(**order(image))
    ec2.modify_snapshot_attribute(SnapshotId=plain, CreateVolumePermission={"Add": [{"UserId": account}]})
    copy = volumes.wait_image(theirs, theirs.copy_image(**order(image, Encrypted=True))["ImageId"])
    (snapshot,) = volumes.snapshots_of(copy)
    assert describe(theirs, snapshot)["KmsKeyId"].split(":")[4] == account


# ---- uploads ----

def test_rules_of_start_snapshot(ebs, ec2, plain, sealed, fails):
    arn = describe(ec2, sealed)["KmsKeyId"]

    def key_of(**request):
        started = ebs.start_snapshot(VolumeSize=1, **request)
        assert describe(ec2, started["SnapshotId"]).get("KmsKeyId") == started.get("KmsKeyArn")
        return started.get("KmsKeyArn")
    refused = [dict(Encrypted=False, KmsKeyArn=arn), dict(ParentSnapshotId=plain, Encrypted=True),
               dict(ParentSnapshotId=sealed, Encrypted=True), dict(ParentSnapshotId=sealed, KmsKeyArn=arn),
               dict(ParentSnapshotId=plain, Encrypted=False)]
    assert key_of() is None and key_of(Encrypted=False) is None and key_of(ParentSnapshotId=plain) is None
    assert key_of(Encrypted=True) == key_of(KmsKeyArn=arn) == key_of(ParentSnapshotId=sealed) == arn
    for each in refused:
        with fails("ValidationException", 400):
            ebs.start_snapshot(VolumeSize=1, **each)
    with encryption_by_default(ec2):
        assert key_of() == arn and key_of(ParentSnapshotId=sealed) == arn
        for each in [*refused, dict(Encrypted=False), dict(ParentSnapshotId=plain)]:
            with fails("ValidationException", 400):
                ebs.start_snapshot(VolumeSize=1, **each)


def test_reasons_of_refused_keys(ebs, server, fails):
    account = server.client("sts").get_caller_identity()["Account"]

    def refused(key, code, status, reason):
        with fails(code, status) as error:
            ebs.start_snapshot(VolumeSize=1, KmsKeyArn=key)
        assert error.value.response["Reason"] == reason
    refused(f"arn:aws:kms:{HOME}:{account}:key/{NO_KEY}", "ResourceNotFoundException", 404,
            "DEPENDENCY_RESOURCE_NOT_FOUND")
    refused(f"arn:aws:kms:{HOME}:999999999999:key/{NO_KEY}", "AccessDeniedException", 403, "DEPENDENCY_ACCESS_DENIED")
    refused(f"arn:aws:kms:{WEST}:{account}:key/{NO_KEY}", "ValidationException", 400, "INVALID_CUSTOMER_KEY")
    refused("alias/aws/ebs", "ValidationException", 400, "INVALID_CUSTOMER_KEY")


def test_blocks_need_the_keys_leave(server, ebs, sealed, names, fails):
    """Whoever may call the EBS direct APIs, but not kms:Decrypt through EC2, reads nothing."""
    iam, name = server.client("iam"), names("reader")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="ebs", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "ebs:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*",
             "Condition": {"StringEquals": {"kms:ViaService": f"ec2.{HOME}.amazonaws.com"}}}]}))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    from support.server import Credentials
    reader = server.client("ebs", HOME, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    item = ebs.list_snapshot_blocks(SnapshotId=sealed)["Blocks"][0]
    with fails("AccessDeniedException", 403) as error:
        reader.list_snapshot_blocks(SnapshotId=sealed)
    assert error.value.response["Reason"] == "DEPENDENCY_ACCESS_DENIED"
    with fails("AccessDeniedException", 403, "kms:Decrypt"):
        reader.get_snapshot_block(SnapshotId=sealed, **item)
    iam.delete_user_policy(UserName=name, PolicyName="ebs")
    iam.put_user_policy(UserName=name, PolicyName="ebs", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ebs:*", "kms:Decrypt"], "Resource": "*"}]}))
    assert reader.get_snapshot_block(SnapshotId=sealed, **item)["BlockData"].read()


# ---- settings ----

def test_settings_on_the_command_line(server):
    def aws(*command):
        return json.loads(server.run("aws", "ec2", *command, region=TOKYO).stdout)
    assert aws("get-ebs-default-kms-key-id") == {"KmsKeyId": "alias/aws/ebs"}
    chosen = aws("modify-ebs-default-kms-key-id", "--kms-key-id", "alias/aws/ebs")
    assert chosen["KmsKeyId"].startswith(f"arn:aws:kms:{TOKYO}:")
    assert aws("get-ebs-default-kms-key-id") == chosen
    assert aws("reset-ebs-default-kms-key-id") == {"KmsKeyId": "alias/aws/ebs"}
    assert aws("enable-ebs-encryption-by-default") == {"EbsEncryptionByDefault": True}
    try:
        assert aws("get-ebs-encryption-by-default")["EbsEncryptionByDefault"] is True
        started = json.loads(server.run("aws", "ebs", "start-snapshot", "--volume-size", "1", region=TOKYO).stdout)
        assert started["KmsKeyArn"] == chosen["KmsKeyId"]
    finally:
        assert aws("disable-ebs-encryption-by-default") == {"EbsEncryptionByDefault": False}
    assert aws("get-ebs-encryption-by-default")["EbsEncryptionByDefault"] is False


def test_a_default_key_must_be_usable(west, fails):
    for key in ("alias/none", NO_KEY, "nonsense", f"arn:aws:kms:{HOME}:111122223333:key/{NO_KEY}"):
        with fails("InvalidParameterValue", 400, "kmsKeyId"):
            west.modify_ebs_default_kms_key_id(KmsKeyId=key)
    with fails("UnauthorizedOperation", 403):
        west.modify_ebs_default_kms_key_id(KmsKeyId=f"arn:aws:kms:{WEST}:999999999999:key/{NO_KEY}")


# ---- distributions ----

@pytest.mark.parametrize("key", [None, "alias/aws/ebs", "alias/none"])
@pytest.mark.parametrize("source", ["plain", "sealed"])
def test_a_distribution_follows_the_same_rules(server, ec2, west, names, request, source, key):
    builder = server.client("imagebuilder")
    image = volumes.register(ec2, request.getfixturevalue(source), names("golden"))
    configuration = builder.create_distribution_configuration(
        name=names("keys"), clientToken=names("token"), distributions=[{
            "region": WEST, "amiDistributionConfiguration": {"name": names("ami") + " {{imagebuilder:buildDate}}",
                                                             **({"kmsKeyId": key} if key else {})}}]
    )["distributionConfigurationArn"]
    arn = builder.distribute_image(sourceImage=image, distributionConfigurationArn=configuration,
                                   executionRole="AWSServiceRoleForImageBuilder",
                                   clientToken=names("distribute"))["imageBuildVersionArn"]
    while (state := builder.get_image(imageBuildVersionArn=arn)["image"]["state"])["status"] not in ("AVAILABLE", "FAILED"):
        pass
    if key == "alias/none":
        assert state["status"] == "FAILED" and "Given key ID is not accessible" in state["reason"], state
        return
    assert state["status"] == "AVAILABLE", state
    output = builder.get_image(imageBuildVersionArn=arn)["image"]["outputResources"]["amis"][0]
    (snapshot,) = volumes.snapshots_of(west.describe_images(ImageIds=[output["image"]])["Images"][0])
    assert describe(west, snapshot)["Encrypted"] is (source == "sealed" or key is not None)


# ---- keys of customers ----

@pytest.fixture
def kms(server):
    return server.client("kms", HOME)


@pytest.fixture
def kms_west(server):
    return server.client("kms", WEST)


def new_key(kms, **more):
    return kms.create_key(**more)["KeyMetadata"]


def test_a_customers_key_by_all_its_names(server, west, kms_west, plain, names):
    key = new_key(kms_west)
    alias = names("alias/copies")
    kms_west.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    alias_arn = f"arn:aws:kms:{WEST}:{key['AWSAccountId']}:{alias}"
    for name in (key["KeyId"], key["Arn"], alias, alias_arn):
        copy = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=plain, Encrypted=True, KmsKeyId=name)
        assert volumes.wait_snapshot(west, copy["SnapshotId"])["KmsKeyId"] == key["Arn"]


def test_the_chosen_default_key_is_used(server, west, kms_west, plain):
    key = new_key(kms_west)
    assert west.modify_ebs_default_kms_key_id(KmsKeyId=key["KeyId"])["KmsKeyId"] == key["Arn"]
    try:
        copy = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=plain, Encrypted=True)["SnapshotId"]
        assert volumes.wait_snapshot(west, copy)["KmsKeyId"] == key["Arn"]
    finally:
        assert west.reset_ebs_default_kms_key_id()["KmsKeyId"] == "alias/aws/ebs"


def test_states_of_a_key(server, ec2, ebs, kms, west, names, fails):
    """Disabled and pending deletion: nothing is read or written, copies are doomed; enabled again, all is as before."""
    key = new_key(kms)
    blocks = content()
    snapshot = volumes.upload(ebs, blocks, KmsKeyArn=key["Arn"])
    item = ebs.list_snapshot_blocks(SnapshotId=snapshot)["Blocks"][0]

    def expect_unusable(state):
        with fails("ValidationException", 400, state) as error:
            ebs.get_snapshot_block(SnapshotId=snapshot, **item)
        assert error.value.response["Reason"] == "INVALID_CUSTOMER_KEY"
        with fails("ValidationException", 400, state):
            ebs.start_snapshot(VolumeSize=1, KmsKeyArn=key["Arn"])
        doomed = west.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot)["SnapshotId"]
        message = volumes.wait_snapshot(west, doomed, "error")["StateMessage"]
        assert "Given key ID is not accessible" in message and state in message and snapshot in message
        doomed = ec2.copy_snapshot(SourceRegion=HOME, SourceSnapshotId=snapshot, Encrypted=True,
                                   KmsKeyId=key["KeyId"])["SnapshotId"]
        assert state in volumes.wait_snapshot(ec2, doomed, "error")["StateMessage"]
    kms.disable_key(KeyId=key["KeyId"])
    expect_unusable("is disabled")
    kms.enable_key(KeyId=key["KeyId"])
    assert volumes.download(ebs, snapshot) == blocks
    kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    expect_unusable("is pending deletion")
    kms.cancel_key_deletion(KeyId=key["KeyId"])
    kms.enable_key(KeyId=key["KeyId"])
    assert volumes.download(ebs, snapshot) == blocks


def test_across_accounts_under_a_customers_key(server, ec2, ebs, kms, names, member_account):
    """Launch permission, snapshot permission, key policy and the other account's own policies: all of them."""
    account, credentials = member_account
    key = new_key(kms)
    blocks = content()
    snapshot = volumes.upload(ebs, blocks, KmsKeyArn=key["Arn"])
    image = volumes.register(ec2, snapshot, names("shared"))
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"UserId": account}]})
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, CreateVolumePermission={"Add": [{"UserId": account}]})
    theirs = server.client("ec2", WEST, credentials)
    failed = volumes.wait_image(theirs, theirs.copy_image(**order(image))["ImageId"], "failed")
    assert f"of the source snapshot {snapshot}" in failed["StateReason"]["Message"]
    root = f"arn:aws:iam::{key['AWSAccountId']}:root"
    kms.put_key_policy(KeyId=key["KeyId"], PolicyName="default", Policy=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"},
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Resource": "*",
             "Action": ["kms:DescribeKey", "kms:CreateGrant", "kms:Decrypt", "kms:ReEncrypt*"],
             "Condition": {"StringEquals": {"kms:ViaService": f"ec2.{HOME}.amazonaws.com"}}}]}))
    copy = volumes.wait_image(theirs, theirs.copy_image(**order(image))["ImageId"])
    (copied,) = volumes.snapshots_of(copy)
    described = describe(theirs, copied)
    assert described["Encrypted"] is True and described["KmsKeyId"].split(":")[4] == account
    assert volumes.download(server.client("ebs", WEST, credentials), copied) == blocks
    assert volumes.download(server.client("ebs", HOME, credentials), snapshot) == blocks


# ---- the command line of amicast ----

def test_import_and_distribute_under_keys(server, ec2, west, kms, kms_west, names, tmp_path):
    alias = names("alias/imports")
    arns = {}
    for region, client in ((HOME, kms), (WEST, kms_west)):
        arns[region] = new_key(client)["Arn"]
        client.create_alias(AliasName=alias, TargetKeyId=arns[region])
    disk = tmp_path / "disk.raw"
    disk.write_bytes(b"".join(content().values()))

    def imported(*options):
        done = server.run("amicast", "import", disk, "--name", names("imported"), "--output", "json", *options,
                          region=HOME)
        return json.loads(done.stdout)
    assert "Encrypted" not in json.dumps(imported())
    assert f":kms:{HOME}:" in describe(ec2, imported("--encrypted")["SnapshotId"])["KmsKeyId"]
    under_key = imported("--kms-key-id", alias)
    assert describe(ec2, under_key["SnapshotId"])["KmsKeyId"] == arns[HOME]
    refused = server.run("amicast", "import", disk, "--name", names("x"), "--base", under_key["ImageId"],
                         "--kms-key-id", alias, region=HOME, check=False)
    assert refused.returncode == 2 and "--base" in refused.stderr
    child = imported("--base", under_key["ImageId"])
    assert describe(ec2, child["SnapshotId"])["KmsKeyId"] == arns[HOME]
    server.run("amicast", "distribute", under_key["ImageId"], "--to", WEST, "--kms-key-id", alias, region=HOME)
    copies = west.describe_images(Owners=["self"], Filters=[{"Name": "source-image-id",
                                                             "Values": [under_key["ImageId"]]}])["Images"]
    (snapshot,) = volumes.snapshots_of(copies[0])
    assert describe(west, snapshot)["KmsKeyId"] == arns[WEST]
