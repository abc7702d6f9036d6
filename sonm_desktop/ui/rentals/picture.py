"""Reading a picture that a stranger's machine has made: small, and nothing but a picture.

Only the parts of a PNG that make the picture reach the decoder (PNG 1.2, 4.1): texts, profiles
and whatever else could unpack into gigabytes are left out.
"""

from __future__ import annotations

import struct
from pathlib import Path

LARGEST_FILE = 4 << 20
LARGEST_SIDE = 4096
MOST_POINTS = 8_000_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = struct.Struct(">I4s")
_SIZES = struct.Struct(">II")
_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


def harmless_png(file: Path) -> bytes | None:
    """The picture in *file* reduced to what shows; None when it is none, or too large."""
    try:
        if file.is_symlink() or not 0 < file.stat().st_size <= LARGEST_FILE:
            return None
        return reduced(file.read_bytes())
    except OSError:
        return None


def reduced(content: bytes) -> bytes | None:
    """*content* without parts that do not show; None for what is no small PNG."""
    if not content.startswith(_SIGNATURE):
        return None
    kept, at = [_SIGNATURE], len(_SIGNATURE)
    while at + _HEAD.size <= len(content):
        length, kind = _HEAD.unpack_from(content, at)
        end = at + _HEAD.size + length + 4
        if end > len(content) or (len(kept) == 1) != (kind == b"IHDR"):
            return None
        if kind == b"IHDR" and not _is_small(content[at + _HEAD.size : end - 4]):
            return None
        if kind in _NEEDED:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    return None


def _is_small(header: bytes) -> bool:
    if len(header) != 13:
        return False
    width: int
    height: int
    width, height = _SIZES.unpack_from(header)
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        return False
    return width * height <= MOST_POINTS
