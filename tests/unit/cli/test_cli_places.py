"""What stands behind the terminal's names is loaded when it is wanted, and says the same then."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import typer

from sonm_desktop.cli.app import app
from sonm_desktop.cli.places import PLACES

HEAVY = ("httpx", "iroh", "sqlite3", "sonm_desktop.api.client", "sonm_desktop.cli.tour.run", "yaml")


@pytest.fixture(scope="module")
def root() -> Any:
    return typer.main.get_command(app)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_name_is_listed_with_what_the_command_itself_says(place: Any, root: Any) -> None:
    listed = root.commands[place.name]
    first = listed.real.help.split("\n\n")[0]

    assert listed.help == " ".join(first.split())


def test_a_group_has_its_commands_and_a_command_its_options(root: Any) -> None:
    assert {"list", "prices"} <= set(root.commands["market"].commands)
    assert {"accounts", "balance", "history"} <= set(root.commands["wallet"].commands)
    assert not hasattr(root.commands["tour"], "commands")
    assert "--json" in {name for one in root.commands["tour"].params for name in one.opts}


def test_help_loads_no_command() -> None:
    """What is loaded is said by the interpreter itself, at the end."""
    asked = (
        "import sys\n"
        "sys.argv = ['sonm', '--help']\n"
        "from sonm_desktop.cli.app import app\n"
        "try: app()\n"
        "finally: print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, text=True, timeout=60
    )

    assert "reputation" in done.stdout
    assert set(done.stderr.split()) & set(HEAVY) == set()
