"""The window sends nobody to the terminal."""

from __future__ import annotations

import pytest

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.core.catalogue import codes
from sonm_desktop.ui.remedies import said

WINDOW_CODES = sorted(code for code in codes() if not code.startswith("cli."))


@pytest.mark.parametrize("code", WINDOW_CODES)
def test_no_reason_names_a_command_of_the_terminal(code: str) -> None:
    assert "“sonm" not in said(Worded.of(code))


def test_a_locked_wallet_is_opened_where_the_window_can() -> None:
    sentence = said(Worded.of("wallet.locked"))
    assert sentence == "The wallet is locked. Unlock it on the page of the wallet."
