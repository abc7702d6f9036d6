"""Every number that we promise: measured, beside its peer, into build/bench.json.

Each other script of this folder with a ``measure() -> {name: {value, unit, peer, ratio}}``
takes part; it measures its peer in the same run.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "build" / "bench.json"
OTHERS = frozenset({"run", "gas_beside", "long_runs", "window_child"})
FIELDS = ("value", "unit", "peer", "ratio")

Measure = Callable[[], dict[str, dict[str, Any]]]


def main(wanted: list[str]) -> int:
    """Run the scripts in *wanted*, or all of them; 1 when one of them failed."""
    console = Console()
    results, failed = _earlier() if wanted else {}, []
    for name, measure in _scripts(wanted):
        console.print(f"Measuring {name}…", style="dim")
        started = time.monotonic()
        try:
            results |= {key: _checked(key, value) for key, value in measure().items()}
        except Exception:  # noqa: BLE001 (one broken script must not hide the others' numbers)
            traceback.print_exc()
            failed.append(name)
        _write(results)
        console.print(f"  {time.monotonic() - started:.0f} s", style="dim")
    console.print(_table(results))
    for name in failed:
        console.print(f"bench/{name}.py failed; its error stands above.", style="bold red")
    return 1 if failed else 0


def _scripts(wanted: list[str]) -> Iterator[tuple[str, Measure]]:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name in OTHERS or (wanted and module.name not in wanted):
            continue
        measure = getattr(importlib.import_module(f"bench.{module.name}"), "measure", None)
        if measure is not None:
            yield module.name, measure


def _checked(name: str, result: dict[str, Any]) -> dict[str, Any]:
    if set(result) != set(FIELDS):
        raise ValueError(f"{name} has the fields {sorted(result)}, not {sorted(FIELDS)}")
    return {field: result[field] for field in FIELDS}


def _earlier() -> dict[str, Any]:
    return dict(json.loads(RESULT.read_text())) if RESULT.exists() else {}


def _write(results: dict[str, Any]) -> None:
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _table(results: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("number", *FIELDS):
        table.add_column(title, justify="right" if title in ("value", "ratio") else "left")
    for name, result in sorted(results.items()):
        table.add_row(name, *(_cell(result[field]) for field in FIELDS))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
