"""The window with all its places, wired to the live state.

Home is built with the window; the others, with their modules, when they are first shown or in
the quiet after the start, so that the window is there soon.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from sonm_desktop.api.schema.network import REFUSED_NETWORK, NetworkStatus
from sonm_desktop.api.schema.state import State, Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.home.attention import Attention
from sonm_desktop.ui.home.page import HomePage
from sonm_desktop.ui.home.summary import summary
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.remedies import said as in_words
from sonm_desktop.ui.shell.message_sheet import MessageSheet
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.shell.places import PLACES, places
from sonm_desktop.ui.shell.window import MainWindow
from sonm_desktop.ui.wallet.unlocking import ask_to_unlock
from sonm_desktop.ui.welcome.journey import JourneyLog, Step
from sonm_desktop.ui.welcome.reminders import reminders
from sonm_desktop.ui.widgets.pill import PillKind
from sonm_desktop.ui.words import words

if TYPE_CHECKING:
    from sonm_desktop.ui.rentals.page import RentalsPage
    from sonm_desktop.ui.welcome.page import WelcomePage

_QUIET_S = 0.02
"""Between two places that are built: what the person does comes first."""


class Frame:
    """Builds the places and keeps rail, ribbon and strip true."""

    def __init__(self, face: Face, window: MainWindow | None = None) -> None:
        """window: the shell that is on the screen already; a new one without it."""
        self._face = face
        self.journeys = JourneyLog(Memory(face.profile))
        self._covered = False
        self._rentals: RentalsPage | None = None
        self.welcome: WelcomePage | None = None
        self._completing = False
        pages = {
            "home": self._build_home,
            "market": self._build_market,
            "rentals": self._build_rentals,
            "machine": self._build_machine,
            "wallet": self._build_wallet,
            "settings": self._build_settings,
        }
        face.live.choose(Memory(face.profile).account())
        self.window = window or MainWindow(face.theme, places())
        self.window.furnish(pages)
        self.window.built.connect(self._catch_up)
        self.window.elsewhere.connect(self._go_back_in)
        self._messages = MessageSheet(face, self.window)
        self._messages.wanted.connect(self._go_to)
        self.window.messages_wanted.connect(self._show_messages)
        self.window.rail.lock_pressed.connect(self._turn_lock)
        self.window.rail.account_chosen.connect(self._act_as)
        face.live.changed.connect(self._follow)
        face.live.connected.connect(self._show_connection)
        face.actions.failed.connect(self.say_trouble)
        face.actions.unlock_by(partial(ask_to_unlock, self.window, face.agent))

    async def complete(self) -> None:
        """Build what is not there yet, one place at a time, so that nobody waits for it."""
        self._completing = True
        for place in PLACES:
            self.window.page(place)
            await asyncio.sleep(_QUIET_S)
        self._completing = False
        self._catch_up()

    def close(self) -> None:
        """Let go of what still streams, before the event loop ends."""
        if self._rentals is not None:
            self._rentals.stop_following()
        self.window.hides = False
        self.window.close()

    def say_trouble(self, sentence: str) -> None:
        """One line across the window until the next change of the connection."""
        self.window.trouble.say(sentence, "bad")

    def _show_connection(self, connected: bool) -> None:
        lost = words(
            "The background program does not answer. What you see may be old; rentals and "
            "this PC's jobs go on by themselves. Trying again…"
        )
        self.window.trouble.say("" if connected else lost, "warn")
        if not connected:
            self.window.rail.pill.show_state(PillKind.TROUBLE, words("No answer"), lost)

    def _turn_lock(self) -> None:
        state = self._face.live.state
        if state is not None and state.wallet.locked:
            self._face.actions.run(ask_to_unlock(self.window, self._face.agent))
        elif state is not None:
            self._face.actions.run(self._face.agent.wallet.lock())

    def _show_messages(self) -> None:
        bell = self.window.bell
        if bell.isVisible():
            self._messages.open_below(bell)

    def _go_to(self, place: str, about: str) -> None:
        """Where a message leads; *about*: the deal or the worker that it is of."""
        if place == "rentals" and about:
            self._choose_rental(about)
        self.window.show_place(place)

    def _act_as(self, account: str) -> None:
        self._face.live.choose(account)
        with suppress(OSError):
            Memory(self._face.profile).keep_account(account)

    def ask_why(self) -> None:
        """Show why this PC earns nothing."""
        home = self.window.page("home")
        self.window.show_place("home")
        if isinstance(home, HomePage):
            home.ask_why()

    def _enter(self, place: str) -> None:
        """The first run is over, or waits."""
        self._covered = False
        self.window.uncover()
        self.window.show_place(place)
        self._face.live.changed.emit(Topic.RELOAD)

    def _go_back_in(self, place: str) -> None:
        """Home asks for the first run, or for a step that was put off."""
        _, _, step = place.partition(":")
        welcome = self._welcomed()
        self._covered = True
        self.window.cover(welcome)
        if step:
            welcome.open_step(Step(step))
        else:
            self.journeys.keep(self.journeys.now.resumed())
            welcome.open()

    def _cover(self, state: State) -> None:
        """The first run stands in front until it has ended, also over a restart."""
        journey = self.journeys.now
        ready = state.wallet.exists and state.network.configured
        wanted = not journey.ended and (journey.step is not None or not ready)
        if wanted and not self._covered:
            self._covered = True
            self.window.cover(self._welcomed())
            self._welcomed().open()
        elif self._covered and ready and journey.way is None and not journey.ended:
            self._covered = False
            self.window.uncover()

    def _follow(self, _topic: str) -> None:
        state = self._face.live.state
        if state is None:
            return
        self._cover(state)
        said = summary(state)
        self.window.rail.pill.show_state(said.kind, said.short, said.sentence)
        self.window.bell.show_unread(state.notices.unread)
        self.window.rail.show_lock(exists=state.wallet.exists, locked=state.wallet.locked)
        self.window.rail.account.show_accounts(state.wallet.accounts, self._face.live.account)
        self._say_network(state.network)
        self.window.refresh_header()

    def _say_network(self, network: NetworkStatus) -> None:
        """Contracts that are not ours come before everything else that a person may want."""
        if network.state.code in REFUSED_NETWORK:
            self.window.ribbon.say(in_words(network.state), "bad")
            return
        practice = words("Practice network: coins have no value")
        self.window.ribbon.say(practice if network.practice else "")

    def _catch_up(self) -> None:
        """A place that is built later has missed the state's first coming."""
        if self._face.live.state is not None and not self._completing:
            self._face.live.changed.emit(Topic.RELOAD)

    def _reminders(self, state: State) -> list[Attention]:
        return reminders(self.journeys.now, state)

    def _choose_rental(self, deal: str) -> None:
        self.window.page("rentals")
        if self._rentals is not None:
            self._rentals.choose(deal)

    def _build_home(self) -> Page:
        page = HomePage(self._face, self._reminders)
        page.rental_wanted.connect(self._choose_rental)
        return page

    def _build_market(self) -> Page:
        from sonm_desktop.ui.market.page import MarketPage  # noqa: PLC0415

        page = MarketPage(self._face)
        page.rented.connect(self._choose_rental)
        return page

    def _build_rentals(self) -> Page:
        from sonm_desktop.ui.rentals.page import RentalsPage  # noqa: PLC0415

        self._rentals = RentalsPage(self._face)
        return self._rentals

    def _build_machine(self) -> Page:
        from sonm_desktop.ui.machine.page import MachinePage  # noqa: PLC0415

        return MachinePage(self._face)

    def _build_wallet(self) -> Page:
        from sonm_desktop.ui.wallet.page import WalletPage  # noqa: PLC0415

        return WalletPage(self._face)

    def _build_settings(self) -> Page:
        from sonm_desktop.ui.settings.page import SettingsPage  # noqa: PLC0415

        return SettingsPage(self._face)

    def _welcomed(self) -> WelcomePage:
        if self.welcome is None:
            from sonm_desktop.ui.welcome.page import WelcomePage  # noqa: PLC0415

            self.welcome = WelcomePage(self._face, self.journeys)
            self.welcome.finished.connect(self._enter)
            self.window.add_cover(self.welcome)
        return self.welcome
