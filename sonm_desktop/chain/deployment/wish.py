"""What somebody wants to deploy, and the steps that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from sonm_desktop.chain.artifacts import creation_code
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.market_calls import NEW_CONTRACT, Call
from sonm_desktop.chain.practice.deploy import DAILY_DRIP, FAUCET_STOCK
from sonm_desktop.chain.wire import address_of
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, ChainId

STOCK = "stock"
"""The step that fills the faucet; all others make a contract."""

LOWEST_PRIVATE_ID = 10**9
_PRIVATE_CHAINS = frozenset({1337, 31_337})
_TEST_CHAINS = frozenset(
    {97, 17_000, 43_113, 80_002, 84_532, 421_614, 560_048, 11_155_111, 11_155_420}
)


@dataclass(frozen=True, slots=True)
class DeploymentWish:
    """token, feed: contracts that are there already; None: SNM is made, no price in USD.

    practice_price: of a practice feed in place of *feed*, 10^-8 USD for one SNM. max_price_age:
    s. registrar: says whose word counts in the profiles. faucet: gives test SNM to everybody.
    """

    name: str
    account: Address
    registrar: Address
    token: Address | None = None
    feed: Address | None = None
    practice_price: int | None = None
    max_price_age: int = 3600
    faucet: bool = False
    confirmations: int = 12
    relays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction. part: as the network's file calls it. build: the contract; None: none."""

    part: str
    build: str | None
    arguments: tuple[Any, ...]


def is_test_chain(chain: ChainId) -> bool:
    """Whether money on *chain* is play money by all that is known of its number."""
    return chain in _TEST_CHAINS or is_private_chain(chain)


def is_private_chain(chain: ChainId) -> bool:
    """Whether *chain* is somebody's own, on his machine, by all that is known of its number."""
    return chain in _PRIVATE_CHAINS or chain >= LOWEST_PRIVATE_ID


def steps_of(wish: DeploymentWish) -> list[str]:
    """The parts that *wish* makes, in their order."""
    made = [] if wish.token else ["token"]
    made += ["faucet", STOCK] if wish.faucet else []
    made += ["feed"] if wish.practice_price is not None else []
    return [*made, "market", "profiles", "blacklists", "reputation", "campaigns"]


def given(wish: DeploymentWish) -> dict[str, Address]:
    """The parts that are there already."""
    there = {"token": wish.token, "feed": wish.feed}
    return {part: address for part, address in there.items() if address is not None}


def step(part: str, wish: DeploymentWish, made: Mapping[str, Address]) -> Step:
    """The step of *part*, after those that it needs were *made*."""
    token, feed = made.get("token", ZERO_ADDRESS), made.get("feed", ZERO_ADDRESS)
    priced = (token, feed, wish.max_price_age if feed != ZERO_ADDRESS else 0)
    steps: dict[str, tuple[str | None, tuple[Any, ...]]] = {
        "token": ("SNM", ()),
        "faucet": ("Faucet", (token, DAILY_DRIP)),
        STOCK: (None, (made.get("faucet", ZERO_ADDRESS), FAUCET_STOCK)),
        "feed": ("PracticeFeed", (wish.practice_price,)),
        "market": ("Market", priced),
        "profiles": ("Profiles", (wish.registrar,)),
        "blacklists": ("Blacklists", ()),
        "reputation": ("Reputation", (made.get("market", ZERO_ADDRESS),)),
        "campaigns": ("Campaigns", priced),
    }
    build, arguments = steps[part]
    return Step(part, build, arguments)


def call_of(one: Step, made: Mapping[str, Address]) -> Call:
    """What is signed for *one*."""
    if one.build is None:
        return Call(made["token"], encode_call("transfer(address,uint256)", *one.arguments))
    return Call(NEW_CONTRACT, creation_code(one.build, *one.arguments))


def predicted(wish: DeploymentWish, first_nonce: int) -> dict[str, Address]:
    """Where each part comes to lie if *wish*'s account sends nothing in between."""
    return given(wish) | {
        part: created_address(wish.account, first_nonce + number)
        for number, part in enumerate(steps_of(wish))
        if part != STOCK
    }


def created_address(account: Address, nonce: int) -> Address:
    """Where a contract lies that *account* makes in its transaction number *nonce*."""
    sender = bytes.fromhex(account.removeprefix("0x"))
    items = b"\x94" + sender + _rlp_number(nonce)
    return address_of(keccak(bytes([0xC0 + len(items)]) + items)[12:])


def _rlp_number(number: int) -> bytes:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return raw if len(raw) == 1 and raw[0] < 0x80 else bytes([0x80 + len(raw)]) + raw


def parts_made(parts: Sequence[str]) -> list[str]:
    """Those of *parts* that are contracts."""
    return [part for part in parts if part != STOCK]
