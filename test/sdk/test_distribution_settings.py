"""The settings of distributions through boto3, each seen to be applied: accounts, keys, parameters, logs, failures."""

import json

import pytest

from support import organization, volumes
from test_main_job import wait_distributed

HOME, WEST, EAST = "us-east-1", "eu-west-1", "ap-northeast-1"


@pytest.fixture(scope="module")
def own(server):
    return organization.own_account(server)


@pytest.fixture(scope="module")
def role(server, names):
    return organization.add_execution_role(server, names("distributes"))


@pytest.fixture(scope="module")
def receiver(server, names, own):
    """A member account that is ready to receive AMIs."""
    account = organization.create_account(server, names("receiver"))
    organization.add_receiving_role(server, account, own)
    return account


@pytest.fixture(scope="module")
def stranger(server, names):
    """A member account without the role."""
    return organization.create_account(server, names("stranger"))


@pytest.fixture
def builder(server):
    return server.client("imagebuilder", HOME)


@pytest.fixture
def image(server, names):
    snapshot = volumes.upload(server.client("ebs", HOME), {0: volumes.block(7)})
    return volumes.register(server.client("ec2", HOME), snapshot, names("source"))


@pytest.fixture
def distribute(builder, names, image, role):
    """distribute(*distributions, **more) runs one to its end: the image."""
    def run(*distributions, **more):
        arn = builder.create_distribution_configuration(
            name=names("config"), clientToken=names("token"), distributions=list(distributions)
        )["distributionConfigurationArn"]
        request = dict(dict(sourceImage=image, distributionConfigurationArn=arn, executionRole=role,
                            clientToken=names("token")), **more)
        return wait_distributed(builder, builder.distribute_image(**request)["imageBuildVersionArn"])
    return run


def ami_of(image, region, account=None):
    (found,) = [ami for ami in image["outputResources"]["amis"]
                if ami["region"] == region and account in (None, ami["accountId"])]
    return found


def test_a_copy_for_each_target_account(server, distribute, own, receiver):
    image = distribute({"region": WEST, "amiDistributionConfiguration": {
        "targetAccountIds": [own, receiver], "amiTags": {"team": "web"},
        "launchPermission": {"userIds": [own]}}})
    assert image["state"]["status"] == "AVAILABLE", image["state"]
    theirs = ami_of(image, WEST, receiver)
    ec2 = server.client("ec2", WEST, credentials=organization.administrator(server, receiver))
    (described,) = ec2.describe_images(ImageIds=[theirs["image"]])["Images"]
    assert described["OwnerId"] == receiver
    tags = {tag["Key"]: tag["Value"] for tag in described["Tags"]}
    assert tags["team"] == "web" and tags["CreatedBy"] == "EC2 Image Builder"
    permissions = ec2.describe_image_attribute(ImageId=theirs["image"], Attribute="launchPermission")
    assert permissions["LaunchPermissions"] == [{"UserId": own}]
    assert ami_of(image, WEST, own)["image"] != theirs["image"]


def test_an_account_without_the_role_fails_alone_and_a_retry_mends_it(server, builder, distribute, own, names):
    account = organization.create_account(server, names("late"))
    image = distribute({"region": WEST, "amiDistributionConfiguration": {"targetAccountIds": [own, account]}})
    state = image["state"]
    assert state["status"] == "FAILED"
    assert f"Account {account} needs the role {organization.CROSS_ACCOUNT_ROLE} with a trust policy" in state["reason"]
    assert f"(source account {own}, destination account {account}, Region {WEST})" in state["reason"]
    first = ami_of(image, WEST, own)
    assert first["state"]["status"] == "AVAILABLE"
    organization.add_receiving_role(server, account, own)
    builder.retry_image(imageBuildVersionArn=image["arn"], clientToken=names("token"))
    again = wait_distributed(builder, image["arn"])
    assert again["state"]["status"] == "AVAILABLE", again["state"]
    assert ami_of(again, WEST, own)["image"] == first["image"]
    assert ami_of(again, WEST, account)["accountId"] == account


@pytest.mark.parametrize("trusted, actions, says", [
    ("000000000000", ("ec2:*",), "may not assume the role"),
    (None, ("ec2:CopyImage",), "is not authorized to perform ec2:CreateTags"),
])
def test_the_role_in_the_target_account_is_really_asked(server, distribute, own, names, trusted, actions, says):
    account = organization.create_account(server, names("wrong"))
    organization.add_receiving_role(server, account, trusted or own, actions)
    image = distribute({"region": WEST, "amiDistributionConfiguration": {"targetAccountIds": [account]}})
    assert image["state"]["status"] == "FAILED" and says in image["state"]["reason"], image["state"]


