"""Images: only what a digest names is run; names are turned into digests first.

The supplier's own registry logins are never used for a customer, and his own images are not
for customers either: an image that is only here runs on a practice network, or when the
supplier has labelled it.
"""

from __future__ import annotations

import re
from typing import Any

from docker import APIClient
from docker.errors import APIError, ImageNotFound

from sonm_desktop.core.errors import BadReply, RemoteError, UserError
from sonm_desktop.worker.runtime.engine_errors import CONFLICT, NOT_FOUND
from sonm_desktop.worker.runtime.port import HeldImage, Login, PullTerms
from sonm_desktop.worker.runtime.pulling import UNPACKED_TOO_LARGE, Pull, login_words, too_large

OFFERED_LABEL = "sonm.offered"

_DIGEST = r"sha256:[0-9a-f]{64}"
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST = r"[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?"
_NAME = rf"(?:{_HOST}/)?{_PART}(?:/{_PART})*"
_LOCAL = re.compile(_DIGEST, re.ASCII)
_PINNED = re.compile(rf"({_NAME})@({_DIGEST})", re.ASCII)
_TAGGED = re.compile(rf"({_NAME})(?::([A-Za-z0-9_][A-Za-z0-9._-]{{0,127}}))?", re.ASCII)
_LONGEST = 400


def pinned(image: str) -> bool:
    """Whether *image* names one content forever: ``name@sha256:...`` or a local id."""
    return len(image) <= _LONGEST and bool(_LOCAL.fullmatch(image) or _PINNED.fullmatch(image))


class Images:
    """Images of one engine. Every method blocks: call it in a thread."""

    def __init__(self, client: APIClient, *, architecture: str, own_images: bool) -> None:
        self._client = client
        self._architecture = architecture
        self._own_images = own_images

    def resolve(self, image: str, login: Login | None = None) -> str:
        """The digest reference of *image*, asked of its registry unless it is offered here."""
        if pinned(image):
            return image
        named = _TAGGED.fullmatch(image) if len(image) <= _LONGEST else None
        if named is None:
            raise UserError("worker.bad_image")
        local = self.offered(image)
        if local:
            return local
        found = self._client.inspect_distribution(image, auth_config=login_words(login))  # type: ignore[no-untyped-call]
        digest = found.get("Descriptor", {}).get("digest", "")
        if not _LOCAL.fullmatch(str(digest)):
            raise BadReply("a registry's answer without a digest")
        return f"{named[1]}@{digest}"

    def offered(self, image: str) -> str:
        """The id of what *image* names on this machine, if it is for customers; else empty."""
        local = self._inspect(image) if _TAGGED.fullmatch(image[:_LONGEST]) else None
        return str(local["Id"]) if local is not None and self._offered(local) else ""

    def holds(self, image: str) -> bool:
        """Whether *image* is here under that very name."""
        return self._inspect(image) is not None

    def ensure(self, image: str, terms: PullTerms, pull: Pull) -> HeldImage:
        """Have the pinned *image* here, of this machine's architecture; *pull* fetches it."""
        if not pinned(image):
            raise UserError("worker.image_not_pinned", image=image[:_LONGEST])
        found = self._inspect(image)
        fetched = found is None
        named = _PINNED.fullmatch(image)
        if named is None:
            self._require_offered(image, found)
        else:
            if fetched or not (terms.known or self._own_images):
                self._ask_registry(image, terms)
            if fetched:
                pull.run(self._client, named[1], named[2])
                found = self._inspect(image)
        if found is None:
            raise RemoteError("worker.image_not_found", image=image)
        if found.get("Architecture") not in ("", None, self._architecture):
            raise RemoteError("worker.image_architecture", image=image)
        size = int(found.get("Size") or 0)
        if named is not None and 0 < terms.unpacked_bytes < size:
            if fetched:
                self.remove(image)
            raise too_large(image, UNPACKED_TOO_LARGE, terms.unpacked_bytes)
        return HeldImage(str(found["Id"]), size, fetched)

    def remove(self, image: str) -> bool:
        """Remove that name; the engine keeps content that has another. False: it is used."""
        try:
            self._client.remove_image(image)
        except APIError as error:
            if error.status_code == CONFLICT:
                return False
            if error.status_code != NOT_FOUND:
                raise
        return True

    def _require_offered(self, image: str, found: dict[str, Any] | None) -> None:
        if found is None or not self._offered(found):
            raise RemoteError("worker.image_not_found", image=image)

    def _ask_registry(self, image: str, terms: PullTerms) -> None:
        """Whether it exists, and is open to whoever asks, before anything is fetched."""
        self._client.inspect_distribution(image, auth_config=login_words(terms.login))  # type: ignore[no-untyped-call]

    def _offered(self, inspected: dict[str, Any]) -> bool:
        marks = (inspected.get("Config") or {}).get("Labels") or {}
        return self._own_images or OFFERED_LABEL in marks

    def _inspect(self, image: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.inspect_image(image)  # type: ignore[no-untyped-call]
        except ImageNotFound:
            return None
        except APIError as error:
            if error.status_code == NOT_FOUND:
                return None
            raise
        return found
