"""Other terms that a supplier offers for a deal, as its worker passes them on. Checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.terms.terms import Terms, amendment_id

_MOST = 20
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_LIMITS = {"rate": 2**80, "end": 2**32, "notice": 2**24, "seq": 2**16, "good_until": 2**32}


@dataclass(frozen=True, slots=True)
class OfferedTerms:
    """It binds nobody: the supplier signs when the customer wants it. good_until: chain time."""

    id: str
    terms: Terms
    seq: int
    good_until: int


def offered_in(reply: dict[str, Any], deal: DealId) -> tuple[OfferedTerms, ...]:
    """What stands in a ``deal.status``. Raises BadReply."""
    said = reply.get("offers", [])
    if not isinstance(said, list | tuple) or len(said) > _MOST:
        raise BadReply("a list of offers that is none")
    return tuple(_offered(one, deal) for one in said)


def _offered(said: Any, deal: DealId) -> OfferedTerms:
    if not isinstance(said, dict) or not _ID.fullmatch(str(said.get("id"))):
        raise BadReply("an offer that is none")
    numbers = {name: said.get(name) for name in _LIMITS}
    for name, value in numbers.items():
        if type(value) is not int or not 0 <= value < _LIMITS[name]:
            raise BadReply("an offer that is none")
    terms = Terms(said["rate"], said["end"], said["notice"])
    if said["id"] != amendment_id(deal, said["seq"], terms):
        raise BadReply("an offer of other terms than it says")
    return OfferedTerms(said["id"], terms, said["seq"], said["good_until"])
