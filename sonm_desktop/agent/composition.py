"""Puts the agent of a profile together; the one place that knows all of its parts."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sonm_desktop.agent.acting import KnownKeys
from sonm_desktop.agent.answers.amendments import AmendmentAnswers
from sonm_desktop.agent.answers.blacklist import BlacklistAnswers
from sonm_desktop.agent.answers.deals import DealAnswers, TaskAnswers
from sonm_desktop.agent.answers.dollars import DollarAnswers
from sonm_desktop.agent.answers.income import IncomeAnswers
from sonm_desktop.agent.answers.market import MarketAnswers
from sonm_desktop.agent.answers.money import MoneyAnswers
from sonm_desktop.agent.answers.plans import PlanAnswers
from sonm_desktop.agent.answers.pricing import PricingAnswers
from sonm_desktop.agent.answers.settings import SettingsAnswers
from sonm_desktop.agent.answers.standing import StandingAnswers
from sonm_desktop.agent.answers.state import StateAnswers
from sonm_desktop.agent.answers.wallet import WalletAnswers
from sonm_desktop.agent.answers.workers import WorkerAnswers
from sonm_desktop.agent.campaigns.answers import CampaignAnswers
from sonm_desktop.agent.commits import Commits
from sonm_desktop.agent.condition.floors import Floors
from sonm_desktop.agent.condition.keeper import Conditions
from sonm_desktop.agent.deploying.answers import DeploymentAnswers
from sonm_desktop.agent.diagnostics import Diagnostics
from sonm_desktop.agent.doctor import Doctor
from sonm_desktop.agent.former.keeper import FormerNetworks
from sonm_desktop.agent.former.known import KnownNetworks
from sonm_desktop.agent.former.leaving import LeavingAnswers
from sonm_desktop.agent.grants import PracticeGrants
from sonm_desktop.agent.ledger.answers import HistoryAnswers
from sonm_desktop.agent.local_worker import LocalWorkerKeeper
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.notices.keeper import NoticeKeeper
from sonm_desktop.agent.pricing.pricer import Pricer
from sonm_desktop.agent.publishing import Publisher
from sonm_desktop.agent.recipients import KnownRecipients
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.startup.login_item import login_item
from sonm_desktop.agent.startup.user_service import UserService
from sonm_desktop.agent.state import EventLog, StateBoard
from sonm_desktop.agent.tokens import Tokens
from sonm_desktop.agent.trusting import Trusting, addresses_in
from sonm_desktop.agent.why.answers import WhyAnswers
from sonm_desktop.agent.worker_looks import WorkerLooks
from sonm_desktop.api.server.ports import Services
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.network import PracticeNetwork, usual_seed
from sonm_desktop.chain.sending.turns import Turns
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.paths import Profile, data_home
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.settings.options import ProfileSettings
from sonm_desktop.store.api_tokens import ApiTokens
from sonm_desktop.store.database import Database
from sonm_desktop.store.local_worker import LocalWorkerRecord
from sonm_desktop.store.notices import Notices
from sonm_desktop.store.price_rules import PriceRules
from sonm_desktop.store.rating_skips import RatingSkips
from sonm_desktop.store.worker_pauses import WorkerPauses
from sonm_desktop.wallet.keychain import OperatorKeys
from sonm_desktop.wallet.phrase import is_phrase_word
from sonm_desktop.wallet.wallet import Wallet


@dataclass(frozen=True, slots=True)
class Agent:
    """The parts that the program starts and stops."""

    services: Services
    tokens: Tokens
    networking: Networking
    loops: dict[str, Callable[[], Awaitable[None]]]


def compose(
    profile: Profile,
    journal: Database,
    *,
    clock: Clock,
    supervisor: Supervisor,
    shut_down: Callable[[], Awaitable[None]],
) -> Agent:
    """*journal* is open; nothing else has happened when this returns.

    Raises UserError for a settings file that cannot be read or holds an impossible value.
    """
    settings = ProfileSettings(profile.settings_file)
    wallet = Wallet(profile.wallet_folder, clock, idle_s=settings.auto_lock_minutes * 60.0)
    keys = KnownKeys(wallet, OperatorKeys(profile.wallet_folder))
    trusting = Trusting(settings, wallet)
    log = EventLog(secrets.token_hex(8))
    board = StateBoard(log)
    turns = Turns()

    async def open_session(network: Network) -> Session:
        session = Session(
            network,
            profile=profile,
            journal=journal,
            wallet=wallet,
            keys=keys,
            clock=clock,
            rpc_timeout_s=settings.rpc_timeout_s,
            claims=_claim_policy(settings),
            extends=settings.extend_rentals,
            trust=trusting.trust,
            turns=turns,
        )
        await session.open()
        return session

    known = KnownNetworks(profile)
    networking = Networking(
        profile=profile,
        practice=PracticeNetwork(data_home() / "practice", seed=usual_seed()),
        open_session=open_session,
        board=board,
        known=known,
    )
    former = FormerNetworks(
        profile=profile,
        journal=journal,
        known=known,
        networking=networking,
        wallet=wallet,
        open_session=open_session,
    )
    tokens = Tokens(ApiTokens(journal), clock)
    wallet_answers = WalletAnswers(wallet, board)
    history = HistoryAnswers(networking, wallet)
    income = IncomeAnswers(networking, wallet, history, board)
    recipients = KnownRecipients(networking, wallet, history)
    money = MoneyAnswers(networking, board, recipients)
    dollars = DollarAnswers(networking, board)
    deals = DealAnswers(networking, wallet, board)
    amendments = AmendmentAnswers(networking, wallet)
    plans = PlanAnswers(
        networking=networking,
        wallet=wallet,
        tokens=tokens,
        commits=Commits(supervisor),
        clock=clock,
        recipients=recipients,
    )
    local_worker = LocalWorkerKeeper(
        profile=profile,
        record=LocalWorkerRecord(journal),
        networking=networking,
        wallet=wallet,
        board=board,
    )
    conditions = Conditions(board, clock)
    notices = NoticeKeeper(board, Notices(journal), clock)
    workers = WorkerAnswers(
        networking,
        board,
        local_worker,
        pauses=WorkerPauses(journal),
        clock=clock,
        conditions=conditions,
    )
    price_rules = PriceRules(journal)
    pricer = Pricer(
        networking=networking,
        rules=price_rules,
        income=income,
        clock=clock,
        status=workers.status,
    )
    grants = PracticeGrants(networking, wallet)
    publisher = Publisher(
        networking=networking,
        wallet=wallet,
        board=board,
        wallet_answers=wallet_answers,
        money=money,
        deals=deals,
        amendments=amendments,
        workers=workers,
        income=income,
        dollars=dollars,
    )
    chosen = _settings_answers(
        profile, settings, board=board, wallet=wallet, trusting=trusting, networking=networking
    )
    state = StateAnswers(
        log=log,
        board=board,
        networking=networking,
        wallet=wallet_answers,
        local_worker=local_worker,
        settings=chosen,
    )
    doctor = Doctor(profile=profile, networking=networking, clock=clock)

    def go_on() -> None:
        """Keys or a network have become usable."""
        grants.wake()
        former.wake()
        supervisor.once("unfinished plans", plans.resume())

    wallet_answers.on_opened(go_on)
    networking.on_change(go_on)
    networking.before_entering(former.step_aside)
    return Agent(
        services=Services(
            profile=profile.name,
            run=log.run,
            started=int(clock.now()),
            tokens=tokens,
            network=networking,
            leaving=LeavingAnswers(
                networking=networking, journal=journal, wallet=wallet, local_worker=local_worker
            ),
            deployments=DeploymentAnswers(
                wallet=wallet,
                journal=journal,
                commits=Commits(supervisor),
                clock=clock,
                rpc_timeout_s=settings.rpc_timeout_s,
            ),
            wallet=wallet_answers,
            money=money,
            history=history,
            income=income,
            plans=plans,
            deals=deals,
            amendments=amendments,
            tasks=TaskAnswers(networking, board, profile.folder / "results"),
            market=MarketAnswers(networking, wallet),
            dollars=dollars,
            blacklist=BlacklistAnswers(networking, wallet, clock),
            campaigns=CampaignAnswers(networking, wallet, journal),
            standing=StandingAnswers(networking, wallet, RatingSkips(journal)),
            workers=workers,
            why=WhyAnswers(networking, board, conditions, pricer.show),
            notices=notices,
            pricing=PricingAnswers(price_rules, pricer),
            local_worker=local_worker,
            state=state,
            settings=chosen,
            doctor=doctor,
            diagnostics=Diagnostics(
                profile=profile,
                doctor=doctor,
                state=state,
                chosen=settings.numbers,
                is_phrase_word=is_phrase_word,
            ),
            shut_down=shut_down,
        ),
        tokens=tokens,
        networking=networking,
        loops={
            "wallet": wallet.watch,
            "network": networking.run,
            "former networks": former.run,
            "practice grants": grants.run,
            "local worker": local_worker.run,
            "pauses of workers": workers.run_pauses,
            "prices": pricer.run,
            "state": publisher.run,
            "state of workers": WorkerLooks(networking, board, workers, conditions).run,
            "conditions": conditions.run,
            "notices": notices.run,
            "floors": Floors(board, conditions, pricer.show).run,
        },
    )


def _settings_answers(
    profile: Profile,
    settings: ProfileSettings,
    *,
    board: StateBoard,
    wallet: Wallet,
    trusting: Trusting,
    networking: Networking,
) -> SettingsAnswers:
    """The options, and who follows at once where one is changed."""

    def claim_anew(_value: int) -> None:
        """The network that is open claims by the new rule."""
        session = networking.held()
        if session is not None:
            session.supplier.claim_by(_claim_policy(settings))

    trust = {
        ProfileSettings.trusted_validators.key: trusting.set_validators,
        ProfileSettings.trusted_accounts.key: trusting.set_accounts,
    }
    return SettingsAnswers(
        settings,
        board=board,
        login=login_item(profile),
        service=UserService(profile),
        listeners={
            ProfileSettings.auto_lock_minutes.key: lambda minutes: wallet.lock_after(
                60.0 * minutes
            ),
            ProfileSettings.claim_fee_percent.key: claim_anew,
            ProfileSettings.snm_per_coin.key: claim_anew,
            **trust,
        },
        checks=dict.fromkeys(trust, addresses_in),
    )


def _claim_policy(settings: ProfileSettings) -> ClaimPolicy:
    return ClaimPolicy(fee_percent=settings.claim_fee_percent, snm_per_coin=settings.snm_per_coin)
