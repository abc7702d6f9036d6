"""The offers on sale as columns, filtered and sorted in memory."""

from __future__ import annotations

from enum import StrEnum


class SortKey(StrEnum):
    """What a view is sorted by."""

    PRICE = "price"
    CPU = "cpu"
    RAM = "ram"
    STORAGE = "storage"
    DURATION = "duration"
    ISSUED = "issued"
