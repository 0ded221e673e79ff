"""Image Builder around the engine, through boto3: forms of sources, image policies, life cycle, imports, errors."""

import json
import time

import pytest

from support import volumes
from support.server import Credentials, Server
from test_imagebuilder import HOME, WEST, configure, order
from test_main_job import TRUST, make_role, wait_distributed


@pytest.fixture
def builder(server):
    return server.client("imagebuilder", HOME)


@pytest.fixture(scope="module")
def role(server):
    return make_role(server, f"surface-{time.monotonic_ns()}")


@pytest.fixture
def image(server, names):
    snapshot = volumes.upload(server.client("ebs", HOME), {0: volumes.block(1)})
    return volumes.register(server.client("ec2", HOME), snapshot, names("source"))


@pytest.fixture
def distributed(builder, names, image, role):
    arn = builder.distribute_image(**order(names, image, configure(builder, names), role))["imageBuildVersionArn"]
    assert wait_distributed(builder, arn)["state"]["status"] == "AVAILABLE"
    return arn


def wait_execution(builder, execution, timeout=60):
    deadline = time.monotonic() + timeout
    while True:
        found = builder.get_lifecycle_execution(lifecycleExecutionId=execution)["lifecycleExecution"]
        if found["state"]["status"] not in ("PENDING", "IN_PROGRESS"):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


# ---- sources ----

def allow(server, role, action):
    server.client("iam").put_role_policy(
        RoleName=role.rsplit("/", 1)[1], PolicyName=action.replace(":", "-").replace("*", "all"), PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}))


def test_parameters_are_sources(server, builder, names, image, fails):
    role = make_role(server, names("reads-parameters"))
    ssm, name = server.client("ssm", HOME), "/" + names("golden") + "/ami"
    ssm.put_parameter(Name=name, Value=image, Type="String", DataType="aws:ec2:image")
    ssm.put_parameter(Name=name + "/text", Value="not an ami", Type="String")
    arn = f"arn:aws:ssm:{HOME}:{role.split(':')[4]}:parameter{name}"
    configuration = configure(builder, names)
    with fails("AccessDeniedException", 403, "ssm:GetParameter"):
        builder.distribute_image(**order(names, "ssm:" + name, configuration, role))
    allow(server, role, "ssm:GetParameter")
    builds = []
    for source in ("ssm:" + name, "ssm:" + arn):
        done = builder.distribute_image(**order(names, source, configuration, role))["imageBuildVersionArn"]
        assert wait_distributed(builder, done)["state"]["status"] == "AVAILABLE"
        builds.append(done)
    assert builds[0].rsplit("/", 1)[0] == builds[1].rsplit("/", 1)[0]
    with fails("ResourceNotFoundException", 404, "/no/such"):
        builder.distribute_image(**order(names, "ssm:/no/such", configuration, role))
    with fails("ResourceNotFoundException", 404):
        builder.distribute_image(**order(names, "ssm:" + arn.replace(HOME, WEST), configuration, role))
    with fails("InvalidRequestException", 400, "AMI id"):
        builder.distribute_image(**order(names, f"ssm:{name}/text", configuration, role))
    with fails("InvalidRequestException", 400, "ssm:"):
        builder.distribute_image(**order(names, name, configuration, role))


def test_amis_shared_with_their_storage_are_sources(server, builder, names, image, member_account, fails):
    account, credentials = member_account
    theirs = server.client("imagebuilder", HOME, credentials)
    iam = server.client("iam", credentials=credentials)
    role = names("their-role")
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName=role, PolicyName="ec2", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}))
    configuration = configure(theirs, names)
    ec2 = server.client("ec2", HOME)
    with fails("ResourceNotFoundException", 404):
        theirs.distribute_image(**order(names, image, configuration, role))
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"UserId": account}]})
    with fails("ForbiddenException", 403, "snapshots"):
        theirs.distribute_image(**order(names, image, configuration, role))
    (snapshot,) = volumes.snapshots_of(ec2.describe_images(ImageIds=[image])["Images"][0])
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission",
                                  OperationType="add", UserIds=[account])
    arn = theirs.distribute_image(**order(names, image, configuration, role))["imageBuildVersionArn"]
    done = wait_distributed(theirs, arn)
    assert done["state"]["status"] == "AVAILABLE", done["state"]
    assert done["outputResources"]["amis"][0]["accountId"] == account


