"""What the engine's failures mean, in our codes. Its own words are matched, never shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from docker.errors import APIError, DockerException
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from sonm_desktop.core.errors import CodedError, RemoteError
from sonm_desktop.worker.runtime.discovery import unreachable

NOT_FOUND = 404
CONFLICT = 409

_MEANINGS = (
    ("no basic auth", "worker.image_needs_login"),
    ("unauthorized", "worker.image_needs_login"),
    ("authentication required", "worker.image_needs_login"),
    ("access denied", "worker.image_needs_login"),
    ("manifest unknown", "worker.image_not_found"),
    ("not found: manifest", "worker.image_not_found"),
    ("repository does not exist", "worker.image_not_found"),
    ("no such image", "worker.image_not_found"),
    ("no matching manifest", "worker.image_architecture"),
    ("dial tcp", "worker.registry_unreachable"),
    ("no such host", "worker.registry_unreachable"),
    ("i/o timeout", "worker.registry_unreachable"),
    ("connection refused", "worker.registry_unreachable"),
    ("server misbehaving", "worker.registry_unreachable"),
    ("request canceled", "worker.registry_unreachable"),
    ("no space left", "worker.disk_full"),
    ("executable file not found", "worker.command_not_found"),
    ("no command specified", "worker.command_missing"),
    ("no such file or directory", "worker.command_not_found"),
)


@contextmanager
def engine_words(url: str, *, image: str = "") -> Iterator[None]:
    """Turn what the engine at *url* raises inside into RemoteError with our codes."""
    try:
        yield
    except CodedError:
        raise
    except APIError as error:
        raise refusal(error, image=image) from error
    except (RequestException, HTTPError, DockerException, OSError) as error:
        raise unreachable(url) from error


def refusal(error: APIError, *, image: str) -> RemoteError:
    """The code for a request that the engine refused."""
    said = str(error.explanation or error).lower()
    code = meaning(said)
    if code:
        return RemoteError(code, image=image)
    if error.status_code == NOT_FOUND and image:
        return RemoteError("worker.image_not_found", image=image)
    return RemoteError("worker.engine_refused", status=int(error.status_code or 0))


def meaning(said: str) -> str:
    """The code for the engine's words *said* in lower case; empty when they are unknown."""
    return next((code for words, code in _MEANINGS if words in said), "")
