"""The tour's job: how large a picture, how many primes."""

from __future__ import annotations

ENVIRONMENT = {"WIDTH": "400", "HEIGHT": "260", "DEPTH": "300", "PRIMES": "5000000"}
