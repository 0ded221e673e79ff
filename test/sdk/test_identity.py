"""sts, iam and organizations through boto3, and what identity means for the other services."""

import json

import pytest

from support.server import Credentials

ALLOW_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def iam(server):
    return server.client("iam")


def new_user(server, iam, name, *statements):
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def test_caller_identity(server):
    answer = server.client("sts").get_caller_identity()
    assert answer["Arn"] == f"arn:aws:iam::{answer['Account']}:user/admin"
    assert answer["UserId"].startswith("AIDA")


def test_user_life_cycle(server, iam, names, fails):
    name = names("user")
    user = iam.create_user(UserName=name, Path="/team/")["User"]
    assert user["Arn"].endswith(f":user/team/{name}")
    with fails("EntityAlreadyExists", 409):
        iam.create_user(UserName=name)
    assert iam.get_user(UserName=name)["User"]["UserId"] == user["UserId"]
    assert name in [item["UserName"] for page in iam.get_paginator("list_users").paginate()
                    for item in page["Users"]]
    key = iam.create_access_key(UserName=name)["AccessKey"]
    assert len(key["SecretAccessKey"]) == 40
    iam.create_access_key(UserName=name)
    with fails("LimitExceeded", 409):
        iam.create_access_key(UserName=name)
    with fails("DeleteConflict", 409):
        iam.delete_user(UserName=name)
    for item in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=item["AccessKeyId"])
    iam.delete_user(UserName=name)
    with fails("NoSuchEntity", 404):
        iam.get_user(UserName=name)


def test_policies_decide(server, iam, names, fails):
    credentials = new_user(server, iam, names("reader"),
                           {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"},
                           {"Effect": "Deny", "Action": "ec2:DescribeSnapshots", "Resource": "*"})
    ec2 = server.client("ec2", credentials=credentials)
    ec2.describe_images(Owners=["self"])
    with fails("UnauthorizedOperation", 403, "is not authorized to perform: ec2:DescribeSnapshots"):
        ec2.describe_snapshots()
    with fails("UnauthorizedOperation", 403):
        ec2.deregister_image(ImageId="ami-0123456789abcdef0")
    with fails("AccessDeniedException", 403):
        server.client("ebs", credentials=credentials).start_snapshot(VolumeSize=1)
    with fails("AccessDenied", 403):
        server.client("iam", credentials=credentials).list_users()
    # Anyone may ask who they are.
    server.client("sts", credentials=credentials).get_caller_identity()


def test_conditions_see_the_region(server, iam, names, fails):
    credentials = new_user(server, iam, names("west"), dict(
        ALLOW_ALL, Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}))
    server.client("ec2", "eu-west-1", credentials).describe_images(Owners=["self"])
    with fails("UnauthorizedOperation", 403):
        server.client("ec2", "us-east-1", credentials).describe_images(Owners=["self"])


def test_dry_run_tells_without_doing(server, iam, names, fails):
    ec2 = server.client("ec2")
    with fails("DryRunOperation", 412):
        ec2.register_image(Name="never", DryRun=True)
    nobody = new_user(server, iam, names("nobody"))
    with fails("UnauthorizedOperation", 403):
        server.client("ec2", credentials=nobody).register_image(Name="never", DryRun=True)


def test_deleted_and_inactive_keys_stop_working(server, iam, names, fails):
    name = names("gone")
    credentials = new_user(server, iam, name, ALLOW_ALL)
    ec2 = server.client("ec2", credentials=credentials)
    ec2.describe_regions()
    iam.update_access_key(UserName=name, AccessKeyId=credentials.access_key_id, Status="Inactive")
    with fails("AuthFailure", 401):
        ec2.describe_regions()
    iam.update_access_key(UserName=name, AccessKeyId=credentials.access_key_id, Status="Active")
    ec2.describe_regions()
    iam.delete_access_key(UserName=name, AccessKeyId=credentials.access_key_id)
    with fails("AuthFailure", 401):
        ec2.describe_regions()


@pytest.mark.parametrize("service, operation, arguments, code, status", [
    ("ec2", "describe_regions", {}, "AuthFailure", 401),
    ("ebs", "start_snapshot", {"VolumeSize": 1}, "InvalidSignatureException", 403),
    ("imagebuilder", "list_images", {}, "InvalidSignatureException", 403),
    ("sts", "get_caller_identity", {}, "SignatureDoesNotMatch", 403),
    ("organizations", "describe_organization", {}, "InvalidSignatureException", 400),
])
def test_a_wrong_secret_is_refused_in_each_protocol(server, service, operation, arguments, code, status):
    wrong = Credentials(server.credentials.access_key_id, "x" * 40)
    client = server.client(service, credentials=wrong)
    with pytest.raises(client.exceptions.ClientError) as error:
        getattr(client, operation)(**arguments)
    assert error.value.response["Error"]["Code"] in (code, "SignatureDoesNotMatch")
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] in (status, 403)


