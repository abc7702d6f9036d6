"""What goes wrong gives a sentence and an exit code: no traceback, no container, no lost money."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.scene import MAX_TOTAL, Scene
from tests.end2end.terminal import PASSWORD, Home, new_home, wait_until

pytestmark = pytest.mark.timeout(400)

STRANGER = "0x" + "5a" * 20
UNKNOWN = "0x" + "ab" * 32


@pytest.fixture(autouse=True)
def nothing_is_lost(shared_scene: Scene, request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test: no container, no deal left open, all SNM still there."""
    before = shared_scene.snm("selling") + shared_scene.snm("buying")
    yield
    for deal in shared_scene.home.asked(lambda agent: agent.deals.all()):
        if deal.phase not in ("closed", "failed"):
            shared_scene.close(deal.id)
    assert shared_scene.snm("selling") + shared_scene.snm("buying") == before
    wait_until(lambda: not shared_scene.containers(), what="the removal of the containers")


@pytest.fixture
def home_of(shared_scene: Scene) -> Home:
    return shared_scene.home


@pytest.fixture(scope="module")
def untouched() -> Iterator[Home]:
    """Without wallet and network, and so after each refusal."""
    with new_home() as home:
        yield home
        assert not home.done("wallet", "accounts")["exists"]
        assert not home.done("network", "status")["ready"]


def test_a_wrong_password_is_refused(home_of: Home, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not it")
    answer = home_of.refused("wallet", "unlock", "--password-file", str(wrong))
    assert answer.error == "wallet.wrong_password"
    assert home_of.done("wallet", "unlock", *home_of.password())["locked"] is False


def test_a_password_may_come_from_standard_input(home_of: Home) -> None:
    home_of.done("wallet", "unlock", "--password-file", "-", stdin=PASSWORD + "\n")


def test_words_that_are_no_phrase_are_refused(untouched: Home) -> None:
    answer = untouched.refused(
        *("wallet", "restore", "--phrase-file", "-", *untouched.password()), stdin="abandon " * 12
    )
    assert answer.error.startswith("wallet.")
    assert "abandon" not in answer.stdout + answer.stderr


@pytest.mark.parametrize(
    "content", ["", "{}", "[1", '{"name": 1}', "x" * 200_000], ids=["", "{}", "[1", "1", "long"]
)
def test_a_file_that_is_no_network_is_refused(untouched: Home, content: str) -> None:
    file = untouched.folder / "network.json"
    file.write_text(content)
    untouched.refused("network", "use", str(file))


def test_a_network_that_is_another_one_is_refused(home_of: Home, home: Home) -> None:
    fields = _network_file(home_of)
    for name, value in (("chain_id", 5), ("deployment_hash", "0x" + "11" * 32)):
        file = home.folder / "network.json"
        file.write_text(json.dumps({**fields, name: value}))
        home.sonm("network", "use", str(file))
        state = home.done("network", "status")
        assert not state["ready"]
        assert state["state"]["code"] in ("chain.wrong_network", "chain.wrong_chain")


def test_a_node_that_cannot_be_reached_is_named(home_of: Home, home: Home) -> None:
    file = home.folder / "network.json"
    fields = {**_network_file(home_of), "rpc_urls": ["http://127.0.0.1:9"]}
    file.write_text(json.dumps(fields))
    home.sonm("network", "use", str(file))
    home.done("wallet", "create", *home.password())
    answer = home.refused("wallet", "balance")
    assert "node" in answer.stderr


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("deal", "show", UNKNOWN), "rental.no_deal"),
        (("deal", "show", "0x1234"), "cli.no_match"),
        (("market", "show", UNKNOWN), "market.no_offer"),
        (("wallet", "balance", "--account", "nobody"), "cli.unknown_account"),
        (("wallet", "balance"), "cli.which_account"),
        (("task", "run", UNKNOWN, "busybox"), "rental.no_deal"),
        (("deal", "close", UNKNOWN, "--yes"), "rental.no_deal"),
        (("worker", "add", "/nowhere/worker.json", "--master", "1"), "cli.unreadable_file"),
        (("wallet", "deposit", "1", "-a", "buying"), "cli.not_confirmed"),
    ],
)
def test_what_does_not_exist_or_was_not_confirmed_is_refused(
    home_of: Home, words: tuple[str, ...], error: str
) -> None:
    assert home_of.refused(*words).error == error


def test_a_purchase_without_a_maximum_is_refused(shared_scene: Scene) -> None:
    words = ("deal", "buy", shared_scene.offer(), "-a", "buying", "--yes")
    shared_scene.home.refused(*words)


def test_a_purchase_above_its_maximum_is_refused(shared_scene: Scene) -> None:
    words = ("deal", "buy", shared_scene.offer(), "-a", "buying", "--yes", "--for", "2h")
    shared_scene.home.refused(*words, "--max-total", "0.000001")


def test_too_little_snm_is_refused(shared_scene: Scene) -> None:
    home = shared_scene.home
    words = ("deal", "buy", shared_scene.offer(), "-a", "buying", "--yes")
    answer = home.refused(*words, "--for", "20d", "--lease", "20d", "--max-total", "10000")
    assert "SNM" in answer.stderr
    home.refused("wallet", "deposit", "100000", "-a", "buying", "--yes")
    home.refused("wallet", "withdraw", "100000", "-a", "buying", "--yes")


