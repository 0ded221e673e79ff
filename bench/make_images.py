#!/usr/bin/env python3
"""Makes the two disk images the data-plane benchmark works on.

v1.raw is a 4 GiB ext4 file system filled with this machine's own operating system files (about 2.4 GB of them);
v2.raw is the same with about 5% of its allocated bytes rewritten in place, in runs the size of files.
"""

import argparse
import os
import pathlib
import random
import shutil
import subprocess

GIB = 1 << 30
FILL = 0.535  # of an image: what its file system then has room for besides
SKIP = ("/usr/src",)


def copy_system_files(target, fill):
    """Hard-links or copies files below /usr in a fixed order until there are `fill` bytes; how many it came to."""
    done = 0
    for top, directories, files in os.walk("/usr"):
        directories.sort()
        if top.startswith(SKIP):
            directories.clear()
            continue
        for name in sorted(files):
            source = os.path.join(top, name)
            if os.path.islink(source) or not os.path.isfile(source):
                continue
            size = os.path.getsize(source)
            if done + size > fill:
                continue
            destination = target / source.lstrip("/")
            destination.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, destination)
            except OSError:
                shutil.copyfile(source, destination)
            done += size
    return done


def make_file_system(path, size):
    """An ext4 file system of `size` bytes that is about half full of system files, as a raw image at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tree = path.with_suffix(".tree")
    shutil.rmtree(tree, ignore_errors=True)
    print(f"collecting {copy_system_files(tree, int(size * FILL)) / 1e9:.2f} GB of system files")
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with open(partial, "wb") as file:
        file.truncate(size)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-d", tree, partial], check=True)
    shutil.rmtree(tree)
    partial.rename(path)


def data_extents(path):
    """(offset, length) of every allocated run."""
    with open(path, "rb") as file:
        end = os.fstat(file.fileno()).st_size
        position = 0
        while position < end:
            try:
                start = os.lseek(file.fileno(), position, os.SEEK_DATA)
            except OSError:
                return
            position = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            yield start, position - start


def change_in_place(path, share, seed):
    """Rewrites `share` of the allocated bytes, in runs of 64 KiB to 8 MiB, with shifted bytes of the run."""
    chance = random.Random(seed)
    extents = list(data_extents(path))
    allocated = sum(length for _, length in extents)
    wanted = int(allocated * share)
    with open(path, "r+b") as file:
        while wanted > 0:
            start, length = chance.choices(extents, weights=[length for _, length in extents])[0]
            run = min(wanted, length, 1 << chance.randint(16, 23))
            offset = start + chance.randrange(0, max(1, length - run)) // 4096 * 4096
            file.seek(offset)
            data = file.read(run)
            file.seek(offset)
            file.write(data[17:] + data[:17])
            wanted -= run
    return allocated


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=pathlib.Path)
    directory = parser.parse_args().directory
    v1, v2 = directory / "v1.raw", directory / "v2.raw"
    if v2.exists():
        return
    make_file_system(v1, 4 * GIB)
    partial = directory / "v2.partial"
    subprocess.run(["cp", "--sparse=always", v1, partial], check=True)
    allocated = change_in_place(partial, 0.05, seed=7)
    partial.rename(v2)
    print(f"v1 and v2: 4 GiB with {allocated / 1e9:.2f} GB allocated, 5% of it changed in v2")


if __name__ == "__main__":
    main()
