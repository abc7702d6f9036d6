"""Deals as their customer sees them."""

from __future__ import annotations

from typing import Literal

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import AddressText, Reply, Request, WeiText

Phase = Literal["opening", "running", "paused", "ending", "closed", "failed"]


class Outcome(Reply):
    """Why a deal ended. who: you, supplier, network or app."""

    who: Literal["you", "supplier", "network", "app"]
    reason: Worded


class Port(Reply):
    """inside: the port that a job listens on. outside: where it is reached on *hosts*."""

    inside: int
    outside: int
    protocol: str


class Usage(Reply):
    """What a deal's jobs have used, as the supplier counts; ram: bytes, times: ms and s.

    received, sent: bytes into and out of the jobs. cost: of the part that is believed, at
    ingress and egress wei per GiB. doubt: why not all of it is believed. heard: when the
    supplier said so last, by this machine's clock.
    """

    received: int
    sent: int
    cost: WeiText
    ingress: WeiText
    egress: WeiText
    cpu_ms: int
    ram_now: int
    ram_peak: int
    doubt: Worded | None = None
    heard: int


class HeldTime(Reply):
    """Chain time, s, in which the supplier held the jobs for reasons of his own, and its cost,
    which nobody pays. since: they are held now, since this time, s by the worker's clock."""

    seconds: int
    cost: WeiText
    since: int | None = None


class Deal(Reply):
    """A deal of one of my accounts at chain time *now*; other times too, seconds.

    spent: the supplier is entitled to by now; paid: the part claimed; left: of the escrow.
    refunded: came back at the close. lease_until: promised to the supplier up to here;
    funded_until: when the escrow is used up; paid_until: the time that counts; then: what
    happens then. end: None for spot. seen: when the worker answered last, this machine's clock.
    mine: bought by this profile, which has its limits and vouchers. ports: published by the
    supplier, on one of *hosts*. keeps_s: results stay so long after the deal's end; kept_until:
    once it has ended, s since 1970; earlier only when the supplier's disk is full. leaves: when
    a spot deal ends to make room for a deal of a fixed time. network: what its jobs may reach.
    ended: when it was closed, chain time; None before, and while nobody tells.
    """

    id: str
    account: str
    worker: str
    payee: str
    rate: WeiText
    phase: Phase
    state: Worded
    now: int
    spent: WeiText
    paid: WeiText
    left: WeiText
    refunded: WeiText
    max_total: WeiText | None
    lease_until: int
    funded_until: int
    paid_until: int
    then: Worded | None
    end: int | None
    notice: int
    window: int
    renew: bool
    seen: int | None
    outcome: Outcome | None
    mine: bool
    ports: tuple[Port, ...] = ()
    hosts: tuple[str, ...] = ()
    keeps_s: int | None = None
    kept_until: int | None = None
    usage: Usage | None = None
    leaves: int | None = None
    held: HeldTime | None = None
    network: Literal["none", "outgoing", "incoming"] = "none"
    ended: int | None = None


class StandingLimit(Reply):
    """The most that one purchase of *account* may cost without a maximum of its own."""

    account: str
    limit: WeiText | None


class SetStandingLimit(Request):
    """limit None: every purchase must name its maximum."""

    account: AddressText
    limit: WeiText | None
