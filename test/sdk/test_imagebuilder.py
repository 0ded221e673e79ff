"""Image Builder through boto3: distribution configurations, DistributeImage and its twelve errors."""

import json
import time

import pytest

from support import volumes
from test_main_job import make_role, wait_distributed

HOME, WEST = "us-east-1", "eu-west-1"


@pytest.fixture
def builder(server):
    return server.client("imagebuilder", HOME)


@pytest.fixture(scope="module")
def role(server):
    return make_role(server, f"execution-{time.monotonic_ns()}")


@pytest.fixture
def image(server, names):
    snapshot = volumes.upload(server.client("ebs", HOME), {0: volumes.block(1)})
    return volumes.register(server.client("ec2", HOME), snapshot, names("source"))


def configure(builder, names, *regions, **more):
    distributions = [{"region": region, "amiDistributionConfiguration": dict(more)} for region in regions or (WEST,)]
    return builder.create_distribution_configuration(
        name=names("config"), clientToken=names("token"), distributions=distributions)["distributionConfigurationArn"]


def order(names, image, configuration, role, **more):
    return dict(dict(sourceImage=image, distributionConfigurationArn=configuration, executionRole=role,
                     clientToken=names("token")), **more)


def test_configuration_round_trip(builder, names, fails):
    name = names("Web Tier")
    distributions = [{"region": WEST, "amiDistributionConfiguration": {
        "name": "web {{ imagebuilder:buildDate }}", "description": "d", "targetAccountIds": ["111122223333"],
        "amiTags": {"k": "v"}, "launchPermission": {"userIds": ["111122223333"]}}},
        {"region": HOME, "amiDistributionConfiguration": {}}]
    created = builder.create_distribution_configuration(
        name=name, description="text", distributions=distributions, tags={"a": "b"}, clientToken=names("t"))
    arn = created["distributionConfigurationArn"]
    assert arn.endswith(":distribution-configuration/" + name.lower().replace(" ", "-"))
    stored = builder.get_distribution_configuration(distributionConfigurationArn=arn)["distributionConfiguration"]
    assert stored["distributions"] == distributions and stored["tags"] == {"a": "b"}
    assert (stored["name"], stored["description"]) == (name, "text")
    with fails("ResourceAlreadyExistsException", 400):
        builder.create_distribution_configuration(name=name, distributions=distributions, clientToken=names("t"))
    builder.update_distribution_configuration(
        distributionConfigurationArn=arn, distributions=distributions[1:], clientToken=names("t"))
    stored = builder.get_distribution_configuration(distributionConfigurationArn=arn)["distributionConfiguration"]
    assert stored["distributions"] == distributions[1:] and "description" not in stored
    summaries = [item for page in builder.get_paginator("list_distribution_configurations").paginate()
                 for item in page["distributionConfigurationSummaryList"] if item["arn"] == arn]
    assert summaries[0]["regions"] == [HOME]
    builder.tag_resource(resourceArn=arn, tags={"c": "d e"})
    builder.untag_resource(resourceArn=arn, tagKeys=["a", "absent"])
    assert builder.list_tags_for_resource(resourceArn=arn)["tags"] == {"c": "d e"}
    builder.delete_distribution_configuration(distributionConfigurationArn=arn)
    with fails("ResourceNotFoundException", 404):
        builder.get_distribution_configuration(distributionConfigurationArn=arn)


@pytest.mark.parametrize("distributions, code", [
    ([], None),
    ([{"region": WEST}], "InvalidParameterValueException"),
    ([{"region": WEST, "amiDistributionConfiguration": {"name": "no date in it"}}], "InvalidParameterValueException"),
    ([{"region": "atlantis-1", "amiDistributionConfiguration": {}}], "InvalidParameterValueException"),
    ([{"region": WEST, "amiDistributionConfiguration": {}}] * 2, "InvalidParameterValueException"),
    ([{"region": WEST, "amiDistributionConfiguration": {"targetAccountIds": ["1"]}}], None),
])
def test_bad_configurations_are_refused(builder, names, distributions, code):
    with pytest.raises(builder.exceptions.ClientError) as error:
        builder.create_distribution_configuration(
            name=names("bad"), distributions=distributions, clientToken=names("t"))
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    if code:
        assert error.value.response["Error"]["Code"] == code, error.value


