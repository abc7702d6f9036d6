"""A state of the agent in the middle of a rental, as its API would send it."""

from __future__ import annotations

import random
from typing import Any

from sonm_desktop.agent.condition.facts import facts_in
from sonm_desktop.agent.condition.reasons import condition
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.income import Grouping, Income, IncomeLine
from sonm_desktop.api.schema.jobs import Job
from sonm_desktop.api.schema.market import Offer
from sonm_desktop.api.schema.prices import Prices
from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.why import Why

NOW = 1_790_000_000
SELLS = "0x12AB34567890123456789012345678901234569F"
BUYS = "0xFe19bC11223344556677889900aAbBcCdDeE7731"
WORKER = "0x77aa34567890123456789012345678901234aaaa"
DEAL = "0x" + "3f" * 32
RATE = 10**14


def worded(code: str, text: str, action: str = "") -> dict[str, Any]:
    """A state or a reason in JSON's form."""
    return {"code": code, "params": {}, "text": text, "action": action}


def sample_state(**changes: Any) -> State:
    """Two accounts, this PC on sale and rented by the other account, one finished job."""
    state = State.model_validate({**_whole(), **changes})
    return state if "conditions" in changes else with_conditions(state)


def with_conditions(state: State) -> State:
    """*state* with what a real agent would say about it."""
    found = {key: condition(facts_in(state, key, now=NOW)) for key in ("", *state.workers)}
    return state.model_copy(update={"conditions": found})


def sample_why() -> Why:
    """On sale, wanted, and dearer than its like."""
    later = {"holds": None, "said": worded("why.later", "Not looked at before the above.")}
    fine = {"holds": True, "said": worded("why.online", "The machine is on and can work.")}
    dear = worded("why.too_dear", "It costs 0.36 SNM an hour; the like 0.20.", "Lower the price.")
    steps = ["online", "listed", "matched", "priced", "quoted", "running", "paid"]
    held = [fine, fine, fine, {"holds": False, "said": dear}, later, later, later]
    links = [{"step": step, **link} for step, link in zip(steps, held, strict=True)]
    return Why.model_validate(
        {
            "worker": WORKER,
            "links": links,
            "broken": "priced",
            "cause": dear,
            "place": "machine",
            "earned": "0",
        }
    )


def sample_usd(price: str = "5000000", *, age: int = 40) -> dict[str, Any]:
    """*price* in 10^-8 USD for one SNM."""
    return {
        "state": worded("agent.usd_price", f"One SNM costs {int(price) / 10**8:g} USD."),
        "usable": True,
        "feed": "0x" + "fe" * 20,
        "answer": price,
        "decimals": 8,
        "updated": NOW - age,
        "time": NOW,
        "max_age": 3600,
    }


def sample_offers(count: int, seed: int = 3) -> list[Offer]:
    """*count* offers, cheapest first."""
    dice = random.Random(seed)
    offers = [_offer(number, dice) for number in range(count)]
    return sorted(offers, key=lambda offer: offer.total or 0)


