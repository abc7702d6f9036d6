"""What a worker says of its owner's rules, in the schema."""

from __future__ import annotations

from typing import Any

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.guest import Ceiling, Felt, GuestRules, GuestStatus, Standing

_SENSES = ("idle", "fullscreen", "programs", "battery", "metered", "heat")
_MOST = 32


def guest_shape(told: Any) -> GuestStatus:
    """Raises ValidationError, KeyError, TypeError."""
    return GuestStatus(
        rules=GuestRules.model_validate(told["rules"]),
        reasons=tuple(_standing(one) for one in told["reasons"][:_MOST]),
        senses={name: _felt(told["senses"][name]) for name in _SENSES if name in told["senses"]},
        in_use=bool(told["in_use"]),
        frozen=bool(told["frozen"]),
        ceiling=Ceiling.model_validate(told["ceiling"]),
        drain=told["drain"],
        next_change=_moment(told["next_change"]),
        maintenance=_moment(told["maintenance"]),
    )


def _standing(told: Any) -> Standing:
    return Standing(
        code=str(told["code"])[:48], stops=bool(told["stops"]), until=_moment(told["until"])
    )


def _felt(told: Any) -> Felt:
    code = str(told["code"])
    return Felt(source=str(told["source"])[:32], why_not=Worded.of(code) if code else None)


def _moment(told: Any) -> int | None:
    return None if told is None else int(told)
