#!/usr/bin/env python3
"""Import, copy and export of real disk images, side by side with the tools people use for that today.

Every contestant works on the same files in the same run, its input in the page cache and its output flushed.
Prints a table of medians and the ratio of each peer to amicast.
"""

import argparse
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import measure  # noqa: E402
import peers  # noqa: E402
from amicast_contestant import amicast_round  # noqa: E402

CONTESTANTS = {
    "amicast": amicast_round, "restic": peers.restic_round, "borg fixed": peers.borg_round,
    "casync": peers.casync_round, "qemu-img zstd": peers.qemu_round, "nbdcopy raw": peers.nbdcopy_round,
    "qemu-img raw": peers.qemu_raw_round, "cp": peers.cp_round, "floor": peers.floor_round,
}
# Half a minute an import: once is enough to see that.
RUNS_MAX = {"casync": 1}
ROWS = ("import v1", "import v2", "copy v1", "copy v2", "copy what is there", "copy v1, encrypting",
        "copy v1, key change", "copy v2, key change", "copy what is there, key change", "export")


def median_wall(all_results, name, row):
    return measure.median([result[row] for result in all_results[name]]).wall


def print_work(all_results):
    print("\n| work | contestant | wall s (median) | range | CPU s | peer ÷ amicast |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in ROWS:
        for name, results in all_results.items():
            if row not in results[0]:
                continue
            samples = [result[row] for result in results]
            sample = measure.median(samples)
            ratio = sample.wall / median_wall(all_results, "amicast", row)
            print(f"| {row} | {name} | {sample.wall:.3f} | {measure.spread(samples)} | {sample.cpu:.2f} | {ratio:.2f} |")


def print_facts(all_results):
    ours = all_results["amicast"]
    print("\n| stored v1 + v2 | MiB |\n| --- | --- |")
    for name, results in all_results.items():
        if "stored v1+v2" in results[0]:
            print(f"| {name} | {results[0]['stored v1+v2']:.0f} |")
    moved, stored = (statistics.median(result[key] for result in ours) for key in ("moved v2, key change", "stored for v2"))
    cost = median_wall(all_results, "amicast", "copy v1, encrypting") / median_wall(all_results, "amicast", "copy v1") - 1
    print(f"\nincremental copy with key change: {moved:.1f} MiB moved, of {stored:.1f} MiB that v2 added ({moved / stored:.2f} ×)")
    print(f"encrypting on the way costs a cold copy {cost * 100:.0f} %")
    print(f"peak resident memory of the server: {max(result['peak'] for result in ours):.0f} MiB")


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
            if number >= RUNS_MAX.get(name, options.runs):
                continue
            for image in ("v1.raw", "v2.raw"):
                measure.warm(images / image)
            with tempfile.TemporaryDirectory(dir=images.parent) as scratch:
                print(f"run {number + 1}: {name}", file=sys.stderr)
                results[name].append(CONTESTANTS[name](images, pathlib.Path(scratch)))
    print_work(results)
    print_facts(results)


if __name__ == "__main__":
    main()