def test_an_account_without_coin_for_gas_is_told_so(shared_scene: Scene) -> None:
    home = shared_scene.home
    poor = home.done("wallet", "add", "--label", "poor")["address"]
    home.done("wallet", "faucet", "--account", poor, "--coin", "0", "--snm", "5")
    answer = home.refused("wallet", "deposit", "1", "--account", "poor", "--yes")
    assert answer.error == "chain.no_gas_money"
    words = ("wallet", "send", shared_scene.supplier, "1", "--account", "poor", "--yes")
    home.refused(*words, *home.password())


def test_a_payment_needs_the_password(shared_scene: Scene, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not it")
    words = ("wallet", "send", STRANGER, "1", "--account", "buying", "--yes")
    answer = shared_scene.home.refused(*words, "--password-file", str(wrong))
    assert answer.error == "wallet.wrong_password"


def test_an_image_that_does_not_exist_fails_the_task(shared_scene: Scene) -> None:
    deal = shared_scene.buy()
    missing = "sha256:" + "0" * 64
    answer = shared_scene.home.sonm("task", "run", "--name", "job", deal, missing)
    if answer.code == 0:
        task = shared_scene.final(deal)
        assert task["state"] == "failed"
        assert task["reason"]["text"]
    else:
        assert answer.code == 1
    shared_scene.close(deal)


def test_a_container_that_exits_with_an_error_says_its_code(
    shared_scene: Scene, busybox_image: str
) -> None:
    deal = shared_scene.buy()
    shared_scene.run(deal, busybox_image, "sh", "-c", "echo so long; exit 7")
    task = shared_scene.final(deal)
    assert (task["state"], task["exit_code"]) == ("exited", 7)
    answer = shared_scene.home.sonm("task", "run", "--wait", deal, busybox_image, "false")
    assert answer.code == 1
    assert answer.document["exit_code"] == 1
    shared_scene.close(deal)


def test_a_container_that_takes_too_much_memory_is_ended_and_says_so(
    shared_scene: Scene, busybox_image: str
) -> None:
    deal = shared_scene.buy()
    greedy = "x=a; while true; do x=$x$x; done"
    shared_scene.run(deal, busybox_image, "sh", "-c", greedy)
    task = shared_scene.final(deal)
    assert task["state"] in ("exited", "failed")
    assert task["exit_code"] != 0
    assert "memory" in task["reason"]["text"].lower()
    shared_scene.close(deal)


def test_a_command_that_the_image_lacks_fails_the_task(
    shared_scene: Scene, busybox_image: str
) -> None:
    deal = shared_scene.buy()
    answer = shared_scene.home.sonm("task", "run", "--name", "job", deal, busybox_image, "nothing")
    if answer.code == 0:
        task = shared_scene.final(deal)
        assert task["state"] == "failed" or task["exit_code"] == 127
    shared_scene.close(deal)


def test_a_second_purchase_of_the_same_slice_is_refused(shared_scene: Scene) -> None:
    offer = shared_scene.offer()
    deal = shared_scene.buy()
    words = ("deal", "buy", offer, "--max-total", MAX_TOTAL, "-a", "buying", "--yes")
    shared_scene.home.refused(*words)
    shared_scene.close(deal)


def test_a_worker_that_sends_garbage_is_refused(shared_scene: Scene) -> None:
    with_garbage = _worker_json(shared_scene.home, endpoint="ff" * 32)
    answer = shared_scene.home.refused("worker", "add", str(with_garbage), "--master", "selling")
    assert answer.error


def test_a_profile_that_an_agent_holds_is_not_opened_twice(home_of: Home) -> None:
    done = _second_agent(home_of)
    assert done != 0


def test_a_plan_larger_than_the_machine_is_refused(shared_scene: Scene) -> None:
    home = shared_scene.home
    words = ("worker", "plan", "--price", "1", "--cpu", "4000", "--ram", "1T")
    home.refused(*words)
    assert home.done("worker", "status")["plan"]["ram_bytes"] == 256 << 20


def _network_file(home: Home) -> dict[str, Any]:
    """The network of *home* as one that other people run."""
    fields = json.loads((home.folder / "practice" / "network.json").read_text())
    return {**fields, "practice": False}


def _worker_json(home: Home, *, endpoint: str) -> Path:
    known = json.loads((home.folder / "profiles/default/worker/worker.json").read_text())
    file = home.folder / "other-worker.json"
    other = {**known, "address": STRANGER, "endpoint": endpoint, "addresses": ["127.0.0.1:9"]}
    file.write_text(json.dumps(other))
    return file


def _second_agent(home: Home) -> int:
    async def start() -> int:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sonm_desktop", "agent", "--profile", "default"),
            env=home.environment(),
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            _, problem = await process.communicate()
        assert b"Traceback" not in problem
        assert b"in use" in problem
        return process.returncode or 0

    return asyncio.run(start())
