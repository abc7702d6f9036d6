"""The contract tools as tests call them: npm's installation under contracts/."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

CONTRACTS = Path(__file__).parents[2] / "contracts"
LIMIT_S = 1800


def run_node(*arguments: str, **environment: str) -> str:
    """The output of a script of contracts/. Raises AssertionError with it when it fails."""
    finished = subprocess.run(
        ["node", *arguments],
        cwd=CONTRACTS,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout
    return finished.stdout
