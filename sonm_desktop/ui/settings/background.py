"""What goes on when the window closes, and what starts by itself."""

from __future__ import annotations

from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.settings.bound import SwitchChooser
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_AT_LOGIN, _SERVICE = "desktop.start_at_login", "desktop.background_service"


class BackgroundPanel(Panel):
    """Two switches that the system itself keeps."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Background"))
        self._login = SwitchChooser(face, _AT_LOGIN, words("Start in the tray when I log in"))
        self._service = SwitchChooser(
            face, _SERVICE, words("Start the background program with my session (systemd)")
        )
        self._without = label("", CAPTION, tone="muted", wrap=True)
        explained = words(
            "Closing the window ends nothing. A background program goes on: it pays for running "
            "rentals, watches that they live, and leads this PC's jobs. It has no window, and "
            "ends with “Quit”, or when this PC is switched off."
        )
        self.body.addWidget(label(explained, tone="muted", wrap=True))
        for part in (
            self._login,
            self._login.said,
            self._service,
            self._service.said,
            self._without,
        ):
            self.body.addWidget(part)

    def show_settings(self, settings: dict[str, Setting]) -> None:
        """Show what holds."""
        self._login.show_setting(settings)
        self._service.show_setting(settings)
        service = settings.get(_SERVICE)
        missing = service is not None and not service.changeable
        self._without.setText(
            words("There is no systemd of yours here; starting in the tray does the same.")
            if missing
            else ""
        )
        self._without.setVisible(missing)
