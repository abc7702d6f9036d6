"""The images that the sandbox itself is made of: built here from bytes, never pulled.

*Pause* holds one program of a few instructions, written out below: it sleeps for ever and owns
the network namespace of a deal. *Guard* holds `nft`, `tc` and a shell of this machine with the
libraries that they are linked to; it runs for a moment per deal. The same inputs give the same
image: files are sorted, owned by root, dated 1970, and the tag is a hash of the content.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import struct
import subprocess
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

from docker import APIClient
from docker.errors import APIError, ImageNotFound

from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.worker.runtime.engine_errors import NOT_FOUND

_PAUSE = "sonm/pause"
_GUARD = "sonm/guard"
_ROLE_LABEL = "sonm.role"
_TOOLS = ("nft", "tc", "sh")
_LINKER = "ldd"
PLACES = "/usr/sbin:/sbin:/usr/bin:/bin"
_MERGED = ("bin", "sbin", "lib", "lib64")
_LDD_S = 20.0

_LOAD_ADDRESS = 0x400000
_ELF_HEADER, _PROGRAM_HEADER = 64, 56
_SLEEPERS = {
    # mov eax, 34 (pause); syscall; jmp to the start
    "amd64": (62, bytes.fromhex("b822000000 0f05 ebf7")),
    # x0 to x3 = 0; x8 = 73 (ppoll); svc 0; b to the start
    "arm64": (
        183,
        b"".join(
            word.to_bytes(4, "little")
            for word in (
                *(0xD2800000, 0xD2800001, 0xD2800002, 0xD2800003),
                *(0xD2800928, 0xD4000001, 0x17FFFFFA),
            )
        ),
    ),
}
"""ELF's number of the machine, and a program that waits for ever, by architecture."""


class OwnImages:
    """Pause and guard in one engine. Every method blocks: call it in a thread."""

    def __init__(self, client: APIClient, architecture: str) -> None:
        self._client = client
        self._architecture = architecture
        self._known: dict[str, str] = {}

    def pause(self) -> str:
        """The reference of the image whose program sleeps."""
        return self._present(_PAUSE, lambda: {"pause": sleeper(self._architecture)})

    def guard(self) -> str:
        """The image with `nft`, `tc` and `sh`. Raises RemoteError worker.guard_absent."""
        return self._present(_GUARD, _tools)

    def _present(self, name: str, files: Callable[[], dict[str, bytes]]) -> str:
        reference = self._known.get(name)
        if reference is None or not self._has(reference):
            reference = self._load(name, _layer(files()))
            self._known[name] = reference
        return reference

    def _has(self, reference: str) -> bool:
        try:
            self._client.inspect_image(reference)  # type: ignore[no-untyped-call]
        except ImageNotFound:
            return False
        except APIError as error:
            if error.status_code == NOT_FOUND:
                return False
            raise
        return True

    def _load(self, name: str, layer: bytes) -> str:
        reference = f"{name}:{hashlib.sha256(layer).hexdigest()[:12]}"
        if not self._has(reference):
            archive = _archive(reference, layer, self._architecture)
            for line in self._client.load_image(archive):  # type: ignore[no-untyped-call]
                if isinstance(line, dict) and "error" in line:
                    raise BadReply("the engine could not load an image of the sandbox")
        return reference


def absent_tools(places: str = PLACES) -> tuple[str, ...]:
    """Which programs of the guard are in none of *places*."""
    needed = (*_TOOLS, _LINKER)
    return tuple(tool for tool in needed if shutil.which(tool, path=places) is None)


def sleeper(architecture: str) -> bytes:
    """A static Linux program that does nothing. Raises RemoteError worker.sandbox_architecture."""
    if architecture not in _SLEEPERS:
        raise RemoteError("worker.sandbox_architecture", architecture=architecture)
    machine, code = _SLEEPERS[architecture]
    start = _LOAD_ADDRESS + _ELF_HEADER + _PROGRAM_HEADER
    size = _ELF_HEADER + _PROGRAM_HEADER + len(code)
    identification = b"\x7fELF" + bytes((2, 1, 1)) + bytes(9)
    sizes = (_ELF_HEADER, _PROGRAM_HEADER, 1, 0, 0, 0)
    header = struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, start, _ELF_HEADER, 0, 0, *sizes)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, _LOAD_ADDRESS, _LOAD_ADDRESS, size, size, 4096)
    return identification + header + segment + code


def _tools() -> dict[str, bytes]:
    """The programs of the guard and their libraries, by path in the image."""
    found = {tool: shutil.which(tool, path=PLACES) for tool in _TOOLS}
    missing = [tool for tool, path in found.items() if path is None]
    if missing:
        raise RemoteError("worker.guard_absent", missing=", ".join(missing))
    files: dict[str, bytes] = {}
    for tool, path in found.items():
        program = Path(str(path))
        files[f"usr/bin/{tool}"] = program.read_bytes()
        for library in _libraries(program):
            files[_merged(str(library)[1:])] = library.read_bytes()
    return files


def _libraries(program: Path) -> Iterable[Path]:
    try:
        listed = subprocess.run(  # noqa: S603 (a program of this system, found in its own folders)
            ["/usr/bin/ldd", str(program)],
            capture_output=True,
            text=True,
            check=True,
            timeout=_LDD_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise RemoteError("worker.guard_absent", missing="ldd") from error
    return [Path(word) for word in listed.stdout.split() if word.startswith("/")]


def _merged(path: str) -> str:
    return f"usr/{path}" if path.partition("/")[0] in _MERGED else path


def _layer(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for top in _MERGED:
            link = tarfile.TarInfo(top)
            link.type, link.linkname = tarfile.SYMTYPE, f"usr/{top}"
            tar.addfile(link)
        for path, content in sorted(files.items()):
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(content), 0o755
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _archive(reference: str, layer: bytes, architecture: str) -> bytes:
    """What the engine loads: a manifest, a configuration and one layer."""
    config = json.dumps(
        {
            "architecture": architecture,
            "os": "linux",
            "created": "1970-01-01T00:00:00Z",
            "config": {
                "Env": ["PATH=/usr/bin"],
                "Cmd": ["/pause"],
                "Labels": {_ROLE_LABEL: "sandbox"},
                "StopSignal": "SIGKILL",
            },
            "rootfs": {
                "type": "layers",
                "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"],
            },
        },
        sort_keys=True,
    ).encode()
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = [{"Config": name, "RepoTags": [reference], "Layers": ["layer.tar"]}]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path, content in (
            ("layer.tar", layer),
            (name, config),
            ("manifest.json", json.dumps(manifest).encode()),
        ):
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(content), 0o644
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()
