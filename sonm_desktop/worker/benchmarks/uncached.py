"""A file opened for reads that go to the disk, as each system spells it.

Positions, sizes and memory must then be multiples of the disk's block.
"""

from __future__ import annotations

import os
import sys
from io import FileIO
from pathlib import Path

_READ = 0x8000_0000
_SHARED = 0x7
_EXISTING = 3
_NO_BUFFERING = 0x2000_0000
_F_NOCACHE = 48


def open_uncached(path: Path) -> FileIO:
    """Raises OSError where the file system keeps everything in memory."""
    if sys.platform == "win32":
        return _open_windows(path)
    if sys.platform == "darwin":
        file = FileIO(str(path), "rb")
        import fcntl  # noqa: PLC0415 (not on Windows)

        fcntl.fcntl(file.fileno(), _F_NOCACHE, 1)
        return file
    return FileIO(os.open(path, os.O_RDONLY | os.O_DIRECT), "rb")


def _open_windows(path: Path) -> FileIO:
    if sys.platform != "win32":
        raise OSError
    import ctypes  # noqa: PLC0415 (Windows only)
    import msvcrt  # noqa: PLC0415

    create = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
    create.restype = ctypes.c_void_p
    handle = create(str(path), _READ, _SHARED, None, _EXISTING, _NO_BUFFERING, None)
    if handle in {None, ctypes.c_void_p(-1).value}:
        raise ctypes.WinError(ctypes.get_last_error())
    return FileIO(msvcrt.open_osfhandle(handle, os.O_RDONLY), "rb")
