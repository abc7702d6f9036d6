"""The design's constants: two palettes, the type scale, the spacing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette, as #RRGGBB text. series: chart colours, in order of use."""

    dark: bool
    base: str
    surface: str
    sunken: str
    line: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    tint: str
    good: str
    warn: str
    bad: str
    note: str
    series: tuple[str, str, str, str, str]


LIGHT = Colours(
    dark=False,
    base="#F3F4F0",
    surface="#FFFFFF",
    sunken="#E9EBE5",
    line="#D5D9D1",
    border="#727E7B",
    text="#12211F",
    muted="#53605E",
    accent="#08707A",
    on_accent="#FFFFFF",
    tint="#DDEFEF",
    good="#2B6E3F",
    warn="#8A5200",
    bad="#B3261E",
    note="#4B5B9A",
    series=("#08707A", "#B26A00", "#5A5FA8", "#A4413B", "#5B7F2B"),
)

DARK = Colours(
    dark=True,
    base="#0B1518",
    surface="#121F23",
    sunken="#081013",
    line="#24353A",
    border="#6B7F84",
    text="#E4ECEA",
    muted="#9BABAB",
    accent="#4CC9D2",
    on_accent="#04181B",
    tint="#123439",
    good="#6FCB8A",
    warn="#F0B35A",
    bad="#FF8A7D",
    note="#A6B4F2",
    series=("#4CC9D2", "#E9A23B", "#9DA3F0", "#E8796F", "#A3C45C"),
)

CONTRAST = Colours(
    dark=True,
    base="#000000",
    surface="#000000",
    sunken="#0A0A0A",
    line="#8C8C8C",
    border="#FFFFFF",
    text="#FFFFFF",
    muted="#DADADA",
    accent="#FFD60A",
    on_accent="#000000",
    tint="#2B2600",
    good="#7CFF9B",
    warn="#FFC857",
    bad="#FFA79C",
    note="#C3CCFF",
    series=("#FFD60A", "#7CE7FF", "#FFA7F0", "#A8FF7C", "#FF9E6B"),
)

TEXT_GROUNDS = ("base", "surface", "sunken", "tint")
"""Palette roles that text stands on."""

SANS = "IBM Plex Sans"
CONDENSED = "IBM Plex Sans Condensed"
MONO = "IBM Plex Mono"


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """A step of the type scale. size, line: px; weight: 400 regular, 500 medium, 600 semibold."""

    family: str
    size: int
    line: int
    weight: int


FIGURE = TypeStyle(SANS, 28, 34, 600)
TITLE = TypeStyle(SANS, 20, 28, 600)
SECTION = TypeStyle(SANS, 15, 22, 500)
BODY = TypeStyle(SANS, 13, 20, 400)
STRONG = TypeStyle(SANS, 13, 20, 600)
TABLE = TypeStyle(CONDENSED, 13, 18, 400)
TABLE_STRONG = TypeStyle(CONDENSED, 13, 18, 600)
CAPTION = TypeStyle(SANS, 11, 16, 400)
CODE = TypeStyle(MONO, 12, 18, 400)

GAP_1, GAP_2, GAP_3, GAP_4, GAP_5, GAP_6 = 4, 8, 12, 16, 24, 32
RADIUS_CONTROL = 4
RADIUS_PANEL = 8

RAIL_WIDTH = 208
RAIL_NARROW = 56
RAIL_NARROW_BELOW = 1100
HEADER_HEIGHT = 56
INSPECTOR_WIDTH = 360
INSPECTOR_OVER_BELOW = 1200
ROW_HEIGHT = 32


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two #RRGGBB colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