def test_parameters_hold_the_ami_ids(server, distribute, own, receiver, names):
    mine, theirs, text = (f"/golden/{names('p')}" for _ in range(3))
    image = distribute({"region": WEST, "amiDistributionConfiguration": {"targetAccountIds": [own, receiver]},
                        "ssmParameterConfigurations": [
                            {"parameterName": mine, "dataType": "aws:ec2:image"},
                            {"parameterName": text, "dataType": "text"},
                            {"parameterName": theirs, "amiAccountId": receiver}]})
    assert image["state"]["status"] == "AVAILABLE", image["state"]
    ssm = server.client("ssm", WEST)
    parameter = ssm.get_parameter(Name=mine)["Parameter"]
    assert parameter["Value"] == ami_of(image, WEST, own)["image"] and parameter["DataType"] == "aws:ec2:image"
    assert ssm.get_parameter(Name=text)["Parameter"]["DataType"] == "text"
    other = server.client("ssm", WEST, credentials=organization.administrator(server, receiver))
    assert other.get_parameter(Name=theirs)["Parameter"]["Value"] == ami_of(image, WEST, receiver)["image"]


def test_launch_templates_get_a_new_version(server, distribute, own, receiver, names):
    mine = server.client("ec2", WEST)
    theirs = server.client("ec2", WEST, credentials=organization.administrator(server, receiver))
    ids = [ec2.create_launch_template(LaunchTemplateName=names("web"), LaunchTemplateData={
        "InstanceType": "m5.large", "ImageId": "ami-00000000"})["LaunchTemplate"]["LaunchTemplateId"]
        for ec2 in (mine, theirs)]
    image = distribute({"region": WEST, "amiDistributionConfiguration": {"targetAccountIds": [own, receiver]},
                        "launchTemplateConfigurations": [
                            {"launchTemplateId": ids[0], "setDefaultVersion": True},
                            {"launchTemplateId": ids[1], "accountId": receiver}]})
    assert image["state"]["status"] == "AVAILABLE", image["state"]
    for ec2, template, account, default in ((mine, ids[0], own, 2), (theirs, ids[1], receiver, 1)):
        (found,) = ec2.describe_launch_templates(LaunchTemplateIds=[template])["LaunchTemplates"]
        assert (found["LatestVersionNumber"], found["DefaultVersionNumber"]) == (2, default)
        (version,) = ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["2"])[
            "LaunchTemplateVersions"]
        data = version["LaunchTemplateData"]
        assert data["ImageId"] == ami_of(image, WEST, account)["image"] and data["InstanceType"] == "m5.large"


def test_a_launch_template_that_is_not_there_is_told(distribute):
    image = distribute({"region": WEST, "amiDistributionConfiguration": {}, "launchTemplateConfigurations": [
        {"launchTemplateId": "lt-00000000000000000"}]})
    assert "lt-00000000000000000 does not exist in account" in image["state"]["reason"], image["state"]
    assert ami_of(image, WEST)["state"]["status"] == "FAILED"


def test_a_parameter_the_role_may_not_put_is_told_with_its_step(distribute, server, names):
    role = organization.add_execution_role(server, names("no-ssm"), ("ec2:*",))
    image = distribute({"region": WEST, "amiDistributionConfiguration": {},
                        "ssmParameterConfigurations": [{"parameterName": "/golden/denied"}]}, executionRole=role)
    assert "ssm:PutParameter" in image["state"]["reason"]


def test_the_service_linked_role_distributes(distribute):
    image = distribute({"region": WEST, "amiDistributionConfiguration": {}},
                       executionRole="AWSServiceRoleForImageBuilder")
    assert image["state"]["status"] == "AVAILABLE", image["state"]


def test_a_key_for_each_region(server, distribute, own):
    distributions, keys = [], {}
    for region in (WEST, EAST):
        keys[region] = server.client("kms", region).create_key()["KeyMetadata"]["Arn"]
        distributions.append({"region": region, "amiDistributionConfiguration": {"kmsKeyId": keys[region]}})
    image = distribute(*distributions)
    assert image["state"]["status"] == "AVAILABLE", image["state"]
    for region, key in keys.items():
        ec2 = server.client("ec2", region)
        (ami,) = ec2.describe_images(ImageIds=[ami_of(image, region)["image"]])["Images"]
        assert ami["BlockDeviceMappings"][0]["Ebs"]["Encrypted"]
        # Without its key the copy cannot be read; with it, it holds the same bits.
        ebs, kms = server.client("ebs", region), server.client("kms", region)
        (snapshot,) = volumes.snapshots_of(ami)
        kms.disable_key(KeyId=key)
        with pytest.raises(ebs.exceptions.ClientError):
            volumes.download(ebs, snapshot)
        kms.enable_key(KeyId=key)
        assert volumes.download(ebs, snapshot) == {0: volumes.block(7)}


