"""The folders that must not become packages; see docs/adr/0004-folders-without-python.md."""

import re
from pathlib import Path

import graphql

ROOT = Path(__file__).parents[1]


def test_graphql_and_admin_hold_no_python() -> None:
    assert [str(file) for folder in ("graphql", "admin") for file in (ROOT / folder).rglob("*.py*")] == []


def test_graphql_core_is_not_shadowed() -> None:
    assert not Path(graphql.__file__).is_relative_to(ROOT / "graphql")
    assert graphql.version.startswith("3.")


def test_documents_name_tests_and_files_that_there_are() -> None:
    """Whoever doubts a promise looks at its test."""
    tests = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "graphql" / "README.md"]
    lacking = {
        (document.name, name)
        for document in documents if document.name != "CHANGELOG.md"
        for name in re.findall(r"\btest_\w+", document.read_text(encoding="utf-8"))
        if name not in tests
    } | {
        (document.name, target)
        for document in documents
        for target in re.findall(r"\]\(((?!https?:)[^)#\s]+)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    }  # fmt: skip
    assert not lacking
