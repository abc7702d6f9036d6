"""Builds the bundle into build/package, unless it is there already; prints where.

It is there when it was made of the same content.
Two of these at once: the second waits and finds the first one's work.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "build" / "package"
NAME = "sonm-desktop"
INPUTS = ("sonm_desktop", "resources", "build_installer.spec", "pyproject.toml")
LOCKS = ("resources/setup/constraints.txt", "contracts/package-lock.json")
LIMIT_S = 900


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", action="store_true", help="pack it for others as well")
    wants_archive = parser.parse_args().archive
    bundle = built()
    print(bundle)
    print(f"{_size(bundle) / 2**20:.0f} MiB", file=sys.stderr)
    if wants_archive:
        print(_archive(bundle))
    return 0


def built() -> Path:
    """The bundle's folder, made of what the checkout holds now."""
    PACKAGE.mkdir(parents=True, exist_ok=True)
    with (PACKAGE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        bundle, mark, content = PACKAGE / NAME, PACKAGE / "content", _content()
        if mark.exists() and mark.read_text() == content and bundle.exists():
            return bundle
        mark.unlink(missing_ok=True)
        _build()
        mark.write_text(content)
        return bundle


def _build() -> None:
    begun = time.monotonic()
    folders = ("--distpath", str(PACKAGE), "--workpath", str(PACKAGE / "work"))
    options = (*folders, "--noconfirm", "--log-level", "ERROR", "build_installer.spec")
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", *options], cwd=ROOT, check=True, timeout=LIMIT_S
    )
    print(f"built in {time.monotonic() - begun:.0f} s", file=sys.stderr)


def _content() -> str:
    digest = hashlib.sha256()
    for file in _inputs():
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    for name in (*INPUTS, *LOCKS):
        path = ROOT / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)


def _archive(bundle: Path) -> Path:
    archive = PACKAGE / f"{NAME}-{sys.platform}.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=6) as packed:
        packed.add(bundle, NAME)
    return archive


def _size(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*"))


if __name__ == "__main__":
    sys.exit(main())
