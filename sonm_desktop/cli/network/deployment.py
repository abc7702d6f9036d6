"""`sonm network deploy`: the contracts of a network of one's own, on any chain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.deployment import DeployedContract, Deployment, DeployNetwork
from sonm_desktop.cli import values
from sonm_desktop.cli.new_file import write_new
from sonm_desktop.cli.pick import AccountOption, one_of, pick_account
from sonm_desktop.cli.secrets_in import PasswordFile, ask_password, unlocked
from sonm_desktop.cli.session import Session
from sonm_desktop.cli.show import Column, exact, sheet, short, stacked, table, worded
from sonm_desktop.core.amounts import AmountError, parse_amount
from sonm_desktop.core.errors import UserError

FEED_DECIMALS = 8

OutOption = Annotated[
    Path, typer.Option(metavar="FILE", help="Where the network file is written; a new file.")
]
_PARTS = {
    "token": "SNM, the money",
    "faucet": "Faucet of test SNM",
    "feed": "Price feed in USD",
    "market": "Market",
    "profiles": "Profiles",
    "blacklists": "Blacklists",
    "reputation": "Reputation",
    "campaigns": "Campaigns",
}
_STATES = {"there": "is there", "planned": "to be made", "sent": "on its way", "done": "made"}


async def deploy(
    session: Session,
    *,
    rpc: Annotated[str, typer.Option(metavar="URL", help="A node of the chain.")],
    out: OutOption = Path("network.json"),
    name: Annotated[str, typer.Option(help="What people call the network.")] = "sonm",
    account: AccountOption = None,
    token: Annotated[
        str | None,
        typer.Option(
            parser=values.address,
            metavar="ADDRESS",
            help="A token that is there; else SNM is made.",
        ),
    ] = None,
    feed: Annotated[
        str | None,
        typer.Option(
            parser=values.address,
            metavar="ADDRESS",
            help="A price feed of USD for one SNM, shaped as Chainlink's; else there are no prices "
            "in USD.",
        ),
    ] = None,
    practice_price: Annotated[
        str | None,
        typer.Option(
            metavar="USD", help="Make a feed with this price, set by the account. Test chains only."
        ),
    ] = None,
    max_price_age: Annotated[
        int,
        typer.Option(
            parser=values.duration, metavar="TIME", help="How old a price may be that is used."
        ),
    ] = 3600,
    registrar: Annotated[
        str | None,
        typer.Option(
            parser=values.address,
            metavar="ADDRESS",
            help="Who names the validators of profiles; else the account.",
        ),
    ] = None,
    faucet: Annotated[
        bool, typer.Option("--faucet", help="Give test SNM to everybody. Test chains only.")
    ] = False,
    confirmations: Annotated[
        int | None,
        typer.Option(
            help="Blocks on top of a purchase before its job starts; 12, and none on a chain of "
            "one's own."
        ),
    ] = None,
    relay: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A relay between peers; repeatable.")
    ] = None,
    password_file: PasswordFile = None,
) -> None:
    """Put a market and all that belongs to it on a chain, and write its network file.

    Killed in the middle? The same command goes on: no contract is made twice. Beside the file lie
    the sources, by which anybody can verify what is on the chain.
    """
    _require_new(out)
    price = _price(practice_price)
    async with session.agent() as agent:
        await unlocked(session, agent, password_file)
        wish = DeployNetwork(
            name=name,
            node=rpc,
            account=(await pick_account(agent, account)).address,
            token=token,
            feed=feed,
            practice_price=price,
            max_price_age=max_price_age,
            registrar=registrar,
            faucet=faucet,
            confirmations=confirmations,
            relays=tuple(relay or ()),
        )
        with session.progress("Looking at chain and token"):
            planned = await agent.deployments.plan(wish)
        session.say(deployment_sheet(planned))
        session.confirm(_question(planned))
        password = ask_password(password_file)
        with session.progress("Deploying, then waiting for blocks on top of it"):
            done = await agent.deployments.commit(planned.id, password)
        await _write(agent, done, out)
    session.answer(done, lambda: stacked(deployment_sheet(done), _written(out)))


async def deployments(session: Session) -> None:
    """List what was deployed from this profile, and how far it has come."""
    async with session.agent() as agent:
        found = await agent.deployments.all()
    columns = (Column("Id"), Column("Network"), Column("Chain", right=True), Column("State"))
    rows = [
        (one.id[:8], one.name, str(one.chain_id), "done" if one.done else "not ended")
        for one in found
    ]
    session.answer(found, lambda: table(columns, rows, empty="Nothing was deployed from here."))


async def export(
    session: Session,
    deployment: Annotated[str, typer.Argument(metavar="ID", help="Of “sonm network deployments”.")],
    out: OutOption = Path("network.json"),
) -> None:
    """Write the network file and the sources of a deployment that was made before."""
    _require_new(out)
    async with session.agent() as agent:
        known = [f"0x{one.id}" for one in await agent.deployments.all()]
        chosen = one_of(known, deployment, kind="deployment", command="sonm network deployments")
        done = await agent.deployments.get(chosen.removeprefix("0x"))
        await _write(agent, done, out)
    session.answer(done, lambda: stacked(deployment_sheet(done), _written(out)))


async def _write(agent: AgentClient, done: Deployment, out: Path) -> None:
    if done.network is None:
        raise UserError("agent.no_deployment")
    sources = await agent.deployments.sources(done.id)
    folder = _sources_of(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in sources.files.items():
            (folder / Path(name).name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError("cli.unwritable_file", file=str(folder)) from error
    write_new(out, (json.dumps(done.network, indent=2) + "\n").encode())


def _require_new(out: Path) -> None:
    """Before anything is deployed, not after."""
    if out.exists():
        raise UserError("cli.file_exists", file=str(out))


def _sources_of(out: Path) -> Path:
    return out.with_name(f"{out.stem}-sources")


def _written(out: Path) -> RenderableType:
    return sheet(
        [
            ("Network file", str(out)),
            ("Sources", str(_sources_of(out))),
            ("Use it by", f"sonm network use {out}"),
        ]
    )


def _question(planned: Deployment) -> str:
    most = exact(planned.fee, "coin")
    if planned.begun:
        return f"This was begun before. Go on with it, for at most {most} in all?"
    left = sum(one.state == "planned" for one in planned.contracts)
    return f"Deploy {left} contracts for at most {most}?"


def deployment_sheet(shown: Deployment) -> RenderableType:
    """What lies where, or would, and what it costs."""
    kind = "a test chain" if shown.test_chain else "not a test chain: this costs real money"
    return sheet(
        [
            ("Network", shown.name),
            ("Chain", f"{shown.chain_id}, {kind}"),
            ("Node", shown.node),
            ("From", shown.account),
            *((_PARTS.get(one.part, one.part), _place(one)) for one in shown.contracts),
            ("Gas, at most", f"{shown.gas:,} for {exact(shown.fee, 'coin')}"),
            ("Gas, likely", exact(shown.likely, "coin")),
            ("Account has", exact(shown.has, "coin")),
            *(("Note", worded(note)) for note in shown.notes),
        ]
    )


def _place(one: DeployedContract) -> str:
    sent = f", {short(one.transaction)}" if one.transaction else ""
    return f"{one.address} ({_STATES[one.state]}{sent})"


def _price(text: str | None) -> int | None:
    """USD for one SNM, in the decimals of a feed."""
    if text is None:
        return None
    try:
        price = parse_amount(text, FEED_DECIMALS)
    except AmountError as error:
        raise typer.BadParameter(str(error), param_hint="--practice-price") from error
    if price == 0:
        raise typer.BadParameter("A price is above 0.", param_hint="--practice-price")
    return price
