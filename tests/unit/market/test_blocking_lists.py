"""Lists are a pure fold: what it says is what the contract would, after any history."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.chain.events import Bound, PlacedEvent, Unbound
from sonm_desktop.chain.registries.events import Followed, Listed
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainTime, TxHash
from sonm_desktop.market.blocking.lists import Lists, recomputed

PEOPLE = [Address(f"0x{number:040x}") for number in range(1, 6)]
people = st.sampled_from(PEOPLE)
events = st.lists(
    st.one_of(
        st.builds(Listed, owner=people, account=people, on=st.booleans(), reason=st.text()),
        st.builds(Followed, reader=people, owner=people, on=st.booleans()),
        st.builds(Bound, worker=people, master=people, max_duration=st.just(1), expiry=st.just(1)),
        st.builds(Unbound, worker=people, master=people),
    ),
    max_size=40,
)


def placed(event: object, seq: int) -> PlacedEvent:
    return PlacedEvent(
        event=event,  # type: ignore[arg-type]
        block=BlockNumber(seq),
        block_hash=BlockHash("0x"),
        log_index=0,
        tx=TxHash("0x"),
        time=ChainTime(seq),
        seq=seq,
    )


@settings(max_examples=150, deadline=None)
@given(history=events)
def test_lists_say_what_the_contract_says(history: list[object]) -> None:
    listed: dict[tuple[Address, Address], bool] = {}
    follows: dict[tuple[Address, Address], bool] = {}
    masters: dict[Address, Address] = {}
    for event in history:
        match event:
            case Listed(owner=owner, account=account, on=on):
                listed[owner, account] = on
            case Followed(reader=reader, owner=owner, on=on):
                follows[reader, owner] = on
            case Bound(worker=worker, master=master):
                masters[worker] = master
            case Unbound(worker=worker):
                masters.pop(worker, None)
    lists = recomputed(placed(event, seq) for seq, event in enumerate(history))
    for reader in PEOPLE:
        for account in PEOPLE:
            refuses = listed.get((reader, account), False) or any(
                follows.get((reader, owner)) and listed.get((owner, account)) for owner in PEOPLE
            )
            assert bool(lists.because(reader, account)) == refuses
            assert (account in set(lists.refused(reader))) == refuses
            assert (reader in lists.refusing(account)) == refuses
        of_reader = {worker for worker, master in masters.items() if master == reader}
        assert set(lists.workers([reader])) == of_reader
        assert lists.master(reader) == masters.get(reader)


def test_a_list_of_a_list_that_one_follows_does_not_count() -> None:
    first, second, third, account = PEOPLE[:4]
    lists = recomputed(
        placed(event, seq)
        for seq, event in enumerate(
            [
                Followed(first, second, True),
                Followed(second, third, True),
                Listed(third, account, True, "spam"),
            ]
        )
    )
    assert lists.because(first, account) == []
    (why,) = lists.because(second, account)
    assert (why.owner, why.entry.reason) == (third, "spam")


def test_a_crowd_that_follows_a_crowd_is_looked_at_once_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customer = PEOPLE[0]
    crowd = [Address(f"0x{number:040x}") for number in range(100, 120)]
    history: list[object] = [Listed(owner, customer, True, "") for owner in crowd]
    history += [Followed(reader, owner, True) for reader in crowd for owner in crowd]
    lists = recomputed(placed(event, seq) for seq, event in enumerate(history))
    looked: list[Address] = []
    followed = Lists.followed

    def counted(self: Lists, reader: Address) -> list[Address]:
        looked.append(reader)
        return followed(self, reader)

    monkeypatch.setattr(Lists, "followed", counted)

    assert lists.refusing(customer) == set(crowd)
    assert len(looked) == len(crowd)
