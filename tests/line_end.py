"""One end of a measured line as a program: ``python -m tests.line_end serve|measure …``.

``serve BIND`` prints where it listens as one line of JSON and answers until it is killed;
``measure BIND PLACE SECONDS`` dials that place and prints what it measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import UserError
from sonm_desktop.market.line_test import measure_line
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.service import LogRecord, ServedFile
from sonm_desktop.p2p.transport import EndpointAddress
from tests.p2p_parts import peer_node


class LineService:
    """Loads the line, and tells from where it is asked, as a worker does for its owner."""

    async def call(
        self, caller: PeerIdentity, method: str, body: dict[str, Any], call_id: str
    ) -> dict[str, Any]:
        if method == "probe":
            return {"seen": caller.seen_from}
        return {"blob": os.urandom(body["want"])}

    async def logs(self, caller: PeerIdentity, task: str, after: int) -> AsyncIterator[LogRecord]:
        raise UserError("p2p.not_allowed", method="log")
        yield

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        raise UserError("p2p.not_allowed", method="get")


async def serve(bind: str) -> None:
    node = peer_node(1, "worker")
    await node.start(bind)
    await node.serve(LineService())
    print(json.dumps({"endpoint": node.endpoint_id, "addresses": [bind_of(node)]}), flush=True)
    await asyncio.Event().wait()


def bind_of(node: Any) -> str:
    """The one that is not loopback's."""
    return str(next(each for each in node.addresses() if not each.startswith(("127.", "[::1]"))))


async def measure(bind: str, place: str, seconds: str) -> None:
    node = peer_node(2, "master")
    await node.start(bind)
    where = json.loads(place)
    peer = await node.dial(EndpointAddress(where["endpoint"], tuple(where["addresses"])))

    async def ask(method: str, body: dict[str, Any]) -> dict[str, Any]:
        return await peer.call(method, body, deadline_s=30)

    line = await measure_line(ask, SystemClock(), float(seconds))
    seen = (await peer.call("probe", {}))["seen"]
    print(json.dumps({**asdict(line), "seen": seen}), flush=True)
    await node.close()


if __name__ == "__main__":
    asyncio.run({"serve": serve, "measure": measure}[sys.argv[1]](*sys.argv[2:]))
