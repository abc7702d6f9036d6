"""Every reason to close a rental has its own words for the outcome."""

from __future__ import annotations

from typing import get_args

from sonm_desktop.agent.shapes.plans import closing_code
from sonm_desktop.api.schema.plans import CloseReason
from sonm_desktop.core.catalogue import codes, wording


def test_every_reason_has_words_that_begin_with_who_closed() -> None:
    wanted = [closing_code(reason) for reason in (None, *get_args(CloseReason))]
    assert set(wanted) <= codes()
    sentences = {wording(code).sentence({}) for code in wanted}
    assert len(sentences) == len(wanted)
    assert all(sentence.startswith("You closed the deal.") for sentence in sentences)
