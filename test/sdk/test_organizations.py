"""Units, moves and service control policies through boto3: the tree, sharing resolved when used, and decisions."""

import itertools
import json

import pytest

from support.server import Credentials

DENY_COPY = {"Version": "2012-10-17",
             "Statement": {"Effect": "Deny", "Action": "ec2:Describe*", "Resource": "*"}}
ALLOW_STS = {"Version": "2012-10-17",
             "Statement": {"Effect": "Allow", "Action": "sts:*", "Resource": "*"}}
SCP = "SERVICE_CONTROL_POLICY"
emails = itertools.count()


@pytest.fixture
def organizations(server, member_account):
    return server.client("organizations")


@pytest.fixture
def root(organizations):
    return organizations.list_roots()["Roots"][0]


@pytest.fixture
def new_account(server, organizations, names):
    """Makes (account id, Credentials of an administrator there)."""
    def make():
        email = f"{names('account')}-{next(emails)}@example.com"
        status = organizations.create_account(Email=email, AccountName="more")["CreateAccountStatus"]
        account = status["AccountId"]
        session = server.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", RoleSessionName="test")
        return account, Credentials.of(session["Credentials"])
    return make


def test_tree_of_units(organizations, root, names, new_account, fails):
    outer = organizations.create_organizational_unit(
        ParentId=root["Id"], Name=names("outer"), Tags=[{"Key": "team", "Value": "a"}])["OrganizationalUnit"]
    inner = organizations.create_organizational_unit(ParentId=outer["Id"], Name="inner")["OrganizationalUnit"]
    assert inner["Path"].endswith(f"{root['Id']}/{outer['Id']}/{inner['Id']}/")
    assert organizations.list_tags_for_resource(ResourceId=outer["Id"])["Tags"] == [{"Key": "team", "Value": "a"}]
    account, _ = new_account()
    organizations.move_account(AccountId=account, SourceParentId=root["Id"], DestinationParentId=inner["Id"])
    assert organizations.list_parents(ChildId=account)["Parents"] == [
        {"Id": inner["Id"], "Type": "ORGANIZATIONAL_UNIT"}]
    pages = organizations.get_paginator("list_children").paginate(
        ParentId=root["Id"], ChildType="ORGANIZATIONAL_UNIT", PaginationConfig={"PageSize": 1})
    assert outer["Id"] in [child["Id"] for page in pages for child in page["Children"]]
    listed = organizations.list_accounts_for_parent(ParentId=inner["Id"])["Accounts"]
    assert [item["Id"] for item in listed] == [account]
    with fails("OrganizationalUnitNotEmptyException", 400):
        organizations.delete_organizational_unit(OrganizationalUnitId=outer["Id"])
    organizations.move_account(AccountId=account, SourceParentId=inner["Id"], DestinationParentId=root["Id"])
    for unit in (inner, outer):
        organizations.delete_organizational_unit(OrganizationalUnitId=unit["Id"])
    with fails("OrganizationalUnitNotFoundException", 400):
        organizations.describe_organizational_unit(OrganizationalUnitId=outer["Id"])
    with fails("InvalidInputException", 400) as error:
        organizations.list_roots(NextToken="nonsense !")
    assert error.value.response["Reason"] == "INVALID_NEXT_TOKEN"


def test_depth_and_names(organizations, root, names, fails):
    name = names("deep")
    parent, units = root["Id"], []
    for _ in range(5):
        parent = organizations.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]
        units.append(parent)
    with fails("ConstraintViolationException", 400) as error:
        organizations.create_organizational_unit(ParentId=parent, Name=name)
    assert error.value.response["Reason"] == "OU_DEPTH_LIMIT_EXCEEDED"
    with fails("DuplicateOrganizationalUnitException", 400):
        organizations.create_organizational_unit(ParentId=root["Id"], Name=name)
    for unit in reversed(units):
        organizations.delete_organizational_unit(OrganizationalUnitId=unit)


def test_sharing_with_a_unit_counts_when_used(server, organizations, root, names, new_account):
    """Shared with a unit; the account comes into it, goes deeper, and leaves again."""
    ec2 = server.client("ec2")
    image = ec2.register_image(Name=names("shared"), Architecture="x86_64", RootDeviceName="/dev/sda1",
                               BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {
                                   "SnapshotId": new_snapshot(server)}}])["ImageId"]
    outer = organizations.create_organizational_unit(ParentId=root["Id"], Name=names("ou"))["OrganizationalUnit"]
    inner = organizations.create_organizational_unit(ParentId=outer["Id"], Name="inner")["OrganizationalUnit"]
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"OrganizationalUnitArn": outer["Arn"]}]})
    account, credentials = new_account()
    theirs = server.client("ec2", credentials=credentials)

    def seen():
        return [item["ImageId"] for item in theirs.describe_images(ExecutableUsers=["self"])["Images"]] == [image]

    assert not seen()
    organizations.move_account(AccountId=account, SourceParentId=root["Id"], DestinationParentId=outer["Id"])
    assert seen()
    organizations.move_account(AccountId=account, SourceParentId=outer["Id"], DestinationParentId=inner["Id"])
    assert seen(), "nested units inherit"
    organizations.move_account(AccountId=account, SourceParentId=inner["Id"], DestinationParentId=root["Id"])
    assert not seen(), "an account that leaves loses access at once"


