"""Two repairs of the bindings that iroh 1.2.0 was built with (uniffi 0.31.2).

WORKAROUND https://github.com/n0-computer/iroh-ffi/issues/229: bytes are copied into Rust one
by one in Python, 5 MB/s, while the event loop stands still. Fixed in uniffi 0.32.
WORKAROUND: a dropped callback is cancelled by `loop.call_soon` from a thread of Rust.
Each repair is tried out before it stays; where it does not fit, the original is kept.
"""

from __future__ import annotations

import ctypes
import logging
from typing import Any

from iroh import iroh_ffi

logger = logging.getLogger(__name__)

_ffi: Any = iroh_ffi

_SAMPLE = bytes(range(256)) * 5


def apply_patches() -> None:
    """Repair the bindings of this process; repeating it changes nothing."""
    _apply("write", _ffi._UniffiRustBufferBuilder, "write", _write, _copies_exactly)
    _apply(
        "dropped",
        _ffi,
        "_uniffi_future_dropped_callback",
        _ffi._UNIFFI_FOREIGN_FUTURE_DROPPED_CALLBACK(_future_dropped),
        _cancels_on_its_loop,
    )


def _apply(name: str, owner: Any, attribute: str, repair: Any, fits: Any) -> None:
    original = getattr(owner, attribute)
    if getattr(owner, f"_repaired_{name}", False):
        return
    setattr(owner, attribute, repair)
    try:
        worked = fits()
    except (AttributeError, TypeError, ValueError, _ffi.InternalError):
        worked = False
    if not worked:
        setattr(owner, attribute, original)
        logger.warning("the network library changed: repair %r does not fit", name)
        return
    setattr(owner, f"_repaired_{name}", True)


def _write(builder: Any, value: bytes) -> None:
    """Append *value* to a buffer of Rust in one copy."""
    with builder._reserve(len(value)):
        start = ctypes.addressof(builder.rbuf.data.contents) + builder.rbuf.len
        ctypes.memmove(start, bytes(value), len(value))


def _copies_exactly() -> bool:
    builder = _ffi._UniffiRustBufferBuilder()
    builder.write(_SAMPLE)
    builder.write(b"")
    builder.write(_SAMPLE)
    buffer = builder.finalize()
    with buffer.consume_with_stream() as stream:
        return bool(stream.read(buffer.len) == _SAMPLE * 2)


def _future_dropped(handle: int) -> None:
    loop, task = _ffi._UNIFFI_FOREIGN_FUTURE_HANDLE_MAP.remove(handle)
    loop.call_soon_threadsafe(_ffi._uniffi_cancel_task, task)


def _cancels_on_its_loop() -> bool:
    loop, task = _RecordingLoop(), object()
    handle = _ffi._UNIFFI_FOREIGN_FUTURE_HANDLE_MAP.insert((loop, task))
    _ffi._uniffi_future_dropped_callback(handle)
    return loop.called_with == [task]


class _RecordingLoop:
    def __init__(self) -> None:
        self.called_with: list[Any] = []

    def call_soon_threadsafe(self, _callback: Any, *arguments: Any) -> None:
        self.called_with.extend(arguments)
