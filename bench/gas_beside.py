"""Gas of the contracts beside the market: campaigns, profiles, blacklists, ratings.

Steady state like the market's: budgets, lists and scores are not empty. Nothing of the original
was measured beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "contract"))

from market_bed import DAY, Bed
from market_contracts import Contract, deploy, load

from sonm_desktop.campaign.messages import (
    Commitment,
    Coupon,
    Place,
    campaign_domain,
    campaign_id,
)
from sonm_desktop.campaign.rules import TB
from sonm_desktop.core.ids import ZERO_ADDRESS, Address

SNM = 10**18
BATCH = 20


def measure(bed: Bed) -> dict[str, int]:
    """Each operation by name, in gas."""
    return _campaigns(bed) | _profiles(bed) | _blacklists(bed) | _reputation(bed)


def _campaigns(bed: Bed) -> dict[str, int]:
    sponsor, token = bed.consumer.address, bed.token.address
    place = deploy(bed.node, load("Campaigns"), token, ZERO_ADDRESS, 0, sender=bed.deployer)
    bed.token.send("transfer", sponsor, 1000 * SNM, sender=bed.deployer)
    bed.token.send("approve", place.address, 1000 * SNM, sender=sponsor)
    gas = {"campaign_deposit": _used(place, sponsor, "deposit", 900 * SNM)}
    bed.token.send("transfer", bed.master.address, SNM, sender=bed.deployer)
    bed.token.send("approve", place.address, SNM, sender=bed.master.address)
    place.send("deposit", SNM, sender=bed.master.address)
    terms = (0, b"\x11" * 32, bed.operator.address, 50 * SNM, 20 * SNM, 0, 0, 0)
    times = (bed.now() + 30 * DAY, DAY, 24)
    gas["campaign_open"] = _used(place, sponsor, "open", (*terms, *times), 700 * SNM)
    name = campaign_id(bed.consumer.address, 0)
    raw = bytes.fromhex(name[2:])
    gas["campaign_fund"] = _used(place, sponsor, "fund", raw, SNM)
    joins = _Joins(bed, place)
    joins.join(0, TB)
    gas["campaign_join"] = joins.join(1, TB)
    gas["campaign_join_more"] = joins.join(1, 2 * TB)
    gas["campaign_redeem_first"] = joins.redeem(1, TB)
    gas["campaign_redeem"] = joins.redeem(1, 2 * TB)
    gas["campaign_set_signer"] = _used(place, sponsor, "setSigner", raw, bed.stranger.address)
    gas["campaign_close"] = _used(place, sponsor, "close", raw)
    bed.node.call("evm_increaseTime", 30 * DAY)
    gas["campaign_give_back"] = _used(place, bed.stranger.address, "giveBack", raw)
    return gas


class _Joins:
    """Places and coupons of one campaign, submitted by a stranger."""

    def __init__(self, bed: Bed, place: Contract) -> None:
        self._bed = bed
        self._place = place
        self._domain = campaign_domain(bed.domain.chain_id, Address(place.address))
        self._id = campaign_id(bed.consumer.address, 0)

    def join(self, home: int, traffic: int) -> int:
        account, expiry = self._bed.master.address, self._bed.now() + 300
        return self._by_word("join", Place(self._id, account, _home(home), traffic, expiry))

    def redeem(self, home: int, traffic: int) -> int:
        return self._by_word("redeem", Coupon(self._id, _home(home), traffic))

    def _by_word(self, function: str, word: Place | Coupon) -> int:
        signature = self._bed.operator.sign(word, self._domain)
        stranger = self._bed.stranger.address
        return _used(self._place, stranger, function, word.abi_tuple(), signature)


def _profiles(bed: Bed) -> dict[str, int]:
    registrar, validator = bed.deployer, bed.operator.address
    profiles = deploy(bed.node, load("Profiles"), registrar, sender=bed.deployer)
    subject, until = bed.master.address, 2**40 - 1
    gas = {"profile_write": _used(profiles, subject, "write", "Anna's machines", "x" * 200)}
    gas["validator_set"] = _used(profiles, registrar, "setValidator", validator, 3)
    gas["attest"] = _used(profiles, validator, "attest", subject, 2, until)
    gas["attestation_revoke"] = _used(profiles, validator, "revoke", subject, validator)
    return gas


def _blacklists(bed: Bed) -> dict[str, int]:
    lists = deploy(bed.node, load("Blacklists"), sender=bed.deployer)
    owner, reason = bed.consumer.address, b"fraud".ljust(32, b"\0")
    many = ["0x" + f"{number:040x}" for number in range(1, BATCH + 1)]
    gas = {"blacklist_add": _used(lists, owner, "set", [bed.master.address], True, reason)}
    batch = _used(lists, owner, "set", many, True, reason)
    gas["blacklist_add_batch_each"] = batch // BATCH
    gas["blacklist_remove"] = _used(lists, owner, "set", many[:1], False, reason)
    gas["blacklist_follow"] = _used(lists, bed.master.address, "follow", owner, True)
    return gas


def _reputation(bed: Bed) -> dict[str, int]:
    market = bed.market.address
    reputation = deploy(bed.node, load("Reputation"), market, sender=bed.deployer)
    deals = [_closed_deal(bed, 10**6 + number) for number in range(2)]
    used = [_used(reputation, bed.consumer.address, "rate", deal, 5, 0) for deal in deals]
    return {"rate_first": used[0], "rate": used[1]}


def _closed_deal(bed: Bed, nonce: int) -> bytes:
    quote = bed.quote(nonce=nonce)
    arguments = bed.take_arguments(quote, escrow=SNM)
    bed.market.send("take", *arguments, sender=bed.consumer.address)
    deal = bytes.fromhex(quote.deal_id[2:])
    bed.node.call("evm_increaseTime", 60)
    bed.market.send("requestClose", deal, sender=bed.master.address)
    return deal


def _used(contract: Contract, sender: str, function: str, *arguments: Any) -> int:
    return int(contract.send(function, *arguments, sender=sender)["gasUsed"], 16)


def _home(number: int) -> Commitment:
    return Commitment("0x" + f"{number + 1:02x}" * 32)
