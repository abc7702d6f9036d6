"""Asks and quotes for tests: small, valid, and signed where it matters."""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.core.secret import Secret
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.wallet.messages import Ask, Domain, Quote
from sonm_desktop.wallet.signer import KeySigner

NOW = 1_800_000_000
DOMAIN = Domain(chain_id=31337, market=Address("0x" + "11" * 20))


def key(number: int) -> KeySigner:
    """A key of its own for each number above 0."""
    return KeySigner(Secret(number.to_bytes(32, "big")))


WORKER = key(1)


def make_ask(**fields: Any) -> Ask:
    """A spot offer of one core, valid for an hour."""
    defaults: dict[str, Any] = {
        "worker": WORKER.address,
        "slice": "0x" + "00" * 31 + "01",
        "cpu_percent": 100,
        "ram_bytes": 1 << 30,
        "storage_bytes": 1 << 30,
        "gpus": 0,
        "ingress_bps": 0,
        "egress_bps": 0,
        "architecture": "amd64",
        "benchmarks": (100, 50, 1),
        "netflags": 0,
        "rate": 1000,
        "usd_rate": 0,
        "min_duration": 0,
        "max_duration": 0,
        "identity": 1,
        "sandbox": 0,
        "endpoint": "0x" + "22" * 32,
        "relay": "",
        "addresses": ("127.0.0.1:4000",),
        "issued": NOW - 10,
        "expiry": NOW + 3600,
    }
    return Ask(**{**defaults, **fields})


def make_quote(**fields: Any) -> Quote:
    """A spot quote in SNM without extras; its parties, number, rate and expiry are always said."""
    defaults: dict[str, Any] = {
        "ask": "0x" + "a5" * 32,
        "usd_rate": 0,
        "duration": 0,
        "notice": 0,
        "minimum": 0,
        "window": 48,
        "ingress": 0,
        "egress": 0,
        "item": 0,
    }
    return Quote(**{**defaults, **fields})


def signed(ask: Ask, worker: KeySigner = WORKER) -> SignedAsk:
    """*ask* with its digest and its worker's signature."""
    return SignedAsk(Digest(ask.digest(DOMAIN)), ask, worker.sign(ask, DOMAIN))
