"""What the tour tells while it goes: what was done, how long it took, and what came of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sonm_desktop.api.schema.wallet import Balances
from sonm_desktop.ui.words import exact


def tell(line: str = "") -> None:
    """One line of the account."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def step(done: str) -> Iterator[None]:
    """Times what happens inside, and tells *done* once it has."""
    begun = time.monotonic()
    yield
    tell(f"  ✓ {time.monotonic() - begun:5.1f} s  {done}")


def quote(text: str, most: int = 40) -> None:
    """Somebody else's *text*, set off and without control characters."""
    lines = text.splitlines()
    for line in lines[:most]:
        tell("            │ " + "".join(c for c in line if c.isprintable()))
    if len(lines) > most:
        tell(f"            │ … and {len(lines) - most} more lines")


def tell_balance(label: str, balances: Balances) -> None:
    """What an account has, to the last digit."""
    wallet, vault = exact(balances.token), exact(balances.vault)
    tell(f"  {label:<18} {exact(balances.token + balances.vault)}: wallet {wallet}, vault {vault}")
