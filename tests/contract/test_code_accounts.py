"""Accounts that carry code, for the programs on both sides.

A key whose account carries code (EIP-7702) is served as before. An account that is a contract
(ERC-1271) consents on chain; between programs it speaks through the key of an operator.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from contract_tools import CONTRACTS, run_node
from eth_account import Account
from market_bed import DAY, HOUR, Bed, signer
from market_contracts import Contract, Refused, deploy

from sonm_desktop.chain.market_calls import Call, MarketCalls, TokenCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainId, DealId
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.endpoint_key import EndpointKey
from sonm_desktop.p2p.identity import Credentials, verified
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Bind, MessageError, Operator, Quote, Voucher
from sonm_desktop.wallet.signer import KeySigner, recover

SNM = 10**18
BUYER = signer(1021)
SMART_WORKER = signer(1022)


@pytest.fixture(scope="module")
def built() -> None:
    run_node("forge.mjs", "build")


@pytest.fixture
async def chain(bed: Bed) -> AsyncIterator[ChainReader]:
    rpc = Rpc((bed.node.url,))
    yield ChainReader(rpc, _network(bed))
    await rpc.close()


@pytest.fixture
async def sender(bed: Bed, chain: ChainReader, tmp_path: Path) -> AsyncIterator[Transactions]:
    database = Database(tmp_path / "agent.sqlite", "agent")
    await database.open()
    yield Transactions(chain.rpc, database, _network(bed), SystemClock())
    await database.close()


@pytest.mark.usefixtures("built")
async def test_a_delegated_account_buys_vouches_and_withdraws_by_its_key(
    bed: Bed, chain: ChainReader, sender: Transactions
) -> None:
    """Its code refuses everything: nobody asks it."""
    bed.node.call("anvil_setBalance", BUYER.address, hex(10**20))
    bed.token.send("transfer", BUYER.address, 10 * SNM, sender=bed.deployer)
    _delegate(bed, BUYER, _contract(bed, "Reverting").address)
    calls, network = MarketCalls(_network(bed)), _network(bed)
    quote = bed.quote(nonce=70, consumer=BUYER.address)

    await sender.send("approve", BUYER, TokenCalls(network).approve_market(Wei(10 * SNM)))
    await sender.send("deposit", BUYER, calls.deposit(Wei(10 * SNM)))
    await sender.send("take", BUYER, _taken(bed, calls, quote))

    deal = await chain.deal(quote.deal_id)
    assert deal is not None
    assert (deal.consumer, deal.payee) == (BUYER.address, bed.master.address)
    _require_introduced(bed, BUYER)
    voucher = Voucher(quote.deal_id, SNM, deal.last, deal.until)
    word = bed.sign(BUYER, voucher)
    assert recover(voucher.digest(bed.domain), word) == BUYER.address
    await sender.send("claim", BUYER, calls.claim_voucher(voucher, word))
    await sender.send("withdraw", BUYER, calls.withdraw(Wei(5 * SNM)))
    assert await chain.token_balance(BUYER.address) == 5 * SNM


@pytest.mark.usefixtures("built")
async def test_a_contract_buys_through_the_operator_that_it_authorises(
    bed: Bed, chain: ChainReader, sender: Transactions
) -> None:
    owner, operator = bed.stranger, bed.operator
    wallet = _contract(bed, "ContractWallet", owner.address)
    account = Address(wallet.address)
    bed.token.send("transfer", account, 10 * SNM, sender=bed.deployer)
    _run(bed, wallet, bed.token, "approve", bed.market.address, 10 * SNM)
    _run(bed, wallet, bed.market, "deposit", 10 * SNM)
    grant = Operator(account, operator.address, 5 * SNM, bed.now() + DAY, 0)
    calls = MarketCalls(_network(bed))
    await sender.send("grant", owner, calls.set_operator_for(grant, bed.sign(owner, grant)))
    quote = bed.quote(nonce=71, consumer=account)

    await sender.send("take", operator, _taken(bed, calls, quote))

    deal = await chain.deal(quote.deal_id)
    assert deal is not None
    assert deal.consumer == account
    assert (await chain.operator(account, operator.address)).expiry == grant.expiry
    _require_introduced(bed, operator)
    voucher = Voucher(quote.deal_id, SNM, deal.last, deal.until)
    by_owner, by_operator = bed.sign(owner, voucher), bed.sign(operator, voucher)
    with pytest.raises(Refused, match="WrongSignature"):
        bed.market.send("claimVoucher", voucher.abi_tuple(), by_owner, sender=owner.address)
    assert (
        await chain.operator(account, recover(voucher.digest(bed.domain), by_owner))
    ).expiry == 0
    await sender.send("claim", owner, calls.claim_voucher(voucher, by_operator))
    assert (await chain.deal(quote.deal_id)).paid >= SNM  # type: ignore[union-attr]


@pytest.mark.usefixtures("built")
async def test_a_contract_is_paid_for_the_workers_that_it_binds(
    bed: Bed, chain: ChainReader, sender: Transactions
) -> None:
    owner = bed.stranger
    wallet = _contract(bed, "ContractWallet", owner.address)
    wish = Bind(SMART_WORKER.address, Address(wallet.address), 31 * DAY, 0, bed.now() + DAY)
    words = (bed.sign(SMART_WORKER, wish), bed.sign(owner, wish))
    await sender.send("bind", owner, MarketCalls(_network(bed)).bind(wish, *words))
    quote = bed.quote(nonce=1, worker=SMART_WORKER.address)
    taken = (quote.abi_tuple(), bed.sign(SMART_WORKER, quote), SNM, HOUR, 2**80 - 1)
    bed.market.send("take", *taken, sender=bed.consumer.address)

    deal = await chain.deal(DealId(quote.deal_id))
    assert deal is not None
    assert deal.payee == wallet.address


@pytest.mark.usefixtures("built")
async def test_no_program_asks_a_contract_whether_it_has_signed(bed: Bed) -> None:
    """A contract says another thing tomorrow: its word in a statement is worth nothing."""
    wallet = _contract(bed, "Agreeing")
    statement = _credentials(bed, BUYER).statement() | {"account": wallet.address}
    with pytest.raises(RemoteError) as caught:
        verified(statement, domain=bed.domain, remote=statement["endpoint"], now=0)
    assert caught.value.code == "p2p.bad_identity"
    with pytest.raises(MessageError):
        recover(bed.quote().digest(bed.domain), b"\x01" * 96)


def _network(bed: Bed) -> Network:
    return Network(
        name="bed",
        chain_id=ChainId(bed.domain.chain_id),
        rpc_urls=(bed.node.url,),
        market=bed.domain.market,
        token=Address(bed.token.address),
        faucet=None,
        deployed_block=BlockNumber(0),
        deployment_hash=BlockHash("0x" + "00" * 32),
        confirmations=0,
        relays=(),
        practice=True,
    )


def _contract(bed: Bed, name: str, *arguments: Any) -> Contract:
    path = CONTRACTS / "out" / "Wallets.sol" / f"{name}.json"
    artifact = json.loads(path.read_text("utf-8"))
    code = {"abi": artifact["abi"], "bytecode": artifact["bytecode"]["object"]}
    return deploy(bed.node, code, *arguments, sender=bed.deployer)


def _delegate(bed: Bed, key: KeySigner, code: str) -> None:
    """A transaction of type 4, by which the account of *key* carries *code* from now on."""
    account = Account.from_key(key._key.reveal())
    nonce = int(bed.node.call("eth_getTransactionCount", key.address, "latest"), 16)
    word = account.sign_authorization(
        {"chainId": bed.domain.chain_id, "address": code, "nonce": nonce + 1}
    )
    signed = account.sign_transaction(
        {
            "type": 4,
            "chainId": bed.domain.chain_id,
            "nonce": nonce,
            "to": key.address,
            "value": 0,
            "data": "0x",
            "gas": 200_000,
            "maxFeePerGas": 10**11,
            "maxPriorityFeePerGas": 1,
            "accessList": [],
            "authorizationList": [word],
        }
    )
    bed.node.call("eth_sendRawTransactionSync", "0x" + bytes(signed.raw_transaction).hex())
    held = bed.node.call("eth_getCode", key.address, "latest")
    assert held == "0xef0100" + code[2:].lower()


def _taken(bed: Bed, calls: MarketCalls, quote: Quote) -> Call:
    return calls.take(
        quote,
        bed.sign(bed.worker, quote),
        escrow=Wei(4 * SNM),
        lease=HOUR,
        max_rate=WeiPerSecond(quote.rate),
    )


def _run(bed: Bed, wallet: Contract, target: Contract, function: str, *arguments: Any) -> None:
    data = target.data(function, *arguments)
    wallet.send("run", target.address, data, sender=bed.stranger.address)


def _credentials(bed: Bed, key: KeySigner) -> Credentials:
    return Credentials(
        key=EndpointKey(Secret(b"\x21" * 32)),
        role="consumer",
        signer=key,
        domain=bed.domain,
        clock=SystemClock(),
    )


def _require_introduced(bed: Bed, key: KeySigner) -> None:
    """Another program knows *key* by its statement."""
    statement = _credentials(bed, key).statement()
    known = verified(statement, domain=bed.domain, remote=statement["endpoint"], now=0)
    assert known.account == key.address
