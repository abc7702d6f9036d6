"""Images in the window: rules of this PC, progress of a download, a private image, ports."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QProgressBar, QSpinBox

from sonm_desktop.api.schema.images import ImageRules
from sonm_desktop.api.schema.tasks import RunTask
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import DEAL, WORKER, worded
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

MIB, DAY_S = 1 << 20, 86_400
TASK = f"{DEAL}/fractal"
PULL = {"layers": 5, "layers_done": 2, "done": 40 * MIB, "total": 96 * MIB, "unpacking": False}


def with_status(agent: FakeAgent, **changes: Any) -> None:
    known = agent.now.worker_status[WORKER].model_dump(mode="json")
    agent.put(worker_status={WORKER: known | changes})


def with_task(agent: FakeAgent, **changes: Any) -> None:
    known = agent.now.tasks[TASK].model_dump(mode="json")
    agent.put(tasks={TASK: known | changes})


def with_deal(agent: FakeAgent, **changes: Any) -> None:
    known = agent.now.deals[DEAL].model_dump(mode="json")
    agent.put(deals={DEAL: known | changes})


@staged()
async def test_the_rules_of_this_pc_are_read_and_changed() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Images")
        assert stage.seen(QLineEdit, "Never from").text() == "docker.io/acme/miner"
        assert stage.reads("3 images, 5.0 GiB")
        assert stage.reads("No image is being fetched.")
        await stage.write(QLineEdit, "Only from", "ghcr.io, python")
        stage.seen(QSpinBox, "Largest download").setValue(4)
        kept = stage.seen(QComboBox, "Keep results")
        kept.setCurrentIndex(kept.findData(DAY_S))
        await stage.press("Save these rules")
        await stage.until(lambda: stage.reads("Saved."), "the answer")
        (rules,) = agent.told("set_images")
        assert rules == ImageRules(
            allow=("ghcr.io", "python"),
            deny=("docker.io/acme/miner",),
            download_bytes=4 << 30,
            keep_results_s=DAY_S,
        )
        with_status(agent, fetching=[{**PULL, "left_s": 14, "image": "ghcr.io/a/tool@sha256:0"}])
        await stage.until(lambda: stage.reads("tool: Fetching the image"), "the download")
        with_status(agent, images=None, kept=None, fetching=[])
        await stage.until(lambda: stage.reads("of a release that knows no rules"), "the notice")
        assert not stage.seen(QLineEdit, "Only from").isEnabled()


@staged()
async def test_a_customer_sees_the_image_come() -> None:
    agent = FakeAgent()
    waiting = {"state": "preparing", "exit_code": None, "started_ms": None, "ended_ms": None}
    with_task(agent, **waiting, pull={**PULL, "left_s": 14})
    async with opened(agent) as stage:
        await stage.go("rentals")
        bar = stage.seen(QProgressBar, "Fetching the image")
        assert (bar.minimum(), round(bar.value() / bar.maximum(), 2)) == (0, 0.42)
        assert stage.reads("40.0 MiB of 96.0 MiB · 2 of 5 layers · about 14 s left")
        with_task(agent, **waiting, pull={**PULL, "unpacking": True, "left_s": None})
        await stage.until(lambda: stage.reads("Unpacking the image"), "the end of the download")
        assert bar.maximum() == 0
        reason = worded("worker.image_not_allowed", "This supplier does not run images of x.")
        with_task(agent, **waiting | {"state": "failed"}, pull=None, reason=reason)
        await stage.until(lambda: not bar.isVisible(), "the refusal")
        assert stage.reads("This supplier does not run images of x.")


@staged()
async def test_a_private_image_takes_a_login_that_the_window_forgets() -> None:
    agent = FakeAgent()
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("New job")
        await stage.write(QLineEdit, "Image", "ghcr.io/acme/tool:1")
        stage.seen(QCheckBox, "The image is private").click()
        await stage.press("Run")
        await stage.until(lambda: stage.reads("Give user and password"), "what is missing")
        assert agent.told("run") == []
        await fill(stage, "miner", "canary-41")
        assert stage.reads("--registry-user miner")
        password = stage.seen(QLineEdit, "Password at the registry")
        assert password.echoMode() is QLineEdit.EchoMode.Password
        await stage.press("Run")
        await stage.until(lambda: agent.told("run"), "the job")
        (request,) = agent.told("run")
        assert isinstance(request, RunTask)
        assert request.login is not None
        assert request.login.password.reveal() == "canary-41"
        assert password.text() == ""
        kept = [path for path in stage.face.profile.folder.rglob("*") if path.is_file()]
        assert not any(b"canary-41" in path.read_bytes() for path in kept)


@staged()
async def test_published_ports_are_told_and_copied() -> None:
    agent = FakeAgent()
    ports = [{"inside": 8080 + at, "outside": 49_153 + at, "protocol": "tcp"} for at in (0, 1)]
    with_deal(agent, ports=ports, hosts=["203.0.113.9"])
    async with opened(agent) as stage:
        await stage.go("rentals")
        await stage.press("Money and facts")
        assert stage.reads("203.0.113.9:49153")
        assert stage.reads("7 d after the end")
        await stage.press("Copy 203.0.113.9:49154")
        assert QGuiApplication.clipboard().text() == "203.0.113.9:49154"
        with_deal(agent, ports=[], hosts=[])
        await stage.until(lambda: not stage.reads("Published ports"), "their end")
        with_deal(agent, ports=ports, hosts=["2001:db8::1"])
        await stage.until(lambda: stage.reads("[2001:db8::1]:49153"), "an address of IPv6")


async def fill(stage: Stage, user: str, password: str) -> None:
    await stage.write(QLineEdit, "User at the registry", user)
    await stage.write(QLineEdit, "Password at the registry", password)
