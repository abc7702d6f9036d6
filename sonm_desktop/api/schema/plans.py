"""Plans: what an action will do, shown to a person before it is done, then committed once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.campaigns import CampaignKind, CampaignPlan
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import (
    AddressText,
    HashText,
    Reply,
    Request,
    Seconds,
    SecretText,
    WeiText,
)
from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.api.schema.standing import Stars
from sonm_desktop.core.dollars import MOST_SLIPPAGE, USUAL_SLIPPAGE
from sonm_desktop.core.rating_reason import RatingReason

DEFAULT_LEASE_S = 3600
DEFAULT_DEAD_AFTER_S = 300
DEFAULT_GRANT_S = 90 * 86_400
DEFAULT_ATTEST_S = 365 * 86_400

PositiveWei = Annotated[WeiText, Field(gt=0)]


class BuyOffer(Request):
    """max_total: the most SNM that may ever go into the deal; absent: the standing limit.

    lease: s promised at once. renew: go on promising while the worker is alive. dead_after_s:
    without an answer for so long the deal is closed. filter: what the offer must meet besides.
    receive_bytes, send_bytes: traffic of the jobs that the escrow has room for, where it costs.
    slippage: how far a price in USD may move until the deal is taken, in parts of ten thousand;
    beyond it nothing is bought.
    """

    kind: Literal["buy"] = "buy"
    account: AddressText
    offer: HashText
    duration: Annotated[Seconds, Field(ge=1)]
    max_total: WeiText | None = None
    lease: Annotated[Seconds, Field(ge=1)] = DEFAULT_LEASE_S
    renew: bool = True
    dead_after_s: Annotated[Seconds, Field(ge=10)] = DEFAULT_DEAD_AFTER_S
    filter: OfferFilter | None = None
    receive_bytes: Annotated[int, Field(ge=0, lt=2**60)] = 1 << 30
    send_bytes: Annotated[int, Field(ge=0, lt=2**60)] = 1 << 30
    slippage: Annotated[int, Field(ge=0, le=MOST_SLIPPAGE)] = USUAL_SLIPPAGE


class TopUpDeal(Request):
    """max_total: raises the deal's own limit to it."""

    kind: Literal["top_up"] = "top_up"
    deal: HashText
    amount: PositiveWei
    max_total: WeiText | None = None


CloseReason = Literal["finished", "slow", "broken", "dear", "mistaken"]


class CloseDeal(Request):
    """At once with the supplier's signature, alone after the notice. reason: for my own books."""

    kind: Literal["close"] = "close"
    deal: HashText
    reason: CloseReason | None = None


class AmendDeal(Request):
    """Other terms for a running deal; absent ones stay. longer_s: instead of *end*, for a deal that
    has one. offer: the supplier's, taken as it is. max_total: raises the deal's own limit to it.

    The supplier is asked where it burdens him.
    """

    kind: Literal["amend"] = "amend"
    deal: HashText
    rate: Annotated[WeiText, Field(lt=2**80)] | None = None
    end: Seconds | None = None
    longer_s: Annotated[Seconds, Field(ge=1)] | None = None
    notice: Annotated[int, Field(ge=0, lt=2**24)] | None = None
    offer: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None
    max_total: WeiText | None = None


Speed = Literal["slow", "normal", "fast"]


class Deposit(Request):
    """SNM from the wallet into the market's vault."""

    kind: Literal["deposit"] = "deposit"
    account: AddressText
    amount: PositiveWei
    speed: Speed = "normal"


class Withdraw(Request):
    """SNM from the vault into the wallet."""

    kind: Literal["withdraw"] = "withdraw"
    account: AddressText
    amount: PositiveWei
    speed: Speed = "normal"


class Send(Request):
    """To another account; the commit asks for the password.

    amount: absent to send everything, of the coin what the fee leaves. alike_ok: the person
    has compared an address that looks like a known one, and means it.
    """

    kind: Literal["send"] = "send"
    account: AddressText
    to: AddressText
    amount: PositiveWei | None = None
    asset: Literal["snm", "coin"] = "snm"
    speed: Speed = "normal"
    alike_ok: bool = False


class Claim(Request):
    """What deals owe to an account, into its vault now; in time it happens by itself."""

    kind: Literal["claim"] = "claim"
    account: AddressText


class Disallow(Request):
    """Take back the permission of *spender* to take SNM out of the wallet."""

    kind: Literal["disallow"] = "disallow"
    account: AddressText
    spender: AddressText


class AskFaucet(Request):
    """Test SNM from the network's faucet into the wallet; it gives so much a day."""

    kind: Literal["faucet"] = "faucet"
    account: AddressText
    amount: PositiveWei


