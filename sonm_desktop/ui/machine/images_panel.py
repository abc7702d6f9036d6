"""Which images may run on this PC, how large they may be, and what is kept for how long."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.images import ImageRules
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.fetching import FetchRows
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_4
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.number_field import NumberField
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import plural, size, span, words

_GIB = 1 << 30
_HOUR_S, _DAY_S = 3600, 86_400
_MOST_GIB = 100_000
_KEPT = (0, _HOUR_S, 6 * _HOUR_S, _DAY_S, 3 * _DAY_S, 7 * _DAY_S, 30 * _DAY_S)
_BETWEEN = re.compile(r"[\s,;]+")


class ImagesPanel(QWidget):
    """One form, sent as a whole; the worker of this PC checks and keeps it."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._worker = ""
        self._shown: ImageRules | None = None
        self._allow, self._deny = QLineEdit(), QLineEdit()
        self._download = _gib(words("Largest download"), words("no limit"))
        self._unpacked = _gib(words("Largest unpacked"), words("no limit"))
        self._images = _gib(words("Keep images"), words("none"))
        self._results = QComboBox()
        self._save = BusyButton(words("Save these rules"), words("Sending…"), kind="primary")
        self._said = label("", wrap=True)
        self._old = label(
            words("This PC's worker is of a release that knows no rules for images."),
            tone="muted",
            wrap=True,
        )
        self._kept = Facts()
        self._fetching = FetchRows()
        self._rules = Panel(words("Images that may run"))
        self._build()
        self._save.clicked.connect(self._send)

    def show_status(self, status: WorkerStatus) -> None:
        """Fill the form from the rules in force, when they are others than were shown."""
        self._rules.setEnabled(status.images is not None)
        self._old.setVisible(status.images is None)
        self._kept.show_pairs(_kept(status))
        self._fetching.show_fetches(status.fetching)
        if status.images is None or (self._worker, self._shown) == (status.worker, status.images):
            return
        self._worker, self._shown = status.worker, status.images
        rules = status.images
        self._allow.setText(", ".join(rules.allow))
        self._deny.setText(", ".join(rules.deny))
        self._download.setValue(rules.download_bytes // _GIB)
        self._unpacked.setValue(rules.unpacked_bytes // _GIB)
        self._images.setValue(rules.keep_images_bytes // _GIB)
        if self._results.findData(rules.keep_results_s) < 0:
            self._results.addItem(span(rules.keep_results_s), rules.keep_results_s)
        self._results.setCurrentIndex(self._results.findData(rules.keep_results_s))

    def _send(self) -> None:
        self._say("")
        rules = ImageRules(
            allow=_listed(self._allow.text()),
            deny=_listed(self._deny.text()),
            download_bytes=self._download.value() * _GIB,
            unpacked_bytes=self._unpacked.value() * _GIB,
            keep_images_bytes=self._images.value() * _GIB,
            keep_results_s=self._results.currentData(),
        )
        self._face.actions.run(
            partial(self._face.agent.workers.set_images, self._worker, rules),
            busy=self._save,
            done=self._show_saved,
            failed=self._say,
        )

    def _show_saved(self, status: WorkerStatus) -> None:
        self.show_status(status)
        self._say(words("Saved. The rules hold from the next job on."), "good")

    def _say(self, sentence: str, tone: str = "bad") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _build(self) -> None:
        self._allow.setPlaceholderText(words("every public registry"))
        self._deny.setPlaceholderText(words("nothing"))
        for seconds in _KEPT:
            self._results.addItem(span(seconds) if seconds else words("not at all"), seconds)
        hint = words(
            "A registry (ghcr.io), a part of one (ghcr.io/acme) or a repository (python); several "
            "with commas. A registry in your own network runs only when you name it here."
        )
        pinned = words("A job always names its image by digest, so that it cannot change.")
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows = (
            (words("Only from"), self._allow),
            (words("Never from"), self._deny),
            ("", label(hint, CAPTION, tone="muted", wrap=True)),
            (words("Largest download"), self._download),
            (words("Largest unpacked"), self._unpacked),
            (words("Keep images"), self._images),
            (words("Keep results"), self._results),
            ("", label(pinned, CAPTION, tone="muted", wrap=True)),
        )
        for name, field in rows:
            if name:
                field.setAccessibleName(name)
            form.addRow(name, field)
        self._rules.body.addLayout(form)
        self._rules.body.addWidget(self._old)
        self._rules.body.addWidget(self._said)
        buttons = QHBoxLayout()
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        self._rules.body.addLayout(buttons)
        held = Panel(words("Kept now"))
        why = words(
            "Results are logs and files of ended deals, which their customers may still fetch. A "
            "full disk brings the end forward. Your own images are never touched."
        )
        for part in (self._kept, label(why, CAPTION, tone="muted", wrap=True)):
            held.body.addWidget(part)
        coming = Panel(words("Coming in"))
        coming.body.addWidget(self._fetching)
        side = QVBoxLayout()
        side.setSpacing(GAP_4)
        side.addWidget(held)
        side.addWidget(coming)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_4)
        main = QVBoxLayout()
        main.addWidget(self._rules)
        main.addStretch(1)
        row.addLayout(main, 3)
        row.addLayout(side, 2)
        self._said.hide()


def _gib(name: str, none: str) -> NumberField:
    field = NumberField(name, 0, _MOST_GIB)
    field.setSuffix(words(" GiB"))
    field.setSpecialValueText(none)
    return field


def _listed(text: str) -> tuple[str, ...]:
    return tuple(rule for rule in _BETWEEN.split(text) if rule)


def _kept(status: WorkerStatus) -> list[tuple[str, str]]:
    kept = status.kept
    if kept is None:
        return []
    images = plural("{count} image", "{count} images", kept.images)
    results = plural("{count} ended deal", "{count} ended deals", kept.results)
    return [
        (words("Images"), f"{images}, {size(kept.images_bytes)}"),
        (words("Results"), f"{results}, {size(kept.results_bytes)}"),
    ]