# ---- image policies ----

def sharing(account, arn):
    return json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": account},
        "Action": ["imagebuilder:GetImage", "imagebuilder:ListImages"], "Resource": arn}]})


def test_policies_share_an_image(server, builder, names, image, role, member_account, fails):
    account, credentials = member_account
    arn = builder.distribute_image(
        **order(names, image, configure(builder, names, HOME), role))["imageBuildVersionArn"]
    wait_distributed(builder, arn)
    theirs = server.client("imagebuilder", HOME, credentials)
    with fails("ResourceNotFoundException", 404):
        builder.get_image_policy(imageArn=arn)
    for asked in (arn, arn[:-1] + "9"):
        with fails("ForbiddenException", 403):
            theirs.get_image(imageBuildVersionArn=asked)
    policy = sharing(account, arn)
    assert builder.put_image_policy(imageArn=arn, policy=policy)["imageArn"] == arn
    assert builder.get_image_policy(imageArn=arn)["policy"] == policy
    version = arn.rsplit("/", 1)[0]
    for asked in (arn, version, version.rsplit("/", 1)[0] + "/x.x.x"):
        assert theirs.get_image(imageBuildVersionArn=asked)["image"]["arn"] == arn
    listed = [item for page in theirs.get_paginator("list_images").paginate(owner="Shared")
              for item in page["imageVersionList"]]
    assert [item["owner"] for item in listed if item["arn"] == version] == [arn.split(":")[4]]
    assert theirs.list_images(owner="Amazon")["imageVersionList"] == []
    for attempt in (theirs.delete_image, theirs.get_image_policy):
        with fails("ForbiddenException", 403):
            attempt(**{("imageArn" if attempt == theirs.get_image_policy else "imageBuildVersionArn"): arn})
    with fails("ResourceDependencyException", 400, "shared"):
        builder.delete_image(imageBuildVersionArn=arn)
    builder.put_image_policy(imageArn=arn, policy=sharing(arn.split(":")[4], arn))
    with fails("ForbiddenException", 403):
        theirs.get_image(imageBuildVersionArn=arn)
    builder.delete_image(imageBuildVersionArn=arn)


@pytest.mark.parametrize("policy, code", [
    ("", "InvalidRequestException"), ("x" * 30001, "InvalidRequestException"),
    ("{", "InvalidParameterValueException"), ("{}", "InvalidParameterValueException"),
    ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"imagebuilder:GetImage","Resource":"*"}]}',
     "InvalidParameterValueException"),
    ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"imagebuilder:GetImage","Resource":"*",'
     '"Principal":{"AWS":"nobody"}}]}', "InvalidParameterValueException"),
])
def test_bad_policies(builder, distributed, fails, policy, code):
    with fails(code, 400):
        builder.put_image_policy(imageArn=distributed, policy=policy)


# ---- life cycle ----

