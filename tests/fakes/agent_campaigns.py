"""Campaigns of a fake agent: what its lists are set to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sonm_desktop.api.schema.campaigns import Campaign, CampaignIncome, CampaignPlace
from sonm_desktop.api.schema.errors import Worded
from tests.fakes.sample_state import NOW

if TYPE_CHECKING:
    from tests.fakes.agent import FakeAgent

SNM = 10**18
DAY = 86_400
SPONSORS = ("0x" + "5b" * 20, "0x" + "c3" * 20, "0x" + "9e" * 20)


def sample_campaign(number: int = 0, **changes: Any) -> Campaign:
    """An open one of a stranger: 50 SNM of bonus, 80 SNM for a TB."""
    params = {"free": f"{4200 - 1700 * number} SNM", "end": 21 * DAY}
    fields = {
        "id": "0x" + f"{0x71DD02 + number * 0x1F31:06x}" + "be" * 29,
        "sponsor": SPONSORS[number],
        "mine": False,
        "signs": None,
        "state": Worded.of("campaign.state_open", params),
        "phase": "open",
        "work": "0x" + "00" * 32,
        "bonus": (50 + 25 * number) * SNM,
        "price": (80 - 18 * number) * SNM,
        "usd_price": None,
        "budget": 5000 * SNM,
        "free": (4200 - 1700 * number) * SNM,
        "reserved": 300 * SNM,
        "paid": 500 * SNM,
        "returned": 0,
        "end": NOW + (21 - 6 * number) * DAY,
        "until": NOW + (23 - 6 * number) * DAY,
        "notice": DAY,
        "participants": 14 * (number + 1),
        "places": 0,
    }
    return Campaign.model_validate(fields | changes)


def sample_place(account: str, **changes: Any) -> CampaignPlace:
    """130 SNM are set aside, of which 74 were paid."""
    params = {"paid": "74 SNM", "left": "56 SNM"}
    fields = {
        "campaign": sample_campaign().id,
        "account": account,
        "mine": True,
        "commitment": "0x" + "0c" * 32,
        "address": "",
        "taken": True,
        "expiry": None,
        "most": 130 * SNM,
        "paid": 74 * SNM,
        "covered": 10**12,
        "coupon": 3 * 10**11,
        "state": Worded.of("campaign.place_part", params),
    }
    return CampaignPlace.model_validate(fields | changes)


class FakeCampaigns:
    """found: what there are. taken: whether the account has a place. none: why there are none."""

    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent
        self.found = [sample_campaign(number) for number in range(3)]
        self.taken = True
        self.none: Exception | None = None

    async def all(self) -> list[Campaign]:
        self._agent.note("campaigns")
        if self.none is not None:
            raise self.none
        return self.found

    async def income(self, account: str) -> CampaignIncome:
        self._agent.note("campaign_income", account)
        if not self.taken:
            return CampaignIncome(account=account, vault=0, paid=0, bonus=0, traffic=0, ahead=0)
        return CampaignIncome(
            account=account,
            vault=24 * SNM,
            paid=74 * SNM,
            bonus=50 * SNM,
            traffic=24 * SNM,
            ahead=56 * SNM,
            places=(sample_place(account),),
        )
