"""The token's signed allowance (ERC-2612): a deposit from the wallet in one transaction."""

from __future__ import annotations

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from sonm_desktop.chain.network import Network
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, Digest

DOMAIN_NAME = "SONM"
DOMAIN_VERSION = "1"

_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"


def permit_digest(
    network: Network, *, owner: Address, amount: Wei, nonce: int, deadline: int
) -> Digest:
    """What *owner* signs for `MarketCalls.deposit_permit`; *nonce* from the token.

    deadline: chain time, s.
    """
    domain = keccak(
        encode(
            ["bytes32", "bytes32", "bytes32", "uint256", "address"],
            [
                keccak(text=_DOMAIN),
                keccak(text=DOMAIN_NAME),
                keccak(text=DOMAIN_VERSION),
                network.chain_id,
                network.token,
            ],
        )
    )
    permit = keccak(
        encode(
            ["bytes32", "address", "address", "uint256", "uint256", "uint256"],
            [keccak(text=_PERMIT), owner, network.market, amount, nonce, deadline],
        )
    )
    return Digest("0x" + keccak(b"\x19\x01" + domain + permit).hex())
