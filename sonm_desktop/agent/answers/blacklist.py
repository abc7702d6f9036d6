"""Answers about whom the owner of this profile deals with no more."""

from __future__ import annotations

from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.shapes.blacklist import because_shape, entry_shape, kept_shape
from sonm_desktop.api.schema.blacklist import (
    Blacklist,
    BlockedAccount,
    BlockVerdict,
    FollowedList,
    KeepBlocked,
    ListReason,
)
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.chain.registries.blacklist_calls import has_blacklists
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.foreign_text import one_line
from sonm_desktop.core.ids import Address
from sonm_desktop.store.private_blocks import PrivateBlockRow
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

MOST_SHOWN = 1000
"""Of the entries of one list; all of them count."""

MOST_KEPT = 1000
LONGEST_REASON = 80


class BlacklistAnswers:
    """A `BlacklistPort`. Looking sends no transaction; every answer begins with the newest
    blocks. A machine stands for the account that it serves."""

    def __init__(self, networking: Networking, wallet: Wallet, clock: Clock) -> None:
        self._networking = networking
        self._wallet = wallet
        self._clock = clock

    async def show(self) -> Blacklist:
        session = await self._fresh()
        lists, readers = session.blocks.lists, self._accounts()
        found = [(row.account, kept_shape(row)) for row in session.blocks.private]
        for reader in readers:
            entries = lists.entries(reader)[:MOST_SHOWN]
            found += [(entry.account, entry_shape(reader, reader, entry)) for entry in entries]
        found.sort(key=lambda one: -(one[1].since or 0))
        return Blacklist(
            public=_no_public(session),
            blocked=tuple(_blocked(session, account, why) for account, why in found),
            followed=tuple(
                FollowedList(
                    reader=reader,
                    owner=owner,
                    entries=len(lists.entries(owner)),
                    since=lists.followed_since(reader, owner),
                )
                for reader in readers
                for owner in lists.followed(reader)
            ),
        )

    async def check(self, account: str) -> BlockVerdict:
        asked = parse_address(account)
        session = await self._fresh()
        return self._verdict(session, asked)

    async def keep(self, account: str, wanted: KeepBlocked) -> BlockVerdict:
        asked = parse_address(account)
        session = await self._fresh()
        whom = owner_of(session, asked)
        self._require_foreign(whom)
        if len(session.blocks.private) >= MOST_KEPT and session.blocks.kept(whom) is None:
            raise UserError("blacklist.too_many", most=MOST_KEPT)
        reason = one_line(wanted.reason, LONGEST_REASON)
        await session.blocks.keep(PrivateBlockRow(whom, reason, int(self._clock.now())))
        session.supplier.nudge_all()
        return self._verdict(session, asked)

    async def forget(self, account: str) -> BlockVerdict:
        asked = parse_address(account)
        session = await self._fresh()
        await session.blocks.forget(owner_of(session, asked))
        session.supplier.nudge_all()
        return self._verdict(session, asked)

    def _verdict(self, session: Session, asked: Address) -> BlockVerdict:
        whom = owner_of(session, asked)
        kept = session.blocks.kept(whom)
        because = [kept_shape(kept)] if kept else []
        because += [because_shape(one) for one in session.blocks.because(whom)]
        refusing = session.blocks.lists
        return BlockVerdict(
            account=whom,
            asked=asked,
            refused=bool(because),
            because=tuple(because),
            refuses=tuple(one for one in self._accounts() if whom in refusing.refusing(one)),
            public=_no_public(session),
        )

    def _require_foreign(self, account: Address) -> None:
        if account in self._accounts():
            raise UserError("blacklist.own_account")

    def _accounts(self) -> list[Address]:
        return [account.address for account in self._wallet.accounts()]

    async def _fresh(self) -> Session:
        session = self._networking.session()
        await session.acquaintance.refresh()
        return session


def owner_of(session: Session, account: Address) -> Address:
    """The account that a machine serves; any other account itself."""
    return session.blocks.lists.master(account) or account


def _no_public(session: Session) -> Worded | None:
    return None if has_blacklists(session.network) else Worded.of("blacklist.no_registry")


def _blocked(session: Session, account: Address, because: ListReason) -> BlockedAccount:
    machines = sum(1 for _ in session.blocks.lists.workers([account]))
    return BlockedAccount(account=account, machines=machines, because=because)
