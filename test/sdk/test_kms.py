"""kms through boto3 and the AWS CLI: every operation, every refusal a client can provoke, and the use of keys across accounts."""

import base64
import json
import uuid

import pytest

from support.server import Credentials

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def kms(server):
    return server.client("kms")


@pytest.fixture
def account(server):
    return server.client("sts").get_caller_identity()["Account"]


@pytest.fixture
def key(kms):
    """The id of a key of the test's own."""
    return kms.create_key()["KeyMetadata"]["KeyId"]


@pytest.fixture
def alias(kms, key):
    """The name of an alias of `key`."""
    name = f"alias/{uuid.uuid4()}"
    kms.create_alias(AliasName=name, TargetKeyId=key)
    return name


@pytest.fixture
def user(server, names):
    """user(statement, ...) makes a user with these statements: (ARN, kms client)."""
    def making(*statements):
        iam = server.client("iam")
        name = names("kms-user")
        arn = iam.create_user(UserName=name)["User"]["Arn"]
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document(*statements))
        secret = iam.create_access_key(UserName=name)["AccessKey"]
        credentials = Credentials(secret["AccessKeyId"], secret["SecretAccessKey"])
        return arn, server.client("kms", credentials=credentials)
    return making


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions, resource="*", **more):
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def allow_to(principal, actions, **more):
    return allow(actions, Principal={"AWS": principal}, **more)


def arn(account, key, region="us-east-1"):
    return f"arn:aws:kms:{region}:{account}:key/{key}"


# ---- keys

