"""Logs of the market as a strategy makes them: a few deals, workers and accounts."""

from __future__ import annotations

from eth_abi.abi import encode
from hypothesis import strategies as st

from sonm_desktop.chain.logs import topic_of
from sonm_desktop.chain.market_calls import encode_ask
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.messages import Ask
from tests.chain_deals import sample_ask
from tests.chain_fixtures import test_key
from tests.fakes.chain import TOKEN, FakeLog

OPENED = (
    "DealOpened(bytes32,address,address,address,uint256,bytes32,"
    "uint80,uint96,uint40,uint40,uint24,uint8)"
)
FOREVER = 2**32 - 1

_amounts = st.integers(0, 2**96 - 1)
_times = st.integers(1, FOREVER)
_few = st.integers(0, 5)


def account(number: int) -> Address:
    return Address("0x" + bytes([0xA0 + number] * 20).hex())


def deal(number: int) -> bytes:
    return bytes([0xD0 + number] * 32)


def topic(address: str) -> bytes:
    return bytes.fromhex(address[2:]).rjust(32, b"\0")


def opened(number: int, escrow: int = 10**18) -> FakeLog:
    data = encode(
        [
            "address",
            "uint256",
            "bytes32",
            "uint80",
            "uint96",
            "uint40",
            "uint40",
            "uint24",
            "uint8",
        ],
        [account(5), number, b"\1" * 32, 7, escrow, FOREVER, 1_700_003_600, 60, 48],
    )
    parties = topic(account(number % 2)), topic(account(2 + number % 2))
    return FakeLog((topic_of(OPENED), deal(number), *parties), data)


def about_deal(signature: str, number: int, *values: int) -> FakeLog:
    return FakeLog(
        (topic_of(signature), deal(number)), encode(["uint256"] * len(values), list(values))
    )


def about_account(signature: str, number: int, *values: int) -> FakeLog:
    return FakeLog(
        (topic_of(signature), topic(account(number))),
        encode(["uint256"] * len(values), list(values)),
    )


def announced(ask: Ask, signature: bytes) -> FakeLog:
    return FakeLog(
        (topic_of("Announced(address,bytes,bytes)"), topic(ask.worker)),
        encode(["bytes", "bytes"], [encode_ask(ask), signature]),
    )


_asks = st.builds(
    lambda part, issued, life: announced(
        sample_ask(test_key(4).address, issued=issued, expiry=issued + life, part=part), b"\0" * 65
    ),
    st.integers(1, 2),
    st.integers(1_700_000_000, 1_700_001_000),
    st.integers(0, 10_000),
)


def transferred(giver: int, taker: int, amount: int, name: str = "Transfer") -> FakeLog:
    parties = topic(account(giver)), topic(account(taker))
    signature = f"{name}(address,address,uint256)"
    return FakeLog((topic_of(signature), *parties), encode(["uint256"], [amount]), TOKEN)


logs = st.one_of(
    st.builds(
        transferred, _few, _few, _amounts, st.sampled_from(["Transfer", "Approval", "Unheard"])
    ),
    st.builds(opened, _few, _amounts),
    st.builds(
        lambda n, a, p, u: about_deal("Claimed(bytes32,uint96,uint96,uint40)", n, a, p, u),
        *(_few, _amounts, _amounts, _times),
    ),
    st.builds(
        lambda n, a, u: about_deal("ToppedUp(bytes32,uint96,uint40)", n, a, u),
        *(_few, _amounts, _times),
    ),
    st.builds(
        lambda n, b, e: about_deal("CloseRequested(bytes32,address,uint40)", n, b, e),
        *(_few, st.integers(0, 2**160 - 1), _times),
    ),
    st.builds(
        lambda n, r, e: about_deal("Amended(bytes32,uint80,uint40,uint24,uint16)", n, r, e, 60, 1),
        *(_few, st.integers(0, 2**80 - 1), _times),
    ),
    st.builds(lambda n, e: about_deal("Stopped(bytes32,uint40)", n, e), _few, _times),
    st.builds(
        lambda n, p, r: about_deal("DealClosed(bytes32,uint96,uint96)", n, p, r),
        *(_few, _amounts, _amounts),
    ),
    st.builds(lambda n, a: about_account("Deposited(address,uint96)", n, a), _few, _amounts),
    st.builds(lambda n, a: about_account("Unheard(address,uint96)", n, a), _few, _amounts),
    _asks,
)
