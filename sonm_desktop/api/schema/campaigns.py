"""Campaigns: a sponsor pays a bonus for each network address, and traffic by the TB."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import AddressText, HashText, Reply, Request, Seconds, WeiText
from sonm_desktop.core.dollars import MOST_SLIPPAGE, USUAL_SLIPPAGE

DAY_S = 86_400
DEFAULT_LASTING_S = 30 * DAY_S
DEFAULT_NOTICE_S = DAY_S
DEFAULT_WINDOW_H = 48
DEFAULT_PLACE_S = DAY_S

BudgetWei = Annotated[WeiText, Field(gt=0, lt=2**96)]
PriceWei = Annotated[WeiText, Field(lt=2**96)]
Traffic = Annotated[int, Field(ge=0, lt=2**53)]
"""Bytes, in and out together."""

TicketText = Annotated[str, Field(min_length=1, max_length=1000)]
"""A place or a coupon as its sponsor's program wrote it."""


class OpenCampaign(Request):
    """budget: wei, from the wallet. bonus: wei for each address.

    price: wei per TB (10^12 bytes, in and out together), or usd_price: 10^-18 USD per TB, which
    the contract converts once when the campaign opens. It refuses a price outside lowest..highest
    (wei per TB); absent, both follow from what it is now and *slippage*, in parts of ten thousand.
    lasting: s from now. notice: s between closing early and the end. window: hours after the end
    in which coupons count. work: digest of what is to be run.
    """

    kind: Literal["campaign_open"] = "campaign_open"
    account: AddressText
    budget: BudgetWei
    bonus: PriceWei = 0
    price: PriceWei = 0
    usd_price: PriceWei = 0
    lowest: PriceWei | None = None
    highest: PriceWei | None = None
    slippage: Annotated[int, Field(ge=0, le=MOST_SLIPPAGE)] = USUAL_SLIPPAGE
    lasting: Annotated[Seconds, Field(ge=3600, le=5 * 366 * DAY_S)] = DEFAULT_LASTING_S
    notice: Annotated[Seconds, Field(le=30 * DAY_S)] = DEFAULT_NOTICE_S
    window: Annotated[int, Field(ge=24, le=168)] = DEFAULT_WINDOW_H
    work: HashText = "0x" + "00" * 32


class FundCampaign(Request):
    """More budget, from the wallet; anybody may, what is left goes to the sponsor."""

    kind: Literal["campaign_fund"] = "campaign_fund"
    account: AddressText
    campaign: HashText
    amount: BudgetWei


class CloseCampaign(Request):
    """As its sponsor: end it after its notice."""

    kind: Literal["campaign_close"] = "campaign_close"
    campaign: HashText


class UseCampaignKey(Request):
    """As its sponsor: let this machine's operator key sign places from now on. Promises of
    former keys stay good."""

    kind: Literal["campaign_key"] = "campaign_key"
    campaign: HashText


class JoinCampaign(Request):
    """Take the place that *ticket* offers; *account* pays the gas, the place is for whom the
    ticket names."""

    kind: Literal["campaign_join"] = "campaign_join"
    account: AddressText
    ticket: TicketText


class RedeemCoupon(Request):
    """Bring what a coupon says into the vault of the place's account; *account* pays the gas."""

    kind: Literal["campaign_redeem"] = "campaign_redeem"
    account: AddressText
    ticket: TicketText


class ReturnBudget(Request):
    """After the end: what is left goes to the sponsor's vault; *account* pays the gas."""

    kind: Literal["campaign_return"] = "campaign_return"
    account: AddressText
    campaign: HashText


class WithdrawCampaigns(Request):
    """From the vault of the contract of campaigns into the wallet. amount: absent for all."""

    kind: Literal["campaign_withdraw"] = "campaign_withdraw"
    account: AddressText
    amount: BudgetWei | None = None


CampaignPlan = (
    OpenCampaign
    | FundCampaign
    | CloseCampaign
    | UseCampaignKey
    | JoinCampaign
    | RedeemCoupon
    | ReturnBudget
    | WithdrawCampaigns
)

CampaignKind = Literal[
    "campaign_open",
    "campaign_fund",
    "campaign_close",
    "campaign_key",
    "campaign_join",
    "campaign_redeem",
    "campaign_return",
    "campaign_withdraw",
]

CampaignPhase = Literal["open", "ending", "over", "empty"]
"""ending: its sponsor has closed it, its end is to come. over: places and coupons that stand
count still. empty: nothing is left in it."""


class Campaign(Reply):
    """mine: one of your accounts is its sponsor. places: of your accounts.

    price: wei per TB; usd_price: what that is now, 10^-18 USD, None where it is not known.
    budget: all that was put in; free: set aside for nobody; reserved: for places, and not paid
    yet; paid: to participants; returned: to the sponsor. until: chain time to which coupons count.
    signs: whether this machine's key signs its places; None for campaigns of others.
    """

    id: str
    sponsor: str
    mine: bool
    signs: bool | None
    state: Worded
    phase: CampaignPhase
    work: str
    bonus: WeiText
    price: WeiText
    usd_price: WeiText | None
    budget: WeiText
    free: WeiText
    reserved: WeiText
    paid: WeiText
    returned: WeiText
    end: int
    until: int
    notice: int
    participants: int
    places: int


class CampaignPlace(Reply):
    """A place. address: of the network, known to the sponsor's own program alone; empty else.

    taken: it stands on the chain; else it was signed, and can be taken until *expiry*.
    most: set aside in all; paid: of it, paid. covered: bytes that it pays for; coupon: bytes of
    the best coupon known: on the chain, or for a sponsor also signed. mine: yours.
    """

    campaign: str
    account: str
    mine: bool
    commitment: str
    address: str
    taken: bool
    expiry: int | None
    most: WeiText
    paid: WeiText
    covered: int
    coupon: int
    state: Worded


class CampaignReport(Reply):
    """A campaign and its places, the oldest first."""

    campaign: Campaign
    places: tuple[CampaignPlace, ...] = ()


class CampaignIncome(Reply):
    """What campaigns pay to *account*. vault: wei that can be withdrawn; paid: so far, of which
    bonus is for taking part and traffic for bytes; ahead: set aside for it and not paid yet."""

    account: str
    vault: WeiText
    paid: WeiText
    bonus: WeiText
    traffic: WeiText
    ahead: WeiText
    places: tuple[CampaignPlace, ...] = ()


class SignPlace(Request):
    """As the sponsor: keep room for *account* at a network *address* that was seen from outside.

    traffic: bytes in all whose pay is set aside besides the bonus. lasting: s in which the place
    can be taken.
    """

    account: AddressText
    address: Annotated[str, Field(min_length=2, max_length=64)]
    traffic: Traffic = 0
    lasting: Annotated[Seconds, Field(ge=60, le=30 * DAY_S)] = DEFAULT_PLACE_S


class SignedPlace(Reply):
    """ticket: for the participant, who takes the place with it. sets_aside: wei, when he does."""

    ticket: str
    account: str
    commitment: str
    traffic: int
    expiry: int
    sets_aside: WeiText


class SignCoupon(Request):
    """As the sponsor: whoever has the place moved *traffic* bytes in all.

    The place is named by its account, and where that has several by the network address too.
    """

    account: AddressText
    traffic: Traffic
    address: Annotated[str, Field(min_length=2, max_length=64)] | None = None


class SignedCoupon(Reply):
    """ticket: for the participant, who redeems it. pays: wei, now. beyond: bytes that are not set
    aside for; they count once the place is larger."""

    ticket: str
    account: str
    commitment: str
    traffic: int
    pays: WeiText
    beyond: int
