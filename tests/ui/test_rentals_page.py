"""Rentals: the list, the chosen one, its jobs, its money, and how it ended."""

from __future__ import annotations

import asyncio
import struct
import zlib
from base64 import b64encode
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from sonm_desktop.api.schema.tasks import Fetched, LogPiece, Task
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.rentals.log_pane import LogPane
from sonm_desktop.ui.rentals.picture import reduced
from sonm_desktop.ui.rentals.preview import Preview
from sonm_desktop.ui.widgets.log_view import LogView
from sonm_desktop.ui.widgets.table import RecordView
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import DEAL, NOW, sample_state, worded
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

FAR = "0x12aa34567890123456789012345678901234bbbb"
ENDED = "0x" + "52" * 32


def agent_with(*, tasks: list[dict[str, Any]] | None = None, **second: Any) -> FakeAgent:
    """The sample's rental, another one that *second* changes, and *tasks* instead of its own."""
    state = sample_state().model_dump(mode="json")
    other = {**state["deals"][DEAL], "id": ENDED, "worker": FAR, **second}
    deals = {DEAL: state["deals"][DEAL], **({ENDED: other} if second else {})}
    kept = state["tasks"]
    if tasks is not None:
        first = next(iter(kept.values()))
        made = [{**first, **changes} for changes in tasks]
        kept = {f"{task['deal']}/{task['task']}": task for task in made}
    return FakeAgent(sample_state(deals=deals, tasks=kept))


CLOSED: dict[str, Any] = {
    "phase": "closed",
    "left": "0",
    "refunded": str(10**17),
    "state": worded("rental.closed_already", "The deal was closed already."),
    "outcome": {
        "who": "supplier",
        "reason": worded("rental.supplier_ended", "The machine ended it.", "Buy another offer."),
    },
}


def _buttons(stage: Stage) -> list[str]:
    found = stage.window.findChildren(QAbstractButton)
    return [button.text() for button in found if button.isVisible()]


@staged()
async def test_of_the_rentals_that_ended_the_last_one_stands_first() -> None:
    state = sample_state().model_dump(mode="json")
    first = state["deals"][DEAL]
    now = first["now"]
    ends = {"11": now - 900, "22": now - 60, "33": now - 400}
    deals = {
        "0x" + key * 32: {**first, **CLOSED, "id": "0x" + key * 32, "ended": at}
        for key, at in ends.items()
    }
    async with opened(FakeAgent(sample_state(deals={DEAL: first, **deals}))) as stage:
        await stage.go("rentals")
        table = stage.seen(RecordView, "Rentals")
        shown = [table.model().record(row).deal.id[:4] for row in range(4)]
        assert shown == [DEAL[:4], "0x22", "0x33", "0x11"]


@staged()
async def test_the_list_names_jobs_and_machines_and_is_filtered() -> None:
    async with opened(agent_with(**CLOSED)) as stage:
        await stage.go("rentals")
        table = stage.seen(RecordView, "Rentals")
        said = [table.model().index(row, 0).data() for row in range(table.model().rowCount())]
        assert said[0].startswith("fractal on this PC. Running. 0.1900 SNM")
        assert said[1].startswith("Machine 0x12aa…bbbb. Ended.")
        assert "The supplier ended this rental" in said[1]
        await stage.press("Ended 1")
        assert table.model().rowCount() == 1
        assert stage.reads("The machine ended it.")
        await stage.press("Live 1")
        assert stage.reads("Close the rental")


@staged()
async def test_a_rental_is_shown_also_from_right_to_left() -> None:
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        async with opened(agent_with(**CLOSED)) as stage:
            await stage.go("rentals")
            assert stage.reads("fractal on this PC")
            await stage.press("Ended 1")
            assert stage.reads("The machine ended it.")
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@staged()
async def test_a_rental_that_makes_room_says_when_and_a_new_job_what_it_reaches() -> None:
    agent = FakeAgent()
    known = agent.now.deals[DEAL].model_dump(mode="json")
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("New job")
        assert stage.reads("It has no network.")
        agent.put(deals={DEAL: {**known, "leaves": NOW + 60, "network": "incoming"}})
        await stage.until(lambda: stage.reads("this spot rental ends at"), "the warning")
        assert stage.reads("is reached at the ports of the rental")


