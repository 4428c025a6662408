"""Rounds in which product and floors take turns, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.load import Generator, Job, Outcome
from bench.machine import family_seconds, parent_of, program
from bench.stage import Process

CLIENTS = (1, 8, 16)


@dataclass(frozen=True, slots=True)
class Sample:
    """One system in one round. Milliseconds; `cpu` is processor time of the server's process per request, `database`
    that of the database's processes, where they run on this machine."""

    rate: float
    p50: float | None = None
    p95: float | None = None
    cpu: float | None = None
    database: float | None = None
    busy: float | None = None


@dataclass(slots=True)
class Row:
    """A line of the report: the product against one floor."""

    figure: str
    what: str
    floor: str
    product: Sample
    other: Sample | None
    ratio: float | None
    goal: float | None = None
    spread: tuple[float, float] | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """pass or falls short, where there is a goal."""
        if self.goal is None or self.ratio is None:
            return ""
        return "pass" if self.ratio >= self.goal else "falls short"


@dataclass(slots=True)
class Report:
    """Everything that was measured."""

    rows: list[Row] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def drive(generator: Generator, process: Process, database: Database, job: Job) -> Sample:
    """Run a job against a process that works on a database."""
    before, before_database = process.cpu, database.cpu
    outcome: Outcome = generator.run(job)
    count = outcome.answers
    return Sample(
        outcome.rate, outcome.p50 * 1000, outcome.p95 * 1000, _each(before, process.cpu, count),
        _each(before_database, database.cpu, count), outcome.busy,
    )  # fmt: skip


def _each(before: float | None, after: float | None, count: int) -> float | None:
    return None if before is None or after is None else (after - before) / count * 1000


class Database:
    """The database server's processes, if they are on this machine: they are the children of one process."""

    def __init__(self, backend: int) -> None:
        """`backend` is the process of any connection to it, as PostgreSQL numbers it."""
        name = program(backend)
        self._postmaster = parent_of(backend) if name is not None and "postgres" in name else None

    @property
    def cpu(self) -> float | None:
        """Processor time used so far, in seconds."""
        return None if self._postmaster is None else family_seconds(self._postmaster)


def clients_words(count: int) -> str:
    """1 client, 8 clients."""
    return f"{count} client{'s' if count > 1 else ''}"


def rounds(count: int, systems: Mapping[str, Callable[[], Sample]]) -> dict[str, list[Sample]]:
    """Let the systems take turns, each round beginning with another one; the first round is a warm-up."""
    samples: dict[str, list[Sample]] = {name: [] for name in systems}
    names = list(systems)
    for turn in range(count + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            sample = systems[name]()
            if turn:
                samples[name].append(sample)
    return samples


def compare(
    figure: str, what: str, samples: Mapping[str, list[Sample]], floors: Mapping[str, float | None], note: str = ""
) -> list[Row]:
    """Rows for `product` against each floor (name → goal): medians, and the median of the ratios of each round."""
    mine = samples["product"]
    found = []
    for floor, goal in floors.items():
        ratios = sorted(one.rate / other.rate for one, other in zip(mine, samples[floor], strict=True))
        found.append(
            Row(figure, what, floor, middle(mine), middle(samples[floor]), median(ratios), goal,
                (ratios[0], ratios[-1]), note)
        )  # fmt: skip
    return found


def middle(samples: list[Sample]) -> Sample:
    """The median of each number."""

    def of(name: str) -> float | None:
        known = [value for sample in samples if (value := getattr(sample, name)) is not None]
        return median(known) if known else None

    return Sample(of("rate") or 0.0, of("p50"), of("p95"), of("cpu"), of("database"), of("busy"))


__all__ = ["CLIENTS", "Database", "Report", "Row", "Sample", "clients_words", "compare", "drive", "middle", "rounds"]
