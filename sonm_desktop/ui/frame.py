"""The window with all its places, wired to the live state."""

from __future__ import annotations

from functools import partial

from sonm_desktop.ui.face import Face
from sonm_desktop.ui.home.page import HomePage
from sonm_desktop.ui.home.summary import summary
from sonm_desktop.ui.machine.page import MachinePage
from sonm_desktop.ui.market.page import MarketPage
from sonm_desktop.ui.rentals.page import RentalsPage
from sonm_desktop.ui.settings.page import SettingsPage
from sonm_desktop.ui.shell.rail import Place
from sonm_desktop.ui.shell.window import MainWindow
from sonm_desktop.ui.wallet.page import WalletPage
from sonm_desktop.ui.wallet.unlocking import ask_to_unlock
from sonm_desktop.ui.welcome.page import WelcomePage
from sonm_desktop.ui.widgets.pill import PillKind
from sonm_desktop.ui.words import words

PLACES = ("home", "market", "rentals", "machine", "wallet", "settings")
"""Keys of the places, in the order of the rail."""


class Frame:
    """Builds the places and keeps rail, ribbon and strip true."""

    def __init__(self, face: Face) -> None:
        self._face = face
        places = (
            Place("home", words("Home"), "house"),
            Place("market", words("Market"), "storefront"),
            Place("rentals", words("Rentals"), "package"),
            Place("machine", words("This PC"), "desktop"),
            Place("wallet", words("Wallet"), "wallet"),
            Place("settings", words("Settings"), "gear", foot=True),
        )
        home, market, rentals = HomePage(face), MarketPage(face), RentalsPage(face)
        self._rentals = rentals
        market.rented.connect(rentals.choose)
        home.rental_wanted.connect(rentals.choose)
        pages = {
            "home": home,
            "market": market,
            "rentals": rentals,
            "machine": MachinePage(face),
            "wallet": WalletPage(face),
            "settings": SettingsPage(face),
        }
        self.window = MainWindow(face.theme, places, pages)
        self._welcome = WelcomePage(face)
        self.window.add_cover(self._welcome)
        self.window.rail.lock_pressed.connect(self._turn_lock)
        face.live.changed.connect(self._follow)
        face.live.connected.connect(self._show_connection)
        face.actions.failed.connect(self.say_trouble)
        face.actions.unlock_by(partial(ask_to_unlock, self.window, face.agent))
        self._welcome.finished.connect(self._enter)

    def close(self) -> None:
        """Let go of what still streams, before the event loop ends."""
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

    def _enter(self) -> None:
        self.window.uncover()
        self.window.show_place("machine")

    def _follow(self, _topic: str) -> None:
        state = self._face.live.state
        if state is None:
            return
        if not state.wallet.exists or not state.network.configured:
            self.window.cover(self._welcome)
        elif not self._welcome.busy:
            self.window.uncover()
        said = summary(state)
        self.window.rail.pill.show_state(said.kind, said.short, said.reason or said.sentence)
        self.window.rail.show_lock(exists=state.wallet.exists, locked=state.wallet.locked)
        practice = words("Practice network: coins have no value")
        self.window.ribbon.say(practice if state.network.practice else "")
        self.window.refresh_header()
