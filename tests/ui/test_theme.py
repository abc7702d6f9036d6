"""The tokens keep the contrasts that the design promises."""

from __future__ import annotations

import pytest

from sonm_desktop.ui.theme.tokens import CONTRAST, DARK, LIGHT, TEXT_GROUNDS, Colours, contrast

BOTH = pytest.mark.parametrize(
    "colours", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"]
)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@BOTH
@pytest.mark.parametrize("ground", TEXT_GROUNDS)
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "good", "warn", "bad", "note"])
def test_text_is_readable_on_every_ground(colours: Colours, ground: str, ink: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@BOTH
def test_text_on_the_accent_is_readable(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= 4.5


@BOTH
@pytest.mark.parametrize("ground", ["base", "surface"])
def test_control_borders_can_be_seen(colours: Colours, ground: str) -> None:
    assert contrast(colours.border, getattr(colours, ground)) >= 3


@BOTH
def test_series_can_be_told_from_the_surface(colours: Colours) -> None:
    assert all(contrast(series, colours.surface) >= 4 for series in colours.series)
