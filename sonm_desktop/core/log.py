"""Logging of the background programs: one line per fact, to a private rotating file."""

from __future__ import annotations

import logging
import logging.handlers
import os
from pathlib import Path

from sonm_desktop.core.paths import private_folder

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_LARGEST_BYTES = 5_000_000
_KEPT_FILES = 3


def log_to_file(path: Path, level: int = logging.INFO) -> None:
    """Send the root logger's lines to *path*, readable by its owner only."""
    private_folder(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_APPEND, 0o600))
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=_LARGEST_BYTES, backupCount=_KEPT_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "web3", "urllib3", "docker", "asyncio", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
