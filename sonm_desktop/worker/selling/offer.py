"""The ask that a plan becomes: pure, without time, keys or I/O."""

from __future__ import annotations

from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.messages import Ask, NetFlag
from sonm_desktop.worker.benchmarks.ids import Benchmark
from sonm_desktop.worker.benchmarks.splitting import Measured, Slice, part_of, split
from sonm_desktop.worker.hardware import Hardware
from sonm_desktop.worker.ports import Contact
from sonm_desktop.worker.runtime.port import Network
from sonm_desktop.worker.selling.plan import SANDBOXES, AskPlan

_NETFLAGS = {
    Network.NONE: NetFlag(0),
    Network.OUTGOING: NetFlag.OUTBOUND,
    Network.INCOMING: NetFlag.OUTBOUND | NetFlag.INCOMING,
}


def ask_for(
    plan: AskPlan,
    *,
    worker: Address,
    slice_id: str,
    hardware: Hardware,
    architecture: str,
    measured: Measured,
    contact: Contact,
    issued: int,
    expiry: int,
) -> Ask:
    """The advertisement of *plan*; issued, expiry: chain time."""
    return Ask(
        worker=worker,
        slice=slice_id,
        cpu_percent=plan.cpu_percent,
        ram_bytes=plan.ram_bytes,
        storage_bytes=plan.storage_bytes,
        gpus=len(plan.gpus),
        ingress_bps=plan.ingress_bps,
        egress_bps=plan.egress_bps,
        architecture=architecture,
        benchmarks=slice_benchmarks(plan, hardware, measured),
        netflags=int(_NETFLAGS[plan.network]),
        rate=plan.rate,
        usd_rate=plan.usd_rate,
        min_duration=plan.shortest,
        max_duration=plan.duration,
        identity=plan.identity,
        sandbox=int(SANDBOXES[plan.sandbox]),
        endpoint="0x" + contact.endpoint,
        relay=contact.relay,
        addresses=contact.addresses,
        issued=issued,
        expiry=expiry,
    )


def slice_benchmarks(plan: AskPlan, hardware: Hardware, measured: Measured) -> tuple[int, ...]:
    """What the slice can do of what the machine was measured to do, by the rules of the list."""
    host = measured.host
    sold = Slice(
        cpu=part_of(plan.cpu_percent, hardware.processor.cores * 100),
        ram=part_of(plan.ram_bytes, hardware.ram_bytes),
        storage=part_of(plan.storage_bytes, hardware.storage_bytes),
        network_in=part_of(plan.ingress_bps, host.get(Benchmark.NET_DOWNLOAD, 0)),
        network_out=part_of(plan.egress_bps, host.get(Benchmark.NET_UPLOAD, 0)),
        gpus=plan.gpus,
    )
    return split(measured, sold)
