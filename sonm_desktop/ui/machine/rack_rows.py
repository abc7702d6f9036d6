"""The local machine's hardware, plans and deals as rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sonm_desktop.api.schema.devices import devices
from sonm_desktop.api.schema.worker import PlanOnSale, SellPlan, SuppliedDeal, WorkerStatus
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.rack import Cell, CellState, RackRow
from sonm_desktop.ui.words import cores, size, words

_RAM_CELL = 4 << 30


@dataclass(frozen=True, slots=True)
class _Share:
    """A plan on the rack. colour: of its deal. tenant: who rents it."""

    name: str
    plan: SellPlan
    state: CellState
    colour: int = 0
    tenant: str = ""


def rack_rows(status: WorkerStatus, deals: Sequence[SuppliedDeal] = ()) -> list[RackRow]:
    """Cores, RAM and GPUs: rented while a deal runs, else offered by a plan, else free.

    *deals*: those of this machine. Fixed plans stand first; spot plans take what is free, and
    then lie over the fixed ones.
    """
    shares = _shares(status, {deal.deal: deal for deal in deals})
    all_cores, all_ram = core_count(status.hardware), _count(status.hardware.get("ram_bytes"))
    sold_cpu = min(all_cores * 100, sum(share.plan.cpu_percent for share in shares))
    sold_ram = min(all_ram, sum(share.plan.ram_bytes for share in shares))
    rows = [
        RackRow(
            words("Cores"),
            words("{sold} of {all}", sold=cores(sold_cpu), all=all_cores)
            if shares
            else str(all_cores),
            _cells(words("Core {number}"), all_cores, shares, lambda p: -(-p.cpu_percent // 100)),
        ),
        RackRow(
            words("RAM"),
            words("{sold} of {all} GiB", sold=_gib(sold_ram), all=_gib(all_ram))
            if shares
            else size(all_ram),
            _cells(
                words("RAM {number}"),
                -(-all_ram // _RAM_CELL),
                shares,
                lambda p: -(-p.ram_bytes // _RAM_CELL),
            ),
        ),
    ]
    gpus = [gpu.id for gpu in devices(status.hardware).gpus if not gpu.software]
    if gpus:
        rows.append(RackRow(words("GPU"), str(len(gpus)), _gpu_cells(gpus, shares)))
    return rows


def core_count(hardware: dict[str, Any]) -> int:
    """As a worker tells it: of its processor."""
    processor = hardware.get("processor")
    told = processor.get("cores") if isinstance(processor, dict) else None
    return _count(told)


def _shares(status: WorkerStatus, deals: dict[str, SuppliedDeal]) -> list[_Share]:
    """What is rented, then what is on sale; of both fixed plans first."""
    plans = status.plans or _only(status)
    shares: list[_Share] = []
    for one in sorted(plans, key=lambda plan: (plan.deal is None, plan.plan.duration == 0)):
        if one.deal is None and one.state.code != "worker.plan_listed":
            continue
        deal = deals.get(one.deal or "")
        rented = one.deal is not None
        state = CellState.RENTED if rented else CellState.OFFERED
        colour = len(shares) if rented else 0
        shares.append(_Share(one.name, one.plan, state, colour, deal.consumer if deal else ""))
    return shares


def _only(status: WorkerStatus) -> tuple[PlanOnSale, ...]:
    """A worker that tells of one plan alone."""
    plan = status.plan or (status.paused.plan if status.paused and status.deals else None)
    if plan is None:
        return ()
    code = "worker.plan_rented" if status.deals else "worker.plan_listed"
    return (
        PlanOnSale.model_validate(
            {
                "name": "main",
                "slice": "",
                "plan": plan,
                "paused": False,
                "state": {"code": code, "text": ""},
                "deal": "main" if status.deals else None,
            }
        ),
    )


def _cells(
    name: str, total: int, shares: Sequence[_Share], count: Callable[[SellPlan], int]
) -> list[Cell]:
    """Plans one after the other; what finds no free cell lies over the first ones."""
    owners: list[list[_Share]] = [[] for _ in range(total)]
    taken = 0
    for share in shares:
        for _ in range(count(share.plan)):
            if total:
                owners[taken % total].append(share)
            taken += 1
    return [_cell(name.format(number=at + 1), found) for at, found in enumerate(owners)]


def _gpu_cells(ids: Sequence[str], shares: Sequence[_Share]) -> list[Cell]:
    name = words("GPU {number}")
    return [
        _cell(name.format(number=at + 1), [share for share in shares if gpu in share.plan.gpus])
        for at, gpu in enumerate(ids)
    ]


def _cell(unit: str, owners: Sequence[_Share]) -> Cell:
    if not owners:
        return Cell(CellState.FREE, what=words("{unit}: yours, not for rent", unit=unit))
    first = next((one for one in owners if one.state is CellState.RENTED), owners[0])
    if first.state is CellState.RENTED:
        who = short_address(first.tenant) if first.tenant else words("a customer")
        said = words("{unit}: rented by {who}", unit=unit, who=who)
    else:
        said = words("{unit}: on sale, free now", unit=unit)
    over = [one.name for one in dict.fromkeys(owners) if one is not first]
    if over:
        said = words("{said}; also in {plans}", said=said, plans=", ".join(over))
    return Cell(first.state, deal=first.colour, what=said)


def _gib(count: int) -> str:
    return f"{round(count / (1 << 30), 1):g}"


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
