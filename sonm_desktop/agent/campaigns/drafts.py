"""What each request about a campaign comes to: its calls, and its effects in words."""

from __future__ import annotations

import secrets

from sonm_desktop.agent.campaigns.reading import CampaignReader
from sonm_desktop.agent.campaigns.tickets import checked_coupon, checked_place
from sonm_desktop.agent.drafts import Draft
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.campaigns import (
    CampaignPlan,
    CloseCampaign,
    FundCampaign,
    JoinCampaign,
    OpenCampaign,
    RedeemCoupon,
    ReturnBudget,
    UseCampaignKey,
    WithdrawCampaigns,
)
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.campaign import rules
from sonm_desktop.campaign.calls import CampaignCalls, Terms
from sonm_desktop.campaign.messages import campaign_id
from sonm_desktop.campaign.rules import WINDOW_UNIT_S, CampaignState
from sonm_desktop.chain.market_calls import Call, TokenCalls
from sonm_desktop.core.amounts import Wei, snm
from sonm_desktop.core.dollars import WHOLE, near, usd
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, CampaignId, Digest
from sonm_desktop.market.prices.dollars import price_now
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.wallet.wallet import Wallet

GAS_OF_OPENING = 350_000
"""Assumed for a deposit together with an opening, while the contract is not approved yet."""

_UINT96 = 2**96


