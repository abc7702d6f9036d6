"""Whether the code at a network's addresses is the one that this program was built for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from eth_utils.crypto import keccak

from sonm_desktop.chain import wire
from sonm_desktop.chain.artifacts import BuiltCode, built_code
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.rpc import NotThisNetwork
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import ZERO_ADDRESS, Address
from sonm_desktop.wallet.eip712 import DOMAIN_NAME, DOMAIN_VERSION, domain_separator

_DOMAINS = {"Market": DOMAIN_NAME, "SNM": "SONM", "Campaigns": "SONM Campaigns"}
FOREIGN_CODE = "chain.foreign_code"
FOREIGN_PRACTICE = "chain.foreign_practice"
_WORD = 32
_LONGEST_SHORT_TEXT = 31


class CodeNode(Protocol):
    """A node that is asked for the code of several contracts at once."""

    async def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One contract of a network, by its name in the network's file. build: whose code it has.

    pinned: another code is right too where the network's file tells its hash: a token that was
    there before, a price feed of others.
    """

    name: str
    build: str
    address: Address
    pinned: bool = False


def parts_of(network: Network) -> list[Part]:
    """All contracts of *network*, by the names of its file."""
    return list(_parts(network))


async def require_built_code(node: CodeNode, network: Network) -> None:
    """Raises NotThisNetwork unless all contracts of *network* are ours, made for one another.

    Immutables are masked, and those that say which token, market, feed or chain a contract works
    for must say those of *network*.
    """
    parts = parts_of(network)
    try:
        replies = await node.batch([("eth_getCode", [part.address, "latest"]) for part in parts])
    except NodeError as error:
        raise BadReply("no answer about the contracts") from error
    for part, reply in zip(parts, replies, strict=True):
        code = wire.octets(reply, "a contract's code")
        if not _is_right(part, code, network):
            refusal = FOREIGN_PRACTICE if network.practice else FOREIGN_CODE
            raise NotThisNetwork(refusal, network=network.name, contract=part.name)


def code_hash(code: bytes) -> str:
    """As EXTCODEHASH and explorers tell it."""
    return "0x" + keccak(code).hex()


def masked(code: bytes, built: BuiltCode) -> bytes:
    """*code* without what differs from one deployment to the next."""
    if len(code) != len(built.runtime):
        return code
    masked = bytearray(code)
    for places in built.immutables.values():
        for start in places:
            masked[start : start + _WORD] = bytes(_WORD)
    return bytes(masked)


def _parts(network: Network) -> Iterator[Part]:
    yield Part("market", "Market", network.market)
    yield Part("token", "SNM", network.token, pinned=True)
    for name, build, address in (
        ("faucet", "Faucet", network.faucet),
        ("profiles", "Profiles", network.profiles),
        ("blacklists", "Blacklists", network.blacklists),
        ("reputation", "Reputation", network.reputation),
        ("campaigns", "Campaigns", network.campaigns),
    ):
        if address is not None:
            yield Part(name, build, address)
    if network.feed is not None:
        yield Part("feed", "PracticeFeed", network.feed, pinned=True)


def _is_right(part: Part, code: bytes, network: Network) -> bool:
    told = network.codes.get(part.name)
    if told is not None and code_hash(code) != told:
        return False
    built = built_code(part.build)
    if masked(code, built) != built.runtime:
        return part.pinned and told is not None
    return all(
        _says(code, places, wanted)
        for name, wanted in _expected(part, network).items()
        if (places := built.immutables.get(name))
    )


def _says(code: bytes, places: tuple[int, ...], wanted: bytes) -> bool:
    return all(code[start : start + _WORD] == wanted for start in places)


def _expected(part: Part, network: Network) -> dict[str, bytes]:
    """Immutables that have one right value; the others are the deployer's to choose."""
    return {
        "token": _word(network.token),
        "market": _word(network.market),
        "feed": _word(network.feed or ZERO_ADDRESS),
        "_cachedThis": _word(part.address),
        "_cachedChainId": network.chain_id.to_bytes(_WORD, "big"),
        **(_domain(part, network) if part.build in _DOMAINS else {}),
    }


def _domain(part: Part, network: Network) -> dict[str, bytes]:
    """What OpenZeppelin's EIP712 keeps: signatures for other contracts must not count here."""
    name = _DOMAINS[part.build]
    separator = domain_separator(name, network.chain_id, part.address)
    return {
        "_cachedDomainSeparator": separator,
        "_hashedName": keccak(text=name),
        "_hashedVersion": keccak(text=DOMAIN_VERSION),
        "_name": _short_text(name),
        "_version": _short_text(DOMAIN_VERSION),
    }


def _word(address: Address) -> bytes:
    return bytes.fromhex(address.removeprefix("0x")).rjust(_WORD, b"\0")


def _short_text(text: str) -> bytes:
    """As OpenZeppelin's ShortStrings keep it: the text, and its length in the last byte."""
    return text.encode().ljust(_LONGEST_SHORT_TEXT, b"\0") + bytes([len(text)])
