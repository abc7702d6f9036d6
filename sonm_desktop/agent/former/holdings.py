"""What accounts still have on a network that the profile is not on now.

Its deals are known from the index of the time when the profile was there; what they hold, and
what lies in the vaults, is asked of the chain. Nothing is sent, and nothing is signed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sonm_desktop.api.schema.network import KnownNetwork
from sonm_desktop.chain import wire
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader, network_rpc
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.core.paths import Profile
from sonm_desktop.store.database import Database
from sonm_desktop.store.index_deals import IndexDeals

MOST_DEALS = 200
_RPC_LIMIT_S = 10.0
_MONEY_BITS = 128
"""More than all of a token that is any use; a node that names more is not believed."""


async def look(profile: Profile, network: Network, accounts: Sequence[Address]) -> KnownNetwork:
    """What *accounts* have on *network*. A node that does not answer leaves the amounts unknown."""
    deals = await _open_deals(profile, network, accounts)
    rpc = network_rpc(network, timeout_s=_RPC_LIMIT_S)
    shape = shown(network).model_copy(update={"deals": len(deals)})
    try:
        chain = ChainReader(rpc, network)
        vaults = [await chain.vault(account) for account in accounts]
        vault = sum(wire.below(held, _MONEY_BITS, "a vault") for held in vaults)
        found = [await _holds(chain, deal, accounts) for deal in deals]
    except CodedError:
        return shape
    finally:
        await rpc.close()
    open_ones = [amount for amount in found if amount is not None]
    return shape.model_copy(
        update={"answers": True, "deals": len(open_ones), "held": vault + sum(open_ones)}
    )


def shown(network: Network) -> KnownNetwork:
    """*network* by what its file says."""
    return KnownNetwork(
        identity=network.identity,
        name=network.name,
        chain_id=network.chain_id,
        market=network.market,
    )


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


async def _holds(chain: ChainReader, deal: DealId, accounts: Sequence[Address]) -> int | None:
    """What of *deal* comes to *accounts* if it ends now; None when it has ended."""
    state = await chain.deal(deal)
    if state is None or state.until == 0:
        return None
    owed = min(await chain.owed(deal), state.escrow)
    mine = owed if state.payee in accounts else 0
    return mine + (state.escrow - owed if state.consumer in accounts else 0)