@staged()
async def test_what_ended_says_who_why_the_money_and_what_next() -> None:
    async with opened(agent_with(**CLOSED)) as stage:
        await stage.go("rentals")
        await stage.press("Ended 1")
        for part in (
            "The supplier ended this rental",
            "The machine ended it.",
            "Buy another offer.",
            "0.19 SNM",
            "0.1 SNM",
        ):
            assert stage.reads(part), part
        assert not {"New job", "Top up", "Close the rental"} & set(_buttons(stage))
        await stage.press("Rent another machine")
        assert stage.seen(RecordView, "Offers")


@staged()
async def test_a_job_is_run_and_what_is_wrong_stands_beside_its_field() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("New job")
        await stage.press("Run")
        assert stage.reads("Name the image to run.")
        await stage.write(QLineEdit, "Image", "busybox@sha256:" + "ab" * 32)
        await stage.write(QLineEdit, "Command", "sh -c 'echo hello")
        assert not stage.reads("Name the image to run.")
        await stage.press("Run")
        assert stage.reads("A quotation mark in the command is not closed.")
        await stage.write(QLineEdit, "Command", "sh -c 'echo hello'")
        await stage.write(QLineEdit, "Variable 1", "A")
        await stage.write(QLineEdit, "Value 1", "1")
        await stage.write(QLineEdit, "Variable 2", "2B")
        await stage.press("Run")
        assert stage.reads("A variable's name has letters")
        await stage.write(QLineEdit, "Variable 2", "TOKEN")
        await stage.write(QLineEdit, "Value 2", "s3cret")
        await stage.press("Value 2 is secret")
        assert stage.seen(QLineEdit, "Value 2").echoMode() is QLineEdit.EchoMode.Password
        assert "s3cret" not in _shown_words(stage)
        assert stage.reads('TOKEN="$TOKEN"')
        await stage.press("Run")
        await stage.calm()
        [request] = agent.told("run")
        assert request.command == ("sh", "-c", "echo hello")
        assert request.env == {"A": "1", "TOKEN": "s3cret"}
        log = stage.seen(LogView, "Log of the job")
        await stage.until(lambda: "row 1 of 640" in log.toPlainText(), "the log")
        assert "\x1b" not in log.toPlainText()


def _shown_words(stage: Stage) -> str:
    labels = [label for label in stage.window.findChildren(QLabel) if label.isVisible()]
    return " ".join(label.text() for label in labels)


@staged()
async def test_a_failed_start_keeps_what_was_typed_and_is_the_same_job_again() -> None:
    agent = FakeAgent()
    plain, refusals = agent.tasks.run, [RemoteError("rental.worker_silent")]

    async def run(deal: str, request: Any) -> Task:
        task = await plain(deal, request)
        if refusals:
            raise refusals.pop()
        return task

    agent.tasks.run = run  # type: ignore[method-assign]
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("New job")
        await stage.write(QLineEdit, "Image", "busybox")
        await stage.press("Run")
        await stage.until(lambda: stage.reads("does not answer"), "the refusal")
        assert stage.seen(QLineEdit, "Image").text() == "busybox"
        await stage.press("Run")
        await stage.until(lambda: len(agent.told("run")) == 2, "the second try")
        first, second = agent.told("run")
        assert first == second
        assert first.id.startswith("busybox-")


