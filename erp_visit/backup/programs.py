"""PostgreSQL's own pg_dump and pg_restore, of the server's major version."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import subprocess
from asyncio.subprocess import Process
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from erp_visit.embedded.postgres import programs
from erp_visit.settings import StartupError

_DEBIAN = Path("/usr/lib/postgresql")


def find(program: str, major: int) -> Path:
    """The program for a server of this major version: the wheel's, or an installed one. Raises StartupError.

    One of another version may write what the server does not know, or not read what it says.
    """
    found = []
    for path in _candidates(program, major):
        version = _major_of(path)
        if version == major:
            return path
        if version is not None:
            found.append(str(version))
    others = f" (found: {', '.join(sorted(set(found)))})" if found else ""
    raise StartupError(
        f"There is no {program} of PostgreSQL {major} here, which the database is{others}.",
        remedy=f"Install PostgreSQL's client programs of version {major}; on Debian: "
        f"apt-get install postgresql-client-{major}.",
    )


def _candidates(program: str, major: int) -> Iterator[Path]:
    with contextlib.suppress(StartupError):  # a machine with servers of its own need not have the wheel
        yield programs() / program
    if (named := shutil.which(program)) is not None:
        yield Path(named)
    yield _DEBIAN / str(major) / "bin" / program


def _major_of(program: Path) -> int | None:
    try:
        shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    version = re.search(r"\) (\d+)", shown)
    return int(version[1]) if version is not None else None


async def start(
    program: Path, database_url: str | None, *arguments: str, reads: bool = False, writes: bool = False
) -> Process:
    """Run a program, on a database if one is named; `reads` says that it takes its input from us, `writes` that it
    gives us its output.

    The password goes by the environment: arguments are seen by every user of the machine.
    """
    env = dict(os.environ)
    if database_url is not None:
        parts = urlsplit(database_url)
        account, at, place = parts.netloc.rpartition("@")
        bare = urlunsplit(parts._replace(netloc=f"{account.partition(':')[0]}{at}{place}"))
        if parts.password is not None:
            env["PGPASSWORD"] = unquote(parts.password)
        arguments = (f"--dbname={bare}", "--no-password", *arguments)
    return await asyncio.create_subprocess_exec(
        program, *arguments,
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.PIPE if writes else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=env,
    )  # fmt: skip


def last_words(said: bytes) -> str:
    """What a program complained about, without its notes in between."""
    lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
    return "\n".join(lines[-6:]) or "it gave no reason"


__all__ = ["find", "last_words", "start"]
