"""Lengths of time and sizes in sentences: readable, exact, and never a reason to fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.catalogue import wording
from sonm_desktop.core.quantities import exact_span

_UNITS = {"d": 86_400, "h": 3600, "min": 60, "s": 1}


def say(text: str, /, **values: object) -> str:
    return text.format(**values)


@given(st.integers(0, 2**32))
def test_every_second_of_a_span_is_told(seconds: int) -> None:
    words = exact_span(seconds, say).split()
    told = zip(words[::2], words[1::2], strict=True)
    assert sum(int(count) * _UNITS[unit] for count, unit in told) == seconds


@pytest.mark.parametrize(
    ("code", "params", "sentence"),
    [
        (
            "rental.effect_lease",
            {"lease": 3690},
            "The supplier is promised 1 h 1 min 30 s at a time; the rest stays yours.",
        ),
        (
            "rental.effect_lease",
            {},
            "The supplier is promised {lease} at a time; the rest stays yours.",
        ),
        (
            "market.too_little_ram",
            {"offered": 1 << 30, "wanted": "much"},
            "The offer has too little memory: 1.0 GiB, and much are wanted.",
        ),
    ],
)
def test_a_template_names_the_quantity_that_it_wants(
    code: str, params: dict[str, object], sentence: str
) -> None:
    assert wording(code).sentence(params) == sentence