def test_a_key_from_creation_to_deletion(kms, account):
    made = kms.create_key(Description="d", KeyUsage="ENCRYPT_DECRYPT", KeySpec="SYMMETRIC_DEFAULT", Origin="AWS_KMS",
                          Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
    key = made["KeyId"]
    assert made["Arn"] == arn(account, key)
    assert (made["KeyState"], made["Enabled"], made["KeyManager"]) == ("Enabled", True, "CUSTOMER")
    assert made["CreationDate"].tzinfo is not None
    assert kms.describe_key(KeyId=key)["KeyMetadata"] == made
    kms.update_key_description(KeyId=key, Description="other")
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == "other"
    kms.disable_key(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    kms.enable_key(KeyId=key)
    scheduled = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert (scheduled["KeyId"], scheduled["KeyState"]) == (made["Arn"], "PendingDeletion")
    assert 6.9 < (scheduled["DeletionDate"] - made["CreationDate"]).total_seconds() / 86400 < 7.1
    assert kms.cancel_key_deletion(KeyId=key)["KeyId"] == made["Arn"]
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"


@pytest.mark.parametrize("request_, code", [
    (dict(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"), "UnsupportedOperationException"),
    (dict(MultiRegion=True), "UnsupportedOperationException"),
    (dict(Origin="EXTERNAL"), "UnsupportedOperationException"),
    (dict(CustomKeyStoreId="cks-1234567890abcdef0"), "CustomKeyStoreNotFoundException"),
    (dict(KeyUsage="SIGN_VERIFY"), "ValidationException"),
    (dict(KeySpec="SYMMETRIC_DEFAULT", CustomerMasterKeySpec="SYMMETRIC_DEFAULT"), "ValidationException"),
    (dict(Tags=[{"TagKey": "aws:a", "TagValue": ""}]), "TagException"),
    (dict(Policy="{}"), "MalformedPolicyDocumentException"),
    (dict(Policy=" " * 32769), "LimitExceededException"),
    (dict(Description="d" * 8193), "ValidationException"),
])
def test_keys_that_are_not_made(kms, fails, request_, code):
    with fails(code, 400):
        kms.create_key(**request_)


def test_every_page_of_keys_and_aliases(kms, key, alias):
    pages = kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2})
    assert key in [entry["KeyId"] for page in pages for entry in page["Keys"]]
    pages = kms.get_paginator("list_aliases").paginate(PaginationConfig={"PageSize": 1})
    listed = {entry["AliasName"]: entry for page in pages for entry in page["Aliases"]}
    assert listed[alias]["TargetKeyId"] == key
    assert {"alias/aws/ebs", "alias/aws/ssm"} <= set(listed)
    assert [a["AliasName"] for a in kms.list_aliases(KeyId=key)["Aliases"]] == [alias]


def test_paginators_of_what_stands_at_a_key(kms, key, account):
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": f"k{i}", "TagValue": str(i)} for i in range(3)])
    root = f"arn:aws:iam::{account}:root"
    grants = {kms.create_grant(KeyId=key, GranteePrincipal=root, RetiringPrincipal=root,
                               Operations=["Decrypt"])["GrantId"] for _ in range(3)}
    for _ in range(3):
        kms.rotate_key_on_demand(KeyId=key)

    def all_of(operation, member, **more):
        pages = kms.get_paginator(operation).paginate(PaginationConfig={"PageSize": 1}, **more)
        return [entry for page in pages for entry in page[member]]
    assert [tag["TagKey"] for tag in all_of("list_resource_tags", "Tags", KeyId=key)] == ["k0", "k1", "k2"]
    assert {grant["GrantId"] for grant in all_of("list_grants", "Grants", KeyId=key)} == grants
    assert grants <= {grant["GrantId"] for grant in
                      all_of("list_retirable_grants", "Grants", RetiringPrincipal=root)}
    assert len(all_of("list_key_rotations", "Rotations", KeyId=key)) == 3
    assert all_of("list_key_policies", "PolicyNames", KeyId=key) == ["default"]


def test_four_ways_to_name_a_key(kms, account, key, alias, fails):
    for name in key, arn(account, key), alias, f"arn:aws:kms:us-east-1:{account}:{alias}":
        assert kms.describe_key(KeyId=name)["KeyMetadata"]["KeyId"] == key
        made = kms.encrypt(KeyId=name, Plaintext=b"x")
        assert made["KeyId"] == arn(account, key)
        assert kms.decrypt(KeyId=name, CiphertextBlob=made["CiphertextBlob"])["Plaintext"] == b"x"
    for name, code, text in [
        (UNKNOWN, "NotFoundException", f"Key '{arn(account, UNKNOWN)}' does not exist"),
        ("alias/none", "NotFoundException", "is not found"),
        ("nonsense", "NotFoundException", "Invalid keyId"),
        (arn(account, key, "eu-west-1"), "NotFoundException", "eu-west-1"),
        ("arn:aws:kms:::nonsense", "InvalidArnException", "arn:aws:kms"),
    ]:
        with fails(code, 400, text):
            kms.describe_key(KeyId=name)
    with fails("NotFoundException", 400, "alias"):
        kms.disable_key(KeyId=alias)


def test_regions_do_not_share_keys(server, kms, key, fails):
    elsewhere = server.client("kms", "eu-west-1")
    with fails("NotFoundException"):
        elsewhere.describe_key(KeyId=key)
    blob = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    with fails("AccessDeniedException", 400, "does not exist in this region"):
        elsewhere.decrypt(CiphertextBlob=blob)


def test_aliases(kms, key, alias, fails):
    with fails("AlreadyExistsException", 400, alias):
        kms.create_alias(AliasName=alias, TargetKeyId=key)
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.update_alias(AliasName=alias, TargetKeyId=other)
    assert kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"] == other
    with fails("InvalidAliasNameException", 400, "alias/aws/"):
        kms.create_alias(AliasName="alias/aws/mine", TargetKeyId=key)
    with fails("NotFoundException", 400):
        kms.create_alias(AliasName=alias + "x", TargetKeyId=UNKNOWN)
    for number in range(49):
        kms.create_alias(AliasName=f"{alias}/{number}", TargetKeyId=other)
    with fails("LimitExceededException", 400, "50"):
        kms.create_alias(AliasName=f"{alias}/49", TargetKeyId=other)
    kms.delete_alias(AliasName=alias)
    with fails("NotFoundException", 400):
        kms.delete_alias(AliasName=alias)
    with fails("NotFoundException", 400):
        kms.update_alias(AliasName=alias, TargetKeyId=other)


def test_states_and_their_exceptions(kms, account, key, fails):
    with fails("KMSInvalidStateException", 400, "is not pending deletion"):
        kms.cancel_key_deletion(KeyId=key)
    blob = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    uses = [lambda: kms.encrypt(KeyId=key, Plaintext=b"x"), lambda: kms.decrypt(CiphertextBlob=blob),
            lambda: kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=key),
            lambda: kms.generate_data_key(KeyId=key, KeySpec="AES_256"),
            lambda: kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_256"),
            lambda: kms.create_grant(KeyId=key, GranteePrincipal=f"arn:aws:iam::{account}:root",
                                     Operations=["Decrypt"]),
            lambda: kms.enable_key_rotation(KeyId=key), lambda: kms.disable_key_rotation(KeyId=key),
            lambda: kms.rotate_key_on_demand(KeyId=key)]
    kms.disable_key(KeyId=key)
    for use in uses:
        with fails("DisabledException", 400, f"{arn(account, key)} is disabled."):
            use()
    kms.schedule_key_deletion(KeyId=key)
    for use in uses + [lambda: kms.enable_key(KeyId=key), lambda: kms.disable_key(KeyId=key),
                       lambda: kms.schedule_key_deletion(KeyId=key),
                       lambda: kms.update_key_description(KeyId=key, Description="d"),
                       lambda: kms.tag_resource(KeyId=key, Tags=[{"TagKey": "a", "TagValue": "b"}]),
                       lambda: kms.untag_resource(KeyId=key, TagKeys=["a"]),
                       lambda: kms.create_alias(AliasName=f"alias/{key}", TargetKeyId=key)]:
        with fails("KMSInvalidStateException", 400, f"{arn(account, key)} is pending deletion."):
            use()
    for days in 6, 31, 366:
        with fails("ValidationException", 400, "PendingWindowInDays"):
            kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=days)


