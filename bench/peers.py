"""The peers of the data-plane benchmark: each does a round of the work it can do and returns its samples.

A floor is not a peer: it is what the same bytes cost when they are hashed, compressed and encrypted, and nothing
else is done with them.
"""

import contextlib
import os
import shutil
import subprocess
import time

import measure
from make_images import data_extents

BORG = {"BORG_PASSPHRASE": "bench", "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
        "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes"}


def restic_round(images, scratch):
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
    results["copy v1"] = results["copy v1, key change"] = restic(*transfer, env=target)
    shutil.copyfile(images / "v2.raw", work)
    results["import v2"] = restic("-r", first, "backup", work)
    results["stored v1+v2"] = measure.directory_mib(first)
    results["copy v2"] = results["copy v2, key change"] = restic(*transfer, env=target)
    return results


def borg_round(images, scratch):
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


class NbdServer:
    """nbdkit serving one raw file on a socket, for as long as the `with` lasts."""

    def __init__(self, path, socket, *options):
        self.socket = socket
        self.process = subprocess.Popen(["nbdkit", "-f", "-U", str(socket), *options, "file", str(path)])

    def __enter__(self):
        while not self.socket.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"nbdkit ended with {self.process.returncode}")
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        with contextlib.suppress(FileNotFoundError):
            self.socket.unlink()

    @property
    def uri(self):
        return f"nbd+unix:///?socket={self.socket}"

    def cpu(self):
        return measure.process_cpu(self.process.pid)


def raw_copy_round(images, scratch, command):
    """Between two NBD servers, every byte of the volume as it is: copying without a store on either side."""
    target = scratch / "to.raw"
    with open(target, "wb") as file:
        file.truncate((images / "v1.raw").stat().st_size)
    with NbdServer(images / "v1.raw", scratch / "from", "-r") as source, NbdServer(target, scratch / "to") as sink:
        sample, _ = measure.run([*command, source.uri, sink.uri])
        sample.cpu += source.cpu() + sink.cpu()
    return {"copy v1": sample}


def nbdcopy_round(images, scratch):
    return raw_copy_round(images, scratch, ["nbdcopy", "--flush", "--connections=4"])


def qemu_raw_round(images, scratch):
    return raw_copy_round(images, scratch,
                          ["qemu-img", "convert", "-f", "raw", "-O", "raw", "-n", "-W", "-m", "16"])


def pack_data(disk, packed):
    """The allocated bytes of a disk, one run after the other: nobody hashes or compresses holes."""
    with open(packed, "wb") as out, open(disk, "rb") as source:
        for start, length in data_extents(disk):
            source.seek(start)
            while length > 0:
                piece = source.read(min(length, 1 << 20))
                out.write(piece)
                length -= len(piece)


def floor_round(images, scratch):
    """The quickest program for each step, joined by pipes: no blocks, no index, nothing to be found again."""
    packed, sealed, other = scratch / "v1.data", scratch / "v1.sealed", scratch / "v1.other"
    pack_data(images / "v1.raw", packed)
    cipher = "openssl enc -aes-256-ctr -nosalt -iv 00 -K"
    results = {}
    results["import v1"], _ = measure.run(
        f"openssl dgst -sha256 {packed} & zstd -q -1 --no-check -c {packed} | {cipher} 01 > {sealed}; wait", shell=True)
    results["copy v1, key change"], _ = measure.run(
        f"{cipher} 01 -d -in {sealed} | {cipher} 02 | cat > {other}", shell=True)
    return results


def cp_round(images, scratch):
    results = {}
    results["import v1"], _ = measure.run(["cp", "--sparse=always", images / "v1.raw", scratch / "c.raw"])
    results["export"] = results["import v1"]
    return results