@staged()
async def test_a_template_is_filled_in_and_shown_as_a_command() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("New job")
        await stage.press("Fractal and primes")
        await stage.write(QLineEdit, "Width, points", "many")
        await stage.press("Run")
        assert stage.reads("takes a whole number")
        await stage.write(QLineEdit, "Width, points", "1200")
        assert stage.reads("sonm run --template fractal --set width=1200 0x3f3f…3f3f")
        await stage.press("Copy the command")
        assert QApplication.clipboard().text().endswith(f"width=1200 {DEAL}")
        await stage.press("Run")
        await stage.calm()
        [request] = agent.told("run")
        assert (request.image, request.env["WIDTH"]) == ("sonm-desktop/tour:1", "1200")
        await stage.press("New job")
        await stage.press("Python script")
        assert "import os" in stage.seen(QPlainTextEdit, "Script").toPlainText()


@staged()
async def test_what_is_typed_is_there_after_a_restart_but_no_secret(tmp_path: Path) -> None:
    profile = Profile("typed", tmp_path)
    async with opened(FakeAgent(), profile=profile) as stage:
        await stage.go("rentals")
        await stage.press("New job")
        await stage.write(QLineEdit, "Image", "python:3.12-slim")
        await stage.write(QLineEdit, "Variable 1", "TOKEN")
        await stage.write(QLineEdit, "Value 1", "s3cret")
        await stage.press("Value 1 is secret")
        await stage.press("Fractal and primes")
        await stage.write(QLineEdit, "Height, points", "77")
    assert "s3cret" not in (tmp_path / "window.json").read_text()
    async with opened(FakeAgent(), profile=profile) as stage:
        await stage.go("rentals")
        await stage.press("New job")
        assert stage.seen(QLineEdit, "Height, points").text() == "77"
        await stage.press("Your own image")
        assert stage.seen(QLineEdit, "Image").text() == "python:3.12-slim"
        assert stage.seen(QLineEdit, "Variable 1").text() == "TOKEN"
        assert stage.seen(QLineEdit, "Value 1").text() == ""


@pytest.mark.parametrize("content", ["", "{", "[]", '{"draft": {"variables": [3], "values": 1}}'])
def test_a_damaged_memory_is_an_empty_form(content: str, tmp_path: Path) -> None:
    (tmp_path / "window.json").write_text(content)

    @staged()
    async def look() -> None:
        async with opened(FakeAgent(), profile=Profile("typed", tmp_path)) as stage:
            await stage.go("rentals")
            await stage.press("New job")
            assert stage.seen(QLineEdit, "Image").text() == ""

    look()


@staged()
async def test_a_rental_is_closed_by_a_plan_for_a_reason() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("Close the rental")
        await stage.until(lambda: stage.reads("This is a plan to close."), "the plan")
        assert agent.told("commit") == []
        why = stage.seen(QComboBox, "Why you close it")
        why.setCurrentIndex(why.findData("slow"))
        why.activated.emit(why.currentIndex())
        await stage.until(lambda: len(agent.told("plan")) == 2, "the plan with the reason")
        await stage.calm()
        await stage.press("Close now")
        await stage.until(lambda: stage.reads("It is done."), "the outcome")
        (tab,) = [
            button
            for button in stage.window.page("rentals").findChildren(QPushButton)
            if button.isVisible() and button.text() == "Money and facts"
        ]
        assert stage.window.focusWidget() is tab, "the keys stay with the rental"
        assert [request.reason for request in agent.told("plan")] == [None, "slow"]
        assert len(agent.told("commit")) == 1


@staged()
async def test_a_rental_is_topped_up_and_its_limit_rises_by_as_much() -> None:
    agent = FakeAgent()
    deal = agent.now.deals[DEAL]
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("Top up")
        await stage.press("Review")
        assert not agent.told("plan")
        await stage.write(QLineEdit, "SNM to pay in", "0.36")
        assert stage.reads("lasts 1 h longer")
        await stage.press("Review")
        await stage.press("Pay in")
        await stage.until(lambda: stage.reads("It is done."), "the outcome")
        [request] = agent.told("plan")
        assert request.amount == 36 * 10**16
        assert request.max_total == deal.max_total + request.amount


