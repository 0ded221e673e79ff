"""ssm through boto3 and the AWS CLI: parameters, their history, labels and tags, and parameters that name an image."""

import json
import time

import pytest

from support.server import Credentials


@pytest.fixture
def ssm(server):
    return server.client("ssm")


@pytest.fixture
def put(ssm, names):
    """put(value) makes a parameter of its own and gives its name."""
    def putting(value="value", **more):
        name = "/" + names("parameter")
        ssm.put_parameter(Name=name, Value=value, **{"Type": "String", **more})
        return name
    return putting


def image(server, names):
    """A registered image without content."""
    ec2 = server.client("ec2")
    ebs = server.client("ebs")
    snapshot = ebs.start_snapshot(VolumeSize=1)["SnapshotId"]
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=0)
    while ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"][0]["State"] != "completed":
        time.sleep(0.01)
    return ec2.register_image(
        Name=names("image"), RootDeviceName="/dev/xvda", Architecture="x86_64", VirtualizationType="hvm",
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot}}])["ImageId"]


def eventually(ask, wanted, seconds=20):
    """What `ask` answers, once it is `wanted` or the time is over."""
    deadline = time.monotonic() + seconds
    while (answer := ask()) != wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    return answer


def test_put_get_overwrite(server, ssm, put):
    name = put("one", Description="d", AllowedPattern="^[a-z]+$")
    parameter = ssm.get_parameter(Name=name)["Parameter"]
    account = server.client("sts").get_caller_identity()["Account"]
    assert parameter["ARN"] == f"arn:aws:ssm:us-east-1:{account}:parameter{name}"
    assert (parameter["Value"], parameter["Version"], parameter["Type"], parameter["DataType"]) == (
        "one", 1, "String", "text")
    assert abs(parameter["LastModifiedDate"].timestamp() - time.time()) < 60
    answer = ssm.put_parameter(Name=name, Value="two", Overwrite=True)
    assert (answer["Version"], answer["Tier"]) == (2, "Standard")
    assert ssm.get_parameter(Name=f"{name}:1")["Parameter"]["Selector"] == ":1"
    assert ssm.get_parameter(Name=parameter["ARN"])["Parameter"]["Value"] == "two"
    shown = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])["Parameters"][0]
    assert (shown["Description"], shown["AllowedPattern"]) == ("d", "^[a-z]+$")


def test_regions_and_accounts_do_not_meet(server, ssm, put, member_account, fails):
    name = put("here")
    with fails("ParameterNotFound", 400):
        server.client("ssm", "eu-west-1").get_parameter(Name=name)
    _, credentials = member_account
    theirs = server.client("ssm", credentials=credentials)
    with fails("ParameterNotFound", 400):
        theirs.get_parameter(Name=name)
    with fails("ParameterNotFound", 400):
        theirs.delete_parameter(Name=name)
    assert theirs.get_parameters(Names=[name])["InvalidParameters"] == [name]
    theirs.put_parameter(Name=name, Value="there", Type="String")
    assert ssm.get_parameter(Name=name)["Parameter"]["Value"] == "here"
    assert name not in [p["Name"] for p in theirs.get_parameters_by_path(Path="/")["Parameters"]
                        if p["Value"] == "here"]
    with fails("ParameterNotFound", 400):
        theirs.get_parameter(Name=ssm.get_parameter(Name=name)["Parameter"]["ARN"])


