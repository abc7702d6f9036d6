"""What a supplier's machine does for whom, and what it is worth."""

from __future__ import annotations

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply, WeiText


class Job(Reply):
    """A deal that holds a part of *worker*, and the job that runs in it, if one does.

    image, task: empty while the customer has started none. started: s, by the worker's clock.
    cpu_now: percent of one core that it takes now, of *cpu_percent* that were sold; cpu_ms: so
    far. ram_now, ram_peak, ram_bytes: bytes, the last is what was sold. received, sent: bytes
    into and out of its jobs. earned: by the rate and the vouchers, up to now. traffic_cost: of
    received and sent; traffic_unpaid: the part that no voucher pays for yet. held_s: s for which
    it stood still for its owner; held_cost: what they would have brought, and do not.
    """

    worker: str
    deal: str
    customer: str
    state: Worded
    image: str
    task: str
    started: int | None
    cpu_now: int
    cpu_percent: int
    cpu_ms: int
    ram_now: int
    ram_peak: int
    ram_bytes: int
    received: int
    sent: int
    rate: WeiText
    earned: WeiText
    traffic_cost: WeiText
    traffic_unpaid: WeiText
    held_s: int = 0
    held_cost: WeiText = 0
