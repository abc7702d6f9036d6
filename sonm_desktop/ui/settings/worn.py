"""The window's own options: worn at once where that is possible, kept for its next start."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject

from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.theme.theme import Look

logger = logging.getLogger(__name__)

LOOK, SCALE, LANGUAGE = "window.look", "window.scale_percent", "window.language"

_FOLLOWED = frozenset({Topic.RELOAD, Topic.SETTINGS})


class WornSettings(QObject):
    """Follows the options in the state, whoever changes them: this window or a terminal.

    The window needs some of them before it has an agent, so it remembers them itself too.
    """

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._memory = Memory(face.profile)
        face.live.changed.connect(self._follow)

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None or not state.settings:
            return
        try:
            self._wear_look(state.settings.get(LOOK))
            self._keep_scale(state.settings.get(SCALE))
            self._keep_language(state.settings.get(LANGUAGE))
        except OSError as error:
            logger.warning("the window's options are not remembered: %s", error)

    def _wear_look(self, setting: Setting | None) -> None:
        """A look that was named for this once stays until another one is chosen."""
        if setting is None or setting.value not in list(Look):
            return
        look = Look(setting.value)
        if look is not self._memory.look():
            self._face.theme.choose(look)
            self._memory.keep_look(look)

    def _keep_scale(self, setting: Setting | None) -> None:
        if setting is not None and setting.value.isdecimal():
            percent = int(setting.value)
            if percent != self._memory.scale():
                self._memory.keep_scale(percent)

    def _keep_language(self, setting: Setting | None) -> None:
        if setting is not None and setting.value != self._memory.language():
            self._memory.keep_language(setting.value)
