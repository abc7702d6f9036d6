"""The words that hold all accounts (BIP-39, English), and the keys below them (BIP-32, BIP-44).

A phrase is a Python string and cannot be wiped from memory: it is wrapped in Secret, made or
read where it is needed, and never kept by the unlocked wallet, which holds the seed.
"""

from __future__ import annotations

import secrets
import sys
from functools import lru_cache
from types import ModuleType

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.secret import Secret

NEW_LENGTHS = (12, 24)
LENGTHS = (12, 15, 18, 21, 24)
_BITS_OF_A_WORD = 11
_MOST_ACCOUNTS = 1 << 31


def new_phrase(words: int = 12) -> Secret[str]:
    """A phrase of 12 or 24 words from the system's randomness."""
    if words not in NEW_LENGTHS:
        raise UserError("wallet.phrase_length", count=words)
    # A word is 11 bits, of which one in 33 is checksum.
    entropy = secrets.token_bytes(words * _BITS_OF_A_WORD * 32 // 33 // 8)
    return Secret(str(_hd_accounts().Mnemonic().to_mnemonic(entropy)))


def checked_phrase(typed: Secret[str]) -> Secret[str]:
    """*typed* in canonical spacing and case, if it is a phrase.

    Raises UserError: wallet.phrase_length, wallet.phrase_word with the position of the first
    unknown word (never the word), wallet.phrase_checksum.
    """
    mnemonic = _hd_accounts().Mnemonic()
    words = typed.reveal().lower().split()
    if len(words) not in LENGTHS:
        raise UserError("wallet.phrase_length", count=len(words))
    known = _known_words()
    for position, word in enumerate(words, start=1):
        if word not in known:
            raise UserError("wallet.phrase_word", position=position)
    phrase = " ".join(words)
    if not mnemonic.is_mnemonic_valid(phrase):
        raise UserError("wallet.phrase_checksum")
    return Secret(phrase)


def is_phrase_word(word: str) -> bool:
    """Whether *word*, in lower case, is one of the 2048."""
    return word in _known_words()


def phrase_words() -> tuple[str, ...]:
    """All 2048, in the order of the standard."""
    return tuple(str(word) for word in _hd_accounts().Mnemonic().wordlist)


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    return frozenset(_hd_accounts().Mnemonic().wordlist)


def seed_of(phrase: Secret[str]) -> Secret[bytes]:
    """The 64 bytes below which all keys of a checked *phrase* lie."""
    return Secret(bytes(_hd_accounts().Mnemonic.to_seed(phrase.reveal())))


def account_key(seed: Secret[bytes], index: int) -> Secret[bytes]:
    """The private key of account *index*: m/44'/60'/0'/0/index, as every EVM wallet has it."""
    if not 0 <= index < _MOST_ACCOUNTS:
        raise ValueError("no such account of a phrase")
    path = f"m/44'/60'/0'/0/{index}"
    return Secret(bytes(_hd_accounts().key_from_seed(seed.reveal(), path)))


@lru_cache(maxsize=1)
def _hd_accounts() -> ModuleType:
    """eth_account.hdaccount, loaded when a phrase is first needed: that takes half a second.

    WORKAROUND py_ecc, which comes along: it sets Python's recursion limit to 100,000. With that,
    deeply nested JSON of a stranger overflows the C stack and ends the program.
    """
    limit = sys.getrecursionlimit()
    try:
        from eth_account import hdaccount  # noqa: PLC0415
    finally:
        sys.setrecursionlimit(limit)
    return hdaccount
