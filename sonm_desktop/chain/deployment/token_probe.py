"""Whether a token that is there already can be a market's money: looked at, and tried out.

What is tried is only simulated, by the node: a probe in the place of an account that holds some
of the token, and a market beside it. What a token does only later, at its issuer's command,
nobody can see from outside; contracts/README.md says what the market promises even then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.artifacts import built_code
from sonm_desktop.chain.calldata import encode_call, selector
from sonm_desktop.chain.contract_code import masked
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import SNM_DECIMALS
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import Address

MOST_TRIED = 10**SNM_DECIMALS
LATER_S = 400 * 86_400

_MARKET = Address("0x" + "3a" * 20)
_OTHER = Address("0x" + "3b" * 20)
_WORD = 32
_SELECTOR_BYTES = 4
_JUMPDEST, _PUSH1, _PUSH32 = 0x5B, 0x60, 0x7F
_ENDS = frozenset({0x00, 0x56, 0xF3, 0xFD, 0xFE, 0xFF})
"""STOP, JUMP, RETURN, REVERT, INVALID, SELFDESTRUCT: what follows is reached by a jump alone."""

_CHANGEABLE = {0xF2: "CALLCODE", 0xF4: "DELEGATECALL", 0xFF: "SELFDESTRUCT"}
_DELEGATED = bytes.fromhex("ef0100")
_PROXY_SLOTS = (
    "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc",
    "0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50",
    "0xc5f16f0fcc639fa48a6947836d9850f504798523bf8c9a3a87d5876cf622bcf7",
    "0x7050c9e0f4ca769c69bd3a8ef740bc37934f8e2c036e5a723fd8ee048ed3f8c3",
)
"""EIP-1967: logic and beacon; EIP-1822; OpenZeppelin before those."""

_BLOCKING = (
    *("blacklist(address)", "unBlacklist(address)", "isBlacklisted(address)"),
    *("addBlackList(address)", "isBlackListed(address)", "getBlackListStatus(address)"),
    *("blocked()", "blocked(address)", "setBlocked(address)", "isBlocked(address)"),
    *("freeze(address)", "isFrozen(address)", "frozen(address)", "wipeFrozenAddress(address)"),
    *("pause()", "unpause()", "paused()", "setPaused(bool)"),
)
_FEES = ("basisPointsRate()", "setParams(uint256,uint256)", "setFee(uint256)", "setTaxes(uint256)")
_REBASING = (
    *("rebase(uint256,int256)", "rebase(int256)", "sharesOf(address)"),
    *("getPooledEthByShares(uint256)", "scaledBalanceOf(address)", "scaledTotalSupply()"),
)
_HOOKED = (
    "granularity()",
    "authorizeOperator(address)",
    "operatorSend(address,address,uint256,bytes,bytes)",
)
_LEVERS = (
    ("chain.token_blocks", _BLOCKING),
    ("chain.token_fee", _FEES),
    ("chain.token_rebases", _REBASING),
    ("chain.token_hooks", _HOOKED),
)
_VERDICTS = (
    "",
    "chain.token_odd_transfer",
    "chain.token_no_guard",
    "chain.token_odd_deposit",
    "chain.token_odd_deposit",
)


async def require_sound_token(rpc: Rpc, token: Address, holder: Address) -> None:
    """Return only if *token* may be a market's money. *holder* has some of it.

    Raises UserError: chain.token_..., each naming what is wrong with it.
    """
    code = wire.octets(await rpc.call("eth_getCode", [token, "latest"]), "a token's code")
    own = built_code("SNM")
    if masked(code, own) == own.runtime:
        return
    await _require_fixed_code(rpc, token, code)
    await _require_decimals(rpc, token)
    has = await _balance(rpc, token, holder)
    if has < 2:
        raise UserError("chain.token_untried", account=holder)
    if await _balance(rpc, token, holder, later_s=LATER_S) != has:
        raise UserError("chain.token_rebases", function="balanceOf(address)")
    verdict = await _try_out(rpc, token, holder, min(has, MOST_TRIED))
    if verdict:
        raise UserError(verdict)


async def _require_fixed_code(rpc: Rpc, token: Address, code: bytes) -> None:
    if not code or code.startswith(_DELEGATED):
        raise UserError("chain.token_no_contract", token=token)
    for slot in _PROXY_SLOTS:
        held = await rpc.call("eth_getStorageAt", [token, slot, "latest"])
        if int.from_bytes(wire.octets(held, "a storage slot"), "big"):
            raise UserError("chain.token_changeable", token=token)
    operations, pushed = _read(code)
    if operations & set(_CHANGEABLE):
        raise UserError("chain.token_changeable", token=token)
    for refusal, functions in _LEVERS:
        for function in functions:
            if selector(function) in pushed:
                raise UserError(refusal, function=function)


def _read(code: bytes) -> tuple[set[int], set[bytes]]:
    """The operations that *code* can come to, and the values of four bytes that it pushes."""
    operations: set[int] = set()
    pushed: set[bytes] = set()
    reached = True
    for operation, value in _instructions(_without_metadata(code)):
        reached = reached or operation == _JUMPDEST
        if not reached:
            continue
        operations.add(operation)
        if len(value) == _SELECTOR_BYTES:
            pushed.add(value)
        reached = operation not in _ENDS
    return operations, pushed


def _instructions(code: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(code):
        operation = code[at]
        width = operation - _PUSH1 + 1 if _PUSH1 <= operation <= _PUSH32 else 0
        yield operation, code[at + 1 : at + 1 + width]
        at += 1 + width


def _without_metadata(code: bytes) -> bytes:
    """Without the CBOR map that compilers append, and its length in the last two bytes."""
    length = int.from_bytes(code[-2:], "big") + 2
    begins = len(code) - length
    if begins > 0 and 0xA1 <= code[begins] <= 0xA4:
        return code[:begins]
    return code


async def _require_decimals(rpc: Rpc, token: Address) -> None:
    try:
        raw = await _call(rpc, token, encode_call("decimals()"))
        decimals = wire.words(raw, 1, "decimals")[0]
    except (NodeError, BadReply) as error:
        raise UserError("chain.token_no_contract", token=token) from error
    if decimals != SNM_DECIMALS:
        raise UserError("chain.token_decimals", decimals=decimals, wanted=SNM_DECIMALS)


async def _balance(rpc: Rpc, token: Address, holder: Address, *, later_s: int = 0) -> int:
    data = encode_call("balanceOf(address)", holder)
    block: list[Any] = ["latest"]
    if later_s:
        head = wire.fields(await rpc.call("eth_getBlockByNumber", ["latest", False]), "a block")
        time = wire.chain_time(head.get("timestamp"))
        block = ["latest", {}, {"time": hex(time + later_s)}]
    try:
        raw = await rpc.call("eth_call", [{"to": token, "data": "0x" + data.hex()}, *block])
    except NodeError as error:
        raise UserError("chain.token_no_simulation") from error
    return wire.words(wire.octets(raw, "a balance"), 1, "a balance")[0]


async def _try_out(rpc: Rpc, token: Address, holder: Address, amount: int) -> str:
    """The code of what is wrong; empty when nothing is."""
    signature = "probe(address,address,address,uint96)"
    call = {
        "from": _OTHER,
        "to": holder,
        "data": "0x" + encode_call(signature, token, _MARKET, _OTHER, amount).hex(),
    }
    overrides = {
        holder: {"code": "0x" + built_code("TokenProbe").runtime.hex()},
        _MARKET: {"code": "0x" + _market_for(token).hex()},
    }
    try:
        reply = await rpc.call("eth_call", [call, "latest", overrides])
    except NodeError as error:
        if error.revert is None:
            raise UserError("chain.token_no_simulation") from error
        return "chain.token_odd_transfer"
    verdict = wire.words(wire.octets(reply, "a verdict"), 1, "a verdict")[0]
    if verdict >= len(_VERDICTS):
        raise BadReply("a verdict that the probe does not give")
    return _VERDICTS[verdict]


def _market_for(token: Address) -> bytes:
    """The market's code as it lies on a chain where *token* is its money."""
    built = built_code("Market")
    code = bytearray(built.runtime)
    for start in built.immutables["token"]:
        code[start : start + _WORD] = bytes.fromhex(token[2:]).rjust(_WORD, b"\0")
    return bytes(code)


async def _call(rpc: Rpc, to: Address, data: bytes) -> bytes:
    reply = await rpc.call("eth_call", [{"to": to, "data": "0x" + data.hex()}, "latest"])
    return wire.octets(reply, "a call's result")
