#!/usr/bin/env python3
"""Import, copy and export of real disk images, side by side with the tools people use for that today.

Every contestant works on the same files in the same run, its input in the page cache and its output flushed.
Prints a table of medians and the ratio of each peer to amicast.
"""

import argparse
import json
import pathlib
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test"))

import measure  # noqa: E402
from support.server import Server  # noqa: E402

BORG = {"BORG_PASSPHRASE": "bench", "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
        "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes"}


class Amicast:
    """Times work as a user sees it: the command's wall time, with the CPU time of the server added."""

    def __init__(self, directory):
        self.server = Server(directory, regions=("us-east-1", "eu-west-1")).start()
        self.pid = self.server.process.pid

    def timed(self, work):
        cpu = measure.process_cpu(self.pid)
        sample, answer = work()
        sample.cpu += measure.process_cpu(self.pid) - cpu
        sample.peak_mib = measure.peak_mib(self.pid)
        return sample, answer

    def import_image(self, path, name, base=None):
        command = [self._binary(), "import", path, "--name", name, "--region", "us-east-1", "--output", "json"]
        if base:
            command += ["--base", base]
        environment = self.server.command_environment("us-east-1")
        sample, output = self.timed(lambda: measure.run(command, environment))
        return sample, json.loads(output)["ImageId"]

    def copy_image(self, image_id, name):
        ec2 = self.server.client("ec2", "eu-west-1")

        def work():
            start = time.monotonic()
            copy = ec2.copy_image(SourceRegion="us-east-1", SourceImageId=image_id, Name=name)["ImageId"]
            while True:
                state = ec2.describe_images(ImageIds=[copy])["Images"][0]["State"]
                if state != "pending":
                    break
                time.sleep(0.005)
            assert state == "available", state
            return measure.Sample(time.monotonic() - start, 0.0), copy
        return self.timed(work)

    def export_image(self, image_id, path):
        command = [self._binary(), "export", image_id, "--region", "us-east-1", "--format", "raw", path]
        return self.timed(lambda: measure.run(command, self.server.command_environment("us-east-1")))

    @staticmethod
    def _binary():
        from support.server import BINARY
        return BINARY


def amicast_round(images, scratch):
    results = {}
    contestant = Amicast(scratch / "amicast")
    data = scratch / "amicast" / "data" / "regions"
    try:
        results["import v1"], first = contestant.import_image(images / "v1.raw", "bench v1")
        results["import v2"], second = contestant.import_image(images / "v2.raw", "bench v2", first)
        results["stored v1+v2"] = measure.directory_mib(data / "us-east-1")
        results["copy v1"], _ = contestant.copy_image(first, "copy v1")
        results["copy v2"], _ = contestant.copy_image(second, "copy v2")
        results["copy what is there"], _ = contestant.copy_image(second, "copy v2 again")
        results["export"], _ = contestant.export_image(first, scratch / "out.raw")
        measure.run(["cmp", images / "v1.raw", scratch / "out.raw"])
        results["peak"] = measure.peak_mib(contestant.pid)
    finally:
        contestant.server.stop()
    return results


def restic_round(images, scratch):
    import os
    environment = dict(os.environ, RESTIC_PASSWORD="bench", RESTIC_CACHE_DIR=str(scratch / "restic-cache"))
    target = dict(environment, RESTIC_PASSWORD="other key")
    first, second = scratch / "restic1", scratch / "restic2"

    def restic(*arguments, env=environment):
        return measure.run(["restic", "-q", *arguments], env)[0]

    results = {}
    restic("-r", first, "init")
    restic("-r", second, "init", env=target)
    work = scratch / "disk.raw"
    shutil.copyfile(images / "v1.raw", work)
    results["import v1"] = restic("-r", first, "backup", work)
    transfer = ["-r", second, "copy", "--from-repo", first, "--from-password-command", "echo bench"]
    results["copy v1"] = restic(*transfer, env=target)
    shutil.copyfile(images / "v2.raw", work)
    results["import v2"] = restic("-r", first, "backup", work)
    results["stored v1+v2"] = measure.directory_mib(first)
    results["copy v2"] = restic(*transfer, env=target)
    return results