@staged()
async def test_the_jobs_of_a_rental_are_chosen_and_a_new_one_comes_to_the_front() -> None:
    running = {"task": "later", "state": "running", "exit_code": None, "ended_ms": None}
    jobs = [{"task": "first"}, {**running, "started_ms": (NOW + 9) * 1000, "files": []}]
    agent = agent_with(tasks=jobs)
    async with opened(agent) as stage:
        await stage.go("rentals")
        box = stage.seen(QComboBox, "Job")
        assert (box.currentText(), box.count()) == ("later", 2)
        await stage.press("Stop")
        await stage.press("Cancel")
        assert agent.told("stop") == []
        await stage.press("Stop")
        await stage.press("Stop the job")
        await stage.until(lambda: agent.told("stop"), "the stop")
        QTest.keyClick(box, Qt.Key.Key_Up)
        assert box.currentText() == "first"
        assert "Stop" not in _buttons(stage)
        stage.face.live.changed.emit("tasks")
        assert box.currentText() == "first"


def png(width: int, height: int, *, extra: bytes = b"") -> bytes:
    """A grey picture; *extra* parts follow the header."""
    rows = b"".join(b"\0" + bytes(width) for _ in range(min(height, 64)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = _part(b"IHDR", header) + extra + _part(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + parts + _part(b"IEND", b"")


def _part(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def test_only_what_shows_of_a_small_picture_reaches_the_decoder() -> None:
    text = _part(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 20)))
    assert reduced(png(20, 10, extra=text)) == png(20, 10)
    for hostile in (
        b"",
        b"GIF89a",
        png(100_000, 100_000),
        png(4000, 4000),
        png(20, 10)[:40],
        png(20, 10).replace(b"IHDR", b"IDAT"),
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**32 - 1) + b"IHDR",
    ):
        assert reduced(hostile) is None


@staged()
async def test_a_small_picture_is_seen_and_a_hostile_one_is_not(tmp_path: Path) -> None:
    agent = FakeAgent()
    file = tmp_path / "fractal.png"

    async def fetch(deal: str, task: str, folder: Any = None, *, progress: Any = None) -> Fetched:
        [known] = agent.now.tasks.values()
        return Fetched(folder=str(tmp_path), files=known.files)

    agent.tasks.fetch = fetch  # type: ignore[method-assign]
    for content, seen in ((png(40, 30), True), (png(40, 30)[:-30], False), (b"MZ" * 99, False)):
        file.write_bytes(content)
        async with opened(agent) as stage:
            await stage.go("rentals")
            await stage.calm()
            await asyncio.sleep(0.1)
            assert bool([p for p in stage.window.findChildren(Preview) if p.isVisible()]) is seen


@staged()
async def test_a_log_goes_on_after_a_lost_line_and_is_saved_whole(tmp_path: Path) -> None:
    agent = FakeAgent()
    asked: list[int] = []

    async def logs(
        deal: str, task: str, *, after: int = 0, follow: bool = False
    ) -> AsyncGenerator[LogPiece, None]:
        asked.append(after)
        for seq in range(after + 1, 5):
            if seq == 3 and len(asked) == 1:
                raise RemoteError("agent.unreachable", log="x")
            text = b64encode(f"part {seq}\n".encode()).decode()
            yield LogPiece(seq=seq, time_ms=0, fd=1, data=text)

    agent.tasks.logs = logs  # type: ignore[method-assign]
    async with opened(agent) as stage:
        await stage.go("rentals")
        log = stage.seen(LogView, "Log of the job")
        whole = "".join(f"part {seq}\n" for seq in range(1, 5))
        await stage.until(lambda: log.toPlainText() == whole, "the rest")
        assert asked[:2] == [0, 2]
        await stage.write(QLineEdit, "Search in the log", "PART 3")
        assert log.copied() == "part 3\n"
        await stage.write(QLineEdit, "Search in the log", "nothing")
        assert stage.reads("not found")
        [pane] = stage.window.findChildren(LogPane)
        await pane.save_to(tmp_path / "job.log")
        assert (tmp_path / "job.log").read_text() == whole
        with pytest.raises(UserError):
            await pane.save_to(tmp_path / "no" / "job.log")