def test_tags(kms, key, fails):
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "a", "TagValue": "1"}, {"TagKey": "b", "TagValue": ""}])
    kms.untag_resource(KeyId=key, TagKeys=["a"])
    assert kms.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "b", "TagValue": ""}]
    with fails("TagException", 400, "twice"):
        kms.tag_resource(KeyId=key, Tags=[{"TagKey": "a", "TagValue": "1"}] * 2)
    with fails("LimitExceededException", 400, "50"):
        kms.tag_resource(KeyId=key, Tags=[{"TagKey": f"k{i}", "TagValue": ""} for i in range(50)])
    with fails("InvalidMarkerException", 400):
        kms.list_resource_tags(KeyId=key, Marker="nonsense")


def test_rotation(kms, key):
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    status = kms.get_key_rotation_status(KeyId=key)
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 90)
    old = kms.encrypt(KeyId=key, Plaintext=b"old")["CiphertextBlob"]
    kms.rotate_key_on_demand(KeyId=key)
    rotations = kms.list_key_rotations(KeyId=key)["Rotations"]
    assert [(r["RotationType"], r["KeyMaterialState"]) for r in rotations] == [("ON_DEMAND", "CURRENT")]
    both = kms.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    opened = kms.decrypt(CiphertextBlob=old)
    assert opened["Plaintext"] == b"old"
    assert opened["KeyMaterialId"] == both[0]["KeyMaterialId"] != both[1]["KeyMaterialId"]
    kms.disable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False


# ---- cryptography

def test_encrypt_decrypt(kms, account, key, fails):
    context = {"purpose": "test", "ключ": "значение"}
    made = kms.encrypt(KeyId=key, Plaintext=b"\x00secret\xff", EncryptionContext=context)
    assert (made["KeyId"], made["EncryptionAlgorithm"]) == (arn(account, key), "SYMMETRIC_DEFAULT")
    opened = kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext=context)
    assert (opened["Plaintext"], opened["KeyId"]) == (b"\x00secret\xff", arn(account, key))
    with fails("InvalidCiphertextException", 400):
        kms.decrypt(CiphertextBlob=made["CiphertextBlob"])
    with fails("InvalidCiphertextException", 400):
        kms.decrypt(CiphertextBlob=b"nonsense")
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    with fails("IncorrectKeyException", 400):
        kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext=context, KeyId=other)
    with fails("InvalidKeyUsageException", 400):
        kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionAlgorithm="RSAES_OAEP_SHA_1")
    with fails("InvalidGrantTokenException", 400):
        kms.encrypt(KeyId=key, Plaintext=b"x", GrantTokens=["nonsense"])
    with fails("ValidationException", 400, "4096"):
        kms.encrypt(KeyId=key, Plaintext=b"x" * 4097)
    with fails("ValidationException", 400, "8192"):
        kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"k": "v" * 8192})


