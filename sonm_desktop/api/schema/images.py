"""Which images a worker lets run, what it keeps of ended deals, and what it fetches now."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sonm_desktop.api.schema.kinds import Reply, Request
from sonm_desktop.api.schema.tasks import Pull

DAY_S = 86_400
GIB = 1 << 30
_MOST_RULES = 256

Rule = Annotated[str, Field(min_length=1, max_length=256)]
Bytes = Annotated[int, Field(ge=0, le=2**62)]


class ImageRules(Request):
    """allow, deny: registries (``ghcr.io``), parts of one (``ghcr.io/acme``) or repositories
    (``python``); what is denied is denied, nothing allowed means everything.

    download_bytes, unpacked_bytes: the most of an image, 0 is no limit. keep_images_bytes: of
    fetched images, the least recently used go first. keep_results_s: after the end of a deal.
    """

    allow: tuple[Rule, ...] = Field(default=(), max_length=_MOST_RULES)
    deny: tuple[Rule, ...] = Field(default=(), max_length=_MOST_RULES)
    download_bytes: Bytes = 10 * GIB
    unpacked_bytes: Bytes = 30 * GIB
    keep_images_bytes: Bytes = 20 * GIB
    keep_results_s: Annotated[int, Field(ge=0, le=366 * DAY_S)] = 7 * DAY_S


class Kept(Reply):
    """images: fetched for customers. results: ended deals that have left something."""

    images: int
    images_bytes: int
    results: int
    results_bytes: int


class ImageFetch(Pull):
    """An image that comes in."""

    image: str
