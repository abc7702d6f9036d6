"""The EIP-712 messages: their digests, and what is let in from outside."""

from __future__ import annotations

from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.wallet import messages
from sonm_desktop.wallet.messages import (
    DOMAIN_NAME,
    DOMAIN_VERSION,
    MAX_LIST,
    MAX_TEXT,
    Domain,
    Message,
    MessageError,
    Quote,
    Settle,
    Voucher,
)

MARKET = Address("0x5FbDB2315678afecb367f032d93F642f64180aa3")
KINDS: list[type[Message]] = [
    messages.Ask,
    messages.Quote,
    messages.Bind,
    messages.Operator,
    messages.Voucher,
    messages.Settle,
    messages.Amend,
    messages.Stop,
    messages.Tip,
    messages.Endpoint,
]

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "address": st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex()),
    "bytes32": st.binary(min_size=32, max_size=32).map(lambda raw: "0x" + raw.hex()),
    "string": st.text(max_size=MAX_TEXT),
}


def _value(kind: str) -> st.SearchStrategy[Any]:
    if kind.endswith("[]"):
        return st.lists(_value(kind[:-2]), max_size=5)
    if kind.startswith("uint"):
        return st.integers(min_value=0, max_value=2 ** int(kind[4:]) - 1)
    return _VALUES[kind]


def _wire(kind: type[Message]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: _value(type_) for type_, name in kind.TYPE})


_ANY_WIRE = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), _wire(kind)))
_DOMAINS = st.builds(
    Domain, chain_id=st.integers(min_value=1, max_value=2**64), market=st.just(MARKET)
)

_GARBAGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.binary(max_size=40)
    | st.text(max_size=70)
    | st.from_regex(r"0[xX][0-9a-fA-F]{39,65}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=10,
)


@given(_ANY_WIRE)
def test_a_message_survives_the_wire(case: tuple[type[Message], dict[str, Any]]) -> None:
    kind, wire = case
    message = kind.from_wire(wire)
    assert kind.from_wire(message.to_wire()) == message


@given(_ANY_WIRE, _DOMAINS)
def test_digests_agree_with_an_independent_encoder(
    case: tuple[type[Message], dict[str, Any]], domain: Domain
) -> None:
    kind, wire = case
    message = kind.from_wire(wire)
    theirs = encode_typed_data(
        domain_data={
            "name": DOMAIN_NAME,
            "version": DOMAIN_VERSION,
            "chainId": domain.chain_id,
            "verifyingContract": domain.market,
        },
        message_types={kind.__name__: [{"name": name, "type": type_} for type_, name in kind.TYPE]},
        message_data=message.to_wire(),
    )
    digest = keccak(b"\x19" + theirs.version + theirs.header + theirs.body)
    assert message.digest(domain) == "0x" + digest.hex()


@given(st.sampled_from(KINDS), _GARBAGE)
def test_garbage_is_refused_and_never_crashes(kind: type[Message], garbage: Any) -> None:
    with pytest.raises(MessageError):
        kind.from_wire(garbage)


@given(_ANY_WIRE, st.data())
def test_one_field_of_garbage_is_refused_or_harmless(
    case: tuple[type[Message], dict[str, Any]], data: st.DataObject
) -> None:
    kind, wire = case
    name = data.draw(st.sampled_from(sorted(wire)))
    wire[name] = data.draw(_GARBAGE)
    try:
        message = kind.from_wire(wire)
    except MessageError:
        return
    assert kind.from_wire(message.to_wire()) == message
    assert message.digest(Domain(chain_id=1, market=MARKET)).startswith("0x")


def test_half_a_surrogate_pair_is_refused() -> None:
    wire = {"role": "\ud800", "account": MARKET, "endpoint": "0x" + "00" * 32, "expiry": 0}
    with pytest.raises(MessageError, match="role"):
        messages.Endpoint.from_wire(wire)


def test_hex_with_spaces_is_refused() -> None:
    with pytest.raises(MessageError, match="deal"):
        Settle.from_wire({"deal": "0x" + "ab " * 21 + "a", "total": 0})


def test_a_boolean_is_not_a_number() -> None:
    with pytest.raises(MessageError, match="total"):
        Settle.from_wire({"deal": "0x" + "ab" * 32, "total": True})


@pytest.mark.parametrize("change", [{"extra": 1}, {"total": None}])
def test_an_unknown_or_empty_field_is_refused(change: dict[str, Any]) -> None:
    wire = {"deal": "0x" + "ab" * 32, "total": 5, **change}
    with pytest.raises(MessageError):
        Settle.from_wire(wire)


def test_a_number_one_above_its_type_is_refused() -> None:
    with pytest.raises(MessageError, match="total"):
        Settle.from_wire({"deal": "0x" + "ab" * 32, "total": 2**96})


def test_a_list_beyond_the_limit_is_refused() -> None:
    wire = _ask_wire()
    wire["benchmarks"] = [0] * (MAX_LIST + 1)
    with pytest.raises(MessageError, match="benchmarks"):
        messages.Ask.from_wire(wire)


def test_an_address_of_any_spelling_becomes_eip_55() -> None:
    ask = messages.Ask.from_wire({**_ask_wire(), "worker": MARKET.lower()})
    assert ask.worker == MARKET


def test_signatures_of_two_chains_differ() -> None:
    voucher = Voucher(deal=DealId("0x" + "11" * 32), total=1, at=2, until=3)
    one, two = Domain(1, MARKET), Domain(2, MARKET)
    assert voucher.digest(one) != voucher.digest(two)


def test_a_quote_names_its_deal() -> None:
    wire = {name: _zero(kind) for kind, name in Quote.TYPE}
    quote = Quote.from_wire({**wire, "worker": MARKET, "nonce": 7})
    raw = bytes(12) + bytes.fromhex(MARKET[2:]) + (7).to_bytes(32, "big")
    assert quote.deal_id == "0x" + keccak(raw).hex()


def _zero(kind: str) -> Any:
    if kind.endswith("[]"):
        return []
    if kind.startswith("uint"):
        return 0
    return {"address": "0x" + "00" * 20, "bytes32": "0x" + "00" * 32, "string": ""}[kind]


def _ask_wire() -> dict[str, Any]:
    return {name: _zero(kind) for kind, name in messages.Ask.TYPE}
