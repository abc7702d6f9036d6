"""Commands whose module is loaded when one of them is wanted: `sonm status` needs none of the
others, and what a name stands for is known without any."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from sonm_desktop.cli.places import PLACES, Place


class _Later:
    """What is behind the name of a *place*: loaded at its first use."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._real: Any = None

    @property
    def real(self) -> Any:
        """The command itself."""
        if self._real is None:
            only: Any = get_command(self._place.load())
            self._real = only.commands[self._place.name] if self._place.is_group else only
            self._real.name = self._place.name
        return self._real

    @property
    def params(self) -> list[Any]:
        """The options of the command itself."""
        found: list[Any] = self.real.params
        return found

    @params.setter
    def params(self, _nothing: object) -> None:
        """Its base begins with none."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Whoever wants to run it gets the command itself."""
        return self.real.make_context(*args, **kwargs)


class LaterCommand(_Later, TyperCommand):
    """One command."""

    def __init__(self, place: Place) -> None:
        _Later.__init__(self, place)
        TyperCommand.__init__(self, name=place.name, help=place.help)


class LaterGroup(_Later, TyperGroup):
    """A group of commands."""

    def __init__(self, place: Place) -> None:
        _Later.__init__(self, place)
        TyperGroup.__init__(self, name=place.name, help=place.help)

    @property
    def commands(self) -> MutableMapping[str, Any]:
        """Those of the group itself."""
        found: MutableMapping[str, Any] = self.real.commands
        return found

    @commands.setter
    def commands(self, _nothing: object) -> None:
        """Its base begins with none."""


class Terminal(TyperGroup):
    """What `sonm` itself says, and the names of everything behind it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for place in PLACES:
            self.add_command(LaterGroup(place) if place.is_group else LaterCommand(place))
