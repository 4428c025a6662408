"""`python -m tools.client`: the typed client for TypeScript, made of graphql/ and packed in dist/.

Nothing of what is generated is kept in the repository, so nothing of it can be out of step.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from erp_visit import __version__
from erp_visit.embedded.membership import exclusive

ROOT = Path(__file__).resolve().parents[1]
NPM = ROOT / "tests" / "npm"
"""The one installation of packages from npm, pinned in its lock file: what builds the client, and what tests run."""
SOURCES = ROOT / "graphql"


class Failed(Exception):
    """A program failed; the message is what it said."""


def missing() -> str | None:
    """Why nothing can be run by node, if so."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node and npm are not installed"
    version = run(NPM, "node", "--version").strip()
    return f"node {version} is older than 20" if int(version[1:].partition(".")[0]) < 20 else None


def packages() -> Path:
    """The folder with the packages from npm, installed as the lock file has them."""
    installed = NPM / "node_modules" / ".package-lock.json"
    with exclusive(Path(gettempdir()) / f"erp-visit-npm-{os.getuid()}.lock"):
        if not installed.exists() or installed.stat().st_mtime < (NPM / "package-lock.json").stat().st_mtime:
            run(NPM, "npm", "ci", "--no-audit", "--no-fund")
            installed.touch()
    return NPM


def build(target: Path) -> Path:
    """The packed client, in the target folder."""
    packages()
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(SOURCES / "client", folder, dirs_exist_ok=True)
        shutil.copytree(SOURCES / "operations", folder / "operations")
        shutil.copy(SOURCES / "schema.graphql", folder)
        shutil.copy(ROOT / "LICENSE", folder)
        (folder / "node_modules").symlink_to(NPM / "node_modules")
        manifest = folder / "package.json"
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "version": __version__}, indent=2))
        programs = NPM / "node_modules" / ".bin"
        run(folder, str(programs / "graphql-codegen"), "--config", "codegen.mjs", "--silent")
        run(folder, str(programs / "tsc"), "--project", ".")
        target.mkdir(parents=True, exist_ok=True)
        packed = run(folder, "npm", "pack", "--silent", "--pack-destination", str(target.resolve()))
    return target / packed.split()[-1]


def run(folder: Path, *command: str) -> str:
    """What a program says. Raises Failed."""
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    try:
        print(build(ROOT / "dist"))
    except (Failed, FileNotFoundError) as error:
        sys.exit(f"{error}\nThe client is made with node and npm, version 20 or newer of node.")
