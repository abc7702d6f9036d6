"""The templates that come with us, and those of a person's own files."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.jobs.template import Template
from sonm_desktop.core.jobs.template_file import LARGEST_FILE, TemplateError, parse_template
from sonm_desktop.core.resources import resource

SUFFIX = ".toml"
_FIRST = ("fractal", "python-script", "shell-command")


def gallery() -> list[Template]:
    """Ours, the easiest first. Raises TemplateError."""
    files = resource("templates").glob(f"*{SUFFIX}")
    found = [parse_template(file.stem, file.read_text("utf-8")) for file in files]
    order = {name: at for at, name in enumerate(_FIRST)}
    return sorted(found, key=lambda one: (order.get(one.name, len(order)), one.title))


def template(name: str) -> Template:
    """One of ours by its name, or that in the file *name*. Raises UserError."""
    if name.endswith(SUFFIX):
        return _from_file(Path(name))
    for found in gallery():
        if found.name == name:
            return found
    raise UserError("rental.no_template", name=name[:80])


def _from_file(path: Path) -> Template:
    try:
        with path.open("rb") as file:
            text = file.read(4 * LARGEST_FILE + 1).decode("utf-8")
        return parse_template(path.stem, text)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("rental.template_unreadable", name=path.name[:80]) from error
    except TemplateError as error:
        raise UserError("rental.bad_template", name=path.name[:80], problem=str(error)) from error
