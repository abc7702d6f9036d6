"""web3, to compare ourselves with; the product does without it.

Its import raises the interpreter's recursion limit to 100,000 (by py_ecc), and with that a
deeply nested JSON reply of a node or a peer ends the process instead of raising. So the limit
is put back.
"""

from __future__ import annotations

import sys

_limit = sys.getrecursionlimit()

from web3 import Web3  # noqa: E402  # between the two looks at the limit
from web3.datastructures import AttributeDict  # noqa: E402

sys.setrecursionlimit(_limit)

__all__ = ["AttributeDict", "Web3"]
