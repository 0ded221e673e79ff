"""DescribeImages by id, by tag filter and as a full list, in regions of few and of many images, against moto_server.

Images are written where each server keeps them, since registering 10^5 of them through the API would measure something
else: into amicast's catalog while it is stopped (rows as RegisterImage writes them, cloned from one that was registered
through the API), into moto's own backend in the process that serves it. Both answer the same signed requests of the same
load generator. Each image has a tag of its own.

moto holds at most `moto_most` images, because filling it and its full list take minutes beyond; where it holds fewer than
amicast, the ratios by id and by tag are a lower bound, and the full lists are compared by time per image.
"""

import http.client
import pathlib
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass

from support import volumes
from support.server import ROOT, Server

REGION = "us-east-1"
TAG = "number"

CLONE = """
WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < {count})
INSERT INTO {table} ({columns}) SELECT {values} FROM {table} JOIN counter WHERE {key} = '{image}'
"""

MOTO = """
import sys
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2.models import ec2_backends
from moto.server import ThreadedMotoServer
backend = ec2_backends[DEFAULT_ACCOUNT_ID]["{region}"]
for number in range({count}):
    image = backend.register_image(name=f"image {{number}}", description="")
    backend.create_tags([image.id], {{"{tag}": str(number)}})
    if number == {count} // 2:
        print("image", image.id, flush=True)
server = ThreadedMotoServer(port={port}, verbose=False)
server.start()
print("ready", flush=True)
sys.stdin.read()
"""


@dataclass
class Target:
    endpoint: str
    credentials: tuple
    image: str  # in the middle
    number: str  # its tag


def clone_rows(catalog, table, key, image, count, changed):
    """`count` copies of the image's rows, the named columns with other values."""
    columns = [row[1] for row in catalog.execute(f"PRAGMA table_info({table})")]
    values = [changed.get(column, f"{table}.{column}") for column in columns]
    catalog.execute(CLONE.format(table=table, key=key, image=image, count=count, columns=", ".join(columns),
                                 values=", ".join(values)))


def fill_catalog(path, image, count):
    """Clones a tagged image until there are `count`; ids end in their number."""
    new_id = "'ami-' || printf('%017x', n)"
    catalog = sqlite3.connect(path)
    clone_rows(catalog, "images", "id", image, count - 1, {"id": new_id, "name": "'image ' || n"})
    clone_rows(catalog, "image_devices", "image_id", image, count - 1, {"image_id": new_id})
    clone_rows(catalog, "tags", "resource_id", image, count - 1, {"resource_id": new_id, "value": "n"})
    catalog.commit()
    catalog.close()


