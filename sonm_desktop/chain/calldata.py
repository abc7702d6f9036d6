"""Calls of contracts as bytes: selector and ABI-encoded arguments."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak


def encode_call(signature: str, *arguments: Any) -> bytes:
    """Selector and arguments of *signature*, such as ``deposit(uint96)``."""
    return selector(signature) + encode(_argument_types(signature), list(arguments))


@lru_cache(maxsize=128)
def selector(signature: str) -> bytes:
    """The first four bytes of its hash."""
    return keccak(text=signature)[:4]


@lru_cache(maxsize=128)
def _argument_types(signature: str) -> list[str]:
    """The top-level types between the outer parentheses."""
    inner = signature[signature.index("(") + 1 : -1]
    types: list[str] = []
    depth, current = 0, ""
    for letter in inner:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            types.append(current)
            current = ""
        else:
            current += letter
    return [*types, current] if current else types
