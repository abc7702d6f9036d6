"""The documents name what there is: links, files, commands, methods of a worker."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import sonm_desktop.worker
from sonm_desktop.cli.app import app
from sonm_desktop.core.catalogue import codes, wording

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(
    [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "contracts" / "README.md"]
)
PLACES = (ROOT, ROOT / "sonm_desktop", ROOT / "contracts")

_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")
_SOURCE = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|sol|mjs|sh|toml|spec))`")
_BLOCK = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
_SAID = re.compile(r"[`“](sonm [^`”]+)[`”]")
_CLASS = re.compile(r"`((?:[a-z_0-9]+\.)+)([A-Z]\w+)`")
_METHOD = re.compile(r'"((?:deal|task|image|worker)\.[a-z_]+|probe|asks|quote)": ')


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def commands(text: str) -> Iterator[str]:
    """What stands in blocks and in sentences, without what a shell adds."""
    for block in _BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("sonm "):
                yield line.split("  #")[0]
    for said in _SAID.findall(_BLOCK.sub("", text)):
        yield " ".join(said.split())


def flaw(line: str, root: Any) -> str:
    """What of a command does not exist; empty when all of it does."""
    words = shlex.split(re.sub(r"\{\w*\}", "x", line.replace(" … ", " ")), comments=True)[1:]
    command, params = root, list(root.params)
    while words and not words[0].startswith("-") and hasattr(command, "commands"):
        if words[0] not in command.commands:
            return f"{line}: no {words[0]}"
        command = command.commands[words.pop(0)]
        params += command.params
    known = {"--help", *(name for one in params for name in (*one.opts, *one.secondary_opts))}
    wrong = [word for word in words if word.startswith("--") and word.split("=")[0] not in known]
    return f"{line}: no {', '.join(wrong)}" if wrong else ""


@pytest.fixture(scope="module")
def root() -> Any:
    return typer.main.get_command(app)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_files_of_a_page_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    lost = []
    for path, anchor in _LINK.findall(text):
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(f"{path}#{anchor}")
    lost += [
        path for path in _SOURCE.findall(text) if not any((at / path).exists() for at in PLACES)
    ]
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_a_page_exist(page: Path, root: Any) -> None:
    assert [
        wrong for line in commands(page.read_text("utf-8")) if (wrong := flaw(line, root))
    ] == []


def test_commands_that_sentences_name_exist(root: Any) -> None:
    said = [
        line
        for code in codes()
        for text in (wording(code).text, wording(code).action)
        for line in commands(text)
    ]
    assert len(said) > 30
    assert [wrong for line in said if (wrong := flaw(line, root))] == []


def test_methods_that_a_worker_serves_are_written_down() -> None:
    service = Path(inspect.getfile(sonm_desktop.worker)).parent / "desks" / "service.py"
    served = set(_METHOD.findall(service.read_text("utf-8")))
    page = (ROOT / "docs" / "protocol.md").read_text("utf-8")
    assert "worker.plan" in served
    assert {method for method in served if f"`{method}`" not in page} == set()


def test_classes_that_sources_name_exist() -> None:
    """Those with their module; a class that is named alone is found by its name."""
    package = ROOT / "sonm_desktop"
    lost = []
    for path in package.rglob("*.py"):
        for module, name in _CLASS.findall(path.read_text("utf-8")):
            parts = module.rstrip(".").split(".")
            places = [package.joinpath(*parts), path.parent.joinpath(*parts)]
            sources = [place.with_suffix(".py") for place in places]
            found = [place for place in sources if place.exists()]
            if not found or name not in found[0].read_text("utf-8"):
                lost.append(f"{path.relative_to(ROOT)}: {module}{name}")
    assert lost == []
