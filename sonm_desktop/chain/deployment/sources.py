"""What anybody needs to verify a deployment: sources, compiler and settings, arguments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sonm_desktop.chain.artifacts import SOURCES, constructor_arguments, load_artifact
from sonm_desktop.chain.contract_code import parts_of
from sonm_desktop.chain.deployment.wish import DeploymentWish, parts_made, step, steps_of
from sonm_desktop.chain.network import Network
from sonm_desktop.core.ids import TxHash

DESCRIPTION = "deployment.json"
_HOW = (
    "Give an explorer the standard JSON input of a contract, the compiler's version and the "
    "constructor's arguments. Or compile it yourself: the code at the address is that of "
    "evm.deployedBytecode with the immutables filled in."
)
_OUTPUT = ["abi", "evm.bytecode", "evm.deployedBytecode", "metadata"]


def source_bundle(
    network: Network, wish: DeploymentWish, sent: Mapping[str, TxHash]
) -> dict[str, str]:
    """Texts by file name: one standard JSON input for each contract that was made, and
    `DESCRIPTION`, which says what lies where."""
    shipped = load_artifact(SOURCES)
    addresses = {part.name: part.address for part in parts_of(network)}
    files: dict[str, str] = {}
    contracts: dict[str, Any] = {}
    for part in parts_made(steps_of(wish)):
        one = step(part, wish, addresses)
        if one.build is None:
            continue
        files[f"{one.build}.json"] = _text(standard_input(shipped, one.build))
        arguments = constructor_arguments(load_artifact(one.build), *one.arguments)
        contracts[part] = {
            "contract": f"src/{one.build}.sol:{one.build}",
            "input": f"{one.build}.json",
            "address": addresses[part],
            "transaction": sent.get(part, ""),
            "constructorArguments": "0x" + arguments.hex(),
            "codeHash": network.codes[part],
        }
    description = {
        "network": network.name,
        "chainId": network.chain_id,
        "compiler": shipped["compiler"],
        "how": _HOW,
        "contracts": contracts,
    }
    return {DESCRIPTION: _text(description), **files}


def standard_input(shipped: Mapping[str, Any], build: str) -> dict[str, Any]:
    """solc's standard JSON input of the contract *build*; it needs nothing beside it."""
    return {
        "language": "Solidity",
        "sources": {
            path: {"content": shipped["sources"][path]} for path in shipped["contracts"][build]
        },
        "settings": {**shipped["settings"], "outputSelection": {"*": {"*": _OUTPUT}}},
    }


def _text(value: Any) -> str:
    return json.dumps(value, indent=1) + "\n"