def test_re_encrypt(kms, account, key):
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    blob = kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"a": "1"})["CiphertextBlob"]
    moved = kms.re_encrypt(CiphertextBlob=blob, SourceEncryptionContext={"a": "1"}, SourceKeyId=key,
                           DestinationKeyId=other, DestinationEncryptionContext={"b": "2"})
    assert (moved["SourceKeyId"], moved["KeyId"]) == (arn(account, key), arn(account, other))
    opened = kms.decrypt(CiphertextBlob=moved["CiphertextBlob"], EncryptionContext={"b": "2"})
    assert (opened["Plaintext"], opened["KeyId"]) == (b"x", arn(account, other))


def test_data_keys_and_random_bytes(kms, key, fails):
    made = kms.generate_data_key(KeyId=key, KeySpec="AES_256", EncryptionContext={"a": "1"})
    assert len(made["Plaintext"]) == 32
    opened = kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"a": "1"})
    assert opened["Plaintext"] == made["Plaintext"]
    hidden = kms.generate_data_key_without_plaintext(KeyId=key, NumberOfBytes=64)
    assert "Plaintext" not in hidden
    assert len(kms.decrypt(CiphertextBlob=hidden["CiphertextBlob"])["Plaintext"]) == 64
    for size in dict(), dict(KeySpec="AES_256", NumberOfBytes=32):
        with fails("ValidationException", 400, "either number of bytes or key spec"):
            kms.generate_data_key(KeyId=key, **size)
    assert len(kms.generate_random(NumberOfBytes=1024)["Plaintext"]) == 1024
    with fails("CustomKeyStoreNotFoundException", 400):
        kms.generate_random(NumberOfBytes=1, CustomKeyStoreId="cks-1234567890abcdef0")
    with fails("UnsupportedOperationException", 400, "Recipient"):
        kms.generate_random(NumberOfBytes=1, Recipient={"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256"})


def test_dry_runs(kms, key, account, fails):
    blob = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    root = f"arn:aws:iam::{account}:root"
    grant = kms.create_grant(KeyId=key, GranteePrincipal=root, Operations=["Decrypt"])
    for use in [lambda: kms.encrypt(KeyId=key, Plaintext=b"x", DryRun=True),
                lambda: kms.decrypt(CiphertextBlob=blob, DryRun=True),
                lambda: kms.decrypt(KeyId=key, DryRun=True, DryRunModifiers=["IGNORE_CIPHERTEXT"]),
                lambda: kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=key, DryRun=True),
                lambda: kms.generate_data_key(KeyId=key, KeySpec="AES_128", DryRun=True),
                lambda: kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_128", DryRun=True),
                lambda: kms.create_grant(KeyId=key, GranteePrincipal=root, Operations=["Decrypt"], DryRun=True),
                lambda: kms.retire_grant(KeyId=key, GrantId=grant["GrantId"], DryRun=True),
                lambda: kms.revoke_grant(KeyId=key, GrantId=grant["GrantId"], DryRun=True)]:
        with fails("DryRunOperationException", 400, "would have succeeded"):
            use()
    assert [g["GrantId"] for g in kms.list_grants(KeyId=key)["Grants"]] == [grant["GrantId"]]
    kms.disable_key(KeyId=key)
    with fails("DisabledException", 400):
        kms.encrypt(KeyId=key, Plaintext=b"x", DryRun=True)


# ---- policies, grants, other accounts

