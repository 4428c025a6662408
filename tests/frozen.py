"""A database server of a test's own, whose processes can be frozen."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from erp_visit.embedded import ServerAddresses, servers
from erp_visit.settings import Settings

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="a server's processes are found by /proc")


@contextmanager
def server_of_its_own() -> Iterator[tuple[ServerAddresses, Path]]:
    """Its addresses, and the folder that it lives in."""
    with tempfile.TemporaryDirectory(prefix="erp-visit-frozen-") as name:
        folder = Path(name)
        with servers(replace(Settings(), data_dir=folder), postgres_options={"shared_buffers": "16MB"}) as addresses:
            yield addresses, folder


def processes(folder: Path) -> list[int]:
    postmaster = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


@contextmanager
def frozen(folder: Path) -> Iterator[None]:
    """No process of the database does anything within."""
    numbers = processes(folder)
    try:
        for number in numbers:
            os.kill(number, signal.SIGSTOP)
        yield
    finally:
        for number in numbers:
            os.kill(number, signal.SIGCONT)
