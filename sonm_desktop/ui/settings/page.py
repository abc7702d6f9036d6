"""The page of the settings: its sections below each other, and a way to each at the side."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.doctor.panel import CheckupPanel
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.settings.appearance import AppearancePanel, LanguagePanel
from sonm_desktop.ui.settings.background import BackgroundPanel
from sonm_desktop.ui.settings.blocked import BlockedPanel
from sonm_desktop.ui.settings.diagnostics import DiagnosticsPanel
from sonm_desktop.ui.settings.earnings import EarningsPanel
from sonm_desktop.ui.settings.messages import MessagesPanel
from sonm_desktop.ui.settings.network import NetworkPanel
from sonm_desktop.ui.settings.scripts import ScriptsPanel
from sonm_desktop.ui.settings.security import SecurityPanel
from sonm_desktop.ui.settings.worn import WornSettings
from sonm_desktop.ui.shell.page import Page, Panel, scrolling
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_4, GAP_5
from sonm_desktop.ui.words import words

_FOLLOWED = frozenset({Topic.RELOAD, Topic.WALLET, Topic.NETWORK, Topic.SETTINGS})
_WIDEST = 820


class SettingsPage(Page):
    """Every option is in “sonm settings” too."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Settings"))
        self._face = face
        self._worn = WornSettings(face)
        self._network = NetworkPanel(face)
        self._security = SecurityPanel(face)
        self._blocked = BlockedPanel(face)
        self._scripts = ScriptsPanel(face)
        self._appearance, self._language = AppearancePanel(face), LanguagePanel(face)
        self._background = BackgroundPanel(face)
        self._earnings = EarningsPanel(face)
        self._messages = MessagesPanel(face)
        self._diagnostics = DiagnosticsPanel(face)
        self._sections: tuple[tuple[str, Panel], ...] = (
            (words("Network"), self._network),
            (words("Security"), self._security),
            (words("Blocked"), self._blocked),
            (words("Scripts"), self._scripts),
            (words("Appearance"), self._appearance),
            (words("Language"), self._language),
            (words("Earnings"), self._earnings),
            (words("Messages"), self._messages),
            (words("Background"), self._background),
            (words("This PC"), CheckupPanel(face)),
            (words("Diagnostics"), self._diagnostics),
        )
        self._linked = {"blocked": self._blocked}
        self._ways: dict[Panel, QPushButton] = {}
        self._wanted: Panel | None = None
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._scroll = self._column()
        self._build()
        self._laid_out.timeout.connect(self._go_to_wanted)
        face.live.changed.connect(self._follow)

    def show_part(self, part: str) -> None:
        self._wanted = self._linked.get(part)
        if self._wanted is not None:
            self._ways[self._wanted].setFocus(Qt.FocusReason.OtherFocusReason)
            self._laid_out.start()

    def _go_to_wanted(self) -> None:
        if self._wanted is not None:
            self._go_to(self._wanted)

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        self._network.show_network(state.network)
        self._security.show_wallet(state.wallet)
        for part in (
            self._security,
            self._appearance,
            self._language,
            self._earnings,
            self._messages,
            self._background,
        ):
            part.show_settings(state.settings)

    def _go_to(self, panel: Panel) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(panel.y() - GAP_4)

    def _column(self) -> QScrollArea:
        """All of it is as narrow as its panels: what wraps in them counts in its height."""
        inside = QWidget()
        inside.setMaximumWidth(_WIDEST + GAP_5)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, GAP_4, GAP_5, GAP_5)
        column.setSpacing(GAP_4)
        for _title, panel in self._sections:
            column.addWidget(panel)
        column.addStretch(1)
        return scrolling(inside)

    def _build(self) -> None:
        ways = QVBoxLayout()
        ways.setContentsMargins(GAP_4, GAP_4, GAP_4, GAP_4)
        ways.setSpacing(GAP_1)
        for title, panel in self._sections:
            way = QPushButton(title)
            way.setProperty("kind", "place")
            way.setAccessibleName(words("Go to {section}", section=title))
            way.clicked.connect(partial(self._go_to, panel))
            ways.addWidget(way)
            self._ways[panel] = way
        ways.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(ways)
        row.addWidget(self._scroll, 1)

    # Qt overrides
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._diagnostics.look()
        self._scripts.look()
        self._blocked.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._security.forget()
        self._scripts.forget()
