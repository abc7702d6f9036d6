"""The practice while it is made ready, step by step; then what came of the first job."""

from __future__ import annotations

import codecs
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.core.jobs.own_image import PICTURE
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.icons import ICON_SIZE, pixmap
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3, GAP_4
from sonm_desktop.ui.welcome.course import Course, Standing, standing_words
from sonm_desktop.ui.welcome.journey import JourneyLog
from sonm_desktop.ui.welcome.lessons import Lesson, Lessons
from sonm_desktop.ui.welcome.network_step import old_practice
from sonm_desktop.ui.welcome.result import ResultPanel
from sonm_desktop.ui.welcome.step_page import StepPage
from sonm_desktop.ui.widgets.pile import Pile
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import span, words

_TICK_MS = 1000
_LOG_LINES = 6

_LOOKS = {
    Standing.WAITING: ("clock", "border"),
    Standing.DOING: ("play-fill", "accent"),
    Standing.DONE: ("check-circle", "good"),
    Standing.SKIPPED: ("caret-right", "muted"),
    Standing.FAILED: ("warning", "bad"),
}
_TONES = {
    Standing.WAITING: "muted",
    Standing.DOING: "",
    Standing.DONE: "",
    Standing.SKIPPED: "muted",
    Standing.FAILED: "bad",
}


