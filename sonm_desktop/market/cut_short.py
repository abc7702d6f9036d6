"""Deals that their supplier ended before their time: he gave notice or had cause, so that none
is paid for after the end."""

from __future__ import annotations

CUT_SHORT = frozenset({"worker.evicted", "worker.bad_payer", "worker.supplier_stopped"})
"""Reasons of deals whose pay must end before their customer's promise does; for each of them
the worker signs a `Stop`."""
