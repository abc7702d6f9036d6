"""The look in force: follows the system's light or dark, or the person's choice."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QApplication

from sonm_desktop.core.paths import private_folder
from sonm_desktop.ui.theme.fonts import font, load_fonts
from sonm_desktop.ui.theme.icons import pixmap
from sonm_desktop.ui.theme.sheet import qt_palette, style_sheet
from sonm_desktop.ui.theme.tokens import BODY, CONTRAST, DARK, LIGHT, Colours


class Look(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Theme(QObject):
    """Holds the palette in force and dresses the application. changed: after a new palette."""

    changed = Signal()

    def __init__(self, application: QApplication, look: Look = Look.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._look = look
        self.colours: Colours = LIGHT
        self._pictures = private_folder(_cache())
        load_fonts()
        application.setStyle("Fusion")
        application.setFont(font(BODY))
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self._dress()

    @property
    def look(self) -> Look:
        """What was chosen."""
        return self._look

    def choose(self, look: Look) -> None:
        """Wear *look* from now on."""
        self._look = look
        self._dress_anew()

    def _follow(self, _scheme: Qt.ColorScheme) -> None:
        if self._look is Look.SYSTEM:
            self._dress_anew()

    def _dress_anew(self) -> None:
        """Only where the colours are others: every widget is polished again."""
        if self._palette() != self.colours:
            self._dress()

    def _dress(self) -> None:
        """Without the old sheet first, a new one takes Qt five times as long: 1.1 s for 2,000
        widgets, against 0.2 s."""
        self.colours = self._palette()
        self._application.setStyleSheet("")
        self._application.setPalette(qt_palette(self.colours))
        sheet = style_sheet(
            self.colours,
            up=self._picture("caret-up", self.colours.muted),
            down=self._picture("caret-down", self.colours.muted),
            check=self._picture("check", self.colours.on_accent),
        )
        self._application.setStyleSheet(sheet)
        self.changed.emit()

    def _picture(self, name: str, colour: str) -> str:
        """Style sheets take pictures from files only; one of each colour is kept for good."""
        path = self._pictures / f"{name}-{colour[1:]}.png"
        if not path.exists():
            pixmap(name, colour, 14, 2.0).save(str(path))
        return path.as_posix()

    def _palette(self) -> Colours:
        if self._look is Look.CONTRAST:
            return CONTRAST
        if self._look is Look.SYSTEM:
            scheme = self._application.styleHints().colorScheme()
            return DARK if scheme is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._look is Look.DARK else LIGHT


def _cache() -> Path:
    place = QStandardPaths.StandardLocation.GenericCacheLocation
    return Path(QStandardPaths.writableLocation(place)) / "sonm"