def test_state_updates_reach_every_region(server, builder, names, image, role):
    arn = builder.distribute_image(**order(names, image, configure(builder, names, HOME, WEST), role)
                                   )["imageBuildVersionArn"]
    amis = {ami["region"]: ami["image"] for ami in wait_distributed(builder, arn)["outputResources"]["amis"]}

    def update(status, **more):
        execution = builder.start_resource_state_update(
            resourceArn=arn, state={"status": status}, executionRole=role,
            includeResources=dict({"amis": True}, **more), clientToken=names("state"))["lifecycleExecutionId"]
        assert wait_execution(builder, execution)["state"] == {"status": "SUCCESS"}
        return execution

    def describe():
        return [server.client("ec2", region).describe_images(
            ImageIds=[ami], IncludeDisabled=True, IncludeDeprecated=True)["Images"][0]
                for region, ami in amis.items()]

    update("DEPRECATED")
    assert all("DeprecationTime" in found for found in describe())
    assert builder.get_image(imageBuildVersionArn=arn)["image"]["state"]["status"] == "DEPRECATED"
    update("DISABLED")
    assert {found["State"] for found in describe()} == {"disabled"}
    update("AVAILABLE")
    assert {found["State"] for found in describe()} == {"available"}
    execution = update("DELETED", snapshots=True)
    for region, ami in amis.items():
        assert server.client("ec2", region).describe_images(ImageIds=[ami])["Images"] == []
    (whole,) = builder.list_lifecycle_execution_resources(lifecycleExecutionId=execution)["resources"]
    assert whole["resourceId"] == arn and whole["action"]["name"] == "DELETE"
    parts = builder.list_lifecycle_execution_resources(
        lifecycleExecutionId=execution, parentResourceId=arn)["resources"]
    assert {part["region"]: part["resourceId"] for part in parts} == amis
    for part in parts:
        (snapshot,) = part["snapshots"]
        assert snapshot["state"]["status"] == "SUCCESS"
        with pytest.raises(builder.exceptions.ClientError):
            server.client("ec2", part["region"]).describe_snapshots(SnapshotIds=[snapshot["snapshotId"]])
    with pytest.raises(builder.exceptions.ClientError):
        builder.get_image(imageBuildVersionArn=arn)


def test_the_managed_policy_is_enough_for_distributed_amis(server, builder, names, image, role):
    iam, name = server.client("iam"), names("lifecycle")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName=name,
                           PolicyArn="arn:aws:iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy")
    arn = builder.distribute_image(**order(names, image, configure(builder, names), role))["imageBuildVersionArn"]
    wait_distributed(builder, arn)
    execution = builder.start_resource_state_update(
        resourceArn=arn, state={"status": "DELETED"}, executionRole=name,
        includeResources={"amis": True}, clientToken=names("state"))["lifecycleExecutionId"]
    assert wait_execution(builder, execution)["state"] == {"status": "SUCCESS"}


def test_amis_of_other_accounts_need_their_lifecycle_role(server, builder, names, image, member_account):
    account, credentials = member_account
    role = make_role(server, names("across"))
    allow(server, role, "sts:AssumeRole")
    iam = server.client("iam", credentials=credentials)
    home_account = role.split(":")[4]

    def make_theirs(name):
        try:
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [{
                    "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{home_account}:root"},
                    "Action": "sts:AssumeRole"}]}))
        except iam.exceptions.EntityAlreadyExistsException:
            pass
        iam.put_role_policy(RoleName=name, PolicyName="ec2", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}))
    make_theirs("EC2ImageBuilderDistributionCrossAccountRole")
    arn = builder.distribute_image(**order(
        names, image, configure(builder, names, targetAccountIds=[account]), role))["imageBuildVersionArn"]
    done = wait_distributed(builder, arn)
    assert done["state"]["status"] == "AVAILABLE", done["state"]
    (ami,) = done["outputResources"]["amis"]
    assert ami["accountId"] == account

    def delete():
        execution = builder.start_resource_state_update(
            resourceArn=arn, state={"status": "DELETED"}, executionRole=role, clientToken=names("state"),
            includeResources={"amis": True, "snapshots": True})["lifecycleExecutionId"]
        wait_execution(builder, execution)
        (part,) = builder.list_lifecycle_execution_resources(
            lifecycleExecutionId=execution, parentResourceId=arn)["resources"]
        return part["state"]
    refused = delete()
    assert refused["status"] == "FAILED" and "Ec2ImageBuilderCrossAccountLifecycleAccess" in refused["reason"]
    make_theirs("Ec2ImageBuilderCrossAccountLifecycleAccess")
    assert delete() == {"status": "SUCCESS"}
    theirs = server.client("ec2", WEST, credentials)
    assert theirs.describe_images(ImageIds=[ami["image"]])["Images"] == []