def test_refused_puts(ssm, put, fails):
    name = put("v")
    with fails("ParameterAlreadyExists", 400, "overwrite"):
        ssm.put_parameter(Name=name, Value="v", Type="String")
    with fails("HierarchyTypeMismatchException", 400):
        ssm.put_parameter(Name=name, Value="v", Type="StringList", Overwrite=True)
    with fails("HierarchyLevelLimitExceededException", 400):
        ssm.put_parameter(Name="/a" * 16, Value="v", Type="String")
    with fails("ValidationException", 400, "can't be prefixed"):
        ssm.put_parameter(Name="ssm-x", Value="v", Type="String")
    with fails("AccessDeniedException", 400, "reserved"):
        ssm.put_parameter(Name="/aws/x/y", Value="v", Type="String")
    with fails("ValidationException", 400, "ARN"):
        ssm.put_parameter(Name="/" + "n" * 1011, Value="v", Type="String")
    with fails("ParameterPatternMismatchException", 400):
        ssm.put_parameter(Name=name, Value="v", Overwrite=True, AllowedPattern="^w$")
    with fails("InvalidAllowedPatternException", 400):
        ssm.put_parameter(Name=name, Value="v", Overwrite=True, AllowedPattern="[")
    with fails("ValidationException", 400, "4096"):
        ssm.put_parameter(Name=name, Value="v" * 4097, Overwrite=True)
    with fails("ValidationException", 400, "tags and overwrite"):
        ssm.put_parameter(Name=name, Value="v", Overwrite=True, Tags=[{"Key": "k", "Value": "v"}])
    with fails("InvalidPolicyTypeException", 400):
        ssm.put_parameter(Name=name, Value="v", Overwrite=True, Tier="Advanced",
                          Policies='[{"Type":"NoChangeNotification","Version":"1.0"}]')
    with fails("ValidationException", 400, "nest"):
        ssm.put_parameter(Name=name, Value="{{ssm:/x}}", Overwrite=True)
    assert ssm.get_parameter(Name=name)["Parameter"]["Version"] == 1


def test_tiers(ssm, put, fails):
    name = put("x" * 5000, Tier="Intelligent-Tiering")
    shown = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])["Parameters"][0]
    assert shown["Tier"] == "Advanced"
    with fails("ValidationException", 400, "downgrade"):
        ssm.put_parameter(Name=name, Value="x", Overwrite=True, Tier="Standard")
    with fails("ValidationException", 400, "8192"):
        ssm.put_parameter(Name=name, Value="x" * 8193, Overwrite=True)


def test_by_path_with_paginator(ssm, names):
    top = "/" + names("tree")
    wanted = [f"{top}/{i:02d}" for i in range(23)]
    for name in wanted:
        ssm.put_parameter(Name=name, Value="v", Type="String")
    ssm.put_parameter(Name=f"{top}/deep/er", Value="v", Type="StringList")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=top)
    assert [p["Name"] for page in pages for p in page["Parameters"]] == wanted
    pages = list(ssm.get_paginator("get_parameters_by_path").paginate(Path=top, Recursive=True))
    assert [len(page["Parameters"]) for page in pages] == [10, 10, 4]
    answer = ssm.get_parameters_by_path(Path=top, Recursive=True, ParameterFilters=[
        {"Key": "Type", "Option": "Equals", "Values": ["StringList"]}])
    assert [p["Name"] for p in answer["Parameters"]] == [f"{top}/deep/er"]
    pages = ssm.get_paginator("describe_parameters").paginate(
        ParameterFilters=[{"Key": "Path", "Option": "Recursive", "Values": [top]}], MaxResults=7)
    assert len([p for page in pages for p in page["Parameters"]]) == 24


def test_filters_and_tokens_that_are_refused(ssm, fails):
    with fails("InvalidFilterKey", 400):
        ssm.get_parameters_by_path(Path="/a", ParameterFilters=[{"Key": "Tier", "Values": ["Standard"]}])
    with fails("InvalidFilterOption", 400):
        ssm.describe_parameters(ParameterFilters=[{"Key": "Path", "Option": "Contains", "Values": ["/a"]}])
    with fails("InvalidFilterValue", 400):
        ssm.describe_parameters(ParameterFilters=[{"Key": "Type", "Values": ["Text"]}])
    for ask in (lambda: ssm.describe_parameters(NextToken="x"),
                lambda: ssm.get_parameters_by_path(Path="/a", NextToken="x")):
        with fails("InvalidNextToken", 400):
            ask()


