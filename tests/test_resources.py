from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from erp_visit import resources

ROOT = Path(resources.__file__).parents[1]


@pytest.mark.parametrize("name", ["graphql", "admin", "migrations"])
def test_in_a_checkout_the_folders_are_beside_the_package(name: resources.Name) -> None:
    assert resources.resource_dir(name) == ROOT / name


def test_after_an_install_they_are_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "erp_visit"
    (package / "_data" / "graphql").mkdir(parents=True)
    (tmp_path / "graphql").mkdir()  # someone else's
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.resource_dir("graphql") == package / "_data" / "graphql"


@pytest.mark.parametrize("name", ["graphql", "admin"])
def test_folders_named_like_libraries_hold_no_python(name: str) -> None:
    """Run from the repository's root, a package of that name would be imported in place of the library."""
    assert not list((ROOT / name).rglob("*.py"))


def test_graphql_is_graphql_core() -> None:
    assert ROOT / "graphql" not in Path(str(importlib.import_module("graphql").__file__)).parents
