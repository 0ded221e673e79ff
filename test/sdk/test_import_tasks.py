"""EC2's import tasks and Image Builder's ImportVmImage: from a store (moto's) and from a directory of the server."""

import json
import subprocess
import time

import pytest

from support import organization, volumes
from support.server import Credentials, Server
from test_exports_and_events import store  # noqa: F401
from test_imagebuilder_surface import HOME, write_disk
from test_main_job import wait_distributed


@pytest.fixture(scope="module")
def importing(tmp_path_factory, store):  # noqa: F811
    directory = tmp_path_factory.mktemp("importing")
    (directory / "store").write_text("[default]\naws_access_key_id = store\naws_secret_access_key = secret\n")
    (directory / "disks").mkdir()
    server = Server(directory, arguments=[
        "--exports-endpoint", store[0], "--exports-credentials", directory / "store",
        "--import-buckets", "disks", "--import-directories", directory / "disks"]).start()
    yield server, directory / "disks"
    assert server.stop() == 0, server.tail()


@pytest.fixture
def ec2(importing):
    return importing[0].client("ec2", HOME)


def wait_task(ec2, task):
    deadline = time.monotonic() + 60
    while True:
        (shown,) = ec2.describe_import_image_tasks(ImportTaskIds=[task])["ImportImageTasks"]
        if shown["Status"] in ("completed", "deleted"):
            return shown
        assert time.monotonic() < deadline, shown
        time.sleep(0.02)


def start(ec2, url, form="RAW", **more):
    return ec2.import_image(DiskContainers=[{"Format": form, "Url": str(url)}], **more)["ImportTaskId"]


@pytest.mark.parametrize("form, options", [("VMDK", []), ("VHD", ["-o", "subformat=dynamic"]), ("VHDX", [])])
def test_an_object_becomes_an_ami(importing, store, ec2, tmp_path, form, options):  # noqa: F811
    blocks = write_disk(tmp_path / "disk.raw")
    qemu = {"VHD": "vpc"}.get(form, form.lower())
    subprocess.run(["qemu-img", "convert", "-O", qemu, *options, tmp_path / "disk.raw", tmp_path / "disk"], check=True)
    store[1].upload_file(str(tmp_path / "disk"), "disks", f"vm/{form}")
    begun = ec2.import_image(
        Description="a vm", Architecture="x86_64", BootMode="uefi", Platform="Windows", LicenseType="BYOL", RoleName="vmimport",
        DiskContainers=[{"Format": form, "Description": "its disk", "UserBucket": {"S3Bucket": "disks", "S3Key": f"vm/{form}"}}],
        TagSpecifications=[{"ResourceType": "import-image-task", "Tags": [{"Key": "a", "Value": "b"}]}])
    assert (begun["Status"], begun["Platform"], begun["Tags"]) == ("active", "Windows", [{"Key": "a", "Value": "b"}])
    task = wait_task(ec2, begun["ImportTaskId"])
    assert task["Status"] == "completed", task
    assert (task["Description"], task["BootMode"], task["LicenseType"], task["Encrypted"]) == ("a vm", "uefi", "BYOL", False)
    (detail,) = task["SnapshotDetails"]
    assert detail["UserBucket"] == {"S3Bucket": "disks", "S3Key": f"vm/{form}"} and detail["DeviceName"] == "/dev/sda1"
    # A VHD's size is a whole number of cylinders.
    assert detail["DiskImageSize"] == 1 << 30 or form == "VHD"
    ami = ec2.describe_images(ImageIds=[task["ImageId"]])["Images"][0]
    assert (ami["Name"], ami["BootMode"], ami["UsageOperation"]) == (begun["ImportTaskId"], "uefi", "RunInstances:0800")
    (snapshot,) = volumes.snapshots_of(ami)
    assert snapshot == detail["SnapshotId"]
    assert volumes.download(importing[0].client("ebs", HOME), snapshot) == blocks


