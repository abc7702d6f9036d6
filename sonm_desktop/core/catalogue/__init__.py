"""The catalogue of messages: every code with its sentence and its remedy, in one place each.

One module per area holds ``MESSAGES``; codes begin with the area's name and a dot.
Texts are ``str.format`` templates over the parameters of the error or state.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sonm_desktop.core.benchmark_names import benchmark_name
from sonm_desktop.core.catalogue import (
    agent,
    blacklist,
    campaign,
    chain,
    cli,
    core,
    doctor,
    ledger,
    market,
    notice,
    p2p,
    plans,
    rental,
    settings,
    standing,
    state,
    wallet,
    why,
    worker,
)
from sonm_desktop.core.quantities import exact_span, size, traffic


@dataclass(frozen=True, slots=True)
class Wording:
    """The template of one code: what happened, and what to do."""

    text: str
    action: str = ""

    def sentence(self, params: Mapping[str, Any]) -> str:
        """What happened, in the user's language."""
        return _fill(self.text, params)

    def remedy(self, params: Mapping[str, Any]) -> str:
        """What to do, in the user's language; empty where nothing can be done."""
        return _fill(self.action, params) if self.action else ""


def _fill(template: str, params: Mapping[str, Any]) -> str:
    return _translation().gettext(template).format_map(_Shown(params))


def _say(text: str, /, **values: Any) -> str:
    return _translation().gettext(text).format(**values)


@lru_cache(maxsize=1)
def _translation() -> gettext.NullTranslations:
    """Looked for once: the search takes longer than the rest of a sentence."""
    return gettext.translation("sonm", gettext.bindtextdomain("sonm"), fallback=True)


@dataclass(frozen=True, slots=True)
class _Value:
    """A parameter; numbers may be wanted as a length of time, ``{lease:span}``, as bytes: of
    memory, ``{ram:size}``, or sent over a line, ``{sold:traffic}``, or as what is measured under
    that number, ``{benchmark:measured}``."""

    value: Any

    def __format__(self, how: str) -> str:
        if how not in ("span", "size", "traffic", "measured"):
            return format(self.value, how)
        if not isinstance(self.value, int | float):
            return str(self.value)
        count = int(self.value)
        if how == "measured":
            return _say(benchmark_name(count).name)
        if how == "span":
            return exact_span(count, _say)
        return size(count) if how == "size" else traffic(count)


class _Shown(dict[str, Any]):
    """Parameters of a template; a missing one shows its name instead of failing."""

    def __getitem__(self, key: str) -> Any:
        return _Value(super().__getitem__(key) if key in self else "{" + key + "}")


_AREAS = (
    core,
    settings,
    wallet,
    chain,
    market,
    standing,
    blacklist,
    campaign,
    p2p,
    rental,
    worker,
    plans,
    doctor,
    ledger,
    state,
    notice,
    why,
    agent,
    cli,
)
_WORDINGS = {code: Wording(*entry) for area in _AREAS for code, entry in area.MESSAGES.items()}


def wording(code: str) -> Wording:
    """The wording of *code*; an unknown code is shown as itself rather than hidden."""
    return _WORDINGS.get(code) or Wording(f"Something went wrong ({code}).")


def codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_WORDINGS)
