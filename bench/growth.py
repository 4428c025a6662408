"""How both reads grow with the data: the same page at 1,000, 10,000 and 100,000 customers."""

from __future__ import annotations

from dataclasses import replace

from bench import reads
from bench.load import Generator
from bench.measure import Row
from bench.run import running
from bench.stage import Size, Stage

SIZES = (Size(1_000, 10_000), Size(10_000, 100_000), Size(10_000, 100_000, times=10))
"""The last one is the second with every customer multiplied: its first page, and so the answer, stays the same."""
QUICK_SIZES = (Size(200, 2_000), Size(1_000, 10_000), Size(1_000, 10_000, times=10))
CLIENTS = 8


async def growth(stage: Stage, generator: Generator, *, quick: bool) -> list[Row]:
    """Rows for each size."""
    rows = []
    for size in QUICK_SIZES if quick else SIZES:
        async with running(stage, generator, size, quick=True) as run:
            rows += [
                replace(row, figure=f"{row.figure}, growth", what=size.label, goal=None)
                for row in [*reads.me(run, (CLIENTS,)), *reads.nested(run, (CLIENTS,))]
                if row.floor != reads.READY_BYTES
            ]
    return rows


__all__ = ["QUICK_SIZES", "SIZES", "growth"]
