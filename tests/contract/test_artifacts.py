"""What the package ships is what the sources say."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract_tools import CONTRACTS, run_node
from eth_utils.crypto import keccak
from market_contracts import ABI, load

RUNTIME_LIMIT = 24_576


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    run_node("build.mjs", str(folder / "abi"))
    return folder / "abi"


def test_abi_bytecode_and_sources_are_not_stale(built: Path) -> None:
    fresh = {path.name: path.read_text("utf-8") for path in built.iterdir()}
    shipped = {path.name: path.read_text("utf-8") for path in ABI.glob("*.json")}
    assert fresh == shipped, "run `npm run build` in contracts/"


def test_the_market_fits_into_a_block() -> None:
    assert len(load("Market")["runtime"]) // 2 - 1 <= RUNTIME_LIMIT


def test_no_two_custom_errors_share_a_selector() -> None:
    errors = [part for part in load("Market")["abi"] if part["type"] == "error"]
    texts = [
        f"{part['name']}({','.join(field['type'] for field in part['inputs'])})" for part in errors
    ]
    assert len({keccak(text=text)[:4] for text in texts}) == len(texts)


def test_the_lock_file_names_no_host() -> None:
    assert "resolved" not in (CONTRACTS / "package-lock.json").read_text("utf-8")


def test_nobody_has_a_privilege_over_the_market() -> None:
    functions = {part["name"] for part in load("Market")["abi"] if part["type"] == "function"}
    words = ("owner", "pause", "kill", "upgrade", "admin", "role", "rescue", "migrate")
    assert not [name for name in functions if any(word in name.lower() for word in words)]