class PracticeStep(StepPage):
    """Begins by itself when it is entered; what was begun before a crash is taken up.

    widened: the result is shown, which takes more room than the list.
    """

    widened = Signal()

    def __init__(self, face: Face, log: JourneyLog) -> None:
        super().__init__("", "", words("Try again"), words("Finish later"))
        self._face, self._log = face, log
        self._lessons: Lessons | None = None
        self._course: Course | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._output = ""
        self._marks: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        self._left = label("", tone="muted", wrap=True)
        self._progress = QProgressBar()
        self._heard = label("", CAPTION, tone="muted", wrap=True)
        self._measured = label("", CAPTION, tone="muted", wrap=True)
        self._skip = QPushButton(words("Skip this step"))
        self._result = ResultPanel(face)
        self._parts = Pile()
        self._list = QGridLayout()
        self._tick = QTimer(self, interval=_TICK_MS)
        self._build()
        self._skip.clicked.connect(self._leave_out)
        self._tick.timeout.connect(self._tell_time)
        face.live.changed.connect(self._follow)
        face.theme.changed.connect(self._paint)

    @property
    def finished(self) -> bool:
        """The result is on the screen."""
        return self._parts.front == 1

    def enter(self) -> None:
        super().enter()
        if self._course is None:
            self._lessons = Lessons(self._face.agent, self._log, self._hear)
            self._course = Course(self._lessons.all(), self._paint)
        self._show_part(0)
        self.go_back.hide()
        self._paint()
        self._begin()

    def leave(self) -> None:
        if self._course is not None:
            self._course.stop()
        self._tick.stop()

    def act(self) -> None:
        if self.finished:
            self.done.emit()
        elif self._is_refused():
            reset = self._face.agent.network.reset_practice()
            self._face.actions.run(reset, busy=self.go, done=self._begin_anew, failed=self._fail)
        else:
            self._begin()

    def _begin_anew(self, _status: NetworkStatus) -> None:
        self._begin()

    def _is_refused(self) -> bool:
        """The practice network here is of another version of this program."""
        state = self._face.live.state
        return state is not None and state.network.practice and state.network.refused

    def _begin(self) -> None:
        if self._course is None:
            return
        self.say("")
        self.go.hide()
        self._tick.start()
        self._face.actions.run(self._course.run, done=self._show_result, failed=self._fail)

    def _fail(self, sentence: str) -> None:
        self._tick.stop()
        refused = self._is_refused()
        self.say(old_practice() if refused else sentence)
        self.go.reword(words("Begin a new practice network") if refused else words("Try again"))
        self.go.show()
        self.go.setFocus()
        self._paint()

    def _leave_out(self) -> None:
        if self._course is None:
            return
        failed = self._course.now is not None and self.go.isVisible()
        self._course.skip()
        if failed:
            self._begin()

    def _show_result(self, _done: None) -> None:
        course, lessons = self._course, self._lessons
        if course is None or lessons is None:
            return
        self._tick.stop()
        painted = course.standing("job") is Standing.DONE
        deal = self._log.now.traces.get("deal", "")
        file = Path(lessons.folder) / PICTURE if painted and lessons.folder else None
        self._result.show_result(file, self._output, deal)
        self.head(*_result_words(painted=painted))
        self._show_part(1)
        self.widened.emit()
        self._skip.hide()
        self.put_off.hide()
        self.go.reword(words("Open the window"))
        self.go.show()
        self.go.setFocus()

    def _hear(self, piece: bytes) -> None:
        self._output += self._decoder.decode(piece)
        self._heard.show()
        self._heard.setText("\n".join(self._output.splitlines()[-_LOG_LINES:]))

    def _follow(self, _topic: str) -> None:
        state = self._face.live.state
        if state is None or state.local_worker.worker is None:
            return
        status = state.worker_status.get(state.local_worker.worker)
        run = status.benchmarking if status else None
        running = run is not None and run.running
        self._measured.setVisible(running)
        if run is not None and running:
            self._measured.setText(
                words(
                    "In the background this PC is measured: {test}, {share} %.",
                    test=run.test,
                    share=round(run.progress * 100),
                )
            )
        self._result.refresh()

    def _paint(self) -> None:
        course = self._course
        if course is None:
            return
        if not self._marks:
            for lesson in course.lessons:
                self._add(lesson)
        colours, ratio = self._face.theme.colours, self.devicePixelRatioF()
        for lesson in course.lessons:
            standing = course.standing(lesson.key)
            mark, name, note = self._marks[lesson.key]
            icon, role = _LOOKS[standing]
            mark.setPixmap(pixmap(icon, getattr(colours, role), ICON_SIZE, ratio))
            mark.setAccessibleName(f"{lesson.name}: {standing_words(standing)}")
            set_tone(name, _TONES[standing])
            note.setText("" if standing is Standing.WAITING else standing_words(standing))
        done = sum(course.standing(one.key) is Standing.DONE for one in course.lessons)
        self._progress.setMaximum(len(course.lessons))
        self._progress.setValue(done)
        now = course.now
        self._skip.setVisible(now is not None and not now.firm and not self.finished)
        self._tell_time()

    def _tell_time(self) -> None:
        course = self._course
        if course is None or self.finished:
            return
        now = course.now
        if now is None:
            self._left.setText("")
        elif course.standing(now.key) is Standing.FAILED:
            self._left.setText(words("It stopped here; what is done stays done."))
        else:
            self._left.setText(words("About {time} left.", time=span(course.left_s())))

    def _show_part(self, at: int) -> None:
        self._parts.show_part(at)
        if at == 0:
            self.head(
                words("Your practice market is being made"),
                words("Both sides of a deal, really carried out. Lean back; nothing is asked."),
            )

    def _add(self, lesson: Lesson) -> None:
        row = len(self._marks)
        mark, name, note = QLabel(), label(lesson.name), label("", CAPTION, tone="muted")
        self._list.addWidget(mark, row, 0)
        self._list.addWidget(name, row, 1)
        self._list.addWidget(note, row, 2, Qt.AlignmentFlag.AlignTrailing)
        self._marks[lesson.key] = mark, name, note

    def _build(self) -> None:
        panel = Panel()
        self._list.setHorizontalSpacing(GAP_3)
        self._list.setVerticalSpacing(GAP_3)
        self._list.setColumnStretch(1, 1)
        self._heard.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        panel.body.addLayout(self._list)
        panel.body.addSpacing(GAP_2)
        panel.body.addWidget(self._progress)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_4)
        foot.addWidget(self._left, 1)
        foot.addWidget(self._skip)
        panel.body.addLayout(foot)
        for part in (self._heard, self._measured):
            panel.body.addWidget(part)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(words("Progress"))
        self._measured.hide()
        self._heard.hide()
        self._skip.hide()
        doing = QWidget()
        column = QGridLayout(doing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel, 0, 0)
        self._parts.add(doing)
        self._parts.add(self._result)
        self.body.addWidget(self._parts)


def _result_words(*, painted: bool) -> tuple[str, str]:
    if painted:
        return (
            words("Your first job is done"),
            words(
                "It ran in a locked container, on a slice that one account rented from the other."
            ),
        )
    return (
        words("Your practice market is ready"),
        words("No job was run. Rent any machine that answers, and run one from its page."),
    )
