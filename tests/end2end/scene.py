"""A practice network with a supplier and a customer, made by commands of the terminal."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.market import OfferFilter
from sonm_desktop.api.schema.plans import Deposit
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.secret import Secret
from tests.end2end.terminal import PASSWORD, Home, containers, wait_until

SNM = 10**18
PRICE = "3.6"
MAX_TOTAL = "2"
COUNTING = (
    "echo begin; for i in $(seq 1 {count}); do echo line $i; sleep 0.25; done; "
    "echo done > /output/result; echo end"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Two accounts of one wallet; a worker of this machine serves the first and is on sale."""

    home: Home
    supplier: str
    customer: str
    worker: str

    def offer(self) -> str:
        """The id of the worker's offer, as the market lists it."""

        async def listed(agent: AgentClient) -> str:
            ask = (await agent.workers.status(self.worker)).ask
            view = await agent.market.open(OfferFilter())
            rows = await agent.market.rows(view.id)
            await agent.market.close(view.id)
            return ask if ask and any(offer.id == ask for offer in rows.rows) else ""

        wait_until(lambda: bool(self.home.asked(listed)), what="the offer on the chain")
        return self.home.asked(listed)

    def buy(self, *words: str) -> str:
        """A deal, bought by the customer."""
        bought = self.home.done(
            *("deal", "buy", self.offer(), "--max-total", MAX_TOTAL, "--for", "10m", "--yes"),
            *("--account", "buying", *words),
        )
        return str(bought["committed"]["deal"])

    def run(self, deal: str, image: str, *command: str, name: str = "job") -> dict[str, Any]:
        task = self.home.done("task", "run", "--name", name, deal, image, *command)
        return dict(task)

    def final(self, deal: str, task: str = "job", limit_s: float = 90) -> dict[str, Any]:
        """The task once it is over."""
        deadline = time.monotonic() + limit_s
        while True:
            try:
                known = self.home.asked(lambda agent: agent.tasks.status(deal, task))
                if known.final:
                    return known.model_dump(mode="json")
                said = str(known)
            except CodedError as error:
                said = str(error)
            assert time.monotonic() < deadline, f"the task did not end: {said}"
            time.sleep(0.1)

    def close(self, deal: str) -> dict[str, Any]:
        """The deal, closed."""
        self.home.done("deal", "close", deal, "--yes")
        shown = self.home.done("deal", "show", deal)
        assert shown["phase"] == "closed", shown
        return dict(shown)

    def snm(self, account: str) -> int:
        """What *account* has in wallet and vault, wei."""
        address = {"selling": self.supplier, "buying": self.customer}[account]
        balances = self.home.asked(lambda agent: agent.wallet.balances(address))
        return balances.token + balances.vault

    def containers(self) -> list[Any]:
        return containers([self.worker])


def set_scene(home: Home) -> Scene:
    """Everything up to an offer on sale."""
    home.done("network", "start")
    made = home.done("wallet", "create", *home.password())
    supplier = made["wallet"]["accounts"][0]["address"]
    home.done("wallet", "rename", "selling", "--account", "1")
    customer = home.done("wallet", "add", "--label", "buying")["address"]
    for account in (supplier, customer):
        home.done("wallet", "faucet", "--account", account, "--snm", "100")
    home.done("wallet", "deposit", "50", "--account", "buying", "--yes")
    worker = home.done("worker", "start", "--master", "selling")["worker"]
    put_on_sale(home)
    return Scene(home, supplier, customer, worker)


def set_quickly(home: Home) -> Scene:
    """As `set_scene`, with the wallet made by the agent's client instead of six commands."""
    home.done("network", "start")
    supplier, customer = home.asked(_two_accounts)
    worker = home.done("worker", "start", "--master", "selling")["worker"]
    put_on_sale(home)
    return Scene(home, supplier, customer, worker)


async def _two_accounts(agent: AgentClient) -> tuple[str, str]:
    """Who sells, and who buys with 50 SNM in the vault."""
    made = await agent.wallet.create(Secret(PASSWORD))
    supplier = made.wallet.accounts[0].address
    await agent.wallet.rename(supplier, "selling")
    customer = (await agent.wallet.new_account("buying")).address
    for account in (supplier, customer):
        await agent.wallet.fund(account, snm=100 * SNM)
    plan = await agent.plans.make(Deposit(account=customer, amount=50 * SNM))
    await agent.plans.commit(plan.id)
    return supplier, customer


def put_on_sale(home: Home) -> None:
    """A small slice, so that the tests fit any machine."""
    home.done(
        *("worker", "plan", "--price", PRICE, "--cpu", "1"),
        *("--ram", "256M", "--storage", "64M"),
    )
