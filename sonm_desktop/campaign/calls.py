"""Calls of the contract of campaigns, encoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonm_desktop.campaign.messages import Coupon, Place, campaign_domain
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.network import Network
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, CampaignId, Commitment, Digest
from sonm_desktop.wallet.eip712 import Domain

TERMS = "(uint256,bytes32,address,uint96,uint96,uint96,uint96,uint96,uint32,uint24,uint8)"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a sponsor chooses once and for all.

    bonus: wei for each address. price: wei per TB; or usd_price: 10^-18 USD per TB, converted
    when it opens and refused outside lowest..highest, wei per TB. end: chain time; notice: s;
    window: hours after the end in which coupons count.
    """

    nonce: int
    work: Digest
    signer: Address
    bonus: Wei
    price: Wei
    usd_price: int
    lowest: Wei
    highest: Wei
    end: int
    notice: int
    window: int

    def abi_tuple(self) -> tuple[Any, ...]:
        """The values in the order of the contract's struct."""
        money = (self.bonus, self.price, self.usd_price, self.lowest, self.highest)
        return (self.nonce, _raw(self.work), self.signer, *money, *self._times())

    def _times(self) -> tuple[int, int, int]:
        return self.end, self.notice, self.window


class CampaignCalls:
    """Of the network's Campaigns. Raises UserError("campaign.no_contract")."""

    def __init__(self, network: Network) -> None:
        self.place = campaigns_of(network)

    def deposit(self, amount: Wei) -> Call:
        """From the sender's wallet into its vault there, as far as it was approved."""
        return self._call("deposit(uint96)", amount)

    def withdraw(self, amount: Wei) -> Call:
        return self._call("withdraw(uint96)", amount)

    def open(self, terms: Terms, budget: Wei) -> Call:
        """With *budget* of the sender's vault there."""
        return self._call(f"open({TERMS},uint96)", terms.abi_tuple(), budget)

    def fund(self, campaign: CampaignId, amount: Wei) -> Call:
        return self._call("fund(bytes32,uint96)", _raw(campaign), amount)

    def set_signer(self, campaign: CampaignId, signer: Address) -> Call:
        return self._call("setSigner(bytes32,address)", _raw(campaign), signer)

    def close(self, campaign: CampaignId) -> Call:
        return self._call("close(bytes32)", _raw(campaign))

    def join(self, word: Place, signature: bytes) -> Call:
        return self._call(f"join({Place.abi_type()},bytes)", word.abi_tuple(), signature)

    def redeem(self, coupon: Coupon, signature: bytes) -> Call:
        return self._call(f"redeem({Coupon.abi_type()},bytes)", coupon.abi_tuple(), signature)

    def give_back(self, campaign: CampaignId) -> Call:
        return self._call("giveBack(bytes32)", _raw(campaign))

    def together(self, calls: Sequence[Call]) -> Call:
        """*calls* of this contract in one transaction, all or none."""
        if len(calls) == 1:
            return calls[0]
        return self._call("multicall(bytes[])", [call.data for call in calls])

    def campaign(self, campaign: CampaignId) -> Call:
        """The view of it."""
        return self._call("campaigns(bytes32)", _raw(campaign))

    def seat(self, campaign: CampaignId, commitment: Commitment) -> Call:
        """The view of a place."""
        return self._call("places(bytes32,bytes32)", _raw(campaign), _raw(commitment))

    def signer_number(self, campaign: CampaignId, key: Address) -> Call:
        """The view of when *key* was made the signer; 0 for never."""
        return self._call("signers(bytes32,address)", _raw(campaign), key)

    def vault(self, account: Address) -> Call:
        """The view of what *account* has there."""
        return self._call("vaultOf(address)", account)

    def _call(self, signature: str, *arguments: Any) -> Call:
        return Call(self.place, encode_call(signature, *arguments))


def has_campaigns(network: Network) -> bool:
    """Whether *network* has such a contract."""
    return network.campaigns not in (None, ZERO_ADDRESS)


def campaigns_of(network: Network) -> Address:
    """The contract of *network*. Raises UserError("campaign.no_contract")."""
    if network.campaigns is None or network.campaigns == ZERO_ADDRESS:
        raise UserError("campaign.no_contract")
    return network.campaigns


def domain_of(network: Network) -> Domain:
    """What every signature about campaigns of *network* is bound to."""
    return campaign_domain(network.chain_id, campaigns_of(network))


def _raw(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
