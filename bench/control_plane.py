#!/usr/bin/env python3
"""DescribeImages and CopyImage requests per second with 1 and 8 keep-alive clients, against moto_server.

Both servers get the same signed requests from the same load generator (wrk with one pre-signed request per
connection, so that the clients cost little), one after the other in the same minute.

With --images 100,10000,100000: DescribeImages in regions of that many images instead (image_counts.py).
"""

import argparse
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test"))

from support import volumes  # noqa: E402
from support.server import ROOT, Server  # noqa: E402

import image_counts  # noqa: E402

FORM = "application/x-www-form-urlencoded; charset=utf-8"


def signed_request(endpoint, region, key, secret, parameters):
    """(headers, body) of a POST as botocore would send it."""
    body = urllib.parse.urlencode(parameters)
    request = botocore.awsrequest.AWSRequest("POST", endpoint + "/", headers={"Content-Type": FORM}, data=body)
    botocore.auth.SigV4Auth(botocore.credentials.Credentials(key, secret), "ec2", region).add_auth(request)
    return dict(request.headers), body


SCRIPT = """
local requests = {}
for line in io.lines("%s") do
  local fields = {}
  for field in line:gmatch("[^\\t]+") do fields[#fields + 1] = field end
  local headers = {}
  for i = 2, #fields, 2 do headers[fields[i]] = fields[i + 1] end
  requests[#requests + 1] = {headers = headers, body = fields[1]}
end
local next = 0
function request()
  next = next %% #requests + 1
  return wrk.format("POST", "/", requests[next].headers, requests[next].body)
end
"""


def write_script(path, requests):
    """A wrk script that sends the given requests in turn; they lie beside it, one per line."""
    lines = ("\t".join([body, *(str(part) for header in headers.items() for part in header)])
             for headers, body in requests)
    data = path.with_suffix(".requests")
    data.write_text("\n".join(lines) + "\n")
    path.write_text(SCRIPT % data)


def load(endpoint, script, connections, seconds):
    """Requests per second that wrk reports; raises when any answer was not 200."""
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), endpoint],
                          capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout or "errors" in done.stdout:
        raise RuntimeError(done.stdout + done.stderr[:2000])
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", done.stdout)[1])


class AmicastTarget:
    name = "amicast"

    def __init__(self, scratch):
        self.server = Server(scratch, regions=("us-east-1", "eu-west-1")).start()
        self.endpoint = self.server.endpoint
        self.key = self.server.credentials
        ebs = self.server.client("ebs")
        ec2 = self.server.client("ec2")
        snapshot = volumes.upload(ebs, {0: volumes.block(1), 7: volumes.block(2)})
        self.image = volumes.register(ec2, snapshot, "bench")
        copy = self.server.client("ec2", "eu-west-1").copy_image(
            SourceRegion="us-east-1", SourceImageId=self.image, Name="first copy")["ImageId"]
        volumes.wait_image(self.server.client("ec2", "eu-west-1"), copy)

    def stop(self):
        self.server.stop()

    def credentials(self):
        return self.key.access_key_id, self.key.secret_access_key


class MotoTarget:
    name = "moto_server"

    def __init__(self, scratch):
        port = 5555
        self.endpoint = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([ROOT / "build/venv/bin/moto_server", "-p", str(port)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                urllib.request.urlopen(self.endpoint + "/moto-api/", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        ec2 = boto3.client("ec2", region_name="us-east-1", endpoint_url=self.endpoint, aws_access_key_id="a",
                           aws_secret_access_key="b")
        self.image = ec2.register_image(Name="bench", RootDeviceName="/dev/sda1")["ImageId"]

    def stop(self):
        self.process.kill()
        self.process.wait()

    def credentials(self):
        return "a", "b"


def requests_for(target, work, count):
    key, secret = target.credentials()
    requests = []
    for _ in range(count):
        if work == "DescribeImages":
            region, parameters = "us-east-1", {"Action": work, "Version": "2016-11-15", "ImageId.1": target.image}
        else:
            region = "eu-west-1"
            parameters = {"Action": work, "Version": "2016-11-15", "SourceImageId": target.image,
                          "SourceRegion": "us-east-1", "Name": f"copy {uuid.uuid4()}",
                          "ClientToken": str(uuid.uuid4())}
        requests.append(signed_request(target.endpoint, region, key, secret, parameters))
    return requests


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--images", type=lambda text: [int(count) for count in text.split(",")],
                        help="DescribeImages with that many images, for instance 100,10000,100000")
    parser.add_argument("--moto-most", type=int, default=10_000, help="images moto is filled with at most")
    options = parser.parse_args()
    if options.images:
        image_counts.run(options, signed_request, load, write_script)
        return
    results = {}
    for _ in range(options.runs):
        for kind in (AmicastTarget, MotoTarget):
            with tempfile.TemporaryDirectory() as scratch:
                target = kind(pathlib.Path(scratch))
                try:
                    for work in ("DescribeImages", "CopyImage"):
                        for connections in (1, 8):
                            # Every CopyImage carries a token of its own; enough that none repeats.
                            count = 1 if work == "DescribeImages" else 12_000 * options.seconds
                            if kind is MotoTarget:
                                count = min(count, 1000 * options.seconds)
                            script = pathlib.Path(scratch) / "load.lua"
                            write_script(script, requests_for(target, work, count))
                            rate = load(target.endpoint, script, connections, options.seconds)
                            results.setdefault((work, connections, kind.name), []).append(rate)
                finally:
                    target.stop()
    print("\n| call | clients | amicast /s | moto_server /s | ratio |\n| --- | --- | --- | --- | --- |")
    for work in ("DescribeImages", "CopyImage"):
        for connections in (1, 8):
            ours = statistics.median(results[(work, connections, "amicast")])
            theirs = statistics.median(results[(work, connections, "moto_server")])
            print(f"| {work} | {connections} | {ours:.0f} | {theirs:.0f} | {ours / theirs:.1f} × |")


if __name__ == "__main__":
    main()
