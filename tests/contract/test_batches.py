"""Batches of claims pass over what is closed, without a word."""

from __future__ import annotations

import pytest
from market_bed import Bed


@pytest.mark.parametrize("by", ["claimMany", "claimManyVouchers"])
def test_a_batch_says_nothing_about_closed_and_unknown_deals(bed: Bed, by: str) -> None:
    running, closed = bed.quote(nonce=1), bed.quote(nonce=2)
    for quote in (running, closed):
        arguments = bed.take_arguments(quote, escrow=10**18)
        bed.market.send("take", *arguments, sender=bed.consumer.address)
    last = bytes.fromhex(closed.deal_id[2:])
    bed.market.send("requestClose", last, sender=bed.master.address)
    deals = [last, b"\x07" * 32, bytes.fromhex(running.deal_id[2:])]
    bare = [(deal, 0, 0, 0) for deal in deals], [b""] * 3
    arguments = (deals,) if by == "claimMany" else bare
    receipt = bed.market.send(by, *arguments, sender=bed.stranger.address)
    names = [(name, fields["deal"]) for name, fields in bed.market.events(receipt)]
    assert names == [("Claimed", deals[2])]
    assert not bed.deal(closed.deal_id).open
