"""The job of the tour: renders a fractal to a PNG and counts primes, with nothing but Python."""

from __future__ import annotations

import math
import os
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

CENTRE = (-0.7488, 0.1129)
SPAN = 0.0165
ESCAPE = 64.0
STOPS = ((9, 12, 38), (32, 78, 158), (90, 178, 214), (250, 240, 200), (240, 150, 40), (86, 22, 44))
CYCLE = 48.0


def main() -> None:
    """Do both, as the environment says: WIDTH, HEIGHT, DEPTH, PRIMES, OUTPUT."""
    width, height = _number("WIDTH", 400), _number("HEIGHT", 260)
    limit = _number("PRIMES", 5_000_000)
    picture = Path(os.environ.get("OUTPUT", "/output")) / "fractal.png"
    started = time.monotonic()
    print(f"Rendering {width} x {height} points.", flush=True)
    picture.write_bytes(render(width, height, _number("DEPTH", 300)))
    print(f"Wrote {picture} ({picture.stat().st_size:,} bytes).", flush=True)
    print(f"There are {count_primes(limit):,} primes below {limit:,}.", flush=True)
    print(f"Done in {time.monotonic() - started:.1f} s.", flush=True)


def render(width: int, height: int, depth: int) -> bytes:
    """A piece of the Mandelbrot set's border as a PNG; prints its progress."""
    rows = bytearray()
    tenth = 0
    for number, row in enumerate(_rows(width, height, depth), start=1):
        rows += b"\0" + row
        if number * 10 // height > tenth:
            tenth = number * 10 // height
            print(f"  rendered {tenth * 10:3d} %", flush=True)
    return png(width, height, bytes(rows))


def png(width: int, height: int, filtered_rows: bytes) -> bytes:
    """An 8-bit RGB PNG (W3C PNG, chunks IHDR, IDAT, IEND) of rows with their filter bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(filtered_rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def count_primes(limit: int) -> int:
    """Primes below *limit*, by the sieve of Eratosthenes."""
    if limit < 3:
        return 0
    sieve = bytearray([1]) * limit
    sieve[0:2] = b"\0\0"
    for number in range(2, math.isqrt(limit - 1) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, limit, number)))
    return sum(sieve)


def _rows(width: int, height: int, depth: int) -> Iterator[bytes]:
    palette = [_colour(step / 8) for step in range(int(CYCLE) * 8)]
    left, step = CENTRE[0] - SPAN / 2, SPAN / width
    top = CENTRE[1] + step * height / 2
    for y in range(height):
        row = bytearray()
        for x in range(width):
            row += _point(complex(left + x * step, top - y * step), depth, palette)
        yield bytes(row)


def _point(c: complex, depth: int, palette: list[bytes]) -> bytes:
    z = 0j
    for count in range(depth):
        z = z * z + c
        size = z.real * z.real + z.imag * z.imag
        if size > ESCAPE:
            smooth = count + 1 - math.log2(math.log(size) / math.log(ESCAPE))
            return palette[int(smooth * 8) % len(palette)]
    return b"\0\0\0"


def _colour(place: float) -> bytes:
    """The colour at *place* of a cycle through STOPS."""
    index, part = divmod(place / CYCLE * len(STOPS), 1)
    first, second = STOPS[int(index)], STOPS[(int(index) + 1) % len(STOPS)]
    return bytes(round(a + (b - a) * part) for a, b in zip(first, second, strict=True))


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checksum


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


if __name__ == "__main__":
    main()
