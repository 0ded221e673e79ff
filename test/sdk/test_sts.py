"""STS through boto3 and the AWS CLI: sessions of roles and users, what caps them, and encoded refusals."""

import json

import pytest

from support.server import Credentials

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return dict({"Effect": "Allow", "Action": action, "Resource": resource}, **more)


@pytest.fixture
def sts(server):
    return server.client("sts")


@pytest.fixture
def iam(server):
    return server.client("iam")


@pytest.fixture
def account(sts):
    return sts.get_caller_identity()["Account"]


def new_user(iam, name, *statements):
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def new_role(iam, name, account, actions="sts:*", managed=ADMINISTRATOR, **more):
    trust = policy({"Effect": "Allow", "Principal": {"AWS": account}, "Action": actions})
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **more)["Role"]["Arn"]
    if managed:
        iam.attach_role_policy(RoleName=name, PolicyArn=managed)
    return arn


def test_session_policies_cap(server, sts, iam, names, fails, account):
    role = new_role(iam, names("role"), account)
    cap = iam.create_policy(PolicyName=names("cap"), PolicyDocument=policy(allow("ec2:Describe*")))["Policy"]["Arn"]
    answer = sts.assume_role(RoleArn=role, RoleSessionName="s1", PolicyArns=[{"arn": cap}])
    assert 0 < answer["PackedPolicySize"] < 100
    ec2 = server.client("ec2", credentials=Credentials.of(answer["Credentials"]))
    ec2.describe_regions()
    with fails("UnauthorizedOperation", 403, "no session policy allows"):
        ec2.register_image(Name="never", DryRun=True)
    inline = sts.assume_role(RoleArn=role, RoleSessionName="s2", Policy=policy(
        allow("*"), dict(allow("ec2:RegisterImage"), Effect="Deny")))
    ec2 = server.client("ec2", credentials=Credentials.of(inline["Credentials"]))
    ec2.describe_regions()
    with fails("UnauthorizedOperation", 403, "explicit deny"):
        ec2.register_image(Name="never", DryRun=True)
    assert "PackedPolicySize" not in sts.assume_role(RoleArn=role, RoleSessionName="s3")
    with fails("MalformedPolicyDocument", 400):
        sts.assume_role(RoleArn=role, RoleSessionName="s4", Policy="{}")
    with fails("PackedPolicyTooLarge", 400):
        sts.assume_role(RoleArn=role, RoleSessionName="s5", Policy=policy(allow("s3:*", "arn:aws:s3:::" + "x" * 2048)))
    with fails("ValidationError", 400):
        sts.assume_role(RoleArn=role, RoleSessionName="s6", PolicyArns=[{"arn": cap + "-none"}])


def test_tags_and_source_identity_travel(server, sts, iam, names, fails, account):
    first, second = new_role(iam, names("role"), account), new_role(iam, names("role"), account)
    plain = new_role(iam, names("role"), account, actions="sts:AssumeRole")
    tags = [{"Key": "team", "Value": "images"}, {"Key": "stage", "Value": "test"}]
    with fails("AccessDenied", 403, "sts:TagSession"):
        sts.assume_role(RoleArn=plain, RoleSessionName="s1", Tags=tags)
    with fails("AccessDenied", 403, "sts:SetSourceIdentity"):
        sts.assume_role(RoleArn=plain, RoleSessionName="s1", SourceIdentity="alice")
    answer = sts.assume_role(RoleArn=first, RoleSessionName="s1", Tags=tags, TransitiveTagKeys=["team"],
                             SourceIdentity="alice")
    assert answer["SourceIdentity"] == "alice"
    inside = server.client("sts", credentials=Credentials.of(answer["Credentials"]))
    chained = inside.assume_role(RoleArn=second, RoleSessionName="s2")
    assert chained["SourceIdentity"] == "alice"
    iam.put_role_policy(RoleName=second.split("/")[-1], PolicyName="tag", PolicyDocument=policy(
        dict(allow("ec2:Describe*"), Effect="Deny",
             Condition={"StringNotEquals": {"aws:PrincipalTag/team": "images"}}),
        dict(allow("ec2:RegisterImage"), Effect="Deny",
             Condition={"Null": {"aws:PrincipalTag/stage": "true"}})))
    ec2 = server.client("ec2", credentials=Credentials.of(chained["Credentials"]))
    ec2.describe_regions()
    with fails("UnauthorizedOperation", 403):
        ec2.register_image(Name="never", DryRun=True)
    with fails("ValidationError", 400, "1 hour"):
        inside.assume_role(RoleArn=second, RoleSessionName="s3", DurationSeconds=3601)
    with fails("ValidationError", 400):
        inside.assume_role(RoleArn=second, RoleSessionName="s3", SourceIdentity="mallory")
    with fails("PackedPolicyTooLarge", 400):
        sts.assume_role(RoleArn=first, RoleSessionName="s4",
                        Tags=[{"Key": f"k{i}", "Value": "v" * 256} for i in range(50)])


