"""A practice network with a supplier and a customer, made by commands of the terminal."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.end2end.terminal import Home, containers, wait_until

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
        ask = self.home.done("worker", "status")["ask"]

        def listed() -> bool:
            offers = self.home.done("market", "list")["offers"]
            return any(offer["id"] == ask for offer in offers)

        wait_until(listed, what="the offer on the chain")
        return str(ask)

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
            answer = self.home.sonm("task", "status", deal, task)
            if answer.code == 0 and answer.document["state"] in ("exited", "failed", "stopped"):
                return dict(answer.document)
            assert time.monotonic() < deadline, f"the task did not end: {answer}"
            time.sleep(0.3)

    def close(self, deal: str) -> dict[str, Any]:
        """The deal, closed."""
        self.home.done("deal", "close", deal, "--yes")
        shown = self.home.done("deal", "show", deal)
        assert shown["phase"] == "closed", shown
        return dict(shown)

    def snm(self, account: str) -> int:
        """What *account* has in wallet and vault, wei."""
        balances = self.home.done("wallet", "balance", "--account", account)
        return int(balances["token"]) + int(balances["vault"])

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


def put_on_sale(home: Home) -> None:
    """A small slice, so that the tests fit any machine."""
    home.done(
        *("worker", "plan", "--price", PRICE, "--cpu", "1"),
        *("--ram", "256M", "--storage", "64M"),
    )
