#!/usr/bin/env python3
"""Destinations per second of a distribution to many regions and accounts, of an image whose blocks are already there.

Each size is distributed to regions × accounts once; what is printed is the time from DistributeImage to the end, the
server's processor time and memory, and the size of its catalogs' growth, for each destination. Flat columns are the aim.
"""

import argparse
import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test"))

from support import organization, volumes  # noqa: E402
from support.distributions import wait_distributed  # noqa: E402
from support.server import Server  # noqa: E402

TICKS = 100  # of the kernel's clock, each second


def region_names(count):
    return ["us-east-1"] + [f"bench-{number:02}-1" for number in range(1, count)]


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(process):
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def prepare(server, regions, accounts):
    """Everything a distribution finds in place: roles, and the image's blocks in every region."""
    print(f"making {len(accounts)} accounts …", file=sys.stderr)
    source_account = organization.own_account(server)
    for account in accounts:
        organization.add_receiving_role(server, account, source_account)
    role = organization.add_execution_role(server, "bench")
    snapshot = volumes.upload(server.client("ebs"), {0: volumes.block(1), 7: volumes.block(2)})
    image = volumes.register(server.client("ec2"), snapshot, "bench")
    for region in regions[1:]:
        ec2 = server.client("ec2", region)
        copy = ec2.copy_image(SourceRegion=regions[0], SourceImageId=image, Name="first")["ImageId"]
        volumes.wait_image(ec2, copy)
    return image, role


def distribute(server, image, role, regions, accounts, name):
    builder = server.client("imagebuilder")
    configuration = builder.create_distribution_configuration(
        name=name, clientToken=name, distributions=[
            {"region": region, "amiDistributionConfiguration": {
                "name": name + " {{ imagebuilder:buildDate }}", "targetAccountIds": accounts}}
            for region in regions])["distributionConfigurationArn"]
    processor = processor_seconds(server.process.pid)
    began = time.monotonic()
    arn = builder.distribute_image(sourceImage=image, distributionConfigurationArn=configuration,
                                   executionRole=role, clientToken=name)["imageBuildVersionArn"]
    image = wait_distributed(builder, arn, timeout=600)
    seconds = time.monotonic() - began
    assert image["state"]["status"] == "AVAILABLE", image["state"]
    return len(image["outputResources"]["amis"]), seconds, processor_seconds(server.process.pid) - processor


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=30)
    parser.add_argument("--accounts", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    regions = region_names(options.regions)
    sizes = [(min(2, options.regions), 5), (options.regions, max(1, options.accounts // 10)),
             (options.regions, options.accounts)]
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(scratch, regions=regions).start()
        try:
            accounts = [organization.create_account(server, f"bench{number}")
                        for number in range(options.accounts)]
            image, role = prepare(server, regions, accounts)
            print("\n| destinations | seconds | destinations/s | processor ms each | resident MiB |\n"
                  "| --- | --- | --- | --- | --- |")
            for size, (some_regions, some_accounts) in enumerate(sizes):
                results = [distribute(server, image, role, regions[:some_regions], accounts[:some_accounts],
                                      f"size-{size}-run-{run}") for run in range(options.runs)]
                count = results[0][0]
                seconds = statistics.median(result[1] for result in results)
                processor = statistics.median(result[2] for result in results)
                print(f"| {count} | {seconds:.2f} | {count / seconds:.0f} | {1000 * processor / count:.2f} | "
                      f"{resident_mib(server.process.pid):.0f} |", flush=True)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