def test_image_resource(builder, names, image, role, fails):
    configuration = configure(builder, names, HOME, WEST)
    first = builder.distribute_image(**order(names, image, configuration, role))["imageBuildVersionArn"]
    again = builder.distribute_image(**order(names, image, configuration, role))["imageBuildVersionArn"]
    assert first.endswith("/1.0.0/1") and again.endswith("/1.0.0/2")
    done = wait_distributed(builder, first)
    assert done["state"] == {"status": "AVAILABLE"} and done["version"] == "1.0.0/1" and done["type"] == "AMI"
    assert done["executionRole"] == role and done["distributionConfiguration"]["arn"] == configuration
    wait_distributed(builder, again)
    version = first.rsplit("/", 1)[0]
    assert builder.get_image(imageBuildVersionArn=version)["image"]["arn"] == again
    assert builder.get_image(imageBuildVersionArn=version.rsplit("/", 1)[0] + "/x.x.x")["image"]["arn"] == again
    builds = builder.list_image_build_versions(imageVersionArn=version)["imageSummaryList"]
    assert [item["arn"] for item in builds] == [again, first]
    assert version in [item["arn"] for page in builder.get_paginator("list_images").paginate()
                       for item in page["imageVersionList"]]
    # A distributed image is itself a source: by version, the newest available build of it.
    third = builder.distribute_image(**order(names, version, configuration, role))["imageBuildVersionArn"]
    assert third == first[:-1] + "3"
    wait_distributed(builder, third)
    builder.delete_image(imageBuildVersionArn=first)
    with fails("ResourceNotFoundException", 404):
        builder.get_image(imageBuildVersionArn=first)


def test_an_image_has_one_arn_only(builder, names, image, role, fails):
    """Policies compare ARNs as text: a second spelling would be a way around them."""
    arn = builder.distribute_image(
        **order(names, image, configure(builder, names), role))["imageBuildVersionArn"]
    wait_distributed(builder, arn)
    version, build = arn.rsplit("/", 1)
    for other in (f"{version}/0{build}", arn.replace("/1.0.0/", "/01.0.0/"), arn.replace("arn:aws:", "arn:aws-cn:")):
        with fails("InvalidRequestException", 400):
            builder.delete_image(imageBuildVersionArn=other)
    builder.get_image(imageBuildVersionArn=arn)


def test_client_token_replays(builder, names, image, role, fails):
    configuration = configure(builder, names)
    request = order(names, image, configuration, role, tags={"a": "1"})
    first = builder.distribute_image(**request)
    assert builder.distribute_image(**request)["imageBuildVersionArn"] == first["imageBuildVersionArn"]
    assert first["clientToken"] == request["clientToken"]
    with fails("IdempotentParameterMismatchException", 400):
        builder.distribute_image(**dict(request, tags={"a": "2"}))


