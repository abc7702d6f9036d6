"""Where contracts come to lie, and which chains and feeds will do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from sonm_desktop.chain.deployment.target import require_cancun, require_feed
from sonm_desktop.chain.deployment.token_probe import require_sound_token
from sonm_desktop.chain.deployment.wish import (
    STOCK,
    DeploymentWish,
    created_address,
    is_private_chain,
    is_test_chain,
    predicted,
    step,
    steps_of,
)
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, ChainId
from sonm_desktop.wallet.addresses import parse_address

ACCOUNT = parse_address("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0")
TOKEN, FEED = Address("0x" + "54" * 20), Address("0x" + "fe" * 20)


class Node(Rpc):
    """Answers each call with the next of *answers*; None: it reverts."""

    def __init__(self, *answers: Any) -> None:
        super().__init__(["http://127.0.0.1:1"])
        self._answers = list(answers)

    async def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        answer = self._answers.pop(0)
        if answer is None:
            raise NodeError(method, -32000, "invalid opcode", None)
        return answer


@pytest.mark.parametrize(
    ("nonce", "address"),
    [
        (0, "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"),
        (1, "0x343c43a37d37dff08ae8c4a11544c718abb4fcf8"),
        (2, "0xf778b86fa74e846c4f0a1fbd1335fe81c00a0c91"),
        (3, "0xfffd933a0bc612844eaf0c6fe3e5b8e9b6c1d19c"),
    ],
)
def test_an_account_and_a_number_say_where_a_contract_lies(nonce: int, address: str) -> None:
    assert created_address(ACCOUNT, nonce) == parse_address(address)


def test_only_what_is_wished_is_made() -> None:
    bare = DeploymentWish("n", ACCOUNT, ACCOUNT, token=TOKEN)
    assert steps_of(bare) == ["market", "profiles", "blacklists", "reputation", "campaigns"]
    assert step("market", bare, predicted(bare, 0)).arguments == (TOKEN, ZERO_ADDRESS, 0)
    priced = DeploymentWish("n", ACCOUNT, ACCOUNT, feed=FEED, faucet=True, max_price_age=60)
    assert steps_of(priced)[:4] == ["token", "faucet", STOCK, "market"]
    where = predicted(priced, 0)
    assert where["market"] == created_address(ACCOUNT, 3)
    assert step("market", priced, where).arguments == (where["token"], FEED, 60)
    assert STOCK not in where


def test_real_chains_are_no_test_chains() -> None:
    for chain in (1, 10, 56, 137, 8453, 42_161):
        assert not is_test_chain(ChainId(chain))
    assert is_test_chain(ChainId(11_155_111))
    assert not is_private_chain(ChainId(11_155_111))
    assert is_private_chain(ChainId(31_337))


async def test_a_chain_before_cancun_is_refused() -> None:
    await require_cancun(Node("0x"), ACCOUNT)
    with pytest.raises(UserError) as caught:
        await require_cancun(Node(None), ACCOUNT)
    assert caught.value.code == "chain.old_chain"


@pytest.mark.parametrize(
    ("decimals", "answer", "good"),
    [(8, 5_000_000, True), (8, 0, False), (8, 2**256 - 1, False), (200, 5, False)],
)
async def test_a_feed_names_a_price(decimals: int, answer: int, good: bool) -> None:
    words = "".join(f"{word:064x}" for word in (1, answer, 7, 7, 1))
    node = Node(f"0x{decimals:064x}", f"0x{words}")
    if good:
        await require_feed(node, FEED)
        return
    with pytest.raises(UserError) as caught:
        await require_feed(node, FEED)
    assert caught.value.code == "chain.no_feed_there"


@pytest.mark.parametrize("told", ["0x", f"0x{9:064x}", "0x" + "ff" * 32, "0x01"])
async def test_a_verdict_that_no_probe_gives_is_a_bad_reply(told: str) -> None:
    """The probe runs on the node, which may say anything."""
    plain = "0x" + "00" * 32
    decimals, has, later = f"0x{18:064x}", f"0x{5:064x}", f"0x{5:064x}"
    block = {"timestamp": "0x5"}
    answers: list[Any] = ["0x6001", *[plain] * 4, decimals, has, block, later, told]
    with pytest.raises(BadReply):
        await require_sound_token(Node(*answers), TOKEN, ACCOUNT)
