"""What a check is, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`rows` counts what is looked at; `sql` returns (record, problem) for each record that disagrees."""

    name: str
    rows: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that disagrees with those behind it."""

    check: str
    record: str
    problem: str

    def __str__(self) -> str:
        return f"{self.check}: {self.record}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check looked at and found. `findings` are the first ones of `total`."""

    check: Check
    rows: int
    total: int
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        verdict = "in order" if not self.total else f"{self.total} FINDINGS"
        return f"{self.check.name}: {self.rows} checked, {verdict}"


__all__ = ["Check", "Finding", "Outcome"]
