"""What there is to measure on a machine, and of what each result depends. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version

from sonm_desktop.worker.benchmarks.adapters import adapter_id
from sonm_desktop.worker.benchmarks.effort import Effort
from sonm_desktop.worker.benchmarks.ids import VERSIONS, Benchmark
from sonm_desktop.worker.devices.gpu import Gpu
from sonm_desktop.worker.hardware import Hardware

CPU = (Benchmark.CPU_SYSBENCH_SINGLE, Benchmark.CPU_SYSBENCH_MULTI)
RAM = (Benchmark.RAM_BANDWIDTH,)
STORAGE = (Benchmark.STORAGE_IOPS, Benchmark.STORAGE_LATENCY)
GPU = (Benchmark.GPU_FP32, Benchmark.GPU_BANDWIDTH, Benchmark.GPU_SHA256)
NETWORK = (Benchmark.NET_DOWNLOAD, Benchmark.NET_UPLOAD, Benchmark.NET_LATENCY)

_STORAGE = "storage"
_SET_UP_S = 5.0
"""For a child to load its libraries, compile its kernel, open its device or fill its file."""

_PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One child process. device: a GPU's id, or empty. parts: what its results depend on.

    arguments: of the child, beside effort and place.
    """

    test: str
    numbers: tuple[Benchmark, ...]
    parts: dict[str, str]
    device: str = ""
    arguments: tuple[str, ...] = ()

    @property
    def fills_a_file(self) -> bool:
        """Whether it depends on the volume that it is run on."""
        return self.test == _STORAGE

    @property
    def key(self) -> str:
        """Names its results among those that are kept."""
        return f"{self.test}:{self.device}" if self.device else self.test

    def budget_s(self, effort: Effort) -> float:
        """How long it should take: to begin, and then its bursts."""
        return _SET_UP_S + len(self.numbers) * effort.rounds * effort.seconds

    def limit_s(self, effort: Effort) -> float:
        """When it is stalled, and killed."""
        return _PATIENCE * self.budget_s(effort)


def line_step(hardware: Hardware) -> Step:
    """Of the network, which the master measures together with this machine."""
    names = ",".join(each.name for each in hardware.interfaces)
    return Step("network", NETWORK, {"device": names, "version": _versions(NETWORK)})


def steps_for(hardware: Hardware) -> list[Step]:
    """Everything that this machine measures by itself, the shortest first."""
    return [_cpu(hardware), _ram(hardware), _storage(hardware), *_gpus(hardware.gpus)]


def changed(before: dict[str, str], now: dict[str, str]) -> tuple[str, ...]:
    """The parts that are not what they were."""
    return tuple(name for name in now if before.get(name) != now[name])


def _cpu(hardware: Hardware) -> Step:
    return Step(
        "cpu",
        CPU,
        {
            "device": hardware.device,
            "firmware": hardware.processor.microcode,
            "engine": version("wasmtime"),
            "version": _versions(CPU),
        },
        arguments=("--cores", str(max(1, hardware.processor.cores))),
    )


def _ram(hardware: Hardware) -> Step:
    return Step("ram", RAM, {"device": hardware.device, "version": _versions(RAM)})


def _storage(hardware: Hardware) -> Step:
    volume = hardware.volume
    device = f"{volume.kind}:{volume.model}:{volume.rotational}:{volume.total_bytes}"
    return Step(_STORAGE, STORAGE, {"device": device, "version": _versions(STORAGE)})


def _gpus(gpus: tuple[Gpu, ...]) -> list[Step]:
    """The portable enumeration knows a card by its model and how many came before it."""
    seen: Counter[tuple[int, int]] = Counter()
    steps = []
    for gpu in sorted(gpus, key=lambda gpu: gpu.pci):
        model = (gpu.vendor_id, gpu.device_id)
        adapter = adapter_id(*model, seen[model])
        seen[model] += 1
        steps.append(_gpu(gpu, adapter))
    return steps


def _gpu(gpu: Gpu, adapter: str) -> Step:
    return Step(
        "gpu",
        GPU,
        {
            "device": gpu.id,
            "driver": gpu.driver,
            "firmware": gpu.firmware,
            "power_limit": str(gpu.power_limit_mw),
            "engine": version("wgpu"),
            "version": _versions(GPU),
        },
        device=gpu.id,
        arguments=("--gpu", adapter),
    )


def _versions(numbers: tuple[Benchmark, ...]) -> str:
    return ".".join(str(VERSIONS[number]) for number in numbers)
