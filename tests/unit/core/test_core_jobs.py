"""Drafts of jobs and templates: what is wrong is said with its place, what is right is exact."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.jobs.draft import JobDraft, Variable
from sonm_desktop.core.jobs.gallery import gallery, template
from sonm_desktop.core.jobs.image_name import names_an_image, short_image
from sonm_desktop.core.jobs.template import FieldKind
from sonm_desktop.core.jobs.template_file import TemplateError, parse_template

_GOOD = """version = 1
title = "Echo"
summary = "Says it."
image = "busybox:1.36"
command = ["echo", "{{what}}"]
needs = []
gives = "a line"

[[field]]
key = "what"
label = "What"
kind = "text"
default = "hello"

[[field]]
key = "token"
label = "Token"
kind = "secret"
variable = "TOKEN"
"""

_BAD = [
    ("version = 1", "version = 2", 1, "version"),
    ("version = 1", "version = true", 1, "version"),
    ('title = "Echo"', "title = 3", 2, "title"),
    ('title = "Echo"', "title = ", 2, "TOML"),
    ('image = "busybox:1.36"', 'image = "Not An Image"', 4, "image"),
    ('command = ["echo", "{{what}}"]', 'command = "echo"', 5, "command"),
    ('"{{what}}"', '"{{other}}"', 5, "other"),
    ('"{{what}}"', '"fixed"', 10, "used nowhere"),
    ("needs = []", "needs = []\nport = 80", 7, "unknown key port"),
    ('kind = "text"', 'kind = "file"', 12, "kind"),
    ('key = "token"', 'key = "what"', 16, "twice"),
    ('variable = "TOKEN"', 'variable = "1X"', 19, "variable"),
    ('label = "Token"', "", 15, "label"),
]


@pytest.mark.parametrize(("old", "new", "line", "part"), _BAD)
def test_a_wrong_template_is_refused_with_its_line(
    old: str, new: str, line: int, part: str
) -> None:
    with pytest.raises(TemplateError, match=part) as refused:
        parse_template("echo", _GOOD.replace(old, new, 1))
    assert refused.value.line == line


def test_a_secret_never_stands_in_a_command() -> None:
    shown = _GOOD.replace('variable = "TOKEN"\n', "").replace("{{what}}", "{{what}} {{token}}")
    with pytest.raises(TemplateError, match="secret"):
        parse_template("echo", shown)


def test_a_template_is_filled_word_by_word() -> None:
    echo = parse_template("echo", _GOOD)
    nasty = "a 'b' \"c\" {{token}} $(x)\nsecond line"
    draft = echo.filled({"what": nasty, "token": "s3cret"})
    assert draft.words() == ("echo", nasty)
    assert draft.environment() == {"TOKEN": "s3cret"}
    assert "s3cret" not in draft.terminal("0x3f")
    assert "s3cret" not in repr(draft)
    with pytest.raises(UserError, match="what"):
        echo.filled({"waht": "x"})


def test_every_template_of_ours_can_be_run_as_it_comes() -> None:
    ours = gallery()
    assert {"fractal", "python-script", "shell-command"} <= {one.name for one in ours}
    for one in ours:
        assert one.filled({}).problems() == [], one.name
        for field in one.fields:
            if field.kind is FieldKind.NUMBER:
                with pytest.raises(UserError):
                    one.filled({field.key: "many"})


def test_python_in_our_templates_compiles() -> None:
    for one in gallery():
        words = one.filled({}).words()
        if words[:3] == ("python3", "-u", "-c"):
            compile(words[3], one.name, "exec")


def test_a_template_of_ones_own_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(_GOOD)
    assert template(str(file)).name == "mine"
    file.write_text(_GOOD.replace("version = 1", ""))
    with pytest.raises(UserError, match=r"mine\.toml"):
        template(str(file))
    with pytest.raises(UserError):
        template(str(tmp_path / "none.toml"))
    with pytest.raises(UserError):
        template("no-such-one")


def test_what_is_wrong_with_a_job_is_said_with_its_field() -> None:
    draft = JobDraft(
        image="Python 3",
        command="sh -c 'open",
        variables=(Variable("A", "1"), Variable("", ""), Variable("A", "2"), Variable("9", "x")),
        name="My Job",
    )
    assert [problem.field for problem in draft.problems()] == ["image", "command", "2", "3", "name"]
    assert all(problem.sentence for problem in draft.problems())
    assert [problem.code for problem in JobDraft().problems()] == ["rental.job_without_image"]


def test_the_same_in_the_terminal_says_exactly_the_same() -> None:
    draft = JobDraft("busybox", "sh -c 'echo $A \"b\"'", (Variable("A", "x y"),), "try-1")
    words = shlex.split(draft.terminal("0x3f"))
    assert words[:2] == ["sonm", "run"]
    assert words[words.index("--env") + 1] == "A=x y"
    assert words[words.index("--name") + 1] == "try-1"
    assert words[-4:] == ["busybox", "sh", "-c", 'echo $A "b"']


@pytest.mark.parametrize(
    "name",
    ["python", "python:3.12-slim", "ghcr.io/a/b:1", "localhost:5000/x", "a@sha256:" + "0" * 64],
)
def test_names_of_images_are_known(name: str) -> None:
    assert names_an_image(name)
    assert short_image(name)


@pytest.mark.parametrize("text", ["Python", "a b", "a:", "-x", "a@sha256:12", "a" * 500, "a\n"])
def test_other_texts_name_no_image(text: str) -> None:
    assert not names_an_image(text)
