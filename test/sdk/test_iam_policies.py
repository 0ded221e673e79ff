"""Managed policies, groups, boundaries and tags through boto3 and the AWS CLI, and what they let people do."""

import json

import pytest

from support.organization import administrator, create_account
from support.server import Credentials

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
DISTRIBUTION = "arn:aws:iam::aws:policy/Ec2ImageBuilderCrossAccountDistributionAccess"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return dict({"Effect": "Allow", "Action": action, "Resource": resource}, **more)


@pytest.fixture
def iam(server):
    return server.client("iam")


@pytest.fixture
def account(server):
    return server.client("sts").get_caller_identity()["Account"]


def new_user(iam, name, **more):
    iam.create_user(UserName=name, **more)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def test_life_of_a_policy(iam, names, fails, account):
    name = names("policy")
    document = {"Version": "2012-10-17", "Statement": [allow("ec2:Describe*")]}
    made = iam.create_policy(PolicyName=name, Path="/team/", PolicyDocument=json.dumps(document),
                             Description="for reading", Tags=[{"Key": "a", "Value": "1"}])["Policy"]
    arn = made["Arn"]
    assert arn == f"arn:aws:iam::{account}:policy/team/{name}" and made["DefaultVersionId"] == "v1"
    assert made["PolicyId"].startswith("ANPA") and made["IsAttachable"] is True
    iam.get_waiter("policy_exists").wait(PolicyArn=arn)
    shown = iam.get_policy(PolicyArn=arn)["Policy"]
    assert shown["Description"] == "for reading" and shown["Tags"] == [{"Key": "a", "Value": "1"}]
    version = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    assert version["Document"] == document and version["IsDefaultVersion"] is True
    with fails("EntityAlreadyExists", 409):
        iam.create_policy(PolicyName=name.upper(), PolicyDocument=json.dumps(document))
    for number in range(2, 6):
        made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(allow("ec2:*")),
                                         SetAsDefault=number == 3)
        assert made["PolicyVersion"]["VersionId"] == f"v{number}"
    with fails("LimitExceeded", 409, "up to 5 versions"):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(allow("ec2:*")))
    with fails("DeleteConflict", 409):
        iam.delete_policy_version(PolicyArn=arn, VersionId="v3")
    with fails("DeleteConflict", 409, "more than one version"):
        iam.delete_policy(PolicyArn=arn)
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v5")
    for item in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not item["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=item["VersionId"])
    iam.delete_policy(PolicyArn=arn)
    with fails("NoSuchEntity", 404):
        iam.get_policy(PolicyArn=arn)


def test_refusals_of_policies(iam, names, fails):
    name = names("policy")
    for document in ("not json", policy({"Effect": "Allow", "Action": "ec2:*"}),
                     policy({"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"})):
        with fails("MalformedPolicyDocument", 400):
            iam.create_policy(PolicyName=name, PolicyDocument=document)
    with fails("LimitExceeded", 409, "PolicySize: 6144"):
        iam.create_policy(PolicyName=name, PolicyDocument=policy(allow("s3:*", "arn:aws:s3:::" + "x" * 6144)))
    with fails("InvalidInput", 400):
        iam.get_policy(PolicyArn="arn:aws:s3:::not-a-policy")
    with fails("AccessDenied", 403, "outside your own account"):
        iam.delete_policy(PolicyArn=ADMINISTRATOR)
    with fails("ValidationError", 400):
        iam.get_policy_version(PolicyArn=ADMINISTRATOR, VersionId="latest")
    with fails("NoSuchEntity", 404):
        iam.get_policy_version(PolicyArn=ADMINISTRATOR, VersionId="v77")


def test_vendor_policies_are_listed_and_readable(iam):
    pages = iam.get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 7})
    found = {item["PolicyName"]: item for page in pages for item in page["Policies"]}
    for name in ("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "AmazonEC2FullAccess",
                 "AWSImageBuilderFullAccess", "EC2InstanceProfileForImageBuilder",
                 "Ec2ImageBuilderCrossAccountDistributionAccess"):
        item = found[name]
        document = iam.get_policy_version(PolicyArn=item["Arn"],
                                          VersionId=item["DefaultVersionId"])["PolicyVersion"]["Document"]
        assert document["Version"] == "2012-10-17" and document["Statement"]


