"""Launch templates through boto3 and the AWS CLI."""

import base64
import json

import pytest

HOME = "us-east-1"
UNKNOWN = "lt-0123456789abcdef0"


@pytest.fixture
def ec2(server):
    return server.client("ec2", HOME)


@pytest.fixture
def template(ec2, names):
    made = ec2.create_launch_template(LaunchTemplateName=names("template"), LaunchTemplateData={
        "ImageId": "ami-0123456789abcdef1", "InstanceType": "t3.micro"})
    return made["LaunchTemplate"]["LaunchTemplateId"]


DATA = {
    "EbsOptimized": True,
    "IamInstanceProfile": {"Arn": "arn:aws:iam::111122223333:instance-profile/web"},
    "BlockDeviceMappings": [
        {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "VolumeType": "gp3", "Iops": 4000, "Throughput": 250,
                                            "Encrypted": True, "DeleteOnTermination": True, "KmsKeyId": "alias/a"}},
        {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"}],
    "NetworkInterfaces": [
        {"DeviceIndex": 0, "AssociatePublicIpAddress": True, "DeleteOnTermination": True, "Description": "first",
         "Groups": ["sg-1", "sg-2"], "SubnetId": "subnet-1", "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1"}],
         "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": "10.0.0.4"}],
         "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.0/28"}],
         "EnaSrdSpecification": {"EnaSrdEnabled": True, "EnaSrdUdpSpecification": {"EnaSrdUdpEnabled": False}},
         "ConnectionTrackingSpecification": {"TcpEstablishedTimeout": 100}}],
    "ImageId": "ami-0123456789abcdef1",
    "InstanceType": "m5.large",
    "KeyName": "ops",
    "Monitoring": {"Enabled": True},
    "Placement": {"AvailabilityZone": "us-east-1a", "GroupName": "near", "PartitionNumber": 3, "Tenancy": "dedicated"},
    "DisableApiTermination": True,
    "InstanceInitiatedShutdownBehavior": "terminate",
    "UserData": base64.b64encode(b"#!/bin/sh\necho hello & <bye>\n").decode(),
    "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "role", "Value": "web"}]},
                          {"ResourceType": "volume", "Tags": [{"Key": "role", "Value": ""}]}],
    "SecurityGroupIds": ["sg-1"],
    "SecurityGroups": ["default"],
    "InstanceMarketOptions": {"MarketType": "spot", "SpotOptions": {"MaxPrice": "0.1", "SpotInstanceType": "one-time"}},
    "CreditSpecification": {"CpuCredits": "unlimited"},
    "CpuOptions": {"CoreCount": 2, "ThreadsPerCore": 1},
    "CapacityReservationSpecification": {"CapacityReservationPreference": "open"},
    "LicenseSpecifications": [{"LicenseConfigurationArn": "arn:aws:license-manager:us-east-1:1:license/1"}],
    "HibernationOptions": {"Configured": True},
    "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2, "HttpEndpoint": "enabled",
                        "HttpProtocolIpv6": "disabled", "InstanceMetadataTags": "enabled"},
    "EnclaveOptions": {"Enabled": False},
    "PrivateDnsNameOptions": {"HostnameType": "ip-name", "EnableResourceNameDnsARecord": True},
    "MaintenanceOptions": {"AutoRecovery": "disabled"},
    "DisableApiStop": True,
    "NetworkPerformanceOptions": {"BandwidthWeighting": "ebs-1"},
}
REQUIREMENTS = {"InstanceRequirements": {
    "VCpuCount": {"Min": 2, "Max": 8}, "MemoryMiB": {"Min": 4096}, "CpuManufacturers": ["intel", "amd"],
    "MemoryGiBPerVCpu": {"Min": 1.5, "Max": 8.0}, "InstanceGenerations": ["current"], "BareMetal": "excluded",
    "AcceleratorCount": {"Max": 0}, "AllowedInstanceTypes": ["m5.*", "c5.*"],
    "BaselinePerformanceFactors": {"Cpu": {"References": [{"InstanceFamily": "m5"}]}}}}


