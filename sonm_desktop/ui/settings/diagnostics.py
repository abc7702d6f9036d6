"""Versions, places of files and logs: what a report of a problem needs, and no secret."""

from __future__ import annotations

import importlib.metadata
import platform
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from sonm_desktop.api.schema.health import Health
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.words import words

_DISTRIBUTION = "sonm-desktop"


class DiagnosticsPanel(Panel):
    """Asks the agent who it is each time that it is shown."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Diagnostics"))
        self._face = face
        self._facts = Facts()
        self._pairs: list[tuple[str, str]] = []
        self._copy = QPushButton(words("Copy all"))
        self._folder = QPushButton(words("Open the folder"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._copy)
        row.addWidget(self._folder)
        row.addStretch(1)
        self.body.addWidget(self._facts)
        self.body.addLayout(row)
        self._copy.clicked.connect(self._take)
        self._folder.clicked.connect(self._open)
        self._show(None)

    def look(self) -> None:
        """Ask again."""
        self._face.actions.run(self._face.agent.health(), done=self._show, failed=self._show_nobody)

    def _show_nobody(self, _sentence: str) -> None:
        self._show(None)

    def _show(self, health: Health | None) -> None:
        profile, state = self._face.profile, self._face.live.state
        agent = words("does not answer")
        if health is not None:
            since = datetime.fromtimestamp(health.started).strftime("%d %b %H:%M")
            agent = words(
                "{version}, process {pid}, since {since}",
                version=health.version,
                pid=health.pid,
                since=since,
            )
        worker_log = state.local_worker.log if state is not None else ""
        self._pairs = [
            (words("Window"), _version()),
            (words("Background program"), agent),
            (words("Python, Qt"), f"{platform.python_version()}, {qVersion()}"),
            (words("System"), platform.platform()),
            (words("Profile"), profile.name),
            (words("Folder"), str(profile.folder)),
            (words("Its log"), str(profile.agent_log)),
            (words("Worker's log"), worker_log or "—"),
            (words("Settings file"), str(profile.settings_file)),
            (words("Network"), _network(state)),
        ]
        self._facts.show_pairs(self._pairs)

    def _take(self) -> None:
        text = redacted("\n".join(f"{name}: {value}" for name, value in self._pairs))
        QGuiApplication.clipboard().setText(text)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._face.profile.folder))))


def redacted(text: str) -> str:
    """*text* without the name of the person's own folder."""
    return text.replace(str(Path.home()), "~")


def _version() -> str:
    try:
        return importlib.metadata.version(_DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return words("unknown")


def _network(state: State | None) -> str:
    """Its name and identity, and how far it is read."""
    if state is None or not state.network.configured:
        return "—"
    network = state.network
    return words(
        "{name} ({identity}), block {head}, read to {indexed}",
        name=network.name or "—",
        identity=network.identity or "—",
        head=network.head or "—",
        indexed=network.indexed or "—",
    )