def test_the_key_policy_is_primary(kms, account, key, user, fails):
    theirs, client = user(allow("kms:*"))
    assert client.describe_key(KeyId=key)
    kms.put_key_policy(KeyId=key, Policy=document(allow_to(account, "kms:PutKeyPolicy")))
    for use in (lambda: client.encrypt(KeyId=key, Plaintext=b"x"), lambda: kms.encrypt(KeyId=key, Plaintext=b"x")):
        with fails("AccessDeniedException", 400, "kms:Encrypt"):
            use()
    mine, named = user()
    policy = document(allow_to(account, ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:ListKeyPolicies"]),
                      allow_to(mine, "kms:Encrypt"))
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    assert named.encrypt(KeyId=key, Plaintext=b"x")
    assert kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"] == policy
    assert kms.list_key_policies(KeyId=key)["PolicyNames"] == ["default"]
    with fails("MalformedPolicyDocumentException", 400, "in the future"):
        kms.put_key_policy(KeyId=key, Policy=document(allow_to(mine, "kms:*")))
    with fails("MalformedPolicyDocumentException", 400, "nobody"):
        kms.put_key_policy(KeyId=key, Policy=document(
            allow_to(account, "kms:*"), allow_to(f"arn:aws:iam::{account}:user/nobody", "kms:*")))
    kms.put_key_policy(KeyId=key, Policy=document(allow_to(mine, "kms:Encrypt")), BypassPolicyLockoutSafetyCheck=True)
    with fails("AccessDeniedException", 400):
        kms.put_key_policy(KeyId=key, Policy=policy)


def test_grants(kms, key, user, fails):
    grantee, client = user()
    retirer, retiring = user()
    with fails("AccessDeniedException", 400):
        client.encrypt(KeyId=key, Plaintext=b"x")
    made = kms.create_grant(KeyId=key, GranteePrincipal=grantee, RetiringPrincipal=retirer, Name="n",
                            Operations=["Encrypt", "Decrypt"],
                            Constraints={"EncryptionContextSubset": {"app": "a"}})
    blob = client.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"app": "a", "b": "c"},
                          GrantTokens=[made["GrantToken"]])["CiphertextBlob"]
    assert client.decrypt(CiphertextBlob=blob, EncryptionContext={"app": "a", "b": "c"})["Plaintext"] == b"x"
    with fails("AccessDeniedException", 400):
        client.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"app": "b"})
    listed = kms.list_grants(KeyId=key, GranteePrincipal=grantee)["Grants"]
    assert [(g["GrantId"], g["Name"], g["Operations"], g["Constraints"]) for g in listed] == [
        (made["GrantId"], "n", ["Decrypt", "Encrypt"], {"EncryptionContextSubset": {"app": "a"}})]
    again = kms.create_grant(KeyId=key, GranteePrincipal=grantee, RetiringPrincipal=retirer, Name="n",
                             Operations=["Decrypt", "Encrypt"],
                             Constraints={"EncryptionContextSubset": {"app": "a"}})
    assert again["GrantId"] == made["GrantId"] and again["GrantToken"] != made["GrantToken"]
    with fails("AccessDeniedException", 400):
        client.retire_grant(GrantToken=made["GrantToken"])
    retiring.retire_grant(GrantToken=made["GrantToken"])
    with fails("AccessDeniedException", 400):
        client.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"app": "a"})
    with fails("InvalidGrantTokenException", 400):
        kms.retire_grant(GrantToken=made["GrantToken"])
    with fails("NotFoundException", 400):
        kms.revoke_grant(KeyId=key, GrantId=made["GrantId"])
    with fails("InvalidGrantIdException", 400):
        kms.revoke_grant(KeyId=key, GrantId="nonsense")
    with fails("InvalidArnException", 400, "valid principal"):
        kms.create_grant(KeyId=key, GranteePrincipal="nobody", Operations=["Decrypt"])