def test_attached_policies_decide(server, iam, names, fails):
    name = names("user")
    credentials = new_user(iam, name)
    ec2 = server.client("ec2", credentials=credentials)
    with fails("UnauthorizedOperation", 403):
        ec2.describe_images(Owners=["self"])
    iam.attach_user_policy(UserName=name, PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess")
    ec2.describe_images(Owners=["self"])
    with fails("UnauthorizedOperation", 403):
        ec2.register_image(Name="never", DryRun=True)
    arn = iam.create_policy(PolicyName=names("policy"), PolicyDocument=policy(
        dict(allow("ec2:DescribeImages"), Effect="Deny")))["Policy"]["Arn"]
    iam.attach_user_policy(UserName=name, PolicyArn=arn)
    with fails("UnauthorizedOperation", 403, "explicit deny"):
        ec2.describe_images(Owners=["self"])
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(allow("ec2:*")), SetAsDefault=True)
    with fails("DryRunOperation", 412):
        ec2.register_image(Name="never", DryRun=True)
    attached = iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]
    assert {item["PolicyArn"] for item in attached} == {
        arn, "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"}
    with fails("DeleteConflict", 409):
        iam.delete_policy(PolicyArn=arn)
    with fails("NoSuchEntity", 404):
        iam.attach_user_policy(UserName=name, PolicyArn=arn + "-none")
    iam.detach_user_policy(UserName=name, PolicyArn=arn)
    with fails("NoSuchEntity", 404):
        iam.detach_user_policy(UserName=name, PolicyArn=arn)


def test_groups_hand_their_policies_on(server, iam, names, fails):
    user, group = names("user"), names("group")
    credentials = new_user(iam, user)
    ec2 = server.client("ec2", credentials=credentials)
    made = iam.create_group(GroupName=group, Path="/teams/")["Group"]
    assert made["GroupId"].startswith("AGPA") and made["Arn"].endswith(f":group/teams/{group}")
    with fails("EntityAlreadyExists", 409):
        iam.create_group(GroupName=group)
    iam.put_group_policy(GroupName=group, PolicyName="read", PolicyDocument=policy(allow("ec2:Describe*")))
    assert iam.list_group_policies(GroupName=group)["PolicyNames"] == ["read"]
    with fails("UnauthorizedOperation", 403):
        ec2.describe_regions()
    iam.add_user_to_group(GroupName=group, UserName=user)
    ec2.describe_regions()
    assert [item["UserName"] for item in iam.get_group(GroupName=group)["Users"]] == [user]
    renamed = names("group")
    iam.update_group(GroupName=group, NewGroupName=renamed)
    ec2.describe_regions()
    assert [item["GroupName"] for item in iam.list_groups_for_user(UserName=user)["Groups"]] == [renamed]
    assert iam.get_group_policy(GroupName=renamed, PolicyName="read")["PolicyDocument"]["Statement"]
    with fails("DeleteConflict", 409):
        iam.delete_group(GroupName=renamed)
    iam.remove_user_from_group(GroupName=renamed, UserName=user)
    with fails("UnauthorizedOperation", 403):
        ec2.describe_regions()
    with fails("DeleteConflict", 409):
        iam.delete_group(GroupName=renamed)
    iam.delete_group_policy(GroupName=renamed, PolicyName="read")
    iam.delete_group(GroupName=renamed)
    with fails("NoSuchEntity", 404):
        iam.get_group(GroupName=renamed)


