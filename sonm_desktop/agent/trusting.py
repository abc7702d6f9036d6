"""Whose word counts for the owner of this profile: what he chose, and his own accounts."""

from __future__ import annotations

import re

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.standing.identity import Trust
from sonm_desktop.settings.options import ProfileSettings
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

MOST = 64


class Trusting:
    """Reads the settings once, and again when they change."""

    def __init__(self, settings: ProfileSettings, wallet: Wallet) -> None:
        self._wallet = wallet
        self._validators = addresses_in(settings.trusted_validators)
        self._accounts = addresses_in(settings.trusted_accounts)

    def trust(self) -> Trust:
        """As it is now."""
        mine = {account.address for account in self._wallet.accounts()}
        return Trust(validators=self._validators or None, accounts=self._accounts | frozenset(mine))

    def set_validators(self, text: str) -> None:
        self._validators = addresses_in(text)

    def set_accounts(self, text: str) -> None:
        self._accounts = addresses_in(text)


def addresses_in(text: str) -> frozenset[Address]:
    """The addresses that a person has listed. Raises UserError("standing.bad_trust")."""
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    try:
        found = frozenset(parse_address(word) for word in words)
    except UserError as error:
        raise UserError("standing.bad_trust", text=text[:80]) from error
    if len(found) > MOST:
        raise UserError("standing.bad_trust", text=text[:80])
    return found