def test_durations(sts, iam, names, fails, account):
    role = new_role(iam, names("role"), account, MaxSessionDuration=7200)
    first = sts.assume_role(RoleArn=role, RoleSessionName="s1", DurationSeconds=900)["Credentials"]
    last = sts.assume_role(RoleArn=role, RoleSessionName="s1", DurationSeconds=7200)["Credentials"]
    assert (last["Expiration"] - first["Expiration"]).total_seconds() == pytest.approx(6300, abs=60)
    with fails("ValidationError", 400, "MaxSessionDuration"):
        sts.assume_role(RoleArn=role, RoleSessionName="s1", DurationSeconds=7201)


def test_sessions_of_users(server, iam, names, fails):
    name = names("user")
    credentials = new_user(iam, name, allow("*"))
    mine = server.client("sts", credentials=credentials)
    session = Credentials.of(mine.get_session_token(DurationSeconds=900)["Credentials"])
    assert session.access_key_id.startswith("ASIA")
    inside = server.client("sts", credentials=session)
    assert inside.get_caller_identity()["Arn"] == mine.get_caller_identity()["Arn"]
    server.client("ec2", credentials=session).describe_regions()
    with fails("AccessDenied", 403, "GetSessionToken"):
        server.client("iam", credentials=session).list_users()
    with fails("AccessDenied", 403, "session credentials"):
        inside.get_session_token()
    with fails("AccessDenied", 403):
        inside.get_access_key_info(AccessKeyId=credentials.access_key_id)
    iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=policy(allow("s3:*")))
    with fails("UnauthorizedOperation", 403):
        server.client("ec2", credentials=session).describe_regions()
    iam.delete_user_policy(UserName=name, PolicyName="inline")
    iam.delete_access_key(UserName=name, AccessKeyId=credentials.access_key_id)
    inside.get_caller_identity()  # sessions outlive the key that made them
    iam.delete_user(UserName=name)
    with fails("InvalidClientTokenId", 403):
        inside.get_caller_identity()


def test_whose_a_key_is(sts, account, server, fails):
    assert sts.get_access_key_info(AccessKeyId=server.credentials.access_key_id)["Account"] == account
    with fails("ValidationError", 400):
        sts.get_access_key_info(AccessKeyId="AKIAAAAAAAAAAAAAAAAA")


def test_refusals_of_ec2_can_be_decoded(server, sts, iam, names, fails, member_account):
    credentials = new_user(iam, names("user"), allow("ec2:*"), dict(
        allow("ec2:RegisterImage"), Effect="Deny", Sid="NoNewImages"))
    with fails("UnauthorizedOperation", 403) as error:
        server.client("ec2", credentials=credentials).register_image(Name="never", DryRun=True)
    message = error.value.response["Error"]["Message"]
    encoded = message.split("Encoded authorization failure message: ")[1]
    decoded = json.loads(sts.decode_authorization_message(EncodedMessage=encoded)["DecodedMessage"])
    assert decoded["allowed"] is False and decoded["explicitDeny"] is True
    assert decoded["context"]["action"] == "ec2:RegisterImage"
    assert decoded["context"]["principal"]["arn"].startswith("arn:aws:iam::")
    assert [item["statementId"] for item in decoded["matchedStatements"]["items"]] == ["NoNewImages"]
    keys = [item["key"] for item in decoded["context"]["conditions"]["items"]]
    assert "aws:RequestedRegion" in keys and "ec2:Region" in keys
    with fails("InvalidAuthorizationMessageException", 400):
        sts.decode_authorization_message(EncodedMessage=encoded[:-4] + "AAAA")
    _, theirs = member_account
    with fails("InvalidAuthorizationMessageException", 400):
        server.client("sts", credentials=theirs).decode_authorization_message(EncodedMessage=encoded)
    with fails("AccessDenied", 403):
        server.client("sts", credentials=credentials).decode_authorization_message(EncodedMessage=encoded)


def test_the_command_line_speaks_it_too(server, iam, names):
    credentials = new_user(iam, names("user"), allow("ec2:*"))
    done = server.run("aws", "sts", "get-session-token", "--duration-seconds", "900", credentials=credentials)
    answer = json.loads(done.stdout)["Credentials"]
    session = Credentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])
    done = server.run("aws", "sts", "get-caller-identity", credentials=session)
    assert ":user/" in json.loads(done.stdout)["Arn"]
    refused = server.run("aws", "iam", "list-users", credentials=session, check=False)
    assert refused.returncode != 0 and "AccessDenied" in refused.stderr
