"""`python -m tools.sbom`: the software bill of materials (CycloneDX 1.6, JSON): requirements.lock, and what was copied
into the repository.

The same lock gives the same bytes: no clock, no random number, nothing of the machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Any

from erp_visit import __version__
from tools.lock import LOCK, Locked, releases
from tools.vendored import VENDORED, Vendored

PROJECT = "erp-visit"


def bill(lock: str) -> dict[str, Any]:
    """The bill of materials of a lock file's text, and of what was copied."""
    found = list(releases(lock))
    project = f"pkg:pypi/{PROJECT}@{__version__}"
    by_name: dict[str, list[str]] = defaultdict(list)
    for release in found:
        by_name[release.name].append(release.purl)
    by_name[PROJECT].append(project)
    needs: dict[str, set[str]] = {purl: set() for purls in by_name.values() for purl in purls}
    for release in found:
        for who in release.needed_by:
            for purl in by_name[who]:
                needs[purl].add(release.purl)
    for package in VENDORED:
        needs[project].add(package.purl)
        needs[package.purl] = set()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, project + hashlib.sha256(lock.encode()).hexdigest()).urn,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project,
                "name": PROJECT,
                "version": __version__,
                "purl": project,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [*map(_component, found), *map(_copied, VENDORED)],
        "dependencies": [{"ref": ref, "dependsOn": sorted(needed)} for ref, needed in sorted(needs.items())],
    }


def _component(release: Locked) -> dict[str, Any]:
    """A release; its hashes are those of the files any of which may be installed."""
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": release.purl,
        "name": release.name,
        "version": release.version,
        "purl": release.purl,
        "externalReferences": [
            {
                "type": "distribution",
                "url": release.purl,
                "hashes": [{"alg": "SHA-256", "content": content}],
            }
            for content in release.hashes
        ],
    }
    if release.marker is not None:
        component["properties"] = [{"name": "erp-visit:marker", "value": release.marker}]
    return component


def _copied(package: Vendored) -> dict[str, Any]:
    """A package of which files are in the repository, each a component of its own with its hash."""
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "licenses": [{"license": {"id": package.licence}}],
        "components": [
            {"type": "file", "bom-ref": f"{package.purl}#{name}", "name": name,
             "hashes": [{"alg": "SHA-256", "content": content}]}
            for name, content in package.files.items()
        ],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.sbom", description=__doc__)
    parser.add_argument("file", type=Path, help="where to write it")
    file: Path = parser.parse_args().file
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(bill(LOCK.read_text(encoding="utf-8")), indent=1, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")
    print(f"Wrote {file}.")


if __name__ == "__main__":
    main()
