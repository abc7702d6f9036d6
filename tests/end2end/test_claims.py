"""Earnings that wait, and are claimed by a plan, in the terminal over real programs."""

from __future__ import annotations

import asyncio

from sonm_desktop.chain.network import load_network
from sonm_desktop.chain.rpc import Rpc
from tests.chain_fixtures import pass_time
from tests.end2end.scene import Scene
from tests.end2end.terminal import wait_until

PAID_AT_ONCE = 60 * 10**15
"""The plan's minimum, in the vault since the deal was opened."""


async def later(scene: Scene, seconds: int) -> None:
    rpc = Rpc(load_network(scene.home.profile.network_file).rpc_urls)
    try:
        await pass_time(rpc, seconds)
    finally:
        await rpc.close()


def test_what_is_owed_says_why_it_waits_and_is_claimed_by_a_plan(scene: Scene) -> None:
    home = scene.home
    assert home.refused("worker", "claim", "--account", "selling", "--yes").error == (
        "market.claim_nothing"
    )
    deal = scene.buy()
    asyncio.run(later(scene, 300))
    wait_until(
        lambda: home.done("worker", "claims", "--account", "selling")["deals"] == 1,
        what="the index",
    )
    waits = home.done("worker", "claims", "--account", "selling")
    assert waits["why"]["code"] == "market.claim_waits_for_more"
    assert int(waits["amount"]) >= 3 * 10**17 - PAID_AT_ONCE
    assert waits["latest"] > 0
    done = home.done("worker", "claim", "--account", "selling", "--yes")
    assert done["plan"]["effects"][0]["code"] == "agent.effect_claim"
    assert int(done["plan"]["fee"]) > 0
    assert done["committed"]["done"]
    vault = int(home.done("wallet", "balance", "--account", "selling")["vault"])
    assert vault >= int(waits["amount"])
    again = home.done("worker", "claims", "--account", "selling")
    assert int(again["amount"]) < int(waits["amount"])
    scene.close(deal)
