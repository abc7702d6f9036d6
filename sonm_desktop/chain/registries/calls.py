"""Calls of the registries beside the market, encoded; each raises where a network has none."""

from __future__ import annotations

from typing import Any

from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, DealId


class ProfileCalls:
    """Of the network's Profiles. Raises UserError("standing.no_profiles")."""

    def __init__(self, network: Network) -> None:
        self._place = _existing(network.profiles, "standing.no_profiles")

    def write(self, name: str, metadata: str) -> Call:
        return self._call("write(string,string)", name, metadata)

    def attest(self, subject: Address, level: int, expiry: int) -> Call:
        """*expiry*: chain time."""
        return self._call("attest(address,uint8,uint40)", subject, level, expiry)

    def revoke(self, subject: Address, validator: Address) -> Call:
        """By the validator, or by the subject himself."""
        return self._call("revoke(address,address)", subject, validator)

    def set_validator(self, validator: Address, level: int) -> Call:
        """By the registrar alone."""
        return self._call("setValidator(address,uint8)", validator, level)

    def level_of(self, subject: Address, validators: list[Address]) -> Call:
        return self._call("levelOf(address,address[])", subject, validators)

    def _call(self, signature: str, *arguments: Any) -> Call:
        return Call(self._place, encode_call(signature, *arguments))


class ReputationCalls:
    """Of the network's Reputation. Raises UserError("standing.no_reputation")."""

    def __init__(self, network: Network) -> None:
        self._place = _existing(network.reputation, "standing.no_reputation")

    def rate(self, deal: DealId, stars: int, reason: int) -> Call:
        """*reason*: its place in the contract's enumeration."""
        raw = bytes.fromhex(deal.removeprefix("0x"))
        return Call(self._place, encode_call("rate(bytes32,uint8,uint8)", raw, stars, reason))


def _existing(place: Address | None, code: str) -> Address:
    if place is None or place == ZERO_ADDRESS:
        raise UserError(code)
    return place
