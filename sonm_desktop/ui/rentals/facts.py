"""What is known of a rental, as facts with names."""

from __future__ import annotations

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.state import State
from sonm_desktop.core.amounts import shortest_hourly
from sonm_desktop.ui.dollars import with_worth
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.words import exact, moment, size, span, words


def deal_facts(deal: Deal, state: State | None) -> list[tuple[str, str]]:
    """Money first, then time, then who; hashes last and whole, to be copied."""
    facts = [
        (
            words("Price"),
            words("{price} per hour", price=with_worth(shortest_hourly(deal.rate), state)),
        ),
        (words("Spent"), with_worth(deal.spent, state)),
        (words("Claimed by the supplier"), exact(deal.paid)),
        (words("Left in escrow"), exact(deal.left)),
    ]
    if deal.held is not None and deal.held.seconds:
        time, cost = span(deal.held.seconds), exact(deal.held.cost)
        not_billed = words("{time}, not billed: {amount} credited", time=time, amount=cost)
        facts.append((words("Held by its owner"), not_billed))
    if deal.outcome is not None:
        facts.append((words("Came back"), exact(deal.refunded)))
    if deal.ended is not None:
        facts.append((words("Ended"), moment(deal.ended, deal.now)))
    if deal.max_total is not None:
        facts.append((words("Your limit"), exact(deal.max_total)))
    if deal.outcome is None:
        facts += _times(deal)
    if deal.kept_until is not None:
        until = moment(deal.kept_until, deal.now)
        facts.append((words("Results at the supplier"), words("until about {time}", time=until)))
    elif deal.keeps_s is not None:
        kept = words("{time} after the end", time=span(deal.keeps_s))
        facts.append((words("Results at the supplier"), kept))
    facts += _usage(deal)
    facts += [
        (words("Paid by"), _account(deal, state)),
        (words("Supplier's machine"), deal.worker),
        (words("Money goes to"), deal.payee),
        (words("Deal"), deal.id),
    ]
    return facts


def _times(deal: Deal) -> list[tuple[str, str]]:
    renews = words("while the machine answers") if deal.renew else words("no")
    notice = span(deal.notice) if deal.notice else words("none")
    early = [(words("Leaving early"), _early(deal))] if deal.end is not None else []
    return [
        *([(words("Ends"), moment(deal.end, deal.now))] if deal.end is not None else []),
        (words("Promised until"), moment(deal.lease_until, deal.now)),
        (words("Renewed by itself"), renews),
        (words("Notice"), notice),
        *early,
        (words("The supplier can claim for"), span(deal.window * 3600)),
    ]


def _early(deal: Deal) -> str:
    """What it costs to leave a deal for a fixed time."""
    if not deal.notice:
        return words("costs nothing more")
    cost = exact(deal.rate * deal.notice)
    return words("costs the notice: {amount} at most", amount=cost)


def _usage(deal: Deal) -> list[tuple[str, str]]:
    """What the jobs have used, by the supplier's count, and what of it costs extra."""
    used = deal.usage
    if used is None:
        return []
    traffic = words("{received} in, {sent} out", received=size(used.received), sent=size(used.sent))
    facts = [(words("Traffic"), traffic)]
    if used.ingress or used.egress:
        prices = words(
            "{cost} so far; {ingress} per GiB in, {egress} per GiB out",
            cost=exact(used.cost),
            ingress=exact(used.ingress),
            egress=exact(used.egress),
        )
        facts.append((words("Cost of traffic"), prices))
    if used.doubt is not None:
        facts.append((words("Doubt"), f"{used.doubt.text} {remedy(used.doubt)}".strip()))
    memory = words("{now} now, {most} at most", now=size(used.ram_now), most=size(used.ram_peak))
    return [
        *facts,
        (words("Processor time"), span(used.cpu_ms // 1000)),
        (words("Memory"), memory),
    ]


def _account(deal: Deal, state: State | None) -> str:
    accounts = state.wallet.accounts if state else ()
    labels = {account.address.lower(): account.label for account in accounts}
    return labels.get(deal.account.lower()) or deal.account
