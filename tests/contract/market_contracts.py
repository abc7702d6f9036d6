"""Contracts of the package on a node: calls by name, errors by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from market_node import Node

ABI = Path(__file__).parents[2] / "sonm_desktop" / "chain" / "abi"


class Refused(Exception):
    """The contract reverted with the custom error *name* and its arguments."""

    def __init__(self, name: str, arguments: tuple[Any, ...]) -> None:
        super().__init__(name, arguments)
        self.name = name
        self.arguments = arguments


class Contract:
    """One deployed contract, by its ABI."""

    def __init__(self, node: Node, address: str, abi: list[dict[str, Any]]) -> None:
        self.node = node
        self.address = address
        self._functions: dict[str, dict[str, Any]] = {}
        self._errors: dict[bytes, dict[str, Any]] = {}
        self._events: dict[str, dict[str, Any]] = {}
        for part in abi:
            if part["type"] == "function":
                self._functions[part["name"]] = part
            elif part["type"] == "error":
                self._errors[keccak(text=_signature(part))[:4]] = part
            elif part["type"] == "event":
                self._events["0x" + keccak(text=_signature(part)).hex()] = part

    def data(self, function: str, *arguments: Any) -> bytes:
        part = self._functions[function]
        return keccak(text=_signature(part))[:4] + encode(_types(part["inputs"]), arguments)

    def view(self, function: str, *arguments: Any) -> Any:
        """What a call returns now: one value, or a tuple."""
        call = {"to": self.address, "data": "0x" + self.data(function, *arguments).hex()}
        return self.result(function, bytes.fromhex(self.node.call("eth_call", call, "latest")[2:]))

    def result(self, function: str, raw: bytes) -> Any:
        values = decode(_types(self._functions[function]["outputs"]), raw)
        return values[0] if len(values) == 1 else values

    def send(self, function: str, *arguments: Any, sender: str) -> dict[str, Any]:
        """The receipt. Raises Refused."""
        receipt = self.node.send(
            sender=sender, to=self.address, data=self.data(function, *arguments)
        )
        if receipt["status"] != "0x1":
            raise self._refusal(receipt["transactionHash"])
        return receipt

    def events(self, receipt: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """Names and fields of this contract's events in *receipt*."""
        own = [
            log for log in receipt["logs"] if to_checksum_address(log["address"]) == self.address
        ]
        return [self._event(log) for log in own]

    def _event(self, log: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        part = self._events[log["topics"][0]]
        indexed = [field for field in part["inputs"] if field["indexed"]]
        plain = [field for field in part["inputs"] if not field["indexed"]]
        fields = {
            field["name"]: decode([field["type"]], bytes.fromhex(topic[2:]))[0]
            for field, topic in zip(indexed, log["topics"][1:], strict=True)
        }
        values = decode(_types(plain), bytes.fromhex(log["data"][2:]))
        fields |= {field["name"]: value for field, value in zip(plain, values, strict=True)}
        return part["name"], fields

    def _refusal(self, transaction: str) -> Refused:
        trace = self.node.call("debug_traceTransaction", transaction, {"tracer": "callTracer"})
        raw = bytes.fromhex(trace.get("output", "0x")[2:])
        part = self._errors.get(raw[:4])
        if part is None:
            return Refused("0x" + raw[:4].hex(), (raw[4:],))
        return Refused(part["name"], decode(_types(part["inputs"]), raw[4:]))


def load(name: str) -> dict[str, Any]:
    """ABI and bytecode of *name*, as the package ships them."""
    artifact: dict[str, Any] = json.loads((ABI / f"{name}.json").read_text("utf-8"))
    return artifact


def deploy(node: Node, artifact: dict[str, Any], *arguments: Any, sender: str) -> Contract:
    inputs = [part["inputs"] for part in artifact["abi"] if part["type"] == "constructor"]
    code = bytes.fromhex(artifact["bytecode"].removeprefix("0x"))
    code += encode(_types(inputs[0] if inputs else []), arguments)
    receipt = node.send(sender=sender, to=None, data=code)
    return Contract(node, to_checksum_address(receipt["contractAddress"]), artifact["abi"])


def _signature(part: dict[str, Any]) -> str:
    return f"{part['name']}({','.join(_types(part['inputs']))})"


def _types(fields: list[dict[str, Any]]) -> list[str]:
    return [_type(field) for field in fields]


def _type(field: dict[str, Any]) -> str:
    kind: str = field["type"]
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_types(field['components']))}){kind.removeprefix('tuple')}"
