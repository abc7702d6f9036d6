"""Gas of every operation of the contracts, beside what the original SONM contracts used for it.

Steady state: vaults and counters are not empty. The original's figures are those of its sources
recompiled and run on the same EVM rules (12 benchmarks, 3 network flags); ratio is ours to
theirs. The table goes to contracts/README.md: ``python -m bench.gas`` prints it, and writes the
snapshot that a test compares with; ``--check`` compares and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "contract"))

from market_bed import HOUR, PURSE, Bed, fill_vault, make_bed, signer
from market_node import Node

from bench import gas_beside
from sonm_desktop.chain.market_calls import encode_ask
from sonm_desktop.wallet.messages import (
    Amend,
    Ask,
    Bind,
    Operator,
    Quote,
    Settle,
    Stop,
    Tip,
    Voucher,
)
from sonm_desktop.wallet.signer import KeySigner

SNM = 10**18
BATCH = 20
SNAPSHOT = Path(__file__).parents[1] / "contracts" / "gas.json"

ORIGINAL = {
    "token_transfer": 34_844,
    "token_approve": 46_386,
    "bind": 55_425 + 50_879,
    "unbind": 28_143,
    "announce": 289_565,
    "take": 823_954,
    "take_fixed": 883_807,
    "claim": 121_624,
    "claim_voucher": 121_624,
    "claim_batch_each": 121_624,
    "claim_voucher_batch_each": 121_624,
    "settle": 140_241,
    "close_by_payee": 140_241,
    "finish": 140_241,
    "ask_and_take": 1_113_519,
    "announce_and_take": 1_113_519,
    "day_by_settlement": 4_189_836,
    "day_alone": 4_189_836,
}
"""Original SONM core, 2020: gas on today's EVM rules. What is absent had no counterpart."""


def measure() -> dict[str, dict[str, Any]]:
    """Each operation as gas.NAME; peer: the original's gas for the same, None without one."""
    with Node() as node:
        bed = make_bed(node)
        gas = _Meter(bed).all() | gas_beside.measure(bed)
    return {
        f"gas.{name}": {
            "value": used,
            "unit": "gas",
            "peer": ORIGINAL.get(name),
            "ratio": round(used / ORIGINAL[name], 3) if name in ORIGINAL else None,
        }
        for name, used in gas.items()
    }


