"""The logs of the contract of campaigns, decoded."""

from __future__ import annotations

from collections.abc import Callable

from eth_utils.crypto import keccak

from sonm_desktop.chain import wire
from sonm_desktop.chain.registries.campaign_events import (
    CampaignEnding,
    CampaignEvent,
    CampaignFunded,
    CampaignOpened,
    Joined,
    Redeemed,
    Returned,
    SignerChanged,
)
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, CampaignId, Commitment, Digest
from sonm_desktop.store.index_events import EventRow

_WORD = 32


def _opened(log: EventRow) -> CampaignOpened:
    nonce, signer, bonus, price, budget, end, notice, window = wire.words(log.data, 8, "a campaign")
    return CampaignOpened(
        campaign=_campaign(log),
        sponsor=_account(log),
        work=Digest(_third(log)),
        nonce=nonce,
        signer=wire.address_word(signer, "a signer"),
        bonus=_amount(bonus),
        price=_amount(price),
        budget=_amount(budget),
        end=_time(end),
        notice=_time(notice),
        window=wire.below(window, 8, "a window"),
    )


def _funded(log: EventRow) -> CampaignFunded:
    return CampaignFunded(_campaign(log), _account(log), _amount(_word(log)))


def _signer(log: EventRow) -> SignerChanged:
    return SignerChanged(_campaign(log), _account(log))


def _ending(log: EventRow) -> CampaignEnding:
    return CampaignEnding(_campaign(log), _time(_word(log)))


def _joined(log: EventRow) -> Joined:
    return Joined(_campaign(log), _account(log), Commitment(_third(log)), _amount(_word(log)))


def _redeemed(log: EventRow) -> Redeemed:
    traffic, amount, paid = wire.words(log.data, 3, "a coupon")
    return Redeemed(
        campaign=_campaign(log),
        account=_account(log),
        commitment=Commitment(_third(log)),
        traffic=wire.below(traffic, 64, "traffic"),
        amount=_amount(amount),
        paid=_amount(paid),
    )


def _returned(log: EventRow) -> Returned:
    return Returned(_campaign(log), _account(log), _amount(_word(log)))


def _campaign(log: EventRow) -> CampaignId:
    return CampaignId("0x" + log.subject.hex())


def _account(log: EventRow) -> Address:
    """The second argument: a sponsor, a participant, a key."""
    return wire.address_word(int.from_bytes(log.topics[2 * _WORD : 3 * _WORD]), "an account")


def _third(log: EventRow) -> str:
    return "0x" + log.topics[3 * _WORD : 4 * _WORD].hex()


def _word(log: EventRow) -> int:
    return wire.words(log.data, 1, "an event of a campaign")[0]


def _amount(value: int) -> Wei:
    return Wei(wire.below(value, 96, "an amount"))


def _time(value: int) -> int:
    return wire.below(value, 40, "a time")


CAMPAIGN_SIGNATURES: dict[str, tuple[int, int, Callable[[EventRow], CampaignEvent]]] = {
    (
        "CampaignOpened(bytes32,address,bytes32,uint256,address,uint96,uint96,uint96,"
        "uint40,uint24,uint8)"
    ): (4, 8, _opened),
    "CampaignFunded(bytes32,address,uint96)": (3, 1, _funded),
    "SignerChanged(bytes32,address)": (3, 0, _signer),
    "CampaignEnding(bytes32,uint40)": (2, 1, _ending),
    "Joined(bytes32,address,bytes32,uint96)": (4, 1, _joined),
    "Redeemed(bytes32,address,bytes32,uint64,uint96,uint96)": (4, 3, _redeemed),
    "Returned(bytes32,address,uint96)": (3, 1, _returned),
}
"""How many topics and words of data, and how to read them."""

CAMPAIGN_KINDS = {keccak(text=text): text for text in CAMPAIGN_SIGNATURES}
PARTICIPATION = frozenset(
    kind for kind, text in CAMPAIGN_KINDS.items() if text.startswith(("Joined(", "Redeemed("))
)
"""What says of an account that it takes part."""
