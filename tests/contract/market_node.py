"""An anvil of one's own on a free port, spoken to in plain JSON-RPC."""

from __future__ import annotations

import http.client
import json
import subprocess
import tempfile
import time
from types import TracebackType
from typing import Any

from sonm_desktop.chain.practice.anvil import find_anvil

GAS = 6_000_000
START_LIMIT_S = 30.0
CALL_LIMIT_S = 30.0


class NodeRefused(Exception):
    """The node answered with an error."""


class Node:
    """One anvil process that mines each transaction at once; ends with the block."""

    def __init__(self) -> None:
        self._log = tempfile.TemporaryFile("a+")  # noqa: SIM115 -- closed with the node
        arguments = ["--host", "127.0.0.1", "--port", "0", "--no-cors"]
        self._process = subprocess.Popen(
            [str(find_anvil()), *arguments], stdout=self._log, stderr=subprocess.DEVNULL
        )
        port = self._listening_port()
        self.url = f"http://127.0.0.1:{port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=CALL_LIMIT_S)
        self._id = 0

    def __enter__(self) -> Node:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._process.kill()
        self._process.wait(10)
        self._log.close()

    def call(self, method: str, *params: Any) -> Any:
        self._id += 1
        body = json.dumps({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params})
        self._connection.request("POST", "/", body, {"Content-Type": "application/json"})
        reply = json.loads(self._connection.getresponse().read())
        if "error" in reply:
            raise NodeRefused(f"{method}: {reply['error']}")
        return reply["result"]

    def next_time(self, time: int) -> None:
        """The timestamp of the next block."""
        self.call("evm_setNextBlockTimestamp", time)

    def send(self, *, sender: str, to: str | None, data: bytes, gas: int = GAS) -> dict[str, Any]:
        """The receipt of a transaction of *sender*, whom the node signs for."""
        transaction = {"from": sender, "data": "0x" + data.hex(), "gas": hex(gas)}
        if to is not None:
            transaction["to"] = to
        receipt: dict[str, Any] = self.call("eth_sendTransactionSync", transaction)
        return receipt

    def _listening_port(self) -> int:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            self._log.seek(0)
            for line in self._log:
                if line.startswith("Listening on") and line.endswith("\n"):
                    return int(line.rsplit(":", 1)[1])
            time.sleep(0.02)
        raise NodeRefused("anvil does not listen")