class _Meter:
    """Runs each operation once on a bed where everybody has dealt before."""

    def __init__(self, bed: Bed) -> None:
        self._bed = bed
        self._gas: dict[str, int] = {}
        self._next = 0
        self._warm_up()

    def all(self) -> dict[str, int]:
        self._money()
        self._workers()
        self._opening()
        self._claims()
        self._batches()
        self._closing()
        gas = self._gas
        gas["ask_and_take"] = gas["take"]
        gas["announce_and_take"] = gas["announce"] + gas["take"]
        gas["day_by_settlement"] = gas["take"] + gas["settle"]
        gas["day_alone"] = gas["take"] + gas["request_close"] + gas["finish"]
        return gas

    def _warm_up(self) -> None:
        deal = self._open("warm_up")
        self._wait(60)
        self._send("warm_up", "requestClose", deal, sender=self._bed.master)
        fill_vault(self._bed, self._bed.stranger.address, SNM)
        self._bed.token.send("transfer", self._bed.consumer.address, SNM, sender=self._bed.deployer)
        del self._gas["warm_up"]

    def _money(self) -> None:
        token, consumer = self._bed.token, self._bed.consumer.address
        receipt = token.send("transfer", self._bed.deployer, 1, sender=consumer)
        self._gas["token_transfer"] = int(receipt["gasUsed"], 16)
        receipt = token.send("approve", self._bed.market.address, 10**24, sender=consumer)
        self._gas["token_approve"] = int(receipt["gasUsed"], 16)
        token.send("transfer", consumer, 9 * SNM, sender=self._bed.deployer)
        self._send("deposit", "deposit", SNM, sender=self._bed.consumer)
        self._send("withdraw", "withdraw", 1, sender=self._bed.consumer)

    def _workers(self) -> None:
        bed = self._bed
        worker = signer(2001)
        wish = Bind(worker.address, bed.master.address, 10**6, 0, 2**40 - 1)
        words = bed.sign(worker, wish), bed.sign(bed.master, wish)
        self._send("bind", "bind", wish.abi_tuple(), *words)
        self._send("unbind", "unbind", worker.address, sender=bed.master)
        self._send("set_operator", "setOperator", bed.operator.address, PURSE, 2**40 - 1)
        grant = Operator(bed.consumer.address, bed.operator.address, PURSE, 2**40 - 1, 0)
        word = bed.sign(bed.consumer, grant)
        self._send("set_operator_by_signature", "setOperatorFor", grant.abi_tuple(), word)
        ask = encode_ask(_ask(bed.worker))
        self._send("announce", "announce", bed.worker.address, ask, bytes(range(65)))

    def _opening(self) -> None:
        self._open("take")
        self._open("take_fixed", duration=24 * HOUR)
        self._open("take_with_minimum", minimum=600)
        self._open("take_by_operator", sender=self._bed.operator)
        quote = self._quote()
        arguments = self._bed.take_arguments(quote, escrow=SNM)
        market = self._bed.market
        calls = [market.data("deposit", SNM), market.data("take", *arguments)]
        self._send("deposit_and_take", "multicall", calls, sender=self._bed.consumer)

    def _claims(self) -> None:
        bed, deal = self._bed, self._open("take")
        self._wait(600)
        self._send("claim", "claim", deal)
        self._wait(600)
        voucher = self._voucher(deal)
        word = bed.sign(bed.consumer, voucher)
        self._send("claim_voucher", "claimVoucher", voucher.abi_tuple(), word)
        self._wait(600)
        voucher = self._voucher(deal)
        tip = Tip(voucher.deal, 5, 5, 2**40 - 1)
        words = bed.sign(bed.consumer, voucher), tip.abi_tuple(), bed.sign(bed.master, tip)
        self._send("claim_with_tip", "claimWithTip", voucher.abi_tuple(), *words)
        until = bed.now() + 9 * HOUR
        self._send("top_up", "topUp", deal, SNM, until, sender=bed.consumer)
        self._amend("amend", deal, rate=2 * 10**15, seq=0, alone=False)
        self._amend("amend_by_payee", deal, rate=10**15, seq=1, alone=True)

    def _amend(self, name: str, deal: bytes, *, rate: int, seq: int, alone: bool) -> None:
        bed = self._bed
        terms = Amend(_id(deal), rate, 2**32 - 1, 0, 0, seq, 2**40 - 1)
        ours = b"" if alone else bed.sign(bed.consumer, terms)
        self._send(name, "amend", terms.abi_tuple(), ours, bed.sign(bed.master, terms))

    def _batches(self) -> None:
        bed = self._bed
        deals = [self._open("take") for _ in range(BATCH)]
        self._wait(600)
        self._send("claim_batch_each", "claimMany", deals)
        self._gas["claim_batch_each"] //= BATCH
        self._wait(600)
        vouchers = [self._voucher(deal) for deal in deals]
        words = [bed.sign(bed.consumer, voucher) for voucher in vouchers]
        tuples = [voucher.abi_tuple() for voucher in vouchers]
        self._send("claim_voucher_batch_each", "claimManyVouchers", tuples, words)
        self._gas["claim_voucher_batch_each"] //= BATCH

    def _closing(self) -> None:
        bed = self._bed
        alone, stopped, left, agreed = [self._open("take") for _ in range(4)]
        number = self._next - 2
        self._wait(24 * HOUR)
        self._send("request_close", "requestClose", alone, sender=bed.consumer)
        stop = bed.sign(bed.worker, Stop(_id(stopped)))
        self._send("stop", "stop", bed.worker.address, number, stop)
        self._send("close_by_payee", "requestClose", left, sender=bed.master)
        settle = Settle(_id(agreed), SNM // 2)
        words = bed.sign(bed.consumer, settle), bed.sign(bed.master, settle)
        self._send("settle", "settle", settle.abi_tuple(), *words)
        self._wait(48 * HOUR + 1)
        self._send("finish", "finish", alone)

    def _open(self, name: str, *, sender: KeySigner | None = None, **terms: int) -> bytes:
        quote = self._quote(**terms)
        arguments = self._bed.take_arguments(quote, escrow=100 * SNM, lease=24 * HOUR)
        self._send(name, "take", *arguments, sender=sender or self._bed.consumer)
        return bytes.fromhex(quote.deal_id[2:])

    def _quote(self, **terms: int) -> Quote:
        self._next += 1
        return self._bed.quote(nonce=self._next, ask="0x" + "5a" * 32, **terms)

    def _voucher(self, deal: bytes) -> Voucher:
        state, now = self._bed.deal(_id(deal)), self._bed.now()
        total = state.paid + state.rate * 900
        return Voucher(_id(deal), total, now, max(state.until, now + HOUR))

    def _send(
        self, name: str, function: str, *arguments: Any, sender: KeySigner | None = None
    ) -> None:
        by = (sender or self._bed.stranger).address
        receipt = self._bed.market.send(function, *arguments, sender=by)
        self._gas[name] = int(receipt["gasUsed"], 16)

    def _wait(self, seconds: int) -> None:
        self._bed.node.next_time(self._bed.now() + seconds)
        self._bed.node.call("evm_mine")


def _id(deal: bytes) -> Any:
    return "0x" + deal.hex()


def _ask(worker: KeySigner) -> Ask:
    """An advertisement as a worker makes it: 16 benchmarks, one address."""
    return Ask(
        worker=worker.address,
        slice="0x" + "11" * 32,
        cpu_percent=800,
        ram_bytes=16 * 2**30,
        storage_bytes=100 * 2**30,
        gpus=0,
        ingress_bps=10**9,
        egress_bps=10**9,
        architecture="amd64",
        benchmarks=tuple(1_000_003 * index for index in range(1, 17)),
        netflags=3,
        rate=10**15,
        usd_rate=0,
        min_duration=3600,
        max_duration=0,
        identity=1,
        sandbox=0,
        endpoint="0x" + "22" * 32,
        relay="",
        addresses=("192.0.2.17:47000",),
        issued=1_700_000_000,
        expiry=1_700_086_400,
    )


def regressions(gas: dict[str, int]) -> list[str]:
    """What takes over one percent more than the snapshot says, or is not in it."""
    kept: dict[str, int] = json.loads(SNAPSHOT.read_text("utf-8"))
    return [
        f"{name}: {kept.get(name, 0):,} -> {used:,}"
        for name, used in gas.items()
        if used * 100 > kept.get(name, 0) * 101
    ]


def main() -> int:
    """Print the table; write the snapshot, or with --check compare with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    options = parser.parse_args()
    measured = measure()
    for key, entry in measured.items():
        peer = f"{entry['peer']:,}" if entry["peer"] else "–"
        share = f"{entry['peer'] / entry['value']:.1f}×" if entry["peer"] else ""
        print(f"| {key.removeprefix('gas.')} | {entry['value']:,} | {peer} | {share} |")
    gas = {key.removeprefix("gas."): entry["value"] for key, entry in measured.items()}
    if not options.check:
        SNAPSHOT.write_text(json.dumps(gas, indent=1) + "\n", encoding="utf-8")
        return 0
    worse = regressions(gas)
    print("\n".join(worse))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