@pytest.mark.parametrize("data", [DATA, REQUIREMENTS], ids=["everything", "requirements"])
def test_data_comes_back_as_it_was_given(ec2, names, data):
    name = names("whole")
    ec2.create_launch_template(LaunchTemplateName=name, VersionDescription="all of it", LaunchTemplateData=data)
    version = ec2.describe_launch_template_versions(LaunchTemplateName=name)["LaunchTemplateVersions"][0]
    assert version["LaunchTemplateData"] == data
    assert version["VersionDescription"] == "all of it" and version["DefaultVersion"] is True


def test_versions_and_the_default(ec2, template, fails):
    second = ec2.create_launch_template_version(
        LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData={"ImageId": "ami-0123456789abcdef2"})
    made = second["LaunchTemplateVersion"]
    assert (made["VersionNumber"], made["DefaultVersion"]) == (2, False)
    assert made["LaunchTemplateData"] == {"ImageId": "ami-0123456789abcdef2", "InstanceType": "t3.micro"}
    assert second["Warning"]["Errors"][0]["Code"] == "InvalidAMIID.NotFound"
    changed = ec2.modify_launch_template(LaunchTemplateId=template, DefaultVersion="2")["LaunchTemplate"]
    assert (changed["DefaultVersionNumber"], changed["LatestVersionNumber"]) == (2, 2)

    def numbers(**how):
        answer = ec2.describe_launch_template_versions(LaunchTemplateId=template, **how)
        return [version["VersionNumber"] for version in answer["LaunchTemplateVersions"]]

    assert numbers() == [2, 1]
    assert numbers(Versions=["$Default"]) == [2] and numbers(Versions=["1", "$Latest"]) == [1, 2]
    assert numbers(MinVersion="2") == [2] and numbers(MaxVersion="1") == [1]
    assert numbers(Filters=[{"Name": "image-id", "Values": ["*1"]}]) == [1]
    gone = ec2.delete_launch_template_versions(LaunchTemplateId=template, Versions=["1", "2", "7"])
    assert [item["VersionNumber"] for item in gone["SuccessfullyDeletedLaunchTemplateVersions"]] == [1]
    assert [(item["VersionNumber"], item["ResponseError"]["Code"])
            for item in gone["UnsuccessfullyDeletedLaunchTemplateVersions"]] == [
        (2, "unexpectedError"), (7, "launchTemplateVersionDoesNotExist")]
    with fails("InvalidLaunchTemplateId.VersionNotFound", 400, "Could not find the specified version 1"):
        ec2.modify_launch_template(LaunchTemplateId=template, DefaultVersion="1")


def test_listing_pages_filters_and_tags(ec2, names):
    prefix = names("listed")
    made = {ec2.create_launch_template(
        LaunchTemplateName=f"{prefix}-{number}", LaunchTemplateData={"KeyName": "k"},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": [{"Key": "set", "Value": prefix}]}],
    )["LaunchTemplate"]["LaunchTemplateId"] for number in range(5)}
    pages = list(ec2.get_paginator("describe_launch_templates").paginate(
        Filters=[{"Name": "tag:set", "Values": [prefix]}], PaginationConfig={"PageSize": 2}))
    found = [item["LaunchTemplateId"] for page in pages for item in page["LaunchTemplates"]]
    assert len(pages) == 3 and sorted(found) == sorted(made)
    tags = ec2.describe_tags(Filters=[{"Name": "resource-type", "Values": ["launch-template"]},
                                      {"Name": "value", "Values": [prefix]}])["Tags"]
    assert {tag["ResourceId"] for tag in tags} == made
    for template in made:
        assert ec2.delete_launch_template(LaunchTemplateId=template)["LaunchTemplate"]["LaunchTemplateId"] == template
    assert ec2.describe_launch_templates(Filters=[{"Name": "tag-key", "Values": ["set"]}])["LaunchTemplates"] == []


