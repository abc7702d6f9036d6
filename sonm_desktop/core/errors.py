"""The kinds of failure: what a person did, what the far side did, what we did wrong.

A failure carries a code and parameters; the words stand in one catalogue, so that the
window, the terminal, the API and the log say the same sentence.
"""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.catalogue import wording


class CodedError(Exception):
    """A failure with a code of the catalogue, the parameters of its sentence and a remedy.

    Parameters are shown to people: never pass a secret or raw foreign text.
    """

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code)

    @property
    def text(self) -> str:
        """What happened, as a sentence."""
        return wording(self.code).sentence(self.params)

    @property
    def action(self) -> str:
        """What to do about it, as a sentence; empty where nothing can be done."""
        return wording(self.code).remedy(self.params)

    def __str__(self) -> str:
        return f"{self.text} {self.action}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.params)


def _rebuild(kind: type[CodedError], code: str, params: dict[str, Any]) -> CodedError:
    return kind(code, **params)


class UserError(CodedError):
    """Refused: the request cannot be done as it stands. Shown as written; nothing was lost."""


class RemoteError(CodedError):
    """A node, peer, engine or file failed us. Logged, and shown in our words."""


class BadReply(RemoteError):
    """A node, peer, engine or file answered something that cannot be true."""

    def __init__(self, what: str, code: str = "core.bad_reply") -> None:
        super().__init__(code, what=what)

    def __reduce__(self) -> tuple[Any, ...]:
        return BadReply, (self.params["what"], self.code)


class BugError(Exception):
    """A state that our own code should have made impossible."""
