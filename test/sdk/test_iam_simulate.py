"""The policy simulator through boto3 and the AWS CLI, and its answers against what really happens."""

import json

import pytest

from support.server import Credentials

ALLOW_COPY = {"Effect": "Allow", "Action": ["ec2:Describe*", "ec2:CopyImage"], "Resource": "*"}
AFTER_A_DATE = ('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*",'
                '"Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}')


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def iam(server):
    return server.client("iam")


def test_the_references_example(iam):
    def at(moment):
        answer = iam.simulate_custom_policy(
            PolicyInputList=[AFTER_A_DATE], ActionNames=["dynamodb:CreateBackup"],
            ContextEntries=[{"ContextKeyName": "aws:CurrentTime", "ContextKeyValues": [moment],
                             "ContextKeyType": "date"}])
        return answer["EvaluationResults"][0]

    allowed = at("2019-04-25T11:00:00Z")
    assert allowed["EvalDecision"] == "allowed"
    assert allowed["EvalResourceName"] == "*"
    assert allowed["MissingContextValues"] == []
    [statement] = allowed["MatchedStatements"]
    assert statement["SourcePolicyId"] == "PolicyInputList.1"
    assert statement["StartPosition"] == {"Line": 1, "Column": 38}
    assert statement["EndPosition"] == {"Line": 1, "Column": 167}
    assert at("2014-04-25T11:00:00Z")["EvalDecision"] == "implicitDeny"
    missing = iam.simulate_custom_policy(PolicyInputList=[AFTER_A_DATE], ActionNames=["dynamodb:CreateBackup"])
    assert missing["EvaluationResults"][0]["MissingContextValues"] == ["aws:CurrentTime"]
    keys = iam.get_context_keys_for_custom_policy(PolicyInputList=[AFTER_A_DATE])
    assert keys["ContextKeyNames"] == ["aws:CurrentTime"]


def test_what_is_simulated_is_what_happens(server, iam, names, fails):
    name = names("user")
    user = iam.create_user(UserName=name)["User"]["Arn"]
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(
        ALLOW_COPY, {"Effect": "Deny", "Action": "ec2:DescribeSnapshots", "Resource": "*"}))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=user, PaginationConfig={"PageSize": 1},
        ActionNames=["ec2:DescribeImages", "ec2:DescribeSnapshots", "ec2:DeregisterImage"])
    decisions = {result["EvalActionName"]: result["EvalDecision"]
                 for page in pages for result in page["EvaluationResults"]}
    assert decisions == {"ec2:DescribeImages": "allowed", "ec2:DescribeSnapshots": "explicitDeny",
                         "ec2:DeregisterImage": "implicitDeny"}
    ec2 = server.client("ec2", credentials=Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    ec2.describe_images(Owners=["self"])
    with fails("UnauthorizedOperation", 403):
        ec2.describe_snapshots()
    with fails("UnauthorizedOperation", 403):
        ec2.deregister_image(ImageId="ami-0123456789abcdef0")
    # Without the policy, with another one on trial, and for each resource by itself.
    answer = iam.simulate_principal_policy(
        PolicySourceArn=user, ActionNames=["ec2:CopyImage"],
        ResourceArns=["arn:aws:ec2:us-east-1::image/ami-1", "arn:aws:ec2:eu-west-1::image/ami-1"],
        PolicyExclusionList=[{"InlinePolicyIdentifier": {
            "PolicyName": "p", "AttachmentType": "user", "AttachmentName": name}}],
        PolicyInputList=[policy({"Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:us-east-1::*"})])
    [result] = answer["EvaluationResults"]
    assert [one["EvalResourceDecision"] for one in result["ResourceSpecificResults"]] == ["allowed", "implicitDeny"]
    assert result["EvalDecision"] == "implicitDeny"


def test_the_organization_has_its_say(server, member_account, names):
    account, credentials = member_account
    theirs = server.client("iam", credentials=credentials)
    user = theirs.create_user(UserName=names("user"))["User"]
    theirs.put_user_policy(UserName=user["UserName"], PolicyName="p", PolicyDocument=policy(ALLOW_COPY))

    def simulated():
        [result] = theirs.simulate_principal_policy(
            PolicySourceArn=user["Arn"], ActionNames=["ec2:CopyImage"])["EvaluationResults"]
        return result["EvalDecision"], result["OrganizationsDecisionDetail"]["AllowedByOrganizations"]

    assert simulated() == ("allowed", True)
    organizations = server.client("organizations")
    scp = organizations.create_policy(
        Name=names("scp"), Description="", Type="SERVICE_CONTROL_POLICY",
        Content=policy({"Effect": "Deny", "Action": "ec2:CopyImage", "Resource": "*"}))["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=scp, TargetId=account)
    try:
        assert simulated() == ("explicitDeny", False)
    finally:
        organizations.detach_policy(PolicyId=scp, TargetId=account)
    organizations.delete_policy(PolicyId=scp)


def test_other_accounts_policies_stay_hidden(server, iam, member_account, names, fails):
    _, credentials = member_account
    user = iam.create_user(UserName=names("user"))["User"]["Arn"]
    theirs = server.client("iam", credentials=credentials)
    with fails("NoSuchEntity", 404):
        theirs.simulate_principal_policy(PolicySourceArn=user, ActionNames=["ec2:CopyImage"])
    with fails("NoSuchEntity", 404):
        theirs.get_context_keys_for_principal_policy(PolicySourceArn=user)


@pytest.mark.parametrize("arguments", [
    {"PolicyInputList": ["{}"], "ActionNames": ["ec2:CopyImage"]},
    {"PolicyInputList": [AFTER_A_DATE], "ActionNames": ["nonsense"]},
    {"PolicyInputList": [AFTER_A_DATE], "ActionNames": ["ec2:CopyImage"], "ResourceArns": ["ami-1"]},
    {"PolicyInputList": [AFTER_A_DATE], "ActionNames": ["ec2:CopyImage"], "CallerArn": "arn:aws:iam::1:user/x"},
    {"PolicyInputList": [AFTER_A_DATE], "ActionNames": ["ec2:CopyImage"],
     "ContextEntries": [{"ContextKeyName": "aws:Size", "ContextKeyType": "numeric", "ContextKeyValues": ["x"]}]},
])
def test_refusals(iam, fails, arguments):
    with fails("InvalidInput", 400):
        iam.simulate_custom_policy(**arguments)


def test_command_line(server, iam, names):
    name = names("user")
    arn = iam.create_user(UserName=name)["User"]["Arn"]
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(ALLOW_COPY))
    done = server.run("aws", "iam", "simulate-principal-policy", "--policy-source-arn", arn,
                      "--action-names", "ec2:CopyImage")
    assert json.loads(done.stdout)["EvaluationResults"][0]["EvalDecision"] == "allowed"
