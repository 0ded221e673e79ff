#!/usr/bin/env python3
"""One 2 GiB image to eight regions that have nothing of it: DistributeImage, and a boto3 script that calls CopyImage in each.

Each contestant has a fresh server for each run, with the image imported once. Printed are the time from the first call until
the image is available everywhere, the server's processor time for it, and what was read from the source region for it.
"""

import argparse
import pathlib
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test"))

import make_images  # noqa: E402
import measure  # noqa: E402
from amicast_contestant import Amicast  # noqa: E402
from support import organization, volumes  # noqa: E402
from support.distributions import wait_distributed  # noqa: E402

HOME = "us-east-1"
DESTINATIONS = ("us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "eu-north-1", "ap-northeast-1", "ap-southeast-2",
                "sa-east-1")
TIMEOUT = 600.0


def prepare_distribution(server):
    """What DistributeImage needs besides the image, which is not timed; the call's arguments."""
    builder = server.client("imagebuilder", HOME)
    configuration = builder.create_distribution_configuration(
        name="everywhere", clientToken="configuration", distributions=[
            {"region": region, "amiDistributionConfiguration": {"name": "bench {{ imagebuilder:buildDate }}"}}
            for region in DESTINATIONS])
    return {"distributionConfigurationArn": configuration["distributionConfigurationArn"],
            "executionRole": organization.add_execution_role(server, "bench")}


def distribute(server, image):
    request = prepare_distribution(server)
    builder = server.client("imagebuilder", HOME)

    def work():
        start = time.monotonic()
        arn = builder.distribute_image(sourceImage=image, clientToken="bench", **request)["imageBuildVersionArn"]
        ended = wait_distributed(builder, arn, timeout=TIMEOUT)
        seconds = time.monotonic() - start
        assert ended["state"]["status"] == "AVAILABLE", ended["state"]
        assert len(ended["outputResources"]["amis"]) == len(DESTINATIONS)
        return measure.Sample(seconds, 0.0), None
    return work


def copy_in_each(server, image):
    clients = {region: server.client("ec2", region) for region in DESTINATIONS}

    def work():
        start = time.monotonic()
        copies = {region: ec2.copy_image(SourceRegion=HOME, SourceImageId=image, Name="bench")["ImageId"]
                  for region, ec2 in clients.items()}
        for region, ec2 in clients.items():
            volumes.wait_image(ec2, copies[region], timeout=TIMEOUT)
        return measure.Sample(time.monotonic() - start, 0.0), None
    return work


CONTESTANTS = {"DistributeImage": distribute, "CopyImage in each, by boto3": copy_in_each}


@dataclass
class Round:
    sample: measure.Sample
    read_mib: float  # from the source region


def one_round(prepare, image, scratch):
    contestant = Amicast(scratch, regions=(HOME, *DESTINATIONS))
    try:
        _, image_id = contestant.import_image(image, "bench")
        sample, _ = contestant.timed(prepare(contestant.server, image_id))
        return Round(sample, sum(contestant.mib_moved_to(region) for region in DESTINATIONS))
    finally:
        contestant.server.stop()


def print_table(all_rounds):
    first = None
    print(f"\n| to {len(DESTINATIONS)} regions | wall s (median) | range | server's CPU s | read from the source, MiB | "
          "peak MiB | wall ÷ DistributeImage's |\n| --- | --- | --- | --- | --- | --- | --- |")
    for name, rounds in all_rounds.items():
        samples = [each.sample for each in rounds]
        sample = measure.median(samples)
        first = first or sample
        read = statistics.median(each.read_mib for each in rounds)
        print(f"| {name} | {sample.wall:.2f} | {measure.spread(samples)} | {sample.cpu:.1f} | {read:.0f} | "
              f"{sample.peak_mib:.0f} | {sample.wall / first.wall:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=pathlib.Path, default=pathlib.Path("build/bench/images"))
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    image = options.images.resolve() / "two-gib.raw"
    if not image.exists():
        make_images.make_file_system(image, 2 * make_images.GIB)
    rounds = {name: [] for name in CONTESTANTS}
    for number in range(options.runs):
        for name, prepare in CONTESTANTS.items():
            print(f"run {number + 1}: {name}", file=sys.stderr)
            measure.warm(image)
            with tempfile.TemporaryDirectory(dir=image.parent.parent) as scratch:
                rounds[name].append(one_round(prepare, image, pathlib.Path(scratch)))
    print_table(rounds)


if __name__ == "__main__":
    main()
