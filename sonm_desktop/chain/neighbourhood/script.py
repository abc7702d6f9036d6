"""The history as transactions, in the order in which the chain gets them: pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sonm_desktop.chain.market_calls import Call, MarketCalls, TokenCalls
from sonm_desktop.chain.neighbourhood.history import Ending, Rental
from sonm_desktop.chain.neighbourhood.machines import DAY_S, Machine
from sonm_desktop.chain.network import Network
from sonm_desktop.core.amounts import SNM_DECIMALS, Wei
from sonm_desktop.wallet.messages import Bind, Quote, Settle, Stop, Voucher
from sonm_desktop.wallet.signer import KeySigner

DEPOSIT = Wei(50_000 * 10**SNM_DECIMALS)

MUCH_GAS = 8_000_000

_YEAR_S = 365 * DAY_S
_QUOTE_S = 300
_LEASE_S = 3600
_VOUCHER_AFTER_S = 3000
_WINDOW_H = 48
_AFTERWARDS_S = 300
_REFRESH_S = 2 * DAY_S
_REFRESHES = 6
_LONGEST_BINDING_S = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction. time: of its block, chain time, s. gas: the most that it may use."""

    time: int
    sender: KeySigner
    call: Call
    gas: int = MUCH_GAS


class Script:
    """Writes the steps of a whole neighbourhood. clerk: submits what anybody may submit."""

    def __init__(self, network: Network, clerk: KeySigner, now: int) -> None:
        self._domain = network.domain
        self._calls = MarketCalls(network)
        self._token = TokenCalls(network)
        self._clerk = clerk
        self._now = now

    def steps(
        self,
        machines: Sequence[Machine],
        consumers: Sequence[KeySigner],
        rentals: Sequence[Rental],
        *,
        begin: int,
    ) -> list[Step]:
        """All of them, by time. *begin*: when the consumers fill their vaults."""
        found: list[Step] = []
        for consumer in consumers:
            found.append(Step(begin, consumer, self._token.approve_market(DEPOSIT)))
            found.append(Step(begin + 1, consumer, self._calls.deposit(DEPOSIT)))
        found += [self._joining(machine) for machine in machines]
        found += self._refreshing(machines)
        for rental in rentals:
            found += self._renting(rental)
        return sorted(found, key=lambda step: step.time)

    def _joining(self, machine: Machine) -> Step:
        time = self._now - machine.joined_s
        wish = Bind(
            worker=machine.worker.address,
            master=machine.master.address,
            max_duration=_LONGEST_BINDING_S,
            nonce=0,
            expiry=time + _YEAR_S,
        )
        bind = self._calls.bind(
            wish,
            machine.worker.sign(wish, self._domain),
            machine.master.sign(wish, self._domain),
        )
        both = self._calls.multicall([bind, self._announcing(machine, time)])
        return Step(time, self._clerk, both)

    def _refreshing(self, machines: Sequence[Machine]) -> Iterator[Step]:
        """Every machine says in the last two days what it costs now."""
        for turn in range(_REFRESHES):
            time = self._now - _REFRESH_S + turn * _REFRESH_S // (_REFRESHES + 1)
            calls = [self._announcing(machine, time) for machine in machines[turn::_REFRESHES]]
            yield Step(time, self._clerk, self._calls.multicall(calls))

    def _announcing(self, machine: Machine, time: int) -> Call:
        ago_s = self._now - time
        ask = machine.ask(issued=time, expiry=self._now + machine.valid_s, ago_s=ago_s)
        return self._calls.announce(ask, machine.worker.sign(ask, self._domain))

    def _renting(self, rental: Rental) -> Iterator[Step]:
        quote = self._quote(rental)
        escrow = rental.rate * (quote.duration or rental.lasts_s + DAY_S)
        taking = self._calls.take(
            quote,
            rental.machine.worker.sign(quote, self._domain),
            escrow=Wei(escrow),
            lease=_LEASE_S,
            max_rate=rental.rate,
        )
        yield Step(rental.opened, rental.consumer, taking)
        if rental.lasts_s > _VOUCHER_AFTER_S or rental.ending is Ending.RUNNING:
            yield self._vouching(rental, quote)
        yield from self._ending(rental, quote)

    def _vouching(self, rental: Rental, quote: Quote) -> Step:
        after_s = min(_VOUCHER_AFTER_S, rental.lasts_s - 1)
        voucher = Voucher(
            deal=quote.deal_id,
            total=rental.rate * after_s,
            at=rental.opened + after_s,
            until=rental.opened + rental.lasts_s + DAY_S,
        )
        signature = rental.consumer.sign(voucher, self._domain)
        return Step(voucher.at, self._clerk, self._calls.claim_voucher(voucher, signature))

    def _ending(self, rental: Rental, quote: Quote) -> Iterator[Step]:
        end = rental.opened + rental.lasts_s
        if rental.ending is Ending.SETTLED:
            yield self._settling(rental, quote, end)
        if rental.ending is Ending.CLOSED:
            closing = self._calls.request_close(quote.deal_id)
            yield Step(end, rental.consumer, closing)
            yield Step(end + _AFTERWARDS_S, rental.machine.master, closing)
        if rental.ending is Ending.STOPPED:
            worker = rental.machine.worker
            signature = worker.sign(Stop(quote.deal_id), self._domain)
            yield Step(end, self._clerk, self._calls.stop(worker.address, quote.nonce, signature))
            yield self._settling(rental, quote, end + _AFTERWARDS_S)

    def _settling(self, rental: Rental, quote: Quote, time: int) -> Step:
        word = Settle(quote.deal_id, rental.rate * rental.lasts_s)
        settling = self._calls.settle(
            word,
            rental.consumer.sign(word, self._domain),
            rental.machine.master.sign(word, self._domain),
        )
        return Step(time, self._clerk, settling)

    def _quote(self, rental: Rental) -> Quote:
        machine, ago_s = rental.machine, self._now - rental.opened
        ask = machine.ask(issued=rental.opened, expiry=self._now + machine.valid_s, ago_s=ago_s)
        return Quote(
            ask=ask.digest(self._domain),
            worker=machine.worker.address,
            consumer=rental.consumer.address,
            nonce=rental.nonce,
            rate=rental.rate,
            usd_rate=0,
            duration=rental.duration,
            notice=0,
            minimum=0,
            window=_WINDOW_H,
            ingress=0,
            egress=0,
            item=0,
            expiry=rental.opened + _QUOTE_S,
        )
