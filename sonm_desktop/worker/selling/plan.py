"""What the master puts on sale: a slice of the machine with its price."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from sonm_desktop.core.allotment import Portion
from sonm_desktop.core.dollars import HIGHEST_USD_RATE, UsdPrice
from sonm_desktop.core.errors import UserError
from sonm_desktop.wallet.messages import SandboxMode
from sonm_desktop.worker.devices.gpu import is_nvidia
from sonm_desktop.worker.devices.render_nodes import has_render_node
from sonm_desktop.worker.hardware import Hardware
from sonm_desktop.worker.runtime.port import EngineState, Network

SHORTEST_S = 60
"""Of a deal for a fixed time."""

SANDBOXES = {"strict": SandboxMode.STRICT, "compatible": SandboxMode.COMPATIBLE}
SLOWEST_BPS = 64_000
FASTEST_BPS = 100_000_000_000
"""Of a network that is sold, each way; the kernel's rate limits end a little above."""

_MIB = 1 << 20
_LEAST_RAM = 16 * _MIB
_LEAST_STORAGE = 16 * _MIB
_ANONYMOUS = 1
_RANGES = {
    "rate": (0, 2**80 - 1),
    "usd_rate": (0, HIGHEST_USD_RATE),
    "duration": (0, 2**32 - 1),
    "notice": (0, 2**24 - 1),
    "window": (24, 168),
    "cpu_percent": (1, 2**32 - 1),
    "ram_bytes": (_LEAST_RAM, 2**63 - 1),
    "storage_bytes": (_LEAST_STORAGE, 2**63 - 1),
    "identity": (0, 255),
    "ingress_bps": (0, FASTEST_BPS),
    "egress_bps": (0, FASTEST_BPS),
    "ingress_price": (0, 2**96 - 1),
    "egress_price": (0, 2**96 - 1),
    "minimum": (0, 2**24 - 1),
}
_USUAL: dict[str, Any] = {
    "network": "none",
    "ingress_bps": 0,
    "egress_bps": 0,
    "ingress_price": 0,
    "egress_price": 0,
    "sandbox": "strict",
    "gpus": (),
    "usd_rate": 0,
    "minimum": 0,
}
"""What a plan means that says nothing about network, confinement, devices and minimum."""

