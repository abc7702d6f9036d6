"""Whether a text can name a container image, said before any machine is asked."""

from __future__ import annotations

import re

LONGEST = 400
_DIGEST = r"sha256:[0-9a-f]{64}"
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST = r"[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?"
_NAME = rf"(?:{_HOST}/)?{_PART}(?:/{_PART})*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"
_IMAGE = re.compile(rf"(?:{_DIGEST}|{_NAME}(?::{_TAG})?(?:@{_DIGEST})?)", re.ASCII)


def names_an_image(text: str) -> bool:
    """``python:3.12``, ``ghcr.io/a/b@sha256:…`` or a local ``sha256:…`` (OCI distribution 1.1)."""
    return len(text) <= LONGEST and _IMAGE.fullmatch(text) is not None


def short_image(text: str) -> str:
    """What people call *text*: without registry, folder and digest."""
    name, _, digest = text.partition("@")
    if name.startswith("sha256:"):
        return name[7:19]
    last = name.rpartition("/")[2]
    return last or digest[7:19]
