"""What a list of offers can be sorted by."""

from __future__ import annotations

from enum import StrEnum


class SortKey(StrEnum):
    """price: of an hour and of any duration alike. issued: when the ask was signed."""

    PRICE = "price"
    CPU = "cpu"
    RAM = "ram"
    STORAGE = "storage"
    GPUS = "gpus"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    DURATION = "duration"
    ISSUED = "issued"
    SUPPLIER = "supplier"
    LIVENESS = "liveness"
    RATING = "rating"
    IDENTITY = "identity"
    BENCHMARK = "benchmark"