MOST_PLANS = 32
_MOST_GPUS = 64
_DEVICE = re.compile(r"[\x21-\x7e]{1,128}", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AskPlan:
    """One slice. rate: wei per second. duration: 0 spot, else the longest that is sold, s.

    notice: s that run after a one-sided close. window: h in which claims are safe after the
    end. cpu_percent: 100 is one core. identity: the least level of a customer, 1 is anonymous.
    network: what jobs may reach; ingress_bps, egress_bps: bits per second to and from them.
    ingress_price, egress_price: wei per GiB to and from them, on top of the rate.
    sandbox: how strictly jobs are confined, see SANDBOXES. gpus: ids of devices.
    minimum: s that are paid however early a deal ends. usd_rate: 10^-18 USD per second, converted
    when a deal is taken; then rate is 0.
    """

    rate: int
    duration: int
    notice: int
    window: int
    cpu_percent: int
    ram_bytes: int
    storage_bytes: int
    identity: int
    network: Network = Network.NONE
    ingress_bps: int = 0
    egress_bps: int = 0
    ingress_price: int = 0
    egress_price: int = 0
    sandbox: str = "strict"
    gpus: tuple[str, ...] = ()
    minimum: int = 0
    usd_rate: int = 0

    @property
    def fixed(self) -> bool:
        """Whether its deals run for a time that was agreed, and nothing ends them earlier."""
        return self.duration > 0

    @property
    def shortest(self) -> int:
        """Of the deals that are sold, s; of spot deals what is paid at least."""
        return max(SHORTEST_S if self.fixed else 0, self.minimum)

    @property
    def portion(self) -> Portion:
        """What it takes of the machine."""
        return Portion(
            cpu_percent=self.cpu_percent,
            ram_bytes=self.ram_bytes,
            storage_bytes=self.storage_bytes,
            gpus=frozenset(self.gpus),
            ingress_bps=self.ingress_bps,
            egress_bps=self.egress_bps,
        )

    def rate_at(self, usd: UsdPrice | None) -> int | None:
        """What a second costs in wei by now; None for a price in USD that cannot be converted."""
        if not self.usd_rate:
            return self.rate
        return None if usd is None else usd.rate_of(self.usd_rate)

    def to_wire(self) -> dict[str, Any]:
        return {**asdict(self), "network": str(self.network), "gpus": list(self.gpus)}


def plan_from_wire(wire: Any) -> AskPlan:
    """The plan in *wire*. Raises UserError worker.bad_plan."""
    names = [field.name for field in fields(AskPlan)]
    if not isinstance(wire, dict) or set(_USUAL | wire) != set(names):
        raise UserError("worker.bad_plan", part="its fields")
    said: dict[str, Any] = _USUAL | wire
    for name, (low, high) in _RANGES.items():
        if type(said[name]) is not int or not low <= said[name] <= high:
            raise UserError("worker.bad_plan", part=name)
    if said["sandbox"] not in SANDBOXES:
        raise UserError("worker.bad_plan", part="sandbox")
    if said["rate"] and said["usd_rate"]:
        raise UserError("worker.two_prices")
    network = said["network"]
    if network not in {str(known) for known in Network}:
        raise UserError("worker.bad_plan", part="network")
    if network != Network.NONE and min(said["ingress_bps"], said["egress_bps"]) < SLOWEST_BPS:
        raise UserError("worker.network_without_rates")
    return AskPlan(**{**said, "network": Network(network), "gpus": _devices(said["gpus"])})


def plan_name(name: Any) -> str:
    """*name* of a plan. Raises UserError worker.bad_plan_name."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise UserError("worker.bad_plan_name")
    return name


def _devices(said: Any) -> tuple[str, ...]:
    listed = isinstance(said, (list, tuple)) and len(said) <= _MOST_GPUS
    if not listed or not all(isinstance(one, str) and _DEVICE.fullmatch(one) for one in said):
        raise UserError("worker.bad_plan", part="gpus")
    if len(set(said)) != len(said):
        raise UserError("worker.bad_plan", part="gpus")
    return tuple(said)


def whole_machine(hardware: Hardware) -> Portion:
    """All that can be sold; of the network what the links carry, where they tell."""
    return Portion(
        cpu_percent=hardware.processor.cores * 100,
        ram_bytes=hardware.ram_bytes,
        storage_bytes=hardware.storage_bytes,
        gpus=frozenset(gpu.id for gpu in hardware.gpus if gpu.sold),
        ingress_bps=hardware.line_bps,
        egress_bps=hardware.line_bps,
    )


def require_fit(plan: AskPlan, hardware: Hardware) -> None:
    """Return only if this machine has what *plan* sells. Raises UserError."""
    for name, offered, there in (
        ("cpu_percent", plan.cpu_percent, hardware.processor.cores * 100),
        ("ram_bytes", plan.ram_bytes, hardware.ram_bytes),
        ("storage_bytes", plan.storage_bytes, hardware.storage_bytes),
    ):
        if offered > there:
            raise UserError("worker.plan_too_large", part=name, offered=offered, there=there)
    if 0 < plan.duration < plan.shortest:
        raise UserError("worker.plan_too_short", least=plan.shortest)


def require_askable(plan: AskPlan, *, identities: bool) -> None:
    """Return only if somebody can meet what *plan* asks of customers. *identities*: whether the
    network has a registry that shows levels above “anonymous”. Raises UserError."""
    if plan.identity > _ANONYMOUS and not identities:
        raise UserError("worker.no_identities")


def require_confinement(plan: AskPlan, engine: EngineState) -> None:
    """Return only if *engine* can confine jobs as *plan* says. Raises UserError.

    Without user namespaces root in a container is root outside, but for its capabilities.
    """
    if SANDBOXES[plan.sandbox] is SandboxMode.COMPATIBLE and not engine.user_namespaces:
        raise UserError("worker.no_user_namespaces")
    if not all(_is_passed(gpu, engine) for gpu in plan.gpus):
        raise UserError("worker.gpu_not_passed")


def _is_passed(gpu: str, engine: EngineState) -> bool:
    if is_nvidia(gpu):
        return engine.gpus
    return engine.render_nodes and has_render_node(gpu)
