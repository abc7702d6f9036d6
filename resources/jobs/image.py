"""Builds the tour's job image without any registry, loads it into Docker, prints its id.

The root file system is a Python interpreter out of this system's packages (`apt-get download`),
or, without apt, the interpreter of this machine with the libraries that it is linked to. The
same inputs give the same image: files are sorted, owned by root, dated 1970.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TAG = "sonm-desktop/tour:1"
SCRIPT = Path(__file__).with_name("fractal.py")
COMMAND_LIMIT_S = 120
UNWANTED = re.compile(
    r"(usr/share|etc|var|.*/gconv|.*/__pycache__|.*/libssl|.*/(test|idlelib))(/|$)"
)
MERGED = ("bin", "sbin", "lib", "lib64")
"""Top folders that are links into /usr, as in every current Debian."""

FAILURES = (OSError, subprocess.SubprocessError, tarfile.TarError, ValueError)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file (content) or a symbolic link (target) of the image; no leading slash in path."""

    path: str
    content: bytes = b""
    target: str = ""
    executable: bool = False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("build"))
    cache: Path = parser.parse_args().cache
    try:
        print(image_id(cache))
    except FAILURES as error:
        print(f"The job's image could not be made: {error}", file=sys.stderr)
        return 1
    return 0


def image_id(cache: Path) -> str:
    """The id of the image, which the engine has when this returns."""
    cache.mkdir(parents=True, exist_ok=True)
    record = cache / "job-image.json"
    key = hashlib.sha256(SCRIPT.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    known = _recorded(record, key)
    if known and _engine_has(known):
        return known
    loaded = _first_working(cache)
    record.write_text(json.dumps({"key": key, "id": loaded}), encoding="utf-8")
    return loaded


def _first_working(cache: Path) -> str:
    problems = []
    for source in (_from_packages, _from_this_machine):
        try:
            loaded = _load(_image(_with_job(source())), cache / "job-image.tar")
            _docker(
                "run", "--rm", "--network=none", loaded, "python3", "-c", "import zlib, pathlib"
            )
        except FAILURES as error:
            problems.append(f"{source.__name__.strip('_')}: {error}")
        else:
            return loaded
    raise ValueError("; ".join(problems))


def _load(image: bytes, archive: Path) -> str:
    archive.write_bytes(image)
    _docker("load", "--quiet", "--input", str(archive))
    return _docker("image", "inspect", "--format", "{{.Id}}", TAG).strip()


def _image(layer: bytes) -> bytes:
    """What `docker load` reads: a manifest, a configuration and one layer."""
    config = json.dumps(
        {
            "architecture": _run("dpkg", "--print-architecture").strip() or "amd64",
            "os": "linux",
            "created": "1970-01-01T00:00:00Z",
            "config": {"Env": ["PATH=/usr/bin"], "Cmd": ["python3", "/job/fractal.py"]},
            "rootfs": {
                "type": "layers",
                "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"],
            },
        },
        sort_keys=True,
    ).encode()
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = json.dumps([{"Config": name, "RepoTags": [TAG], "Layers": ["layer.tar"]}]).encode()
    return _tar([Entry("layer.tar", layer), Entry("manifest.json", manifest), Entry(name, config)])


def _with_job(root: Iterable[Entry]) -> bytes:
    entries = {entry.path: entry for entry in root}
    for top in MERGED:
        entries[top] = Entry(top, target=f"usr/{top}")
    entries["job/fractal.py"] = Entry("job/fractal.py", SCRIPT.read_bytes())
    return _tar(sorted(entries.values(), key=lambda entry: entry.path), folders=("output", "tmp"))


def _tar(entries: Iterable[Entry], folders: tuple[str, ...] = ()) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name in folders:
            member = tarfile.TarInfo(name)
            member.type, member.mode = tarfile.DIRTYPE, 0o1777
            tar.addfile(member)
        for entry in entries:
            member = tarfile.TarInfo(entry.path)
            member.size, member.mode = len(entry.content), 0o755 if entry.executable else 0o644
            if entry.target:
                member.type, member.linkname = tarfile.SYMTYPE, entry.target
            tar.addfile(member, io.BytesIO(entry.content))
    return packed.getvalue()


def _from_packages() -> Iterator[Entry]:
    """An interpreter out of packages that are downloaded, not installed."""
    found = re.search(r"python3\.\d+-minimal", _run("apt-cache", "depends", "python3-minimal"))
    if found is None:
        raise ValueError("apt knows no python3-minimal")
    python = found.group()
    with tempfile.TemporaryDirectory() as folder:
        _run("apt-get", "download", "-q", *_closure(python), cwd=folder)
        for package in sorted(Path(folder).glob("*.deb")):
            yield from _files_of(package)
    yield Entry("usr/bin/python3", target=python.removesuffix("-minimal"))


def _closure(python: str) -> list[str]:
    """*python* and the libraries that it needs, not what configures packages."""
    wanted, pending = set(), [python]
    while pending:
        package = pending.pop()
        wanted.add(package)
        lines = _run("apt-cache", "depends", "--important", package).splitlines()
        needed = (
            line.split(": ")[1] for line in lines if re.match(r" +(Pre)?Depends: [a-z]", line)
        )
        pending += [
            name for name in needed if re.match("(lib|zlib)(?!ssl)", name) and name not in wanted
        ]
    return sorted(wanted)


def _files_of(package: Path) -> Iterator[Entry]:
    unpacked = subprocess.run(
        ["dpkg-deb", "--fsys-tarfile", str(package)],
        capture_output=True,
        check=True,
        timeout=COMMAND_LIMIT_S,
    )
    with tarfile.open(fileobj=io.BytesIO(unpacked.stdout)) as tar:
        for member in tar:
            path = _merged(member.name.removeprefix("./"))
            if UNWANTED.match(path) or not (member.isfile() or member.issym()):
                continue
            if member.issym():
                yield Entry(path, target=member.linkname)
            elif content := tar.extractfile(member):
                yield Entry(path, content.read(), executable=bool(member.mode & 0o100))


def _merged(path: str) -> str:
    return f"usr/{path}" if path.partition("/")[0] in MERGED else path


def _from_this_machine() -> Iterator[Entry]:
    """The running interpreter at the same places, its modules and its shared libraries."""
    python = Path(sys.executable).resolve()
    modules = Path(sysconfig.get_path("stdlib")).resolve()
    binaries = [python, *modules.glob("lib-dynload/zlib.*.so")]
    for path in {*binaries, *_libraries(binaries)}:
        yield Entry(_merged(str(path)[1:]), path.read_bytes(), executable=True)
    for path in modules.rglob("*.py"):
        name = str(path)[1:]
        if "site-packages" not in name and not UNWANTED.match(name):
            yield Entry(_merged(name), path.read_bytes())
    yield Entry("usr/bin/python3", target=str(python))


def _libraries(binaries: Iterable[Path]) -> Iterator[Path]:
    for binary in binaries:
        for word in _run("ldd", str(binary)).split():
            if word.startswith("/"):
                yield Path(word)


def _recorded(record: Path, key: str) -> str:
    try:
        entry = json.loads(record.read_text(encoding="utf-8"))
        return str(entry["id"]) if entry["key"] == key else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _engine_has(image: str) -> bool:
    try:
        _docker("image", "inspect", image)
    except subprocess.SubprocessError:
        return False
    return True


def _docker(*words: str) -> str:
    return _run("docker", *words)


def _run(*words: str, cwd: str | None = None) -> str:
    done = subprocess.run(
        words, capture_output=True, text=True, check=True, timeout=COMMAND_LIMIT_S, cwd=cwd
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
