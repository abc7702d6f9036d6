"""A wallet whose program is killed while it changes its file."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.sealing import Cost
from sonm_desktop.wallet.wallet import Wallet

PASSWORDS = (Secret("password-one"), Secret("password-two"))
CHEAP = Cost(n=16, r=1, p=1)

CHANGING = """
import asyncio, pathlib, sys
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.sealing import Cost
from sonm_desktop.wallet.wallet import Wallet

async def change():
    wallet = Wallet(pathlib.Path(sys.argv[1]), SystemClock(), cost=Cost(n=16, r=1, p=1))
    old, new = Secret("password-one"), Secret("password-two")
    await wallet.unlock(old)
    print("changing", flush=True)
    while True:
        await wallet.change_password(old, new)
        await wallet.add_account()
        old, new = new, old

asyncio.run(change())
"""


@pytest.mark.parametrize("delay_s", [0.0, 0.03, 0.08])
async def test_a_kill_during_a_change_leaves_the_old_wallet_or_the_new(
    tmp_path: Path, delay_s: float
) -> None:
    wallet = Wallet(tmp_path, SystemClock(), cost=CHEAP)
    phrase = await wallet.create(PASSWORDS[0])
    await asyncio.to_thread(_kill_while_changing, tmp_path, delay_s)

    survivor = Wallet(tmp_path, SystemClock(), cost=CHEAP)
    opening = await _opening_password(survivor)
    await survivor.unlock(opening)
    assert await survivor.phrase(opening) == phrase
    for account in survivor.accounts():
        assert survivor.signer(account.address).address == account.address


def _kill_while_changing(folder: Path, delay_s: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHANGING, str(folder)], stdout=subprocess.PIPE, text=True
    ) as changing:
        assert changing.stdout is not None
        assert changing.stdout.readline() == "changing\n"
        time.sleep(delay_s)
        os.kill(changing.pid, signal.SIGKILL)


async def _opening_password(wallet: Wallet) -> Secret[str]:
    opening = []
    for password in PASSWORDS:
        try:
            await wallet.check_password(password)
            opening.append(password)
        except UserError as refusal:
            if refusal.code != "wallet.wrong_password":
                raise
    (only,) = opening
    return only
