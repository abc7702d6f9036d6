"""Campaigns in the terminal: prices and digests that are typed, and what people read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import typer
from rich.console import Console, RenderableType

from sonm_desktop.api.schema.campaigns import CampaignIncome, SignedCoupon, SignedPlace
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.cli.campaigns import participant
from sonm_desktop.cli.campaigns.sponsor import TbPrice, digest, tb_price
from sonm_desktop.cli.campaigns.view import (
    campaign_sheet,
    campaign_table,
    income_view,
    place_table,
    signed_coupon_view,
    signed_place_view,
)
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.quantities import traffic
from tests.fakes.agent_campaigns import SNM, sample_campaign, sample_place

ME, TICKET = "0x" + "11" * 20, "sonmplace" + "a" * 300


def rendered(what: RenderableType) -> str:
    """*what* in one line of spaces, as a wide terminal shows it."""
    file = io.StringIO()
    Console(file=file, width=400, highlight=False).print(what)
    return " ".join(file.getvalue().split())


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("80", TbPrice(80 * SNM)),
        ("0.5 SNM/TB", TbPrice(SNM // 2)),
        ("4usd", TbPrice(0, 4 * SNM)),
        ("4.25 USD/tb", TbPrice(0, 17 * SNM // 4)),
    ],
)
def test_a_tb_costs_snm_or_usd(text: str, price: TbPrice) -> None:
    assert tb_price(text) == price


@pytest.mark.parametrize("text", ["", "four", "4eur", "-1", "1e3", "4usd/h"])
def test_other_prices_are_not_understood(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        tb_price(text)


def test_an_images_digest_is_taken_as_it_is_written() -> None:
    plain = "AB" * 32
    assert digest(f"sha256:{plain}") == digest(f"0x{plain}") == digest(plain) == "0x" + "ab" * 32
    with pytest.raises(typer.BadParameter):
        digest("nginx:latest")


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (10**12, "1 TB"),
        (1_250_000_000_000, "1.25 TB"),
        (1_999_999, "1.999 MB"),
        (25 * 10**13, "250 TB"),
    ],
)
def test_traffic_is_told_in_powers_of_ten_and_never_rounded_up(count: int, text: str) -> None:
    assert traffic(count) == text


def test_lists_and_sheets_say_what_is_paid_and_whose_it_is() -> None:
    one, two = sample_campaign(mine=True, signs=False, places=2), sample_campaign(1)
    text = rendered(campaign_table([one, two]))
    assert "0x71dd02…bebe 50 SNM 80 SNM 4200 SNM 14" in text
    assert "yours" in text
    assert rendered(campaign_table([])) == "There is no such campaign."
    sheet = rendered(campaign_sheet(one.model_copy(update={"usd_price": 4 * SNM})))
    assert "(you) Bonus 50 SNM for each network address" in sheet
    assert "80 SNM for each TB, in and out together, 4 USD now" in sheet
    assert "sonm campaign key" in sheet
    assert "What is run" not in sheet
    bare = rendered(campaign_sheet(sample_campaign(price=0, notice=0, work="0x" + "ee" * 32)))
    assert "A TB nothing" in bare
    assert "Ends early at once" in bare
    assert "What is run 0xeeee" in bare


def test_places_are_told_by_whose_they_are_or_by_their_campaign() -> None:
    place = sample_place(ME, address="203.0.113.7", covered=2**53 - 1)
    assert "0x111111…1111 203.0.113.7 130 SNM 74 SNM any 300 GB 74 SNM paid;" in rendered(
        place_table([place])
    )
    income = CampaignIncome(
        account=ME,
        vault=24 * SNM,
        paid=74 * SNM,
        bonus=50 * SNM,
        traffic=24 * SNM,
        ahead=56 * SNM,
        places=(place,),
    )
    text = rendered(income_view(income))
    assert "Earned 74 SNM bonus 50 SNM traffic 24 SNM Set aside for you 56 SNM" in text
    assert "203.0.113.7" not in text


def test_tickets_stand_in_one_piece_to_be_copied() -> None:
    about = {"account": ME, "commitment": "0x" + "0c" * 32}
    place = SignedPlace(ticket=TICKET, traffic=0, expiry=9, sets_aside=50 * SNM, **about)
    file = io.StringIO()
    Console(file=file, width=80).print(signed_place_view(place), crop=False)
    assert TICKET in file.getvalue()
    coupon = SignedCoupon(ticket=TICKET, traffic=10**12, pays=0, beyond=10**9, **about)
    assert "Says 1 TB Pays 0 SNM Beyond 1 GB are not set aside for" in rendered(
        signed_coupon_view(coupon)
    )


def test_a_ticket_is_read_from_the_line_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ticket"
    file.write_text(f"\ufeff  {TICKET[:70]}\n\xa0{TICKET[70:]}\n", encoding="utf-8")
    assert participant.ticket_text(str(file)) == TICKET
    assert participant.ticket_text(TICKET) == TICKET
    with pytest.raises(UserError) as refused:
        participant.ticket_text("no-such-file")
    assert refused.value.code == "cli.unreadable_file"


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
@pytest.mark.parametrize("raw", [b"", b" \n", b"\xff\xfe", "sonmplacé".encode()])
def test_what_can_be_no_ticket_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: bytes, errors: str
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8", errors=errors)
    monkeypatch.setattr("sys.stdin", stdin)
    with pytest.raises(UserError):
        participant.ticket_text("-")
    file = tmp_path / "ticket"
    file.write_bytes(raw)
    with pytest.raises(UserError):
        participant.ticket_text(str(file))


def test_every_phase_and_place_has_words() -> None:
    for phase in ("open", "ending", "over", "left", "empty"):
        params = {"free": "1 SNM", "left": "1 SNM", "end": 7200, "until": 90_000}
        assert "{" not in Worded.of(f"campaign.state_{phase}", params).text
    for state in ("stands", "part", "paid", "offered", "run_out"):
        params = {"paid": "1 SNM", "left": 3600}
        assert "{" not in Worded.of(f"campaign.place_{state}", params).text
