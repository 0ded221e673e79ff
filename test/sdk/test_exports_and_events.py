"""What the server does outside: AMIs into an S3-compatible store (moto's), events to a file and to webhooks."""

import contextlib
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import subprocess
import threading
import time

import boto3
import pytest
from boto3.s3.transfer import TransferConfig

from support import organization, volumes
from support.server import ROOT, Server
from test_main_job import wait_distributed

HOME, WEST = "us-east-1", "eu-west-1"
SECRET = "a secret for webhooks"
MOTO_SERVER = os.environ.get("MOTO_SERVER", ROOT / "build/venv/bin/moto_server")
BLOCKS = {0: volumes.block(11), 3: volumes.block(12)}


class Receiver(http.server.ThreadingHTTPServer):
    """Refuses the first `refusals` posts, then takes every one."""

    def __init__(self, refusals):
        super().__init__(("127.0.0.1", 0), Handler)
        self.refusals, self.received = refusals, []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        refused = self.server.refusals > 0
        if refused:
            self.server.refusals -= 1
        else:
            self.server.received.append((dict(self.headers), body))
        self.send_response(503 if refused else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def running_store(log):
    """(endpoint, S3 client) of a store with a bucket `disks`."""
    with open(log, "wb") as output:
        process = subprocess.Popen([MOTO_SERVER, "-H", "127.0.0.1", "-p", "0"],
                                   stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while b"Running on http" not in log.read_bytes():
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        endpoint = log.read_text().split("Running on ")[1].split()[0]
        client = boto3.client("s3", endpoint_url=endpoint, region_name=HOME, aws_access_key_id="store",
                              aws_secret_access_key="secret")
        client.create_bucket(Bucket="disks")
        yield endpoint, client
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with running_store(tmp_path_factory.mktemp("store") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def receiver():
    running = Receiver(refusals=2)
    yield running
    running.shutdown()


@pytest.fixture(scope="module")
def own(tmp_path_factory, store, receiver):
    directory = tmp_path_factory.mktemp("own")
    (directory / "secret").write_text(SECRET + "\n")
    (directory / "store").write_text("[default]\naws_access_key_id = store\naws_secret_access_key = secret\n")
    server = Server(directory, regions=(HOME, WEST), arguments=[
        "--webhooks", f"http://127.0.0.1:{receiver.server_port}/hook", "--webhook-secret", directory / "secret",
        "--exports-endpoint", store[0], "--exports-credentials", directory / "store"]).start()
    yield server
    server.stop()


def add_roles(server):
    """The role of exports into `disks`, and one that distributes, whose ARN is the answer."""
    server.client("iam").create_role(RoleName="vmimport", AssumeRolePolicyDocument=organization.trust(
        Service="vmie.amazonaws.com"))
    server.client("iam").put_role_policy(RoleName="vmimport", PolicyName="s3", PolicyDocument=organization.allow(
        "s3:*", resource="arn:aws:s3:::disks/*"))
    return organization.add_execution_role(server, "distribute")


@pytest.fixture(scope="module")
def role(own):
    return add_roles(own)


@pytest.fixture(scope="module")
def image(own):
    return volumes.register(own.client("ec2"), volumes.upload(own.client("ebs"), BLOCKS), "source")


def begin(server, image, role, name, export, region=WEST, key=None):
    """The ARN of a distribution to one region."""
    builder = server.client("imagebuilder")
    settings = {"region": region, "amiDistributionConfiguration": {"kmsKeyId": key} if key else {}}
    if export:
        settings["s3ExportConfiguration"] = export
    arn = builder.create_distribution_configuration(name=name, clientToken=name, distributions=[settings])[
        "distributionConfigurationArn"]
    return builder.distribute_image(sourceImage=image, distributionConfigurationArn=arn, executionRole=role,
                                    clientToken=name)["imageBuildVersionArn"]


def distribute(server, *order):
    arn = begin(server, *order)
    return wait_distributed(server.client("imagebuilder"), arn, timeout=600)  # a raw disk is a gibibyte


def fetch_disk(client, key, form, directory):
    """The disk image `key` of the bucket as a raw file: its path."""
    path = directory / pathlib.Path(key).name
    # In one request: moto copies the whole object for each range of it.
    client.download_file("disks", key, str(path), Config=TransferConfig(multipart_threshold=1 << 40))
    if form == "RAW":
        return path
    raw = path.with_suffix(".bits")
    subprocess.run(["qemu-img", "convert", "-f", {"VMDK": "vmdk", "VHD": "vpc"}[form], "-O", "raw", path, raw],
                   check=True)
    return raw


def assert_holds(path, blocks, last):
    with open(path, "rb") as disk:
        for index in range(last + 1):
            assert disk.read(volumes.BLOCK) == blocks.get(index, volumes.ZERO), (path, index)


def keys_in(client, prefix):
    return sorted(found["Key"] for found in client.list_objects_v2(Bucket="disks", Prefix=prefix).get("Contents", []))


def export_outputs(server, arn):
    """What the step of a distribution with one destination says of its export."""
    builder = server.client("imagebuilder")
    (execution,) = builder.list_workflow_executions(imageBuildVersionArn=arn)["workflowExecutions"]
    steps = builder.list_workflow_step_executions(workflowExecutionId=execution["workflowExecutionId"])["steps"]
    (step,) = [step for step in steps if '"exportTaskId"' in step.get("outputs", "")]
    return json.loads(step["outputs"])


@pytest.mark.parametrize("form", ["RAW", "VMDK", "VHD"])
def test_the_disk_in_the_bucket_has_the_same_bits(own, store, role, image, tmp_path, form):
    ended = distribute(own, image, role, f"export-{form}", {
        "roleName": "vmimport", "diskImageFormat": form, "s3Bucket": "disks", "s3Prefix": f"golden {form}/"})
    assert ended["state"]["status"] == "AVAILABLE", ended["state"]
    (key,) = keys_in(store[1], f"golden {form}/")
    assert key.endswith(f".{form.lower()}") and "export-ami-" in key
    assert "Uploads" not in store[1].list_multipart_uploads(Bucket="disks")
    raw = fetch_disk(store[1], key, form, tmp_path)
    assert_holds(raw, BLOCKS, 5)
    assert raw.stat().st_size == 1 << 30
    assert not list((own.data / "exports").iterdir())


def test_each_disk_becomes_an_object_of_its_own(own, store, role, names, tmp_path):
    ebs, ec2 = own.client("ebs"), own.client("ec2")
    contents = {"/dev/xvda": {0: volumes.block(21)}, "/dev/sdf": {1: volumes.block(22)}}
    mappings = [{"DeviceName": device, "Ebs": {"SnapshotId": volumes.upload(ebs, blocks)}}
                for device, blocks in contents.items()]
    blank = {"DeviceName": "/dev/sdh", "Ebs": {"VolumeSize": 1}}
    several = volumes.register(ec2, "", names("several"), BlockDeviceMappings=mappings[::-1] + [blank])
    ended = distribute(own, several, role, names("export"), {
        "roleName": "vmimport", "diskImageFormat": "VMDK", "s3Bucket": "disks", "s3Prefix": 'several "disks"/'})
    assert ended["state"]["status"] == "AVAILABLE", ended["state"]
    outputs = export_outputs(own, ended["arn"])
    stem = 'several "disks"/' + outputs["exportTaskId"]
    objects = {"/dev/xvda": f"{stem}.vmdk", "/dev/sdf": f"{stem}-sdf.vmdk"}
    assert keys_in(store[1], "several ") == sorted(objects.values())
    assert {disk["deviceName"]: disk["s3Key"] for disk in outputs["disks"]} == objects
    assert outputs["s3Key"] == objects["/dev/xvda"] and outputs["percentDone"] == 100
    for disk in outputs["disks"]:
        assert disk["bytes"] == store[1].head_object(Bucket="disks", Key=disk["s3Key"])["ContentLength"]
    assert outputs["bytes"] == sum(disk["bytes"] for disk in outputs["disks"])
    for device, key in objects.items():
        assert_holds(fetch_disk(store[1], key, "VMDK", tmp_path), contents[device], 2)
    assert not list((own.data / "exports").iterdir())


def test_a_region_may_have_a_store_of_its_own(tmp_path, store, names):
    (tmp_path / "keys").write_text("[default]\naws_access_key_id = store\naws_secret_access_key = secret\n"
                                   f"[{WEST}]\naws_access_key_id = west\naws_secret_access_key = of the west\n"
                                   "region = garage\n")
    with running_store(tmp_path / "log") as (endpoint, client):
        server = Server(tmp_path / "site", regions=(HOME, WEST), arguments=[
            "--exports-endpoint", store[0], "--exports-endpoints", f"{WEST}={endpoint}",
            "--exports-credentials", tmp_path / "keys", "--import-buckets", "disks"]).start()
        try:
            role, prefix = add_roles(server), names("own") + "/"
            source = volumes.register(server.client("ec2"), volumes.upload(server.client("ebs"), BLOCKS), "source")
            export = {"roleName": "vmimport", "diskImageFormat": "VMDK", "s3Bucket": "disks", "s3Prefix": prefix}
            for region, there, elsewhere in ((WEST, client, store[1]), (HOME, store[1], client)):
                ended = distribute(server, source, role, names("export"), export, region)
                assert ended["state"]["status"] == "AVAILABLE", ended["state"]
                (key,) = keys_in(there, prefix)
                assert_holds(fetch_disk(there, key, "VMDK", tmp_path), BLOCKS, 5)
                assert keys_in(elsewhere, prefix) == []
                # Imports of a region read from its store, too.
                ec2 = server.client("ec2", region)
                task = ec2.import_image(DiskContainers=[{"Format": "VMDK", "UserBucket": {
                    "S3Bucket": "disks", "S3Key": key}}])["ImportTaskId"]
                done = wait_for(lambda: ec2.describe_import_image_tasks(ImportTaskIds=[task])["ImportImageTasks"][0],
                                lambda found: found["Status"] != "active")
                assert done["Status"] == "completed", done
                there.delete_object(Bucket="disks", Key=key)
        finally:
            server.stop()


@pytest.mark.parametrize("moment", ["a disk is built", "a disk is sent"])
def test_an_export_that_is_killed_goes_on_with_the_disk_it_was_at(tmp_path, store, names, moment):
    (tmp_path / "keys").write_text("[default]\naws_access_key_id = store\naws_secret_access_key = secret\n")
    server = Server(tmp_path / "site", regions=(HOME,), arguments=[
        "--exports-endpoint", store[0], "--exports-credentials", tmp_path / "keys"]).start()
    try:
        role, prefix, contents = add_roles(server), names("killed") + "/", {}
        mappings = []
        for seed, device in enumerate(("/dev/xvda", "/dev/xvdb", "/dev/xvdc")):
            contents[device] = {seed: volumes.block(41 + seed)}
            mappings.append({"DeviceName": device, "Ebs": {
                "SnapshotId": volumes.upload(server.client("ebs"), contents[device])}})
        several = volumes.register(server.client("ec2"), "", names("several"), BlockDeviceMappings=mappings)
        arn = begin(server, several, role, names("export"), {
            "roleName": "vmimport", "diskImageFormat": "VMDK", "s3Bucket": "disks", "s3Prefix": prefix}, HOME)
        scratch = server.data / "exports"
        wait_for(lambda: list(scratch.iterdir()) if moment == "a disk is built" else keys_in(store[1], prefix), bool)
        server.kill()
        server.start()
        ended = wait_distributed(server.client("imagebuilder"), arn, timeout=600)
        assert ended["state"]["status"] == "AVAILABLE", ended["state"]
        disks = export_outputs(server, arn)["disks"]
        assert keys_in(store[1], prefix) == sorted(disk["s3Key"] for disk in disks) and len(disks) == 3
        for disk in disks:
            assert_holds(fetch_disk(store[1], disk["s3Key"], "VMDK", tmp_path), contents[disk["deviceName"]], 3)
        uploads = store[1].list_multipart_uploads(Bucket="disks").get("Uploads", [])
        assert [upload for upload in uploads if upload["Key"].startswith(prefix)] == []
        assert list(scratch.iterdir()) == []
    finally:
        server.stop()


@pytest.fixture
def sealed_image(own, names):
    """An AMI with a plain and an encrypted disk, under a key whose policy leaves it to IAM."""
    key = own.client("kms").create_key()["KeyMetadata"]["Arn"]
    ebs = own.client("ebs")
    disks = [volumes.upload(ebs, BLOCKS, Encrypted=True, KmsKeyArn=key), volumes.upload(ebs, {2: volumes.block(31)})]
    mappings = [{"DeviceName": device, "Ebs": {"SnapshotId": disk}}
                for device, disk in zip(("/dev/xvda", "/dev/xvdb"), disks)]
    return volumes.register(own.client("ec2"), disks[0], names("sealed"), BlockDeviceMappings=mappings), key


COPIES_ONLY = ("ec2:*", "logs:*", "kms:DescribeKey", "kms:CreateGrant", "kms:ReEncrypt*",
               "kms:GenerateDataKeyWithoutPlaintext")


@pytest.mark.parametrize("region", [HOME, WEST])
def test_an_encrypted_ami_is_exported_in_the_clear(own, store, role, names, sealed_image, tmp_path, region):
    prefix = names("clear") + "/"
    export = {"roleName": "vmimport", "diskImageFormat": "VMDK", "s3Bucket": "disks", "s3Prefix": prefix}
    ended = distribute(own, sealed_image[0], role, names("export"), export, region)
    assert ended["state"]["status"] == "AVAILABLE", ended["state"]
    (made,) = [ami["image"] for ami in ended["outputResources"]["amis"] if ami["region"] == region]
    described = own.client("ec2", region).describe_images(ImageIds=[made])["Images"][0]
    assert described["BlockDeviceMappings"][0]["Ebs"]["Encrypted"] is True
    data, boot = keys_in(store[1], prefix)
    assert data == boot.replace(".vmdk", "-xvdb.vmdk")
    assert_holds(fetch_disk(store[1], boot, "VMDK", tmp_path), BLOCKS, 5)
    assert_holds(fetch_disk(store[1], data, "VMDK", tmp_path), {2: volumes.block(31)}, 3)


@pytest.mark.parametrize("region", [HOME, WEST])
def test_who_may_copy_but_not_decrypt_exports_nothing(own, store, names, sealed_image, region):
    weak = organization.add_execution_role(own, names("weak"), COPIES_ONLY)
    key = own.client("kms", region).create_key()["KeyMetadata"]["Arn"] if region != HOME else None
    prefix = names("sealed") + "/"
    export = {"roleName": "vmimport", "diskImageFormat": "RAW", "s3Bucket": "disks", "s3Prefix": prefix}
    ended = distribute(own, sealed_image[0], weak, names("export"), export, region, key)
    state = ended["state"]
    assert state["status"] == "FAILED" and "kms:Decrypt" in state["reason"], state
    assert (key or sealed_image[1]) in state["reason"] and region in state["reason"], state
    assert keys_in(store[1], prefix) == []
    # The same without the export is fine.
    ended = distribute(own, sealed_image[0], weak, names("export"), None, region, key)
    assert ended["state"]["status"] == "AVAILABLE", ended["state"]


@pytest.mark.parametrize("change, says", [
    ({"roleName": "nobody"}, "The role nobody does not exist"),
    ({"roleName": "distribute"}, "vmie.amazonaws.com may not assume the role"),
    ({"s3Bucket": "elsewhere"}, "is not authorized to perform s3:PutObject on arn:aws:s3:::elsewhere"),
])
def test_exports_that_cannot_be_say_why(own, role, image, names, change, says):
    export = dict({"roleName": "vmimport", "diskImageFormat": "RAW", "s3Bucket": "disks"}, **change)
    ended = distribute(own, image, role, names("export"), export)
    assert ended["state"]["status"] == "FAILED" and says in ended["state"]["reason"], ended["state"]


def test_a_bucket_that_is_not_there_is_told_and_the_ami_stays(own, role, image, names):
    own.client("iam").put_role_policy(RoleName="vmimport", PolicyName="more", PolicyDocument=organization.allow("s3:*"))
    ended = distribute(own, image, role, names("export"), {
        "roleName": "vmimport", "diskImageFormat": "RAW", "s3Bucket": "absent"})
    assert "NoSuchBucket" in ended["state"]["reason"], ended["state"]
    (ami,) = ended["outputResources"]["amis"]
    assert ami["state"]["status"] == "FAILED"
    assert own.client("ec2", WEST).describe_images(ImageIds=[ami["image"]])["Images"][0]["State"] == "available"


def wait_for(read, wanted):
    deadline = time.monotonic() + 60
    while not wanted(found := read()):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found


def test_events_reach_the_file_and_the_webhook(own, role, image, receiver, names):
    ended = distribute(own, image, role, names("told"), {
        "roleName": "nobody", "diskImageFormat": "RAW", "s3Bucket": "disks"})

    def statuses(events):
        return [(event["detail"]["previous-state"]["status"], event["detail"]["state"]["status"])
                for event in events if event["resources"] == [ended["arn"]]]

    wanted = [("PENDING", "DISTRIBUTING"), ("DISTRIBUTING", "FAILED")]
    path = own.data / "events.jsonl"
    wait_for(path.exists, bool)
    wait_for(lambda: statuses(json.loads(line) for line in path.read_text().splitlines()),
             lambda found: found == wanted)
    wait_for(lambda: statuses(json.loads(body) for _, body in receiver.received), lambda found: found == wanted)
    headers, body = receiver.received[-1]
    headers = {name.lower(): value for name, value in headers.items()}
    signed = headers["x-amicast-timestamp"].encode() + b"." + body
    assert headers["x-amicast-signature"] == "v1=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    event = json.loads(body)
    assert event["id"] == headers["x-amicast-event-id"] and event["source"] == "aws.imagebuilder"
    assert event["detail-type"] == "EC2 Image Builder Image State Change" and event["region"] == HOME
    # Every event once, in the order it happened, whatever was refused in between.
    ids = [json.loads(body)["id"] for _, body in receiver.received]
    assert len(ids) == len(set(ids))


def test_events_follow(own, role, image, names):
    listed = own.run("amicast", "events", "--data", own.data, "--output", "json").stdout.splitlines()
    assert listed and all(json.loads(line)["source"] == "aws.imagebuilder" for line in listed)
    assert "DISTRIBUTING" in own.run("amicast", "events", "--data", own.data).stdout
    import support.server
    follower = subprocess.Popen([support.server.BINARY, "events", "--data", own.data, "--follow", "--new"],
                                stdout=subprocess.PIPE, text=True)
    try:
        name = names("followed")
        distribute(own, image, role, name, {"roleName": "nobody", "diskImageFormat": "RAW", "s3Bucket": "disks"})
        line = follower.stdout.readline()
        assert "PENDING → DISTRIBUTING" in line, line
    finally:
        follower.kill()
        follower.wait()