def test_simultaneous_requests_with_one_token_make_one_image(server, builder, names, image, role):
    from concurrent.futures import ThreadPoolExecutor
    request = order(names, image, configure(builder, names), role)
    clients = [server.client("imagebuilder", HOME) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        arns = set(pool.map(lambda client: client.distribute_image(**request)["imageBuildVersionArn"], clients))
    assert len(arns) == 1


BAD = [
    (dict(clientToken=""), "InvalidRequestException"), (dict(clientToken="x" * 37), "InvalidRequestException"),
    (dict(sourceImage=""), "InvalidRequestException"), (dict(sourceImage="x" * 1025), "InvalidRequestException"),
    (dict(sourceImage="nonsense"), "InvalidRequestException"),
    (dict(distributionConfigurationArn="arn:x"), "InvalidRequestException"),
    (dict(executionRole="no such characters!"), "InvalidRequestException"),
    (dict(tags={"aws:x": "1"}), "InvalidRequestException"), (dict(tags={"k": "v" * 257}), "InvalidRequestException"),
    (dict(tags={f"k{number}": "" for number in range(51)}), "InvalidRequestException"),
    (dict(tags={"with space": "1"}), "InvalidRequestException"),
    (dict(executionRole="no-such-role"), "ClientException"),
]


@pytest.mark.parametrize("change, code", BAD)
def test_bad_requests(builder, names, image, role, fails, change, code):
    with fails(code, 400):
        builder.distribute_image(**order(names, image, configure(builder, names), role, **change))


def test_limits_on_the_good_side(builder, names, image, role):
    request = order(names, image, configure(builder, names), role, clientToken="x" * 36,
                    tags={f"k{number}": "v" * 256 for number in range(50)})
    builder.distribute_image(**request)


def test_missing_things(builder, names, image, role, fails):
    configuration = configure(builder, names)
    with fails("ResourceNotFoundException", 404):
        builder.distribute_image(**order(names, "ami-0123456789abcdef0", configuration, role))
    with fails("ResourceNotFoundException", 404):
        builder.distribute_image(**order(names, image, configuration + "-not", role))
    account = configuration.split(":")[4]
    with fails("ForbiddenException", 403):
        builder.distribute_image(**order(names, image, configuration.replace(account, "999999999999"), role))
    with fails("InvalidRequestException", 400):
        builder.distribute_image(**order(names, image, configuration.replace(HOME, WEST), role))


def test_pass_role_is_needed(server, builder, names, image, role, fails):
    iam = server.client("iam")
    user = names("builder")
    iam.create_user(UserName=user)
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "imagebuilder:*", "Resource": "*"}]}))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    from support.server import Credentials
    limited = server.client("imagebuilder", HOME, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    with fails("AccessDeniedException", 403, "iam:PassRole"):
        limited.distribute_image(**order(names, image, configure(builder, names), role))


def test_tenants_see_nothing_of_each_other(server, builder, names, image, role, member_account):
    arn = builder.distribute_image(**order(names, image, configure(builder, names), role))["imageBuildVersionArn"]
    theirs = server.client("imagebuilder", HOME, member_account[1])
    with pytest.raises(theirs.exceptions.ClientError) as error:
        theirs.get_image(imageBuildVersionArn=arn)
    assert error.value.response["Error"]["Code"] in ("ResourceNotFoundException", "ForbiddenException",
                                                     "AccessDeniedException")
    assert arn not in [item["arn"] for item in theirs.list_image_build_versions()["imageSummaryList"]]


def test_pagination_tokens_are_checked(builder, fails):
    with fails("InvalidPaginationTokenException", 400):
        builder.list_images(nextToken="nonsense")
    for size in (0, 26):
        with fails("InvalidRequestException", 400):
            builder.list_images(maxResults=size)


def test_unknown_members_are_ignored_and_wrong_types_are_not(server, fails):
    from support.raw import send
    status, headers, body = send(server, "imagebuilder", "PUT", "/DistributeImage", b'{"sourceImage": 5}')
    assert status == 400 and headers["x-amzn-errortype"] == "InvalidRequestException"
    assert "sourceImage" in json.loads(body)["message"]
    status, _, body = send(server, "imagebuilder", "POST", "/ListImages", b'{"newer": {"member": 1}}')
    assert status == 200, body


def test_a_deny_on_tags_holds_for_version_arns_too(server, builder, names, image, role, fails):
    """A version ARN leads to a tagged build; the build's tags decide, whichever ARN is used."""
    from support.server import Credentials
    arn = builder.distribute_image(**order(names, image, configure(builder, names), role, tags={"secret": "yes"})
                                   )["imageBuildVersionArn"]
    wait_distributed(builder, arn)
    iam, user = server.client("iam"), names("curious")
    iam.create_user(UserName=user)
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "imagebuilder:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "imagebuilder:GetImage", "Resource": "*",
             "Condition": {"StringEquals": {"aws:ResourceTag/secret": "yes"}}}]}))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    limited = server.client("imagebuilder", HOME, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    for asked in (arn, arn.rsplit("/", 1)[0]):
        with fails("AccessDeniedException", 403):
            limited.get_image(imageBuildVersionArn=asked)
