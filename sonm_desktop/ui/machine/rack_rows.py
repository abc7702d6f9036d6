"""The local machine's hardware, plan and deals as rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sonm_desktop.api.schema.worker import SuppliedDeal, WorkerStatus
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.rack import Cell, CellState, RackRow
from sonm_desktop.ui.words import cores, size, words

_RAM_CELL = 4 << 30


def rack_rows(status: WorkerStatus, deals: Sequence[SuppliedDeal] = ()) -> list[RackRow]:
    """Cores, RAM and GPUs: rented while a deal runs, else offered by the plan, else free.

    *deals*: those of this machine; the first open one has the slice.
    """
    plan = status.plan or (status.paused.plan if status.paused and status.deals else None)
    tenant = next((deal.consumer for deal in deals if deal.open), "")
    state = CellState.RENTED if status.deals else CellState.OFFERED
    all_cores, all_ram = core_count(status.hardware), _count(status.hardware.get("ram_bytes"))
    sold_cores = -(-plan.cpu_percent // 100) if plan else 0
    sold_ram = -(-plan.ram_bytes // _RAM_CELL) if plan else 0
    rows = [
        RackRow(
            words("Cores"),
            words("{sold} of {all}", sold=cores(plan.cpu_percent), all=all_cores)
            if plan
            else str(all_cores),
            _cells(words("Core {number}"), all_cores, sold_cores, state, tenant),
        ),
        RackRow(
            words("RAM"),
            words("{sold} of {all} GiB", sold=_gib(plan.ram_bytes), all=_gib(all_ram))
            if plan
            else size(all_ram),
            _cells(words("RAM {number}"), -(-all_ram // _RAM_CELL), sold_ram, state, tenant),
        ),
    ]
    gpus = status.hardware.get("gpus")
    if isinstance(gpus, list) and gpus:
        free = _cells(words("GPU {number}"), len(gpus), 0, CellState.FREE, "")
        rows.append(RackRow(words("GPU"), str(len(gpus)), free))
    return rows


def core_count(hardware: dict[str, Any]) -> int:
    """As a worker tells it: of its processor."""
    processor = hardware.get("processor")
    told = processor.get("cores") if isinstance(processor, dict) else None
    return _count(told)


def _gib(count: int) -> str:
    return f"{round(count / (1 << 30), 1):g}"


def _cells(name: str, total: int, sold: int, state: CellState, tenant: str) -> list[Cell]:
    return [
        _cell(name.format(number=at + 1), state if at < sold else CellState.FREE, tenant)
        for at in range(max(total, sold))
    ]


def _cell(name: str, state: CellState, tenant: str) -> Cell:
    if state is CellState.FREE:
        return Cell(state, what=words("{unit}: yours, not for rent", unit=name))
    if state is CellState.OFFERED:
        return Cell(state, what=words("{unit}: on sale, free now", unit=name))
    who = short_address(tenant) if tenant else words("a customer")
    return Cell(state, what=words("{unit}: rented by {who}", unit=name, who=who))


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
