"""One person's first day in the window, over a real agent, node, worker and engine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from sonm_desktop.api.client import AgentClient, ensure_agent
from sonm_desktop.core.paths import HOME_VARIABLE, Profile
from sonm_desktop.ui.widgets.log_view import LogView
from sonm_desktop.ui.widgets.table import RecordView
from tests.end2end.terminal import Home, new_home
from tests.ui.stage import Stage, opened, staged
from tests.worker_fixtures import busybox_image, engine_url

__all__ = ["busybox_image", "engine_url"]

pytestmark = pytest.mark.usefixtures("qapp")

_PASSWORD = "a long enough password"
_SLOW_S = 60.0


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with new_home() as home:
        monkeypatch.setenv(HOME_VARIABLE, str(home.folder))
        yield home


@pytest.mark.timeout(240)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # agents live on
@staged(limit_s=200)
async def test_from_nothing_to_a_job_and_its_bill(home: Home, busybox_image: str) -> None:
    profile = Profile.named("day")
    revive = partial(ensure_agent, profile)
    await revive()
    async with AgentClient(profile) as agent, opened(agent, revive=revive) as stage:
        await _begin(stage)
        await _sell(stage)
        await _rent(stage)
        await _work(stage, busybox_image)
        await _lose_the_agent(stage, home)
        await _unlock(stage)
        await _close(stage)


async def _begin(stage: Stage) -> None:
    await stage.write(QLineEdit, "Password", _PASSWORD)
    await stage.write(QLineEdit, "Password again", _PASSWORD)
    await stage.press("Set up practice")
    await stage.until(lambda: stage.reads("I have written it down"), "the phrase", _SLOW_S)
    assert len(stage.seen(QLabel, "Recovery phrase").text().split()) == 12
    await stage.press("I have written it down")
    await stage.until(lambda: stage.reads("On sale"), "the page of this PC", _SLOW_S)
    assert all(not label.text() for label in _phrases(stage))


async def _sell(stage: Stage) -> None:
    await stage.write(QLineEdit, "SNM per hour", "3.6")
    await stage.press("Put on sale")
    await stage.until(lambda: stage.reads("as soon as the announcement"), "the sale", _SLOW_S)


async def _rent(stage: Stage) -> None:
    await stage.go("market")
    await stage.until(lambda: _rows(stage, "Offers") == 1, "the offer", _SLOW_S)
    await stage.until(lambda: stage.reads("Review and rent"), "the inspector")
    assert stage.seen(QComboBox, "Account that pays").currentText().startswith("Me (buys)")
    await stage.press("Review and rent")
    await stage.press("Rent now")
    await stage.until(lambda: _rows(stage, "Rentals") == 1, "the rental", _SLOW_S)
    await stage.until(lambda: stage.reads("New job"), "the job's form", _SLOW_S)


async def _work(stage: Stage, image: str) -> None:
    await stage.write(QLineEdit, "Image", image)
    await stage.write(QLineEdit, "Command", "sh -c 'for i in 1 2 3; do echo line $i; done'")
    await stage.press("Run")
    await stage.until(lambda: _log(stage).endswith("line 3\n"), "the job's log", _SLOW_S)
    await stage.until(lambda: stage.reads("New job"), "the job's end", _SLOW_S)


async def _lose_the_agent(stage: Stage, home: Home) -> None:
    home.kill("agent")
    lost = "The background program does not answer."
    await stage.until(lambda: stage.reads(lost), "the strip")
    await stage.until(lambda: not stage.reads(lost), "the agent", _SLOW_S)


async def _unlock(stage: Stage) -> None:
    await stage.go("wallet")
    await stage.until(lambda: stage.reads("The wallet is locked."), "the lock")
    await stage.write(QLineEdit, "Password", _PASSWORD)
    await stage.press("Unlock")
    await stage.until(lambda: stage.reads("The wallet is unlocked."), "the key", _SLOW_S)


async def _close(stage: Stage) -> None:
    await stage.go("rentals")
    await stage.press("Close the rental")
    await stage.press("Close now")
    await stage.until(lambda: stage.reads("You closed the deal."), "the bill", _SLOW_S)


def _phrases(stage: Stage) -> list[QLabel]:
    labels = stage.window.findChildren(QLabel)
    return [label for label in labels if label.accessibleName() == "Recovery phrase"]


def _rows(stage: Stage, name: str) -> int:
    for table in stage.window.findChildren(RecordView):
        if table.isVisible() and table.accessibleName() == name:
            return int(table.model().rowCount())
    return 0


def _log(stage: Stage) -> str:
    return "".join(log.toPlainText() for log in stage.window.findChildren(LogView))
