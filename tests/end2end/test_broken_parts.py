"""Parts that break or were never there: an engine, a port, a peer. A market of its own each."""

from __future__ import annotations

import json
import secrets
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from Crypto.PublicKey import ECC

from tests.end2end.scene import Scene
from tests.end2end.terminal import Home, new_home, wait_until

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


@pytest.fixture(scope="module")
def bare_home() -> Iterator[Home]:
    """A wallet and a network, for tests whose command is refused and changes nothing."""
    with new_home() as home:
        home.done("network", "start")
        home.done("wallet", "create", *home.password())
        yield home


def test_a_port_in_use_is_refused(bare_home: Home) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        answer = bare_home.refused("worker", "start", "--listen", f"127.0.0.1:{port}")
    assert answer.error
    assert bare_home.done("wallet", "accounts")["exists"]


def test_a_place_that_is_no_address_is_refused(bare_home: Home) -> None:
    bare_home.refused("worker", "start", "--listen", "somewhere")


def test_peers_that_send_garbage_or_nothing_are_refused(bare_home: Home) -> None:
    """Both at once: each is given up only after a while."""
    with (
        _strange_peer(answers=True) as garbage,
        _strange_peer(answers=False) as nothing,
        ThreadPoolExecutor() as pool,
    ):
        files = [_worker_file(bare_home.folder, address) for address in (garbage, nothing)]
        answers = pool.map(lambda file: bare_home.refused("worker", "add", str(file)), files)
        errors = [answer.error for answer in answers]
    assert all(error.startswith("p2p.") for error in errors)
    assert [worker for worker in bare_home.done("worker", "list") if worker["bound"]] == []


def _worker_file(folder: Path, address: str) -> Path:
    file = folder / f"worker-{address.rpartition(':')[2]}.json"
    known = {"address": "0x" + secrets.token_hex(20), "endpoint": _endpoint_key()}
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
