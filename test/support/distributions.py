"""Distributions as tests and benchmarks wait for them."""

import json
import time


def wait_distributed(builder, arn, timeout=60.0, pause=0.02):
    """Polls until the image's distribution ended, however it did; the image."""
    deadline = time.monotonic() + timeout
    while True:
        image = builder.get_image(imageBuildVersionArn=arn)["image"]
        if image["state"]["status"] in ("AVAILABLE", "FAILED", "CANCELLED"):
            return image
        assert time.monotonic() < deadline, json.dumps(image["state"])[:4000]
        time.sleep(pause)


def until(condition, timeout=60.0, pause=0.02):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(pause)


def failed_copies(server):
    """{snapshot: attempts to copy it that failed so far for want of storage}, from the log of a server that writes JSON."""
    attempts = {}
    for line in (server.directory / "server.log").read_text().splitlines():
        if "job_attempt_failed" in line and (entry := json.loads(line))["kind"] == "copy-snapshot":
            assert "storage cannot be used now" in entry["reason"], entry
            attempts[entry["subject"]] = max(attempts.get(entry["subject"], 0), int(entry["attempt"]))
    return attempts


def frames_stored(server):
    """How many frames the process has stored so far, in all regions; one stored twice counts twice."""
    return server.metric("amicast_blocks_put_total", outcome="ok")
