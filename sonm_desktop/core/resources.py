"""Where the files that we ship lie, in a checkout and in a bundle."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout; in a bundle the folder that holds the package, where the rest lies alike."""


def resource(*parts: str) -> Path:
    """The file or folder *parts* below ``resources/``."""
    return ROOT.joinpath("resources", *parts)


def contract_tools() -> Path:
    """Where programs of the contract tools lie; in a bundle only the practice network's node."""
    return ROOT / "contracts" / "node_modules" / "@foundry-rs"