def test_formats_and_platforms_count_in_any_case(importing, ec2):  # as Packer writes them
    _, directory = importing
    (directory / "packer.raw").write_bytes(volumes.block(3))
    begun = ec2.import_image(Platform="windows", BootMode="legacy-bios", Encrypted=False, DiskContainers=[
        {"Format": "raw", "Url": str(directory / "packer.raw")}])
    assert begun["Platform"] == "Windows"
    task = wait_task(ec2, begun["ImportTaskId"])
    assert (task["Status"], task["SnapshotDetails"][0]["Format"]) == ("completed", "RAW"), task
    with pytest.raises(ec2.exceptions.ClientError, match="UnsupportedOperation"):
        start(ec2, directory / "packer.raw", form="ova")
    with pytest.raises(ec2.exceptions.ClientError, match="Platform"):
        start(ec2, directory / "packer.raw", Platform="plan9")


def test_a_raw_object(importing, store, ec2):  # noqa: F811
    # Its holes travel, too, hence a small one.
    store[1].put_object(Bucket="disks", Key="raw", Body=volumes.block(1) + volumes.ZERO + volumes.block(2))
    task = wait_task(ec2, start(ec2, "s3://disks/raw"))
    assert task["Status"] == "completed" and task["SnapshotDetails"][0]["Url"] == "s3://disks/raw", task
    snapshot = task["SnapshotDetails"][0]["SnapshotId"]
    assert volumes.download(importing[0].client("ebs", HOME), snapshot) == {0: volumes.block(1), 2: volumes.block(2)}


def test_an_encrypted_ami_of_two_disks(importing, ec2):
    server, directory = importing
    blocks = write_disk(directory / "root.raw")
    write_disk(directory / "data.raw")
    task = wait_task(ec2, ec2.import_image(Encrypted=True, DiskContainers=[
        {"Format": "RAW", "Url": f"file://{directory}/root.raw"},
        {"Format": "RAW", "Url": f"{directory}/data.raw", "DeviceName": "/dev/sdx"}])["ImportTaskId"])
    assert task["Status"] == "completed" and task["Encrypted"] and task["KmsKeyId"].startswith("arn:aws:kms:"), task
    ami = ec2.describe_images(ImageIds=[task["ImageId"]])["Images"][0]
    assert [(m["DeviceName"], m["Ebs"]["Encrypted"]) for m in ami["BlockDeviceMappings"]] == [
        ("/dev/sda1", True), ("/dev/sdx", True)]
    assert volumes.download(server.client("ebs", HOME), volumes.snapshots_of(ami)[0]) == blocks


@pytest.mark.parametrize("url, part", [
    ("s3://others/disk.raw", "import.buckets"), ("s3://disks/absent.raw", "disks"), ("s3://disks", "s3://bucket/key"),
    ("file:///etc/passwd", "import.directories")])
def test_what_cannot_be_read_ends_deleted_and_says_why(ec2, url, part):
    task = wait_task(ec2, start(ec2, url))
    assert task["Status"] == "deleted" and part in task["StatusMessage"] and "ImageId" not in task, task


