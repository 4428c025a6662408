"""The server as its operator meets it: started, asked, stopped in every way, killed, started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from erp_visit.embedded import stop_abandoned
from erp_visit.settings import Settings
from tests.frozen import frozen, needs_proc, server_of_its_own

LONGEST_STOP = 30.0
"""Seconds. The server needs a third of it; one that waits for its database never ends, or once all drivers gave up."""


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[str]
    url: str

    def stop(self, number: int) -> str:
        """Send the signal; what the server printed until it was gone."""
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=60)
        return output


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="erp-visit-serving-") as folder:
        yield Path(folder) / "data"
        stop_abandoned(Settings(data_dir=Path(folder) / "data"))


@contextmanager
def serving(data_dir: Path, *arguments: str, **environment: str) -> Iterator[Running]:
    own = {"DATABASE_URL": "", "REDIS_URL": "", "ERP_VISIT_DATA_DIR": str(data_dir), "ERP_VISIT_PORT": "0"}
    with subprocess.Popen(
        [sys.executable, "-m", "erp_visit.cli", "serve", *arguments],
        env={**os.environ, **own, **environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A test run in the background of a shell ignores SIGINT and would pass that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 -- no threads here
    ) as process:
        try:
            yield Running(process, _announced_url(process))
        finally:
            process.kill()


def _announced_url(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"GraphQL\s+(http://\S+)/graphql", line):
            return found.group(1)
    pytest.fail(f"the server ended with {process.wait()}:\n{said}")


def ready(running: Running) -> dict[str, str]:
    answer = httpx.get(f"{running.url}/readyz", timeout=30)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_it_answers_and_every_signal_stops_it_and_its_servers(data_dir: Path, number: signal.Signals) -> None:
    with serving(data_dir) as running:
        assert httpx.get(f"{running.url}/healthz").text == "ok"
        assert set(ready(running).values()) == {"ok"}
        output = running.stop(number)
        assert running.process.returncode == 0, output
        assert output.rstrip().endswith("Stopped.")
        assert "Traceback" not in output
    assert not (data_dir / "postgres" / "postmaster.pid").exists()
    assert not (data_dir / "run" / "valkey.sock").exists()


@needs_proc
def test_it_stops_while_its_database_is_frozen(data_dir: Path) -> None:
    with server_of_its_own() as (addresses, folder):
        ours = {"DATABASE_URL": addresses.database_url, "REDIS_URL": addresses.redis_url}
        with serving(data_dir, **ours) as running:
            assert set(ready(running).values()) == {"ok"}
            with frozen(folder):
                began = time.monotonic()
                output = running.stop(signal.SIGTERM)
                assert time.monotonic() - began < LONGEST_STOP
            assert running.process.returncode == 0, output
            assert "Stopped." in output.splitlines()


def test_it_starts_again_after_a_kill(data_dir: Path) -> None:
    with serving(data_dir) as running:
        running.stop(signal.SIGKILL)
    assert (data_dir / "postgres" / "postmaster.pid").exists(), "nobody was left to stop it"
    with serving(data_dir) as running:
        assert set(ready(running).values()) == {"ok"}
        running.stop(signal.SIGTERM)
    assert not (data_dir / "postgres" / "postmaster.pid").exists()


def test_other_commands_join_a_running_server(data_dir: Path) -> None:
    with serving(data_dir) as running:
        env = {**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "ERP_VISIT_DATA_DIR": str(data_dir)}
        command = [sys.executable, "-m", "erp_visit.cli", "migrate"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        assert done.stdout == "The database fits this version.\n"
        assert set(ready(running).values()) == {"ok"}, "who leaves first stops nothing"
        running.stop(signal.SIGTERM)


def test_several_processes_serve_one_port(data_dir: Path) -> None:
    with serving(data_dir, "--workers", "2") as running:
        assert set(ready(running).values()) == {"ok"}
        output = running.stop(signal.SIGTERM)
        assert running.process.returncode == 0, output
        assert output.rstrip().endswith("Stopped.")
    assert not (data_dir / "postgres" / "postmaster.pid").exists()
