"""What people type after an option."""

from __future__ import annotations

from datetime import datetime

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.cli import values
from sonm_desktop.cli.dollars import HourlyPrice, hourly_price, slippage
from sonm_desktop.cli.wallet.money import EVERYTHING, amount_or_all
from sonm_desktop.core.amounts import format_amount


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("30m", 1800), ("2h", 7200), ("1.5d", 129_600), ("0", 0)],
)
def test_a_duration_is_seconds(text: str, seconds: int) -> None:
    assert values.duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "count"),
    [("1", 1), ("512M", 512 << 20), ("2GiB", 2 << 30), ("1.5g", 3 << 29), ("1GB", 10**9)],
)
def test_a_size_is_bytes(text: str, count: int) -> None:
    assert values.size(text) == count


@pytest.mark.parametrize("text", ["", "-1", "1e3", "h", "1 fortnight", "٣h", "1h30", "9" * 30])
def test_a_duration_that_is_none_is_not_understood(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        values.duration(text)


@pytest.mark.parametrize("text", ["", "-1", "1e5", "0x10", "1,5", "1.0000000000000000001"])
def test_an_amount_that_is_none_is_not_understood(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        values.amount(text)


@given(st.integers(min_value=0, max_value=2**128))
def test_an_amount_is_read_back_exactly(wei: int) -> None:
    assert values.amount(f"{format_amount(wei)} snm") == wei


def test_a_price_below_a_wei_per_second_is_not_understood() -> None:
    with pytest.raises(typer.BadParameter):
        values.hourly_rate("0.000000000000000001")


@pytest.mark.parametrize("text", ["N", "=5", "1N=5", "N O=1"])
def test_a_variable_without_a_name_and_a_value_is_not_understood(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        values.variables([text])


def test_a_variable_keeps_every_equals_sign_of_its_value() -> None:
    assert values.variables(["A=b=c", "B="]) == {"A": "b=c", "B": ""}


@given(st.text())
def test_whatever_is_typed_is_a_value_or_not_understood(text: str) -> None:
    for parse in (values.duration, values.size, values.amount, values.hourly_rate):
        try:
            assert parse(text) >= 0
        except typer.BadParameter:
            continue


def test_a_moment_is_a_date_or_so_long_ago() -> None:
    now = 1_790_000_000
    assert values.moment_ago("7d", now) == now - 7 * 86_400
    assert values.moment_ago("90", now) == now - 90
    noon = datetime(2026, 1, 31, 12).timestamp()
    assert values.moment_ago("2026-01-31T12:00", now) == noon
    assert values.moment_ago("2026-01-31", now) == noon - 12 * 3600
    with pytest.raises(typer.BadParameter):
        values.moment_ago("yesterday", now)


def test_everything_is_not_nothing() -> None:
    assert amount_or_all("all") == EVERYTHING != amount_or_all("0") == 0


@pytest.mark.parametrize("text", ["0.02usd", "0.02 USD", "0.02usd/h", " 0.02 Usd / h "])
def test_a_price_may_be_in_usd(text: str) -> None:
    assert hourly_price(text) == HourlyPrice(0, 2 * 10**16 // 3600)


@pytest.mark.parametrize("text", ["0.36", "0.36snm", "0.36 SNM/h"])
def test_a_price_without_a_currency_is_in_snm(text: str) -> None:
    assert hourly_price(text) == HourlyPrice(10**14)


@pytest.mark.parametrize(
    "text", ["", "usd", "-1usd", "1e3usd", "0usd", "1 eur", "1usd/d", "0.02/h", "1 usd snm"]
)
def test_a_price_that_is_none_is_not_understood(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        hourly_price(text)


def test_how_far_a_price_may_move_is_a_percentage() -> None:
    assert [slippage(text) for text in ("2%", "0.5", "50 %", "0")] == [200, 50, 5000, 0]
    for wrong in ("51%", "-1", "0.001%", "much", ""):
        with pytest.raises(typer.BadParameter):
            slippage(wrong)
