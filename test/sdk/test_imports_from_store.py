"""ImportDiskImage from an S3-compatible store (moto's)."""

import subprocess

import pytest

from support import volumes
from support.server import Server
from test_exports_and_events import store  # noqa: F401
from test_imagebuilder_surface import HOME, import_order, write_disk
from test_main_job import wait_distributed


@pytest.fixture(scope="module")
def importing(tmp_path_factory, store):  # noqa: F811
    directory = tmp_path_factory.mktemp("importing")
    (directory / "store").write_text("[default]\naws_access_key_id = store\naws_secret_access_key = secret\n")
    server = Server(directory, arguments=[
        "--exports-endpoint", store[0], "--exports-credentials", directory / "store",
        "--import-buckets", "disks"]).start()
    yield server
    assert server.stop() == 0, server.tail()


def test_an_object_becomes_an_ami(importing, store, tmp_path, names):  # noqa: F811
    blocks = write_disk(tmp_path / "disk.raw")
    subprocess.run(["qemu-img", "convert", "-O", "vmdk", tmp_path / "disk.raw", tmp_path / "disk.vmdk"], check=True)
    store[1].upload_file(str(tmp_path / "disk.vmdk"), "disks", "golden images/disk 1.vmdk")
    builder = importing.client("imagebuilder", HOME)
    arn = builder.import_disk_image(**import_order(names, "s3://disks/golden images/disk 1.vmdk"))["imageBuildVersionArn"]
    image = wait_distributed(builder, arn)
    assert image["state"] == {"status": "AVAILABLE"}, image["state"]
    ami = importing.client("ec2", HOME).describe_images(
        ImageIds=[image["outputResources"]["amis"][0]["image"]])["Images"][0]
    (snapshot,) = volumes.snapshots_of(ami)
    assert volumes.download(importing.client("ebs", HOME), snapshot) == blocks


@pytest.mark.parametrize("uri, part", [
    ("s3://disks/absent.raw", "disks"), ("s3://others/disk.raw", "import.buckets"), ("s3://disks", "s3://bucket/key"),
    ("s3://disks/", "s3://bucket/key")])
def test_what_cannot_be_read_says_why(importing, names, uri, part):
    builder = importing.client("imagebuilder", HOME)
    arn = builder.import_disk_image(**import_order(names, uri))["imageBuildVersionArn"]
    state = wait_distributed(builder, arn)["state"]
    assert state["status"] == "FAILED" and part in state["reason"] and "failureContext" not in state, state