def test_a_bad_key_fails_its_region_only(distribute, own):
    bad = f"arn:aws:kms:{EAST}:{own}:key/00000000-0000-4000-8000-000000000000"
    image = distribute({"region": WEST, "amiDistributionConfiguration": {}},
                       {"region": EAST, "amiDistributionConfiguration": {"kmsKeyId": bad}})
    assert image["state"]["status"] == "FAILED"
    assert "Given key ID is not accessible" in image["state"]["reason"] and EAST in image["state"]["reason"]
    assert ami_of(image, WEST)["state"]["status"] == "AVAILABLE"


def test_the_log_of_a_distribution(server, distribute, own, stranger, names):
    group = f"/aws/imagebuilder/{names('group')}"
    image = distribute({"region": WEST, "amiDistributionConfiguration": {"targetAccountIds": [own, stranger]}},
                       loggingConfiguration={"logGroupName": group})
    version, build = image["version"].split("/")
    events = server.client("logs").get_log_events(
        logGroupName=group, logStreamName=f"{version}/{build}", startFromHead=True)["events"]
    text = "\n".join(event["message"] for event in events)
    assert "began: 2 destinations" in text and "moved at" in text and "skipped" in text
    assert f"{WEST} {stranger}: CopyAmi failed: " in text and "may not assume the role" in text
    assert "ended as FAILED" in events[-1]["message"] and "1 of 2 destinations are available" in events[-1]["message"]


def test_sharing_with_an_organization_is_resolved_when_it_is_used(server, distribute, receiver):
    organizations = organization.ensure_organization(server)
    arn = organizations.describe_organization()["Organization"]["Arn"]
    image = distribute({"region": WEST, "amiDistributionConfiguration": {
        "launchPermission": {"organizationArns": [arn]}}})
    assert image["state"]["status"] == "AVAILABLE", image["state"]
    ec2 = server.client("ec2", WEST, credentials=organization.administrator(server, receiver))
    ami = ami_of(image, WEST)["image"]
    assert [found["ImageId"] for found in ec2.describe_images(ImageIds=[ami])["Images"]] == [ami]


def test_containers_are_refused_for_amis(builder, names, image, role, fails):
    arn = builder.create_distribution_configuration(
        name=names("containers"), clientToken=names("token"), distributions=[
            {"region": WEST, "containerDistributionConfiguration": {
                "targetRepository": {"service": "ECR", "repositoryName": "web"}}}])["distributionConfigurationArn"]
    with fails("InvalidRequestException", 400, "containerDistributionConfiguration"):
        builder.distribute_image(sourceImage=image, distributionConfigurationArn=arn, executionRole=role,
                                 clientToken=names("token"))


def test_licenses_are_kept_and_fast_launch_is_for_windows(distribute):
    license_arn = "arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-" + 32 * "a"
    image = distribute({"region": WEST, "amiDistributionConfiguration": {}, "licenseConfigurationArns": [license_arn]})
    assert image["state"]["status"] == "AVAILABLE", image["state"]
    image = distribute({"region": WEST, "amiDistributionConfiguration": {},
                        "fastLaunchConfigurations": [{"enabled": True, "maxParallelLaunches": 6}]})
    assert "Windows AMIs only" in image["state"]["reason"], json.dumps(image["state"])


def test_a_log_group_of_ones_own_needs_the_roles_permission(server, builder, names, image, fails):
    role = organization.add_execution_role(server, names("no-logs"), ("ec2:*",))
    arn = builder.create_distribution_configuration(
        name=names("logged"), clientToken=names("token"), distributions=[
            {"region": WEST, "amiDistributionConfiguration": {}}])["distributionConfigurationArn"]
    with fails("ClientException", 400, "logs:CreateLogStream"):
        builder.distribute_image(sourceImage=image, distributionConfigurationArn=arn, executionRole=role,
                                 clientToken=names("token"), loggingConfiguration={"logGroupName": "elsewhere"})


def test_status_tells_what_each_destination_moved_and_skipped(server, distribute, own, stranger):
    image = distribute({"region": WEST, "amiDistributionConfiguration": {"targetAccountIds": [own, stranger]}})
    shown = json.loads(server.run("amicast", "status", image["arn"], "--output", "json").stdout)
    by_account = {each["AccountId"]: each for each in shown["Destinations"]}
    good = by_account[own]
    assert good["State"] == "COMPLETED" and good["PercentDone"] == 100
    assert good["BytesMoved"] + good["BytesSkipped"] > 0 and good["ImageId"] == ami_of(image, WEST, own)["image"]
    assert by_account[stranger]["State"] == "FAILED"
    assert organization.CROSS_ACCOUNT_ROLE in by_account[stranger]["Cause"]
    watched = server.run("amicast", "status", image["arn"], "--watch", check=False)
    assert watched.returncode == 1 and "1 images available" in watched.stdout, watched
