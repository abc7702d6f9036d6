"""Networks in the terminal: what was deployed, what is left behind, what is refused at once."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from sonm_desktop.api.schema.deployment import DeployedContract, Deployment
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.network import KnownNetwork, Leaving
from sonm_desktop.cli.app import app
from sonm_desktop.cli.network.deployment import deployment_sheet
from sonm_desktop.cli.network.leaving import stakes
from sonm_desktop.cli.network.network import networks_table
from sonm_desktop.cli.show import moment
from sonm_desktop.core.errors import UserError
from tests.fakes.sample_state import sample_state

MARKET = "0x" + "4d" * 20


def printed(drawn: object) -> str:
    told = io.StringIO()
    Console(file=told, width=140).print(drawn)
    return told.getvalue()


def deployment(**changes: Any) -> Deployment:
    contracts = (
        DeployedContract(part="token", address="0x" + "54" * 20, state="there"),
        DeployedContract(part="market", address=MARKET, state="planned"),
    )
    fields: dict[str, Any] = {
        "id": "ab" * 16,
        "name": "ours",
        "chain_id": 100,
        "node": "node.example",
        "account": "0x" + "11" * 20,
        "contracts": contracts,
        "gas": 13_000_000,
        "fee": 26 * 10**15,
        "likely": 13 * 10**15,
        "has": 10**18,
        "test_chain": False,
    }
    return Deployment(**(fields | changes))


def test_before_anything_is_sent_one_sees_what_lies_where_and_what_it_costs() -> None:
    said = printed(deployment_sheet(deployment()))
    for part in (
        *("ours", "100, not a test chain: this costs real money", "node.example"),
        *(f"{MARKET} (to be made)", "(is there)", "13,000,000 for 0.026 coin"),
    ):
        assert part in said


def test_networks_of_before_tell_what_is_left_there() -> None:
    here = sample_state().network.model_copy(update={"market": MARKET, "identity": "c0" * 8})
    left = KnownNetwork(
        identity="a1" * 8,
        name="of May",
        chain_id=5,
        market=MARKET,
        deals=2,
        held=15 * 10**17,
        answers=True,
    )
    silent = left.model_copy(update={"name": "of June", "answers": False})
    said = printed(networks_table(here.model_copy(update={"others": (left, silent)})))
    for part in ("(in use)", "a1a1a1a1", "of May", "1.5 SNM", "its node is away"):
        assert part in said


def test_what_is_at_stake_on_a_network_is_told_before_one_leaves_it() -> None:
    refusal = Worded.of_error(UserError("market.operator_missing"))
    leaving = Leaving(
        name="ours",
        selling=2,
        owed=15 * 10**17,
        claim_by=1_790_000_000,
        renting=1,
        escrow=10**18,
        paid_until=1_790_000_000,
        serving=1,
    )
    at = moment(1_790_000_000)
    said = stakes(leaving)
    assert "2 open deals here pay you: 1.5 SNM are earned" in said
    assert "They are claimed from there while you are away." in said
    assert "1 customer of this PC loses a running job" in said
    assert f"1 open rental of yours get no more time. The last job stands still at {at}." in said
    assert f"After {at} they may be lost." in stakes(
        leaving.model_copy(update={"trouble": refusal})
    )
    assert not Leaving().costs


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--practice-price", "0"), 2),
        (("--practice-price", "cheap"), 2),
        (("--token", "0x12"), 2),
        ((), 1),
    ],
)
def test_a_wrong_deployment_is_refused_before_anybody_is_asked(
    words: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONM_HOME", str(tmp_path / "nobody"))
    there = tmp_path / "network.json"
    if not words:
        there.write_text("{}")
    options = ("network", "deploy", "--rpc", "http://127.0.0.1:1", "--out", str(there))
    assert CliRunner().invoke(app, [*options, *words]).exit_code == code
    assert not (tmp_path / "nobody").exists()
