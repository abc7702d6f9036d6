"""What accounts still have on a network that the profile is not on now.

Its deals are known from the index of the time when the profile was there; what they hold, and
what lies in the vaults, is asked of the chain. Nothing is sent, and nothing is signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sonm_desktop.agent.former.campaigns import in_campaigns
from sonm_desktop.api.schema.network import KnownNetwork
from sonm_desktop.chain import wire
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader, network_rpc
from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.ids import Address, ChainTime, DealId
from sonm_desktop.core.paths import Profile
from sonm_desktop.market.entitlement import entitled
from sonm_desktop.store.database import Database
from sonm_desktop.store.index_deals import IndexDeals
from sonm_desktop.store.vouchers import Promises
from sonm_desktop.wallet.messages import Voucher

MOST_DEALS = 200
_RPC_LIMIT_S = 10.0
_HOUR_S = 3600
_MONEY_BITS = 128
"""More than all of a token that is any use; a node that names more is not believed."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What an open deal holds for own accounts. owed: of it, earned and not claimed yet, with the
    vouchers that we hold. claim_by: until when nobody can close it without them; chain time, None
    for a deal without an end."""

    held: int
    owed: int = 0
    selling: bool = False
    claim_by: int | None = None


async def look(
    profile: Profile, journal: Database, network: Network, accounts: Sequence[Address]
) -> KnownNetwork:
    """What *accounts* have on *network*. A node that does not answer leaves the amounts unknown."""
    deals = await _open_deals(profile, network, accounts)
    promises = Promises(journal, network.identity, "supplier")
    rpc = network_rpc(network, timeout_s=_RPC_LIMIT_S)
    shape = shown(network).model_copy(update={"deals": len(deals)})
    try:
        chain = ChainReader(rpc, network)
        vaults = [await chain.vault(account) for account in accounts]
        vaults += await in_campaigns(profile, rpc, network, accounts)
        vault = sum(wire.below(held, _MONEY_BITS, "a vault") for held in vaults)
        now = await chain.pending_time() if deals else ChainTime(0)
        found = [await _stake(chain, promises, deal, accounts, now) for deal in deals]
    except CodedError:
        return shape
    finally:
        await rpc.close()
    stakes = [stake for stake in found if stake is not None]
    return shape.model_copy(
        update={
            "answers": True,
            "deals": len(stakes),
            "held": vault + sum(stake.held for stake in stakes),
            "selling": sum(stake.selling for stake in stakes),
            "owed": sum(stake.owed for stake in stakes),
            "claim_by": soonest(stakes),
        }
    )


def shown(network: Network) -> KnownNetwork:
    """*network* by what its file says."""
    return KnownNetwork(
        identity=network.identity,
        name=network.name,
        chain_id=network.chain_id,
        market=network.market,
    )


def stake_of(
    state: DealState,
    vouchers: Sequence[Voucher],
    accounts: Sequence[Address],
    now: ChainTime,
) -> Stake:
    """What of an open deal comes to *accounts* if it ends now."""
    earned = Wei(entitled(state, vouchers, now) - state.paid)
    selling = state.payee in accounts
    mine = earned if selling else 0
    back = state.escrow - earned if state.consumer in accounts else 0
    ends = state.end < NO_END
    return Stake(
        held=mine + back,
        owed=mine,
        selling=selling,
        claim_by=state.end + state.window * _HOUR_S if selling and ends else None,
    )


def soonest(stakes: Iterable[Stake]) -> int | None:
    """When the first of them that owes something can be closed without a claim."""
    return min((one.claim_by for one in stakes if one.owed and one.claim_by), default=None)


async def _open_deals(
    profile: Profile, network: Network, accounts: Sequence[Address]
) -> list[DealId]:
    path = profile.network_database(network.identity)
    if not path.exists():
        return []
    database = Database(path, "index")
    await database.open()
    try:
        index = IndexDeals(database)
        rows = [row for one in accounts for row in await index.of(bytes.fromhex(one[2:]))]
    finally:
        await database.close()
    deals = {DealId("0x" + row.deal.hex()) for row in rows if row.closed_block == 0}
    return sorted(deals)[:MOST_DEALS]


async def _stake(
    chain: ChainReader,
    promises: Promises,
    deal: DealId,
    accounts: Sequence[Address],
    now: ChainTime,
) -> Stake | None:
    """None when it has ended."""
    state = await chain.deal(deal)
    if state is None or not state.open:
        return None
    vouchers = [
        Voucher(deal=row.deal, total=row.total, at=row.at, until=row.until)
        for row in await promises.vouchers(deal)
    ]
    return stake_of(state, vouchers, accounts, now)