@pytest.mark.parametrize("change, code, part", [
    (dict(DiskContainers=[]), "MissingParameter", "DiskContainer"),
    (dict(DiskContainers=[{"Format": "OVA", "Url": "s3://disks/x"}]), "UnsupportedOperation", "tar"),
    (dict(DiskContainers=[{"Format": "ISO", "Url": "s3://disks/x"}]), "UnsupportedOperation", "give it as RAW"),
    (dict(DiskContainers=[{"Format": "QCOW2", "Url": "s3://disks/x"}]), "InvalidParameterValue", "VMDK"),
    (dict(DiskContainers=[{"Url": "s3://disks/x"}]), "MissingParameter", "Format"),
    (dict(DiskContainers=[{"Format": "RAW"}]), "MissingParameter", "UserBucket"),
    (dict(DiskContainers=[{"Format": "RAW", "Url": "https://host/x"}]), "InvalidParameter", "s3://"),
    (dict(DiskContainers=[{"Format": "RAW", "SnapshotId": "snap-12345678"}]), "UnsupportedOperation", "RegisterImage"),
    (dict(DiskContainers=[{"Format": "RAW", "UserBucket": {"S3Bucket": "disks"}}]), "MissingParameter", "S3Key"),
    (dict(DiskContainers=[{"Format": "RAW", "Url": "/x", "DeviceName": "/dev/sda1"}] * 2), "InvalidBlockDeviceMapping", "sda1"),
    (dict(Architecture="mips"), "InvalidParameterValue", "x86_64"), (dict(BootMode="uefi-preferred"), "InvalidParameterValue", "uefi"),
    (dict(Platform="BeOS"), "InvalidParameterValue", "Linux"), (dict(LicenseType="MINE"), "InvalidParameterValue", "BYOL"),
    (dict(UsageOperation="Run"), "InvalidParameterValue", "RunInstances"), (dict(Hypervisor="kvm"), "InvalidParameterValue", "xen"),
    (dict(KmsKeyId="alias/aws/ebs"), "InvalidParameterDependency", "Encrypted"),
    (dict(RoleName="nobody"), "InvalidParameter", "nobody"),
    (dict(LicenseSpecifications=[{"LicenseConfigurationArn": "arn"}]), "UnsupportedOperation", "License"),
    (dict(TagSpecifications=[{"ResourceType": "image", "Tags": [{"Key": "a", "Value": "b"}]}]), "InvalidParameterValue", "image"),
    (dict(DryRun=True), "DryRunOperation", "")])
def test_bad_imports_are_refused(ec2, fails, change, code, part):
    request = dict(dict(DiskContainers=[{"Format": "RAW", "Url": "s3://disks/x"}]), **change)
    with fails(code, 412 if code == "DryRunOperation" else 400, part):
        ec2.import_image(**request)


def test_a_token_is_answered_again(ec2, names, fails):
    token = names("token")
    first = start(ec2, "s3://disks/absent.raw", ClientToken=token)
    assert start(ec2, "s3://disks/absent.raw", ClientToken=token) == first
    with fails("IdempotentParameterMismatch", 400):
        start(ec2, "s3://disks/other.raw", ClientToken=token)


def test_tasks_are_listed_by_page_and_state(importing, ec2, fails):
    server, _ = importing
    tokyo = server.client("ec2", "ap-northeast-1")
    tasks = sorted(start(tokyo, "s3://disks/absent.raw") for _ in range(3))
    for task in tasks:
        wait_task(tokyo, task)
    first = tokyo.describe_import_image_tasks(MaxResults=2)
    second = tokyo.describe_import_image_tasks(MaxResults=2, NextToken=first["NextToken"])
    assert [t["ImportTaskId"] for t in first["ImportImageTasks"] + second["ImportImageTasks"]] == tasks
    assert "NextToken" not in second
    for state, count in (("deleted", 3), ("active", 0)):
        shown = tokyo.describe_import_image_tasks(Filters=[{"Name": "task-state", "Values": [state]}])
        assert len(shown["ImportImageTasks"]) == count
    with fails("InvalidParameterValue", 400, "colour"):
        tokyo.describe_import_image_tasks(Filters=[{"Name": "colour", "Values": ["red"]}])
    with fails("InvalidParameterCombination", 400):
        tokyo.describe_import_image_tasks(ImportTaskIds=tasks, MaxResults=5)
    with fails("InvalidConversionTaskId", 400, tasks[0]):  # of another region
        ec2.describe_import_image_tasks(ImportTaskIds=[tasks[0]])
    with fails("InvalidParameterValue", 400, "import-ami-"):
        ec2.describe_import_image_tasks(ImportTaskIds=["ami-12345678"])


def test_cancelling(ec2, fails):
    ended = start(ec2, "s3://disks/absent.raw")
    wait_task(ec2, ended)
    with fails("IncorrectState", 400, "deleted"):
        ec2.cancel_import_task(ImportTaskId=ended)
    with fails("InvalidConversionTaskId", 400):
        ec2.cancel_import_task(ImportTaskId="import-ami-00000000")
    with fails("MissingParameter", 400, "ImportTaskId"):
        ec2.cancel_import_task()


