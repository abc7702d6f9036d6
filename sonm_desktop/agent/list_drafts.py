"""What it comes to to block an account for everybody to read, or to follow a list."""

from __future__ import annotations

from sonm_desktop.agent.answers.blacklist import owner_of
from sonm_desktop.agent.drafts import Draft
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import BlockAccounts, FollowList
from sonm_desktop.chain.registries.blacklist_calls import BlacklistCalls
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.addresses import parse_address

ListRequest = BlockAccounts | FollowList


class ListDrafts:
    """On the network of *session*. Raises UserError with what is wrong."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def draft(self, request: ListRequest) -> Draft:
        await self._session.acquaintance.refresh()
        if isinstance(request, BlockAccounts):
            return self._block(request)
        return self._follow(request)

    def _block(self, request: BlockAccounts) -> Draft:
        account = parse_address(request.account)
        calls = BlacklistCalls(self._session.network)
        whom = [owner_of(self._session, parse_address(one)) for one in request.accounts]
        listed = {entry.account for entry in self._session.blocks.lists.entries(account)}
        whom = [one for one in dict.fromkeys(whom) if (one in listed) is not request.on]
        if account in whom:
            raise UserError("blacklist.own_account")
        if not whom:
            raise UserError("blacklist.as_it_is")
        call = calls.listed(whom, on=request.on, reason=request.reason)
        effects = tuple(_effect(one, request) for one in whom)
        public = (Worded.of("blacklist.effect_public"),) if request.on else ()
        return Draft(account, (call,), (*effects, *public), Wei(0))

    def _follow(self, request: FollowList) -> Draft:
        account, owner = parse_address(request.account), parse_address(request.owner)
        calls = BlacklistCalls(self._session.network)
        lists = self._session.blocks.lists
        if account == owner:
            raise UserError("blacklist.own_list")
        if (owner in lists.followed(account)) is request.on:
            raise UserError("blacklist.as_it_is")
        code = "blacklist.effect_follow" if request.on else "blacklist.effect_unfollow"
        params = {"list": owner, "entries": len(lists.entries(owner))}
        effects = (Worded.of(code, params),)
        return Draft(account, (calls.follow(owner, on=request.on),), effects, Wei(0))


def _effect(account: Address, request: BlockAccounts) -> Worded:
    reason = request.reason.strip()
    code = "blacklist.effect_block_because" if reason else "blacklist.effect_block"
    if not request.on:
        code = "blacklist.effect_unblock"
    return Worded.of(code, {"account": account, "reason": reason})
