"""This PC: measured in the background while one says how much of it is for rent, and for what."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QProgressBar, QSpinBox, QWidget

from sonm_desktop.api.schema.guest import Preset
from sonm_desktop.api.schema.market import Offer
from sonm_desktop.api.schema.pricing import Currency
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.views import Rows
from sonm_desktop.api.schema.worker import SellPlan, StartLocalWorker, WorkerStatus
from sonm_desktop.core.amounts import AmountError, format_amount
from sonm_desktop.core.errors import CodedError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.guest.presets import PresetRow
from sonm_desktop.ui.machine.measuring import left_words
from sonm_desktop.ui.machine.rack_rows import core_count, rack_rows
from sonm_desktop.ui.machine.sale.price_field import PriceField, typed_rates
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_2, GAP_3
from sonm_desktop.ui.welcome.journey import Journey, JourneyLog
from sonm_desktop.ui.welcome.step_page import StepPage
from sonm_desktop.ui.widgets.rack import Rack
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_GIB = 1 << 30
_CORE = 100
_ROWS = 200
_PRICE_OF_A_CORE = 9 * 10**16
"""wei of SNM per hour; where no market says better."""
_DAY_SHARE, _STORAGE_GIB = 2, 20


class MachineStep(StepPage):
    """Starts the worker; what is typed is recorded, and nothing is put on sale here."""

    def __init__(self, face: Face, log: JourneyLog) -> None:
        super().__init__(
            words("How much, and for what price?"),
            words("You keep the rest, always. Both can be changed at any time."),
            words("Review"),
            words("Later"),
        )
        self._face, self._log = face, log
        self._shown = self._begun = False
        self._rack = Rack(face.theme)
        self._measuring = label("", CAPTION, tone="muted", wrap=True)
        self._progress = QProgressBar()
        self._cores = _count(1024)
        self._memory = _count(65_536, " GiB")
        self._storage = _count(1_048_576, " GiB")
        self._price = PriceField()
        self._worth = label("", CAPTION, tone="muted", wrap=True)
        self._hint = label("", CAPTION, tone="muted", wrap=True)
        self._guest = PresetRow(own=False)
        self._build()
        face.live.changed.connect(self._follow)
        for box in (self._cores, self._memory, self._storage):
            box.valueChanged.connect(self._paint)
        self._price.changed.connect(self._weigh)

    def enter(self) -> None:
        super().enter()
        self._shown = True
        self.go.set_possible(False)
        self._measuring.setText(words("Starting the part that serves customers…"))
        self._face.actions.run(self._start, done=self._started, failed=self._say_failure)

    def leave(self) -> None:
        self._shown = self._begun = False

    def act(self) -> None:
        try:
            self._price.rates()
        except AmountError as problem:
            self.say(str(problem))
            return
        draft = {
            "cores": str(self._cores.value()),
            "memory": str(self._memory.value()),
            "storage": str(self._storage.value()),
            "price": self._price.text(),
            "currency": self._price.currency(),
            "guest": self._guest.current,
        }
        self._log.keep(replace(self._log.now, draft=draft))
        self.done.emit()

    async def _start(self) -> Rows[Offer] | None:
        """The worker serves and measures; what the market asks, where there is one."""
        agent = self._face.agent
        local = await agent.workers.local()
        if not local.ready:
            if not self._face.live.account:
                return None
            wish = StartLocalWorker(master=self._face.live.account)
            local = await agent.workers.start_local(wish)
        if local.worker is not None:
            with suppress(CodedError):
                await agent.workers.benchmark(local.worker)
        with suppress(CodedError):
            view = await agent.market.open()
            return await agent.market.rows(view.id, 0, _ROWS)
        return None

    def _started(self, market: Rows[Offer] | None) -> None:
        if not self._shown:
            return
        self._follow(Topic.RELOAD)
        if not self._price.text():
            self._suggest(market)

    def _suggest(self, market: Rows[Offer] | None) -> None:
        draft, middle = self._log.now.draft, _middle(market)
        if draft.get("price"):
            self._price.show_text(draft["price"], currency_of(draft))
        else:
            usual = _cut((middle or _PRICE_OF_A_CORE) * self._cores.value())
            self._price.show_text(format_amount(usual))
        self._hint.setText(
            words(
                "The middle of today's market is {price} SNM an hour for a core.",
                price=format_amount(_cut(middle)),
            )
            if middle
            else words("There is no market yet to compare with. A modest price is found first.")
        )

    def _say_failure(self, sentence: str) -> None:
        self._measuring.setText("")
        self._progress.hide()
        self.say(sentence)

    def _status(self) -> WorkerStatus | None:
        state = self._face.live.state
        if state is None or state.local_worker.worker is None:
            return None
        return state.worker_status.get(state.local_worker.worker)

    def _follow(self, _topic: str) -> None:
        status = self._status()
        if not self._shown or status is None:
            return
        if not self._begun:
            self._begun = True
            self._bound(status)
        run = status.benchmarking
        running = run is not None and run.running
        self._progress.setVisible(running)
        if run is not None and running:
            self._progress.setValue(round(run.progress * 100))
            text = left_words(run)
        else:
            text = _model(status.hardware.get("processor"))
        self._measuring.setText(text)
        self.go.set_possible(True)
        self._weigh()
        self._paint()

    def _weigh(self) -> None:
        """What the price comes to in the other currency, and for a day."""
        state = self._face.live.state
        self._price.show_feed(state.usd if state else None)
        self._worth.setText(self._price.beside())

    def _bound(self, status: WorkerStatus) -> None:
        """No more than there is; half of it, or what was typed before."""
        draft, hardware = self._log.now.draft, status.hardware
        self._guest.show_preset(preset_of(self._log.now))
        for key, box, total, share in (
            ("cores", self._cores, core_count(hardware), _DAY_SHARE),
            ("memory", self._memory, _number(hardware.get("ram_bytes")) // _GIB, _DAY_SHARE),
            ("storage", self._storage, _number(hardware.get("storage_bytes")) // _GIB, 0),
        ):
            box.setMaximum(max(1, total))
            usual = total // share if share else min(_STORAGE_GIB, total)
            typed = draft.get(key, "")
            box.setValue(int(typed) if typed.isdecimal() else max(1, usual))

    def _paint(self) -> None:
        status = self._status()
        if status is not None and self._shown:
            plan = _plan(self._cores.value(), self._memory.value(), self._storage.value(), 1)
            self._rack.show_rows(rack_rows(status.model_copy(update={"plan": plan, "deals": 0})))

    def _build(self) -> None:
        panel = Panel()
        panel.body.addWidget(self._rack)
        panel.body.addWidget(self._measuring)
        panel.body.addWidget(self._progress)
        self._progress.setAccessibleName(words("Measuring"))
        self._progress.setTextVisible(False)
        self._progress.hide()
        self.body.addWidget(panel)
        self.body.addLayout(self._fields())
        self.body.addWidget(self._worth)
        self.body.addWidget(self._hint)
        self.body.addWidget(label(words("While you use this PC")))
        self.body.addWidget(self._guest)

    def _fields(self) -> QGridLayout:
        """How much, and beside it for what price; the price takes two columns."""
        form = QGridLayout()
        form.setHorizontalSpacing(GAP_3)
        form.setVerticalSpacing(GAP_1)
        fields: tuple[tuple[str, QWidget], ...] = (
            (words("Cores"), self._cores),
            (words("RAM"), self._memory),
            (words("Storage"), self._storage),
        )
        for column, (name, field) in enumerate(fields):
            field.setAccessibleName(name)
            form.addWidget(label(name), 0, column)
            form.addWidget(field, 1, column)
            form.setColumnStretch(column, 1)
        form.addWidget(label(words("Price")), 0, len(fields))
        form.addWidget(self._price, 1, len(fields))
        form.setColumnStretch(len(fields), 2)
        return form


def currency_of(draft: Mapping[str, str]) -> Currency:
    """In which the price of *draft* was typed."""
    return "usd" if draft.get("currency") == "usd" else "snm"


def preset_of(journey: Journey) -> Preset:
    """How this PC works while somebody uses it."""
    chosen = journey.draft.get("guest", "")
    known: dict[str, Preset] = {"quiet": "quiet", "maximum": "maximum"}
    return known.get(chosen, "balanced")


def drafted(journey: Journey) -> SellPlan | None:
    """The plan of what was typed; None where nothing usable was."""
    draft = journey.draft
    try:
        return _plan(
            int(draft["cores"]),
            int(draft["memory"]),
            int(draft["storage"]),
            *typed_rates(draft["price"], currency_of(draft)),
        )
    except (KeyError, ValueError, AmountError):
        return None


def _plan(cores: int, memory: int, storage: int, rate: int, usd_rate: int = 0) -> SellPlan:
    return SellPlan(
        rate=rate,
        usd_rate=usd_rate,
        cpu_percent=cores * _CORE,
        ram_bytes=memory * _GIB,
        storage_bytes=storage * _GIB,
    )


def _middle(market: Rows[Offer] | None) -> int:
    """wei per hour of a core, of the offers read; 0 for none."""
    offers = market.rows if market else ()
    each = sorted(
        offer.per_hour * _CORE // offer.cpu_percent
        for offer in offers
        if offer.per_hour and offer.cpu_percent
    )
    return each[len(each) // 2] if each else 0


def _cut(wei: int) -> int:
    """*wei* to four decimals of SNM, as people type prices; never nothing."""
    step = 10**14
    return max(step, wei // step * step)


def _model(processor: object) -> str:
    return str(processor.get("model", "")) if isinstance(processor, dict) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 1


def _count(largest: int, suffix: str = "") -> QSpinBox:
    made = QSpinBox(minimum=1, maximum=largest, suffix=suffix)
    made.lineEdit().setTextMargins(GAP_2, 0, 0, 0)
    return made
