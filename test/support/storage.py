"""A region's storage, and taking it away. All regions live in one process, so what goes away is what it reads: a symbolic
link to itself in a file's or directory's place makes each attempt to open it an I/O error that is not "there is no such
file".
"""

import contextlib

from support import volumes


@contextlib.contextmanager
def away(path):
    """Inside, the path cannot be opened, and nothing can be made in it."""
    aside = path.with_name(path.name + ".aside")
    there = path.exists()
    if there:
        path.rename(aside)
    path.symlink_to(path.name)
    try:
        yield
    finally:
        path.unlink()
        if there:
            aside.rename(path)


def segments(server, region):
    return server.data / "regions" / region / "segments"


def catalog(server, region):
    return server.data / "regions" / region / "catalog.db"


def upload_in_two_segments(server, region, early, late):
    """A snapshot of both, and the path of the segment in which the late blocks lie; restarts the server."""
    volumes.upload(server.client("ebs", region), late)
    (segment,) = segments(server, region).rglob("*.seg")
    server.stop()
    server.start()  # which begins another segment
    return volumes.upload(server.client("ebs", region), {**early, **late}), segment
