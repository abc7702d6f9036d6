"""The numbers of benchmarks: 0 to 15 of the original list, our own from 16 on.

9 to 12 and 15 of the original mined against third parties; here they are never measured and
stay 0. Their successors have numbers of their own. More is better for each number, so that a
customer can ask for “at least” of any: latencies count round trips in a second. See
docs/benchmarks.md for units and methods.
"""

from __future__ import annotations

from enum import IntEnum

COUNT = 23
"""Entries of `Ask.benchmarks`; what was not measured is 0. The array may only grow."""


class Benchmark(IntEnum):
    """Index into `Ask.benchmarks`."""

    CPU_SYSBENCH_MULTI = 0
    CPU_SYSBENCH_SINGLE = 1
    CPU_CORES = 2
    RAM_SIZE = 3
    STORAGE_SIZE = 4
    NET_DOWNLOAD = 5
    NET_UPLOAD = 6
    GPU_COUNT = 7
    GPU_MEMORY = 8
    GPU_NVIDIA = 13
    GPU_RADEON = 14
    GPU_FP32 = 16
    GPU_BANDWIDTH = 17
    GPU_SHA256 = 18
    RAM_BANDWIDTH = 19
    STORAGE_IOPS = 20
    STORAGE_LATENCY = 21
    NET_LATENCY = 22


VERSIONS = {
    Benchmark.CPU_SYSBENCH_MULTI: 2,
    Benchmark.CPU_SYSBENCH_SINGLE: 2,
    Benchmark.NET_DOWNLOAD: 1,
    Benchmark.NET_UPLOAD: 1,
    Benchmark.GPU_FP32: 1,
    Benchmark.GPU_BANDWIDTH: 1,
    Benchmark.GPU_SHA256: 1,
    Benchmark.RAM_BANDWIDTH: 1,
    Benchmark.STORAGE_IOPS: 1,
    Benchmark.STORAGE_LATENCY: 1,
    Benchmark.NET_LATENCY: 1,
}
"""Of each measurement; rises with anything that changes its figures: kernel, bound, method."""
