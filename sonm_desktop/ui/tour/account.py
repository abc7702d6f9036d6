"""What the tour tells while it goes: what was done, how long it took, and what came of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.wallet import Account
from sonm_desktop.ui.words import exact

Held = dict[str, tuple[int, int]]
"""By account: SNM in the wallet, SNM in the vault; in wei."""


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


async def held(agent: AgentClient, accounts: Sequence[Account]) -> Held:
    """What each account has now."""
    found = [(account.label, await agent.wallet.balances(account.address)) for account in accounts]
    return {label: (balances.token, balances.vault) for label, balances in found}


def tell_balances(before: Held, after: Held) -> None:
    """Both balances, before and after, to the last digit."""
    for label, (token, vault) in after.items():
        was = sum(before.get(label, (0, 0)))
        change = token + vault - was
        tell(f"  {label}")
        tell(f"    before  {exact(was)}")
        tell(f"    after   {exact(token + vault)}  (wallet {exact(token)}, vault {exact(vault)})")
        tell(f"    change  {'+' if change > 0 else ''}{exact(change)}")