def test_another_account_needs_both_sides(server, kms, account, key, member_account, fails):
    foreign, credentials = member_account
    theirs = server.client("kms", credentials=credentials)
    name = arn(account, key)
    for unknown in name, arn(account, UNKNOWN):
        with fails("AccessDeniedException", 400, "does not exist in this Region"):
            theirs.describe_key(KeyId=unknown)
    found = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    with fails("AccessDeniedException", 400, "or you are not allowed to access"):
        theirs.decrypt(CiphertextBlob=found)
    kms.put_key_policy(KeyId=key, Policy=document(
        allow_to(account, "kms:*"), allow_to(foreign, ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"])))
    blob = theirs.encrypt(KeyId=name, Plaintext=b"x")["CiphertextBlob"]
    assert theirs.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
    assert theirs.describe_key(KeyId=name)["KeyMetadata"]["AWSAccountId"] == account
    for use in (lambda: theirs.generate_data_key(KeyId=name, KeySpec="AES_256"),
                lambda: theirs.disable_key(KeyId=name), lambda: theirs.get_key_policy(KeyId=name)):
        with fails("AccessDeniedException", 400):
            use()
    # A user there needs leave of its own account as well.
    iam = server.client("iam", credentials=credentials)
    iam.create_user(UserName=f"reader-{key}")
    secret = iam.create_access_key(UserName=f"reader-{key}")["AccessKey"]
    reader = server.client("kms", credentials=Credentials(secret["AccessKeyId"], secret["SecretAccessKey"]))
    with fails("AccessDeniedException", 400):
        reader.decrypt(CiphertextBlob=blob)
    iam.put_user_policy(UserName=f"reader-{key}", PolicyName="p", PolicyDocument=document(allow("kms:Decrypt", name)))
    assert reader.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
    with fails("AccessDeniedException", 400):
        reader.encrypt(KeyId=name, Plaintext=b"x")


def test_a_grant_reaches_into_another_account(server, kms, account, key, member_account, fails):
    foreign, credentials = member_account
    theirs = server.client("kms", credentials=credentials)
    role = f"arn:aws:iam::{foreign}:role/OrganizationAccountAccessRole"
    grant = kms.create_grant(KeyId=key, GranteePrincipal=role, Operations=["GenerateDataKey", "RetireGrant"])
    made = theirs.generate_data_key(KeyId=arn(account, key), KeySpec="AES_256")
    assert kms.decrypt(CiphertextBlob=made["CiphertextBlob"])["Plaintext"] == made["Plaintext"]
    theirs.retire_grant(GrantToken=grant["GrantToken"])
    with fails("AccessDeniedException", 400):
        theirs.generate_data_key(KeyId=arn(account, key), KeySpec="AES_256")


def test_the_key_of_ebs_is_used_through_ec2_only(kms, fails):
    described = kms.describe_key(KeyId="alias/aws/ebs")["KeyMetadata"]
    assert (described["KeyManager"], described["KeyState"]) == ("AWS", "Enabled")
    assert kms.get_key_rotation_status(KeyId=described["KeyId"])["RotationPeriodInDays"] == 365
    for use in (lambda: kms.encrypt(KeyId="alias/aws/ebs", Plaintext=b"x"),
                lambda: kms.disable_key(KeyId=described["KeyId"]),
                lambda: kms.schedule_key_deletion(KeyId=described["KeyId"])):
        with fails("AccessDeniedException", 400):
            use()


# ---- the AWS CLI

def test_command_line_round_trip(server, key, tmp_path):
    plain = tmp_path / "plain"
    plain.write_bytes(bytes(range(256)))
    blob = server.run("aws", "kms", "encrypt", "--key-id", key, "--plaintext", f"fileb://{plain}",
                      "--encryption-context", "a=1,b=2", "--output", "text", "--query", "CiphertextBlob").stdout
    sealed = tmp_path / "sealed"
    sealed.write_bytes(base64.b64decode(blob))
    answer = json.loads(server.run("aws", "kms", "decrypt", "--ciphertext-blob", f"fileb://{sealed}",
                                   "--encryption-context", "b=2,a=1", "--output", "json").stdout)
    assert base64.b64decode(answer["Plaintext"]) == plain.read_bytes()
    made = json.loads(server.run("aws", "kms", "create-key", "--tags", "TagKey=a,TagValue=b", "--output", "json").stdout)
    name = f"alias/{made['KeyMetadata']['KeyId']}"
    server.run("aws", "kms", "create-alias", "--alias-name", name, "--target-key-id", made["KeyMetadata"]["KeyId"])
    refused = server.run("aws", "kms", "decrypt", "--ciphertext-blob", f"fileb://{sealed}", check=False)
    assert refused.returncode != 0 and "InvalidCiphertextException" in refused.stderr
    refused = server.run("aws", "kms", "encrypt", "--key-id", name, "--plaintext", "eA==", "--dry-run", check=False)
    assert "DryRunOperationException" in refused.stderr