def test_history_and_labels(ssm, put, fails):
    name = put("1")
    for value in "23":
        ssm.put_parameter(Name=name, Value=value, Overwrite=True)
    answer = ssm.label_parameter_version(Name=name, ParameterVersion=2, Labels=["prod", "2bad"])
    assert (answer["InvalidLabels"], answer["ParameterVersion"]) == (["2bad"], 2)
    assert ssm.get_parameter(Name=f"{name}:prod")["Parameter"]["Value"] == "2"
    ssm.label_parameter_version(Name=name, Labels=["prod"])
    history = ssm.get_parameter_history(Name=name)["Parameters"]
    assert [(item["Version"], item["Value"], item["Labels"]) for item in history] == [
        (1, "1", []), (2, "2", []), (3, "3", ["prod"])]
    assert history[0]["LastModifiedUser"].endswith(":user/admin")
    with fails("ParameterVersionNotFound", 400, "version 9"):
        ssm.label_parameter_version(Name=name, ParameterVersion=9, Labels=["x"])
    with fails("ParameterVersionLabelLimitExceeded", 400):
        ssm.label_parameter_version(Name=name, Labels=list("abcdefghij"))
    answer = ssm.unlabel_parameter_version(Name=name, ParameterVersion=3, Labels=["prod", "x"])
    assert (answer["RemovedLabels"], answer["InvalidLabels"]) == (["prod"], ["x"])
    with fails("ParameterVersionNotFound", 400, "label prod"):
        ssm.get_parameter(Name=f"{name}:prod")


def test_the_oldest_of_a_hundred_versions_goes(ssm, put, fails):
    name = put("1")
    for i in range(2, 101):
        ssm.put_parameter(Name=name, Value=str(i), Overwrite=True)
    ssm.label_parameter_version(Name=name, ParameterVersion=1, Labels=["first"])
    with fails("ParameterMaxVersionLimitExceeded", 400, "Version 1"):
        ssm.put_parameter(Name=name, Value="101", Overwrite=True)
    ssm.unlabel_parameter_version(Name=name, ParameterVersion=1, Labels=["first"])
    assert ssm.put_parameter(Name=name, Value="101", Overwrite=True)["Version"] == 101
    pages = ssm.get_paginator("get_parameter_history").paginate(Name=name)
    assert [item["Version"] for page in pages for item in page["Parameters"]] == list(range(2, 102))


def test_delete(ssm, put, fails):
    one, two = put(), put()
    ssm.delete_parameter(Name=one)
    with fails("ParameterNotFound", 400):
        ssm.delete_parameter(Name=one)
    answer = ssm.delete_parameters(Names=[one, two])
    assert (answer["DeletedParameters"], answer["InvalidParameters"]) == ([two], [one])


def test_tags(ssm, put, fails):
    name = put(Tags=[{"Key": "k", "Value": "v"}])
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=name, Tags=[{"Key": "l", "Value": "w"}])
    ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId=name, TagKeys=["k"])
    assert ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"] == [
        {"Key": "l", "Value": "w"}]
    found = ssm.describe_parameters(ParameterFilters=[{"Key": "tag:l", "Values": ["w"]}])["Parameters"]
    assert name in [item["Name"] for item in found]
    with fails("InvalidResourceId", 400):
        ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/nothing")
    with fails("InvalidResourceType", 400):
        ssm.list_tags_for_resource(ResourceType="Document", ResourceId=name)
    with fails("TooManyTagsError", 400):
        ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=name,
                                 Tags=[{"Key": f"t{i}", "Value": ""} for i in range(50)])


def test_image_parameters_are_validated_behind_the_answer(server, ssm, put, names, fails):
    ami = image(server, names)
    name = put(ami, DataType="aws:ec2:image")

    def value():
        try:
            return ssm.get_parameter(Name=name)["Parameter"]["Value"]
        except ssm.exceptions.ParameterNotFound:
            return None
    assert eventually(value, ami) == ami
    assert ssm.get_parameter(Name=name)["Parameter"]["DataType"] == "aws:ec2:image"
    # One that is not there is answered with success all the same, and never shows.
    answer = ssm.put_parameter(Name=name, Value="ami-0123456789abcdef0", Overwrite=True)
    assert answer["Version"] == 2
    assert eventually(lambda: "parameter rejected" in server.tail(100), True)
    assert value() == ami
    ssm.put_parameter(Name=name, Value="free text", Overwrite=True, DataType="text")
    assert ssm.get_parameter(Name=name)["Parameter"]["Version"] == 3