def test_assume_role(server, iam, names, fails):
    account = server.client("sts").get_caller_identity()["Account"]
    name = names("role")
    trust = policy({"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": "secret-id"}}})
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="read", PolicyDocument=policy(
        {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}))
    sts = server.client("sts")
    with fails("AccessDenied", 403):
        sts.assume_role(RoleArn=role["Arn"], RoleSessionName="me")
    answer = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="me", ExternalId="secret-id")
    session = Credentials.of(answer["Credentials"])
    assert session.access_key_id.startswith("ASIA")
    who = server.client("sts", credentials=session).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{account}:assumed-role/{name}/me"
    server.client("ec2", credentials=session).describe_images(Owners=["self"])
    with fails("UnauthorizedOperation", 403):
        server.client("ec2", credentials=session).delete_snapshot(SnapshotId="snap-0123456789abcdef0")
    # A session policy narrows further; it never adds.
    answer = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="me", ExternalId="secret-id",
                             Policy=policy({"Effect": "Allow", "Action": "ec2:DescribeRegions", "Resource": "*"}))
    narrow = server.client("ec2", credentials=Credentials.of(answer["Credentials"]))
    narrow.describe_regions()
    with fails("UnauthorizedOperation", 403):
        narrow.describe_images()
    # A token belongs to its key.
    mixed = Credentials(session.access_key_id, session.secret_access_key, answer["Credentials"]["SessionToken"])
    with fails("AuthFailure", 401):
        server.client("ec2", credentials=mixed).describe_regions()
    with fails("ValidationError", 400):
        sts.assume_role(RoleArn=role["Arn"], RoleSessionName="me", ExternalId="secret-id", DurationSeconds=899)
    with fails("AccessDenied", 403):
        sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/none", RoleSessionName="me")


def test_role_policies_round_trip(iam, names, fails):
    name = names("role")
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    trust = policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, Description="d", MaxSessionDuration=7200)
    role = iam.get_role(RoleName=name)["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(trust) and role["MaxSessionDuration"] == 7200
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(document))
    assert iam.get_role_policy(RoleName=name, PolicyName="p")["PolicyDocument"] == document
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["p"]
    with fails("DeleteConflict", 409):
        iam.delete_role(RoleName=name)
    iam.delete_role_policy(RoleName=name, PolicyName="p")
    with fails("NoSuchEntity", 404):
        iam.get_role_policy(RoleName=name, PolicyName="p")
    iam.delete_role(RoleName=name)
    with fails("NoSuchEntity", 404):
        iam.get_role(RoleName=name)


def test_longest_sign_in_of_a_role(iam, names, fails):
    name = names("role")
    trust = policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, MaxSigninSessionDuration=7776000)["Role"]
    assert made["MaxSigninSessionDuration"] == 7776000
    iam.update_role(RoleName=name, MaxSigninSessionDuration=3600)
    assert iam.get_role(RoleName=name)["Role"]["MaxSigninSessionDuration"] == 3600
    iam.update_role(RoleName=name, Description="d")
    assert iam.get_role(RoleName=name)["Role"]["MaxSigninSessionDuration"] == 3600
    with fails("InvalidInput", 400):
        iam.update_role(RoleName=name, MaxSigninSessionDuration=3600, ResetMaxSigninSessionDuration=True)
    iam.update_role(RoleName=name, ResetMaxSigninSessionDuration=True)
    assert "MaxSigninSessionDuration" not in iam.get_role(RoleName=name)["Role"]
    iam.delete_role(RoleName=name)


@pytest.mark.parametrize("document", [
    "not json", "{}", '{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*"}]}',
    '{"Version":"2011-01-01","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
])
def test_malformed_policies_are_refused(iam, names, fails, document):
    name = names("user")
    iam.create_user(UserName=name)
    with fails("MalformedPolicyDocument", 400):
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)


def test_organization_and_member_account(server, member_account, fails):
    account, credentials = member_account
    organizations = server.client("organizations")
    assert account in [item["Id"] for item in organizations.list_accounts()["Accounts"]]
    organization = organizations.describe_organization()["Organization"]
    assert organization["Id"].startswith("o-")
    with fails("AlreadyInOrganizationException", 400):
        organizations.create_organization()
    inside = server.client("organizations", credentials=credentials)
    assert inside.describe_organization()["Organization"]["Id"] == organization["Id"]
    who = server.client("sts", credentials=credentials).get_caller_identity()
    assert who["Account"] == account and "assumed-role/OrganizationAccountAccessRole" in who["Arn"]


def test_a_region_this_site_does_not_serve(server):
    client = server.client("ec2", "sa-east-1")
    with pytest.raises(client.exceptions.ClientError) as error:
        client.describe_regions()
    assert "us-east-1" in error.value.response["Error"]["Message"]


def test_an_instance_profile_holds_a_role(iam, names, fails):
    role, profile = names("role"), names("profile")
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=policy(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}))
    made = iam.create_instance_profile(InstanceProfileName=profile, Path="/images/",
                                       Tags=[{"Key": "team", "Value": "a"}])["InstanceProfile"]
    assert made["Arn"].endswith(f":instance-profile/images/{profile}") and made["Roles"] == []
    iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role)
    iam.get_waiter("instance_profile_exists").wait(InstanceProfileName=profile)
    shown = iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]
    assert [item["RoleName"] for item in shown["Roles"]] == [role] and shown["Tags"] == made["Tags"]
    (listed,) = iam.list_instance_profiles_for_role(RoleName=role)["InstanceProfiles"]
    assert listed["InstanceProfileId"] == made["InstanceProfileId"]
    iam.tag_instance_profile(InstanceProfileName=profile, Tags=[{"Key": "more", "Value": ""}])
    iam.untag_instance_profile(InstanceProfileName=profile, TagKeys=["team"])
    assert iam.list_instance_profile_tags(InstanceProfileName=profile)["Tags"] == [{"Key": "more", "Value": ""}]
    with fails("DeleteConflict", 409):
        iam.delete_role(RoleName=role)
    iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=role)
    iam.delete_role(RoleName=role)
    iam.delete_instance_profile(InstanceProfileName=profile)
    assert profile not in [item["InstanceProfileName"] for page in iam.get_paginator(
        "list_instance_profiles").paginate(PathPrefix="/images/") for item in page["InstanceProfiles"]]
