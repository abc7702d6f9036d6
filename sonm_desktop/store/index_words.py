"""Which events say something of an account: whom a worker serves, profiles, ratings."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple


class WordRow(NamedTuple):
    """about, by: addresses, 20 bytes. position: in the batch, until the event has a seq."""

    about: bytes
    by: bytes
    position: int


def save_words(connection: sqlite3.Connection, words: Sequence[WordRow], first: int) -> None:
    """*first*: the seq of the batch's first event."""
    connection.executemany(
        "INSERT INTO word (seq, about, by) VALUES (?, ?, ?)",
        [(first + word.position, word.about, word.by) for word in words],
    )


def undo_words(connection: sqlite3.Connection, seq: int) -> None:
    """Forget those of events above *seq*."""
    connection.execute("DELETE FROM word WHERE seq > ?", (seq,))


def clear_words(connection: sqlite3.Connection) -> None:
    """Forget all of them."""
    connection.execute("DELETE FROM word")