class CampaignDrafts:
    """On the network of *session*. Raises UserError with what is wrong."""

    def __init__(self, session: Session, wallet: Wallet) -> None:
        self._session = session
        self._wallet = wallet

    async def draft(self, request: CampaignPlan) -> Draft:
        match request:
            case JoinCampaign():
                return await self._join(request)
            case RedeemCoupon():
                return await self._redeem(request)
            case WithdrawCampaigns():
                return await self._withdraw(request)
            case _:
                return await self._of_sponsor(request)

    async def _of_sponsor(
        self,
        request: OpenCampaign | FundCampaign | CloseCampaign | UseCampaignKey | ReturnBudget,
    ) -> Draft:
        match request:
            case OpenCampaign():
                return await self._open(request)
            case FundCampaign():
                return await self._fund(request)
            case CloseCampaign():
                return await self._close(request)
            case UseCampaignKey():
                return await self._use_key(request)
            case ReturnBudget():
                return await self._return(request)

    async def _open(self, request: OpenCampaign) -> Draft:
        account, budget = parse_address(request.account), Wei(request.budget)
        calls = self._calls()
        if request.price and request.usd_price:
            raise UserError("campaign.two_prices")
        if not (request.bonus or request.price or request.usd_price):
            raise UserError("campaign.pays_nothing")
        if budget < request.bonus:
            raise UserError("campaign.budget_below_bonus", bonus=snm(request.bonus))
        terms = await self._terms(account, request)
        campaign = campaign_id(account, terms.nonce)
        steps = await self._paid(account, budget, calls.open(terms, budget))
        money = {"budget": snm(budget), "bonus": snm(terms.bonus), "lasting": request.lasting}
        effects = [Worded.of("campaign.effect_open", money), *_price_effects(terms)]
        times = {"notice": terms.notice, "window": terms.window * WINDOW_UNIT_S}
        effects.append(Worded.of("campaign.effect_times", times))
        return _draft(account, steps, effects, total=budget, campaign=campaign)

    async def _terms(self, account: Address, request: OpenCampaign) -> Terms:
        signer = await self._session.keys.signer(account)
        lowest, highest = await self._bounds(request)
        return Terms(
            nonce=secrets.randbits(128),
            work=Digest(request.work.lower()),
            signer=signer.address,
            bonus=Wei(request.bonus),
            price=Wei(request.price),
            usd_price=request.usd_price,
            lowest=lowest,
            highest=highest,
            end=await self._session.reader.pending_time() + request.lasting,
            notice=request.notice,
            window=request.window,
        )

    async def _bounds(self, request: OpenCampaign) -> tuple[Wei, Wei]:
        """Within which wei per TB a price in USD is accepted when the campaign opens."""
        if not request.usd_price:
            return Wei(0), Wei(0)
        _, price = await price_now(self._session.reader)
        now = price.wei_of(request.usd_price)
        lowest = request.lowest
        if lowest is None:
            lowest = now * (WHOLE - request.slippage) // WHOLE
        highest = request.highest
        if highest is None:
            highest = min(now * (WHOLE + request.slippage) // WHOLE, _UINT96 - 1)
        if not lowest <= now <= highest:
            raise UserError("campaign.price_out_of_bounds", price=snm(near(now)))
        return Wei(lowest), Wei(highest)

    async def _fund(self, request: FundCampaign) -> Draft:
        account, amount = parse_address(request.account), Wei(request.amount)
        campaign, state = await self._state(request.campaign)
        calls = self._calls()
        await self._require_running(state)
        steps = await self._paid(account, amount, calls.fund(campaign, amount))
        effects = [Worded.of("campaign.effect_fund", {"amount": snm(amount)})]
        if account != state.sponsor:
            effects.append(Worded.of("campaign.effect_given_away", {"sponsor": state.sponsor}))
        return _draft(account, steps, effects, total=amount, campaign=campaign)

    async def _close(self, request: CloseCampaign) -> Draft:
        campaign, state = await self._state(request.campaign)
        effects = [Worded.of("campaign.effect_close", {"notice": state.notice})]
        call = self._calls().close(campaign)
        return _draft(self._own(state), [call], effects, campaign=campaign)

    async def _use_key(self, request: UseCampaignKey) -> Draft:
        campaign, state = await self._state(request.campaign)
        sponsor = self._own(state)
        signer = (await self._session.keys.signer(sponsor)).address
        if signer == state.signer:
            raise UserError("campaign.key_is_yours")
        effects = [Worded.of("campaign.effect_key", {"key": signer})]
        call = self._calls().set_signer(campaign, signer)
        return _draft(sponsor, [call], effects, campaign=campaign)

    async def _join(self, request: JoinCampaign) -> Draft:
        network, reader = self._session.network, self._reader()
        ticket, state = await checked_place(network, reader, request.ticket)
        word = ticket.word
        seat = await reader.seat(word.campaign, word.commitment)
        before = seat.most if seat else 0
        most = rules.worth(state, word.traffic)
        params = {"sponsor": state.sponsor, "account": word.account, "amount": snm(most)}
        effects = [Worded.of("campaign.effect_join", params)]
        if before:
            effects = [Worded.of("campaign.effect_larger", {**params, "before": snm(before)})]
        if word.traffic:
            traffic = {"traffic": word.traffic, "price": snm(state.price)}
            effects.append(Worded.of("campaign.effect_covers", traffic))
        effects[1:1] = self._for_others(word.account)
        call = self._calls().join(word, ticket.signature)
        account = parse_address(request.account)
        return _draft(account, [call], effects, campaign=word.campaign)

    async def _redeem(self, request: RedeemCoupon) -> Draft:
        network, reader = self._session.network, self._reader()
        ticket, state, seat = await checked_coupon(network, reader, request.ticket)
        word = ticket.word
        due = min(rules.worth(state, word.traffic), seat.most)
        pays = due - seat.paid
        if pays <= 0:
            raise UserError("campaign.coupon_paid", paid=snm(seat.paid))
        if pays > state.reserved:
            raise UserError("campaign.window_over")
        params = {"amount": snm(pays), "account": seat.account, "traffic": word.traffic}
        effects = [Worded.of("campaign.effect_redeem", params), *self._for_others(seat.account)]
        if word.traffic > rules.covered(state, seat):
            effects.append(Worded.of("campaign.effect_beyond"))
        call = self._calls().redeem(word, ticket.signature)
        account = parse_address(request.account)
        return _draft(account, [call], effects, campaign=word.campaign)

    async def _return(self, request: ReturnBudget) -> Draft:
        campaign, state = await self._state(request.campaign)
        now = await self._session.reader.pending_time()
        try:
            _, amount = rules.give_back(state, now)
        except rules.Refused as refused:
            until = state.end + state.window * WINDOW_UNIT_S
            wait = max(0, (state.end if now < state.end else until) - now)
            empty = not state.free and not state.reserved
            code = "campaign.empty" if empty else "campaign.nothing_to_return"
            raise UserError(code, wait=wait) from refused
        params = {"amount": snm(amount), "sponsor": state.sponsor}
        effects = [Worded.of("campaign.effect_return", params)]
        account = parse_address(request.account)
        return _draft(account, [self._calls().give_back(campaign)], effects, campaign=campaign)

    async def _withdraw(self, request: WithdrawCampaigns) -> Draft:
        account = parse_address(request.account)
        has = await self._reader().vault(account)
        amount = has if request.amount is None else Wei(request.amount)
        if not has:
            raise UserError("campaign.vault_empty")
        if amount > has:
            raise UserError("campaign.vault_too_low", has=snm(has), needs=snm(amount))
        effects = [Worded.of("campaign.effect_withdraw", {"amount": snm(amount)})]
        return _draft(account, [self._calls().withdraw(amount)], effects, total=amount)

    async def _paid(self, account: Address, amount: Wei, use: Call) -> list[Call]:
        """*use*, which takes *amount* out of the vault, with what has to be put in before."""
        calls = self._calls()
        missing = Wei(max(0, amount - await self._reader().vault(account)))
        if not missing:
            return [use]
        reader = self._session.reader
        has = await reader.token_balance(account)
        if has < missing:
            raise UserError("chain.token_too_low", has=snm(has), needs=snm(missing))
        steps = [calls.together([calls.deposit(missing), use])]
        if await reader.allowance_of(account, calls.place) < missing:
            steps.insert(0, TokenCalls(self._session.network).approve(calls.place, missing))
        return steps

    async def _state(self, text: str) -> tuple[CampaignId, CampaignState]:
        campaign = CampaignId(text.lower())
        return campaign, await self._reader().campaign(campaign)

    async def _require_running(self, state: CampaignState) -> None:
        if state.end <= await self._session.reader.pending_time():
            raise UserError("campaign.over")

    def _own(self, state: CampaignState) -> Address:
        if not self._wallet.holds(state.sponsor):
            raise UserError("campaign.not_sponsor", sponsor=state.sponsor)
        return state.sponsor

    def _for_others(self, account: Address) -> list[Worded]:
        """Said where the gas is ours and the money is not."""
        if self._wallet.holds(account):
            return []
        return [Worded.of("campaign.effect_for_others", {"account": account})]

    def _calls(self) -> CampaignCalls:
        return CampaignCalls(self._session.network)

    def _reader(self) -> CampaignReader:
        return CampaignReader(self._session.rpc, self._session.network)


def _price_effects(terms: Terms) -> list[Worded]:
    if terms.usd_price:
        bounds = {"lowest": snm(near(terms.lowest)), "highest": snm(near(terms.highest))}
        params = {"price": usd(terms.usd_price), **bounds}
        return [Worded.of("campaign.effect_usd_price", params)]
    if terms.price:
        return [Worded.of("campaign.effect_price", {"price": snm(terms.price)})]
    return [Worded.of("campaign.effect_no_price")]


def _draft(
    account: Address,
    calls: list[Call],
    effects: list[Worded],
    *,
    total: int = 0,
    campaign: str = "",
) -> Draft:
    return Draft(
        account,
        tuple(calls),
        tuple(effects),
        Wei(total),
        campaign=campaign,
        later_gas=GAS_OF_OPENING,
    )
