"""When a claim is worth its gas: pure. Escrows are safe meanwhile: waiting loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import SNM_DECIMALS, Wei

HOUR_S = 3600
DAY_S = 24 * HOUR_S
ONE_SNM = Wei(10**SNM_DECIMALS)


@dataclass(frozen=True, slots=True)
class ClaimPolicy:
    """When running deals are claimed.

    least: so much is claimed where nobody knows what gas is worth in SNM.
    fee_percent: where it is known, the fee must be below this part of the claim.
    snm_per_coin: what one coin is worth; 0 is unknown.
    every_s: no deal is claimed more often. grace_s: a deal on which nothing accrues any more is
    closed after so long, in which its customer may settle, top it up or promise more. credit_s:
    so long at most where he has something to get back, which a settlement alone gives him.
    """

    least: Wei = ONE_SNM
    fee_percent: int = 5
    snm_per_coin: int = 0
    every_s: int = DAY_S
    grace_s: int = 600
    credit_s: int = DAY_S // 2

    def grace(self, window_h: int, *, credit: bool) -> int:
        """How long a deal waits for its customer, who has *credit* or none: of the claim window,
        *window_h* hours, three quarters are left to claim in."""
        return min(self.credit_s, window_h * HOUR_S // 4) if credit else self.grace_s


@dataclass(frozen=True, slots=True)
class Claimable:
    """What can be claimed now. fee: wei of the coin that it likely costs in all.

    oldest: when the deal that waits longest was claimed last; latest: when one of them is closed
    by itself, which claims it; None where none will be. Chain time.
    """

    amount: Wei
    fee: Wei
    deals: int
    oldest: int
    latest: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """due: claim now. code: why, of the catalogue. fee_snm: the fee in wei of SNM, None where
    that is not known; permille: its part of the claim."""

    due: bool
    code: str
    fee_snm: Wei | None = None
    permille: int | None = None


def judged(claimable: Claimable, policy: ClaimPolicy, now: int) -> Verdict:
    """Whether *claimable* is worth its gas at *now*."""
    if not claimable.amount:
        return Verdict(due=False, code="market.claim_nothing")
    fee_snm, permille = _dear(claimable, policy)
    worth = (
        claimable.amount >= policy.least if permille is None else permille < policy.fee_percent * 10
    )
    if not worth:
        code = "market.claim_waits_for_more" if permille is None else "market.claim_waits_for_fee"
        return Verdict(due=False, code=code, fee_snm=fee_snm, permille=permille)
    due = now - claimable.oldest >= policy.every_s
    code = "market.claim_due" if due else "market.claim_waits_for_day"
    return Verdict(due=due, code=code, fee_snm=fee_snm, permille=permille)


def _dear(claimable: Claimable, policy: ClaimPolicy) -> tuple[Wei | None, int | None]:
    """The fee in SNM, and its part of the claim in thousandths, rounded up."""
    if not policy.snm_per_coin:
        return None, None
    fee_snm = claimable.fee * policy.snm_per_coin
    return Wei(fee_snm), -(-fee_snm * 1000 // claimable.amount)
