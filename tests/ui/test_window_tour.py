"""What drives the tour: hands that act on what is seen, a camera, an account in plain words."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from sonm_desktop.api.schema.wallet import Balances
from sonm_desktop.ui.tour import hands as hands_module
from sonm_desktop.ui.tour.account import quote, tell_balance
from sonm_desktop.ui.tour.camera import Camera
from sonm_desktop.ui.tour.hands import Hands, Lost
from tests.fakes.agent import FakeAgent
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

LOOKS = ("light", "dark")


@staged(60.0)
async def test_the_sheet_shows_every_picture_that_was_taken(tmp_path: Path) -> None:
    async with opened(FakeAgent()) as stage:
        camera = Camera(stage.frame, stage.face, tmp_path)
        await camera.round("populated", ["home", "market"])
        await camera.small("populated")
        await camera.take("confirming", "a <purchase>")
        sheet = camera.write_sheet().read_text("utf-8")
    shown = re.findall(r'src="([^"]+)"', sheet)
    assert len(shown) == len(set(shown)) == 10
    assert sheet.count("<h2>") == 2
    assert "<purchase>" not in sheet
    sizes = {name: QImage(str(tmp_path / name)).size().toTuple() for name in shown[:8]}
    assert sizes["populated-market-dark-1280.png"] == (1280, 800)
    assert sizes["populated-home-light-1024.png"] == (1024, 640)


@staged()
async def test_light_and_dark_differ_and_the_window_is_light_again(tmp_path: Path) -> None:
    async with opened(FakeAgent()) as stage:
        await Camera(stage.frame, stage.face, tmp_path).take("now", "home")
        light, dark = (QImage(str(tmp_path / f"now-home-{look}-1280.png")) for look in LOOKS)
        assert light.pixelColor(4, 400).lightness() > 200 > dark.pixelColor(4, 400).lightness()
        assert stage.window.grab().toImage().pixelColor(4, 400) == light.pixelColor(4, 400)


@staged()
async def test_what_is_not_on_the_screen_stops_the_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands_module, "PATIENCE_S", 0.1)
    async with opened(FakeAgent()) as stage:
        hands = Hands(stage.frame, stage.face)
        with pytest.raises(Lost, match="“Sell the moon” did not come"):
            await hands.press("Sell the moon")
        with pytest.raises(Lost, match="there is no button"):
            hands.press_now("Sell the moon")
        await hands.go("market")
        assert hands.rows("Offers") == 60
        assert hands.rows("Rentals") == 0, "the rentals are not on the screen"
        await asyncio.sleep(0)


def test_a_container_cannot_write_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    quote("good\x1b[2J\nsecond\r\x07", most=5)
    quote("\n".join(str(number) for number in range(9)), most=2)
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\x07" not in said
    assert "good[2J" in said
    assert "… and 7 more lines" in said


def test_balances_are_told_to_the_last_digit(capsys: pytest.CaptureFixture[str]) -> None:
    tell_balance("Me", Balances(account="0x1", coin=0, token=10**18, vault=2))
    said = capsys.readouterr().out.split()
    assert said[:3] == ["Me", "1.000000000000000002", "SNM:"]
    assert said[-2:] == ["0.000000000000000002", "SNM"]
