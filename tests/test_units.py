"""The units of deploy/systemd let the program do what it does: their filter of system calls, put on it as systemd would.
One that is not allowed ends the process, and with it everybody's requests."""

from __future__ import annotations

import ctypes.util
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import orjson
import pytest
from openpyxl import Workbook

from erp_visit.settings import Settings
from tests.files import samples
from tests.planning.plain import customer, facts, rep
from tools.cluster import DEPLOY

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None or ctypes.util.find_library("seccomp") is None,
    reason="needs systemd-analyze, which names the groups of system calls, and libseccomp",
)
UNITS = ["erp-visit.service", "erp-visit@.service", "erp-visit-worker.service"]
PHOTO = "import sys; from erp_visit.files.photos import read_photo; print(read_photo(sys.stdin.buffer, 'UTC').perceptual_hash)"


def group(name: str) -> set[str]:
    """The system calls of a group of systemd's, and of those in it."""
    said = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    ).stdout
    found: set[str] = set()
    for line in said.splitlines()[1:]:
        if one := line.partition("#")[0].strip():
            found |= group(one) if one.startswith("@") else {one}
    return found


def allowed(unit: str) -> list[str]:
    """The system calls that a unit allows: its first line begins the list, those with ~ take away."""
    calls: set[str] = set()
    for line in re.findall(
        r"^SystemCallFilter=(.+)$", (DEPLOY / "systemd" / unit).read_text(encoding="utf-8"), re.MULTILINE
    ):
        named: set[str] = set()
        for one in line.lstrip("~").split():
            named |= group(one) if one.startswith("@") else {one}
        calls = calls - named if line.startswith("~") else calls | named
    return sorted(calls)


def command(unit: str, *program: str) -> list[str]:
    return [sys.executable, "-m", "tests.filtered", *allowed(unit), "--", sys.executable, *program]


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_worked_out_may_be_worked_out(unit: str) -> None:
    """Photos and plans need numpy, spreadsheets a process with limits."""
    book, content = Workbook(), io.BytesIO()
    book.save(content)
    task = orjson.dumps({"do": "plan", "facts": facts(rep(customer("a"), customer("b", 900)))})
    for program, given in (
        (("-c", PHOTO), samples.jpeg()),
        (("-m", "erp_visit.planning.compute", "60"), task),
        (("-m", "erp_visit.imports.first_sheet", str(2 << 30), "60"), content.getvalue()),
    ):
        done = subprocess.run(command(unit, *program), input=given, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), program


def test_nothing_else_may_be_done() -> None:
    """The filter is one: who may not become somebody else is ended by trying."""
    done = subprocess.run(command(UNITS[0], "-c", "import os; os.setuid(0)"), capture_output=True, check=False)
    assert done.returncode == -signal.SIGSYS


@pytest.mark.parametrize(("unit", "words", "ready"), [
    ("erp-visit.service", ("serve",), r"http://127\.0\.0\.1:\d+"), ("erp-visit-worker.service", ("worker",), "Working"),
])  # fmt: skip
def test_servers_and_workers_start_and_stop(
    settings: Settings, tmp_path: Path, unit: str, words: tuple[str, ...], ready: str
) -> None:
    assert settings.database_url is not None
    assert settings.redis_url is not None
    env = {
        **os.environ, "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "ERP_VISIT_PORT": "0",
        "ERP_VISIT_DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    with subprocess.Popen(
        command(unit, "-m", "erp_visit.cli", *words),
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        try:
            while (match := re.search(ready, said)) is None and (line := process.stdout.readline()):
                said += line
            assert match is not None, said
            if words == ("serve",):
                assert httpx.get(f"{match[0]}/readyz", timeout=30).json()["status"] == "ok"
        finally:
            process.terminate()
        process.stdout.read()
        assert process.wait(30) == 0, said
