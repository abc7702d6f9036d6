"""The tour's books notice every missing wei."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.cli.tour.books import Books, Holdings, Party, Payment, Settlement, first_wrong

WEI = st.integers(min_value=0, max_value=10**24)


def tour(paid: int, refunded: int, fees: tuple[int, int]) -> Books:
    """Books of a deal after which everybody has what he should."""
    start = Holdings(wallet=10**25, vault=10**25, coin=10**25)
    supplied = Holdings(start.wallet, start.vault + paid, start.coin - fees[0])
    consumed = Holdings(start.wallet - 5, start.vault - paid + 5, start.coin - fees[1])
    return Books(
        supplier=Party("supplier", "0x1", start, supplied),
        customer=Party("customer", "0x2", start, consumed),
        payments=(
            Payment("supplier", "Bind", "0x3", 60_000, fees[0]),
            Payment("customer", "Take", "0x4", 120_000, fees[1]),
        ),
        settlement=Settlement(paid, refunded, paid + refunded),
    )


@given(WEI, WEI, st.tuples(WEI, WEI))
def test_true_books_add_up(paid: int, refunded: int, fees: tuple[int, int]) -> None:
    assert first_wrong(tour(paid, refunded, fees).checks()) is None


@given(WEI, WEI, st.tuples(WEI, WEI), st.sampled_from(["supplier", "customer"]))
def test_a_wei_that_one_side_lacks_is_noticed(
    paid: int, refunded: int, fees: tuple[int, int], side: str
) -> None:
    books = tour(paid, refunded, fees)
    party: Party = getattr(books, side)
    short = replace(party, after=replace(party.after, vault=party.after.vault - 1))
    changed: Any = {side: short}
    wrong = first_wrong(replace(books, **changed).checks())
    assert wrong is not None
    assert wrong.found - wrong.expected == -1


def test_gas_that_no_transaction_explains_is_noticed() -> None:
    books = tour(7, 3, (1, 1))
    customer = books.customer
    poorer = replace(customer, after=replace(customer.after, coin=customer.after.coin - 1))
    wrong = first_wrong(replace(books, customer=poorer).checks())
    assert wrong is not None
    assert wrong.what == "the customer's gas"
