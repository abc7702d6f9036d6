"""Reading a file of plans strictly: what is wrong is said with its line and column.

Unknown and repeated keys, wrong units and YAML's own surprises (anchors, tags, a “no” that is
false) are refused; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sonm_desktop.api.schema.pricing import PriceRule, PriceSetup, TariffHours
from sonm_desktop.api.schema.worker import NamedPlan, SellPlan
from sonm_desktop.cli.plans import quantities as q
from sonm_desktop.cli.plans.plan_file import PlanFile
from sonm_desktop.cli.plans.tariff import Cost
from sonm_desktop.core.errors import UserError

VERSION = 1
LARGEST_FILE = 256 * 1024
MOST_PLANS = 32
SPOT = "spot"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
_REACHES = ("none", "outgoing", "incoming")
_SANDBOXES = ("strict", "compatible")


def _text(text: str) -> str:
    return text


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise q.QuantityError(f"choose one of {', '.join(choices)}")
        return text

    return parse


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise q.QuantityError("write true or false")
    return text == "true"


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise q.QuantityError("a name has 1 to 32 small letters, digits and hyphens")
    return text


def _term(text: str) -> int:
    return 0 if text == SPOT else q.parse_measure(text, q.SPANS, "spot or 7 d")


def _hours(text: str) -> int:
    seconds = q.parse_measure(text, q.SPANS, "48 h")
    if seconds % 3600:
        raise q.QuantityError("write whole hours, like 48 h")
    return seconds // 3600


KEYS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "name": ("", _name),
    "price": ("", q.parse_price),
    "term": ("duration", _term),
    "notice": ("notice", lambda text: q.parse_measure(text, q.SPANS, "10 min")),
    "minimum": ("minimum", lambda text: q.parse_measure(text, q.SPANS, "1 min")),
    "claims": ("window", _hours),
    "cores": ("cpu_percent", q.parse_cores),
    "memory": ("ram_bytes", lambda text: q.parse_measure(text, q.SIZES, "4 GiB")),
    "storage": ("storage_bytes", lambda text: q.parse_measure(text, q.SIZES, "50 GiB")),
    "identity": ("identity", q.parse_count),
    "network": ("network", _one_of(*_REACHES)),
    "download": ("ingress_bps", lambda text: q.parse_measure(text, q.SPEEDS, "50 Mbit/s")),
    "upload": ("egress_bps", lambda text: q.parse_measure(text, q.SPEEDS, "10 Mbit/s")),
    "download price": ("ingress_price", q.parse_gib_price),
    "upload price": ("egress_price", q.parse_gib_price),
    "sandbox": ("sandbox", _one_of(*_SANDBOXES)),
    "gpus": ("gpus", _text),
    "paused": ("", _truth),
    "automatic": ("", _truth),
    "least": ("", q.parse_left),
}
"""By key of the file: the plan's field, and how its text is read."""

_COSTS = ("electricity", "hours", "watts", "coin")
_MOST_HOURS = 24
_FREE = Cost(0, "snm")

_NEEDED = ("name", "price", "cores", "memory", "storage")


