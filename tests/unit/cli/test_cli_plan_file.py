"""Plan files: what is written reads back the same; what is wrong is named by line and column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.api.schema.pricing import PriceRule, PriceSetup, TariffHours
from sonm_desktop.api.schema.worker import NamedPlan, SellPlan
from sonm_desktop.cli.plans.plan_file import PlanFile
from sonm_desktop.cli.plans.reading import read_plan_file
from sonm_desktop.cli.plans.writing import write_plan_file
from sonm_desktop.core.errors import UserError

COSTS = """\
version: 1
costs:
  electricity: 0.30 USD/kWh
  hours:
    - 22:00-06:00 0.18 USD/kWh
  watts: 350 W
  coin: 3000 USD
plans:
  - name: day
    price: 0.36 SNM/h
    cores: 1
    memory: 1 GiB
    storage: 1 GiB
    automatic: true
    least: 0.1 SNM/h
"""

FILE = """\
version: 1
plans:
  - name: day
    price: 0.36 SNM/h
    term: 7 d
    notice: 10 min
    cores: 1.5
    memory: 4 GiB
    storage: 50 GiB
    network: outgoing
    download: 50 Mbit/s
    upload: 10 Mbit/s
  - {name: night, price: 1 SNM/h, cores: 2, memory: 512 MiB, storage: 1 GiB, paused: true}
