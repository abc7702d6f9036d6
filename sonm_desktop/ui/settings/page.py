"""The page of the settings."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QShowEvent

from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.doctor.panel import CheckupPanel
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.settings.appearance import AppearancePanel
from sonm_desktop.ui.settings.diagnostics import DiagnosticsPanel
from sonm_desktop.ui.settings.network import NetworkPanel
from sonm_desktop.ui.settings.security import SecurityPanel
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import GAP_4, GAP_5
from sonm_desktop.ui.words import words

_FOLLOWED = frozenset({Topic.RELOAD, Topic.WALLET, Topic.NETWORK})


class SettingsPage(Page):
    """Network, security, appearance, diagnostics."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Settings"))
        self._face = face
        self._network = NetworkPanel(face)
        self._security = SecurityPanel(face)
        self._diagnostics = DiagnosticsPanel(face)
        column = self.scrolled()
        column.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        column.setSpacing(GAP_4)
        for part in (
            self._network,
            self._security,
            AppearancePanel(face),
            CheckupPanel(face),
            self._diagnostics,
        ):
            column.addWidget(part)
        column.addStretch(1)
        face.live.changed.connect(self._follow)

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic in _FOLLOWED and state is not None:
            self._network.show_network(state.network)
            self._security.show_wallet(state.wallet)

    # Qt overrides
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._diagnostics.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._security.forget()
