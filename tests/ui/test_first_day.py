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
_FIVE_MINUTES_S = 300.0


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with new_home() as home:
        monkeypatch.setenv(HOME_VARIABLE, str(home.folder))
        yield home


@pytest.mark.timeout(400)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # agents live on
@staged(limit_s=380)
async def test_from_nothing_to_a_job_and_its_bill(home: Home, busybox_image: str) -> None:
    profile = Profile.named("day")
    revive = partial(ensure_agent, profile)
    await revive()
    async with AgentClient(profile) as agent, opened(agent, revive=revive) as stage:
        await _practise(stage)
        await _look_at_the_market(stage)
        await _run_a_second_job(stage, busybox_image)
        await _lose_the_agent(stage, home)
        await _unlock(stage)
        await _close(stage)


async def _practise(stage: Stage) -> None:
    """At most five clicks from nothing to the output of a job."""
    await stage.press("Practise")
    await stage.write(QLineEdit, "Password", _PASSWORD)
    await stage.write(QLineEdit, "Password again", _PASSWORD)
    await stage.press("Begin")
    await stage.until(lambda: stage.reads("Your first job is done"), "the job", _FIVE_MINUTES_S)
    assert stage.seen(QLabel, "The picture that the job painted").pixmap().width() > 200
    assert stage.reads("Wrote /output/fractal.png")
    await stage.until(lambda: stage.reads("Your PC earned"), "the bill", _SLOW_S)
    await stage.press("Open the window")
    assert stage.clicks <= 5
    await stage.until(lambda: stage.reads("Needs attention") or stage.reads("Home"), "Home")


async def _look_at_the_market(stage: Stage) -> None:
    await stage.go("market")
    await stage.until(lambda: _rows(stage, "Offers") >= 1, "the offers", _SLOW_S)


async def _run_a_second_job(stage: Stage, image: str) -> None:
    """By hand, on the same rental; the first one stays to be chosen."""
    await stage.go("rentals")
    await stage.press("New job")
    await stage.press("Your own image")
    await stage.write(QLineEdit, "Image", image)
    script = 'for i in 1 2 3; do echo "$WORD $i"; done; echo kept > /output/note.txt'
    await stage.write(QLineEdit, "Command", f"sh -c '{script}'")
    await stage.write(QLineEdit, "Variable 1", "WORD")
    await stage.write(QLineEdit, "Value 1", "row")
    await stage.press("Run")
    log = await stage.until(lambda: _log(stage), "the job's log", _SLOW_S)
    await stage.until(lambda: log.toPlainText() == "row 1\nrow 2\nrow 3\n", "its lines", _SLOW_S)
    await stage.until(lambda: _rows(stage, "Output files") == 1, "its file", _SLOW_S)
    assert stage.seen(QComboBox, "Job").count() == 2


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
    await stage.until(lambda: stage.reads("You ended this rental"), "the bill", _SLOW_S)
    assert stage.reads("You closed the deal.")


def _rows(stage: Stage, name: str) -> int:
    for table in stage.window.findChildren(RecordView):
        if table.isVisible() and table.accessibleName() == name:
            return int(table.model().rowCount())
    return 0


def _log(stage: Stage) -> LogView | None:
    return next((log for log in stage.window.findChildren(LogView) if log.isVisible()), None)
