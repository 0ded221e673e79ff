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
