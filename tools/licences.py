"""`python -m tools.licences`: every package of the lock has a licence that a business may build on, or the build stops.

What counts is what the installed package says of itself, and of what was copied into the repository its list. Packages
of the lock for other systems are not installed and are named as not looked at.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from typing import cast

from tools.lock import LOCK, Locked, releases
from tools.vendored import VENDORED

# Permissive: keep the notice, do as you like.
ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0",
        "Zlib",
    }
)  # fmt: skip

# Weak copyleft binds the package's own files; it is used as it comes, as a library of its own that can be replaced.
ALLOWED_FOR = {
    "LGPL-3.0-only": frozenset({"psycopg", "psycopg-binary", "psycopg-pool"}),
    "MPL-2.0": frozenset({"certifi", "hypothesis", "orjson", "pathspec", "tqdm"}),
}

# What packages wrote before licences had names.
_OLDER_NAMES = {
    "2-clause BSD License": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}

# Packages that say nothing in their metadata: read in the file they ship, for this version.
READ_BY_HAND = {"axe-playwright-python": ("0.1.8", "MIT")}


def licences(package: Message) -> list[str]:
    """The licences that a package names, by their SPDX ids as far as we know them. All of an expression's count: one
    that offers a choice with a licence we do not take is looked at by a person."""
    classified = (line for line in package.get_all("Classifier") or [] if line.startswith("License :: "))
    named = [name for name in (line.rpartition(" :: ")[2] for line in classified) if name != "OSI Approved"]
    said = package.get("License-Expression")
    if said is None and named:
        return [_OLDER_NAMES.get(name, name) for name in named]
    said = said or package.get("License") or ""
    return [name for name in re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", _OLDER_NAMES.get(said, said)) if name] or [""]


def problem(name: str, version: str, found: list[str]) -> str | None:
    """What is wrong with a package's licences, if anything."""
    if READ_BY_HAND.get(name, ("", ""))[0] == version:
        found = [READ_BY_HAND[name][1]]
    refused = [one for one in found if one not in ALLOWED and name not in ALLOWED_FOR.get(one, ())]
    if not refused:
        return None
    return f"{name} {version}: {', '.join(one or 'no licence named' for one in refused)}"


def strangers(found: Iterable[Locked], installed: Mapping[str, str]) -> list[str]:
    """Packages that are installed in no version that the lock names: what they say is said of another release."""
    versions: dict[str, set[str]] = defaultdict(set)
    for release in found:
        versions[release.name].add(release.version)
    return [name for name, version in installed.items() if version not in versions[name]]


def main() -> int:
    problems = [problem(package.name, package.version, [package.licence]) for package in VENDORED]
    locked, installed = list(releases(LOCK.read_text(encoding="utf-8"))), dict[str, str]()
    for release in locked:
        try:
            package = cast("Message", metadata(release.name))  # which it is, behind a narrower protocol
        except PackageNotFoundError:
            continue
        installed[release.name] = package["Version"]
        if package["Version"] == release.version:  # else the release for another Python
            problems.append(problem(release.name, release.version, licences(package)))
    found = [text for text in problems if text is not None]
    for text in found:
        print(f"Licence not on the list: {text}. Look at it; allow it in tools/licences.py or do without.")
    others = strangers(locked, installed)
    for name in others:
        print(f"{name} {installed[name]} is installed, which the lock does not name: make venv.")
    if not found and not others:
        elsewhere = sorted({release.name for release in locked} - installed.keys())
        not_here = f"; not for this system: {', '.join(elsewhere)}" if elsewhere else ""
        print(f"{len(problems)} licences are on the list{not_here}.")
    return 1 if found or others else 0


if __name__ == "__main__":
    sys.exit(main())