def new_snapshot(server):
    ebs = server.client("ebs")
    snapshot = ebs.start_snapshot(VolumeSize=1)["SnapshotId"]
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=0)
    return snapshot


def test_conditions_see_where_the_caller_stands(server, organizations, root, names, new_account, fails):
    unit = organizations.create_organizational_unit(ParentId=root["Id"], Name=names("ou"))["OrganizationalUnit"]
    own = server.client("iam")
    role = own.create_role(RoleName=names("for-unit"), AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*", "Condition": {
            "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": unit["Path"] + "*"}}}}))["Role"]["Arn"]
    account, credentials = new_account()
    sts = server.client("sts", credentials=credentials)
    with fails("AccessDenied", 403):
        sts.assume_role(RoleArn=role, RoleSessionName="me")
    organizations.move_account(AccountId=account, SourceParentId=root["Id"], DestinationParentId=unit["Id"])
    assert sts.assume_role(RoleArn=role, RoleSessionName="me")["AssumedRoleUser"]["Arn"]


def test_service_control_policies_decide(server, organizations, root, names, new_account, fails):
    unit = organizations.create_organizational_unit(ParentId=root["Id"], Name=names("ou"))["OrganizationalUnit"]
    account, credentials = new_account()
    ec2 = server.client("ec2", credentials=credentials)
    ec2.describe_regions()
    policy = organizations.create_policy(Name=names("scp"), Description="d", Type=SCP,
                                         Content=json.dumps(DENY_COPY))["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=unit["Id"])
    ec2.describe_regions()
    organizations.move_account(AccountId=account, SourceParentId=root["Id"], DestinationParentId=unit["Id"])
    with fails("UnauthorizedOperation", 403, "service control policy"):
        ec2.describe_regions()
    server.client("ec2").describe_regions()  # the management account is never bound
    organizations.update_policy(PolicyId=policy, Content=json.dumps(ALLOW_STS))
    ec2.describe_regions()
    organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=unit["Id"])
    with fails("UnauthorizedOperation", 403, "no service control policy allows"):
        ec2.describe_regions()
    server.client("sts", credentials=credentials).get_caller_identity()
    organizations.attach_policy(PolicyId="p-FullAWSAccess", TargetId=unit["Id"])
    organizations.detach_policy(PolicyId=policy, TargetId=unit["Id"])
    ec2.describe_regions()
    organizations.delete_policy(PolicyId=policy)
    with fails("PolicyNotFoundException", 400):
        organizations.describe_policy(PolicyId=policy)


def test_policies_are_listed(organizations, root, names):
    policy = organizations.create_policy(Name=names("scp"), Description="for a test", Type=SCP,
                                         Content=json.dumps(DENY_COPY))["Policy"]
    assert json.loads(policy["Content"]) == DENY_COPY
    summary = policy["PolicySummary"]
    pages = organizations.get_paginator("list_policies").paginate(Filter=SCP, PaginationConfig={"PageSize": 1})
    listed = [item for page in pages for item in page["Policies"]]
    assert summary in listed
    assert "FullAWSAccess" in [item["Name"] for item in listed if item["AwsManaged"]]
    targets = organizations.get_paginator("list_targets_for_policy").paginate(PolicyId="p-FullAWSAccess")
    assert root["Arn"] in [item["Arn"] for page in targets for item in page["Targets"]]
    organizations.delete_policy(PolicyId=summary["Id"])


def test_members_see_nothing_of_the_tree(server, organizations, root, new_account, fails):
    account, credentials = new_account()
    theirs = server.client("organizations", credentials=credentials)
    for call in (lambda: theirs.list_roots(),
                 lambda: theirs.list_parents(ChildId=account),
                 lambda: theirs.list_policies_for_target(TargetId=account, Filter=SCP),
                 lambda: theirs.detach_policy(PolicyId="p-FullAWSAccess", TargetId=account),
                 lambda: theirs.move_account(AccountId=account, SourceParentId=root["Id"],
                                             DestinationParentId=root["Id"])):
        with fails("AccessDeniedException", 400):
            call()


def test_an_account_leaves(server, organizations, new_account, fails):
    account, credentials = new_account()
    with fails("ConstraintViolationException", 400):  # no way around service control policies
        server.client("organizations", credentials=credentials).leave_organization()
    organizations.remove_account_from_organization(AccountId=account)
    with fails("AWSOrganizationsNotInUseException", 400):
        server.client("organizations", credentials=credentials).describe_organization()
    with fails("AccountNotFoundException", 400):
        organizations.describe_account(AccountId=account)
    with fails("MasterCannotLeaveOrganizationException", 400):
        organizations.leave_organization()


def test_services_that_are_let_in(organizations):
    services = ["license-manager.amazonaws.com", "ram.amazonaws.com"]
    for service in services:
        organizations.enable_aws_service_access(ServicePrincipal=service)
    pages = organizations.get_paginator("list_aws_service_access_for_organization").paginate(
        PaginationConfig={"PageSize": 1})
    enabled = [item for page in pages for item in page["EnabledServicePrincipals"]]
    assert [item["ServicePrincipal"] for item in enabled] == services and all(item["DateEnabled"] for item in enabled)
    for service in services:
        organizations.disable_aws_service_access(ServicePrincipal=service)
    assert organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []
