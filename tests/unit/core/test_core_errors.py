"""Failures and their words."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import re
import string
from pathlib import Path

import pytest

import sonm_desktop
from sonm_desktop.core import catalogue
from sonm_desktop.core.catalogue import codes, wording
from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError

AREAS = sorted(module.name for module in pkgutil.iter_modules(catalogue.__path__))
# The store is a part without an area of its own; what a worker sells is too much for one file.
PREFIXES = {"core": ("core.", "store."), "plans": ("worker.",)}


def test_a_failure_says_what_happened_and_what_to_do() -> None:
    error = UserError("core.profile_in_use", profile="main", pid=7)
    assert error.text == "The profile “main” is already in use by another program (process 7)."
    assert error.action.startswith("Use that one")
    assert str(error) == f"{error.text} {error.action}"


def test_an_unknown_code_is_shown_rather_than_hidden() -> None:
    assert "area.unknown" in str(UserError("area.unknown"))


def test_a_missing_parameter_does_not_hide_the_failure() -> None:
    assert "{profile}" in str(UserError("core.profile_in_use", pid=7))


@pytest.mark.parametrize(
    "error",
    [
        UserError("core.profile_in_use", profile="main", pid=7),
        RemoteError("core.timeout", what="It", limit_s=3),
        BadReply("a block without hash"),
    ],
)
def test_a_failure_survives_a_process_border(error: CodedError) -> None:
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is type(error)
    assert (copied.code, copied.params) == (error.code, error.params)


@pytest.mark.parametrize("area", AREAS)
def test_codes_of_an_area_begin_with_its_name(area: str) -> None:
    messages = importlib.import_module(f"sonm_desktop.core.catalogue.{area}").MESSAGES
    prefixes = PREFIXES.get(area, (f"{area}.",))
    assert [code for code in messages if not code.startswith(prefixes)] == []
    assert set(messages) <= codes()


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_wording_begins_as_a_sentence_and_names_its_parameters(code: str) -> None:
    words = wording(code)
    for text in (words.text, words.action):
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in names), text
    assert words.text[0] in "“{" or words.text[0].isupper()


def test_no_sentence_is_left_over() -> None:
    """A code stands in the sources whole, or its beginning does where the end is worked out."""
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(sonm_desktop.__file__).parent.rglob("*.py")
        if "catalogue" not in path.parts
    )
    begun = tuple(
        {*re.findall(r'"([a-z]+\.[a-z_]*)\{', sources), *re.findall(r'"([a-z.]+_)"', sources)}
    )
    left = {code for code in codes() if f'"{code}"' not in sources and not code.startswith(begun)}
    assert left == set()