def test_policies_run_by_themselves_and_again_after_a_restart(tmp_path, names):
    server = Server(tmp_path, arguments=["--lifecycle-interval-seconds", "2"]).start()
    try:
        builder = server.client("imagebuilder", HOME)
        role = make_role(server, "lifecycle")
        snapshot = volumes.upload(server.client("ebs", HOME), {0: volumes.block(1)})
        image = volumes.register(server.client("ec2", HOME), snapshot, "source")
        configuration = configure(builder, names, WEST)
        builds = []
        for _ in range(3):
            request = order(names, image, configuration, role, tags={"team": "web"})
            builds.append(builder.distribute_image(**request)["imageBuildVersionArn"])
            wait_distributed(builder, builds[-1])
        policy = builder.create_lifecycle_policy(
            name="keep one", executionRole=role, resourceType="AMI_IMAGE", clientToken=names("policy"),
            policyDetails=[{"action": {"type": "DELETE", "includeResources": {"amis": True, "snapshots": True}},
                            "filter": {"type": "COUNT", "value": 1}}],
            resourceSelection={"tagMap": {"team": "web"}})["lifecyclePolicyArn"]
        server.kill()
        server.start()
        builder = server.client("imagebuilder", HOME)
        deadline = time.monotonic() + 60
        while len(builder.list_image_build_versions()["imageSummaryList"]) > 1:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert [item["arn"] for item in builder.list_image_build_versions()["imageSummaryList"]] == builds[-1:]
        runs = builder.list_lifecycle_executions(resourceArn=policy)["lifecycleExecutions"]
        assert any(run["resourcesImpactedSummary"]["hasImpactedResources"] for run in runs)
        assert len(server.client("ec2", WEST).describe_images(Owners=["self"])["Images"]) == 1
    finally:
        assert server.stop() == 0, server.tail()


def test_bad_state_updates(builder, distributed, names, role, fails):
    def update(**change):
        builder.start_resource_state_update(**dict(dict(
            resourceArn=distributed, state={"status": "DISABLED"}, clientToken=names("bad")), **change))
    for change, part in ((dict(state={"status": "GONE"}), "state.status"), (dict(state={}), "state.status"),
                         (dict(state={"status": "DELETED"}), "DeleteImage"),
                         (dict(includeResources={"amis": True}), "executionRole"),
                         (dict(resourceArn="arn:x"), "resourceArn"),
                         (dict(updateAt=4102444800), "updateAt")):
        with fails("InvalidRequestException", 400, part):
            update(**change)
    with fails("ResourceNotFoundException", 404):
        update(resourceArn=distributed.replace("/1.0.0/", "/7.0.0/"))
    with fails("ClientException", 400):
        update(executionRole="no-such-role", includeResources={"amis": True})


def test_passing_a_role_needs_permission_for_this_service(server, builder, distributed, names, role, fails):
    iam, user = server.client("iam"), names("operator")
    iam.create_user(UserName=user)

    def grant(*statements):
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "imagebuilder:*", "Resource": "*"}, *statements]}))

    def passing(service):
        return {"Effect": "Allow", "Action": "iam:PassRole", "Resource": role,
                "Condition": {"StringEquals": {"iam:PassedToService": service}}}

    grant(passing("ec2.amazonaws.com"))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    limited = server.client("imagebuilder", HOME, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))

    def update():
        return limited.start_resource_state_update(
            resourceArn=distributed, state={"status": "DEPRECATED"}, executionRole=role,
            includeResources={"amis": True}, clientToken=names("state"))
    with fails("AccessDeniedException", 403, "iam:PassRole"):
        update()
    grant(passing("imagebuilder.amazonaws.com"))
    update()


# ---- the rest ----

def test_packages_of_an_image_that_was_not_built(builder, distributed, fails):
    assert builder.list_image_packages(imageBuildVersionArn=distributed)["imagePackageList"] == []
    with fails("ResourceNotFoundException", 404):
        builder.list_image_packages(imageBuildVersionArn=distributed.replace("/1.0.0/", "/7.0.0/"))


