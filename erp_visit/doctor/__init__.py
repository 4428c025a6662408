"""Re-adds everything: stock from movements, money from documents and ledger, states from what they claim.

Each check is one statement that returns the records that disagree; together they read one snapshot and change
nothing. What the database itself enforces (foreign keys, CHECK, unique, triggers) is not checked again, only whether it
is switched on.
"""

from __future__ import annotations

from collections.abc import Callable

import asyncpg

from erp_visit.db import Connection
from erp_visit.doctor.check import Check, Finding, Outcome
from erp_visit.doctor.money import MONEY
from erp_visit.doctor.orders import ORDERS
from erp_visit.doctor.rules import RULES
from erp_visit.doctor.stock import STOCK
from erp_visit.files.check import missing_bytes
from erp_visit.files.store import Store

SHOWN = 50
"""Findings listed per check; the rest is counted."""

CHECKS: tuple[Check, ...] = (*STOCK, *ORDERS, *MONEY, *RULES)
BYTES = Check("the store holds the bytes of every file", "", "")
"""The one check that is no statement: it compares rows with what lies in the store."""


async def examine(connection: Connection, tell: Callable[[Outcome], None] = lambda _outcome: None) -> list[Outcome]:
    """Carry out all checks on one snapshot; `tell` hears of each as it ends."""
    outcomes: list[Outcome] = []
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
        for check in CHECKS:
            rows = await connection.fetchval(check.rows)
            found = await connection.fetch(
                f"SELECT record, problem, count(*) OVER () AS total FROM ({check.sql}) AS found (record, problem)"
                f" ORDER BY 1, 2 LIMIT {SHOWN}"
            )
            findings = tuple(Finding(check.name, row["record"], row["problem"]) for row in found)
            outcome = Outcome(check, rows, found[0]["total"] if found else 0, findings)
            tell(outcome)
            outcomes.append(outcome)
    return outcomes


async def examine_files(connection: Connection, store: Store) -> Outcome:
    """Whether the store holds what the rows of files say."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        rows, problems = await missing_bytes(connection, store)
    findings = tuple(Finding(BYTES.name, record, problem) for record, problem in sorted(problems)[:SHOWN])
    return Outcome(BYTES, rows, len(problems), findings)


async def run(
    database_url: str, tell: Callable[[str], None] = lambda _line: None, store: Store | None = None
) -> list[Finding]:
    """Check a database and, if given, the store of its files; the findings, empty when all agrees. `tell` hears one
    line per check."""
    connection = await asyncpg.connect(
        database_url, server_settings={"timezone": "UTC", "application_name": "erp-visit doctor"}
    )
    try:
        outcomes = await examine(connection, lambda outcome: tell(str(outcome)))
        if store is not None:
            outcomes.append(await examine_files(connection, store))
            tell(str(outcomes[-1]))
    finally:
        await connection.close()
    findings: list[Finding] = []
    for outcome in outcomes:
        findings += outcome.findings
        if outcome.total > len(outcome.findings):
            findings.append(Finding(outcome.check.name, "…", f"{outcome.total - len(outcome.findings)} more"))
    return findings


__all__ = ["CHECKS", "Check", "Finding", "Outcome", "examine", "examine_files", "run"]