"""

plans = st.builds(
    NamedPlan,
    name=st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True),
    paused=st.booleans(),
    plan=st.builds(
        SellPlan,
        rate=st.integers(0, 2**80 - 1),
        duration=st.integers(0, 2**32 - 1),
        notice=st.integers(0, 2**24 - 1),
        window=st.integers(24, 168),
        cpu_percent=st.integers(1, 10**9),
        ram_bytes=st.integers(1, 2**63 - 1),
        storage_bytes=st.integers(1, 2**63 - 1),
        identity=st.integers(1, 4),
        network=st.sampled_from(["none", "outgoing", "incoming"]),
        ingress_bps=st.integers(0, 10**11),
        egress_bps=st.integers(0, 10**11),
        ingress_price=st.integers(0, 2**96 - 1),
        egress_price=st.integers(0, 2**96 - 1),
        sandbox=st.sampled_from(["strict", "compatible"]),
        gpus=st.lists(
            st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=9),
            max_size=3,
            unique=True,
        ).map(tuple),
    ),
)


def in_usd(named: NamedPlan, usd_rate: int) -> NamedPlan:
    if not usd_rate:
        return named
    priced = named.plan.model_copy(update={"rate": 0, "usd_rate": usd_rate})
    return named.model_copy(update={"plan": priced})


plans = st.builds(in_usd, plans, st.one_of(st.just(0), st.integers(1, 2**96 - 1)))


minutes = st.integers(0, 1439)
money = st.integers(1, 2**96 - 1)
costs = st.builds(
    PriceSetup,
    kwh=money,
    hours=st.lists(st.builds(TariffHours, start=minutes, end=minutes, kwh=money), max_size=3).map(
        tuple
    ),
    currency=st.sampled_from(["snm", "usd"]),
    watts=st.one_of(st.none(), st.integers(1, 100_000)),
    coin=money,
    coin_currency=st.sampled_from(["snm", "usd"]),
)
rules = st.builds(PriceRule, automatic=st.booleans(), minimum=st.integers(0, 2**80 - 1))


@given(
    st.lists(st.tuples(plans, st.none() | rules), max_size=4, unique_by=lambda both: both[0].name),
    st.none() | costs,
)
def test_what_is_written_reads_back_the_same(
    found: list[tuple[NamedPlan, PriceRule | None]], costs: PriceSetup | None
) -> None:
    said = {plan.name: rule for plan, rule in found if rule is not None}
    file = PlanFile(tuple(plan for plan, _ in found), said, costs)
    assert read_plan_file("x", write_plan_file(file)) == file


def test_a_file_says_what_power_costs_in_a_persons_currency_and_how_prices_are_made() -> None:
    file = read_plan_file("plans.yaml", COSTS)
    assert file.costs == PriceSetup(
        kwh=3 * 10**17,
        hours=(TariffHours(start=22 * 60, end=6 * 60, kwh=18 * 10**16),),
        currency="usd",
        watts=350,
        coin=3000 * 10**18,
        coin_currency="usd",
    )
    assert file.rules == {"day": PriceRule(automatic=True, minimum=10**17 // 3600)}


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said"),
    [
        ("0.30 USD/kWh", "0.30 EUR/kWh", 3, 16, "0.3 USD/kWh or 0.8 SNM/kWh"),
        ("0.30 USD/kWh", "0.30 USD", 3, 16, "0.3 USD/kWh"),
        ("0.30 USD/kWh", "0.3.0 USD/kWh", 3, 16, "not an amount"),
        ("0.18 USD/kWh", "0.18 SNM/kWh", 5, 7, "one currency"),
        ("22:00-06:00", "22:00-24:00", 5, 7, "23:59"),
        ("22:00-06:00 0", "22:00 0", 5, 7, "22:00-06:00 0.2 USD/kWh"),
        ("\n    - 22", " 22", 4, 10, "must be a list"),
        ("350 W", "350", 6, 10, "350 W"),
        ("350 W", "0 W", 2 + 1, 3, "out of its range"),
        ("3000 USD", "3000 USD/kWh", 7, 9, "0.3 USD or 0.8 SNM"),
        ("watts", "watt", 6, 3, "unknown key"),
        ("automatic: true", "automatic: yes", 14, 16, "true or false"),
        ("least: 0.1 SNM/h", "least: 0.1", 15, 12, "0.1 SNM/h"),
    ],
)
def test_what_is_wrong_with_costs_is_named_with_its_place(
    old: str, new: str, line: int, column: int, said: str
) -> None:
    assert old in COSTS
    with pytest.raises(UserError) as caught:
        read_plan_file("plans.yaml", COSTS.replace(old, new, 1))
    params = caught.value.params
    assert (params["line"], params["column"]) == (line, column), params["problem"]
    assert said in params["problem"]


def test_a_file_in_a_persons_words_is_read_exactly() -> None:
    day, night = read_plan_file("plans.yaml", FILE).plans
    assert day.plan == SellPlan(
        rate=10**14,
        duration=7 * 86_400,
        notice=600,
        cpu_percent=150,
        ram_bytes=4 << 30,
        storage_bytes=50 << 30,
        network="outgoing",
        ingress_bps=50_000_000,
        egress_bps=10_000_000,
    )
    assert (night.name, night.paused, night.plan.cpu_percent) == ("night", True, 200)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said"),
    [
        ("    cores: 1.5", "    core: 1.5", 7, 5, "unknown key “core”"),
        ("memory: 4 GiB", "memory: 4 Gib", 8, 13, "4 GiB"),
        ("price: 0.36 SNM/h", "price: 0.36", 4, 12, "0.36 SNM/h"),
        ("price: 0.36 SNM/h", "price: 0,36 SNM/h", 4, 12, "is no amount"),
        ("price: 0.36 SNM/h", "price: 0,02 USD/h", 4, 12, "0.02 USD/h"),
        ("price: 0.36 SNM/h", "price: 0 USD/h", 4, 12, "above zero"),
        ("price: 0.36 SNM/h", "price: 0.02 usd/h", 4, 12, "0.36 SNM/h"),
        ("network: outgoing", "network: no", 10, 14, "none, outgoing, incoming"),
        ("notice: 10 min", "notice: 10 min\n    notice: 20 min", 7, 5, "stands twice"),
        ("name: night", "name: day", 13, 5, "plan day stands twice"),
        ("version: 1", "version: 2", 1, 10, "version must be 1"),
        ("term: 7 d", "term: [7 d", 6, 11, "expected"),
        ("term: 7 d", "term: &a 7 d", 5, 11, "anchors"),
        ("paused: true", "paused: yes", 13, 86, "true or false"),
        ("name: night, ", "", 13, 5, "“name” is missing"),
        ("cores: 1.5", "cores: 0", 7, 12, "out of its range"),
        ("cores: 1.5", "cores: !!float 1.5.1", 7, 12, "like 2 or 1.5"),
        ("name: day", "name:", 3, 10, "one value"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    old: str, new: str, line: int, column: int, said: str
) -> None:
    assert old in FILE
    with pytest.raises(UserError) as caught:
        read_plan_file("plans.yaml", FILE.replace(old, new, 1))
    params = caught.value.params
    assert (caught.value.code, params["file"]) == ("cli.bad_plan_file", "plans.yaml")
    assert (params["line"], params["column"]) == (line, column), params["problem"]
    assert said in params["problem"]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert _outcome(text) in {"", "cli.bad_plan_file"}


def _outcome(text: str) -> str:
    try:
        read_plan_file("x", text)
    except UserError as error:
        return error.code
    return ""
