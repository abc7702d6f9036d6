"""Other terms for a running deal, by commands of the terminal, though the agent is killed."""

from __future__ import annotations

import asyncio

from sonm_desktop.core.amounts import rate_per_hour
from tests.end2end.scene import Scene
from tests.end2end.terminal import wait_until
from tests.end2end.test_claims import later


def test_a_deal_is_extended_repriced_and_left_early(scene: Scene) -> None:
    home = scene.home
    home.done(
        *("worker", "plan", "--price", "3.6", "--longest", "2h", "--notice", "2m"),
        *("--minimum", "5m", "--ram", "256M", "--storage", "64M"),
    )
    deal = scene.buy()
    bought = home.done("deal", "show", deal)
    assert int(bought["paid"]) == 300 * rate_per_hour("3.6"), "the minimum is the supplier's"

    longer = home.done("deal", "extend", deal, "--by", "30m", "--max-total", "5", "--yes")
    effects = [effect["code"] for effect in longer["plan"]["effects"]]
    assert "rental.effect_amend_longer" in effects
    assert longer["committed"]["outcome"]["code"] == "rental.amended"
    assert home.done("deal", "show", deal)["end"] == bought["end"] + 1800
    assert home.refused(
        "deal", "extend", deal, "--by", "9h", "--max-total", "1", "--yes"
    ).error == ("rental.above_limit")
    asyncio.run(later(scene, 500))
    assert home.done("deal", "show", deal)["phase"] == "running"

    asked = home.done("deal", "amend", deal, "--price", "1.8", "--yes")
    assert asked["committed"]["outcome"]["code"] == "rental.amend_waits"
    home.kill("sonm_desktop", " agent ")
    (request,) = home.done("worker", "amendments", "list")
    assert request["state"]["code"] == "market.amend_cheaper"
    home.done("worker", "amendments", "accept", request["id"][:8], "--yes")
    cheaper = rate_per_hour("1.8")
    wait_until(
        lambda: int(home.done("deal", "show", deal)["rate"]) == cheaper, what="the lower price"
    )

    def applied(changes: int) -> bool:
        said = home.done("deal", "amendments", deal)
        return [one["phase"] for one in said] == ["applied"] * changes

    wait_until(lambda: applied(2), what="both changes in the list")
    home.done("worker", "amendments", "offer", deal, "--price", "0.9", "--yes")
    wait_until(
        lambda: int(home.done("deal", "show", deal)["rate"]) == rate_per_hour("0.9"),
        what="the price that the supplier lowered alone",
    )

    wait_until(lambda: applied(3), what="every change in the list, the supplier's own too")

    shown = home.done("deal", "close", deal, "--yes")
    early = next(e for e in shown["plan"]["effects"] if e["code"] == "rental.effect_early")
    assert early["params"]["notice"] == 120
    assert home.done("deal", "show", deal)["phase"] == "closed"
