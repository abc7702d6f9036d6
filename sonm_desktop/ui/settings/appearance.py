"""Light, dark, or as the system says; remembered in the profile."""

from __future__ import annotations

import logging

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from sonm_desktop.ui.face import Face
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.theme import Look
from sonm_desktop.ui.theme.tokens import GAP_5
from sonm_desktop.ui.words import words

logger = logging.getLogger(__name__)


class AppearancePanel(Panel):
    """Takes effect at once."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Appearance"))
        self._face = face
        self._memory = Memory(face.profile)
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(GAP_5)
        titles = {
            Look.SYSTEM: words("As the system"),
            Look.LIGHT: words("Light"),
            Look.DARK: words("Dark"),
        }
        self._looks = list(titles)
        for at, (look, title) in enumerate(titles.items()):
            button = QRadioButton(title)
            button.setChecked(look is face.theme.look)
            self._group.addButton(button, at)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self._group.idClicked.connect(self._choose)

    def _choose(self, at: int) -> None:
        look = self._looks[at]
        self._face.theme.choose(look)
        try:
            self._memory.keep_look(look)
        except OSError as error:
            logger.warning("the look is not remembered: %s", error)
