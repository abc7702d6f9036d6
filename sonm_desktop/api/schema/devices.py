"""The devices in what a worker says of its hardware; a part that makes no sense is absent."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError

from sonm_desktop.api.schema.kinds import Reply

_Text = Annotated[str, Field(max_length=200)]
_Size = Annotated[int, Field(ge=0, lt=2**63)]
_MOST = 64

Part = TypeVar("Part", bound=Reply)


class ProcessorFacts(Reply):
    """cores: threads that jobs can have. physical: cores, 0 when nobody knows."""

    model: _Text = ""
    vendor: _Text = ""
    cores: _Size = 0
    physical: _Size = 0


class GpuFacts(Reply):
    """kind: discrete, integrated, software or unknown. Sizes are 0 when nobody tells them."""

    id: _Text
    name: _Text = ""
    vendor: _Text = ""
    kind: _Text = "unknown"
    memory_bytes: _Size = 0
    driver: _Text = ""
    firmware: _Text = ""
    power_limit_mw: _Size = 0

    @property
    def software(self) -> bool:
        """Whether it computes on the CPU, and is never sold."""
        return self.kind == "software"


class GpuNow(Reply):
    """How warm a GPU is, and what it draws; None where no sensor answers."""

    id: _Text
    temperature_c: Annotated[int, Field(gt=-100, lt=1000)] | None = None
    power_w: Annotated[int, Field(ge=0, lt=100_000)] | None = None


class VolumeFacts(Reply):
    """rotational: None when nobody knows."""

    free_bytes: _Size = 0
    total_bytes: _Size = 0
    kind: _Text = ""
    rotational: bool | None = None
    model: _Text = ""


class InterfaceFacts(Reply):
    """speed_bps: 0 when nobody tells it."""

    name: _Text
    speed_bps: _Size = 0
    addresses: tuple[_Text, ...] = ()


class Devices(Reply):
    """hypervisor: its name, "unknown", or empty on a real machine."""

    processor: ProcessorFacts = ProcessorFacts()
    ram_bytes: _Size = 0
    storage_bytes: _Size = 0
    gpus: tuple[GpuFacts, ...] = ()
    volume: VolumeFacts = VolumeFacts()
    interfaces: tuple[InterfaceFacts, ...] = ()
    hypervisor: _Text = ""


def devices(hardware: dict[str, Any]) -> Devices:
    """Those in *hardware*, of any version of a worker."""
    return Devices(
        processor=_part(ProcessorFacts, hardware.get("processor")) or ProcessorFacts(),
        ram_bytes=_size(hardware.get("ram_bytes")),
        storage_bytes=_size(hardware.get("storage_bytes")),
        gpus=_parts(GpuFacts, hardware.get("gpus")),
        volume=_part(VolumeFacts, hardware.get("volume")) or VolumeFacts(),
        interfaces=_parts(InterfaceFacts, hardware.get("interfaces")),
        hypervisor=_text(hardware.get("hypervisor")),
    )


def gpus_now(told: Any) -> tuple[GpuNow, ...]:
    """The readings in *told*, of any version of a worker."""
    return _parts(GpuNow, told)


def _part(shape: type[Part], told: Any) -> Part | None:
    if not isinstance(told, dict):
        return None
    try:
        return shape.model_validate({n: v for n, v in told.items() if n in shape.model_fields})
    except ValidationError:
        return None


def _parts(shape: type[Part], told: Any) -> tuple[Part, ...]:
    listed = told if isinstance(told, (list, tuple)) else ()
    return tuple(part for each in listed[:_MOST] if (part := _part(shape, each)) is not None)


def _size(told: Any) -> int:
    return told if type(told) is int and 0 <= told < 2**63 else 0


def _text(told: Any) -> str:
    return told[:200] if isinstance(told, str) else ""
