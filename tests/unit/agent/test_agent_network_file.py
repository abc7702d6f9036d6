"""A network's file comes from others, and is kept: what could not be used again is refused."""

from __future__ import annotations

from typing import Any

import pytest

from sonm_desktop.agent.shapes.network import described, is_local, network_of
from sonm_desktop.core.errors import UserError

_FILE: dict[str, Any] = {
    "name": "sonm of May",
    "chain_id": 5,
    "rpc_urls": ["https://user:key@node.example:8545/v1"],
    "market": "0x" + "11" * 20,
    "token": "0x" + "22" * 20,
    "deployed_block": 1,
    "deployment_hash": "0x" + "33" * 32,
    "confirmations": 12,
}


def test_of_a_node_only_its_host_is_told() -> None:
    network = network_of(_FILE)
    assert described(network).nodes == ("node.example",)
    assert not is_local(network)


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://a:b/", "http://a:99999/", "http://\u2100/", "http://:80/", "file:///a"],
)
@pytest.mark.parametrize("field", ["rpc_urls", "relays"])
def test_an_address_that_nobody_can_ask_is_refused_before_it_is_kept(field: str, url: str) -> None:
    with pytest.raises(UserError) as caught:
        network_of({**_FILE, field: [url]})
    assert caught.value.code == "chain.bad_network_file"
    assert url not in str(caught.value.__cause__)


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\nb", "\u202ereal", ""])
def test_a_name_that_steers_a_terminal_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="damaged"):
        network_of({**_FILE, "name": name})
