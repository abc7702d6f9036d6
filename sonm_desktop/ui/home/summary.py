"""The one state with its reason, made of what the agent says."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.widgets.pill import PillKind
from sonm_desktop.ui.words import amount, plural, words


@dataclass(frozen=True, slots=True)
class Summary:
    """short: for the pill. sentence: for Home. reason: why, and what ends it.

    selling: something of this PC is on sale. resting: it is paused.
    """

    kind: PillKind
    short: str
    sentence: str
    reason: str = ""
    selling: bool = False
    resting: bool = False


def summary(state: State) -> Summary:
    """What is so now, the worst first."""
    network, local = state.network, state.local_worker
    if not network.ready:
        kind = PillKind.TROUBLE if network.configured else PillKind.OFF
        return Summary(kind, words("No network"), network.state.text, remedy(network.state))
    if local.worker is None:
        text = words("You can rent machines. This PC is not for rent.")
        return Summary(PillKind.OFF, words("Not selling"), text, local.state.text)
    status = state.worker_status.get(local.worker)
    if not local.ready or status is None:
        return Summary(PillKind.WAITING, words("Starting"), local.state.text, remedy(local.state))
    worker = state.workers.get(local.worker)
    return _of_machine(status, worker.state.text if worker else "", _paying(state, local.worker))


def _of_machine(status: WorkerStatus, offer: str, paying: str) -> Summary:
    if not status.engine_ready:
        return Summary(
            PillKind.TROUBLE, words("Cannot work"), status.engine.text, remedy(status.engine)
        )
    if status.paused is not None and status.state is not None:
        kind = PillKind.WORKING if status.deals else PillKind.IDLE
        return Summary(kind, words("Paused"), status.state.text, remedy(status.state), resting=True)
    if status.deals:
        text = words("This PC is rented and earning.")
        return Summary(PillKind.WORKING, words("Earning"), text, paying)
    if status.benchmarking and status.benchmarking.running:
        return Summary(PillKind.WAITING, words("Measuring"), words("This PC is being measured."))
    if status.plan is None:
        return Summary(
            PillKind.IDLE,
            words("Not on sale"),
            words("This PC is ready, and nothing of it is on sale."),
            words("Set a price on the page of this PC."),
        )
    text = words("This PC is on sale and waits for a customer.")
    return Summary(PillKind.IDLE, words("On sale"), text, offer, selling=True)


def _paying(state: State, worker: str) -> str:
    """Who pays *worker* now, how much, and what is not claimed yet."""
    deals = [deal for deal in state.supplied.values() if deal.open and deal.worker == worker]
    if not deals:
        return ""
    return plural(
        "{count} customer pays {price} SNM per hour; {owed} SNM are earned and not claimed yet.",
        "{count} customers pay {price} SNM per hour; {owed} SNM are earned and not claimed yet.",
        len(deals),
        price=amount(per_hour(sum(deal.rate for deal in deals))),
        owed=amount(sum(deal.earned - deal.paid for deal in deals)),
    )
