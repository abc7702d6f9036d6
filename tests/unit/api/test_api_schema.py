"""The shapes: money survives JSON, secrets do not show, words come with every code."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import LARGEST_WEI
from sonm_desktop.api.schema.plans import Deposit, Send
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.wallet import Balances, Password
from sonm_desktop.core.secret import Secret

ACCOUNT = "0x" + "11" * 20


@given(st.integers(min_value=0, max_value=LARGEST_WEI))
def test_every_amount_survives_json(amount: int) -> None:
    balances = Balances(account=ACCOUNT, coin=amount, token=0, vault=0)
    text = balances.model_dump_json()
    assert json.loads(text)["coin"] == str(amount)
    assert Balances.model_validate_json(text) == balances


@pytest.mark.parametrize(
    "amount", [1.0, "1.0", "-1", -1, "1e3", "", " 1", "１", True, None, str(LARGEST_WEI + 1), [1]]
)
def test_nothing_but_whole_wei_is_an_amount(amount: object) -> None:
    with pytest.raises(ValidationError):
        Deposit.model_validate({"account": ACCOUNT, "amount": amount})


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(ValidationError):
        Send.model_validate({"account": ACCOUNT, "to": ACCOUNT, "amount": "1", "speeed": "fast"})


def test_a_password_travels_but_does_not_show() -> None:
    body = Password(password=Secret("hunter2"))
    assert json.loads(body.model_dump_json()) == {"password": "hunter2"}
    assert "hunter2" not in f"{body} {body!r} {body.model_dump()}"


def test_a_refused_password_does_not_show_in_the_refusal() -> None:
    with pytest.raises(ValidationError) as refused:
        Password.model_validate({"password": "x" * 2000, "also": "hunter2"})
    assert "xxx" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_words_come_with_their_parameters() -> None:
    words = Worded.of("core.timeout", {"what": "The node", "limit_s": 5})
    assert (words.text, words.action) == ("The node took longer than 5 seconds.", "Try again.")


def test_parameters_are_exact_in_every_json() -> None:
    words = Worded.of("market.too_expensive", {"rate": 10**18, "most": 5, "list": (1, 2**60)})
    assert words.params == {"rate": str(10**18), "most": 5, "list": [1, str(2**60)]}


def test_topics_are_fields_of_the_state() -> None:
    from sonm_desktop.api.schema.state import State

    assert {topic.value for topic in Topic} - {"reload", "alive"} <= set(State.model_fields)
