"""A kernel that `stompkata lab` starts says nothing about TCP without encryption: its traffic is encrypted."""

import json
import subprocess
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from traitlets.config import Config

CONFIG = Path(__file__).parents[2] / "stompkata" / "cli" / "jupyter" / "jupyter_server_config.json"


@pytest.mark.parametrize("config, warned", [(Config(json.loads(CONFIG.read_text())), False), (Config(), True)])
def test_the_kernels_warning_is_answered_by_encryption(config, warned, tmp_path):
    with open(tmp_path / "stderr", "wb") as stderr:
        manager = KernelManager(kernel_name="python3", config=config)
        manager.start_kernel(stdout=subprocess.DEVNULL, stderr=stderr)
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=20)
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    assert ("without encryption" in (tmp_path / "stderr").read_text()) == warned
