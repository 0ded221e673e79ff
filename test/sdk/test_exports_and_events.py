"""What the server does outside: AMIs into an S3-compatible store (moto's), events to a file and to webhooks."""

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


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """(endpoint, S3 client) of a store with a bucket `disks`."""
    log = tmp_path_factory.mktemp("store") / "log"
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


@pytest.fixture(scope="module")
def role(own):
    own.client("iam").create_role(RoleName="vmimport", AssumeRolePolicyDocument=organization.trust(
        Service="vmie.amazonaws.com"))
    own.client("iam").put_role_policy(RoleName="vmimport", PolicyName="s3", PolicyDocument=organization.allow(
        "s3:*", resource="arn:aws:s3:::disks/*"))
    return organization.add_execution_role(own, "distribute")


@pytest.fixture(scope="module")
def image(own):
    return volumes.register(own.client("ec2"), volumes.upload(own.client("ebs"), BLOCKS), "source")


def distribute(server, image, role, name, export):
    builder = server.client("imagebuilder")
    arn = builder.create_distribution_configuration(name=name, clientToken=name, distributions=[
        {"region": WEST, "amiDistributionConfiguration": {}, "s3ExportConfiguration": export}])[
            "distributionConfigurationArn"]
    arn = builder.distribute_image(sourceImage=image, distributionConfigurationArn=arn, executionRole=role,
                                   clientToken=name)["imageBuildVersionArn"]
    return wait_distributed(builder, arn, timeout=120)


@pytest.mark.parametrize("form", ["RAW", "VMDK", "VHD"])
def test_the_disk_in_the_bucket_has_the_same_bits(own, store, role, image, tmp_path, form):
    ended = distribute(own, image, role, f"export-{form}", {
        "roleName": "vmimport", "diskImageFormat": form, "s3Bucket": "disks", "s3Prefix": f"golden {form}/"})
    assert ended["state"]["status"] == "AVAILABLE", ended["state"]
    (found,) = store[1].list_objects_v2(Bucket="disks", Prefix=f"golden {form}/")["Contents"]
    assert found["Key"].endswith(f".{form.lower()}") and "export-ami-" in found["Key"]
    assert "Uploads" not in store[1].list_multipart_uploads(Bucket="disks")
    path = tmp_path / pathlib.Path(found["Key"]).name
    store[1].download_file("disks", found["Key"], str(path))
    raw = path
    if form != "RAW":
        raw = tmp_path / "disk.raw"
        subprocess.run(["qemu-img", "convert", "-f", {"VMDK": "vmdk", "VHD": "vpc"}[form], "-O", "raw", path, raw],
                       check=True)
    with open(raw, "rb") as disk:
        for index in range(6):
            assert disk.read(volumes.BLOCK) == BLOCKS.get(index, volumes.ZERO), index
    assert raw.stat().st_size == 1 << 30
    assert not list((own.data / "exports").iterdir())


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
