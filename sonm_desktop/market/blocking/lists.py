"""Everybody's lists of whom they refuse, and whose lists they follow, folded from the chain's
events. Pure: whoever reads the same logs has the same lists.

A list refuses for those who follow it, and for nobody who follows them: one hop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sonm_desktop.chain.events import Bound, PlacedEvent, Unbound
from sonm_desktop.chain.registries.events import Followed, Listed
from sonm_desktop.chain.registries.lists import MOST_LISTS
from sonm_desktop.core.foreign_text import one_line
from sonm_desktop.core.ids import Address, ChainTime


@dataclass(frozen=True, slots=True)
class Entry:
    """An account on a list. reason: as its owner gave it, made harmless to show. since: chain
    time; None where the node did not tell."""

    account: Address
    reason: str
    since: ChainTime | None


@dataclass(frozen=True, slots=True)
class Because:
    """Why *reader* refuses an account: the list of *owner* names it, his own or a followed one."""

    reader: Address
    owner: Address
    entry: Entry


class Lists:
    """The state after some events; `read` brings the next one."""

    def __init__(self) -> None:
        self.read_events = 0
        self._entries: dict[Address, dict[Address, Entry]] = {}
        self._followed: dict[Address, dict[Address, ChainTime | None]] = {}
        self._naming: dict[Address, set[Address]] = {}
        self._readers: dict[Address, set[Address]] = {}
        self._masters: dict[Address, Address] = {}
        self._workers: dict[Address, set[Address]] = {}

    def read(self, placed: PlacedEvent) -> None:
        """The next event of the chain; others than lists' and bindings say nothing."""
        match placed.event:
            case Listed(owner=owner, account=account, on=on, reason=reason):
                self._list(owner, Entry(account, one_line(reason), placed.time), on=on)
            case Followed(reader=reader, owner=owner, on=on):
                self._follow(reader, owner, placed.time, on=on)
            case Bound(worker=worker, master=master):
                self._bind(worker, master)
            case Unbound(worker=worker):
                self._bind(worker, None)
            case _:
                return
        self.read_events += 1

    def entries(self, owner: Address) -> list[Entry]:
        """Whom the list of *owner* names, the newest first."""
        return list(self._entries.get(owner, {}).values())[::-1]

    def followed(self, reader: Address) -> list[Address]:
        """Whose lists *reader* honours, the newest first."""
        return list(self._followed.get(reader, {}))[::-1][:MOST_LISTS]

    def followed_since(self, reader: Address, owner: Address) -> ChainTime | None:
        """Chain time; None where he does not, or the node did not tell."""
        return self._followed.get(reader, {}).get(owner)

    def because(self, reader: Address, account: Address) -> list[Because]:
        """Every list by which *reader* refuses *account*, his own first."""
        return [
            Because(reader, owner, self._entries[owner][account])
            for owner in [reader, *self.followed(reader)]
            if account in self._entries.get(owner, {})
        ]

    def refused(self, reader: Address) -> Iterator[Address]:
        """Everybody whom *reader* refuses; some more than once."""
        for owner in [reader, *self.followed(reader)]:
            yield from self._entries.get(owner, {})

    def refusing(self, account: Address) -> set[Address]:
        """Everybody who refuses *account*."""
        found = set(self._naming.get(account, ()))
        honoured: dict[Address, frozenset[Address]] = {}
        for owner in self._naming.get(account, ()):
            for reader in self._readers.get(owner, ()):
                if reader not in honoured:
                    honoured[reader] = frozenset(self.followed(reader))
                if owner in honoured[reader]:
                    found.add(reader)
        return found

    def workers(self, masters: Iterable[Address]) -> Iterator[Address]:
        """The machines that serve *masters*, by their newest binding."""
        for master in masters:
            yield from self._workers.get(master, ())

    def master(self, worker: Address) -> Address | None:
        """Whom *worker* serves, by its newest binding."""
        return self._masters.get(worker)

    def _list(self, owner: Address, entry: Entry, *, on: bool) -> None:
        held = self._entries.setdefault(owner, {})
        naming = self._naming.setdefault(entry.account, set())
        held.pop(entry.account, None)
        if on:
            held[entry.account] = entry
            naming.add(owner)
            return
        naming.discard(owner)
        if not naming:
            del self._naming[entry.account]

    def _follow(self, reader: Address, owner: Address, time: ChainTime | None, *, on: bool) -> None:
        held = self._followed.setdefault(reader, {})
        readers = self._readers.setdefault(owner, set())
        held.pop(owner, None)
        if on:
            held[owner] = time
            readers.add(reader)
        else:
            readers.discard(reader)

    def _bind(self, worker: Address, master: Address | None) -> None:
        before = self._masters.pop(worker, None)
        if before is not None:
            self._workers[before].discard(worker)
        if master is not None:
            self._masters[worker] = master
            self._workers.setdefault(master, set()).add(worker)


def recomputed(events: Iterable[PlacedEvent]) -> Lists:
    """The lists that *events*, in the chain's order, come to."""
    lists = Lists()
    for placed in events:
        lists.read(placed)
    return lists
