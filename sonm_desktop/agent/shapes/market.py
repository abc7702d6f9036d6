"""Offers, requirements and reasons, in the schema and out of it."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.market import Elimination, Offer, OfferFilter, SupplierFacts
from sonm_desktop.api.schema.standing import Supplier
from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.matching import Reason
from sonm_desktop.market.offers.offer import Offer as MarketOffer
from sonm_desktop.market.offers.requirement import Liveness, Requirement, Terms
from sonm_desktop.market.offers.views import Elimination as MarketElimination
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.messages import SandboxMode


def requirement_of(wanted: OfferFilter) -> Requirement:
    """Raises UserError for an excluded worker whose address is none."""
    return Requirement(
        duration=wanted.duration,
        terms=Terms(wanted.terms),
        cpu_percent=wanted.cpu_percent,
        ram_bytes=wanted.ram_bytes,
        storage_bytes=wanted.storage_bytes,
        gpus=wanted.gpus,
        ingress_bps=wanted.ingress_bps,
        egress_bps=wanted.egress_bps,
        architecture=wanted.architecture,
        benchmarks=tuple(sorted(wanted.benchmarks.items())),
        netflags=wanted.netflags,
        strict=wanted.strict,
        identity=wanted.identity,
        max_rate=None if wanted.max_rate is None else WeiPerSecond(wanted.max_rate),
        max_total=None if wanted.max_total is None else Wei(wanted.max_total),
        excluded=frozenset(parse_address(worker) for worker in wanted.excluded),
        liveness=Liveness(wanted.liveness),
        supplier_identity=wanted.supplier_identity,
    )


def filter_shape(requirement: Requirement) -> OfferFilter:
    """The other way round."""
    return OfferFilter(
        duration=requirement.duration,
        terms=requirement.terms.value,
        cpu_percent=requirement.cpu_percent,
        ram_bytes=requirement.ram_bytes,
        storage_bytes=requirement.storage_bytes,
        gpus=requirement.gpus,
        ingress_bps=requirement.ingress_bps,
        egress_bps=requirement.egress_bps,
        architecture=requirement.architecture,
        benchmarks=dict(requirement.benchmarks),
        netflags=requirement.netflags,
        strict=requirement.strict,
        identity=requirement.identity,
        max_rate=requirement.max_rate,
        max_total=requirement.max_total,
        excluded=tuple(sorted(requirement.excluded)),
        liveness=requirement.liveness.value,
        supplier_identity=requirement.supplier_identity,
    )


def offer_shape(
    offer: MarketOffer,
    *,
    seeded: Collection[Address] = (),
    supplier: Supplier | None = None,
    accounts: Collection[str] = (),
) -> Offer:
    """*seeded*: workers that the practice network came with. *supplier*: whom the worker serves.
    *accounts*: this profile's."""
    ask = offer.ask
    return Offer(
        id=offer.id,
        worker=ask.worker,
        cpu_percent=ask.cpu_percent,
        ram_bytes=ask.ram_bytes,
        storage_bytes=ask.storage_bytes,
        gpus=ask.gpus,
        ingress_bps=ask.ingress_bps,
        egress_bps=ask.egress_bps,
        architecture=ask.architecture,
        benchmarks={number: value for number, value in enumerate(ask.benchmarks) if value},
        netflags=ask.netflags,
        rate=offer.rate or 0,
        usd_rate=ask.usd_rate,
        per_hour=offer.per_hour,
        total=offer.total,
        min_duration=ask.min_duration,
        max_duration=ask.max_duration,
        identity=ask.identity,
        strict=ask.sandbox == SandboxMode.STRICT,
        lan_only=not ask.relay and not any(_is_public(address) for address in ask.addresses),
        issued=ask.issued,
        expiry=ask.expiry,
        presence=offer.presence.value,
        checked=None if offer.checked is None else int(offer.checked),
        mismatches=tuple(Worded.of(reason.code, reason.params) for reason in offer.mismatches),
        seeded=ask.worker in seeded,
        supplier=supplier or Supplier(),
        mine=supplier is not None and supplier.account in accounts,
    )


def eliminations_shape(eliminations: Sequence[MarketElimination]) -> list[Elimination]:
    return [
        Elimination(
            reason=_eliminator(entry.reason),
            removes=entry.removes,
            alone=entry.alone,
            relaxed=None if entry.relaxed is None else filter_shape(entry.relaxed),
            matches=entry.matches,
        )
        for entry in eliminations
    ]


def supplier_shape(worker: Address, deals: Sequence[IndexedDeal]) -> SupplierFacts:
    """*deals*: all of *worker*."""
    times = [deal.opened_at for deal in deals if deal.opened_at is not None]
    return SupplierFacts(
        worker=worker,
        open=sum(deal.open for deal in deals),
        closed=sum(not deal.open for deal in deals),
        stopped=sum(deal.stopped for deal in deals),
        paid=sum(deal.paid for deal in deals),
        first=min(times, default=None),
    )


def _eliminator(reason: Reason) -> Worded:
    """A constraint without the numbers that a single offer would show."""
    code = reason.code.replace("market.", "agent.constraint_", 1)
    return Worded.of(code, {"constraint": reason.code, "benchmark": reason.benchmark})


def _is_public(address: str) -> bool:
    host = address.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False
