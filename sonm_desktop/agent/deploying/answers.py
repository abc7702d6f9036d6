"""Answers about deployments: what one would do and cost, doing it once, going on with it."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict

from sonm_desktop.agent.commits import Commits
from sonm_desktop.agent.deploying.shapes import deployment_shape, network_in, wish_of
from sonm_desktop.api.schema.deployment import Deployment, DeployNetwork, SourceBundle
from sonm_desktop.chain import wire
from sonm_desktop.chain.deployment.deployer import Deployer, estimate, place_of
from sonm_desktop.chain.deployment.sources import source_bundle
from sonm_desktop.chain.deployment.target import require_cancun, require_feed
from sonm_desktop.chain.deployment.token_probe import require_sound_token
from sonm_desktop.chain.deployment.wish import DeploymentWish, is_test_chain
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.fees import Fee, Speed, gas_price
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei, format_amount
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ChainId, TxHash
from sonm_desktop.core.secret import Secret
from sonm_desktop.store.account_plans import AccountPlans, PlanRecord, PlanState
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.wallet import Wallet

_SCOPE = "deployments"
"""Where their records lie, beside those of networks."""


class DeploymentAnswers:
    """A `DeploymentsPort`. Belongs to no network: it makes one."""

    def __init__(
        self,
        *,
        wallet: Wallet,
        journal: Database,
        commits: Commits[Deployment],
        clock: Clock,
        rpc_timeout_s: float,
    ) -> None:
        self._wallet = wallet
        self._journal = journal
        self._records = AccountPlans(journal, _SCOPE)
        self._commits = commits
        self._clock = clock
        self._rpc_timeout_s = rpc_timeout_s

    async def plan(self, request: DeployNetwork) -> Deployment:
        """Raises UserError with the reason why it cannot be done."""
        self._wallet.account(wish_of(request, ChainId(0)).account)
        for record in await self._records.begun():
            if DeployNetwork.model_validate_json(record.request) == request:
                return await self._priced_anew(record)
        async with self._speaking_to(request.node) as rpc:
            chain = ChainId(wire.small_quantity(await rpc.call("eth_chainId"), "a chain id"))
            wish = wish_of(request, chain)
            await _require_possible(rpc, chain, wish)
            fee, where = await estimate(rpc, wish)
            has = wire.quantity(await rpc.call("eth_getBalance", [wish.account, "latest"]), "coin")
        if has < fee.total:
            raise UserError(
                "chain.no_gas_money",
                account=wish.account,
                has=format_amount(has),
                needs=format_amount(fee.total),
            )
        shape = deployment_shape(
            secrets.token_hex(16), request.node, chain, wish, fee=fee, has=has, where=where
        )
        await self._records.add(
            PlanRecord(
                plan=shape.id,
                request=request.model_dump_json(),
                shown=shape.model_dump_json(),
                expires=0,
                created=self._clock.now(),
            )
        )
        return shape

    async def all(self) -> list[Deployment]:
        return [await self._shown(record) for record in await self._records.newest()]

    async def get(self, deployment: str) -> Deployment:
        return await self._shown(await self._record(deployment))

    async def commit(self, deployment: str, password: Secret[str], *, wait_s: float) -> Deployment:
        """Raises UserError: wallet.wrong_password, wallet.locked, and as `Deployer.run`."""
        record = await self._record(deployment)
        if record.state is PlanState.DONE:
            return await self._shown(record)
        await self._wallet.check_password(password)
        self._wallet.signer(_wish(record).account)

        async def work() -> Deployment:
            return await self._deploy(record)

        done = await self._commits.result(deployment, work, wait_s)
        return done or await self._shown(await self._record(deployment))

    async def sources(self, deployment: str) -> SourceBundle:
        """Raises UserError("agent.no_deployment") before the end."""
        record = await self._record(deployment)
        if record.state is not PlanState.DONE:
            raise UserError("agent.no_deployment")
        wish = _wish(record)
        shown = await self._shown(record)
        sent = {one.part: TxHash(one.transaction) for one in shown.contracts if one.transaction}
        return SourceBundle(files=source_bundle(network_in(record), wish, sent))

    async def _deploy(self, record: PlanRecord) -> Deployment:
        request, wish = _request(record), _wish(record)
        signer = self._wallet.signer(wish.account)
        await self._records.begin(record.plan)
        async with self._speaking_to(request.node, _chain(record)) as rpc:
            most = Wei(Deployment.model_validate_json(record.shown).fee)
            deployer = self._deployer(rpc, record)
            network = await deployer.run(record.plan, wish, signer, most=most)
        await self._records.finish(record.plan, json.dumps(asdict(network)))
        return await self._shown(await self._record(record.plan))

    async def _priced_anew(self, record: PlanRecord) -> Deployment:
        """One that was begun, at the fees of now: nobody agrees to those of before."""
        planned = Deployment.model_validate_json(record.shown)
        async with self._speaking_to(_request(record).node, _chain(record)) as rpc:
            progress = await self._deployer(rpc, record).progress(record.plan, _wish(record))
            now = Fee(planned.gas, await gas_price(rpc, Speed.NORMAL))
        shown = planned.model_copy(
            update={"fee": progress.paid + now.total, "likely": progress.paid + now.likely}
        )
        await self._records.show(record.plan, shown.model_dump_json())
        return await self.get(record.plan)

    def _deployer(self, rpc: Rpc, record: PlanRecord) -> Deployer:
        place = place_of(_wish(record), _chain(record), _request(record).node)
        return Deployer(rpc, Transactions(rpc, self._journal, place, self._clock), place)

    async def _shown(self, record: PlanRecord) -> Deployment:
        """As it was planned, with how far it has come since."""
        planned = Deployment.model_validate_json(record.shown)
        if record.state is PlanState.MADE:
            return planned
        async with self._speaking_to(_request(record).node) as rpc:
            deployer = self._deployer(rpc, record)
            progress = await deployer.progress(record.plan, _wish(record))
        done = record.state is PlanState.DONE
        return planned.model_copy(
            update={
                "begun": True,
                "done": done,
                "network": json.loads(record.outcome) if done else None,
                "contracts": tuple(
                    one
                    if one.state == "there"
                    else one.model_copy(
                        update={
                            "address": progress.made.get(one.part, one.address),
                            "transaction": progress.sent.get(one.part, ""),
                            "state": _state(one.part in progress.made, one.part in progress.sent),
                        }
                    )
                    for one in planned.contracts
                ),
            }
        )

    async def _record(self, deployment: str) -> PlanRecord:
        record = await self._records.get(deployment)
        if record is None:
            raise UserError("agent.no_deployment")
        return record

    @asynccontextmanager
    async def _speaking_to(self, url: str, chain: ChainId | None = None) -> AsyncIterator[Rpc]:
        rpc = Rpc((url,), chain_id=chain, timeout_s=self._rpc_timeout_s)
        try:
            yield rpc
        finally:
            await rpc.close()


async def _require_possible(rpc: Rpc, chain: ChainId, wish: DeploymentWish) -> None:
    await require_cancun(rpc, wish.account)
    if (wish.faucet or wish.practice_price is not None) and not is_test_chain(chain):
        raise UserError("chain.not_a_test_chain", chain=chain)
    if wish.feed is not None:
        await require_feed(rpc, wish.feed)
    if wish.token is not None:
        await require_sound_token(rpc, wish.token, wish.account)


def _request(record: PlanRecord) -> DeployNetwork:
    return DeployNetwork.model_validate_json(record.request)


def _wish(record: PlanRecord) -> DeploymentWish:
    return wish_of(_request(record), _chain(record))


def _chain(record: PlanRecord) -> ChainId:
    return ChainId(Deployment.model_validate_json(record.shown).chain_id)


def _state(made: bool, sent: bool) -> str:
    return "done" if made else "sent" if sent else "planned"
