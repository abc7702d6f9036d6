"""Our own encoding and decoding beside web3's, over the ABI that the contracts were built with."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.chain import reverts
from sonm_desktop.chain.artifacts import load_artifact
from sonm_desktop.chain.calldata import selector
from sonm_desktop.chain.logs import _SIGNATURES, decode_event, is_event, parse_logs, topic_of
from sonm_desktop.chain.market_calls import Call, MarketCalls
from sonm_desktop.chain.reverts import refusal
from sonm_desktop.chain.sending.fees import GasPrice, Speed, price_from_history
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.catalogue import codes
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import DealId
from sonm_desktop.wallet.messages import Amend, Bind, Operator, Quote, Settle, Tip, Voucher
from tests.chain_deals import sample_ask
from tests.chain_fixtures import test_key
from tests.fakes.chain import MARKET, FakeChain
from tests.plain_web3 import AttributeDict, Web3
from tests.unit.chain.market_logs import logs, opened

ABI = load_artifact("Market")["abi"]
CONTRACT = Web3().eth.contract(address=MARKET, abi=ABI)
NETWORK = FakeChain().network()
CALLS = MarketCalls(NETWORK)

DEAL = DealId("0x" + "da" * 32)
ONE, TWO = test_key(1).address, test_key(2).address
SIGNATURE, OTHER_SIGNATURE = b"\1" * 65, b"\2" * 65
QUOTE = Quote("0x" + "aa" * 32, ONE, TWO, 2**200, 7, 8, 9, 10, 11, 48, 12, 13, 14, 15)
VOUCHER = Voucher(DEAL, 5, 6, 7)
TIP = Tip(DEAL, 1, 2, 3)
SETTLE = Settle(DEAL, 9)
AMEND = Amend(DEAL, 1, 2, 3, 4, 5, 6)
BIND = Bind(ONE, TWO, 100, 3, 200)
GRANT = Operator(ONE, TWO, 5, 6, 7)
ASK = sample_ask(ONE, issued=1, expiry=2)
DEAL_BYTES = bytes.fromhex(DEAL[2:])

EXPECTED: list[tuple[Call, str, list[Any]]] = [
    (CALLS.deposit(Wei(5)), "deposit", [5]),
    (
        CALLS.deposit_permit(Wei(5), 6, b"\1" * 32 + b"\2" * 32 + b"\x1b"),
        "depositPermit",
        [5, 6, 27, b"\1" * 32, b"\2" * 32],
    ),
    (CALLS.withdraw(Wei(5)), "withdraw", [5]),
    (
        CALLS.take(QUOTE, SIGNATURE, escrow=Wei(1), lease=2, max_rate=WeiPerSecond(3)),
        "take",
        [QUOTE.abi_tuple(), SIGNATURE, 1, 2, 3],
    ),
    (CALLS.claim(DEAL), "claim", [DEAL_BYTES]),
    (CALLS.claim_many([DEAL, DEAL]), "claimMany", [[DEAL_BYTES, DEAL_BYTES]]),
    (
        CALLS.claim_voucher(VOUCHER, SIGNATURE),
        "claimVoucher",
        [VOUCHER.abi_tuple(), SIGNATURE],
    ),
    (
        CALLS.claim_many_vouchers([VOUCHER], [SIGNATURE]),
        "claimManyVouchers",
        [[VOUCHER.abi_tuple()], [SIGNATURE]],
    ),
    (
        CALLS.claim_with_tip(VOUCHER, SIGNATURE, TIP, OTHER_SIGNATURE),
        "claimWithTip",
        [VOUCHER.abi_tuple(), SIGNATURE, TIP.abi_tuple(), OTHER_SIGNATURE],
    ),
    (CALLS.top_up(DEAL, Wei(1), 2), "topUp", [DEAL_BYTES, 1, 2]),
    (CALLS.request_close(DEAL), "requestClose", [DEAL_BYTES]),
    (CALLS.finish(DEAL), "finish", [DEAL_BYTES]),
    (
        CALLS.settle(SETTLE, SIGNATURE, OTHER_SIGNATURE),
        "settle",
        [SETTLE.abi_tuple(), SIGNATURE, OTHER_SIGNATURE],
    ),
    (
        CALLS.amend(AMEND, SIGNATURE, b""),
        "amend",
        [AMEND.abi_tuple(), SIGNATURE, b""],
    ),
    (CALLS.stop(ONE, 2**200, SIGNATURE), "stop", [ONE, 2**200, SIGNATURE]),
    (
        CALLS.bind(BIND, SIGNATURE, OTHER_SIGNATURE),
        "bind",
        [BIND.abi_tuple(), SIGNATURE, OTHER_SIGNATURE],
    ),
    (CALLS.unbind(ONE), "unbind", [ONE]),
    (CALLS.set_operator(TWO, daily_limit=Wei(1), expiry=2), "setOperator", [TWO, 1, 2]),
    (
        CALLS.set_operator_for(GRANT, SIGNATURE),
        "setOperatorFor",
        [GRANT.abi_tuple(), SIGNATURE],
    ),
    (
        CALLS.multicall([CALLS.deposit(Wei(5)), CALLS.claim(DEAL)]),
        "multicall",
        [[CALLS.deposit(Wei(5)).data, CALLS.claim(DEAL).data]],
    ),
]


@pytest.mark.parametrize(("call", "name", "arguments"), EXPECTED, ids=[e[1] for e in EXPECTED])
def test_a_call_is_encoded_as_web3_encodes_it(call: Call, name: str, arguments: list[Any]) -> None:
    assert "0x" + call.data.hex() == CONTRACT.encode_abi(name, args=arguments)
    assert call.to == MARKET


def test_an_ask_is_announced_as_the_contract_s_struct() -> None:
    _, arguments = CONTRACT.decode_function_input(CALLS.announce(ASK, SIGNATURE).data)

    assert arguments["worker"] == ONE
    assert arguments["signature"] == SIGNATURE


def test_every_function_that_changes_something_has_its_call() -> None:
    changing = {
        part["name"]
        for part in ABI
        if part["type"] == "function" and part["stateMutability"] == "nonpayable"
    }

    assert changing == {name for _, name, _ in EXPECTED} | {"announce"}


def test_only_calls_of_the_market_can_be_joined() -> None:
    with pytest.raises(ValueError, match="market"):
        CALLS.multicall([Call(ONE, b"")])


def test_every_event_of_the_market_is_known() -> None:
    topics = {_event_signature(part) for part in ABI if part["type"] == "event"}

    assert topics - {"EIP712DomainChanged()"} == set(_SIGNATURES)


@given(st.lists(logs, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_events_are_decoded_as_web3_decodes_them(entries: list[Any]) -> None:
    chain = FakeChain()
    chain.extend([entries])
    places = {"address": MARKET, "fromBlock": "0x0", "toBlock": "0x1"}
    for raw in chain._logs(places):
        (log,) = parse_logs([raw], MARKET)
        if not is_event(log):
            continue
        ours = decode_event(log)
        theirs = _web3_event(raw)
        assert type(ours).__name__ == theirs["event"]
        assert [_spelled(value) for value in _values(ours)] == [
            _spelled(value) for value in theirs["args"].values()
        ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "0x" + "11" * 20),
        ("blockHash", "0x12"),
        ("blockHash", None),
        ("transactionHash", "0x" + " " * 64),
        ("topics", []),
        ("topics", ["0x" + "00" * 31 + "0"]),
        ("data", "0x123"),
        ("data", 5),
        ("blockNumber", hex(2**64)),
        ("logIndex", "five"),
        ("removed", True),
    ],
)
def test_a_damaged_log_is_a_bad_reply(field: str, value: Any) -> None:
    with pytest.raises(BadReply):
        parse_logs([{**_log(), field: value}], MARKET)


def test_a_log_told_twice_is_a_bad_reply() -> None:
    with pytest.raises(BadReply):
        parse_logs([_log(), _log()], MARKET)


def test_an_event_without_its_data_is_a_bad_reply() -> None:
    (log,) = parse_logs([{**_log(), "data": "0x"}], MARKET)

    with pytest.raises(BadReply):
        is_event(log)


def test_every_error_of_the_contracts_has_its_words() -> None:
    internal = {
        "AddressEmptyCode",
        "FailedCall",
        "InvalidShortString",
        "StringTooLong",
        "ReentrancyGuardReentrantCall",
        "SafeERC20FailedOperation",
        "ECDSAInvalidSignature",
        "ECDSAInvalidSignatureLength",
        "ECDSAInvalidSignatureS",
        "ERC20InvalidApprover",
        "ERC20InvalidReceiver",
        "ERC20InvalidSender",
        "ERC20InvalidSpender",
        "InvalidAccountNonce",
    }
    contracts = ("Market", "SNM", "Faucet", "Profiles", "Blacklists", "Reputation", "Campaigns")
    parts = [part for name in contracts for part in load_artifact(name)["abi"]]
    signatures = {
        _event_signature(part)
        for part in parts
        if part["type"] == "error" and part["name"] not in internal
    }

    assert signatures == set(reverts._ERRORS)
    assert {code for code, _ in reverts._ERRORS.values()} <= codes()


@pytest.mark.parametrize("revert", [b"", b"\1", b"\1" * 40, selector("VaultTooLow(uint256)")])
def test_an_unknown_reason_is_a_plain_refusal(revert: bytes) -> None:
    assert refusal(revert).code == "chain.refused"


def test_a_reason_carries_its_amount() -> None:
    error = refusal(selector("VaultTooLow(uint256)") + (15 * 10**17).to_bytes(32, "big"))

    assert error.code == "chain.vault_too_low"
    assert "1.5 SNM" in error.text


def test_fees_rise_with_the_speed() -> None:
    history = {
        "baseFeePerGas": ["0x64", "0xc8"],
        "reward": [["0x1", "0x5", "0x9"], ["0x2", "0x6", "0xa"], ["0x3", "0x7", "0xb"]],
    }

    prices = [price_from_history(history, speed) for speed in Speed]

    assert [(price.max_fee, price.priority) for price in prices] == [(402, 2), (406, 6), (410, 10)]
    assert prices[0].likely == 202


@pytest.mark.parametrize("reply", [None, {}, {"baseFeePerGas": []}, {"baseFeePerGas": [5]}])
def test_a_damaged_fee_history_is_a_bad_reply(reply: Any) -> None:
    with pytest.raises(BadReply):
        price_from_history(reply, Speed.NORMAL)


@given(st.integers(1, 2**100), st.integers(1, 2**100))
def test_a_raised_fee_is_an_eighth_more_at_least(max_fee: int, priority: int) -> None:
    raised = GasPrice(max_fee, priority, max_fee).raised()

    assert raised.max_fee * 1000 >= max_fee * 1125
    assert raised.priority * 1000 >= priority * 1125
    assert raised.max_fee > max_fee


def _log() -> dict[str, Any]:
    chain = FakeChain()
    chain.extend([[opened(1)]])
    return chain._logs({"address": MARKET, "fromBlock": "0x1", "toBlock": "0x1"})[0]


def _event_signature(part: dict[str, Any]) -> str:
    return f"{part['name']}({','.join(entry['type'] for entry in part['inputs'])})"


def _web3_event(raw: dict[str, Any]) -> Any:
    names = {topic_of(_event_signature(p)): p["name"] for p in ABI if p["type"] == "event"}
    name = names[bytes.fromhex(raw["topics"][0][2:])]
    entry = {
        **raw,
        "topics": [bytes.fromhex(topic[2:]) for topic in raw["topics"]],
        "blockNumber": int(raw["blockNumber"], 16),
        "logIndex": int(raw["logIndex"], 16),
        "transactionIndex": 0,
    }
    return CONTRACT.events[name]().process_log(AttributeDict(entry))


def _values(event: Any) -> list[Any]:
    return [getattr(event, name) for name in event.__slots__]


def _spelled(value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value.lower() if isinstance(value, str) else value
