"""Every parser of what comes from outside, fed with what nobody means: it answers or refuses, soon, and nothing else."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import resource
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example as also
from hypothesis import given

import erp_visit
from tests.fuzz.runs import example, rounds, run_of
from tests.fuzz.targets import TARGETS, Target

EXAMPLES = 60
SECONDS = 5
MOST_MEMORY = 400_000
"""Kilobytes that the process may have grown by over all examples of one parser."""
NAMED = re.compile(r"(parse|read|check|strip|decode|open)_\w+|parse|read")
ELSEWHERE = {
    "api.commands", "api.reader", "api.http", "backup", "cache", "core.checks", "db", "demo", "doctor", "panel.records.record", "embedded", "files.links", "files.store", "org.sealing",
    "insight.checkins", "jobs", "migrate", "pooler",
}  # fmt: skip
"""Modules whose functions of such names read nothing from outside themselves, or are fuzzed through their door."""
INSIDE = {
    # They look at records, not at input, or at input that one of the parsers has taken.
    "check_administrator_left", "check_at_work", "check_complete", "check_customer", "check_expiry", "check_floor", "check_in", "check_in_co_visit",
    "check_not_above", "check_out", "check_out_co_visit", "check_photos", "check_reach", "check_room", "check_target", "check_visit",
    "check_visits", "check_administrator", "check_draft", "check_due", "check_day", "check_minutes", "check_time", "check_count",
    # They read what the database or this process wrote.
    "open_session", "open_report", "parse_advances", "parse_available", "parse_document", "parse_facts", "parse_intake", "parse_last", "parse_lots",
    "parse_open", "parse_products", "read_actions", "read_days", "read_document", "read_facts", "read_intake", "parse_settings",
    # Cursors and filters need a list: see test_doors.py.
    "read_cursor",
}  # fmt: skip


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_parser_answers_or_refuses(target: Target) -> None:
    def test() -> Callable[..., None]:
        def once(value: Any) -> None:
            with example(target.name), suppress(*target.allowed):
                target.run(value)

        found: Callable[..., None] = given(target.given)(once)
        for value in target.first:
            found = also(value)(found)
        return found

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in rounds(SECONDS):
        run_of(max(10, EXAMPLES // target.cost))(test())()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


def test_no_parser_is_missing_in_the_list() -> None:
    covered = {id(inspect.unwrap(function)) for target in TARGETS for function in target.covers}
    missing = []
    for module in pkgutil.walk_packages(erp_visit.__path__, "erp_visit."):
        short = module.name.removeprefix("erp_visit.")
        if (
            any(short == name or short.startswith(f"{name}.") for name in ELSEWHERE)
            or short.endswith("cli")
            or short == "__main__"
        ):
            continue
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, callable):
            ours = NAMED.fullmatch(name) and getattr(function, "__module__", "") == module.name and name not in INSIDE
            if ours and id(inspect.unwrap(function)) not in covered:
                missing.append(f"{short}.{name}")
    assert missing == []
