"""`python -m tools.closure [NAME …]`: the part of requirements.lock that some packages need, with versions and hashes.

Without names: what runs the product, without what builds and checks it. The container image is installed from that.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable

from tools.lock import LOCK, Locked, releases

PYPROJECT = LOCK.with_name("pyproject.toml")


def closure(found: Collection[Locked], roots: Iterable[str]) -> list[Locked]:
    """The releases of the packages named, and all that these need."""
    needs: dict[str, set[str]] = defaultdict(set)
    for release in found:
        for who in release.needed_by:
            needs[who].add(release.name)
    wanted: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting.extend(needs[name])
    return [release for release in found if release.name in wanted]


def needed_to_run() -> list[str]:
    """The packages that the product itself names."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    return [re.split(r"[\[<>=!~ ]", line)[0] for line in project["dependencies"]]


def main() -> None:
    found = list(releases(LOCK.read_text(encoding="utf-8")))
    for release in closure(found, sys.argv[1:] or needed_to_run()):
        marker = f" ; {release.marker}" if release.marker else ""
        hashes = "".join(f" \\\n    --hash=sha256:{one}" for one in release.hashes)
        print(f"{release.name}=={release.version}{marker}{hashes}")


if __name__ == "__main__":
    main()
