"""The local machine's hardware and plan as rows of cells."""

from __future__ import annotations

from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.ui.widgets.rack import Cell, CellState, RackRow
from sonm_desktop.ui.words import cores, size, words

_RAM_CELL = 4 << 30
_RAM_CELL_WORDS = "4 GiB"


def rack_rows(status: WorkerStatus) -> list[RackRow]:
    """Cores and RAM: rented while a deal runs, else offered by the plan, else free."""
    hardware, plan = status.hardware, status.plan
    sold_cores = -(-plan.cpu_percent // 100) if plan else 0
    sold_ram = -(-plan.ram_bytes // _RAM_CELL) if plan else 0
    state = CellState.RENTED if status.deals else CellState.OFFERED
    all_cores = _count(hardware.get("cores"))
    all_ram = _count(hardware.get("ram_bytes"))
    return [
        RackRow(
            words("Cores"),
            words("{sold} of {all}", sold=cores(plan.cpu_percent), all=all_cores)
            if plan
            else str(all_cores),
            _cells(all_cores, sold_cores, state),
        ),
        RackRow(
            words("RAM"),
            words("{sold} of {all} GiB", sold=_gib(plan.ram_bytes), all=_gib(all_ram))
            if plan
            else size(all_ram),
            _cells(-(-all_ram // _RAM_CELL), sold_ram, state),
        ),
    ]


def _gib(count: int) -> str:
    return f"{round(count / (1 << 30), 1):g}"


def _cells(total: int, sold: int, state: CellState) -> list[Cell]:
    free = max(0, total - sold)
    return [Cell(state)] * min(sold, max(total, sold)) + [Cell(CellState.FREE)] * free


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
