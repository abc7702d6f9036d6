"""An agent in memory with the calls of `AgentClient`: answers samples, remembers what came."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

from sonm_desktop.api.schema.doctor import Check, Checkup, Verdict
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.guest import Drain, GuestRules
from sonm_desktop.api.schema.health import Health
from sonm_desktop.api.schema.images import ImageRules
from sonm_desktop.api.schema.income import Grouping, Income
from sonm_desktop.api.schema.jobs import Job
from sonm_desktop.api.schema.market import (
    BenchmarkFacts,
    DepthStep,
    Elimination,
    Offer,
    OfferFilter,
    Presences,
    SupplierFacts,
)
from sonm_desktop.api.schema.network import Leaving, NetworkStatus
from sonm_desktop.api.schema.plans import Committed, Plan
from sonm_desktop.api.schema.prices import Prices
from sonm_desktop.api.schema.state import Event, State
from sonm_desktop.api.schema.tasks import Fetched, LogPiece, RunTask, Task
from sonm_desktop.api.schema.views import Rows, View
from sonm_desktop.api.schema.wallet import (
    Account,
    Balances,
    NewWallet,
    OperatorStatus,
    Phrase,
    TransactionRecord,
    WalletStatus,
)
from sonm_desktop.api.schema.why import Why
from sonm_desktop.api.schema.worker import (
    ChangePlans,
    ClaimOutlook,
    LocalWorker,
    Pause,
    PauseWorker,
    PlanOnSale,
    SellPlan,
    StartLocalWorker,
    WorkerStatus,
)
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.core.secret import Secret
from tests.fakes.agent_amendments import FakeAmendments
from tests.fakes.agent_blacklist import FakeBlacklist
from tests.fakes.agent_campaigns import FakeCampaigns
from tests.fakes.agent_money import FakeHistory, MoneyMatters, sample_speeds
from tests.fakes.agent_notices import FakeNotices
from tests.fakes.agent_pricing import FakePricing
from tests.fakes.agent_settings import FakeSettings, FakeTokens
from tests.fakes.agent_standing import FakeStanding
from tests.fakes.sample_state import (
    DEAL,
    NOW,
    sample_income,
    sample_jobs,
    sample_offers,
    sample_prices,
    sample_state,
    sample_why,
    with_conditions,
    worded,
)

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


class FakeAgent:
    """Every idea of the API hangs on it. asked: what came, in order. password: of its wallet."""

    def __init__(self, state: State | None = None, offers: Sequence[Offer] | None = None) -> None:
        self.now = state or sample_state()
        self.offers = list(sample_offers(60) if offers is None else offers)
        self.asked: list[tuple[str, Any]] = []
        self.password = "correct horse"
        self.alive = True
        self.leaving = Leaving()
        self.why = sample_why()
        self.refuses_plans: Exception | None = None
        self.jobs = sample_jobs()
        self.waiting: asyncio.Queue[Event | None] = asyncio.Queue()
        self.state = _State(self)
        self.blacklist = FakeBlacklist(self)
        self.campaigns = FakeCampaigns(self)
        self.market = _Market(self)
        self.network = _Network(self)
        self.plans = _Plans(self)
        self.wallet = _Wallet(self)
        self.workers = _Workers(self)
        self.pricing = FakePricing(self)
        self.standing = FakeStanding(self)
        self.amendments = FakeAmendments(self)
        self.tasks = _Tasks(self)
        self.doctor = _Doctor(self)
        self.history = FakeHistory(self)
        self.notices = FakeNotices(self)
        self.settings = FakeSettings(self)
        self.tokens = FakeTokens(self)

    async def health(self) -> Health:
        self.note("health")
        return Health(api=1, version="0.1.0", profile="fake", run="r", pid=7, started=NOW)

    async def shut_down(self) -> None:
        self.note("shut_down")

    def put(self, **changes: Any) -> None:
        """The state changes, and who follows the events hears of it."""
        now = State.model_validate({**self.now.model_dump(mode="json"), **changes})
        self.now = now if "conditions" in changes else with_conditions(now)
        self.waiting.put_nowait(
            Event(run=self.now.run, seq=self.now.seq + 1, topic="reload", value=None)
        )

    def go_away(self) -> None:
        """As if it were killed."""
        self.alive = False
        self.waiting.put_nowait(None)

    def note(self, name: str, value: Any = None) -> None:
        if not self.alive:
            raise RemoteError("agent.unreachable", log="agent.log")
        self.asked.append((name, value))

    def told(self, name: str) -> list[Any]:
        """What came under *name*."""
        return [value for asked, value in self.asked if asked == name]


class _State:
    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent

    async def read(self) -> State:
        self._agent.note("state")
        return self._agent.now

    async def events(self, *, run: str, after: int) -> AsyncGenerator[Event, None]:
        while (event := await self._agent.waiting.get()) is not None:
            yield event
        raise RemoteError("agent.unreachable", log="agent.log")


class _Market:
    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent
        self._views: dict[str, list[Offer]] = {}

    async def open(
        self,
        filter: OfferFilter | None = None,
        *,
        sort: SortKey = SortKey.PRICE,
        benchmark: int = 0,
        descending: bool = False,
        show_blocked: bool = False,
    ) -> View:
        self._agent.note("open", (filter, sort, descending))
        least = filter.cpu_percent if filter else 0
        rows = [offer for offer in self._agent.offers if offer.cpu_percent >= least]
        judged = [self._agent.blacklist.judged(offer) for offer in rows]
        rows = [offer for offer in judged if show_blocked or not offer.mismatches]
        blocked = sum(1 for offer in judged if offer.mismatches)
        self._views[name := str(len(self._views))] = rows[::-1] if descending else rows
        return View(id=name, count=len(rows), blocked=blocked)

    async def rows(self, view: str, offset: int = 0, limit: int = 100) -> Rows[Offer]:
        found = self._views[view]
        some = tuple(found[offset : offset + limit])
        return Rows[Offer](view=view, offset=offset, count=len(found), rows=some)

    async def why_nothing(self, filter: OfferFilter) -> list[Elimination]:
        count = len(self._agent.offers)
        reason = Worded.of("agent.constraint_too_little_cpu")
        most = max((offer.cpu_percent for offer in self._agent.offers), default=0)
        relaxed = filter.model_copy(update={"cpu_percent": most})
        some = [offer for offer in self._agent.offers if offer.cpu_percent == most]
        eased = Elimination(
            reason=reason, removes=count, alone=count, relaxed=relaxed, matches=len(some)
        )
        return [eased] if count else []

    async def benchmarks(self) -> list[BenchmarkFacts]:
        self._agent.note("benchmarks")
        claimed: dict[int, list[int]] = {}
        for offer in self._agent.offers:
            for number, result in offer.benchmarks.items():
                claimed.setdefault(number, []).append(result)
        return [
            BenchmarkFacts(
                number=number,
                count=len(results),
                median=sorted(results)[len(results) // 2],
                highest=max(results),
            )
            for number, results in sorted(claimed.items())
        ]

    async def depth(self, filter: OfferFilter) -> list[DepthStep]:
        steps, cores = [], 0
        for at, offer in enumerate(self._agent.offers, start=1):
            cores += offer.cpu_percent
            steps.append(DepthStep(per_hour=offer.per_hour or 0, cpu_percent=cores, offers=at))
        return steps

    async def prices(self, *, since: int = 0, until: int = 0, buckets: int = 30) -> Prices:
        self._agent.note("prices", (since, until, buckets))
        return sample_prices(since or NOW - 30 * 86_400, until or NOW, buckets)

    async def supplier(self, worker: str) -> SupplierFacts:
        self._agent.note("supplier", worker)
        return SupplierFacts(
            worker=worker, open=1, closed=12, stopped=1, paid=125 * 10**16, first=NOW - 86_400 * 40
        )

    async def probe(self, offers: Sequence[str], *, budget_s: int = 10) -> Presences:
        self._agent.note("probe", tuple(offers))
        return Presences(presence=dict.fromkeys(offers, "silent"))


class _Plans:
    """valid_s: of the next plan. refuses: what the next commits fail with."""

    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent
        self.valid_s = 60
        self.refuses: Exception | None = None

    async def make(self, request: Any) -> Plan:
        self._agent.note("plan", request)
        total = getattr(request, "max_total", None) or getattr(request, "amount", 0) or 0
        effect = worded("agent.effect", f"This is a plan to {request.kind}.")
        return Plan.model_validate(
            {
                "id": f"plan-{len(self._agent.asked)}",
                "kind": request.kind,
                "account": getattr(request, "account", ""),
                "deal": getattr(request, "deal", ""),
                "effects": [effect],
                "total": str(total),
                "fee": "21000",
                "expires": NOW + 60,
                "password": request.kind == "send",
                "valid_s": self.valid_s,
                "speed": getattr(request, "speed", "normal"),
                "speeds": sample_speeds() if request.kind == "send" else [],
            }
        )

    async def commit(
        self, plan: str, *, password: Secret[str] | None = None, limit_s: float = 600.0
    ) -> Committed:
        if self._agent.now.wallet.locked:
            raise UserError("wallet.locked")
        if password is not None and password.reveal() != self._agent.password:
            raise UserError("wallet.wrong_password")
        if self.refuses is not None:
            raise self.refuses
        self._agent.note("commit", plan)
        done = worded("agent.done", "It is done.")
        return Committed.model_validate(
            {"plan": plan, "kind": "buy", "done": True, "outcome": done, "deal": DEAL}
        )


class _Network:
    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent

    async def leaving(self) -> Leaving:
        return self._agent.leaving

    async def start_practice(self) -> NetworkStatus:
        self._agent.note("start_practice")
        if not self._agent.now.network.refused:
            self._agent.put(network=sample_state().network.model_dump(mode="json"))
        return self._agent.now.network

    async def stop_practice(self) -> NetworkStatus:
        self._agent.note("stop_practice")
        return self._agent.now.network

    async def reset_practice(self) -> NetworkStatus:
        self._agent.note("reset_practice")
        self._agent.put(network=sample_state().network.model_dump(mode="json"))
        return self._agent.now.network

    async def use(self, file: Path) -> NetworkStatus:
        self._agent.note("use", file)
        return self._agent.now.network

    async def use_known(self, identity: str) -> NetworkStatus:
        self._agent.note("use_known", identity)
        network = self._agent.now.network.model_dump(mode="json")
        left = [one for one in network["others"] if one["identity"] != identity]
        self._agent.put(network={**network, "others": left})
        return self._agent.now.network


class _Wallet(MoneyMatters):
    """The phrase of a new one is PHRASE; its accounts are those of the sample."""

    def __init__(self, agent: FakeAgent) -> None:
        super().__init__(agent)
        self._agent = agent
        self.sent: list[TransactionRecord] | None = None

    async def status(self) -> WalletStatus:
        return self._agent.now.wallet

    async def create(self, password: Secret[str], *, words: int = 12) -> NewWallet:
        self._agent.note("create")
        return NewWallet(phrase=Secret(PHRASE), wallet=self._made(password))

    async def restore(self, phrase: Secret[str], password: Secret[str]) -> WalletStatus:
        self._agent.note("restore", phrase.reveal())
        return self._made(password)

    async def import_keystore(
        self, keystore: str, keystore_password: Secret[str], password: Secret[str], label: str = ""
    ) -> Account:
        self._agent.note("import_keystore", (keystore, keystore_password.reveal()))
        return self._agent.now.wallet.accounts[0]

    async def phrase(self, password: Secret[str]) -> Phrase:
        if password.reveal() != self._agent.password:
            raise UserError("wallet.wrong_password")
        return Phrase(phrase=Secret(PHRASE))

    async def phrase_words(self) -> tuple[str, ...]:
        return tuple(sorted({*PHRASE.split(), "zoo", "legend", "wagon"}))

    async def import_key(self, key: Secret[str], password: Secret[str], label: str = "") -> Account:
        self._agent.note("import_key", key.reveal())
        return self._agent.now.wallet.accounts[0]

    async def new_account(self, label: str = "") -> Account:
        self._agent.note("new_account", label)
        return self._agent.now.wallet.accounts[0]

    async def balances(self, account: str) -> Balances:
        return self._agent.now.balances[account]

    async def operator(self, account: str) -> OperatorStatus:
        self._agent.note("operator", account)
        return OperatorStatus(
            account=account,
            operator=account,
            state=Worded.of("agent.operator_ready"),
            ready=True,
            expiry=NOW + 10**6,
            daily_limit=10**18,
            spent=0,
        )

    def _made(self, password: Secret[str]) -> WalletStatus:
        self._agent.password = password.reveal()
        self._agent.put(wallet=sample_state().wallet.model_dump(mode="json"))
        return self._agent.now.wallet

    async def unlock(self, password: Secret[str]) -> WalletStatus:
        if password.reveal() != self._agent.password:
            raise UserError("wallet.wrong_password")
        return self._turn(locked=False)

    async def lock(self) -> WalletStatus:
        return self._turn(locked=True)

    async def transactions(self, account: str, *, limit: int = 100) -> list[TransactionRecord]:
        self._agent.note("transactions", account)
        if self.sent is not None:
            return self.sent
        record = {
            "intent": "1",
            "account": account,
            "what": worded("agent.tx_deposit", "Deposit into the vault"),
            "state": "final",
            "hash": "0x" + "ab" * 32,
            "block": 12,
            "gas_used": 48_544,
            "fee": str(5 * 10**13 + 1),
            "created": NOW,
        }
        return [TransactionRecord.model_validate(record)]

    def _turn(self, *, locked: bool) -> WalletStatus:
        code = "wallet.locked" if locked else "agent.wallet_unlocked"
        changes = {"locked": locked, "state": Worded.of(code)}
        wallet = self._agent.now.wallet.model_copy(update=changes)
        self._agent.put(wallet=wallet.model_dump(mode="json"))
        return wallet


class _Workers:
    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent

    async def local(self) -> LocalWorker:
        return self._agent.now.local_worker

    async def start_local(self, request: StartLocalWorker) -> LocalWorker:
        self._agent.note("start_local", request)
        return self._agent.now.local_worker

    async def stop_local(self, *, finish: bool = False) -> LocalWorker:
        self._agent.note("stop_local", finish)
        return self._agent.now.local_worker

    async def set_plan(self, worker: str, plan: SellPlan | None) -> WorkerStatus:
        self._agent.note("set_plan", plan)
        listed = [] if plan is None else [_listed("main", plan, paused=False)]
        plans = [one.model_dump(mode="json") for one in listed]
        told = None if plan is None else plan.model_dump(mode="json")
        return self._put(worker, plan=told, plans=plans)

    async def change_plans(self, worker: str, change: ChangePlans) -> WorkerStatus:
        self._agent.note("change_plans", change)
        if self._agent.refuses_plans is not None:
            raise self._agent.refuses_plans
        held = {one.name: one for one in self._agent.now.worker_status[worker].plans}
        kept = {} if change.only else dict(held)
        for put in change.put:
            kept[put.name] = _listed(put.name, put.plan, paused=put.paused)
        for name in change.remove:
            kept.pop(name, None)
        for names, paused in ((change.pause, True), (change.resume, False)):
            for name in names:
                kept[name] = _listed(name, kept[name].plan, paused=paused)
        plans = [one.model_dump(mode="json") for one in kept.values()]
        first = next((one["plan"] for one in plans if not one["paused"]), None)
        return self._put(worker, plans=plans, plan=first)

    async def jobs(self, worker: str) -> list[Job]:
        self._agent.note("jobs", worker)
        return [job for job in self._agent.jobs if job.worker == worker]

    async def set_guest(self, worker: str, rules: GuestRules) -> WorkerStatus:
        self._agent.note("set_guest", rules)
        guest = self._agent.now.worker_status[worker].guest
        told = {} if guest is None else guest.model_dump(mode="json")
        return self._put(worker, guest={**told, "rules": rules.model_dump(mode="json")})

    async def drain(self, worker: str, drain: Drain) -> WorkerStatus:
        self._agent.note("drain", drain)
        guest = self._agent.now.worker_status[worker].guest
        told = {"rules": {}} if guest is None else guest.model_dump(mode="json")
        return self._put(worker, guest={**told, "drain": drain.then})

    async def set_images(self, worker: str, rules: ImageRules) -> WorkerStatus:
        self._agent.note("set_images", rules)
        return self._put(worker, images=rules.model_dump(mode="json"))

    async def benchmark(
        self, worker: str, *, force: bool = False, effort: str = "quick", only: tuple[int, ...] = ()
    ) -> WorkerStatus:
        self._agent.note("benchmark", (force, effort, only))
        return self._agent.now.worker_status[worker]

    async def measure_line(self, worker: str, peer: str | None = None) -> WorkerStatus:
        self._agent.note("measure_line", (worker, peer))
        return self._agent.now.worker_status[worker]

    async def ask_address(self, worker: str) -> WorkerStatus:
        self._agent.note("ask_address", worker)
        return self._agent.now.worker_status[worker]

    async def cancel_benchmark(self, worker: str) -> WorkerStatus:
        self._agent.note("cancel_benchmark", worker)
        return self._put(worker, benchmarking=None)

    async def status(self, worker: str) -> WorkerStatus:
        self._agent.note("status", worker)
        return self._agent.now.worker_status[worker]

    async def why(self, worker: str) -> Why:
        self._agent.note("why", worker)
        return self._agent.why

    async def pause(self, worker: str, wanted: PauseWorker) -> WorkerStatus:
        self._agent.note("pause", wanted)
        known = self._agent.now.worker_status[worker]
        plan = known.plan or (known.paused.plan if known.paused else None)
        until = None if wanted.seconds is None else NOW + wanted.seconds
        pause = Pause(until=until, finish=wanted.finish, plan=plan)
        return self._put(worker, plan=None, paused=pause)

    async def resume(self, worker: str) -> WorkerStatus:
        self._agent.note("resume", worker)
        paused = self._agent.now.worker_status[worker].paused
        return self._put(worker, plan=paused.plan if paused else None, paused=None)

    async def income(
        self,
        account: str,
        *,
        by: Grouping = "day",
        since: int | None = None,
        until: int | None = None,
    ) -> Income:
        self._agent.note("income", (by, since, until))
        return sample_income(account, by)

    async def claimable(self, account: str) -> ClaimOutlook:
        self._agent.note("claimable", account)
        return ClaimOutlook(
            account=account,
            amount=19 * 10**16,
            deals=1,
            fee=21 * 10**12,
            fee_snm=None,
            due=False,
            why=Worded.of("market.claim_waits_for_more", {"amount": "0.19 SNM", "least": "1 SNM"}),
            latest=NOW + 7200,
        )

    def _put(self, worker: str, **changes: Any) -> WorkerStatus:
        known = self._agent.now.worker_status[worker].model_dump(mode="json")
        status = WorkerStatus.model_validate(known | changes)
        self._agent.put(worker_status={worker: status.model_dump(mode="json")})
        return status


def _listed(name: str, plan: SellPlan, *, paused: bool) -> PlanOnSale:
    state = (
        worded("worker.plan_paused", "Paused.")
        if paused
        else worded("worker.plan_listed", "On sale.")
    )
    return PlanOnSale.model_validate(
        {"name": name, "slice": name, "plan": plan, "paused": paused, "state": state}
    )


class _Tasks:
    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent

    async def run(self, deal: str, request: RunTask) -> Task:
        self._agent.note("run", request)
        changes = {"task": "new", "state": "running", "exit_code": None, "files": ()}
        return next(iter(self._agent.now.tasks.values())).model_copy(update=changes)

    async def stop(self, deal: str, task: str) -> Task:
        self._agent.note("stop", task)
        return next(iter(self._agent.now.tasks.values()))

    async def logs(
        self, deal: str, task: str, *, after: int = 0, follow: bool = False
    ) -> AsyncGenerator[LogPiece, None]:
        text = b64encode(b"row 1 of 640 \x1b[31m\n").decode()
        yield LogPiece(seq=1, time_ms=0, fd=1, data=text)

    async def fetch(
        self, deal: str, task: str, folder: Any = None, *, progress: Any = None
    ) -> Fetched:
        self._agent.note("fetch", task)
        return Fetched(folder="/nowhere", files=())


class _Doctor:
    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent
        self.findings: list[tuple[str, str, str]] = [
            ("engine", "good", "doctor.engine_answers"),
            ("limits", "poor", "doctor.limits_old"),
            ("sleep", "note", "doctor.sleep_unknown"),
        ]
        """Check, verdict and code of each answer."""

    async def engine(self) -> Check:
        self._agent.note("engine")
        check, verdict, code = self.findings[0]
        return Check(
            check=check,
            verdict=Verdict(verdict),
            what=Worded.of(f"doctor.{check}"),
            found=Worded.of(code, {"version": "28.2"}),
        )

    async def checkup(self) -> Checkup:
        self._agent.note("checkup")
        return Checkup(
            checks=[
                Check(
                    check=check,
                    verdict=Verdict(verdict),
                    what=Worded.of(f"doctor.{check}"),
                    found=Worded.of(code, {"version": "28.2"}),
                )
                for check, verdict, code in self.findings
            ],
            took_ms=900,
        )
