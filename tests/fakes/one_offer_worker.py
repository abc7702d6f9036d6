"""A worker that sells one slice by the book, unless a test tells it to lie."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.p2p.service import LogRecord, ServedFile
from sonm_desktop.wallet.messages import Ask, Domain
from sonm_desktop.wallet.signer import KeySigner
from tests.chain_deals import sample_ask
from tests.market_asks import make_quote


class OneOfferWorker:
    """changes: fields of the next quotes. signer: who signs them. answers: replies instead of
    the honest ones, by method; an exception is raised, a function is asked with the body."""

    def __init__(self, key: KeySigner, domain: Domain, node: PeerNode, now: int) -> None:
        self._domain = domain
        self._now = now
        self._key = key
        self.signer = key
        self.changes: dict[str, Any] = {}
        self.answers: dict[str, Any] = {}
        self.ask: Ask = replace(
            sample_ask(key.address, issued=now - 5, expiry=now + 3000),
            identity=1,
            endpoint="0x" + node.endpoint_id,
            addresses=node.addresses(),
        )

    @property
    def ask_signature(self) -> bytes:
        return self._key.sign(self.ask, self._domain)

    async def call(
        self, caller: PeerIdentity, method: str, body: dict[str, Any], call_id: str
    ) -> dict[str, Any]:
        answer = self.answers.get(method)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            return dict(await answer(body))
        if answer is not None:
            return dict(answer)
        if method == "probe":
            chain, market = self._domain.chain_id, self._domain.market
            return {"time": 0, "version": "1", "chain_id": chain, "market": market} | {
                "accepting": True
            }
        if method == "asks":
            return {"asks": [{"ask": self.ask.to_wire(), "signature": self.ask_signature}]}
        if method == "quote":
            return self._quote(Address(body["consumer"]))
        raise UserError("p2p.not_allowed", method=method)

    def _quote(self, consumer: Address) -> dict[str, Any]:
        honest = make_quote(
            ask=self.ask.digest(self._domain),
            worker=self.ask.worker,
            consumer=consumer,
            nonce=77,
            rate=self.ask.rate,
            expiry=self._now + 300,
        )
        quote = replace(honest, **self.changes)
        return {
            "quote": quote.to_wire(),
            "signature": self.signer.sign(quote, self._domain),
        }

    async def logs(self, caller: PeerIdentity, task: str, after: int) -> AsyncIterator[LogRecord]:
        raise UserError("p2p.not_allowed", method="log")
        yield

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        raise UserError("p2p.not_allowed", method="get")