def borg_round(images, scratch):
    import os
    environment = dict(os.environ, **BORG, BORG_BASE_DIR=str(scratch / "borg-base"))
    repository = scratch / "borg"
    work = scratch / "disk.raw"

    def borg(*arguments):
        return measure.run(["borg", *arguments], environment)[0]

    results = {}
    borg("init", "-e", "repokey", repository)
    options = ["create", "--compression", "zstd,1", "--chunker-params", "fixed,524288"]
    shutil.copyfile(images / "v1.raw", work)
    results["import v1"] = borg(*options, f"{repository}::v1", work)
    shutil.copyfile(images / "v2.raw", work)
    results["import v2"] = borg(*options, f"{repository}::v2", work)
    results["stored v1+v2"] = measure.directory_mib(repository)
    return results


def casync_round(images, scratch):
    results = {}
    for version in ("v1", "v2"):
        results[f"import {version}"], _ = measure.run(
            ["casync", "make", f"--store={scratch}/default.castr", "--chunk-size=524288",
             scratch / f"{version}.caibx", images / f"{version}.raw"])
    results["stored v1+v2"] = measure.directory_mib(scratch / "default.castr")
    return results


def qemu_round(images, scratch):
    results = {}
    qcow = scratch / "v1.qcow2"
    results["import v1"], _ = measure.run(
        ["qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-c", "-o", "compression_type=zstd", "-m", "16",
         "-W", images / "v1.raw", qcow])
    results["export"], _ = measure.run(
        ["qemu-img", "convert", "-f", "qcow2", "-O", "raw", "-m", "16", "-W", qcow, scratch / "q.raw"])
    return results


def cp_round(images, scratch):
    results = {}
    results["import v1"], _ = measure.run(["cp", "--sparse=always", images / "v1.raw", scratch / "c.raw"])
    results["export"] = results["import v1"]
    return results


CONTESTANTS = {
    "amicast": amicast_round, "restic": restic_round, "borg fixed": borg_round, "casync": casync_round,
    "qemu-img zstd": qemu_round, "cp": cp_round,
}
ROWS = ("import v1", "import v2", "copy v1", "copy v2", "copy what is there", "export")


def print_table(all_results):
    ours = all_results["amicast"]
    print("\n| work | contestant | wall s (median) | range | CPU s | peer ÷ amicast |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in ROWS:
        for name, results in all_results.items():
            if row not in results[0]:
                continue
            samples = [result[row] for result in results]
            sample = measure.median(samples)
            base = measure.median([result[row] for result in ours]).wall
            print(f"| {row} | {name} | {sample.wall:.3f} | {measure.spread(samples)} | {sample.cpu:.2f} | "
                  f"{sample.wall / base:.2f} |")
    print("\n| stored v1 + v2 | MiB |\n| --- | --- |")
    for name, results in all_results.items():
        if "stored v1+v2" in results[0]:
            print(f"| {name} | {results[0]['stored v1+v2']:.0f} |")
    print(f"\npeak resident memory of the server: {max(result['peak'] for result in ours):.0f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=pathlib.Path, default=pathlib.Path("build/bench/images"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=CONTESTANTS, default=list(CONTESTANTS))
    options = parser.parse_args()
    images = options.images.resolve()
    results = {name: [] for name in CONTESTANTS if name in options.only or name == "amicast"}
    for number in range(options.runs):
        for name in results:
            for image in ("v1.raw", "v2.raw"):
                measure.warm(images / image)
            with tempfile.TemporaryDirectory(dir=images.parent) as scratch:
                print(f"run {number + 1}: {name}", file=sys.stderr)
                results[name].append(CONTESTANTS[name](images, pathlib.Path(scratch)))
    print_table(results)


if __name__ == "__main__":
    main()
