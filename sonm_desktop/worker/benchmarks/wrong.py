"""What a test raises whose result is not right: nothing that it measured counts."""

from __future__ import annotations


class WrongResult(Exception):
    """The result is not the one that there is: broken hardware, driver or runtime."""
