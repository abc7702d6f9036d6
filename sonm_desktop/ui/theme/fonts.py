"""The three families that we ship, and fonts made from the type scale."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from sonm_desktop.core.resources import resource
from sonm_desktop.ui.theme.tokens import TypeStyle


def load_fonts() -> None:
    """Make our fonts known to Qt; once, after the application exists."""
    for file in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def font(style: TypeStyle) -> QFont:
    """*style* as a font with tabular figures."""
    made = QFont(style.family)
    made.setPixelSize(style.size)
    made.setWeight(QFont.Weight(style.weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return made