def sample_prices(since: int, until: int, buckets: int, seed: int = 5) -> Prices:
    """What was paid from *since* to *until*; nothing in some of the buckets."""
    dice = random.Random(seed)
    width = (until - since) // buckets
    found = []
    for at in range(buckets):
        middle = dice.randrange(10, 20) * 10**15
        spread = {"low": str(middle * 3 // 4), "median": str(middle), "high": str(middle * 5 // 4)}
        if dice.random() < 0.9:
            found.append(
                {
                    "start": since + at * width,
                    "end": since + (at + 1) * width,
                    "deals": 5,
                    "seeded": 4,
                    "hour": spread,
                    "core_hour": spread,
                    "seconds": 3600,
                    "volume": str(middle),
                }
            )
    return Prices.model_validate(
        {
            "since": since,
            "until": until,
            "deals": 5 * len(found),
            "seeded": 4 * len(found),
            "complete": True,
            "buckets": found,
        }
    )


def sample_jobs() -> list[Job]:
    """What the machine of `sample_state` does: one job, with metered traffic."""
    return [
        Job(
            worker=WORKER,
            deal=DEAL,
            customer=BUYS,
            state=Worded.of("agent.job_runs"),
            image="docker.io/library/python:3.12@sha256:" + "ab" * 32,
            task="t1",
            started=NOW - 3000,
            cpu_now=312,
            cpu_percent=400,
            cpu_ms=9_120_000,
            ram_now=3 << 30,
            ram_peak=5 << 30,
            ram_bytes=8 << 30,
            received=1_400_000_000,
            sent=73_000_000,
            rate=RATE,
            earned=31 * 10**16,
            traffic_cost=4 * 10**15,
            traffic_unpaid=10**14,
        )
    ]


def sample_income(account: str, by: Grouping, days: int = 30, seed: int = 7) -> Income:
    """A month in which most days earned something; the last one is not claimed yet."""
    dice = random.Random(seed)
    first = NOW - days * 86_400
    lines = [
        IncomeLine(
            key=f"2026-09-{at + 1:02}" if by == "day" else f"0x{dice.getrandbits(256):064x}",
            start=first + at * 86_400,
            end=first + (at + 1) * 86_400,
            claimed=(claimed := dice.choice([0, 1, 2, 3, 4]) * 10**17 + 7),
            accrued=19 * 10**16 if at == days - 1 else 0,
            fees=10**14,
            net=claimed,
        )
        for at in range(days)
    ]
    total = IncomeLine(
        key="",
        claimed=sum(line.claimed for line in lines),
        accrued=sum(line.accrued for line in lines),
        fees=sum(line.fees for line in lines),
        net=sum(line.net for line in lines),
    )
    return Income(account=account, by=by, since=first, until=NOW, lines=tuple(lines), total=total)


def _offer(number: int, dice: random.Random) -> Offer:
    cores = dice.choice([1, 2, 4, 8, 16])
    rate = dice.randrange(5, 60) * 10**13 * cores
    usd_rate = rate // 20 if number % 5 == 2 else 0
    return Offer.model_validate(
        {
            "id": f"0x{number:064x}",
            "worker": f"0x{dice.getrandbits(160):040x}",
            "cpu_percent": cores * 100,
            "ram_bytes": cores << 31,
            "storage_bytes": cores * 10 << 30,
            "gpus": 0,
            "ingress_bps": 0,
            "egress_bps": 0,
            "architecture": "amd64",
            "benchmarks": {
                0: (each := dice.randrange(500, 4000)) * cores,
                1: each,
                2: cores,
                3: cores << 31,
                4: cores * 10 << 30,
            },
            "netflags": 0,
            "rate": str(rate),
            "usd_rate": str(usd_rate),
            "per_hour": str(rate * 3600),
            "total": str(rate * 3600),
            "min_duration": 0,
            "max_duration": dice.choice([0, 86_400, 604_800]),
            "identity": 1,
            "strict": True,
            "lan_only": False,
            "issued": NOW,
            "expiry": NOW + 1800,
            "presence": dice.choice(["alive", "unknown", "silent", "busy"]),
            "checked": NOW,
            "mismatches": [],
            "supplier": _supplier(number),
        }
    )


def _supplier(number: int) -> dict[str, Any]:
    """Whom the worker serves: some with names, some rated, one with another's name."""
    names = ("Kite & Daughters", "Müller Rechenwerk", "", "teapot", "Kite & Daughters")
    at = number % len(names)
    return {
        "account": f"0x{(number % 7 + 1) * 0x1234567:040x}",
        "name": names[at],
        "namesakes": int(names[at] == names[0]),
        "level": (3, 4, 0, 1, 0)[at],
        "stars": (430, 487, None, 300, 500)[at],
        "ratings": (12, 98, 0, 2, 1)[at],
        "apart": (3, 0, 1, 0, 40)[at],
    }


def _whole() -> dict[str, Any]:
    return {
        "run": "r",
        "seq": 1,
        "network": {
            "state": worded("agent.network_ready", "The network is ready."),
            "ready": True,
            "configured": True,
            "name": "practice",
            "practice": True,
            "head": 123,
            "indexed": 123,
            "time": NOW,
        },
        "wallet": {
            "state": worded("agent.wallet_unlocked", "The wallet is unlocked."),
            "exists": True,
            "locked": False,
            "accounts": [
                {"address": SELLS, "label": "This PC (sells)", "index": 0},
                {"address": BUYS, "label": "Me (buys)", "index": 1},
            ],
        },
        "local_worker": {
            "state": worded("agent.worker_ready", "This PC's worker is ready."),
            "ready": True,
            "master": SELLS,
            "worker": WORKER,
            "pid": 1,
        },
        "usd": sample_usd(),
        "balances": {
            account: {
                "account": account,
                "coin": str(10**19),
                "token": str(25 * 10**18),
                "vault": str(3125 * 10**14),
            }
            for account in (SELLS, BUYS)
        },
        "operators": {},
        "workers": {WORKER: _worker()},
        "worker_status": {WORKER: _status()},
        "deals": {DEAL: _deal()},
        "supplied": {
            DEAL: {
                "deal": DEAL,
                "worker": WORKER,
                "consumer": BUYS,
                "payee": SELLS,
                "rate": str(RATE),
                "earned": str(1900 * RATE),
                "paid": "0",
                "until": NOW + 1700,
                "end": None,
                "open": True,
            }
        },
        "tasks": {f"{DEAL}/fractal": _task()},
        "today": {
            "since": NOW - 3600,
            "came": str(12 * 10**16),
            "went": str(2 * 10**16),
            "net": str(10**17),
            "fees": str(10**14),
            "accrued": str(1900 * RATE),
        },
    }


def _worker() -> dict[str, Any]:
    return {
        "worker": WORKER,
        "master": SELLS,
        "local": True,
        "endpoint": "ab",
        "addresses": ["127.0.0.1:1"],
        "relay": "",
        "bound": True,
        "reachable": True,
        "announced": DEAL,
        "state": worded("agent.worker_on_sale", "On sale; announced on the chain."),
    }


def _figure(number: int, value: int, **more: Any) -> dict[str, Any]:
    return {"number": number, "device": "", "value": value, "at": NOW - 7200, **more}


def _guest() -> dict[str, Any]:
    battery = worded("worker.no_battery", "This machine has no battery.")
    return {
        "rules": {
            "preset": "balanced",
            "fullscreen": True,
            "metered": True,
            "throttle_c": 85,
            "stop_c": 95,
            "windows": [
                {"days": [0, 1, 2, 3, 4], "begin": 1140, "end": 480},
                {"days": [5, 6], "begin": 0, "end": 0},
            ],
            "in_use": {"cpu_percent": 50, "ram_percent": 75},
        },
        "senses": {
            "idle": {"source": "x11"},
            "fullscreen": {"source": "x11"},
            "programs": {"source": "psutil"},
            "battery": {"why_not": battery},
            "metered": {"source": "networkmanager"},
            "heat": {"source": "psutil"},
        },
        "next_change": NOW + 3600,
    }


def _status() -> dict[str, Any]:
    return {
        "worker": WORKER,
        "hardware": {
            "processor": {
                "model": "AMD EPYC 9B14",
                "cores": 8,
                "flags": ["avx2"],
                "vendor": "AuthenticAMD",
                "physical": 4,
            },
            "ram_bytes": 32 << 30,
            "storage_bytes": 500 << 30,
            "architecture": "amd64",
            "volume": {"total_bytes": 900 << 30, "kind": "ext4", "rotational": False},
            "interfaces": [
                {"name": "eth0", "speed_bps": 10**9, "addresses": ["192.0.2.7", "2001:db8::7"]}
            ],
            "hypervisor": "KVM",
        },
        "benchmarks": {0: 7206, 1: 3776, 19: 23_502_350_774, 20: 42_906, 21: 17_376},
        "benchmarking": None,
        "figures": [
            _figure(1, 3776),
            _figure(0, 7206, why=["device"]),
            _figure(19, 23_502_350_774),
            _figure(20, 42_906, stale=["version"]),
            _figure(21, 17_376, stale=["version"]),
        ],
        "engine_ready": True,
        "engine": worded("worker.engine_ready", "Docker is working."),
        "plan": {
            "rate": str(RATE),
            "duration": 0,
            "cpu_percent": 400,
            "ram_bytes": 8 << 30,
            "storage_bytes": 20 << 30,
        },
        "plans": [
            {
                "name": "main",
                "slice": "0x" + "5c" * 32,
                "plan": {
                    "rate": str(RATE),
                    "duration": 0,
                    "cpu_percent": 400,
                    "ram_bytes": 8 << 30,
                    "storage_bytes": 20 << 30,
                },
                "paused": False,
                "state": worded("worker.plan_rented", "Rented."),
                "deal": DEAL,
            }
        ],
        "ask": DEAL,
        "accepting": True,
        "deals": 1,
        "state": worded("state.rented", "Earning: rented, and no job runs now."),
        "images": {"deny": ["docker.io/acme/miner"]},
        "guest": _guest(),
        "kept": {
            "images": 3,
            "images_bytes": 5 << 30,
            "results": 2,
            "results_bytes": 120 << 20,
        },
        "fetching": [],
    }


def _deal() -> dict[str, Any]:
    return {
        "id": DEAL,
        "account": BUYS,
        "worker": WORKER,
        "payee": SELLS,
        "rate": str(RATE),
        "phase": "running",
        "state": worded("rental.running", "Running; the supplier answers."),
        "now": NOW,
        "spent": str(1900 * RATE),
        "paid": "0",
        "left": str(5300 * RATE),
        "refunded": "0",
        "max_total": str(7200 * RATE),
        "lease_until": NOW + 1700,
        "funded_until": NOW + 5300,
        "paid_until": NOW + 1700,
        "then": worded("rental.renews", "then renews until the money ends"),
        "end": None,
        "notice": 600,
        "window": 48,
        "renew": True,
        "seen": NOW,
        "outcome": None,
        "mine": True,
        "keeps_s": 604_800,
        "usage": {
            "received": 1_400_000_000,
            "sent": 73_000_000,
            "cost": str(4 * 10**15),
            "ingress": str(3 * 10**15),
            "egress": str(5 * 10**15),
            "cpu_ms": 9_120_000,
            "ram_now": 3 << 30,
            "ram_peak": 5 << 30,
            "doubt": None,
            "heard": NOW - 4,
        },
    }


def _task() -> dict[str, Any]:
    return {
        "deal": DEAL,
        "task": "fractal",
        "image": "sha256:" + "ab" * 32,
        "command": ["python3", "/job.py"],
        "state": "exited",
        "exit_code": 0,
        "reason": None,
        "started_ms": NOW * 1000,
        "ended_ms": NOW * 1000 + 9000,
        "files": [{"path": "fractal.png", "size": 182_312, "sha256": "00" * 32}],
    }
