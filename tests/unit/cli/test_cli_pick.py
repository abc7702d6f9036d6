"""Ids may be given as they are shown."""

from __future__ import annotations

import pytest

from sonm_desktop.cli.pick import one_of
from sonm_desktop.cli.show import short
from sonm_desktop.core.errors import UserError

FIRST, SECOND = "0x" + "a1" * 32, "0x" + "a2" * 32


def pick(text: str) -> str:
    return one_of([FIRST, SECOND], text, kind="deal", command="sonm deal list")


def test_the_beginning_of_an_id_is_enough() -> None:
    assert pick("0xa1") == FIRST
    assert pick("A2") == SECOND


def test_an_id_is_taken_back_as_the_tables_show_it() -> None:
    assert pick(short(SECOND)) == SECOND


@pytest.mark.parametrize("text", ["", "0x", "b", "…a1a1"])
def test_what_no_id_begins_with_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="No deal begins with") as refused:
        pick(text)
    assert refused.value.code == "cli.no_match"


def test_a_beginning_that_two_ids_share_is_refused() -> None:
    with pytest.raises(UserError, match="2 deals begin with"):
        pick("0xa")
