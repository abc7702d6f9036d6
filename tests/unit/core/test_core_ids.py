"""Ids from foreign text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.ids import parse_deal_id, parse_hash, parse_task_id


@given(st.binary(min_size=32, max_size=32))
def test_a_hash_of_any_case_becomes_lower_case(raw: bytes) -> None:
    text = "0x" + raw.hex()
    assert parse_hash(text) == parse_hash("0x" + raw.hex().upper()) == text


@pytest.mark.parametrize("text", ["", "0x", "ab" * 32, "0x" + "ab" * 31, "0x" + "ab" * 33,
                                  "0x" + "gg" * 32, "0x" + "ab" * 32 + "\n"])  # fmt: skip
def test_what_is_no_hash_is_no_deal(text: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        parse_deal_id(text)


@given(st.text(max_size=80))
def test_a_task_id_is_safe_as_a_name_of_anything(text: str) -> None:
    try:
        task = parse_task_id(text)
    except ValueError:
        return
    assert 0 < len(task) <= 63
    assert set(task) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("text", ["", "-a", "A", "a/b", "..", "a" * 64, "a\n", "ä"])
def test_a_task_id_is_no_path_and_no_option(text: str) -> None:
    with pytest.raises(ValueError, match="task id"):
        parse_task_id(text)
