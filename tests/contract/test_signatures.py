"""The client's signatures at the real contract: which are taken, and at which second."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_keys.constants import SECPK1_N
from market_bed import Bed, signer
from market_contracts import Refused

from sonm_desktop.wallet.messages import Domain, Quote, Voucher

ESCROW = 10**18


def take(bed: Bed, quote: Quote, signature: bytes | None = None) -> None:
    arguments = list(bed.take_arguments(quote, escrow=ESCROW))
    if signature is not None:
        arguments[1] = signature
    bed.market.send("take", *arguments, sender=bed.consumer.address)


def test_the_workers_own_signature_is_taken(bed: Bed) -> None:
    quote = bed.quote()
    take(bed, quote)
    assert bed.deal(quote.deal_id).escrow == ESCROW


@pytest.mark.parametrize(
    "change",
    [
        lambda domain: replace(domain, chain_id=domain.chain_id + 1),
        lambda domain: replace(domain, market=signer(9).address),
    ],
    ids=["another chain", "another market"],
)
def test_a_signature_for_elsewhere_is_refused(bed: Bed, change: object) -> None:
    assert callable(change)
    elsewhere: Domain = change(bed.domain)
    quote = bed.quote()
    with pytest.raises(Refused, match="WrongSignature"):
        take(bed, quote, bed.worker.sign(quote, elsewhere))


def test_a_signature_by_another_key_is_refused(bed: Bed) -> None:
    quote = bed.quote()
    with pytest.raises(Refused, match="WrongSignature"):
        take(bed, quote, bed.sign(bed.master, quote))


def test_a_signature_over_other_terms_is_refused(bed: Bed) -> None:
    quote = bed.quote()
    with pytest.raises(Refused, match="WrongSignature"):
        take(bed, replace(quote, rate=quote.rate - 1), bed.sign(bed.worker, quote))


def test_the_malleable_twin_is_refused(bed: Bed) -> None:
    quote = bed.quote()
    raw = bed.sign(bed.worker, quote)
    s = SECPK1_N - int.from_bytes(raw[32:64], "big")
    twin = raw[:32] + s.to_bytes(32, "big") + bytes([55 - raw[64]])
    with pytest.raises(Refused, match="WrongSignature"):
        take(bed, quote, twin)


@pytest.mark.parametrize(("late", "taken"), [(-1, True), (0, True), (1, False)])
def test_a_quote_is_good_through_its_last_second(bed: Bed, late: int, taken: bool) -> None:
    quote = bed.quote()
    bed.node.next_time(quote.expiry + late)
    if taken:
        take(bed, quote)
        return
    with pytest.raises(Refused, match="QuoteExpired"):
        take(bed, quote)


def test_a_number_is_sold_once(bed: Bed) -> None:
    take(bed, bed.quote(rate=5))
    with pytest.raises(Refused, match="DealExists"):
        take(bed, bed.quote(rate=6))


def test_a_quote_for_somebody_else_is_refused(bed: Bed) -> None:
    quote = bed.quote(consumer=bed.stranger.address)
    with pytest.raises(Refused, match="NotAllowed"):
        take(bed, quote)


@pytest.mark.parametrize(("early", "taken"), [(-1, True), (0, True), (1, False)])
def test_a_voucher_speaks_of_now_or_before(bed: Bed, early: int, taken: bool) -> None:
    quote = bed.quote()
    take(bed, quote)
    now = bed.now() + 60
    voucher = Voucher(quote.deal_id, 5, now + early, now + 100)
    word = bed.sign(bed.consumer, voucher)
    bed.node.next_time(now)
    if taken:
        bed.market.send("claimVoucher", voucher.abi_tuple(), word, sender=bed.stranger.address)
        return
    with pytest.raises(Refused, match="VoucherFromFuture"):
        bed.market.send("claimVoucher", voucher.abi_tuple(), word, sender=bed.stranger.address)