def test_tasks_are_for_those_who_may_and_their_account(importing, ec2, names, fails):
    server, _ = importing
    task = start(ec2, "s3://disks/absent.raw")
    wait_task(ec2, task)
    iam, user = server.client("iam"), names("nobody")
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    theirs = server.client("ec2", HOME, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    for action, attempt in (("ImportImage", lambda: start(theirs, "s3://disks/x")),
                            ("DescribeImportImageTasks", lambda: theirs.describe_import_image_tasks()),
                            ("CancelImportTask", lambda: theirs.cancel_import_task(ImportTaskId=task))):
        with fails("UnauthorizedOperation", 403, f"ec2:{action}"):
            attempt()
    account = organization.create_account(server, names("neighbour"))
    other = server.client("ec2", HOME, organization.administrator(server, account))
    assert other.describe_import_image_tasks()["ImportImageTasks"] == []
    for attempt in (lambda: other.describe_import_image_tasks(ImportTaskIds=[task]),
                    lambda: other.cancel_import_task(ImportTaskId=task)):
        with fails("InvalidConversionTaskId", 400, task):
            attempt()


def test_the_aws_cli(importing):
    server, directory = importing
    write_disk(directory / "cli.raw")
    begun = json.loads(server.run("aws", "ec2", "import-image", "--region", HOME, "--disk-containers",
                                  json.dumps([{"Format": "raw".upper(), "Url": f"{directory}/cli.raw"}])).stdout)
    assert wait_task(server.client("ec2", HOME), begun["ImportTaskId"])["Status"] == "completed"


def vm_order(names, task, **more):
    return dict(dict(name=names("vm"), semanticVersion="1.0.0", platform="Linux", osVersion="Debian 12", vmImportTaskId=task,
                     clientToken=names("token")), **more)


def test_an_image_of_an_import_task(importing, ec2, names):
    server, directory = importing
    write_disk(directory / "vm.raw")
    builder = server.client("imagebuilder", HOME)
    task = start(ec2, directory / "vm.raw")
    order = vm_order(names, task, tags={"a": "b"})
    answer = builder.import_vm_image(**order)
    assert answer["requestId"] and answer["clientToken"] == order["clientToken"]
    assert builder.import_vm_image(**order)["imageArn"] == answer["imageArn"]
    image = wait_distributed(builder, answer["imageArn"])
    assert image["state"] == {"status": "AVAILABLE"}, image["state"]
    assert (image["buildType"], image["imageSource"], image["tags"]) == ("IMPORT", "IMPORTED", {"a": "b"})
    ami = image["outputResources"]["amis"][0]["image"]
    assert ami == wait_task(ec2, task)["ImageId"]
    tags = ec2.describe_images(ImageIds=[ami])["Images"][0]["Tags"]
    assert {"Key": "Ec2ImageBuilderArn", "Value": answer["imageArn"]} in tags
    # An image of an AMI that is there no more.
    ec2.deregister_image(ImageId=ami)
    late = wait_distributed(builder, builder.import_vm_image(**vm_order(names, task))["imageArn"])
    assert late["state"]["status"] == "FAILED" and "deregistered" in late["state"]["reason"]


def test_tasks_that_make_no_image(importing, ec2, names, fails):
    server, _ = importing
    builder = server.client("imagebuilder", HOME)
    with fails("ClientException", 400, "does not exist"):
        builder.import_vm_image(**vm_order(names, "import-ami-0123456789abcdef0"))
    failed = start(ec2, "s3://others/disk.raw")
    wait_task(ec2, failed)
    with fails("ClientException", 400, "import.buckets"):
        builder.import_vm_image(**vm_order(names, failed))
    elsewhere = start(server.client("ec2", "ap-northeast-1"), "s3://disks/absent.raw")
    with fails("ClientException", 400, "does not exist"):
        builder.import_vm_image(**vm_order(names, elsewhere))
