"""The folders that must not become packages; see docs/adr/0004-folders-without-python.md."""

from pathlib import Path

import graphql

ROOT = Path(__file__).parents[1]


def test_graphql_and_admin_hold_no_python() -> None:
    assert [str(file) for folder in ("graphql", "admin") for file in (ROOT / folder).rglob("*.py*")] == []


def test_graphql_core_is_not_shadowed() -> None:
    assert not Path(graphql.__file__).is_relative_to(ROOT / "graphql")
    assert graphql.version.startswith("3.")
