"""The first run: three ways in, put off or taken up again; secrets vanish with their page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.welcome.journey import Journey, Step, Way, journey_of
from sonm_desktop.ui.widgets.file_field import FileField
from tests.fakes.agent import PHRASE, FakeAgent
from tests.fakes.sample_state import sample_state, worded
from tests.ui.dying_window import newcomer
from tests.ui.stage import Stage, opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

_PASSWORD = "long enough"
_WORDS = PHRASE.split()


@staged()
async def test_a_short_or_mistyped_password_is_refused_in_words() -> None:
    async with opened(newcomer()) as stage:
        await stage.press("Earn")
        await _passwords(stage, "short", "short")
        await stage.press("Make the wallet")
        assert stage.reads("The password has 8 characters at least.")
        await _passwords(stage, _PASSWORD, "another one")
        await stage.press("Make the wallet")
        assert stage.reads("The two passwords are not the same.")


@staged()
async def test_earning_goes_from_the_phrase_over_docker_and_the_price_to_the_sale() -> None:
    agent = newcomer()
    async with opened(agent) as stage:
        await stage.press("Earn")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.press("Make the wallet")
        await stage.until(lambda: stage.reads("sausage"), "the phrase")
        await stage.press("I have written it down")
        await _answer(stage, wrong=True)
        await stage.press("Compare")
        assert stage.reads("is another one")
        await _answer(stage)
        await stage.press("Compare")
        await stage.press("Connect")
        await stage.until(lambda: stage.reads("Jobs can run on this PC."), "Docker")
        await stage.press("Continue")
        await stage.until(lambda: _field(stage, "Price per hour").text(), "a price")
        await stage.write(QLineEdit, "Price per hour", "3.6")
        await stage.press("Review")
        await stage.until(lambda: stage.reads("3.6000 SNM/h"), "the review")
        await stage.until(lambda: stage.reads("1.0000 to 6.0000 SNM: 14 machines"), "the range")
        assert stage.reads("4 cores, ")
        assert stage.reads("≈ 0.18 USD now")
        assert stage.reads("Balanced")
        assert agent.told("set_plan") == []
        await stage.press("Put on sale")
        await stage.until(lambda: agent.told("set_plan"), "the sale")
        await stage.calm()
        assert agent.told("set_plan")[0].rate == 10**15
        assert stage.window.place == "machine"
        assert _hidden(stage)


@staged()
async def test_a_wallet_is_restored_word_by_word_and_a_wrong_word_is_named() -> None:
    agent = newcomer()
    async with opened(agent) as stage:
        await stage.press("Compute")
        await stage.press("From its phrase")
        await stage.calm()
        for number, word in enumerate(_WORDS, start=1):
            await stage.write(QLineEdit, f"Word {number}", "wavy" if number == 5 else word)
        await _passwords(stage, _PASSWORD, _PASSWORD)
        assert _field(stage, "Word 5").property("wrong")
        await stage.press("Restore the wallet")
        assert stage.reads("Word 5 is not a word of a phrase.")
        await stage.write(QLineEdit, "Word 5", "wave")
        await stage.press("Restore the wallet")
        await stage.until(lambda: stage.reads("Which network?"), "the network")
        assert agent.told("restore") == [PHRASE]
        assert agent.told("create") == []
        assert not _texts_with(stage.window, "sausage")


@staged()
async def test_a_phrase_pasted_into_one_field_fills_them_all() -> None:
    agent = newcomer()
    async with opened(agent) as stage:
        await stage.press("Compute")
        await stage.press("From its phrase")
        _field(stage, "Word 1").setText(f"  {PHRASE.upper()} ")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.press("Restore the wallet")
        await stage.until(lambda: agent.told("restore"), "the wallet")
        assert agent.told("restore") == [PHRASE]


@staged()
async def test_a_keystore_and_a_key_join_a_new_wallet_whose_phrase_is_shown(
    tmp_path: Path,
) -> None:
    file = tmp_path / "key.json"
    file.write_text('{"version": 3}')
    agent = newcomer()
    async with opened(agent) as stage:
        await stage.press("Compute")
        await stage.press("Keystore file")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.write(QLineEdit, "Password of the file", "old")
        await stage.press("Import the file")
        assert stage.reads("Choose the keystore file.")
        next(f for f in stage.window.findChildren(FileField) if f.isVisible()).choose(str(file))
        await stage.press("Import the file")
        await stage.until(lambda: stage.reads("I have written it down"), "the phrase")
        assert agent.told("import_keystore") == [('{"version": 3}', "old")]
    agent = newcomer()
    async with opened(agent) as stage:
        await stage.press("Compute")
        await stage.press("Private key")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.write(QLineEdit, "Private key, 64 hex digits", "ab" * 32)
        await stage.press("Import the key")
        await stage.until(lambda: stage.reads("I have written it down"), "the phrase")
        assert agent.told("import_key") == ["ab" * 32]
        assert not _texts_with(stage.window, "ab" * 32)


@staged()
async def test_docker_that_is_missing_gets_one_command_and_may_wait() -> None:
    agent = FakeAgent()
    agent.doctor.findings[0] = ("engine", "bad", "worker.engine_stopped")
    async with opened(agent) as stage:
        _at(stage, Journey(way=Way.EARN, step=Step.ENGINE))
        await stage.until(lambda: stage.reads("sudo systemctl start docker"), "the command")
        await stage.press("Copy the command")
        assert QApplication.clipboard().text() == "sudo systemctl start docker"
        agent.doctor.findings[0] = ("engine", "good", "doctor.engine_answers")
        await stage.until(lambda: stage.reads("Jobs can run on this PC."), "Docker", 8)


@staged()
async def test_what_is_put_off_stands_on_home_and_leads_back() -> None:
    agent = newcomer()
    async with opened(agent) as stage:
        await stage.press("Earn")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.press("Make the wallet")
        await stage.press("Check later")
        network = sample_state().network.model_dump(mode="json") | {"practice": False}
        agent.put(network=network)
        await stage.calm()
        await stage.press("Look around first")
        await stage.until(lambda: stage.reads("your recovery phrase was never checked"), "Home")
        await stage.press("Check it now")
        await stage.write(QLineEdit, "Password of the wallet", _PASSWORD)
        await stage.press("Show the phrase")
        await stage.until(lambda: stage.reads("sausage"), "the phrase")
        await stage.press("I have written it down")
        await _answer(stage)
        await stage.press("Compare")
        await stage.calm()
        assert not stage.reads("recovery phrase")


@staged()
async def test_a_wallet_is_never_made_twice_when_only_the_network_is_missing() -> None:
    agent = FakeAgent(
        sample_state(
            network={
                "state": worded("chain.no_network", "No network."),
                "configured": False,
                "ready": False,
            }
        )
    )
    async with opened(agent) as stage:
        await stage.press("Compute")
        await stage.until(lambda: stage.reads("Which network?"), "the network")
        assert not stage.reads("A new one")


_OLD_PRACTICE = {
    "state": worded("chain.foreign_practice", "Made by another version."),
    "configured": True,
    "ready": False,
    "practice": True,
}


@staged()
async def test_one_press_leads_out_of_the_practice_network_of_another_version() -> None:
    agent = FakeAgent(sample_state(network=_OLD_PRACTICE))
    async with opened(agent) as stage:
        _at(stage, Journey(way=Way.EARN, step=Step.NETWORK))
        await stage.until(lambda: stage.reads("made by another version"), "what is wrong")
        await stage.press("Begin a new practice network")
        await stage.until(lambda: stage.reads("Docker runs the jobs"), "the next step")
        assert agent.told("reset_practice")
        assert agent.told("start_practice") == []


@staged()
async def test_a_practice_over_an_old_network_begins_anew_at_one_press() -> None:
    agent = FakeAgent(sample_state(network=_OLD_PRACTICE))
    async with opened(agent) as stage:
        _at(stage, Journey(way=Way.PRACTISE, step=Step.PRACTICE))
        await stage.press("Begin a new practice network")
        await stage.until(lambda: stage.reads("Skip this step"), "the lessons after it")
        assert len(agent.told("reset_practice")) == 1


@staged()
async def test_a_practice_that_waits_is_gone_on_with_from_home_and_its_job_may_be_skipped() -> None:
    async with opened(FakeAgent()) as stage:
        _at(stage, Journey(way=Way.PRACTISE, step=Step.PRACTICE))
        await stage.until(lambda: stage.reads("Skip this step"), "a step that may be skipped")
        await stage.press("Finish later")
        await stage.until(lambda: stage.reads("The practice is not finished."), "Home")
        await stage.press("Go on")
        waits = "The other account rents it | now |"
        await stage.until(lambda: stage.reads(waits), "the step that nothing ends")
        await stage.press("Skip this step")
        await stage.until(lambda: stage.reads("Your practice market is ready"), "the end")
        await stage.press("Open the window")
        await stage.calm()
        assert not stage.reads("The practice is not finished.")


def test_a_damaged_record_begins_at_the_start(tmp_path: Path) -> None:
    profile = Profile("damaged", tmp_path)
    (tmp_path / "window.json").write_text('{"journey": {"way": "fly", "step": 3}}')
    assert journey_of(Memory(profile).journey()) == Journey()
    (tmp_path / "window.json").write_text("{")
    assert journey_of(Memory(profile).journey()) == Journey()


@staged()
async def test_nothing_of_a_phrase_or_password_reaches_the_disk_log_or_clipboard(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    QApplication.clipboard().clear()
    profile = Profile("quiet", tmp_path)
    async with opened(newcomer(), profile=profile) as stage:
        await stage.press("Earn")
        await _passwords(stage, _PASSWORD, _PASSWORD)
        await stage.press("Make the wallet")
        await stage.until(lambda: stage.reads("sausage"), "the phrase")
        await stage.press("Check later")
        await stage.calm()
        assert not _texts_with(stage.window, "sausage")
        assert not _texts_with(stage.window, _PASSWORD)
    written = _everything_in(tmp_path)
    assert "backup" in written
    for secret in ("sausage", _PASSWORD):
        assert secret not in written + caplog.text + QApplication.clipboard().text()


async def _passwords(stage: Stage, one: str, other: str) -> None:
    await stage.write(QLineEdit, "Password", one)
    await stage.write(QLineEdit, "Password again", other)


async def _answer(stage: Stage, *, wrong: bool = False) -> None:
    asked = [
        field
        for field in stage.window.findChildren(QLineEdit)
        if field.isVisible() and field.accessibleName().startswith("Word ")
    ]
    assert len(asked) == 3
    for field in asked:
        at = int(field.accessibleName().split()[1]) - 1
        await stage.write(QLineEdit, field.accessibleName(), "zoo" if wrong else _WORDS[at])


def _everything_in(folder: Path) -> str:
    return "".join(file.read_text() for file in folder.rglob("*") if file.is_file())


def _field(stage: Stage, name: str) -> QLineEdit:
    return stage.seen(QLineEdit, name)


def _texts_with(window: QWidget, part: str) -> list[QWidget]:
    """Widgets, also unseen ones, that hold *part*."""
    kinds = [*window.findChildren(QLabel), *window.findChildren(QLineEdit)]
    return [widget for widget in kinds if part in widget.text()]


def _at(stage: Stage, journey: Journey) -> None:
    stage.frame.journeys.keep(journey)
    stage.face.live.changed.emit("reload")


def _hidden(stage: Stage) -> bool:
    return stage.frame.welcome is None or not stage.frame.welcome.isVisible()