def test_tokens(ec2, names, fails):
    request = dict(LaunchTemplateName=names("token"), ClientToken=names("once"), LaunchTemplateData={"KeyName": "k"})
    first = ec2.create_launch_template(**request)["LaunchTemplate"]["LaunchTemplateId"]
    assert ec2.create_launch_template(**request)["LaunchTemplate"]["LaunchTemplateId"] == first
    with fails("IdempotentParameterMismatch", 400):
        ec2.create_launch_template(**dict(request, LaunchTemplateData={"KeyName": "other"}))
    with fails("InvalidClientToken", 400):
        ec2.create_launch_template(**dict(request, ClientToken="ü"))


def test_errors(server, ec2, template, member_account, names, fails):
    name = ec2.describe_launch_templates(LaunchTemplateIds=[template])["LaunchTemplates"][0]["LaunchTemplateName"]
    with fails("InvalidLaunchTemplateName.AlreadyExistsException", 400):
        ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={"KeyName": "k"})
    with fails("InvalidLaunchTemplateName.MalformedException", 400):
        ec2.create_launch_template(LaunchTemplateName="no spaces", LaunchTemplateData={"KeyName": "k"})
    with fails("InvalidLaunchTemplateName.NotFoundException", 400):
        ec2.delete_launch_template(LaunchTemplateName=names("nobody"))
    with fails("InvalidLaunchTemplateId.Malformed", 400):
        ec2.describe_launch_templates(LaunchTemplateIds=["lt-1"])
    with fails("InvalidLaunchTemplateId.NotFound", 400,
               f"The specified launch template, with template ID {UNKNOWN}, does not exist."):
        ec2.describe_launch_template_versions(LaunchTemplateId=UNKNOWN)
    with fails("MissingParameter", 400):
        ec2.modify_launch_template(DefaultVersion="1")
    with fails("InvalidParameterCombination", 400):
        ec2.modify_launch_template(LaunchTemplateId=template, LaunchTemplateName=name, DefaultVersion="1")
    with fails("InvalidUserData.Malformed", 400):
        ec2.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData={"UserData": "no!"})
    with fails("InvalidAMIID.Malformed", 400):
        ec2.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData={"ImageId": "image"})
    theirs = server.client("ec2", HOME, member_account[1])
    with fails("InvalidLaunchTemplateId.NotFound", 400):
        theirs.delete_launch_template(LaunchTemplateId=template)
    with fails("DryRunOperation", 412):
        ec2.delete_launch_template(LaunchTemplateId=template, DryRun=True)


def test_policies_see_the_templates_tags(server, ec2, template, names, fails):
    from support.server import Credentials
    iam = server.client("iam")
    user = names("templates")
    iam.create_user(UserName=user)
    iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["ec2:ModifyLaunchTemplate", "ec2:CreateLaunchTemplateVersion"],
                       "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "web"}}}]}))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    operator = server.client("ec2", HOME, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    with fails("UnauthorizedOperation", 403):
        operator.modify_launch_template(LaunchTemplateId=template, DefaultVersion="1")
    ec2.create_tags(Resources=[template], Tags=[{"Key": "team", "Value": "web"}])
    operator.modify_launch_template(LaunchTemplateId=template, DefaultVersion="1")
    with fails("UnauthorizedOperation", 403):
        operator.delete_launch_template(LaunchTemplateId=template)


def test_with_the_command_line(server, names):
    def aws(*arguments):
        return json.loads(server.run("aws", "ec2", *arguments, region=HOME).stdout)

    name = names("cli")
    made = aws("create-launch-template", "--launch-template-name", name, "--launch-template-data",
               json.dumps({"InstanceType": "t3.micro", "ImageId": "ami-0123456789abcdef1"}))["LaunchTemplate"]
    aws("create-launch-template-version", "--launch-template-id", made["LaunchTemplateId"], "--source-version", "1",
        "--launch-template-data", "ImageId=ami-0123456789abcdef2")
    aws("modify-launch-template", "--launch-template-name", name, "--default-version", "2")
    shown = aws("describe-launch-template-versions", "--launch-template-name", name, "--versions", "$Default")
    data = shown["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    assert data == {"InstanceType": "t3.micro", "ImageId": "ami-0123456789abcdef2"}
    aws("delete-launch-template", "--launch-template-name", name)
