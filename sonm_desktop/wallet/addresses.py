"""Account addresses as people type and paste them."""

from __future__ import annotations

from functools import lru_cache

from eth_utils.address import is_checksum_address, is_hex_address, to_checksum_address

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address

_PREFIX = "0x"
_LENGTH = 42


def parse_address(text: str) -> Address:
    """*text* as an address in EIP-55 spelling.

    Mixed case is a checksum and must be right; one case only carries none and is accepted.
    Raises UserError("wallet.bad_address") or UserError("wallet.bad_checksum").
    """
    stripped = text.strip()
    if not stripped.startswith(_PREFIX) or len(stripped) != _LENGTH:
        raise UserError("wallet.bad_address")
    return _spelled(stripped)


@lru_cache(maxsize=4096)
def _spelled(text: str) -> Address:
    """Remembered: the same few are looked at many times a second, and each is two hashes."""
    if not is_hex_address(text):
        raise UserError("wallet.bad_address")
    digits = text.removeprefix(_PREFIX)
    one_case = digits in (digits.lower(), digits.upper())
    if not one_case and not is_checksum_address(text):
        raise UserError("wallet.bad_checksum")
    return Address(to_checksum_address(text))