class GrantOperator(Request):
    """Let the operator key spend up to *daily_limit* a day from the vault, for *duration* s.

    duration 0: revoke. gas: wei of the coin that go along, for the operator's transactions.
    """

    kind: Literal["grant"] = "grant"
    account: AddressText
    daily_limit: WeiText
    duration: Annotated[Seconds, Field(le=366 * 86_400)] = DEFAULT_GRANT_S
    gas: WeiText = 0


class WriteProfile(Request):
    """Say who *account* is: public, in the chain's log for ever. An empty name takes it back."""

    kind: Literal["profile"] = "profile"
    account: AddressText
    name: Annotated[str, Field(max_length=64)] = ""
    metadata: Annotated[str, Field(max_length=2048)] = ""


class Attest(Request):
    """As a validator: vouch that *subject* is of *level*, for *lasting* s."""

    kind: Literal["attest"] = "attest"
    account: AddressText
    subject: AddressText
    level: Annotated[int, Field(ge=1, le=4)]
    lasting: Annotated[Seconds, Field(ge=60, le=10 * 366 * 86_400)] = DEFAULT_ATTEST_S


class RevokeAttestation(Request):
    """Take back the word of *validator* (default *account*) about *subject*, by either of them."""

    kind: Literal["revoke"] = "revoke"
    account: AddressText
    subject: AddressText
    validator: AddressText | None = None


class RateDeal(Request):
    """As a side of a closed deal, once: 1 to 5 stars for the other side, and why it ended."""

    kind: Literal["rate"] = "rate"
    account: AddressText
    deal: HashText
    stars: Stars
    reason: RatingReason = RatingReason.FULFILLED


class BlockAccounts(Request):
    """Put *accounts* on the public list of *account*, or with *on* False take them off it.

    A machine stands for the account that it serves. reason: 32 bytes, for everybody to read.
    """

    kind: Literal["block"] = "block"
    account: AddressText
    accounts: Annotated[tuple[AddressText, ...], Field(min_length=1, max_length=100)]
    on: bool = True
    reason: Annotated[str, Field(max_length=32)] = ""


class FollowList(Request):
    """Honour the public list of *owner* as *account*, or with *on* False no more."""

    kind: Literal["follow"] = "follow"
    account: AddressText
    owner: AddressText
    on: bool = True


PlanRequest = Annotated[
    BuyOffer
    | TopUpDeal
    | CloseDeal
    | AmendDeal
    | Deposit
    | Withdraw
    | Send
    | Claim
    | Disallow
    | AskFaucet
    | GrantOperator
    | WriteProfile
    | Attest
    | RevokeAttestation
    | RateDeal
    | BlockAccounts
    | FollowList
    | CampaignPlan,
    Field(discriminator="kind"),
]
PlanKind = (
    Literal[
        "buy",
        "top_up",
        "close",
        "amend",
        "deposit",
        "withdraw",
        "send",
        "disallow",
        "faucet",
        "grant",
        "claim",
        "profile",
        "attest",
        "revoke",
        "rate",
        "block",
        "follow",
    ]
    | CampaignKind
)


class SpeedChoice(Reply):
    """What a plan costs at a speed: fee at most, likely when the network stays as it is; wei of
    the coin. wait_s: until it is in a block, by what the last blocks let in."""

    speed: Speed
    fee: WeiText
    likely: WeiText
    wait_s: int


class Plan(Reply):
    """Committing it does exactly *effects*, once.

    total: wei of SNM that leaves the vault or the wallet. fee: wei of the coin, at most.
    expires: chain time. deal, campaign: the one it opens or changes; empty for none.
    password: the commit asks for it. valid_s: from when it was made until it expires;
    absent in a plan that is read again. speed: that it is made for; speeds: what each would
    cost, where it can be chosen.
    """

    id: str
    kind: PlanKind
    account: str
    deal: str
    effects: tuple[Worded, ...]
    total: WeiText
    fee: WeiText
    expires: int
    password: bool = False
    valid_s: int | None = None
    speed: Speed = "normal"
    speeds: tuple[SpeedChoice, ...] = ()
    campaign: str = ""


class CommitPlan(Request):
    """password: of the wallet, where the plan says so. wait_s: answer after so long at most."""

    password: SecretText | None = None
    wait_s: Annotated[int, Field(ge=0, le=300)] = 60


class Committed(Reply):
    """What came of a plan. done False: it is under way; commit again to wait on.

    deal, campaign: the one that it opened or changed; empty for none. transactions: their hashes.
    """

    plan: str
    kind: PlanKind
    done: bool
    outcome: Worded
    deal: str = ""
    transactions: tuple[str, ...] = ()
    campaign: str = ""
