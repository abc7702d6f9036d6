"""Setting up practice: what is missing is made, step by step; again after a crash it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.plans import Deposit, GrantOperator
from sonm_desktop.api.schema.wallet import Account
from sonm_desktop.api.schema.worker import StartLocalWorker
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.words import words

SNM = 10**18
DEPOSIT = 100 * SNM
DAILY_LIMIT = 100 * SNM


@dataclass(frozen=True, slots=True)
class Prepared:
    """phrase: of a wallet that was just made, to be shown once; None for an older one."""

    phrase: Secret[str] | None


Doing = Callable[[str], None]
"""Told each step's words as it begins."""


def steps() -> list[str]:
    """The words of all steps, in order."""
    return [
        words("Start the practice network"),
        words("Open the wallet"),
        words("Two accounts: one sells, one buys"),
        words("Play money for both"),
        words("A key for each that works while the wallet is locked"),
        words("Start this PC's worker"),
    ]


async def prepare(agent: AgentClient, password: Secret[str], doing: Doing) -> Prepared:
    """Make a living practice network: whatever is there already stays.

    Raises UserError and RemoteError; nothing done so far is lost.
    """
    network, wallet, accounts, money, operators, worker = steps()
    doing(network)
    await agent.network.start_practice()
    doing(wallet)
    phrase = await _open_wallet(agent, password)
    doing(accounts)
    sells, buys = await _two_accounts(agent, name=phrase is not None)
    doing(money)
    for account in (sells, buys):
        await _fund(agent, account.address)
    doing(operators)
    for account in (sells, buys):
        await _grant(agent, account.address)
    doing(worker)
    local = await agent.workers.local()
    if not local.ready:
        await agent.workers.start_local(StartLocalWorker(master=sells.address))
    return Prepared(phrase)


async def _open_wallet(agent: AgentClient, password: Secret[str]) -> Secret[str] | None:
    status = await agent.wallet.status()
    if not status.exists:
        return (await agent.wallet.create(password)).phrase
    if status.locked:
        await agent.wallet.unlock(password)
    return None


async def _two_accounts(agent: AgentClient, *, name: bool) -> tuple[Account, Account]:
    """name: the first account was just made and has no name of the person's yet."""
    accounts = list((await agent.wallet.status()).accounts)
    if name:
        first = accounts[0].address
        accounts[0] = await agent.wallet.rename(first, words("This PC (sells)"))
    if len(accounts) < 2:
        accounts.append(await agent.wallet.new_account(words("Me (buys)")))
    return accounts[0], accounts[1]


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