def test_a_boundary_caps(server, iam, names, fails):
    name = names("user")
    cap = iam.create_policy(PolicyName=names("cap"), PolicyDocument=policy(allow("ec2:Describe*")))["Policy"]["Arn"]
    credentials = new_user(iam, name, PermissionsBoundary=cap)
    iam.attach_user_policy(UserName=name, PolicyArn=ADMINISTRATOR)
    ec2 = server.client("ec2", credentials=credentials)
    ec2.describe_regions()
    with fails("UnauthorizedOperation", 403, "no permissions boundary allows"):
        ec2.register_image(Name="never", DryRun=True)
    boundary = iam.get_user(UserName=name)["User"]["PermissionsBoundary"]
    assert boundary == {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": cap}
    users = iam.list_entities_for_policy(PolicyArn=cap, PolicyUsageFilter="PermissionsBoundary")["PolicyUsers"]
    assert [item["UserName"] for item in users] == [name]
    with fails("DeleteConflict", 409):
        iam.delete_policy(PolicyArn=cap)
    iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=ADMINISTRATOR)
    with fails("DryRunOperation", 412):
        ec2.register_image(Name="never", DryRun=True)
    iam.delete_user_permissions_boundary(UserName=name)
    with fails("NoSuchEntity", 404):
        iam.delete_user_permissions_boundary(UserName=name)


def test_tags_are_kept_and_seen_by_conditions(server, iam, names, fails):
    name = names("user")
    credentials = new_user(iam, name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(allow(
        "ec2:Describe*", Condition={"StringEquals": {"aws:PrincipalTag/team": "images"}})))
    ec2 = server.client("ec2", credentials=credentials)
    with fails("UnauthorizedOperation", 403):
        ec2.describe_regions()
    iam.tag_user(UserName=name, Tags=[{"Key": "team", "Value": "images"}, {"Key": "b", "Value": ""}])
    ec2.describe_regions()
    assert iam.list_user_tags(UserName=name)["Tags"] == [
        {"Key": "b", "Value": ""}, {"Key": "team", "Value": "images"}]
    iam.untag_user(UserName=name, TagKeys=["team"])
    with fails("UnauthorizedOperation", 403):
        ec2.describe_regions()
    with fails("InvalidInput", 400):
        iam.tag_user(UserName=name, Tags=[{"Key": "aws:x", "Value": ""}])


def test_a_renamed_user_stays_who_it_is(server, iam, names):
    old, new = names("user"), names("user")
    credentials = new_user(iam, old)
    iam.attach_user_policy(UserName=old, PolicyArn=ADMINISTRATOR)
    before = server.client("sts", credentials=credentials).get_caller_identity()
    iam.update_user(UserName=old, NewUserName=new, NewPath="/moved/")
    after = server.client("sts", credentials=credentials).get_caller_identity()
    assert after["UserId"] == before["UserId"] and after["Arn"].endswith(f":user/moved/{new}")
    server.client("ec2", credentials=credentials).describe_regions()


def test_roles_are_changed_in_part(iam, names, fails):
    name = names("role")
    trust = policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    iam.update_role(RoleName=name, MaxSessionDuration=7200)
    assert iam.update_role_description(RoleName=name, Description="d")["Role"]["Description"] == "d"
    role = iam.get_role(RoleName=name)["Role"]
    assert role["MaxSessionDuration"] == 7200 and role["Description"] == "d"
    iam.attach_role_policy(RoleName=name, PolicyArn=DISTRIBUTION)
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == [
        {"PolicyName": "Ec2ImageBuilderCrossAccountDistributionAccess", "PolicyArn": DISTRIBUTION}]
    with fails("DeleteConflict", 409):
        iam.delete_role(RoleName=name)


def test_the_service_linked_role(server, names, fails):
    # In an account of its own: elsewhere a distribution of another test may have made the role.
    account = create_account(server, names("linked"))
    iam = server.client("iam", credentials=administrator(server, account))
    made = iam.create_service_linked_role(AWSServiceName="imagebuilder.amazonaws.com")["Role"]
    assert made["Arn"] == (f"arn:aws:iam::{account}:role/aws-service-role/imagebuilder.amazonaws.com/"
                           "AWSServiceRoleForImageBuilder")
    with fails("InvalidInput", 400, "has been taken"):
        iam.create_service_linked_role(AWSServiceName="imagebuilder.amazonaws.com")
    with fails("UnmodifiableEntity", 400):
        iam.delete_role(RoleName=made["RoleName"])
    task = iam.delete_service_linked_role(RoleName=made["RoleName"])["DeletionTaskId"]
    status = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
    assert status["Status"] == "SUCCEEDED"
    with fails("NoSuchEntity", 404):
        iam.get_role(RoleName=made["RoleName"])


