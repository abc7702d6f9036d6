"""Deployments between the schema and the chain's own terms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from sonm_desktop.api.schema.deployment import (
    USUAL_CONFIRMATIONS,
    DeployedContract,
    Deployment,
    DeployNetwork,
)
from sonm_desktop.chain.deployment.wish import (
    DeploymentWish,
    given,
    is_private_chain,
    is_test_chain,
)
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.sending.fees import Fee
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, ChainId
from sonm_desktop.store.account_plans import PlanRecord
from sonm_desktop.wallet.addresses import parse_address


def wish_of(request: DeployNetwork, chain: ChainId) -> DeploymentWish:
    """What *request* means on *chain*. A chain of one's own makes no blocks by itself.

    Raises UserError for an address that is none, and for two price feeds."""
    if request.feed is not None and request.practice_price is not None:
        raise UserError("agent.two_feeds")
    if request.faucet and request.token is not None:
        raise UserError("agent.faucet_of_foreign_token")
    account = parse_address(request.account)
    usual = 0 if is_private_chain(chain) else USUAL_CONFIRMATIONS
    return DeploymentWish(
        name=request.name,
        account=account,
        registrar=parse_address(request.registrar) if request.registrar else account,
        token=parse_address(request.token) if request.token else None,
        feed=parse_address(request.feed) if request.feed else None,
        practice_price=request.practice_price,
        max_price_age=request.max_price_age,
        faucet=request.faucet,
        confirmations=usual if request.confirmations is None else request.confirmations,
        relays=request.relays,
    )


def deployment_shape(
    deployment: str,
    url: str,
    chain: ChainId,
    wish: DeploymentWish,
    *,
    fee: Fee,
    has: int,
    where: Mapping[str, Address],
) -> Deployment:
    """What is planned; nothing of it was sent."""
    there = given(wish)
    return Deployment(
        id=deployment,
        name=wish.name,
        chain_id=chain,
        node=urlsplit(url).hostname or "?",
        account=wish.account,
        contracts=tuple(
            DeployedContract(
                part=part, address=address, state="there" if part in there else "planned"
            )
            for part, address in where.items()
        ),
        gas=fee.gas,
        fee=fee.total,
        likely=fee.likely,
        has=has,
        test_chain=is_test_chain(chain),
    )


def network_in(record: PlanRecord) -> Network:
    """The network that a finished deployment made."""
    fields = json.loads(record.outcome)
    lists = {"rpc_urls": tuple(fields["rpc_urls"]), "relays": tuple(fields["relays"])}
    return Network(**{**fields, **lists})
