"""Parts that break or were never there: an engine, a port, a peer. A market of its own each."""

from __future__ import annotations

import json
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from Crypto.PublicKey import ECC

from tests.end2end.scene import Scene
from tests.end2end.terminal import Home, wait_until

pytestmark = pytest.mark.timeout(400)


def test_an_engine_that_stops_is_named_and_nothing_is_lost(
    scene: Scene, busybox_image: str
) -> None:
    home = scene.home
    before = scene.snm("selling") + scene.snm("buying")
    deal = scene.buy()
    home.disconnect_engine()
    wait_until(lambda: not home.done("worker", "status")["engine_ready"], what="the notice")
    assert home.done("worker", "status")["engine"]["action"]

    answer = home.sonm("task", "run", "--name", "job", deal, busybox_image, "true")
    if answer.code != 0:
        assert answer.code == 1
        assert "ocker" in answer.stderr

    home.connect_engine()
    wait_until(lambda: home.done("worker", "status")["engine_ready"], what="the engine's return")
    scene.run(deal, busybox_image, "true", name="again")
    assert scene.final(deal, "again")["exit_code"] == 0
    scene.close(deal)
    assert scene.snm("selling") + scene.snm("buying") == before
    wait_until(lambda: not scene.containers(), what="the removal of the containers")


def test_a_port_in_use_is_refused(home: Home) -> None:
    _make_accounts(home)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        answer = home.refused("worker", "start", "--listen", f"127.0.0.1:{port}")
    assert answer.error
    assert home.done("wallet", "accounts")["exists"]


def test_a_place_that_is_no_address_is_refused(home: Home) -> None:
    _make_accounts(home)
    home.refused("worker", "start", "--listen", "somewhere")


@pytest.mark.parametrize("answers", [True, False], ids=["garbage", "nothing"])
def test_a_peer_that_sends_garbage_or_nothing_is_refused(home: Home, answers: bool) -> None:
    _make_accounts(home)
    with _strange_peer(answers=answers) as address:
        file = _worker_file(home.folder, address)
        answer = home.refused("worker", "add", str(file))
    assert answer.error.startswith("p2p.")
    assert home.done("worker", "list") == [] or not home.done("worker", "list")[0]["bound"]


def _make_accounts(home: Home) -> None:
    home.done("network", "start")
    home.done("wallet", "create", *home.password())


def _worker_file(folder: Path, address: str) -> Path:
    file = folder / "worker.json"
    known = {"address": "0x" + "5a" * 20, "endpoint": _endpoint_key()}
    file.write_text(json.dumps({**known, "addresses": [address], "relay": ""}))
    return file


def _endpoint_key() -> str:
    """A key that nobody on the other side has the secret of."""
    return bytes(ECC.generate(curve="ed25519").public_key().export_key(format="raw")).hex()


@contextmanager
def _strange_peer(*, answers: bool) -> Iterator[str]:
    """A UDP port of this machine that sends random bytes back, or nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(0.2)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    _, caller = peer.recvfrom(65_535)
                except TimeoutError:
                    continue
                if answers:
                    peer.sendto(secrets.token_bytes(1200), caller)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield "{}:{}".format(*peer.getsockname())
        finally:
            over.set()
            thread.join()
