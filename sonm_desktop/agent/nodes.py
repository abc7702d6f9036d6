"""Our endpoints: one for each role and each key that speaks in it, opened when first needed."""

from __future__ import annotations

import asyncio
import secrets

from sonm_desktop.agent.acting import AccountVoice
from sonm_desktop.agent.shapes.network import is_local
from sonm_desktop.chain.network import Network
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.market.authority import ActingKeys
from sonm_desktop.p2p.node import EVERYWHERE, LOOPBACK, PeerNode
from sonm_desktop.wallet.wallet import Wallet

_KEY_BYTES = 32


class Nodes:
    """Nobody dials the agent, so its endpoint keys are made anew with each start.

    The operator speaks for the account where the chain lets it, so that everything goes on
    while the wallet is locked.
    """

    def __init__(self, *, network: Network, keys: ActingKeys, wallet: Wallet, clock: Clock) -> None:
        self._network = network
        self._keys = keys
        self._wallet = wallet
        self._clock = clock
        self._open: dict[tuple[str, Address], PeerNode] = {}
        self._turn = asyncio.Lock()

    async def node_of(self, role: str, account: Address) -> PeerNode:
        """The started endpoint that speaks as *role* of *account*.

        Raises UserError when neither its operator nor its own key may speak now.
        """
        signer = await self._keys.voice(account)
        async with self._turn:
            held = self._open.get((role, signer.address))
            if held is not None:
                return held
            speaker = AccountVoice(self._wallet, account) if signer.address == account else signer
            node = PeerNode(
                endpoint_key=Secret(secrets.token_bytes(_KEY_BYTES)),
                role=role,
                signer=speaker,
                domain=self._network.domain,
                clock=self._clock,
                relays=self._network.relays,
            )
            await node.start(LOOPBACK if is_local(self._network) else EVERYWHERE)
            self._open[(role, signer.address)] = node
            return node

    async def close(self) -> None:
        """Close every endpoint and what hangs on it."""
        nodes, self._open = list(self._open.values()), {}
        await asyncio.gather(*(node.close() for node in nodes), return_exceptions=True)
