"""The first setting up: what is missing is made, step by step; again after a crash it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.plans import Deposit, GrantOperator
from sonm_desktop.api.schema.wallet import Account
from sonm_desktop.api.schema.worker import StartLocalWorker
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.words import words

SNM = 10**18
DEPOSIT = 100 * SNM
DAILY_LIMIT = 100 * SNM

_TRIES = 3
_PAUSE_S = 1.5


@dataclass(frozen=True, slots=True)
class Wishes:
    """phrase: of a wallet to restore. keystore: the text of a V3 file to bring along.

    network: a network's file; None for practice.
    """

    password: Secret[str]
    phrase: Secret[str] | None = None
    keystore: str | None = None
    keystore_password: Secret[str] | None = None
    network: Path | None = None


@dataclass(frozen=True, slots=True)
class Watcher:
    """doing: told each step's words as it begins. made: told the phrase of a new wallet, once."""

    doing: Callable[[str], None]
    made: Callable[[Secret[str]], None]


def steps(*, practice: bool) -> list[str]:
    """The words of all steps, in order."""
    if not practice:
        return [words("Connect to the network"), words("Open the wallet")]
    return [
        words("Start the practice network"),
        words("Open the wallet"),
        words("Two accounts: one sells, one buys"),
        words("Play money for both"),
        words("A key for each that works while the wallet is locked"),
        words("Start this PC's worker"),
    ]


async def prepare(agent: AgentClient, wishes: Wishes, watcher: Watcher) -> None:
    """Make what is wished; whatever is there already stays, so a failure is tried again.

    Raises UserError and RemoteError; nothing done so far is lost.
    """
    for rest in reversed(range(_TRIES)):
        try:
            await _prepare(agent, wishes, watcher)
        except RemoteError:
            if not rest:
                raise
            await asyncio.sleep(_PAUSE_S)
        else:
            return


async def _prepare(agent: AgentClient, wishes: Wishes, watcher: Watcher) -> None:
    names = steps(practice=wishes.network is None)
    watcher.doing(names[0])
    if wishes.network is not None:
        await agent.network.use(wishes.network)
    else:
        await agent.network.start_practice()
    watcher.doing(names[1])
    fresh = await _open_wallet(agent, wishes, watcher)
    if wishes.network is None:
        await _practise(agent, names[2:], watcher, fresh=fresh)


async def _practise(agent: AgentClient, names: list[str], watcher: Watcher, *, fresh: bool) -> None:
    accounts, money, operators, worker = names
    watcher.doing(accounts)
    sells, buys = await _two_accounts(agent, fresh=fresh)
    watcher.doing(money)
    for account in (sells, buys):
        await _fund(agent, account.address)
    watcher.doing(operators)
    for account in (sells, buys):
        await _grant(agent, account.address)
    watcher.doing(worker)
    local = await agent.workers.local()
    if not local.ready:
        await agent.workers.start_local(StartLocalWorker(master=sells.address))


async def _open_wallet(agent: AgentClient, wishes: Wishes, watcher: Watcher) -> bool:
    """Whether a wallet was just made."""
    status = await agent.wallet.status()
    if status.exists:
        if status.locked:
            await agent.wallet.unlock(wishes.password)
        return False
    if wishes.phrase is not None:
        await agent.wallet.restore(wishes.phrase, wishes.password)
    else:
        watcher.made((await agent.wallet.create(wishes.password)).phrase)
    if wishes.keystore is not None and wishes.keystore_password is not None:
        await agent.wallet.import_keystore(
            wishes.keystore, wishes.keystore_password, wishes.password, words("Imported")
        )
    return True


async def _two_accounts(agent: AgentClient, *, fresh: bool) -> tuple[Account, Account]:
    """fresh: the first account was just made and has no name of the person's yet."""
    own = [one for one in (await agent.wallet.status()).accounts if one.index is not None]
    if fresh:
        own[0] = await agent.wallet.rename(own[0].address, words("This PC (sells)"))
    if len(own) < 2:
        own.append(await agent.wallet.new_account(words("Me (buys)")))
    return own[0], own[1]


async def _fund(agent: AgentClient, account: str) -> None:
    held = await agent.wallet.balances(account)
    if held.token + held.vault == 0:
        await agent.wallet.fund(account)
    if held.vault == 0:
        plan = await agent.plans.make(Deposit(account=account, amount=DEPOSIT))
        await agent.plans.commit(plan.id)


async def _grant(agent: AgentClient, account: str) -> None:
    operator = await agent.wallet.operator(account)
    if not operator.ready:
        plan = await agent.plans.make(GrantOperator(account=account, daily_limit=DAILY_LIMIT))
        await agent.plans.commit(plan.id)
