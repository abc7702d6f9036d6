"""What one GPU does in a second: arithmetic, its memory, hashes; each checked by its result."""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sonm_desktop.worker.benchmarks.wrong import WrongResult

if TYPE_CHECKING:
    from sonm_desktop.worker.benchmarks.compute import ComputeDevice, Kernel

_SHORT_S = 0.05
"""A dispatch should take so long: far above its overhead, far below a driver's patience."""

_MOST_ROUNDS = 1 << 22
_FP32_GROUPS = 4096
_FP32_PER_ROUND = 64 * 64
_SHA_GROUPS = 1024
_SHA_PER_ROUND = 64
_COPY_GROUPS = 4096
_COPY_BYTES = 256 << 20
_COPY_STEP = 256 * 16
_VECTOR = 16
_WORD = 4
_TOLERANCE = 0.02
_CHECKED = (0, 1, 777, 4095)
_PATTERN = bytes(range(256)) * 16

Run = Callable[[float], Iterator[float]]
"""Rates, one for each of any number of bursts of so many seconds."""


def fp32(device: ComputeDevice) -> Run:
    """Operations on floats per second: fused multiplications and additions, two each."""
    sums = device.buffer(_FP32_GROUPS * 64 * _VECTOR)
    kernel = device.kernel("fp32", [sums])

    def check(rounds: int) -> None:
        for at in _CHECKED:
            said = struct.unpack("<4f", device.read(sums, at * _VECTOR, _VECTOR))
            expected = fp32_result(at, rounds)
            if not all(math.isclose(one, expected, rel_tol=_TOLERANCE) for one in said):
                raise WrongResult

    return _bursts(kernel, _FP32_GROUPS, _FP32_GROUPS * _FP32_PER_ROUND, check)


def fp32_result(thread: int, rounds: int) -> float:
    """What *thread* finds: x goes to 1 by a factor 0.99999 with each of its 2 * *rounds*."""
    start, left = thread % 1024, 0.99999 ** (2 * rounds)
    return sum(1 + (start + more - 1) * left for more in range(4))


def memory(device: ComputeDevice) -> Run:
    """Bytes read and written per second by a copy far larger than caches."""
    size = min(_COPY_BYTES, device.largest_bytes) // _COPY_STEP * _COPY_STEP
    source, target = device.buffer(size), device.buffer(size)
    device.write(source, _PATTERN * (size // len(_PATTERN)))
    kernel = device.kernel("copy", [source, target], read_only=1)

    def check(mark: int) -> None:
        wanted = _marked(_PATTERN[:_VECTOR], mark)
        for at in (0, size // 2 // _COPY_STEP * _COPY_STEP, size - _COPY_STEP):
            if device.read(target, at, _VECTOR) != wanted:
                raise WrongResult

    def run(seconds: float) -> Iterator[float]:
        mark = 0
        kernel.run(_COPY_GROUPS, mark)
        while True:
            spent, done = 0.0, 0
            while spent < seconds:
                mark += 1
                spent += kernel.run(_COPY_GROUPS, mark)
                done += 2 * size
            check(mark)
            yield done / spent

    return run


def sha256(device: ComputeDevice) -> Run:
    """SHA-256 digests of 32 bytes per second."""
    threads = _SHA_GROUPS * 64
    digests = device.buffer(threads * _WORD)
    kernel = device.kernel("sha256", [digests])

    def check(rounds: int) -> None:
        for at in _CHECKED:
            if device.read(digests, at * _WORD, _WORD) != sha256_result(at, rounds):
                raise WrongResult

    return _bursts(kernel, _SHA_GROUPS, threads, check, most=1 << 16)


def sha256_result(thread: int, rounds: int) -> bytes:
    """The first word that *thread* finds, in the order of a little-endian memory."""
    message = thread.to_bytes(_WORD, "big") + bytes(28)
    for _ in range(rounds):
        message = hashlib.sha256(message).digest()
    return message[:_WORD][::-1]


def _bursts(
    kernel: Kernel,
    groups: int,
    per_round: int,
    check: Callable[[int], None],
    most: int = _MOST_ROUNDS,
) -> Run:
    """*per_round*: operations of all threads in one round."""

    def run(seconds: float) -> Iterator[float]:
        rounds = _enough(kernel, groups, most)
        while True:
            spent, done = 0.0, 0
            while spent < seconds:
                spent += kernel.run(groups, rounds)
                done += rounds * per_round
            check(rounds)
            yield done / spent

    return run


def _enough(kernel: Kernel, groups: int, most: int) -> int:
    """Rounds for which a dispatch is long enough to be timed."""
    rounds = 1
    kernel.run(groups, rounds)
    while rounds < most and kernel.run(groups, rounds) < _SHORT_S:
        rounds *= 2
    return rounds


def _marked(vector: bytes, mark: int) -> bytes:
    words = struct.unpack("<4I", vector)
    return struct.pack("<4I", *(word ^ mark for word in words))
