"""An amount as people type and paste it: exact, or refused with what is unclear about it."""

from __future__ import annotations

import re

from sonm_desktop.core.amounts import MAX_UINT256, SNM_DECIMALS, Wei
from sonm_desktop.core.errors import UserError

_UNIT = re.compile(r"\s*(?:SNM|ETH|coin)$", re.IGNORECASE)
_SPACES = " \u00a0\u202f\u2009'’"
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+", re.ASCII)
_GROUPS_THEN_POINT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*", re.ASCII)
_SEVERAL_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}", re.ASCII)
_SPACED = re.compile(rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?:\.[0-9]*)?", re.ASCII)
_LONGEST = 200


def typed_amount(text: str, decimals: int = SNM_DECIMALS) -> Wei:
    """*text* in the smallest unit, exactly: ``12.5``, ``1,000.5``, ``1 000.5``, ``12.5 SNM``.

    Raises UserError: core.amount_missing, core.amount_comma (could be read in two ways),
    core.amount_unclear, core.amount_decimals, core.amount_large.
    """
    shown = text.strip()[:_LONGEST]
    stripped = _UNIT.sub("", shown).strip()
    if not stripped:
        raise UserError("core.amount_missing")
    plain = _without_groups(stripped)
    if not _PLAIN.fullmatch(plain):
        raise UserError("core.amount_comma" if "," in plain else "core.amount_unclear", text=shown)
    whole, _, fraction = plain.partition(".")
    if len(fraction.rstrip("0")) > decimals:
        raise UserError("core.amount_decimals", most=decimals, has=len(fraction.rstrip("0")))
    value = int(whole.lstrip("0")[:100] or "0") * 10**decimals
    value += int(fraction[:decimals].ljust(decimals, "0") or "0")
    if value > MAX_UINT256:
        raise UserError("core.amount_large")
    return Wei(value)


def _without_groups(text: str) -> str:
    """Without separators that can only be between thousands; others stay, and are refused."""
    if _GROUPS_THEN_POINT.fullmatch(text) or _SEVERAL_GROUPS.fullmatch(text):
        return text.replace(",", "")
    if _SPACED.fullmatch(text):
        return "".join(letter for letter in text if letter not in _SPACES)
    return text
