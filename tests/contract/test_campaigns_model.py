"""Campaigns beside their reference model: the same places, budgets and vaults, to the wei.

SONM_TRACES sets how many lives, an eighth of it; SONM_SEED the first one's seed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from campaign_lives import HOMES, SNM, START, Life
from eth_utils.address import to_checksum_address
from market_bed import Bed
from market_contracts import Contract, Refused, deploy, load
from market_node import Node

from sonm_desktop.campaign import rules
from sonm_desktop.campaign.messages import campaign_id
from sonm_desktop.campaign.rules import CampaignState, PlaceState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import ZERO_ADDRESS, Address

LIVES = max(1, int(os.environ.get("SONM_TRACES", "200")) // 8)
FIRST = int(os.environ.get("SONM_SEED", "0"))
STEPS = 25
PURSE = 1000 * SNM


@pytest.fixture(scope="module")
def campaigns(deployed: Bed) -> Iterator[Contract]:
    snapshot = deployed.node.call("evm_snapshot")
    money = (deployed.token.address, ZERO_ADDRESS, 0)
    contract = deploy(deployed.node, load("Campaigns"), *money, sender=deployed.deployer)
    sponsor = deployed.consumer.address
    deployed.token.send("transfer", sponsor, PURSE, sender=deployed.deployer)
    deployed.token.send("approve", contract.address, PURSE, sender=sponsor)
    contract.send("deposit", PURSE, sender=sponsor)
    yield contract
    deployed.node.call("evm_revert", snapshot)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + LIVES))
def test_contract_and_model_agree(bed: Bed, campaigns: Contract, seed: int) -> None:
    life = Life(bed, campaigns, seed)
    opening = life.opening(seed, PURSE)
    _at(bed.node, opening.time)
    campaigns.send(opening.function, *opening.arguments, sender=opening.sender)
    for action in life.actions(STEPS):
        _at(bed.node, action.time)
        refused = None
        try:
            campaigns.send(action.function, *action.arguments, sender=action.sender)
        except Refused as refusal:
            refused = refusal.name
        assert (action, refused) == (action, action.refused)
        assert _chain(campaigns, life) == (life.state, life.places, life.vaults)
    held = bed.token.view("balanceOf", campaigns.address)
    assert held == sum(life.vaults.values()) + life.state.free + life.state.reserved


@pytest.mark.parametrize("price", [1, 3, 10**9, 20 * SNM + 1])
def test_what_a_place_covers_is_paid_for_to_the_last_byte(price: int) -> None:
    campaign = _offer(price)
    for traffic in (0, 1, 10**12 - 1, 10**12, 7 * 10**12 + 3):
        most = rules.worth(campaign, traffic)
        bytes_paid = rules.covered(campaign, _place(most))
        assert bytes_paid >= traffic
        assert rules.worth(campaign, bytes_paid) == most
        assert rules.worth(campaign, bytes_paid + 1) > most


def test_a_place_without_a_price_covers_any_traffic_and_one_below_the_bonus_none() -> None:
    assert rules.covered(_offer(0), _place(50)) == 2**64 - 1
    assert rules.covered(_offer(1), _place(49)) == 0


def test_both_name_a_campaign_alike(bed: Bed, campaigns: Contract) -> None:
    name = campaigns.view("campaignId", bed.consumer.address, 2**256 - 1)
    assert "0x" + name.hex() == campaign_id(bed.consumer.address, 2**256 - 1)


def test_both_mean_the_same_domain(bed: Bed, campaigns: Contract) -> None:
    _, name, version, chain, place, _, _ = campaigns.view("eip712Domain")
    assert (name, version, chain) == ("SONM Campaigns", "1", bed.domain.chain_id)
    assert place == campaigns.address.lower()


def _offer(price: int) -> CampaignState:
    return CampaignState(
        sponsor=ZERO_ADDRESS,
        signer=ZERO_ADDRESS,
        bonus=Wei(50),
        price=Wei(price),
        free=Wei(0),
        reserved=Wei(0),
        end=9,
        notice=0,
        window=24,
    )


def _place(most: int) -> PlaceState:
    return PlaceState(ZERO_ADDRESS, Wei(most), Wei(0), 1)


def _at(node: Node, time: int) -> None:
    assert time >= START
    node.next_time(time)


def _chain(campaigns: Contract, life: Life) -> object:
    """Campaign, places and vaults as the chain has them."""
    name = bytes.fromhex(life.id[2:])
    sponsor, bonus, signer, price, free, reserved, end, notice, window = campaigns.view(
        "campaigns", name
    )
    signer = Address(to_checksum_address(signer))
    state = CampaignState(
        sponsor=Address(to_checksum_address(sponsor)),
        signer=signer,
        bonus=bonus,
        price=price,
        free=free,
        reserved=reserved,
        end=end,
        notice=notice,
        window=window,
        changes=campaigns.view("signers", name, signer),
    )
    places = {}
    for home in HOMES:
        account, most, paid, since = campaigns.view("places", name, bytes.fromhex(home[2:]))
        if int(account, 16):
            places[home] = PlaceState(Address(to_checksum_address(account)), most, paid, since)
    vaults = {account: campaigns.view("vaultOf", account) for account in life.vaults}
    return state, places, vaults