def test_when_a_key_was_used(server, iam, names, fails):
    name = names("user")
    credentials = new_user(iam, name)
    used = iam.get_access_key_last_used(AccessKeyId=credentials.access_key_id)
    assert used["UserName"] == name and used["AccessKeyLastUsed"]["ServiceName"] == "N/A"
    server.client("sts", "eu-west-1", credentials).get_caller_identity()
    used = iam.get_access_key_last_used(AccessKeyId=credentials.access_key_id)["AccessKeyLastUsed"]
    assert used["ServiceName"] == "sts" and used["Region"] == "eu-west-1" and used["LastUsedDate"]
    with fails("AccessDenied", 403):
        iam.get_access_key_last_used(AccessKeyId="AKIAAAAAAAAAAAAAAAAA")


def test_the_account_alias(iam, names, fails):
    alias = names("alias")
    iam.create_account_alias(AccountAlias=alias)
    assert iam.list_account_aliases()["AccountAliases"] == [alias]
    with fails("NoSuchEntity", 404):
        iam.delete_account_alias(AccountAlias="another")
    iam.delete_account_alias(AccountAlias=alias)
    assert iam.list_account_aliases()["AccountAliases"] == []


def test_another_account_sees_nothing(server, iam, names, fails, member_account):
    _, theirs = member_account
    other = server.client("iam", credentials=theirs)
    arn = iam.create_policy(PolicyName=names("policy"), PolicyDocument=policy(allow("*")))["Policy"]["Arn"]
    group, user = names("group"), names("user")
    iam.create_group(GroupName=group)
    new_user(iam, user)
    with fails("AccessDenied", 403):
        other.get_policy(PolicyArn=arn)
    with fails("AccessDenied", 403):
        other.create_policy_version(PolicyArn=arn, PolicyDocument=policy(allow("*")), SetAsDefault=True)
    with fails("NoSuchEntity", 404):
        other.get_group(GroupName=group)
    with fails("NoSuchEntity", 404):
        other.attach_user_policy(UserName=user, PolicyArn=ADMINISTRATOR)
    listed = other.get_paginator("list_policies").paginate(Scope="Local")
    assert not [item for page in listed for item in page["Policies"]]


def test_the_command_line_speaks_it_too(server, names):
    name = names("cli")
    document = policy(allow("ec2:*"))

    def aws(*arguments):
        done = server.run("aws", "iam", *arguments)
        return json.loads(done.stdout) if done.stdout.strip() else None

    arn = aws("create-policy", "--policy-name", name, "--policy-document", document)["Policy"]["Arn"]
    aws("create-group", "--group-name", name)
    aws("attach-group-policy", "--group-name", name, "--policy-arn", arn)
    entities = aws("list-entities-for-policy", "--policy-arn", arn)
    assert entities["PolicyGroups"][0]["GroupName"] == name and entities["PolicyUsers"] == []
    attached = aws("list-attached-group-policies", "--group-name", name)["AttachedPolicies"]
    assert attached == [{"PolicyName": name, "PolicyArn": arn}]
    version = aws("get-policy-version", "--policy-arn", arn, "--version-id", "v1")["PolicyVersion"]
    assert version["Document"] == json.loads(document)
    local = aws("list-policies", "--scope", "Local", "--only-attached")["Policies"]
    assert [item["AttachmentCount"] for item in local if item["Arn"] == arn] == [1]
    aws("detach-group-policy", "--group-name", name, "--policy-arn", arn)
    aws("delete-policy", "--policy-arn", arn)
    aws("delete-group", "--group-name", name)
