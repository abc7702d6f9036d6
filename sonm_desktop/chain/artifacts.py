"""The contracts as the package ships them: interface, bytecode, and the code that they leave."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from eth_abi.abi import encode

SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class BuiltCode:
    """What lies on a chain where a contract of this build does.

    immutables: where each one is written, by name; these places are zero in *runtime*.
    """

    runtime: bytes
    immutables: dict[str, tuple[int, ...]]


def load_artifact(name: str) -> dict[str, Any]:
    """The artifact of the contract *name*: ABI, bytecode, runtime code, immutables."""
    text = (resources.files("sonm_desktop.chain") / "abi" / f"{name}.json").read_text("utf-8")
    artifact: dict[str, Any] = json.loads(text)
    return artifact


@lru_cache(maxsize=16)
def built_code(name: str) -> BuiltCode:
    """The code of the contract *name*, as this program was built for it."""
    artifact = load_artifact(name)
    return BuiltCode(
        runtime=bytes.fromhex(artifact["runtime"].removeprefix("0x")),
        immutables={key: tuple(places) for key, places in artifact["immutables"].items()},
    )


def creation_code(name: str, *arguments: Any) -> bytes:
    """What a transaction carries that makes the contract *name*."""
    artifact = load_artifact(name)
    return bytes.fromhex(artifact["bytecode"].removeprefix("0x")) + constructor_arguments(
        artifact, *arguments
    )


def constructor_arguments(artifact: dict[str, Any], *arguments: Any) -> bytes:
    """*arguments* as the constructor of *artifact* wants them."""
    types = [
        entry["type"]
        for part in artifact["abi"]
        if part["type"] == "constructor"
        for entry in part["inputs"]
    ]
    return encode(types, list(arguments))
