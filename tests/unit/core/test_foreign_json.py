"""JSON from outside never ends the program."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.foreign_json import parse_foreign

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_what_the_standard_library_writes_is_read_exactly(value: object) -> None:
    assert parse_foreign(json.dumps(value, ensure_ascii=False)) == value


@pytest.mark.parametrize("text", ["", "[", "NaN", "Infinity", "1 2", '"\\ud800"', "[" * 100_000])
def test_anything_else_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_foreign(text)


def test_depth_is_bounded_even_where_a_library_lifted_the_limit() -> None:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        with pytest.raises(ValueError, match="recursion"):
            parse_foreign("[" * 100_000)
    finally:
        sys.setrecursionlimit(before)