class Amicast:
    name = "amicast"

    def __init__(self, scratch, count):
        self.server = Server(scratch, regions=(REGION,)).start()
        ec2 = self.server.client("ec2", REGION)
        image = volumes.register(ec2, volumes.upload(self.server.client("ebs", REGION), {0: volumes.block(1)}), "first")
        ec2.create_tags(Resources=[image], Tags=[{"Key": TAG, "Value": "0"}])
        self.server.stop()
        fill_catalog(self.server.data / "regions" / REGION / "catalog.db", image, count)
        self.server.start()
        keys = self.server.credentials
        middle = max(1, count // 2)
        self.target = Target(self.server.endpoint, (keys.access_key_id, keys.secret_access_key),
                             f"ami-{middle:017x}", str(middle))

    def stop(self):
        self.server.stop()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Moto:
    name = "moto_server"

    def __init__(self, scratch, count):
        port = free_port()
        program = MOTO.format(region=REGION, count=count, tag=TAG, port=port)
        environment = {"PATH": "/usr/bin:/bin", "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}
        self.process = subprocess.Popen([ROOT / "build/venv/bin/python", "-c", program], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        image = None
        for line in self.process.stdout:  # the web server prints lines of its own between
            if line.startswith("image "):
                image = line.split()[1]
            if line.startswith("ready"):
                break
        else:
            raise RuntimeError("moto did not start")
        self.target = Target(f"http://127.0.0.1:{port}", ("a", "b"), image, str(count // 2))

    def stop(self):
        self.process.kill()
        self.process.wait()


def list_all(target, sign):
    """Seconds that the server takes for the full list, page by page where it pages: from each request sent to its answer
    read. Signing a request takes this program longer than some servers take to answer it, and is left out."""
    host = urllib.parse.urlparse(target.endpoint)
    connection = http.client.HTTPConnection(host.hostname, host.port, timeout=600)
    connection.connect()
    token, seconds = None, 0.0
    while True:
        more = {"MaxResults": "1000", **({"NextToken": token} if token else {})}
        headers, body = sign({"Action": "DescribeImages", "Version": "2016-11-15", "Owner.1": "self", **more})
        began = time.perf_counter()
        connection.request("POST", "/", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        seconds += time.perf_counter() - began
        if answer.status != 200:
            raise RuntimeError(text[:500])
        start = text.find(b"<nextToken>")
        if start < 0:
            connection.close()
            return seconds
        token = text[start + len(b"<nextToken>"):text.index(b"</nextToken>", start)].decode()


def time_of_lists(target, sign, seconds):
    """The median of as many full lists as fit in the time, at least one."""
    until, times = time.monotonic() + seconds, []
    while not times or time.monotonic() < until:
        times.append(list_all(target, sign))
    return statistics.median(times)


def measure(kind, count, options, signed_request, load, write_script):
    """{"by id": requests/s, "by tag": requests/s, "list": seconds}."""
    with tempfile.TemporaryDirectory() as scratch:
        running = kind(pathlib.Path(scratch), count)
        try:
            target = running.target

            def sign(parameters):
                return signed_request(target.endpoint, REGION, *target.credentials, parameters)

            works = {"by id": {"ImageId.1": target.image},
                     "by tag": {"Filter.1.Name": f"tag:{TAG}", "Filter.1.Value.1": target.number}}
            found = {}
            for work, parameters in works.items():
                script = pathlib.Path(scratch) / "load.lua"
                write_script(script, [sign({"Action": "DescribeImages", "Version": "2016-11-15", **parameters})])
                found[work] = load(target.endpoint, script, 1, options.seconds)
            found["list"] = time_of_lists(target, sign, options.seconds)
            return found
        finally:
            running.stop()


def run(options, signed_request, load, write_script):
    print("\n| images (of them in moto) | call | amicast | moto_server | ratio |\n| --- | --- | --- | --- | --- |")
    for count in options.images:
        held = min(count, options.moto_most)
        results = {Amicast: [], Moto: []}
        for _ in range(options.runs):
            for kind, images in ((Amicast, count), (Moto, held)):
                results[kind].append(measure(kind, images, options, signed_request, load, write_script))

        def median(kind, work):
            return statistics.median(found[work] for found in results[kind])

        for work in ("by id", "by tag"):
            ours, theirs = median(Amicast, work), median(Moto, work)
            if theirs == 0:  # none ended in the time given, so less than one in it
                ratio, theirs_shown = f"> {ours * options.seconds:.0f} ×", f"< {1 / options.seconds:.1f}/s"
            else:
                ratio, theirs_shown = f"{ours / theirs:.0f} ×", f"{theirs:.1f}/s"
            print(f"| {count} ({held}) | {work} | {ours:.0f}/s | {theirs_shown} | {ratio} |", flush=True)
        ours, theirs = median(Amicast, "list") / count, median(Moto, "list") / held
        print(f"| {count} ({held}) | full list | {ours * count * 1e3:.1f} ms | {theirs * held * 1e3:.1f} ms | {theirs / ours:.0f} × |",
              flush=True)


if __name__ == "__main__":
    sys.exit("run bench/control_plane.py --images 100,10000,100000")
