"""Timing of commands and of the server: wall time, CPU time and peak memory, medians over runs."""

import os
import pathlib
import resource
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Sample:
    wall: float
    cpu: float
    peak_mib: float = 0.0


def run(command, environment=None, stdin=None, shell=False):
    """Runs a command to its end and flushes what it wrote; raises with its output when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command if shell else [str(part) for part in command], shell=shell, stdin=stdin,
                          capture_output=True, text=True, env=environment)
    os.sync()
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Sample(wall, cpu), done.stdout


def process_cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def median(samples):
    """Medians of wall and CPU time, each by itself; of an even number the mean of the middle two."""
    return Sample(statistics.median(sample.wall for sample in samples),
                  statistics.median(sample.cpu for sample in samples),
                  max(sample.peak_mib for sample in samples))


def spread(samples):
    walls = [sample.wall for sample in samples]
    return f"{min(walls):.2f}–{max(walls):.2f}" if len(walls) > 1 else ""


def directory_mib(path):
    return sum(file.stat().st_blocks * 512 for file in pathlib.Path(path).rglob("*") if file.is_file()) / (1 << 20)


def warm(path):
    """Brings a file into the page cache, so that every contestant reads from memory."""
    subprocess.run(["cat", str(path)], stdout=subprocess.DEVNULL, check=True)


