"""Colours and size of the window, and its language."""

from __future__ import annotations

from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.language import SYSTEM, languages
from sonm_desktop.ui.settings.bound import (
    ListChooser,
    NumberChooser,
    RadioChooser,
    SwitchChooser,
    restart_words,
)
from sonm_desktop.ui.settings.worn import LANGUAGE, LOOK, SCALE
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.theme import Look
from sonm_desktop.ui.theme.tokens import CAPTION
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_DEVELOPER = "window.developer"
_STEP = 10


class AppearancePanel(Panel):
    """Colours change at once."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Appearance"))
        titles = {
            Look.SYSTEM.value: words("As the system"),
            Look.LIGHT.value: words("Light"),
            Look.DARK.value: words("Dark"),
            Look.CONTRAST.value: words("High contrast"),
        }
        self._look = RadioChooser(face, LOOK, titles)
        self._scale = NumberChooser(
            face, SCALE, words("Size of everything"), words("%"), step=_STEP
        )
        for part in (self._look, self._look.said, self._scale, self._scale.said):
            self.body.addWidget(part)
        self.body.addWidget(label(restart_words(), CAPTION, tone="muted", wrap=True))

    def show_settings(self, settings: dict[str, Setting]) -> None:
        """Show what holds."""
        self._look.show_setting(settings)
        self._scale.show_setting(settings)


class LanguagePanel(Panel):
    """The languages that this installation has; developers see the pseudo-language too."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Language"))
        every = [(SYSTEM, words("As the system"))]
        every += [(language.code, language.name) for language in languages(developer=True)]
        self._language = ListChooser(face, LANGUAGE, words("Language of the window"), every)
        self._developer = SwitchChooser(face, _DEVELOPER, words("Show what only developers need"))
        self.body.addWidget(self._language)
        self.body.addWidget(self._language.said)
        self.body.addWidget(label(restart_words(), CAPTION, tone="muted", wrap=True))
        self.body.addWidget(self._developer)
        self.body.addWidget(self._developer.said)

    def show_settings(self, settings: dict[str, Setting]) -> None:
        """Show what holds."""
        self._language.show_setting(settings)
        self._developer.show_setting(settings)