def test_the_service_linked_role_comes_with_the_first_configuration(server, names, fails):
    organizations = server.client("organizations")
    try:
        organizations.create_organization(FeatureSet="ALL")
    except organizations.exceptions.AlreadyInOrganizationException:
        pass
    state = organizations.create_account(Email=f"{names('slr')}@example.com", AccountName="slr")["CreateAccountStatus"]
    while state["State"] == "IN_PROGRESS":
        state = organizations.describe_create_account_status(CreateAccountRequestId=state["Id"])["CreateAccountStatus"]
    session = server.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{state['AccountId']}:role/OrganizationAccountAccessRole", RoleSessionName="test")
    credentials = Credentials.of(session["Credentials"])
    iam = server.client("iam", credentials=credentials)
    with fails("NoSuchEntity", 404):
        iam.get_role(RoleName="AWSServiceRoleForImageBuilder")
    iam.create_user(UserName="builder")
    iam.put_user_policy(UserName="builder", PolicyName="p", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "imagebuilder:*", "Resource": "*"}]}))
    key = iam.create_access_key(UserName="builder")["AccessKey"]
    limited = server.client("imagebuilder", HOME, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    with fails("AccessDeniedException", 403, "iam:CreateServiceLinkedRole"):
        configure(limited, names)
    configure(server.client("imagebuilder", HOME, credentials), names)
    made = iam.get_role(RoleName="AWSServiceRoleForImageBuilder")["Role"]
    assert made["Path"] == "/aws-service-role/imagebuilder.amazonaws.com/"
    configure(limited, names)


# ---- imports ----

@pytest.fixture(scope="module")
def importing(tmp_path_factory):
    directory = tmp_path_factory.mktemp("disks")
    server = Server(tmp_path_factory.mktemp("importing"),
                    arguments=["--import-directories", str(directory)]).start()
    yield server, directory
    assert server.stop() == 0, server.tail()


def import_order(names, where, **more):
    account = "111122223333"
    return dict(dict(
        name=names("imported disk"), semanticVersion="1.2.3", platform="Linux", osVersion="Debian 12", uri=where,
        infrastructureConfigurationArn=f"arn:aws:imagebuilder:{HOME}:{account}:infrastructure-configuration/none",
        clientToken=names("import")), **more)


def write_disk(path):
    blocks = {0: volumes.block(31), 3: volumes.block(32), 2047: volumes.block(33)}
    with open(path, "wb") as file:
        file.truncate(1 << 30)
        for index, data in blocks.items():
            file.seek(index * volumes.BLOCK)
            file.write(data)
    return blocks


@pytest.mark.parametrize("form", ["raw", "qcow2"])
def test_a_disk_becomes_an_ami(importing, names, form):
    import subprocess
    server, directory = importing
    blocks = write_disk(directory / "disk.raw")
    path = directory / f"disk.{form}"
    if form != "raw":
        subprocess.run(["qemu-img", "convert", "-O", form, directory / "disk.raw", path], check=True)
    builder = server.client("imagebuilder", HOME)
    request = import_order(names, f"file://{path}", tags={"a": "b"}, description="of a disk")
    arn = builder.import_disk_image(**request)["imageBuildVersionArn"]
    assert arn.endswith("/1.2.3/1") and builder.import_disk_image(**request)["imageBuildVersionArn"] == arn
    image = wait_distributed(builder, arn)
    assert image["state"] == {"status": "AVAILABLE"}, image["state"]
    assert (image["platform"], image["osVersion"], image["imageSource"]) == ("Linux", "Debian 12", "IMPORTED")
    assert image["tags"] == {"a": "b"} and "distributionConfiguration" not in image
    (output,) = image["outputResources"]["amis"]
    ami = server.client("ec2", HOME).describe_images(ImageIds=[output["image"]])["Images"][0]
    assert ami["Description"] == "of a disk" and {"Key": "Ec2ImageBuilderArn", "Value": arn} in ami["Tags"]
    (snapshot,) = volumes.snapshots_of(ami)
    assert volumes.download(server.client("ebs", HOME), snapshot) == blocks
    # What was imported can be distributed, by its ARN.
    role = make_role(server, names("role"))
    copy = builder.distribute_image(**order(names, arn, configure(builder, names), role))["imageBuildVersionArn"]
    assert copy.endswith("/1.2.3/2") and wait_distributed(builder, copy)["state"]["status"] == "AVAILABLE"
    with pytest.raises(builder.exceptions.ClientError) as error:
        builder.retry_image(imageBuildVersionArn=arn, clientToken=names("retry"))
    assert error.value.response["Error"]["Code"] == "InvalidRequestException"


def write_iso(path, hybrid):
    """What of an ISO image tells what it is; a hybrid one has a partition table in front."""
    start = bytearray(volumes.block(77)[:32768]) if hybrid else bytearray(32768)
    if hybrid:
        start[446:512] = bytes([0x80, 0, 1, 0, 0x17, 0, 0, 0]).ljust(64, b"\0") + b"\x55\xaa"
    content = bytes(start) + b"\x01CD001\x01" + volumes.block(78)
    path.write_bytes(content)
    return {index: content[index * volumes.BLOCK:(index + 1) * volumes.BLOCK].ljust(volumes.BLOCK, b"\0")
            for index in range(2)}


@pytest.mark.parametrize("ending", ["iso", "img"])
def test_a_hybrid_iso_image_is_imported_bit_for_bit(importing, names, ending):
    server, directory = importing
    blocks = write_iso(directory / f"netboot.{ending}", hybrid=True)
    builder = server.client("imagebuilder", HOME)
    request = import_order(names, f"file://{directory}/netboot.{ending}")
    image = wait_distributed(builder, builder.import_disk_image(**request)["imageBuildVersionArn"])
    assert image["state"] == {"status": "AVAILABLE"}, image["state"]
    (output,) = image["outputResources"]["amis"]
    ami = server.client("ec2", HOME).describe_images(ImageIds=[output["image"]])["Images"][0]
    (snapshot,) = volumes.snapshots_of(ami)
    assert volumes.download(server.client("ebs", HOME), snapshot) == blocks


@pytest.mark.parametrize("hybrid, platform, says", [
    (False, "Linux", "only optical drives boot"), (True, "Windows", "installed system")])
def test_an_iso_image_to_install_from_is_refused(importing, names, hybrid, platform, says):
    server, directory = importing
    path = directory / f"{names('medium')}.img"
    write_iso(path, hybrid)
    builder = server.client("imagebuilder", HOME)
    request = import_order(names, f"file://{path}", platform=platform)
    state = wait_distributed(builder, builder.import_disk_image(**request)["imageBuildVersionArn"])["state"]
    assert state["status"] == "FAILED" and says in state["reason"], state


def test_where_content_is_encrypted_by_default_an_import_is(importing, names):
    server, directory = importing
    blocks = write_disk(directory / "secret.raw")
    ec2, builder = server.client("ec2", WEST), server.client("imagebuilder", WEST)
    ec2.enable_ebs_encryption_by_default()
    arn = builder.import_disk_image(**import_order(names, f"file://{directory}/secret.raw"))["imageBuildVersionArn"]
    image = wait_distributed(builder, arn)
    assert image["state"] == {"status": "AVAILABLE"}, image["state"]
    ami = ec2.describe_images(ImageIds=[image["outputResources"]["amis"][0]["image"]])["Images"][0]
    assert ami["BlockDeviceMappings"][0]["Ebs"]["Encrypted"] is True
    (snapshot,) = volumes.snapshots_of(ami)
    assert ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"][0]["KmsKeyId"].startswith("arn:aws:kms:")
    assert volumes.download(server.client("ebs", WEST), snapshot) == blocks


def test_disks_that_cannot_be_imported_say_why(importing, names):
    server, directory = importing
    builder = server.client("imagebuilder", HOME)
    (directory / "broken.qcow2").write_bytes(b"QFI\xfb" + bytes(1000))
    (directory / "empty.raw").write_bytes(b"")
    with open(directory / "setup.iso", "wb") as file:
        file.write(bytes(32768) + b"\x01CD001\x01" + bytes(4096))
    for uri, part in ((f"file://{directory}/none.raw", "does not exist"), ("file:///etc/passwd", "import.directories"),
                      ("s3://bucket/disk.raw", "not told of a store"), ("https://host/disk.raw", "expected the URI of a file"), (f"file://{directory}/setup.iso", "installer"),
                      (f"file://{directory}/empty.raw", "empty"), (f"file://{directory}/broken.qcow2", "")):
        arn = builder.import_disk_image(**import_order(names, uri))["imageBuildVersionArn"]
        state = wait_distributed(builder, arn)["state"]
        assert state["status"] == "FAILED" and part in state["reason"], (uri, state)


@pytest.mark.parametrize("change", [
    dict(platform="BeOS"), dict(name="x"), dict(semanticVersion="1.0"), dict(semanticVersion="01.0.0"),
    dict(semanticVersion="1.0.1073741824"), dict(osVersion=""), dict(executionRole="no-such-role"),
    dict(infrastructureConfigurationArn="arn:x"), dict(windowsConfiguration={"imageIndex": 0}), dict(uri=None)])
def test_bad_imports_are_client_errors(builder, names, fails, change):
    request = import_order(names, "file:///x", **change)
    with fails("ClientException", 400):
        builder.import_disk_image(**{key: value for key, value in request.items() if value is not None})


def test_an_import_task_must_exist(builder, names, fails):
    request = dict(name=names("vm"), semanticVersion="1.0.0", platform="Linux", vmImportTaskId="import-ami-0123456789",
                   clientToken=names("vm"))
    with fails("ClientException", 400, "does not exist"):
        builder.import_vm_image(**request)
    with fails("ClientException", 400, "platform"):
        builder.import_vm_image(**dict(request, platform="BeOS"))


# ---- errors that come from the server's own state ----

def test_throttling_has_the_name_that_each_operation_declares(tmp_path, names):
    server = Server(tmp_path, arguments=["--account-requests-per-second", "1"]).start()
    try:
        builder = server.client("imagebuilder", HOME)

        def throttled(attempt):
            """What it is refused with once it comes too often."""
            for _ in range(20):
                try:
                    attempt()
                except builder.exceptions.ClientError as error:
                    if error.response["ResponseMetadata"]["HTTPStatusCode"] == 429:
                        return error.response["Error"]["Code"], error.response["message"]
            raise AssertionError("never throttled")
        code, message = throttled(builder.list_images)
        assert code == "CallRateLimitExceededException" and message
        code, message = throttled(lambda: builder.import_disk_image(
            name="disk", semanticVersion="1.0.0", platform="Linux", osVersion="Debian 12", uri="s3://disks/x",
            executionRole="r", infrastructureConfigurationArn="i", clientToken=names("token")))
        assert code == "TooManyRequestsException" and message
        with pytest.raises(server.client("sts").exceptions.ClientError) as error:
            for _ in range(20):
                server.client("sts").get_caller_identity()
        assert error.value.response["Error"]["Code"] == "Throttling"
    finally:
        assert server.stop() == 0, server.tail()


def test_the_wire_shape_of_errors(server, names):
    from support.raw import send
    body = json.dumps(dict(sourceImage="ami-0123456789abcdef0", executionRole="r", clientToken="t",
                           distributionConfigurationArn="arn:x")).encode()
    for payload in (body, b"{", b"[]", b'"text"', b'{"sourceImage": null}', b'\xff\xfe'):
        status, headers, answer = send(server, "imagebuilder", "PUT", "/DistributeImage", payload)
        assert (status, headers["x-amzn-errortype"]) == (400, "InvalidRequestException"), answer
        assert list(json.loads(answer)) == ["message"] and headers["content-type"] == "application/json"
        assert len(headers["x-amzn-requestid"]) == 36
    status, headers, answer = send(server, "imagebuilder", "PUT", "/ImportDiskImage", b"{")
    assert (status, headers["x-amzn-errortype"]) == (400, "ClientException")
    status, headers, answer = send(server, "imagebuilder", "PUT", "/NoSuchOperation", b"{}")
    assert (status, headers["x-amzn-errortype"]) == (404, "UnknownOperationException")
