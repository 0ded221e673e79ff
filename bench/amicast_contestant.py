"""amicast as a contestant of the data-plane benchmark."""

import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test"))

import measure  # noqa: E402
from support.server import BINARY, Server  # noqa: E402

HOME, PLAIN, SEALED, OTHER_KEY = REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "us-west-2")


class Amicast:
    """Times work as a user sees it: the command's wall time, with the CPU time of the server added."""

    def __init__(self, directory, regions=REGIONS):
        self.server = Server(directory, regions=regions).start()
        self.pid = self.server.process.pid

    def timed(self, work):
        cpu = measure.process_cpu(self.pid)
        sample, answer = work()
        sample.cpu += measure.process_cpu(self.pid) - cpu
        sample.peak_mib = measure.peak_mib(self.pid)
        return sample, answer

    def import_image(self, path, name, base=None):
        command = [BINARY, "import", path, "--name", name, "--region", HOME, "--output", "json"]
        if base:
            command += ["--base", base]
        environment = self.server.command_environment(HOME)
        sample, output = self.timed(lambda: measure.run(command, environment))
        return sample, json.loads(output)["ImageId"]

    def copy_image(self, image_id, source, target, name, **more):
        """`Encrypted=True` puts the copy under the target region's `alias/aws/ebs`."""
        ec2 = self.server.client("ec2", target)

        def work():
            start = time.monotonic()
            copy = ec2.copy_image(SourceRegion=source, SourceImageId=image_id, Name=name, **more)["ImageId"]
            while True:
                (image,) = ec2.describe_images(ImageIds=[copy])["Images"]
                if image["State"] != "pending":
                    break
                time.sleep(0.005)
            assert image["State"] == "available", image
            return measure.Sample(time.monotonic() - start, 0.0), copy
        return self.timed(work)

    def export_image(self, image_id, path):
        command = [BINARY, "export", image_id, "--region", HOME, "--format", "raw", path]
        return self.timed(lambda: measure.run(command, self.server.command_environment(HOME)))

    def mib_moved_to(self, region):
        """What copies have brought into a region so far."""
        return self.server.metric("amicast_copy_bytes_moved_total", region=region) / (1 << 20)


def amicast_round(images, scratch):
    results = {}
    contestant = Amicast(scratch / "amicast")
    copy = contestant.copy_image
    home = scratch / "amicast" / "data" / "regions" / HOME
    try:
        results["import v1"], first = contestant.import_image(images / "v1.raw", "bench v1")
        stored_first = measure.directory_mib(home / "segments")
        results["import v2"], second = contestant.import_image(images / "v2.raw", "bench v2", first)
        results["stored v1+v2"] = measure.directory_mib(home)
        results["stored for v2"] = measure.directory_mib(home / "segments") - stored_first
        results["copy v1"], _ = copy(first, HOME, PLAIN, "copy v1")
        results["copy v2"], _ = copy(second, HOME, PLAIN, "copy v2")
        results["copy what is there"], _ = copy(second, HOME, PLAIN, "copy v2 again")
        results["export"], _ = contestant.export_image(first, scratch / "out.raw")
        measure.run(["cmp", images / "v1.raw", scratch / "out.raw"])
        encrypted_copies(contestant, first, second, results)
        results["peak"] = measure.peak_mib(contestant.pid)
    finally:
        contestant.server.stop()
    return results


def encrypted_copies(contestant, first, second, results):
    copy = contestant.copy_image
    results["copy v1, encrypting"], _ = copy(first, HOME, SEALED, "sealed v1", Encrypted=True)
    # The source of what follows lies under the home region's key, so that the copies change the key.
    sealed_first = copy(first, HOME, HOME, "sealed v1", Encrypted=True)[1]
    sealed_second = copy(second, HOME, HOME, "sealed v2", Encrypted=True)[1]
    results["copy v1, key change"], _ = copy(sealed_first, HOME, OTHER_KEY, "rekeyed v1", Encrypted=True)
    before = contestant.mib_moved_to(OTHER_KEY)
    results["copy v2, key change"], _ = copy(sealed_second, HOME, OTHER_KEY, "rekeyed v2", Encrypted=True)
    results["moved v2, key change"] = contestant.mib_moved_to(OTHER_KEY) - before
    results["copy what is there, key change"], _ = copy(sealed_second, HOME, OTHER_KEY, "rekeyed v2 again",
                                                        Encrypted=True)
