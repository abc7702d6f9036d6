"""The market's services are tested on the same street as the rentals."""

from tests.unit.rental.conftest import (
    anvil,
    busybox_image,
    engine_url,
    keys,
    network,
    reader,
    rpc,
    street,
    worker,
)

__all__ = [
    "anvil",
    "busybox_image",
    "engine_url",
    "keys",
    "network",
    "reader",
    "rpc",
    "street",
    "worker",
]
