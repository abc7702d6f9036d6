"""A serving node as a program of its own: ``python -m tests.p2p_process SEED BIND``.

Prints its endpoint and addresses as one line of JSON, then serves until it is killed.
"""

from __future__ import annotations

import asyncio
import json
import sys

from sonm_desktop.core.secret import Secret
from tests.p2p_parts import EchoService, peer_node


async def main(seed: str, bind: str) -> None:
    node = peer_node(1, "worker", endpoint_key=Secret(bytes.fromhex(seed)))
    await node.start(bind)
    service = EchoService()
    service.write_log(500)
    service.whole = False
    await node.serve(service)
    print(json.dumps({"endpoint": node.endpoint_id, "addresses": node.addresses()}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
