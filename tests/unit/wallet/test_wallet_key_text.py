"""Private keys as people paste them."""

from __future__ import annotations

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.key_text import parse_key


@pytest.mark.parametrize("text", ["ab" * 32, "0x" + "AB" * 32, "  0x" + "ab" * 32 + "\n"])
def test_a_key_is_read_in_every_usual_spelling(text: str) -> None:
    assert parse_key(Secret(text)).reveal() == b"\xab" * 32


@pytest.mark.parametrize(
    "text", ["", "0x", "ab" * 31, "ab" * 33, "zz" * 32, "00" * 32, "ff" * 32, "canary"]
)
def test_anything_else_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        parse_key(Secret(text))
    assert refusal.value.code == "wallet.bad_key"
    assert refusal.value.params == {}
