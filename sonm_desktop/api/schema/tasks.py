"""Programs on rented machines: what to run, how it goes, its log and its files."""

from __future__ import annotations

from base64 import b64decode
from typing import Annotated, Literal

from pydantic import Field

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, Request, SecretText, TaskName

TaskState = Literal["recorded", "preparing", "running", "exited", "failed", "stopped"]
FINAL_STATES = frozenset({"exited", "failed", "stopped"})

Word = Annotated[str, Field(max_length=32_768)]


class RegistryLogin(Request):
    """Of the registry of a private image; used for that one download and never written down."""

    username: Annotated[str, Field(min_length=1, max_length=256)]
    password: SecretText


class RunTask(Request):
    """image: a digest reference, or a tag that the worker resolves. id: made up when absent;
    the same id is never started twice."""

    image: Annotated[str, Field(min_length=1, max_length=512)]
    command: tuple[Word, ...] = Field(default=(), max_length=256)
    env: dict[Annotated[str, Field(max_length=256)], Word] = Field(
        default_factory=dict, max_length=256
    )
    id: TaskName | None = None
    login: RegistryLogin | None = None


class OutputFile(Reply):
    """path: relative, of the task's output folder."""

    path: str
    size: int
    sha256: str


class Pull(Reply):
    """How far the image is. done, total: bytes of the layers that have begun. left_s: about.

    unpacking: everything is there and is being written out.
    """

    layers: int
    layers_done: int
    done: int
    total: int
    unpacking: bool
    left_s: int | None

    @property
    def part(self) -> float:
        """Of the download, 0 to 1."""
        return self.done / self.total if self.total else 0.0


class Task(Reply):
    """pull: while its image is fetched. reason: of a failure.

    started_ms, ended_ms: since 1970 by the worker's clock.
    """

    deal: str
    task: str
    image: str
    command: tuple[str, ...]
    state: TaskState
    exit_code: int | None
    reason: Worded | None
    started_ms: int | None
    ended_ms: int | None
    files: tuple[OutputFile, ...]
    pull: Pull | None = None

    @property
    def final(self) -> bool:
        """Nothing more happens to it."""
        return self.state in FINAL_STATES


class LogPiece(Reply):
    """seq: from 1 without gap. fd: 1 output, 2 errors. data: base64 of the bytes."""

    seq: int
    time_ms: int
    fd: int
    data: str

    @property
    def content(self) -> bytes:
        return b64decode(self.data)


class FetchTask(Request):
    """folder: where to, absolute; absent: a folder of the profile. One's own needs admin."""

    folder: Annotated[str, Field(max_length=4096)] | None = None


class FetchProgress(Reply):
    """done and size: bytes of the file *path*."""

    path: str
    done: int
    size: int


class Fetched(Reply):
    """The files now lie in *folder*, their digests checked."""

    folder: str
    files: tuple[OutputFile, ...]


class FetchLine(Reply):
    """A line of the stream: progress, and at last what was fetched."""

    progress: FetchProgress | None = None
    fetched: Fetched | None = None
