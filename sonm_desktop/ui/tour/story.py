"""One person's first day: practice, selling this PC, buying from it, a job, the bill."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.jobs.own_image import COMMAND
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.rentals.titles import job_name
from sonm_desktop.ui.tour.account import quote, step, tell, tell_balance
from sonm_desktop.ui.tour.camera import Camera
from sonm_desktop.ui.tour.hands import Hands
from sonm_desktop.ui.welcome.lessons import JOB
from sonm_desktop.ui.words import exact

PASSWORD = "practice makes money"  # noqa: S105 (of play money, in a home that is removed again)
_PRACTICE_DONE = "Open the window"
_PRACTICE_STOPS = (_PRACTICE_DONE, "It stopped here")
_PRACTICE_PATIENCE_S = 400.0
"""All of its steps are one wait: a network, a benchmark, a deal and a job."""
JOB_COMMAND = " ".join(COMMAND)
JOB_END = "Done in"


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
        await self._tell_balances(deal)

    async def _practise(self) -> None:
        await self.hands.reading("Practise")
        await self.camera.take("first run", "welcome")
        with step("A look around before there is a wallet"):
            await self.hands.press("Look around first")
            await self.camera.round("empty")
            await self.hands.go("home")
            await self.hands.press("Set up")
        with step("One password, and the practice began"):
            await self.hands.press("Practise")
            await self.hands.write("Password", PASSWORD)
            await self.hands.write("Password again", PASSWORD)
            await self.camera.take("first run", "wallet")
            await self.hands.reading("Begin")
            self.hands.press_now("Begin")
        with step("A practice market, two accounts, this PC for sale, a rental of it"):
            await self.hands.reading("Your practice market is being made")
            await self.camera.take("first run", "practice")
            await self._wait_for_practice()
        await self.camera.take("first run", "result")
        await self.hands.press("Open the window")

    async def _wait_for_practice(self) -> None:
        """What this machine cannot do, such as fetching an image without a network, is skipped."""
        hands = self.hands
        while (
            await hands.reading(*_PRACTICE_STOPS, patience_s=_PRACTICE_PATIENCE_S) != _PRACTICE_DONE
        ):
            await hands.press("Skip this step")

    async def _sell(self) -> None:
        with step("This PC is on sale"):
            await self.hands.go("machine")
            await self.hands.reading(" · spot")

    async def _buy(self) -> None:
        with step("“Me (buys)” saw what the next rental would cost"):
            await self.hands.go("market")
            await self.hands.until(lambda: self.hands.rows("Offers"), "the offers")
            await self.hands.press("Review and rent")
            await self.hands.reading("Rent now")
            await self.camera.take("confirming", "a purchase")
            await self.hands.press("Back")

    async def _work(self, image: str) -> None:
        with step("The job ran in a container on this PC; it said:"):
            await self.hands.go("rentals")
            await self.hands.press("New job")
            await self.hands.press("Your own image")
            await self.hands.write("Image", image)
            await self.hands.write("Command", JOB_COMMAND)
            await self.camera.take("confirming", "a job")
            await self.hands.press("Run")
            await self.hands.until(self._ours_has_begun, "the job's first lines")
            await self.camera.take("working", "a job")
            await self.hands.until(lambda: JOB_END in self.hands.log(), "the job's end")
        quote(self.hands.log())

    def _ours_has_begun(self) -> bool:
        """Beside the first run's own job ours is looked at."""
        state = self.face.live.state
        for task in filter(_is_ours, state.tasks.values() if state else ()):
            self.hands.choose("Job", job_name(task))
        return "rendered" in self.hands.log()

    async def _look_around(self) -> None:
        await self.camera.round("populated")
        await self.camera.small("populated")
        await self.camera.scaled("populated")
        self.face.live.connected.emit(False)
        await self.camera.round("agent lost")
        self.face.live.connected.emit(True)

    async def _settle(self, results: Path) -> Deal:
        deal = await self._deal()
        [task] = filter(_is_ours, await self.agent.tasks.all(deal.id))
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

    async def _tell_balances(self, deal: Deal) -> None:
        for account in (await self.agent.wallet.status()).accounts:
            tell_balance(account.label, await self.agent.wallet.balances(account.address))
        tell(f"  The rental cost {exact(deal.paid)}; {exact(deal.refunded)} came back.")

    async def _deal(self) -> Deal:
        """The one rental of this day."""
        accounts = (await self.agent.wallet.status()).accounts
        found = [deal for one in accounts for deal in await self.agent.deals.all(one.address)]
        [deal] = [deal for deal in found if deal.mine]
        return deal


def _said(task: Task) -> str:
    return " ".join(task.command)


async def end(agent: AgentClient) -> None:
    """End everything that the day has started, where it runs."""
    for ending in (agent.workers.stop_local, agent.network.stop_practice, agent.shut_down):
        try:
            await ending()
        except CodedError as error:
            tell(f"  (not ended: {error})")


def _is_ours(task: Task) -> bool:
    """Whether the tour has run *task*, and not the first run before it."""
    return JOB_COMMAND in _said(task) and task.task != JOB
