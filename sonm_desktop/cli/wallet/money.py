"""`sonm wallet`, its second half: balances, deposits, payments, limits and past transactions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.schema.plans import AskFaucet, Deposit, GrantOperator, Send, Withdraw
from sonm_desktop.api.schema.wallet import Balances, TransactionRecord
from sonm_desktop.cli.acting import act
from sonm_desktop.cli.command import command
from sonm_desktop.cli.pick import AccountOption, pick_account
from sonm_desktop.cli.plan import carry_out
from sonm_desktop.cli.secrets_in import PasswordFile, unlocked
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import NOTHING, Column, exact, moment, money, sheet, short, table, worded
from sonm_desktop.cli.values import address, amount, duration

group = typer.Typer()

DEFAULT_GRANT_S = 90 * 86_400
EVERYTHING = -1

Amount = Annotated[int, typer.Argument(parser=amount, metavar="SNM", help="How much, like 12.5.")]


class Speed(StrEnum):
    """How soon, and for how much."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


SpeedOption = Annotated[Speed, typer.Option(help="Faster costs more of the coin.")]


def amount_or_all(text: str | int) -> int:
    """“all” is `EVERYTHING`."""
    return EVERYTHING if text == "all" else amount(text)


class Asset(StrEnum):
    """What can be sent."""

    SNM = "snm"
    COIN = "coin"


@command(group, "balance")
async def balance(session: Session, account: AccountOption = None) -> None:
    """Show what an account has: coin for gas, SNM in the wallet and in the market's vault."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        with session.progress("Asking the node"):
            balances = await agent.wallet.balances(chosen.address)
    session.answer(balances, lambda: _balances(balances))


@command(group, "faucet")
async def faucet(
    session: Session,
    account: AccountOption = None,
    coin: Annotated[
        int,
        typer.Option(
            parser=amount,
            metavar="COIN",
            show_default="10",
            help="Coin for gas; on the practice network only.",
        ),
    ] = 10 * 10**18,
    snm: Annotated[
        int, typer.Option(parser=amount, metavar="SNM", show_default="1000", help="How much SNM.")
    ] = 1000 * 10**18,
    password_file: PasswordFile = None,
) -> None:
    """Get play money on the practice network, or test SNM from the faucet of another one."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        if not (await agent.network.status()).practice:
            await unlocked(session, agent, password_file)
            request = AskFaucet(account=chosen.address, amount=snm)
            await carry_out(session, agent, request, question="Ask for it?")
            return
        with session.progress("Waiting for the money"):
            balances = await agent.wallet.fund(chosen.address, coin=coin, snm=snm)
    session.answer(balances, lambda: _balances(balances))


@command(group, "deposit")
async def deposit(
    session: Session,
    snm: Amount,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Move SNM from the wallet into the market's vault, from which deals are paid."""
    await act(
        session,
        account,
        password_file,
        lambda me: Deposit(account=me, amount=snm),
        question="Deposit it?",
    )


@command(group, "withdraw")
async def withdraw(
    session: Session,
    snm: Amount,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Move SNM from the market's vault into the wallet."""
    await act(
        session,
        account,
        password_file,
        lambda me: Withdraw(account=me, amount=snm),
        question="Withdraw it?",
    )


@command(group, "send")
async def send(
    session: Session,
    *,
    to: Annotated[str, typer.Argument(parser=address, metavar="ADDRESS", help="Who gets it.")],
    how_much: Annotated[
        int,
        typer.Argument(
            parser=amount_or_all, metavar="AMOUNT", help="How much, like 12.5; or “all”."
        ),
    ],
    asset: Annotated[Asset, typer.Option(help="SNM, or the chain's coin.")] = Asset.SNM,
    speed: SpeedOption = Speed.NORMAL,
    alike_ok: Annotated[
        bool,
        typer.Option(
            "--alike-ok",
            help="You have compared every digit of an address that looks like a known one.",
        ),
    ] = False,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Send SNM or coin to another account; always asks for the password."""
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        request = Send.model_validate(
            {
                "account": chosen.address,
                "to": to,
                "amount": None if how_much == EVERYTHING else how_much,
                "asset": asset.value,
                "speed": speed.value,
                "alike_ok": alike_ok,
            }
        )
        await unlocked(session, agent, password_file)
        session.say(worded((await agent.wallet.recipient(chosen.address, to)).state))
        question = f"Send this to {to}? It cannot be taken back."
        await carry_out(session, agent, request, question=question, password_file=password_file)


@command(group, "allow")
async def allow(
    session: Session,
    *,
    snm: Annotated[
        int, typer.Argument(parser=amount, metavar="SNM_A_DAY", help="The most for each day.")
    ],
    lasting: Annotated[
        int,
        typer.Option(
            "--for", parser=duration, metavar="TIME", show_default="90d", help="For how long."
        ),
    ] = DEFAULT_GRANT_S,
    gas: Annotated[
        int,
        typer.Option(
            parser=amount, metavar="COIN", show_default="0", help="Coin that goes along, for gas."
        ),
    ] = 0,
    account: AccountOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Let this machine spend from the vault while the wallet is locked, up to a daily limit.

    It can buy, renew and close deals, and never move money anywhere else. “--for 0” takes the
    permission back.
    """
    await act(
        session,
        account,
        password_file,
        lambda me: GrantOperator(account=me, daily_limit=snm, duration=lasting, gas=gas),
        question="Allow it?",
    )


@command(group, "transactions")
async def transactions(
    session: Session,
    account: AccountOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
) -> None:
    """List the transactions that this profile has sent, the newest first, with their gas.

    What came and went is in “sonm wallet history”.
    """
    async with session.agent() as agent:
        chosen = await pick_account(agent, account)
        records = await agent.wallet.transactions(chosen.address, limit=limit)
    session.answer(records, lambda: _transactions(records))


def _balances(balances: Balances) -> RenderableType:
    return sheet(
        [
            ("Account", balances.account),
            ("Wallet", exact(balances.token)),
            ("Vault", exact(balances.vault)),
            ("Gas", exact(balances.coin, "coin")),
        ]
    )


def _transactions(records: list[TransactionRecord]) -> RenderableType:
    columns = (
        Column("When", least=19),
        Column("What"),
        Column("State"),
        Column("Gas", right=True),
        Column("Fee", right=True),
        Column("Transaction", least=13),
    )
    rows = [
        (
            moment(record.created),
            worded(record.what),
            record.state,
            NOTHING if record.gas_used is None else f"{record.gas_used:,}",
            _fee(record),
            short(record.hash) if record.hash else NOTHING,
        )
        for record in records
    ]
    return table(columns, rows, empty="This profile has sent no transaction from this account.")


def _fee(record: TransactionRecord) -> str:
    """What was paid; before, the most that was agreed to."""
    if record.fee is None and record.most is not None:
        return f"up to {money(record.most, '')}"
    return money(record.fee, "")
