"""The contracts' own tests (contracts/test), run by forge on the bytecode that we ship.

SONM_FORGE_PROFILE=long runs more of the random ones.
"""

from __future__ import annotations

import os

import pytest
from contract_tools import run_node

from bench.long_runs import count

PROFILE = os.environ.get("SONM_FORGE_PROFILE", "default")
PROMISED = {"default": 100_000, "long": 1_000_000}
"""Random calls of the contracts, at least."""


@pytest.mark.timeout(1800 if PROFILE == "long" else 600)
def test_forges_unit_fuzz_and_invariant_tests_pass() -> None:
    output = run_node("forge.mjs", "test", "--summary", FOUNDRY_PROFILE=PROFILE)
    for suite in (
        "AccrualTest",
        "InvariantsTest",
        "CampaignInvariantsTest",
        "RegistryInvariantsTest",
    ):
        assert suite in output
    counted = count("forge", output.splitlines())
    assert counted["calls"] >= PROMISED[PROFILE]
    assert counted["reverted"] == 0


def test_a_failure_of_forge_is_seen() -> None:
    with pytest.raises(AssertionError, match="unrecognized"):
        run_node("forge.mjs", "nonsense")
