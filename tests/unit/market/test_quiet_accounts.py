"""Looks at accounts to which nothing happens, which come every few seconds for ever."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.claiming import Claiming
from sonm_desktop.rental.overview import Overview
from sonm_desktop.wallet.addresses import parse_address

ACCOUNT = parse_address("0x" + "11" * 20)


async def _none(_account: str) -> list[Any]:
    return []


class _Chain:
    """Nobody may ask it."""

    async def pending_time(self) -> int:
        raise AssertionError("the node was asked about nothing")


_DESK = cast(
    Any,
    SimpleNamespace(
        chain=_Chain(),
        index=SimpleNamespace(deals=_none),
        deals=SimpleNamespace(of_account=_none),
    ),
)


async def test_an_account_without_deals_costs_no_question_to_the_node() -> None:
    assert await Overview(_DESK, cast(Any, None)).deals(ACCOUNT) == []
    assert await Claiming(_DESK, ClaimPolicy()).deals(ACCOUNT) == []


def test_a_wrong_address_is_refused_as_often_as_it_is_told() -> None:
    text = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    for _ in range(2):
        assert parse_address(f" {text.lower()} ") == text
        for wrong, code in (
            (text.replace("aA", "AA"), "wallet.bad_checksum"),
            ("0x" + "zz" * 20, "wallet.bad_address"),
        ):
            with pytest.raises(UserError) as caught:
                parse_address(wrong)
            assert caught.value.code == code
