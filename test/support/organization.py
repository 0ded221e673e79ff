"""Accounts for tests of distributions: members of an organization, with the role that receives AMIs."""

import json

from support.server import Credentials

CROSS_ACCOUNT_ROLE = "EC2ImageBuilderDistributionCrossAccountRole"


def allow(*actions, resource="*"):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": list(actions), "Resource": resource}]})


def trust(**principal):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]})


def ensure_organization(server):
    organizations = server.client("organizations")
    try:
        organizations.create_organization(FeatureSet="ALL")
    except organizations.exceptions.AlreadyInOrganizationException:
        pass
    return organizations


def create_account(server, name):
    """The id of a new member account."""
    organizations = ensure_organization(server)
    state = organizations.create_account(Email=f"{name}@example.com", AccountName=name)["CreateAccountStatus"]
    while state["State"] == "IN_PROGRESS":
        state = organizations.describe_create_account_status(
            CreateAccountRequestId=state["Id"])["CreateAccountStatus"]
    return state["AccountId"]


def administrator(server, account):
    """Credentials in a member account."""
    session = server.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", RoleSessionName="test")
    return Credentials.of(session["Credentials"])


def add_receiving_role(server, account, source_account, actions=("ec2:*", "ssm:*", "kms:*")):
    """The role that Image Builder of the source account uses in this one."""
    iam = server.client("iam", credentials=administrator(server, account))
    iam.create_role(RoleName=CROSS_ACCOUNT_ROLE,
                    AssumeRolePolicyDocument=trust(AWS=f"arn:aws:iam::{source_account}:root"))
    iam.put_role_policy(RoleName=CROSS_ACCOUNT_ROLE, PolicyName="receive", PolicyDocument=allow(*actions))


def add_execution_role(server, name, actions=("ec2:*", "ssm:*", "kms:*", "sts:AssumeRole", "logs:*",
                                              "license-manager:*")):
    """The ARN of a role of the first account that Image Builder may use."""
    iam = server.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(Service="imagebuilder.amazonaws.com"))
    iam.put_role_policy(RoleName=name, PolicyName="distribute", PolicyDocument=allow(*actions))
    return role["Role"]["Arn"]


def own_account(server):
    return server.client("sts").get_caller_identity()["Account"]
