"""Random lives of campaigns: what to send to the contract, and what the reference model says.

A life is made by a seed. Each step picks an action and a moment; what the model refuses, the
contract must refuse by the same name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from market_bed import DAY, HOUR, Bed
from market_contracts import Contract

from sonm_desktop.campaign import rules
from sonm_desktop.campaign.messages import Coupon, Place, campaign_domain, campaign_id
from sonm_desktop.campaign.rules import TB, CampaignState, PlaceState, Refused
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, CampaignId, Commitment
from sonm_desktop.wallet.messages import Message
from sonm_desktop.wallet.signer import KeySigner

START = 1_800_000_000
SNM = 10**18
HOMES = [Commitment("0x" + f"{number:064x}") for number in range(4)]


@dataclass(frozen=True, slots=True)
class Action:
    """A transaction at *time* from *sender*; refused: by which error, or None."""

    time: int
    function: str
    arguments: tuple[Any, ...]
    sender: str
    refused: str | None


class Life:
    """One campaign of the consumer as a sponsor, step by step, and the world after each."""

    def __init__(self, bed: Bed, campaigns: Contract, seed: int) -> None:
        self._bed = bed
        self._random = random.Random(seed)
        self._domain = campaign_domain(bed.domain.chain_id, Address(campaigns.address))
        self._now = START
        self._keys = [bed.operator]
        everybody = (bed.consumer, bed.master, bed.worker, bed.stranger)
        self.vaults = {who.address: 0 for who in everybody}
        self.id: CampaignId = campaign_id(bed.consumer.address, seed)
        self.places: dict[Commitment, PlaceState] = {}
        self.state: CampaignState

    def opening(self, seed: int, purse: int) -> Action:
        pick = self._random
        self.vaults[self._bed.consumer.address] = purse
        budget = pick.choice([0, 500 * SNM, purse])
        self.state = CampaignState(
            sponsor=self._bed.consumer.address,
            signer=self._keys[0].address,
            bonus=Wei(pick.choice([0, 1, 50 * SNM, 50 * SNM + 7])),
            price=Wei(pick.choice([0, 1, 3, 20 * SNM, 20 * SNM + 1, 10**9])),
            free=Wei(budget),
            reserved=Wei(0),
            end=START + pick.choice([HOUR, 3 * DAY, 30 * DAY]),
            notice=pick.choice([0, HOUR, DAY]),
            window=pick.choice([24, 168]),
        )
        self.vaults[self.state.sponsor] -= budget
        state = self.state
        terms = (seed, b"\x11" * 32, state.signer, state.bonus, state.price, 0, 0, 0)
        times = (state.end, state.notice, state.window)
        return Action(START, "open", ((*terms, *times), budget), state.sponsor, None)

    def actions(self, steps: int) -> Iterator[Action]:
        acts = [self._join] * 4 + [self._redeem] * 5
        acts += [self._fund, self._signer, self._close, self._give_back]
        for _ in range(steps):
            self._now += self._random.choice([1, 60, HOUR, 7 * HOUR, DAY])
            self._now += self._random.choice([0, 0, 0, 0, 0, 40 * DAY])
            yield self._random.choice(acts)()

    def _join(self) -> Action:
        pick, bed = self._random, self._bed
        home = pick.choice(HOMES)
        account = pick.choice([bed.master.address, bed.master.address, bed.worker.address])
        word = Place(self.id, account, home, self._traffic(), self._now + pick.choice([-1, 0, 300]))
        refused = None
        try:
            self.state, self.places[home] = rules.join(
                self.state, self.places.get(home), word, self._now
            )
        except Refused as refusal:
            refused = refusal.name
        return self._by_word("join", word, self._keys[-1], refused)

    def _redeem(self) -> Action:
        home = self._random.choice(HOMES)
        coupon = Coupon(self.id, home, self._traffic())
        place = self.places.get(home)
        number = self._random.randrange(len(self._keys))
        key = self._keys[number]
        refused = None
        if place is not None and self._last_number(key) < place.since:
            return self._by_word("redeem", coupon, key, "NotSigned")
        try:
            self.state, self.places[home], pay = rules.redeem(self.state, place, coupon)
            self.vaults[self.places[home].account] += pay
        except Refused as refusal:
            refused = refusal.name
        return self._by_word("redeem", coupon, key, refused)

    def _fund(self) -> Action:
        sponsor = self.state.sponsor
        amount = Wei(self._random.randrange(0, 1 + self.vaults[sponsor] // 2))
        refused = None
        try:
            self.state = rules.fund(self.state, amount, self._now)
            self.vaults[sponsor] -= amount
        except Refused as refusal:
            refused = refusal.name
        return self._plain("fund", self._id(), amount, refused=refused)

    def _signer(self) -> Action:
        key = self._random.choice([self._bed.operator, self._bed.stranger, self._bed.worker])
        self.state = rules.set_signer(self.state, key.address)
        self._keys.append(key)
        return self._plain("setSigner", self._id(), key.address, refused=None)

    def _close(self) -> Action:
        refused = None
        try:
            self.state = rules.close(self.state, self._now)
        except Refused as refusal:
            refused = refusal.name
        return self._plain("close", self._id(), refused=refused)

    def _give_back(self) -> Action:
        refused = None
        try:
            self.state, amount = rules.give_back(self.state, self._now)
            self.vaults[self.state.sponsor] += amount
        except Refused as refusal:
            refused = refusal.name
        return self._plain("giveBack", self._id(), refused=refused)

    def _traffic(self) -> int:
        pick = self._random
        return pick.choice([0, 1, TB - 1, TB, pick.randrange(9 * TB), 2**64 - 1])

    def _last_number(self, key: KeySigner) -> int:
        return max(number for number, one in enumerate(self._keys, 1) if one is key)

    def _by_word(self, function: str, word: Message, key: KeySigner, refused: str | None) -> Action:
        signature = key.sign(word, self._domain)
        arguments = (word.abi_tuple(), signature)
        return Action(self._now, function, arguments, self._bed.stranger.address, refused)

    def _plain(self, function: str, *arguments: Any, refused: str | None) -> Action:
        return Action(self._now, function, arguments, self.state.sponsor, refused)

    def _id(self) -> bytes:
        return bytes.fromhex(self.id[2:])
