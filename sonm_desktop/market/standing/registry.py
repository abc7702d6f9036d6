"""Everything that the registries' events say, folded in the chain's order. Pure: whoever reads
the same logs has the same registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sonm_desktop.chain.events import Bound, PlacedEvent, Unbound
from sonm_desktop.chain.registries.events import (
    Attested,
    ProfileWritten,
    Rated,
    RegistrarChanged,
    Revoked,
    ValidatorSet,
)
from sonm_desktop.core.foreign_text import one_line, some_lines, sounding
from sonm_desktop.core.ids import Address, BlockNumber, ChainTime, DealId
from sonm_desktop.core.rating_reason import RATING_REASONS
from sonm_desktop.market.standing.identity import COUNTING, Attestation, Trust, Vouched, vouched
from sonm_desktop.market.standing.rating import Rating, Said, Standing

Sided = tuple[DealId, bool]
"""A deal, and whether its consumer speaks."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What an account says of itself, made harmless to show."""

    name: str
    metadata: str
    block: BlockNumber
    time: ChainTime | None


@dataclass(frozen=True, slots=True)
class Master:
    """Whom a worker serves, until *expiry*, chain time."""

    account: Address
    expiry: int


class Registry:
    """The state after some events; `read` brings the next one."""

    def __init__(self) -> None:
        self.registrar: Address | None = None
        self.validators: dict[Address, int] = {}
        self.profiles: dict[Address, Profile] = {}
        self.ratings: dict[Address, dict[Sided, Rating]] = {}
        self._said: dict[tuple[Address, bool], Said] = {}
        self._called: dict[str, set[Address]] = {}
        self._words: dict[Address, dict[Address, Attestation]] = {}
        self._masters: dict[Address, Master] = {}

    def read(self, placed: PlacedEvent) -> None:
        """The next event of the chain; others than the registries' and bindings say nothing."""
        match placed.event:
            case Rated() as rated:
                self._rated(placed, rated)
            case ProfileWritten(account=account, name=name, metadata=metadata):
                self._written(
                    account,
                    Profile(one_line(name), some_lines(metadata), placed.block, placed.time),
                )
            case Attested(subject=subject, validator=validator, level=level, expiry=expiry):
                self._words.setdefault(subject, {})[validator] = Attestation(level, expiry)
            case Revoked(subject=subject, validator=validator):
                self._words.get(subject, {}).pop(validator, None)
            case ValidatorSet(validator=validator, level=level):
                self.validators[validator] = level
            case RegistrarChanged(registrar=registrar):
                self.registrar = registrar
            case Bound(worker=worker, master=master, expiry=expiry):
                self._masters[worker] = Master(master, expiry)
            case Unbound(worker=worker):
                self._masters.pop(worker, None)

    def namesakes(self, account: Address) -> int:
        """How many others bear a name that reads like that of *account*."""
        profile = self.profiles.get(account)
        if profile is None or not profile.name:
            return 0
        return len(self._called.get(sounding(profile.name), set()) - {account})

    def vouched(self, account: Address, trust: Trust, now: int) -> list[Vouched]:
        """Every validator's word about *account* and its worth, the best first."""
        return vouched(self._words.get(account, {}), self.validators, trust, now)

    def level(self, account: Address, trust: Trust, now: int) -> int:
        """The best of the words that count; 0 where none does."""
        return max((one.level for one in self.vouched(account, trust, now)), default=0)

    def master(self, worker: Address, now: int) -> Address | None:
        """Whom *worker* serves now."""
        held = self._masters.get(worker)
        return held.account if held is not None and held.expiry > now else None

    def workers(self) -> list[Address]:
        """All that were ever bound and not let go."""
        return list(self._masters)

    def ratings_of(self, account: Address) -> list[Rating]:
        """What was said of *account* in either role, newest first."""
        return list(self.ratings.get(account, {}).values())[::-1]

    def counts(self, rating: Rating, trust: Trust, now: int) -> bool:
        """Whether the reader cares: a rater who is vouched for, or whom he trusts."""
        return self._believed(rating.rater, trust, now)

    def standing(self, account: Address, trust: Trust, now: int, *, as_supplier: bool) -> Standing:
        """What is said of *account* as a supplier, or else as a customer."""
        said = self._said.get((account, as_supplier))
        if said is None:
            return Standing()
        known = said.raters_among(self._words.keys()) | said.raters_among(trust.accounts)
        return said.standing(one for one in known if self._believed(one, trust, now))

    def _believed(self, rater: Address, trust: Trust, now: int) -> bool:
        return rater in trust.accounts or self.level(rater, trust, now) >= COUNTING

    def _written(self, account: Address, profile: Profile) -> None:
        before = self.profiles.get(account)
        if before is not None:
            self._called.get(sounding(before.name), set()).discard(account)
        self.profiles[account] = profile
        if profile.name:
            self._called.setdefault(sounding(profile.name), set()).add(account)

    def _rated(self, placed: PlacedEvent, rated: Rated) -> None:
        ratings = self.ratings.setdefault(rated.subject, {})
        side = rated.deal, rated.by_consumer
        if side in ratings:
            return
        rating = ratings[side] = Rating(
            deal=rated.deal,
            rater=rated.rater,
            subject=rated.subject,
            by_consumer=rated.by_consumer,
            stars=rated.stars,
            reason=RATING_REASONS[rated.reason],
            paid=rated.paid,
            block=placed.block,
            time=placed.time,
        )
        said = self._said.setdefault((rated.subject, rated.by_consumer), Said())
        said.add(rating)


def recomputed(events: Iterable[PlacedEvent]) -> Registry:
    """The registry that *events*, in the chain's order, come to."""
    registry = Registry()
    for placed in events:
        registry.read(placed)
    return registry
