"""What the package ships is what the sources say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from contract_tools import CONTRACTS, run_node
from eth_utils.crypto import keccak
from market_contracts import ABI, load

RUNTIME_LIMIT = 24_576


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    run_node("build.mjs", str(folder / "abi"), str(folder / "standard-input.json"))
    return folder


def test_abi_and_bytecode_are_not_stale(built: Path) -> None:
    fresh = {path.name: path.read_text("utf-8") for path in (built / "abi").iterdir()}
    shipped = {path.name: path.read_text("utf-8") for path in ABI.glob("*.json")}
    assert fresh == shipped, "run `npm run build` in contracts/"


def test_the_standard_input_needs_nothing_beside_it(built: Path) -> None:
    told = json.loads((built / "standard-input.json").read_text("utf-8"))
    assert told["settings"]["optimizer"]["enabled"]
    output = run_node("--input-type=module", "--eval", _READS, str(built / "standard-input.json"))
    assert json.loads(output) == load("Market")["abi"]


_READS = """
import { readFileSync } from "node:fs";
import solc from "solc";
const input = JSON.parse(readFileSync(process.argv[1], "utf8"));
const outputSelection = { "*": { "*": ["abi"] } };
input.settings = { evmVersion: input.settings.evmVersion, outputSelection };
const { contracts } = JSON.parse(solc.compile(JSON.stringify(input)));
console.log(JSON.stringify(contracts["src/Market.sol"].Market.abi));
"""


def test_the_market_fits_into_a_block() -> None:
    assert len(load("Market")["bytecode"]) // 2 < RUNTIME_LIMIT


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
