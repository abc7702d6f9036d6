"""What the package ships is what the sources say."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from contract_tools import CONTRACTS, run_node
from eth_utils.crypto import keccak
from market_contracts import ABI, load

from sonm_desktop.chain.deployment.sources import standard_input

RUNTIME_LIMIT = 24_576
DEPLOYED = sorted({path.stem for path in ABI.glob("*.json")} - {"sources", "TokenProbe"})


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What solc makes of each standard JSON input that a deployment writes, by contract."""
    folder = tmp_path_factory.mktemp("inputs")
    names = list(load("sources")["contracts"])
    for name in names:
        told = standard_input(load("sources"), name)
        (folder / f"{name}.json").write_text(json.dumps(told), "utf-8")
    halves = (names[::2], names[1::2])
    with ThreadPoolExecutor() as pool:
        outputs = pool.map(lambda half: _compiled(folder, half), halves)
        return {name: made for output in outputs for name, made in output.items()}


def _compiled(folder: Path, names: list[str]) -> dict[str, Any]:
    output = run_node("--input-type=module", "--eval", _COMPILE, str(folder), *names)
    made: dict[str, Any] = json.loads(output)
    return made


_COMPILE = """
import { readFileSync } from "node:fs";
import { join } from "node:path";
import solc from "solc";
const made = {};
for (const name of process.argv.slice(2)) {
  const input = readFileSync(join(process.argv[1], `${name}.json`), "utf8");
  const output = JSON.parse(solc.compile(input));
  made[name] = output.contracts[`src/${name}.sol`][name];
}
console.log(JSON.stringify(made));
"""


def test_who_compiles_the_sources_beside_a_deployment_gets_the_same_code(
    compiled: dict[str, Any],
) -> None:
    assert set(compiled) == {path.stem for path in ABI.glob("*.json")} - {"sources"}
    for name, made in compiled.items():
        shipped, evm = load(name), made["evm"]
        places = evm["deployedBytecode"]["immutableReferences"].values()
        assert made["abi"] == shipped["abi"], "run `npm run build` in contracts/"
        assert "0x" + evm["bytecode"]["object"] == shipped["bytecode"], name
        assert "0x" + evm["deployedBytecode"]["object"] == shipped["runtime"], name
        assert sorted(sorted(one["start"] for one in place) for place in places) == sorted(
            sorted(place) for place in shipped["immutables"].values()
        )


def test_the_sources_are_those_of_this_folder() -> None:
    sources = load("sources")
    for path, text in sources["sources"].items():
        root = CONTRACTS / "node_modules" if path.startswith("@") else CONTRACTS
        assert (root / path).read_text("utf-8") == text, "run `npm run build` in contracts/"
    told = json.loads((CONTRACTS / "solidity.json").read_text("utf-8"))
    assert sources["settings"] == told
    assert sources["compiler"].startswith("0.8.37+")


@pytest.mark.parametrize("name", DEPLOYED)
def test_each_contract_fits_onto_a_chain(name: str) -> None:
    assert len(load(name)["runtime"]) // 2 - 1 <= RUNTIME_LIMIT


def test_no_two_custom_errors_share_a_selector() -> None:
    parts = [part for name in DEPLOYED for part in load(name)["abi"] if part["type"] == "error"]
    texts = {
        f"{part['name']}({','.join(field['type'] for field in part['inputs'])})" for part in parts
    }
    assert len({keccak(text=text)[:4] for text in texts}) == len(texts)
    assert len({text.split("(")[0] for text in texts}) == len(texts), "one name, two meanings"


def test_the_lock_file_names_no_host() -> None:
    assert "resolved" not in (CONTRACTS / "package-lock.json").read_text("utf-8")


@pytest.mark.parametrize("name", ["Market", "Campaigns", "Blacklists", "Reputation", "SNM"])
def test_nobody_has_a_privilege_over_money_lists_or_ratings(name: str) -> None:
    functions = {part["name"] for part in load(name)["abi"] if part["type"] == "function"}
    words = ("owner", "pause", "kill", "upgrade", "admin", "role", "rescue", "migrate")
    assert not [name for name in functions if any(word in name.lower() for word in words)]


@pytest.mark.parametrize("name", DEPLOYED)
def test_the_table_says_of_every_function_who_may_call_it(name: str) -> None:
    text = (CONTRACTS / "README.md").read_text("utf-8")
    table = text.split("## Who may call what")[1].split("\n## ")[0]
    told = set(re.findall(r"\w+", " ".join(re.findall("`([^`]*)`", table))))
    functions = {part["name"] for part in load(name)["abi"] if part["type"] == "function"}
    assert functions - told == set()
