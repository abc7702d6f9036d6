"""Files that are fetched across lost connections, and names that lead nowhere else."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.part_file import PartFile, found_beside, place_within
from sonm_desktop.p2p.peer import Peer
from sonm_desktop.p2p.service import ServedFile
from tests.p2p_parts import CuttingTransport, EchoService, where
from tests.unit.p2p.conftest import StartNode

SIZE = 1_500_000


async def fetching(
    start_node: StartNode, service: EchoService, cut_after: int | None = None
) -> tuple[Peer, CuttingTransport]:
    made: list[CuttingTransport] = []

    def factory(seed: Secret[bytes], relays: Any) -> CuttingTransport:
        made.append(CuttingTransport(seed, relays))
        return made[-1]

    worker = await start_node(1, "worker", service=service)
    peer = await (await start_node(2, transport=factory)).dial(where(worker))
    made[0].cut_after = cut_after
    await made[0].cut()
    return peer, made[0]


def served(tmp_path: Path, name: str, size: int = SIZE) -> bytes:
    content = secrets.token_bytes(size)
    path = tmp_path / "served" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return content


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.part")]


async def test_a_file_arrives_under_its_path(
    start_node: StartNode, service: EchoService, tmp_path: Path
) -> None:
    content = served(tmp_path, "sub/picture.png")
    peer, _ = await fetching(start_node, service)
    steps: list[tuple[int, int]] = []
    path = await peer.fetch(
        "task", "sub/picture.png", tmp_path / "into", lambda done, size: steps.append((done, size))
    )
    assert path == tmp_path / "into" / "sub" / "picture.png"
    assert path.read_bytes() == content
    assert steps[-1] == (SIZE, SIZE)
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("size", [0, 1])
async def test_small_files_arrive(
    start_node: StartNode, service: EchoService, tmp_path: Path, size: int
) -> None:
    content = served(tmp_path, "a", size)
    peer, _ = await fetching(start_node, service)
    assert (await peer.fetch("task", "a", tmp_path / "into")).read_bytes() == content


async def test_a_file_survives_connections_that_break_all_the_time(
    start_node: StartNode, service: EchoService, tmp_path: Path
) -> None:
    content = served(tmp_path, "a")
    peer, transport = await fetching(start_node, service, cut_after=400_000)
    assert (await peer.fetch("task", "a", tmp_path / "into")).read_bytes() == content
    assert transport.dials > 3


async def test_a_later_attempt_continues_where_an_earlier_one_was_left(
    start_node: StartNode, service: EchoService, tmp_path: Path
) -> None:
    content = served(tmp_path, "a")
    target = place_within(tmp_path / "into", "a")
    part = PartFile(target, hashlib.sha256(content).hexdigest())
    part.append(content[: SIZE // 2])
    part.close()
    peer, _ = await fetching(start_node, service)
    steps: list[int] = []
    await peer.fetch("task", "a", tmp_path / "into", lambda done, _size: steps.append(done))
    assert target.read_bytes() == content
    assert steps[0] > SIZE // 2


async def test_a_part_of_an_older_file_is_thrown_away(
    start_node: StartNode, service: EchoService, tmp_path: Path
) -> None:
    content = served(tmp_path, "a")
    target = place_within(tmp_path / "into", "a")
    part = PartFile(target, "ab" * 32)
    part.append(b"of another file")
    part.close()
    peer, _ = await fetching(start_node, service)
    assert (await peer.fetch("task", "a", tmp_path / "into")).read_bytes() == content
    assert left_over(tmp_path) == []


async def test_a_damaged_part_is_found_out_and_the_next_attempt_succeeds(
    start_node: StartNode, service: EchoService, tmp_path: Path
) -> None:
    content = served(tmp_path, "a")
    target = place_within(tmp_path / "into", "a")
    part = PartFile(target, hashlib.sha256(content).hexdigest())
    part.append(b"damaged")
    part.close()
    peer, _ = await fetching(start_node, service)
    with pytest.raises(RemoteError) as caught:
        await peer.fetch("task", "a", tmp_path / "into")
    assert caught.value.code == "p2p.bad_file"
    assert not target.exists()
    assert (await peer.fetch("task", "a", tmp_path / "into")).read_bytes() == content


class LyingService(EchoService):
    """Promises another digest than the file has."""

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        true = await super().open_file(caller, task, path)
        return ServedFile(true.path, true.size, "00" * 32)


async def test_a_file_of_another_digest_than_promised_never_appears(
    start_node: StartNode, tmp_path: Path
) -> None:
    served(tmp_path, "a")
    peer, _ = await fetching(start_node, LyingService(tmp_path / "served"))
    with pytest.raises(RemoteError) as caught:
        await peer.fetch("task", "a", tmp_path / "into")
    assert caught.value.code == "p2p.bad_file"
    assert list((tmp_path / "into").iterdir()) == []


async def test_a_file_that_is_not_there_is_named(
    start_node: StartNode, service: EchoService, tmp_path: Path
) -> None:
    peer, _ = await fetching(start_node, service)
    with pytest.raises(UserError) as caught:
        await peer.fetch("task", "missing", tmp_path / "into")
    assert caught.value.code == "worker.no_file"


async def test_a_folder_that_cannot_be_written_is_named(
    start_node: StartNode, service: EchoService, tmp_path: Path
) -> None:
    served(tmp_path, "a", 1)
    (tmp_path / "into").write_text("a file where a folder is due")
    peer, _ = await fetching(start_node, service)
    with pytest.raises(UserError) as caught:
        await peer.fetch("task", "a", tmp_path / "into")
    assert caught.value.code == "p2p.cannot_write"


class Linking(EchoService):
    """Hands out a path that is a link by now."""

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        assert self._folder is not None
        return ServedFile(self._folder / path, 5, "00" * 32)


async def test_a_link_is_not_followed_by_who_serves_files(
    start_node: StartNode, tmp_path: Path
) -> None:
    served(tmp_path, "secret", 5)
    (tmp_path / "served" / "link").symlink_to(tmp_path / "served" / "secret")
    peer, _ = await fetching(start_node, Linking(tmp_path / "served"))
    with pytest.raises(UserError) as caught:
        await peer.fetch("task", "link", tmp_path / "into")
    assert caught.value.code == "p2p.file_gone"


async def test_a_cancelled_fetch_keeps_what_has_arrived(
    start_node: StartNode, service: EchoService, tmp_path: Path
) -> None:
    served(tmp_path, "a", 30_000_000)
    peer, _ = await fetching(start_node, service)
    begun = asyncio.Event()
    fetching_it = asyncio.ensure_future(
        peer.fetch("task", "a", tmp_path / "into", lambda *_: begun.set())
    )
    await begun.wait()
    fetching_it.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching_it
    kept = await asyncio.to_thread(found_beside, tmp_path / "into" / "a")
    assert kept is not None
    assert kept.size > 0
    kept.close()


BAD_NAMES = [
    *("", "/etc/passwd", "..", "../a", "a/../../b", "a//b", "./a", "a/.", "a\\b", "c:a", "a\0b"),
    *("a\nb", "con", "COM1.txt", "a.", "a ", "x" * 161, "a/", "~\u202etxt"),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        place_within(tmp_path / "into", name)
    assert caught.value.code == "p2p.bad_file_name"


@given(name=st.text(max_size=30))
def test_no_name_leads_outside(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    into = tmp_path_factory.getbasetemp() / "names"
    try:
        target = place_within(into, name)
    except UserError:
        return
    assert target.resolve().is_relative_to(into.resolve())
    assert target != into


def test_a_folder_that_is_a_link_to_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "into").mkdir()
    (tmp_path / "into" / "sub").symlink_to(tmp_path / "outside")
    for name in ("sub/a", "sub/deeper/a"):
        with pytest.raises(UserError):
            place_within(tmp_path / "into", name)
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_at_the_place_is_replaced_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    target = place_within(tmp_path / "into", "a")
    target.symlink_to(outside)
    part = PartFile(target, hashlib.sha256(b"new").hexdigest())
    part.append(b"new")
    part.finish()
    assert outside.read_text() == "mine"
    assert target.read_text() == "new"
