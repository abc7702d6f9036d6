"""What a customer may ask about his deal, and nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.p2p.service import LogRecord, ServedFile
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal
from sonm_desktop.store.worker_supply import WorkerSupply
from sonm_desktop.store.worker_tasks import WorkerTask
from sonm_desktop.worker.deals.amendments import Amendments
from sonm_desktop.worker.deals.conduct import BAD_PAYER, Conduct
from sonm_desktop.worker.deals.deals import DealKeeper
from sonm_desktop.worker.deals.held import HeldTime
from sonm_desktop.worker.deals.settlements import Settlements
from sonm_desktop.worker.deals.status import DealStatus, unseen
from sonm_desktop.worker.deals.vouchers import VoucherBook
from sonm_desktop.worker.desks.access import Consumers
from sonm_desktop.worker.desks.request import deal_of, task_id, task_of, text_of
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.request import login_of, task_request
from sonm_desktop.worker.tasks.tasks import TaskRunner

_NS = 1_000_000_000
_MOST_ASKED = 8
"""Customers with newest quotes for whom somebody else may speak: each is a question to the node."""


class CustomerDesk:
    """The methods of a deal; each first asks whether the deal is the caller's."""

    def __init__(
        self,
        *,
        keeper: DealKeeper,
        promises: WorkerSupply,
        consumers: Consumers,
        tasks: TaskRunner,
        vouchers: VoucherBook,
        held: HeldTime,
        conduct: Conduct,
        settlements: Settlements,
        amendments: Amendments,
        images: Images,
        status: DealStatus,
    ) -> None:
        self._keeper = keeper
        self._promises = promises
        self._consumers = consumers
        self._tasks = tasks
        self._vouchers = vouchers
        self._held = held
        self._conduct = conduct
        self._settlements = settlements
        self._amendments = amendments
        self._images = images
        self._status = status

    async def deal_status(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        """Also of a deal that the caller has a quote for; makes us look at the chain now."""
        self._keeper.look()
        deal = deal_of(body)
        try:
            status = await self._status.of_deal(await self._own(caller, deal))
            return {**status, "offers": self._amendments.offers(deal)}
        except UserError as error:
            if error.code != "worker.unknown_deal":
                raise
        promised = dict.fromkeys(quote.consumer for quote in await self._promises.quotes(deal))
        for consumer in [caller] if caller in promised else list(promised)[:_MOST_ASKED]:
            if await self._consumers.speaks_for(caller, consumer):
                return unseen(deal, consumer)
        raise UserError("worker.unknown_deal")

    async def deal_voucher(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        deal = await self._own(caller, deal_of(_inner(body, "voucher")))
        await self._conduct.require_patience(deal.deal)
        try:
            held = self._held.of(deal.deal)
            await self._vouchers.accept(deal, body.get("voucher"), body.get("signature"), held)
        except UserError as error:
            if await self._conduct.refused(deal.deal, error.code):
                await self._keeper.end(deal, BAD_PAYER)
            raise
        await self._conduct.accepted(deal.deal)
        self._keeper.look()
        return {"accepted": True}

    async def deal_settle(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        deal = await self._own(caller, deal_of(_inner(body, "settle")))
        signature = await self._settlements.ask(deal, body.get("settle"), body.get("signature"))
        # Either side may submit it from now on: no more work for this deal.
        await self._keeper.end(deal, "worker.deal_settled")
        return {"signature": signature}

    async def deal_amend(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        """The payee's signature under other terms, or why it must be waited for."""
        deal = await self._own(caller, deal_of(_inner(body, "amend")))
        if deal.state is DealPhase.ENDED:
            raise UserError("worker.deal_has_ended")
        answer = await self._amendments.ask(deal, body.get("amend"), body.get("signature"))
        if answer.signature is None:
            return {"waits": answer.code}
        return {"signature": answer.signature}

    async def deal_decline(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        """He does not want what was offered, or no longer what he asked for."""
        deal = await self._own(caller, deal_of(body))
        self._amendments.decline(deal.deal, body.get("id"))
        return {"declined": True}

    async def task_run(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        deal = await self._own(caller, deal_of(body))
        request = task_request(body.get("task"))
        await self._images.require_allowed(request.image)
        if deal.state is DealPhase.AWAITING:
            raise UserError("worker.deal_awaits_confirmation")
        if deal.state is DealPhase.ENDED:
            raise UserError("worker.deal_has_ended")
        return await self._status.of_task(await self._tasks.run(deal, request))

    async def task_status(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        deal = await self._own(caller, deal_of(body))
        return await self._status.of_task(await self._tasks.get(deal.deal, task_of(body)))

    async def task_stop(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        deal = await self._own(caller, deal_of(body))
        return await self._status.of_task(await self._tasks.stop(deal.deal, task_of(body)))

    async def image_resolve(self, caller: Address, body: dict[str, Any]) -> dict[str, Any]:
        await self._own(caller, deal_of(body))
        login = login_of(body.get("login"))
        return {"image": await self._images.resolve(text_of(body, "image"), login)}

    async def logs(self, caller: Address, task: str, after: int) -> AsyncIterator[LogRecord]:
        """The log of the caller's task of that id."""
        found = await self._own_task(caller, task)
        async for line in self._tasks.read_log(found, max(0, after)):
            yield LogRecord(seq=line.seq, ts=line.ts / _NS, fd=line.fd, data=line.data)

    async def open_file(self, caller: Address, task: str, path: str) -> ServedFile:
        """A result of the caller's task; *path* is looked up, never opened."""
        found = await self._own_task(caller, task)
        for file in await self._tasks.files(found):
            if file.path == path:
                return ServedFile(
                    self._tasks.stored_file(found, file), size=file.size, sha256=file.sha256
                )
        raise UserError("worker.unknown_file")

    async def _own(self, caller: Address, deal: DealId) -> WorkerDeal:
        """Somebody else's deal looks to the caller like one that does not exist."""
        found = await self._keeper.get(deal)
        if not await self._consumers.speaks_for(caller, found.consumer):
            raise UserError("worker.unknown_deal")
        return found

    async def _own_task(self, caller: Address, task: str) -> WorkerTask:
        name, _, begin = task.partition(":")
        for found in await self._tasks.named(task_id(name)):
            if not found.deal.removeprefix("0x").startswith(begin):
                continue
            deal = await self._keeper.get(found.deal)
            if await self._consumers.speaks_for(caller, deal.consumer):
                return found
        raise UserError("worker.unknown_task", task=task_id(name))


def _inner(body: dict[str, Any], name: str) -> dict[str, Any]:
    message = body.get(name)
    if not isinstance(message, dict):
        raise UserError("worker.bad_request", part=name)
    return message
