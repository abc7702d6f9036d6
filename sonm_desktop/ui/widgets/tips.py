"""Hints are plain text, whatever they hold: Qt takes what looks like markup for markup.

A reason may quote what a stranger's program said. As markup it could dress up as ours, and name a
picture on a server of its own, which some systems fetch with the name and password of the user.
"""

from __future__ import annotations

from html import escape


def plain_tip(text: str) -> str:
    """*text* for a hint, shown as it stands."""
    if "<" not in text:
        return text
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'
