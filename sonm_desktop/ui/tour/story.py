"""One person's first day: practice, selling this PC, buying from it, a job, the bill."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.core.errors import CodedError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.tour.account import held, quote, step, tell, tell_balances
from sonm_desktop.ui.tour.camera import Camera
from sonm_desktop.ui.tour.hands import Hands
from sonm_desktop.ui.words import exact

PASSWORD = "practice makes money"  # noqa: S105 (of play money, in a home that is removed again)
JOB_COMMAND = "python3 /job/fractal.py"
JOB_ENVIRONMENT = "WIDTH=400\nHEIGHT=260\nDEPTH=300\nPRIMES=5000000"


@dataclass(frozen=True, slots=True)
class Story:
    """Acts through *hands*, looks through *camera*; *agent* is only asked for the books."""

    hands: Hands
    camera: Camera
    face: Face
    agent: AgentClient

    async def tell(self, image: str, results: Path) -> None:
        """The whole day with the job's *image*; its files come to *results*."""
        tell("First run")
        await self._practise()
        before = await held(self.agent, (await self.agent.wallet.status()).accounts)
        tell("Selling")
        await self._sell()
        tell("Buying")
        await self._buy()
        tell("A job")
        await self._work(image)
        await self._look_around()
        tell("Settling")
        deal = await self._settle(results)
        tell("Balances")
        accounts = (await self.agent.wallet.status()).accounts
        tell_balances(before, await held(self.agent, accounts))
        tell(f"  The deal cost {exact(deal.paid)}; {exact(deal.refunded)} came back.")

    async def _practise(self) -> None:
        with step("The welcome made a practice network and a wallet with two accounts"):
            await self.hands.reading("Set up practice")
            await self.camera.take("first run", "welcome")
            await self.hands.write("Password", PASSWORD)
            await self.hands.write("Password again", PASSWORD)
            await self.hands.press("Set up practice")
            await self.hands.reading("I have written it down")
            await self.hands.press("I have written it down")
            await self.hands.reading("On sale")
        await self.camera.round("empty")

    async def _sell(self) -> None:
        with step("This PC is on sale for 3.6 SNM per hour"):
            await self.hands.go("machine")
            await self.hands.write("SNM per hour", "3.6")
            await self.hands.press("Put on sale")
            await self.hands.reading("as soon as the announcement", "waits for a customer")

    async def _buy(self) -> None:
        with step("“Me (buys)” found the offer and saw what it costs"):
            await self.hands.go("market")
            await self.hands.until(lambda: self.hands.rows("Offers"), "the offer")
            await self.hands.press("Review and rent")
            await self.hands.reading("Rent now")
            await self.camera.take("confirming", "a purchase")
        with step("Rented: the escrow is in the contract"):
            await self.hands.press("Rent now")
            await self.hands.until(lambda: self.hands.rows("Rentals"), "the rental")

    async def _work(self, image: str) -> None:
        with step("The job ran in a container on this PC; it said:"):
            await self.hands.write("Image", image)
            await self.hands.write("Command", JOB_COMMAND)
            await self.hands.write("Environment", JOB_ENVIRONMENT)
            await self.hands.press("Run")
            await self.hands.until(self.hands.log, "the job's first line")
            await self.camera.take("working", "a job")
            await self.hands.reading("New job")
        quote(self.hands.log())

    async def _look_around(self) -> None:
        await self.camera.round("populated")
        await self.camera.small("populated")
        await self.camera.scaled("populated")
        self.face.live.connected.emit(False)
        await self.camera.round("agent lost")
        self.face.live.connected.emit(True)

    async def _settle(self, results: Path) -> Deal:
        account = {a.label: a.address for a in (await self.agent.wallet.status()).accounts}
        [deal] = await self.agent.deals.all(account["Me (buys)"])
        [task] = await self.agent.tasks.all(deal.id)
        with step("The job's files came home, checked by their digests"):
            fetched = await self.agent.tasks.fetch(deal.id, task.task, results)
        for file in fetched.files:
            tell(f"            {results / file.path}")
        with step("Closed: both sides signed the sum, the rest came back"):
            await self.hands.go("rentals")
            await self.hands.press("Close the rental")
            await self.hands.reading("Close now")
            await self.camera.take("confirming", "a close")
            await self.hands.press("Close now")
            await self.hands.reading("You closed the deal.")
        await self.camera.take("settled", "rentals")
        return await self.agent.deals.show(deal.id)


async def end(agent: AgentClient) -> None:
    """End everything that the day has started, where it runs."""
    for ending in (agent.workers.stop_local, agent.network.stop_practice, agent.shut_down):
        try:
            await ending()
        except CodedError as error:
            tell(f"  (not ended: {error})")
