"""People and ratings in the terminal: names beside addresses, and what counts told apart."""

from __future__ import annotations

from rich.console import Console, RenderableType

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.standing import (
    Person,
    Reputation,
    Standing,
    Supplier,
    Validator,
    Validators,
)
from sonm_desktop.cli.people.view import (
    deal_view,
    named,
    person_view,
    rated,
    reputation_view,
    validators_view,
)
from tests.fakes.agent_standing import (
    SUBJECT,
    VALIDATOR,
    rating_row,
    sample_person,
    sample_ratings,
    sample_reputation,
)

DEAL = "0x" + "ab" * 32


def printed(shown: RenderableType) -> str:
    console = Console(width=160, record=True, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()


def test_a_profile_tells_who_vouches_and_who_else_bears_the_name() -> None:
    person = sample_person(SUBJECT).model_copy(update={"namesakes": 1, "metadata": "a\nb"})
    said = printed(person_view(person))
    assert "“Kite & Daughters”" in said
    assert "1 other account uses a name like this one" in said
    assert "3 (identified)" in said
    assert named("Practice validator", VALIDATOR) in said
    assert "[" not in said


def test_names_with_markup_are_only_letters() -> None:
    person = Person(account=SUBJECT, name="[red]x[/red]", metadata="[link=http://x]y[/link]")
    said = printed(person_view(person))
    assert "[red]x[/red]" in said
    assert "[link=http://x]y[/link]" in said
    assert "No validator vouches for this account." in said


def test_ratings_that_count_and_those_that_do_not_stand_apart() -> None:
    row = rating_row(DEAL, by_consumer=True, stars=2)
    found = sample_reputation(SUBJECT).model_copy(update={"ratings": (row,)})
    said = printed(reputation_view(found))
    assert "4.30 of 5 from 12 ratings (surely 3.6 to 4.7)" in said
    assert "5.00 of 5 from 3 ratings" in said
    assert "10 × Everything was as agreed." in said
    assert "Is shown apart: the rater is of identity level 0" in said
    empty = printed(reputation_view(Reputation(account=SUBJECT, as_supplier=Standing())))
    assert "Nobody has rated this account." in empty
    assert rated(Supplier(account=SUBJECT, apart=4)) == "–"


def test_a_deal_tells_what_both_sides_said() -> None:
    mine = rating_row(DEAL, by_consumer=True, stars=4)
    found = sample_ratings().model_copy(update={"deal": DEAL, "mine": mine})
    said = printed(deal_view(found))
    assert "4 of 5: Everything was as agreed." in said
    assert named("Kite & Daughters", SUBJECT) in said


def test_networks_without_registries_are_told_of() -> None:
    profiles = Worded.of("standing.no_profiles")
    ratings = Worded.of("standing.no_reputation")
    assert profiles.text in printed(person_view(Person(account=SUBJECT, none=profiles)))
    assert profiles.text in printed(validators_view(Validators(none=profiles)))
    assert ratings.text in printed(reputation_view(Reputation(account=SUBJECT, none=ratings)))
    one = Validator(account=VALIDATOR, name="", level=4, followed=False)
    listed = printed(validators_view(Validators(registrar=SUBJECT, validators=(one,))))
    assert VALIDATOR in listed
    assert SUBJECT in listed
