"""How a deal and an output file are shown in rows."""

from __future__ import annotations

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.tasks import OutputFile, Task
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.ui.models.table import Column
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import amount, moment, size, words


def deal_columns() -> list[Column[Deal]]:
    """State, supplier, price, spent, left, paid until."""
    return [
        Column(words("Rental"), text=lambda deal: short_address(deal.id), tip=lambda deal: deal.id),
        Column(
            words("State"),
            text=lambda deal: deal.state.text,
            tip=lambda deal: deal.state.text,
            width=210,
        ),
        Column(
            words("Supplier"),
            text=lambda deal: short_address(deal.worker),
            tip=lambda deal: deal.worker,
            width=120,
        ),
        Column(
            words("Per hour, SNM"),
            text=lambda deal: amount(per_hour(deal.rate)),
            key=lambda deal: deal.rate,
            number=True,
            width=110,
        ),
        Column(
            words("Spent, SNM"),
            text=lambda deal: amount(deal.spent),
            key=lambda deal: deal.spent,
            number=True,
            strong=True,
            width=110,
        ),
        Column(
            words("Left, SNM"),
            text=lambda deal: amount(deal.left),
            key=lambda deal: deal.left,
            number=True,
            width=110,
        ),
        Column(
            words("Paid until"),
            text=lambda deal: moment(deal.paid_until, deal.now) if deal.paid_until else "—",
            key=lambda deal: deal.paid_until,
            number=True,
            width=110,
        ),
    ]


def file_columns() -> list[Column[OutputFile]]:
    """Path and size."""
    return [
        Column(words("File"), text=lambda file: file.path, tip=lambda file: file.sha256),
        Column(
            words("Size"),
            text=lambda file: size(file.size),
            key=lambda file: file.size,
            number=True,
            width=90,
        ),
    ]


_TASK_STATES = {
    "recorded": "waiting",
    "preparing": "preparing",
    "running": "running",
    "exited": "done",
    "failed": "failed",
    "stopped": "stopped",
}


def task_words(task: Task) -> str:
    """Its state; the exit code only where it is not zero."""
    if task.state == "exited" and task.exit_code:
        return words("ended with code {code}", code=task.exit_code)
    return words(_TASK_STATES[task.state])
