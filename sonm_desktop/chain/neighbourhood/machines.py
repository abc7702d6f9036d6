"""The made-up machines of the practice network: all of them follow from one number."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

from eth_utils.crypto import keccak

from sonm_desktop.chain.neighbourhood.figures import made_up_figures
from sonm_desktop.core.amounts import SECONDS_PER_HOUR, SNM_DECIMALS, WeiPerSecond
from sonm_desktop.core.dollars import UsdPerSecond
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.messages import Ask, NetFlag, SandboxMode
from sonm_desktop.wallet.signer import KeySigner

SEED = 2018
MACHINES = 60
LIVELY = 12
"""The first ones of all, which a program on this PC answers for: small enough for any PC."""

DAY_S = 86_400
HISTORY_S = 30 * DAY_S

_MASTERS = 18
_GIB = 1 << 30
_MBIT = 10**6
_MILLI_SNM = 10 ** (SNM_DECIMALS - 3)
_BENCHMARKS = 23
_CORE_HOUR = 110
_GPU_HOUR = 900
"""Thousandths of an SNM, today."""

_ONE_IN_USD_OF = 5
_TENTH_CENT = 10**15
_MILLI_SNM_PER_TENTH = 20
"""One SNM of the practice network begins at 5 cents."""

_LEAST_S = 60


@dataclass(frozen=True, slots=True)
class Machine:
    """What one seeded worker sells. single: events of one core in 10 s. dearness: % of the
    usual price. max_duration 0: spot. joined_s: before now."""

    worker: KeySigner
    master: KeySigner
    endpoint_key: Secret[bytes]
    slice: str
    cpu_percent: int
    ram_bytes: int
    storage_bytes: int
    gpus: int
    bps: int
    architecture: str
    single: int
    dearness: int
    max_duration: int
    joined_s: int
    valid_s: int

    def rate(self, ago_s: int = 0) -> WeiPerSecond:
        """What was paid for it *ago_s* before now, wei per second."""
        return WeiPerSecond(self._hour(ago_s) * _MILLI_SNM // SECONDS_PER_HOUR)

    def usd_rate(self, ago_s: int = 0) -> UsdPerSecond:
        """Its price *ago_s* before now, 10^-18 USD per second; 0 where it is in SNM."""
        if int(self.slice, 16) % _ONE_IN_USD_OF:
            return UsdPerSecond(0)
        tenths = max(1, self._hour(ago_s) // _MILLI_SNM_PER_TENTH)
        return UsdPerSecond(tenths * _TENTH_CENT // SECONDS_PER_HOUR)

    def _hour(self, ago_s: int) -> int:
        """Thousandths of an SNM."""
        today = self.cpu_percent * _CORE_HOUR // 100 + self.gpus * _GPU_HOUR
        return max(1, today * self.dearness * trend(ago_s) // 10_000)

    @property
    def multi(self) -> int:
        """Events of the whole slice in 10 s."""
        return self.single * self.cpu_percent * 94 // 10_000

    @property
    def figures(self) -> Mapping[int, int]:
        """What it claims, by the number of the benchmark."""
        cores = -(-self.cpu_percent // 100)
        others = made_up_figures(
            self.slice, single=self.single, cores=cores, gpus=self.gpus, bps=self.bps
        )
        sizes = {2: cores, 3: self.ram_bytes, 4: self.storage_bytes}
        return {0: self.multi, 1: self.single, **sizes, **others}

    def ask(self, *, issued: int, expiry: int, ago_s: int) -> Ask:
        """Its advertisement, which names no place where it answers."""
        figures = self.figures
        return Ask(
            worker=self.worker.address,
            slice=self.slice,
            cpu_percent=self.cpu_percent,
            ram_bytes=self.ram_bytes,
            storage_bytes=self.storage_bytes,
            gpus=self.gpus,
            ingress_bps=self.bps,
            egress_bps=self.bps,
            architecture=self.architecture,
            benchmarks=tuple(figures.get(number, 0) for number in range(_BENCHMARKS)),
            netflags=int(NetFlag.OUTBOUND) if self.bps else 0,
            rate=0 if self.usd_rate(ago_s) else self.rate(ago_s),
            usd_rate=self.usd_rate(ago_s),
            min_duration=_LEAST_S if self.max_duration else 0,
            max_duration=self.max_duration,
            identity=1,
            sandbox=int(SandboxMode.STRICT),
            endpoint="0x" + keccak(self.endpoint_key.reveal()).hex(),
            relay="",
            addresses=(),
            issued=issued,
            expiry=expiry,
        )


@dataclass(frozen=True, slots=True)
class _Kind:
    """often: among a hundred. cores, ram, storage in GiB and bps: one of each is drawn."""

    often: int
    cores: tuple[int, ...]
    ram_per_core: tuple[int, ...]
    storage: tuple[int, ...]
    gpus: tuple[int, ...]
    mbit: tuple[int, ...]
    single: tuple[int, int]
    dearness: tuple[int, int]
    architecture: str = "amd64"


_KINDS = (
    _Kind(28, (2, 4), (2, 4), (40, 80, 120), (0,), (0, 20, 50), (2100, 3100), (70, 100)),
    _Kind(28, (6, 8), (2, 4), (120, 250, 500), (0,), (50, 100), (3600, 5200), (85, 120)),
    _Kind(14, (12, 16, 24), (4,), (500, 1000), (0,), (100, 500), (4300, 5600), (90, 125)),
    _Kind(16, (4, 8, 16), (4, 8), (250, 500), (1, 1, 2, 4, 8), (100, 500), (3900, 5300), (85, 130)),
    _Kind(8, (32, 48, 64), (2, 4), (2000, 4000), (0,), (1000,), (2700, 3600), (75, 105)),
    _Kind(6, (4,), (1, 2), (30, 60), (0,), (0, 20), (900, 1500), (45, 65), "arm64"),
)
_TERMS = (0, 0, 0, DAY_S, 3 * DAY_S, 7 * DAY_S, 30 * DAY_S)


def key_of(seed: int, role: str, number: int) -> Secret[bytes]:
    """A key that anybody can compute: good for play money only."""
    return Secret(keccak(text=f"practice neighbourhood {seed} {role} {number}"))


def seeded_machines(seed: int = SEED) -> list[Machine]:
    """All of them, the lively ones first."""
    dice = random.Random(seed)  # noqa: S311 (play, not secrecy)
    masters = [KeySigner(key_of(seed, "master", number)) for number in range(_MASTERS)]
    return [
        _lively(seed, number, dice, masters[number % _MASTERS])
        if number < LIVELY
        else _machine(seed, number, dice, dice.choice(masters))
        for number in range(MACHINES)
    ]


def trend(ago_s: int) -> int:
    """The usual price *ago_s* before now in percent of today's: up by a quarter in a month,
    with dearer weekends."""
    past = min(1.0, max(0.0, ago_s / HISTORY_S))
    week = math.cos(2 * math.pi * ago_s / (7 * DAY_S))
    return round(100 - 21 * past + 4 * (week - 1))


def _machine(seed: int, number: int, dice: random.Random, master: KeySigner) -> Machine:
    kind = dice.choices(_KINDS, weights=[kind.often for kind in _KINDS])[0]
    cores = dice.choice(kind.cores)
    return Machine(
        worker=KeySigner(key_of(seed, "worker", number)),
        master=master,
        endpoint_key=key_of(seed, "endpoint", number),
        slice="0x" + key_of(seed, "slice", number).reveal().hex(),
        cpu_percent=cores * 100,
        ram_bytes=cores * dice.choice(kind.ram_per_core) * _GIB,
        storage_bytes=dice.choice(kind.storage) * _GIB,
        gpus=dice.choice(kind.gpus),
        bps=dice.choice(kind.mbit) * _MBIT,
        architecture=kind.architecture,
        single=dice.randint(*kind.single),
        dearness=dice.randint(*kind.dearness),
        max_duration=dice.choice(_TERMS),
        joined_s=dice.randint(8 * DAY_S, HISTORY_S - DAY_S),
        valid_s=dice.randint(4, 40) * DAY_S,
    )


def _lively(seed: int, number: int, dice: random.Random, master: KeySigner) -> Machine:
    """A slice that fits beside this PC's own work."""
    return Machine(
        worker=KeySigner(key_of(seed, "worker", number)),
        master=master,
        endpoint_key=key_of(seed, "endpoint", number),
        slice="0x" + key_of(seed, "slice", number).reveal().hex(),
        cpu_percent=dice.choice((50, 100, 100, 100)),
        ram_bytes=dice.choice((1, 2, 2, 4)) * _GIB // 4,
        storage_bytes=dice.choice((1, 1, 2)) * _GIB // 2,
        gpus=0,
        bps=0,
        architecture="amd64",
        single=dice.randint(2600, 5200),
        dearness=dice.randint(85, 125),
        max_duration=(0, 0, DAY_S)[number % 3],
        joined_s=dice.randint(15 * DAY_S, HISTORY_S - DAY_S),
        valid_s=7 * DAY_S,
    )