def test_image_parameters_follow_what_an_account_sees(server, ssm, names, member_account):
    ami = image(server, names)
    account, credentials = member_account
    theirs = server.client("ssm", credentials=credentials)
    name = "/" + names("shared-ami")

    def value():
        return [p["Value"] for p in theirs.get_parameters(Names=[name])["Parameters"]]
    theirs.put_parameter(Name=name, Value=ami, Type="String", DataType="aws:ec2:image")
    # Rejected without a trace: the same name can be created again once the image is shared.
    server.client("ec2").modify_image_attribute(
        ImageId=ami, LaunchPermission={"Add": [{"UserId": account}]})

    def put_again():
        try:
            theirs.put_parameter(Name=name, Value=ami, Type="String", DataType="aws:ec2:image")
            return True
        except theirs.exceptions.ParameterAlreadyExists:
            return value() == [ami]  # validated after it was shared
    assert eventually(put_again, True)
    assert eventually(value, [ami]) == [ami]


def test_policies(server, names, ssm, fails):
    iam = server.client("iam")
    user, top = names("reader"), "/" + names("path")
    iam.create_user(UserName=user)
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "ssm:GetParameter*", "Resource": f"arn:aws:ssm:*:*:parameter{top}/*"}]}))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    limited = server.client("ssm", credentials=Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    ssm.put_parameter(Name=f"{top}/a", Value="v", Type="String")
    assert limited.get_parameter(Name=f"{top}/a:1")["Parameter"]["Value"] == "v"
    assert limited.get_parameters_by_path(Path=f"{top}/")["Parameters"][0]["Value"] == "v"
    with fails("AccessDeniedException", 400, "is not authorized to perform: ssm:GetParameters"):
        limited.get_parameters(Names=[f"{top}/a", "/other"])
    with fails("AccessDeniedException", 400):
        limited.put_parameter(Name=f"{top}/a", Value="w", Type="String", Overwrite=True)
    with fails("AccessDeniedException", 400):
        limited.describe_parameters()


def test_command_line(server, names):
    name = "/" + names("cli")
    server.run("aws", "ssm", "put-parameter", "--name", name, "--value", "from the shell", "--type", "String")
    out = server.run("aws", "ssm", "get-parameter", "--name", name, "--query", "Parameter.Value",
                     "--output", "text").stdout
    assert out.strip() == "from the shell"
    out = server.run("aws", "ssm", "get-parameters-by-path", "--path", "/", "--recursive",
                     "--query", f"Parameters[?Name=='{name}'].Version", "--output", "text").stdout
    assert out.strip() == "1"
    server.run("aws", "ssm", "delete-parameter", "--name", name)


def test_secure_strings(server, ssm, names, fails):
    name = "/" + names("secret")
    ssm.put_parameter(Name=name, Value="hunter2", Type="SecureString")
    closed = ssm.get_parameter(Name=name)["Parameter"]
    assert closed["Type"] == "SecureString" and "hunter2" not in closed["Value"]
    assert ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == "hunter2"
    assert ssm.get_parameters(Names=[name], WithDecryption=True)["Parameters"][0]["Value"] == "hunter2"
    ssm.put_parameter(Name=name, Value="hunter3", Overwrite=True)
    history = ssm.get_parameter_history(Name=name, WithDecryption=True)["Parameters"]
    assert [(item["Value"], item["KeyId"]) for item in history] == [
        ("hunter2", "alias/aws/ssm"), ("hunter3", "alias/aws/ssm")]
    with fails("InvalidKeyId", 400):
        ssm.put_parameter(Name=name, Value="x", Overwrite=True, KeyId="alias/none")
    # What lies on the disk says nothing.
    for path in (server.data / "regions/us-east-1").glob("catalog.db*"):
        assert b"hunter" not in path.read_bytes()
