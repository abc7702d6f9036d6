"""JSON from outside: bounded in depth, whatever the interpreter's own limit is.

Libraries raise that limit for the whole process (py_ecc to 100,000), and then a reply of
100,000 open brackets overflows the C stack of the standard parser and kills the program.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json


def parse_foreign(text: str | bytes) -> Any:
    """*text* as Python values; integers of any size stay exact.

    Raises ValueError for anything that is not one JSON value, for NaN, lone surrogates and a
    depth above 200.
    """
    return from_json(text, allow_inf_nan=False, cache_strings="keys")