def read_plan_file(file: str, text: str) -> PlanFile:
    """What *text* of *file* says. Raises UserError cli.bad_plan_file."""
    return _Reader(file).read(text)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file

    def read(self, text: str) -> PlanFile:
        if len(text) > LARGEST_FILE:
            raise self._wrong("the file is too large", 1, 1)
        top = self._mapping(self._root(text), ("version", "costs", "plans"))
        version = top.get("version")
        if version is None or self._scalar(version) != str(VERSION):
            raise self._at(version, f"version must be {VERSION}")
        listed = top.get("plans")
        if not isinstance(listed, SequenceNode):
            raise self._at(listed, "plans must be a list, each entry after a hyphen")
        if len(listed.value) > MOST_PLANS:
            raise self._at(listed, f"there are more than {MOST_PLANS} plans")
        found: dict[str, NamedPlan] = {}
        rules: dict[str, PriceRule] = {}
        for node in listed.value:
            plan, rule = self._plan(node)
            if plan.name in found:
                raise self._at(node, f"plan {plan.name} stands twice")
            found[plan.name] = plan
            rules |= {plan.name: rule} if rule else {}
        costs = self._costs(top["costs"]) if "costs" in top else None
        return PlanFile(tuple(found.values()), rules, costs)

    def _costs(self, node: Node) -> PriceSetup:
        keys = self._mapping(node, _COSTS)
        kwh = self._quantity(keys, "electricity", lambda text: q.parse_cost(text, "/kWh")) or _FREE
        coin = self._quantity(keys, "coin", q.parse_cost) or _FREE
        currencies = {kwh.currency} if kwh.amount else set()
        hours = []
        for one in self._list(
            keys.get("hours"), "hours must be a list, like [22:00-06:00 0.2 USD/kWh]"
        ):
            said = self._quantity({"hours": one}, "hours", q.parse_hourly_cost)
            currencies.add(said.kwh.currency)
            if len(currencies) > 1:
                raise self._at(one, "one tariff has one currency: SNM or USD")
            hours.append(TariffHours(start=said.start, end=said.end, kwh=said.kwh.amount))
        try:
            return PriceSetup(
                kwh=kwh.amount,
                hours=tuple(hours),
                currency=next(iter(currencies), "snm"),
                watts=self._quantity(keys, "watts", q.parse_watts),
                coin=coin.amount,
                coin_currency=coin.currency,
            )
        except ValidationError as error:
            raise self._at(node, "a cost is out of its range") from error

    def _root(self, text: str) -> Node:
        try:
            for event in yaml.parse(text, Loader=yaml.SafeLoader):
                if getattr(event, "anchor", None):
                    raise self._at(event, "anchors and aliases are not used here")
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            raise self._at(None, error.problem or "this is not YAML", error.problem_mark) from error
        except yaml.YAMLError as error:
            raise self._wrong("this is not text", 1, 1) from error
        if root is None:
            raise self._wrong("the file is empty", 1, 1)
        return root

    def _list(self, node: Node | None, problem: str) -> list[Node]:
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            raise self._at(node, problem)
        return list(node.value)

    def _quantity(self, keys: dict[str, Node], key: str, parse: Callable[[str], Any]) -> Any:
        """The value of *key*; None where it is not said."""
        if key not in keys:
            return None
        try:
            return parse(self._scalar(keys[key]))
        except q.QuantityError as error:
            raise self._at(keys[key], f"{key}: {error}") from error

    def _plan(self, node: Node) -> tuple[NamedPlan, PriceRule | None]:
        keys = self._mapping(node, tuple(KEYS))
        for key in _NEEDED:
            if key not in keys:
                raise self._at(node, f"“{key}” is missing")
        said = {key: self._value(key, value) for key, value in keys.items()}
        rate, usd_rate = said["price"]
        fields = {KEYS[key][0]: value for key, value in said.items() if KEYS[key][0]}
        try:
            plan = SellPlan(rate=rate, usd_rate=usd_rate, **fields)
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            key = next((key for key, (name, _) in KEYS.items() if name == field), "price")
            raise self._at(keys.get(key, node), f"“{key}” is out of its range") from error
        named = NamedPlan(name=said["name"], plan=plan, paused=said.get("paused", False))
        if "automatic" not in said and "least" not in said:
            return named, None
        return named, self._rule(said, keys.get("least", node))

    def _rule(self, said: dict[str, Any], node: Node) -> PriceRule:
        try:
            return PriceRule(automatic=said.get("automatic", False), minimum=said.get("least", 0))
        except ValidationError as error:
            raise self._at(node, "“least” is out of its range") from error

    def _value(self, key: str, node: Node) -> Any:
        if key == "gpus":
            listed = self._list(node, "gpus must be a list of device ids: [id, id]")
            return tuple(self._scalar(one) for one in listed)
        return self._quantity({key: node}, key, KEYS[key][1])

    def _mapping(self, node: Node, known: tuple[str, ...]) -> dict[str, Node]:
        if not isinstance(node, MappingNode):
            raise self._at(node, "keys with values are expected here, like “name: day”")
        found: dict[str, Node] = {}
        for key_node, value in node.value:
            key = self._scalar(key_node)
            if key not in known:
                raise self._at(key_node, f"unknown key “{key[:40]}”; known: {', '.join(known)}")
            if key in found:
                raise self._at(key_node, f"“{key}” stands twice")
            found[key] = value
        return found

    def _scalar(self, node: Node) -> str:
        plain = isinstance(node, ScalarNode) and node.tag.startswith("tag:yaml.org,2002:")
        if not plain or not str(node.value).strip():
            raise self._at(node, "one value is expected here")
        return str(node.value)

    def _at(self, node: Any, problem: str, mark: Any = None) -> UserError:
        mark = mark or getattr(node, "start_mark", None)
        if mark is None:
            return self._wrong(problem, 1, 1)
        return self._wrong(problem, mark.line + 1, mark.column + 1)

    def _wrong(self, problem: str, line: int, column: int) -> UserError:
        return UserError(
            "cli.bad_plan_file", file=self._file, line=line, column=column, problem=problem
        )
