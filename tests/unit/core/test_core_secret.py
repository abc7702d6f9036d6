"""A secret prints as itself nowhere."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from sonm_desktop.core.secret import Secret


@pytest.mark.parametrize("value", ["canary", b"canary", ("canary",)])
def test_a_secret_is_never_printed(value: object) -> None:
    secret = Secret(value)
    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r:>20}",
        str([secret]),
    ]
    assert all("canary" not in text for text in shown)
    assert str(secret) == "<secret>"


def test_a_secret_is_neither_pickled_nor_put_into_json() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret("canary"))
    with pytest.raises(TypeError):
        copy.copy(Secret("canary"))
    with pytest.raises(TypeError):
        json.dumps(Secret("canary"))


def test_a_secret_is_revealed_where_it_is_used() -> None:
    assert Secret("canary").reveal() == "canary"


def test_secrets_are_compared_by_value_and_are_no_keys_of_a_dictionary() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    with pytest.raises(TypeError):
        hash(Secret("a"))
