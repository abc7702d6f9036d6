"""Results out of a hostile tar."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.worker.tasks.outputs import clean_name, collect


def packed(*entries: tuple[tarfile.TarInfo, bytes]) -> Iterator[bytes]:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for entry, content in entries:
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    data = stream.getvalue()
    return (data[at : at + 1000] for at in range(0, len(data), 1000))


def file(name: str, content: bytes = b"x") -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), content


def special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry, b""


def test_plain_files_are_taken_with_size_and_digest(tmp_path: Path) -> None:
    got = collect(
        packed(file("output/a", b"one"), file("output/b/c", b"")), tmp_path / "o", limit_bytes=9
    )
    first, second = got.files
    assert (first.path, first.size) == ("a", 3)
    assert first.sha256 == hashlib.sha256(b"one").hexdigest()
    assert (tmp_path / "o" / first.stored).read_bytes() == b"one"
    assert (second.path, second.size, got.refused) == ("b/c", 0, 0)


@pytest.mark.parametrize(
    "name",
    [
        "output/../evil",
        "/etc/passwd",
        "output/a/../../b",
        "output/a\nb",
        "output/\x1b[2J",
        "output/a\\b",
        "output/" + "n" * 600,
        "output/\u202egpj.exe",
        "output//x",
    ],
)
def test_a_hostile_name_is_refused_and_nothing_is_written_outside(
    tmp_path: Path, name: str
) -> None:
    got = collect(packed(file(name)), tmp_path / "in" / "o", limit_bytes=100)
    assert (got.files, got.refused) == ((), 1)
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "o"]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (tarfile.SYMTYPE, "/etc/passwd"),
        (tarfile.LNKTYPE, "output/a"),
        (tarfile.CHRTYPE, ""),
        (tarfile.BLKTYPE, ""),
        (tarfile.FIFOTYPE, ""),
    ],
)
def test_links_and_devices_are_refused(tmp_path: Path, kind: bytes, target: str) -> None:
    got = collect(
        packed(file("output/a"), special("output/l", kind, target)), tmp_path / "o", limit_bytes=9
    )
    assert [taken.path for taken in got.files] == ["a"]
    assert got.refused == 1


def test_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RemoteError) as caught:
        collect(
            packed(file("output/a", b"12345"), file("output/b", b"12345")),
            tmp_path / "o",
            limit_bytes=9,
        )
    assert caught.value.code == "worker.output_too_large"


@given(data=st.binary(max_size=2000))
def test_garbage_is_no_crash(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    with suppress(RemoteError):
        collect(iter([data]), tmp_path_factory.mktemp("g") / "o", limit_bytes=1000)


@given(name=st.text(max_size=40))
def test_a_clean_name_is_relative_and_printable(name: str) -> None:
    clean = clean_name("output/" + name)
    if clean is not None:
        assert not clean.startswith("/")
        assert ".." not in clean.split("/")
        assert clean.isprintable()
