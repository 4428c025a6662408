"""What we build on: pinned by hash, licensed for business, listed in a bill of materials."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter, defaultdict
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.closure import PYPROJECT, closure, needed_to_run
from tools.licences import licences, problem, strangers
from tools.lock import LOCK, releases
from tools.sbom import bill
from tools.vendored import FOLDER, VENDORED

PACKAGES_OF_NPM = Path(__file__).parent / "npm" / "package-lock.json"


def test_everything_is_pinned_by_version_and_hash() -> None:
    text = LOCK.read_text(encoding="utf-8")
    found = list(releases(text))
    assert len(found) == text.count("==") - text.count("== '")
    assert sum(len(release.hashes) for release in found) == text.count("--hash=sha256:")
    assert not [release.name for release in found if not release.needed_by]


def test_what_runs_the_product_is_told_from_what_builds_it() -> None:
    found = list(releases(LOCK.read_text(encoding="utf-8")))
    names = {release.name for release in closure(found, needed_to_run())}
    assert {"starlette", "asyncpg", "anyio", "psycopg-binary", "zxcvbn"} <= names
    assert not names & {"pytest", "playwright", "mypy", "ruff", "bandit", "hatchling", "pluggy", "import-linter"}
    assert {release.name for release in closure(found, ["hatchling"])} >= {"hatchling", "pathspec", "pluggy"}


def test_the_lock_is_that_of_the_project() -> None:
    """What pyproject.toml asks for stands in the lock, in a version that it allows: the project itself is installed
    without looking."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    lines = [
        *project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"],
        *project["build-system"]["requires"],
    ]  # fmt: skip
    versions: dict[str, list[str]] = defaultdict(list)
    for release in releases(LOCK.read_text(encoding="utf-8")):
        versions[canonicalize_name(release.name)].append(release.version)
    for wanted in map(Requirement, lines):
        found = versions[canonicalize_name(wanted.name)]
        assert found, wanted
        assert all(wanted.specifier.contains(version, prereleases=True) for version in found), (str(wanted), found)


def test_what_was_copied_is_named_and_unchanged() -> None:
    """What others wrote is minified; each such file is one of a package that the bill of materials lists."""
    listed = {name: content for package in VENDORED for name, content in package.files.items()}
    for name, content in listed.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == content, name
    root = PYPROJECT.parent
    minified = [path for folder in ("admin", "graphql", "erp_visit") for path in (root / folder).rglob("*.min.*")]
    assert {path.relative_to(FOLDER).as_posix() for path in minified} == listed.keys()
    assert [problem(one.name, one.version, [one.licence]) for one in VENDORED] == [None] * len(VENDORED)


def test_a_release_that_the_lock_does_not_name_is_found() -> None:
    found = list(releases(LOCK.read_text(encoding="utf-8")))
    starlette = next(release for release in found if release.name == "starlette")
    assert strangers(found, {"starlette": starlette.version}) == []
    assert strangers(found, {"starlette": "0.1"}) == ["starlette"]


@pytest.mark.parametrize("line", ["requests", "requests>=2 \\\n    --hash=sha256:" + "0" * 64, "requests==2.34"])
def test_what_is_not_pinned_is_found(line: str) -> None:
    with pytest.raises(ValueError, match="is not pinned"):
        list(releases(line))


def test_the_bill_of_materials_is_the_lock_and_the_same_each_time() -> None:
    text = LOCK.read_text(encoding="utf-8")
    made = bill(text)
    assert json.dumps(made) == json.dumps(bill(text))
    copied = [package.purl for package in VENDORED]
    assert [one["purl"] for one in made["components"]] == [*(release.purl for release in releases(text)), *copied]
    assert max(Counter(one["bom-ref"] for one in made["components"]).values()) == 1
    needs = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    known = {one["bom-ref"] for one in made["components"]}
    assert {purl for needed in needs.values() for purl in needed} == known
    starlette = next(purl for purl in known if purl.startswith("pkg:pypi/starlette@"))
    assert starlette in needs[made["metadata"]["component"]["bom-ref"]]
    assert any(purl.startswith("pkg:pypi/anyio@") for purl in needs[starlette])
    changed = bill(text.replace("starlette==", "starlette==9."))
    assert changed["serialNumber"] != made["serialNumber"]


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"License-Expression": "MPL-2.0 AND (Apache-2.0 OR MIT)"}, ["MPL-2.0", "Apache-2.0", "MIT"]),
        ({"License": "MPL-2.0 AND MIT"}, ["MPL-2.0", "MIT"]),
        ({"Classifier": "License :: OSI Approved :: BSD License", "License": "BSD"}, ["BSD-3-Clause"]),
        ({"Classifier": "License :: OSI Approved :: GNU Affero General Public License v3"},
         ["GNU Affero General Public License v3"]),
        ({"Classifier": "Topic :: Software Development"}, [""]),
    ],
)  # fmt: skip
def test_licences_that_packages_name(headers: dict[str, str], named: list[str]) -> None:
    package = Message()
    for name, value in headers.items():
        package[name] = value
    assert licences(package) == named


def test_only_licences_on_the_list_pass() -> None:
    assert problem("new", "1.0", ["MIT", "Apache-2.0"]) is None
    assert problem("new", "1.0", ["MIT", "GPL-3.0-or-later"]) == "new 1.0: GPL-3.0-or-later"
    assert problem("new", "1.0", [""]) == "new 1.0: no licence named"
    assert problem("psycopg", "3.3.9", ["LGPL-3.0-only"]) is None, "used as a library that can be replaced"
    assert problem("new", "1.0", ["LGPL-3.0-only"]) == "new 1.0: LGPL-3.0-only"
    assert problem("axe-playwright-python", "9.9", [""]) is not None, "read for one version only"


def test_packages_of_npm_are_pinned_by_hash_and_named_by_no_address() -> None:
    """`npm ci` compares what it gets with the hash; an address in the lock would say where to get it from."""
    locked = json.loads(PACKAGES_OF_NPM.read_text(encoding="utf-8"))
    assert locked["lockfileVersion"] == 3
    packages = {place: entry for place, entry in locked["packages"].items() if place}
    assert len(packages) > 300
    for place, entry in packages.items():
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", entry.get("integrity", "")), place
        assert "resolved" not in entry, place
        assert not entry.get("link"), place
    wanted = json.loads(PACKAGES_OF_NPM.with_name("package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert locked["packages"][""]["devDependencies"] == wanted
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version, "a version, and no range of them"
