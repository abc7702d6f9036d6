"""A price feed on a test's node that says whatever the test wants, nonsense too.

Its program answers `decimals` and `latestRoundData` out of its storage, which the test writes.
"""

from __future__ import annotations

from eth_utils.address import to_checksum_address

from sonm_desktop.core.ids import Address

FEED = Address(to_checksum_address("0x" + "fe" * 20))
Request = tuple[str, list[str]]
"""A method of the node with its parameters."""

_PROGRAM = (
    "60003560e01c63313ce5671460205760015460205260025460605260a06000f35b60005460005260206000f3"
)
_DECIMALS, _ANSWER, _UPDATED = range(3)


def put_feed(decimals: int, answer: int, updated: int, at: Address = FEED) -> list[Request]:
    """What to ask of the node so that the feed at *at* says this."""
    return [
        ("anvil_setCode", [at, "0x" + _PROGRAM]),
        *say(_DECIMALS, decimals, at),
        *say(_ANSWER, answer, at),
        *say(_UPDATED, updated, at),
    ]


def say(slot: int, value: int, at: Address) -> list[Request]:
    word = (value % 2**256).to_bytes(32, "big").hex()
    return [("anvil_setStorageAt", [at, hex(slot), "0x" + word])]
