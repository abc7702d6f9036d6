"""The market deployed on a node, with people who have money, and words signed by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_utils.address import to_checksum_address
from market_contracts import Contract, deploy, load
from market_node import Node

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.ids import ZERO_ADDRESS, Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.messages import Bind, Domain, Message, Quote
from sonm_desktop.wallet.signer import KeySigner

NO_ASK = "0x" + "00" * 32
MAX_RATE = 2**80 - 1
HOUR = 3600
DAY = 24 * HOUR
PURSE = 100_000 * 10**18


def signer(seed: int) -> KeySigner:
    return KeySigner(Secret(seed.to_bytes(32, "big")))


@dataclass(frozen=True, slots=True)
class Bed:
    """Who does what: master sells by worker; consumer buys; stranger watches and meddles."""

    node: Node
    token: Contract
    market: Contract
    domain: Domain
    deployer: Address
    consumer: KeySigner
    master: KeySigner
    worker: KeySigner
    operator: KeySigner
    stranger: KeySigner

    def now(self) -> int:
        return int(self.node.call("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def sign(self, who: KeySigner, message: Message) -> bytes:
        return who.sign(message, self.domain)

    def quote(self, **terms: Any) -> Quote:
        """A spot quote for the consumer that expires in five minutes; *terms* replace."""
        fields: dict[str, Any] = {
            "ask": NO_ASK,
            "worker": self.worker.address,
            "consumer": self.consumer.address,
            "nonce": 1,
            "rate": 10**15,
            "usd_rate": 0,
            "duration": 0,
            "notice": 0,
            "minimum": 0,
            "window": 48,
            "ingress": 0,
            "egress": 0,
            "item": 0,
            "expiry": self.now() + 300,
        }
        return Quote(**(fields | terms))

    def take_arguments(
        self, quote: Quote, *, escrow: int, lease: int = HOUR, max_rate: int = MAX_RATE
    ) -> tuple[Any, ...]:
        signature = self.sign(self.worker, quote)
        return quote.abi_tuple(), signature, escrow, lease, max_rate

    def bind(self, worker: KeySigner, master: KeySigner, *, nonce: int, expiry: int) -> None:
        wish = Bind(worker.address, master.address, 31 * DAY, nonce, expiry)
        words = (self.sign(worker, wish), self.sign(master, wish))
        self.market.send("bind", wish.abi_tuple(), *words, sender=self.stranger.address)

    def deal(self, deal: str) -> DealState:
        return deal_state(self.market.view("deals", bytes.fromhex(deal[2:])))


def deal_state(values: tuple[Any, ...]) -> DealState:
    """The reply of `deals`, in the order of the storage."""
    consumer, rate, seq, payee, paid, escrow, last, end, until, floor, notice, window = values
    return DealState(
        consumer=Address(to_checksum_address(consumer)),
        payee=Address(to_checksum_address(payee)),
        rate=rate,
        seq=seq,
        paid=paid,
        escrow=escrow,
        last=last,
        end=end,
        until=until,
        floor=floor,
        notice=notice,
        window=window,
    )


def make_bed(node: Node) -> Bed:
    """Everything deployed; the worker bound; the consumer with PURSE in its vault."""
    deployer = Address(node.call("eth_accounts")[0])
    token = deploy(node, load("SNM"), sender=deployer)
    market = deploy(node, load("Market"), token.address, ZERO_ADDRESS, 0, sender=deployer)
    people = [signer(seed) for seed in range(1001, 1006)]
    bed = Bed(
        node,
        token,
        market,
        Domain(int(node.call("eth_chainId"), 16), Address(market.address)),
        deployer,
        *people,
    )
    for person in people:
        node.call("anvil_impersonateAccount", person.address)
        node.call("anvil_setBalance", person.address, hex(10**24))
    bed.bind(bed.worker, bed.master, nonce=0, expiry=2**40 - 1)
    fill_vault(bed, bed.consumer.address, PURSE)
    return bed


def fill_vault(bed: Bed, account: str, amount: int) -> None:
    bed.token.send("transfer", account, amount, sender=bed.deployer)
    bed.token.send("approve", bed.market.address, amount, sender=account)
    bed.market.send("deposit", amount, sender=account)
