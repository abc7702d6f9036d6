"""Which announced asks hold: the newest of each slice whose signature is its worker's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from sonm_desktop.chain.index.records import AnnouncedAsk
from sonm_desktop.chain.wire import address_of
from sonm_desktop.core.ids import Address, BlockNumber, ChainTime
from sonm_desktop.store.index_asks import Announcement, IndexAsks
from sonm_desktop.wallet.messages import Ask, Domain, MessageError
from sonm_desktop.wallet.signer import require_signature

_NEWEST_LOOKED_AT = 3


class AnnouncedAsks:
    """Judges announcements when somebody asks, each once: forgeries cost nothing before."""

    def __init__(self, store: IndexAsks, domain: Domain) -> None:
        self._store = store
        self._domain = domain
        self._read: dict[tuple[int, bytes], AnnouncedAsk] = {}

    async def current(self, now: ChainTime) -> list[AnnouncedAsk]:
        """The newest valid ask of each (worker, slice), unless that one expired by *now*.

        A worker takes an offer back by announcing a later one that expires at once.
        """
        candidates = await self._store.candidates(now)
        asks, verdicts = await asyncio.to_thread(self._judge, candidates, now)
        if verdicts:
            await self._store.judge(verdicts)
        return asks

    async def newest(self, workers: Sequence[Address]) -> dict[Address, Ask]:
        """Of each worker the newest ask that it has signed, expired or not, where there is one.

        Of the latest few only: who floods the log with forgeries hides it, and costs no time.
        """
        raw = [bytes.fromhex(worker[2:]) for worker in workers]
        rows = await self._store.of_workers(raw, _NEWEST_LOOKED_AT)
        return await asyncio.to_thread(self._newest, rows)

    def _newest(self, rows: Sequence[Announcement]) -> dict[Address, Ask]:
        found: dict[Address, Ask] = {}
        for row in rows:
            worker = address_of(row.worker)
            if worker not in found and (read := self._read_ask(row)) is not None:
                found[worker] = read.ask
        return found

    def _judge(
        self, candidates: Sequence[Announcement], now: int
    ) -> tuple[list[AnnouncedAsk], list[tuple[int, bool]]]:
        asks: list[AnnouncedAsk] = []
        verdicts: list[tuple[int, bool]] = []
        read: dict[tuple[int, bytes], AnnouncedAsk] = {}
        for _, announcements in groupby(candidates, key=lambda row: (row.worker, row.slice)):
            for announcement in announcements:
                key = (announcement.seq, announcement.data)
                ask = self._read.get(key) or self._read_ask(announcement)
                if announcement.valid is None:
                    verdicts.append((announcement.seq, ask is not None))
                if ask is not None:
                    read[key] = ask
                    if ask.ask.expiry > now:
                        asks.append(ask)
                    break
        self._read = read
        return asks, verdicts

    def _read_ask(self, announcement: Announcement) -> AnnouncedAsk | None:
        try:
            ask, signature = decode_announcement(announcement.data)
            if ask.worker != address_of(announcement.worker):
                return None
            if announcement.valid is None:
                require_signature(ask, self._domain, signature, ask.worker)
        except MessageError:
            return None
        return AnnouncedAsk(ask, signature, BlockNumber(announcement.block))


def decode_announcement(data: bytes) -> tuple[Ask, bytes]:
    """The ask and the signature in the data of an `Announced` log. Raises MessageError."""
    try:
        encoded, signature = decode(["bytes", "bytes"], data)
        (values,) = decode([Ask.abi_type()], encoded)
    except (DecodingError, OverflowError, ValueError) as error:
        raise MessageError("ask: not what abi.encode makes") from error
    named = {
        name: "0x" + value.hex() if kind == "bytes32" else value
        for (kind, name), value in zip(Ask.TYPE, values, strict=True)
    }
    return Ask.from_wire(named), signature
