"""Which messages the tray shows, and when it is quiet."""

from __future__ import annotations

from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.settings.bound import NumberChooser, SwitchChooser
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.tray.messages import MESSAGES, QUIET_FROM, QUIET_TO
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class MessagesPanel(Panel):
    """A switch, and the quiet hours."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Messages"))
        self._switch = SwitchChooser(face, MESSAGES, words("Tell me what needs me"))
        self._from = NumberChooser(face, QUIET_FROM, words("Quiet from"), words("o'clock"))
        self._to = NumberChooser(face, QUIET_TO, words("Quiet until"), words("o'clock"))
        explained = words(
            "The tray tells when this PC cannot work, when a customer comes or goes, and when a "
            "payment stays away. Pauses are no news. With twice the same hour it is never quiet."
        )
        self.body.addWidget(label(explained, tone="muted", wrap=True))
        for chooser in (self._switch, self._from, self._to):
            self.body.addWidget(chooser)
            self.body.addWidget(chooser.said)

    def show_settings(self, settings: dict[str, Setting]) -> None:
        """Show what holds."""
        for chooser in (self._switch, self._from, self._to):
            chooser.show_setting(settings)
