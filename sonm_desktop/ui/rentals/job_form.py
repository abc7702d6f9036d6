"""A new job: from a template or from one's own image, with the same in the terminal."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.tasks import RunTask, Task
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.jobs.draft import JobDraft, Problem, Variable
from sonm_desktop.core.jobs.gallery import gallery
from sonm_desktop.core.jobs.image_name import short_image
from sonm_desktop.core.jobs.template import Template
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.rentals.cards import Cards
from sonm_desktop.ui.rentals.image_fields import ImageFields
from sonm_desktop.ui.rentals.registry_fields import RegistryFields
from sonm_desktop.ui.rentals.template_fields import TemplateFields
from sonm_desktop.ui.shell.page import scrolling
from sonm_desktop.ui.theme.tokens import CAPTION, CODE, GAP_1, GAP_2, GAP_3, GAP_4
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

logger = logging.getLogger(__name__)

_KEEP_MS = 1000
_OWN = 0
_LONGEST_SHOWN = 240
_FOREIGN = re.compile(r"[^a-z0-9]+")


class JobForm(QWidget):
    """What is typed stays over failures and restarts, secrets excepted. started: the Task."""

    started = Signal(object)

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._memory = Memory(face.profile)
        self._deal = ""
        self._id = ""
        self._judged = False
        self._templates = gallery()
        self._values: dict[str, dict[str, str]] = {}
        own = (words("Your own image"), words("Any container image, your command, your variables."))
        texts = [(words(one.title), words(one.summary)) for one in self._templates]
        self._cards = Cards(face.theme, [own, *texts])
        self._image = ImageFields()
        self._registry = RegistryFields()
        self._filled: TemplateFields | None = None
        self._places = QVBoxLayout()
        self._name = QLineEdit()
        self._wrong_name = label("", tone="bad", wrap=True)
        self._command = label("", CODE, wrap=True)
        self._copy = QPushButton(words("Copy"))
        self._run = BusyButton(words("Run"), words("Starting…"), kind="primary")
        self._said = label("", tone="bad", wrap=True)
        self._reads = label(_warning("none"), CAPTION, tone="muted", wrap=True)
        self._later = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._build()
        self._connect()
        self._remember()

    def for_deal(self, deal: str, network: str) -> None:
        """The next job runs on *deal*, whose jobs may reach *network*; what was typed stays."""
        self._reads.setText(_warning(network))
        if deal != self._deal:
            self._deal = deal
            self._id = ""
            self._tell_terminal()

    def keep(self) -> None:
        """Write down what is typed, now."""
        if not self._later.isActive():
            return
        self._later.stop()
        try:
            self._memory.keep_draft(self._typed())
        except OSError as error:
            logger.warning("the draft of a job was not kept: %s", error)

    @property
    def _template(self) -> Template | None:
        return None if self._cards.current == _OWN else self._templates[self._cards.current - 1]

    def _draft(self) -> JobDraft:
        """Raises UserError where a template is filled in wrongly."""
        name = self._name.text().strip()
        if self._template is None or self._filled is None:
            return self._image.draft(name)
        filled = self._template.filled(self._filled.values())
        return JobDraft(filled.image, filled.command, filled.variables, name)

    def _start(self) -> None:
        self._judged = True
        draft = self._judge()
        if draft is None or not self._deal:
            return
        self._id = self._id or draft.name or _made_up(self._template, draft)
        own = self._template is None
        if own and not self._registry.is_whole():
            return
        request = RunTask(
            image=draft.image,
            command=draft.words(),
            env=draft.environment(),
            id=self._id,
            login=self._registry.login() if own else None,
        )
        self._face.actions.run(
            partial(self._face.agent.tasks.run, self._deal, request),
            busy=self._run,
            done=self._show_started,
            failed=self._say,
        )

    def _judge(self) -> JobDraft | None:
        """The draft when nothing is wrong with it; what is wrong stands beside its field."""
        self._say("")
        try:
            draft = self._draft()
        except UserError as problem:
            self._say(str(problem))
            return None
        problems = draft.problems()
        self._show_problems(problems)
        return None if problems else draft

    def _show_problems(self, problems: list[Problem]) -> None:
        self._image.show_problems(problems)
        named = [problem.sentence for problem in problems if problem.field == "name"]
        self._wrong_name.setText(" ".join(named))
        self._wrong_name.setVisible(bool(named))

    def _show_started(self, task: Task) -> None:
        self._id = ""
        self._judged = False
        self._registry.forget()
        self._say("")
        self.started.emit(task)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def _follow(self) -> None:
        """Something was typed: another job, and another line for the terminal."""
        self._id = ""
        if self._filled is not None and self._template is not None:
            self._values[self._template.name] = self._filled.shareable()
        if self._judged:
            self._judge()
        self._tell_terminal()
        self._later.start()

    def _follow_name(self, _text: str) -> None:
        self._follow()

    def _turn(self, _at: int = 0) -> None:
        """Show the fields of what is chosen."""
        if self._filled is not None:
            self._filled.hide()
            self._filled.deleteLater()
            self._filled = None
        self._image.setVisible(self._template is None)
        self._registry.setVisible(self._template is None)
        if self._template is not None:
            values = self._values.get(self._template.name, {})
            self._filled = TemplateFields(self._template, values)
            self._filled.changed.connect(self._follow)
            self._places.addWidget(self._filled)
            self._filled.show()
        self._judged = False
        self._show_problems([])
        self._say("")
        self._follow()

    def _terminal(self) -> str:
        deal, name = self._deal or "DEAL", self._name.text().strip()
        if self._template is not None and self._filled is not None:
            return self._template.terminal(self._filled.values(), deal, name)
        return self._image.draft(name).terminal(deal, self._registry.user())

    def _tell_terminal(self) -> None:
        said = self._terminal().replace(self._deal or "DEAL", short_address(self._deal or "DEAL"))
        long = len(said) > _LONGEST_SHOWN
        self._command.setText(said[: _LONGEST_SHOWN - 1] + "…" if long else said)

    def _copy_terminal(self) -> None:
        QGuiApplication.clipboard().setText(self._terminal())

    def _typed(self) -> dict[str, Any]:
        own = self._image.draft(self._name.text().strip())
        return {
            "template": self._template.name if self._template else "",
            "image": own.image,
            "command": own.command,
            "name": own.name,
            "values": self._values,
            "variables": [
                {"name": one.name, "value": "" if one.secret else one.value, "secret": one.secret}
                for one in own.variables
                if one.name
            ],
        }

    def _remember(self) -> None:
        """What was typed before the window was closed."""
        kept = self._memory.draft()
        try:
            variables = tuple(
                Variable(str(one["name"]), str(one["value"]), bool(one["secret"]))
                for one in kept.get("variables", ())
            )
            self._values = {
                str(name): {str(key): str(text) for key, text in values.items()}
                for name, values in kept.get("values", {}).items()
            }
        except (KeyError, TypeError, AttributeError):
            kept, variables, self._values = {}, (), {}
        self._name.setText(str(kept.get("name", "")))
        image, command = str(kept.get("image", "")), str(kept.get("command", ""))
        self._image.show_draft(JobDraft(image, command, variables))
        names = [one.name for one in self._templates]
        wanted = kept.get("template", "")
        self._cards.choose(1 + names.index(wanted) if wanted in names else _OWN)
        self._turn()
        self._later.stop()

    def _keep_soon(self) -> None:
        self._face.actions.run(self._kept(self._typed()))

    async def _kept(self, typed: dict[str, Any]) -> None:
        try:
            await asyncio.to_thread(self._memory.keep_draft, typed)
        except OSError as error:
            logger.warning("the draft of a job was not kept: %s", error)

    def _build(self) -> None:
        self._name.setAccessibleName(words("Name of the job"))
        self._name.setPlaceholderText(words("made up when empty"))
        self._copy.setAccessibleName(words("Copy the command"))
        well = QFrame()
        well.setObjectName("well")
        shown = QHBoxLayout(well)
        shown.setContentsMargins(GAP_3, GAP_2, GAP_2, GAP_2)
        shown.addWidget(self._command, 1)
        shown.addWidget(self._copy)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_3)
        buttons.addWidget(self._run)
        buttons.addWidget(self._reads, 1)
        self._places.addWidget(self._image)
        self._places.addWidget(self._registry)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GAP_2, 0)
        column.setSpacing(GAP_1)
        column.addWidget(self._cards)
        column.addSpacing(GAP_3)
        column.addLayout(self._places)
        column.addWidget(label(words("Name of the job"), tone="muted"))
        column.addWidget(self._name)
        column.addWidget(self._wrong_name)
        column.addSpacing(GAP_4)
        column.addWidget(label(words("The same in the terminal"), CAPTION, tone="muted"))
        column.addWidget(well)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP_3)
        whole.addWidget(scrolling(inside), 1)
        whole.addWidget(self._said)
        whole.addLayout(buttons)
        self._wrong_name.hide()
        self._said.hide()

    def _connect(self) -> None:
        self._cards.chosen.connect(self._turn)
        self._image.changed.connect(self._follow)
        self._image.submitted.connect(self._start)
        self._registry.changed.connect(self._tell_terminal)
        self._name.textChanged.connect(self._follow_name)
        self._copy.clicked.connect(self._copy_terminal)
        self._run.clicked.connect(self._start)
        self._later.timeout.connect(self._keep_soon)


def _warning(network: str) -> str:
    """What one should know before a job runs at somebody else's."""
    reaches = {
        "none": words("It has no network."),
        "outgoing": words("It reaches the internet, and is not reached from there."),
        "incoming": words("It reaches the internet, and is reached at the ports of the rental."),
    }[network]
    return words(
        "The supplier can read what the job reads and writes: give it no secret that matters. "
        "It may use all that you rent. {reaches} What it writes to /output comes back.",
        reaches=reaches,
    )


def _made_up(template: Template | None, draft: JobDraft) -> str:
    """A name that says what runs."""
    said = template.name if template else short_image(draft.image).partition(":")[0]
    slug = _FOREIGN.sub("-", said.lower()).strip("-")[:40] or "job"
    return f"{slug}-{secrets.token_hex(2)}"
