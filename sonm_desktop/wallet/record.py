"""The wallet's file: public accounts in the clear, everything secret under one password.

One file, replaced at once: a crash while an account is added or the password is changed leaves
the old wallet or the new one, whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.paths import write_private
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.sealing import BadSealing

FILE_NAME = "wallet.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Account:
    """What may be known of an account while the wallet is locked.

    index: its place below m/44'/60'/0'/0, None for an imported key.
    """

    address: Address
    label: str
    index: int | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What the password protects."""

    phrase: Secret[str]
    imported: tuple[Secret[bytes], ...]

    def to_bytes(self) -> Secret[bytes]:
        """In the form that is sealed."""
        return Secret(
            json.dumps(
                {
                    "phrase": self.phrase.reveal(),
                    "imported": [key.reveal().hex() for key in self.imported],
                }
            ).encode()
        )

    @classmethod
    def from_bytes(cls, raw: Secret[bytes]) -> Contents:
        """What was sealed. Raises BadSealing, without the text that a parser's error carries."""
        fields = _parsed(raw)
        if not isinstance(fields, dict) or set(fields) != {"phrase", "imported"}:
            raise BadSealing("what it holds is no wallet")
        return cls(
            phrase=Secret(fields["phrase"]),
            imported=tuple(Secret(bytes.fromhex(text)) for text in fields["imported"]),
        )


def _parsed(raw: Secret[bytes]) -> Any:
    try:
        return json.loads(raw.reveal())
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Record:
    """The file's fields. sealed: a crypto section as `sealing` writes it."""

    accounts: tuple[Account, ...]
    sealed: dict[str, Any]

    def save(self, path: Path) -> None:
        """Replace the file at once."""
        fields = {
            "version": _VERSION,
            "accounts": [asdict(account) for account in self.accounts],
            "sealed": self.sealed,
        }
        write_private(path, json.dumps(fields, indent=1).encode())

    def next_index(self) -> int:
        """Place of the next account of the phrase."""
        return 1 + max(
            (account.index for account in self.accounts if account.index is not None), default=-1
        )


def load_record(path: Path) -> Record | None:
    """The record in *path*, or None where there is no wallet.

    Raises UserError: wallet.damaged, wallet.from_the_future.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if fields["version"] > _VERSION:
            raise UserError("wallet.from_the_future", file=path.name)
        accounts = tuple(_account(entry) for entry in fields["accounts"])
        return Record(accounts=accounts, sealed=dict(fields["sealed"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise UserError("wallet.damaged", file=path.name) from error


def _account(entry: dict[str, Any]) -> Account:
    label, index = entry["label"], entry["index"]
    if not isinstance(label, str) or not (index is None or type(index) is int):
        raise TypeError("an account's label or index has a wrong type")
    return Account(address=_address(entry["address"]), label=label, index=index)


def _address(text: str) -> Address:
    try:
        return parse_address(text)
    except UserError as error:
        raise ValueError("an account's address is damaged") from error
