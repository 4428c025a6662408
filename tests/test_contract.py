"""The promises of the published schema: notice before anything goes, and a list of what changed that cannot be forgotten."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema

from tools import contract

TODAY = date(2026, 11, 22)
SOON, LATER, PAST = "2027-02-19", "2027-02-20", "2026-11-22"


def schema(field: str = "old: Int", *more: str) -> GraphQLSchema:
    return build_schema(f"type Query {{ new: Int {field} }} " + " ".join(more))


def reason(day: str, instead: str = "new") -> str:
    return f'@deprecated(reason: "Use {instead}. Removed on {day}.")'


def test_ours_may_be_published() -> None:
    """As `make check` has it, on the day of the check."""
    assert contract.check(TODAY) == []


@pytest.mark.parametrize(
    "text",
    ["no longer supported", "Use new.", "Use new. Removed on 2027.", f"use new. Removed on {LATER}.", f"Use new. Removed on {LATER}",
     f"Use . Removed on {LATER}.", "Use new. Removed on 2027-02-30.", f"Use new. Removed on {LATER}. ", ""],
)  # fmt: skip
def test_deprecations_say_what_instead_and_until_when(text: str) -> None:
    after = schema(f'old: Int @deprecated(reason: "{text}")')
    (wrong,) = contract.wrong_deprecations(after, schema(), TODAY)
    assert wrong.startswith("Query.old: the reason must read")


@pytest.mark.parametrize(
    ("before", "day", "said"),
    [
        ("", LATER, []),
        ("", SOON, ["Query.old is to be removed on 2027-02-19: 90 days of notice end on 2027-02-20."]),
        (reason(SOON), SOON, []),  # it was said in the last release
        (reason(LATER), SOON, ["Query.old is to be removed on 2027-02-19: 90 days of notice end on 2027-02-20."]),
        (reason(PAST), PAST, ["Query.old was to be removed on 2026-11-22. Remove it."]),
        ("", "2020-01-01", ["Query.old was to be removed on 2020-01-01. Remove it."]),
    ],
)
def test_notice_is_ninety_days_and_the_day_comes(before: str, day: str, said: list[str]) -> None:
    after = schema(f"old: Int {reason(day)}")
    assert contract.wrong_deprecations(after, schema(f"old: Int {before}"), TODAY) == said


def test_all_that_can_be_deprecated_is_looked_at() -> None:
    bad = '@deprecated(reason: "bad")'
    after = schema(
        f"old(by: Int {bad}): Int {bad}",
        f"interface N {{ x: Int {bad} }} type T implements N {{ x: Int {bad} }} enum E {{ A {bad} B }} input I {{ a: Int {bad} }}",
    )
    assert set(contract.deprecations(after)) == {"Query.old", "Query.old(by:)", "N.x", "T.x", "E.A", "I.a"}
    assert len(contract.wrong_deprecations(after, after, TODAY)) == 6


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        (schema(), schema(""), "Query.old"),
        (schema(), schema("old: String"), "Query.old"),
        (schema("old(a: Int): Int"), schema("old: Int"), "Query.old(a:)"),
        (schema(), schema("old(a: Int!): Int"), "Query.old(a:)"),
        (schema("old: Int", "enum E { A B }"), schema("old: Int", "enum E { A }"), "E.B"),
        (schema("old: Int", "input I { a: Int }"), schema("old: Int", "input I { a: Int b: Int! }"), "I.b"),
        (schema("old: Int", "type Gone { a: Int }"), schema(), "Gone"),
    ],
)
def test_what_breaks_is_announced(before: GraphQLSchema, after: GraphQLSchema, names: str) -> None:
    assert len(contract.unannounced(before, after, "nothing about it", TODAY)) == 1
    assert contract.unannounced(before, after, f"- `{names}` is gone: use the other.", TODAY) == []


def test_what_was_deprecated_until_today_may_go() -> None:
    for day, number in ((PAST, 0), (SOON, 1)):
        assert len(contract.unannounced(schema(f"old: Int {reason(day)}"), schema(""), "", TODAY)) == number


def test_only_the_unreleased_part_of_the_changelog_announces() -> None:
    text = "# Changelog\n\n## Unreleased\n\n- `Query.new`\n\n## 0.1.0\n\n- `Query.old` is gone.\n"
    assert contract.unreleased(text).strip() == "- `Query.new`"


def test_the_list_of_changes() -> None:
    before = schema("old: Int kept: Int", "enum E { A }", "input I { a: Int }")
    after = schema(
        f"kept: Int {reason(LATER)} more: Int", "enum E { A B }", "input I { a: Int b: Int }", "type T { a: Int }"
    )
    first = contract.written(before, after, "")
    assert (
        first.partition("## Unreleased\n")[2]
        == """
### Deprecated

- Query.kept is deprecated. Use new. Removed on 2027-02-20.

### Breaking

- Field Query.old was removed.

### Dangerous

- An optional field I.b was added.
- Enum value E.B was added.

### Safe

- Field Query.more was added.
- T was added.
"""
    )
    released = first.replace("## Unreleased", "## 0.2.0 of 2026-11-22")
    assert contract.written(after, after, released).endswith(
        "Unreleased\n\nNothing.\n\n" + released[released.index("## 0.2.0") :]
    )


def test_changes_since_a_file_or_commit(tmp_path: Path) -> None:
    def said(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tools.contract", *arguments],
            check=False,
            cwd=contract.ROOT,
            capture_output=True,
            text=True,
        )

    old = tmp_path / "old.graphql"
    old.write_text("type Query { gone: Int }", encoding="utf-8")
    done = said("changes", str(old))
    assert done.returncode == 0
    assert "- Field Query.gone was removed." in done.stdout
    assert "- Field Query.orders was added." in done.stdout
    done = said("changes", "no-such-commit")
    assert (done.returncode, done.stdout) == (1, "")
    assert said("nonsense").returncode == 1
