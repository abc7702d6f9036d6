"""Offers on sale, what a customer needs of one, and why nothing matches."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import AddressText, HashText, Reply, Request, Seconds, WeiText
from sonm_desktop.api.schema.standing import Supplier
from sonm_desktop.core.offer_order import SortKey

Count = Annotated[int, Field(ge=0, lt=2**63)]


class OfferFilter(Request):
    """The least that will do; the default asks for nothing.

    duration: seconds wanted, which the total price is for. benchmarks: least result by number.
    netflags: 1 outbound, 2 incoming, 4 overlay. identity: the level that the customer has.
    max_rate: wei per second. max_usd_rate: the same in 10^-18 USD, converted at the feed's price of
    now. max_total: wei for the duration. excluded: workers.
    liveness: of the worker, as it was found out lately. supplier_identity: the least level of whom
    the worker serves, on the word of validators that you trust; up to 1 is anybody.
    """

    duration: Seconds = 3600
    terms: Literal["any", "spot", "fixed"] = "any"
    cpu_percent: Count = 0
    ram_bytes: Count = 0
    storage_bytes: Count = 0
    gpus: Count = 0
    ingress_bps: Count = 0
    egress_bps: Count = 0
    architecture: Annotated[str, Field(max_length=64)] = ""
    benchmarks: dict[int, Count] = Field(default_factory=dict, max_length=64)
    netflags: Annotated[int, Field(ge=0, lt=8)] = 0
    strict: bool = False
    identity: Annotated[int, Field(ge=1, le=4)] = 1
    max_rate: WeiText | None = None
    max_usd_rate: Annotated[WeiText, Field(lt=2**96)] | None = None
    max_total: WeiText | None = None
    excluded: tuple[AddressText, ...] = Field(default=(), max_length=1000)
    liveness: Literal["any", "not_silent", "answering"] = "any"
    supplier_identity: Annotated[int, Field(ge=0, le=4)] = 0


class OpenOffers(Request):
    """A view of the offers that meet *filter*. benchmark: by which to sort, where that is asked.

    show_blocked: with the offers that your lists refuse; each says so in its mismatches.
    """

    filter: OfferFilter = OfferFilter()
    sort: SortKey = SortKey.PRICE
    benchmark: Annotated[int, Field(ge=0, lt=256)] = 0
    descending: bool = False
    show_blocked: bool = False


class Offer(Reply):
    """id: the ask's digest. rate: wei per second by now; total: for the duration asked for.

    usd_rate: 10^-18 USD per second of an offer in USD, converted for good when it is bought; its
    rate is 0, total and per_hour are None while it cannot be converted. max_duration 0: spot.
    benchmarks: claimed result by number. lan_only: neither relay nor a public address.
    presence: unknown, alive, busy or silent; checked: by this machine's clock, s.
    mismatches: why it does not do; empty in filtered lists. seeded: the practice network came
    with it, nobody real offers it; never so on another network. supplier: whom its worker serves.
    mine: an account of this profile; who rents it pays himself, and the gas.
    """

    id: str
    worker: str
    cpu_percent: int
    ram_bytes: int
    storage_bytes: int
    gpus: int
    ingress_bps: int
    egress_bps: int
    architecture: str
    benchmarks: dict[int, int]
    netflags: int
    rate: WeiText
    usd_rate: WeiText = 0
    per_hour: WeiText | None
    total: WeiText | None
    min_duration: int
    max_duration: int
    identity: int
    strict: bool
    lan_only: bool
    issued: int
    expiry: int
    presence: Literal["unknown", "alive", "busy", "silent"]
    checked: int | None
    mismatches: tuple[Worded, ...]
    seeded: bool = False
    supplier: Supplier = Supplier()
    mine: bool = False


class ProbeOffers(Request):
    """Ask the workers of *offers* for life within *budget_s*."""

    offers: tuple[HashText, ...] = Field(max_length=200)
    budget_s: Annotated[int, Field(ge=1, le=60)] = 10


class Presences(Reply):
    """presence by offer: unknown, alive, busy or silent."""

    presence: dict[str, str]


class Elimination(Reply):
    """removes: offers that fail *reason*. alone: those that fail nothing else.

    relaxed: the filter with the smallest change of this wish alone that lets *matches* offers
    pass; None where no such change would.
    """

    reason: Worded
    removes: int
    alone: int
    relaxed: OfferFilter | None = None
    matches: int = 0


class BenchmarkFacts(Reply):
    """One benchmark over everything on sale. count: of offers that claim it."""

    number: int
    count: int
    median: int
    highest: int


class DepthStep(Reply):
    """At *per_hour* and below, *cpu_percent* are on sale by *offers* offers."""

    per_hour: WeiText
    cpu_percent: int
    offers: int


class SupplierFacts(Reply):
    """What the chain tells about a worker's rentals. paid: wei of SNM that it earned in all.

    stopped: those that it ended itself. first: when its first one began, chain time.
    """

    worker: str
    open: int
    closed: int
    stopped: int
    paid: WeiText
    first: int | None
