"""The command line as a user meets it: other processes, their output and exit codes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import erp_visit
from erp_visit.embedded import stop_abandoned
from erp_visit.settings import Settings, meanings

ROOT = Path(erp_visit.__file__).parents[1]


def erp_visit_command(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "erp_visit.cli", *arguments]
    return subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def data_dir() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="erp-visit-cli-") as folder:
        yield f"{folder}/data"
        stop_abandoned(Settings(data_dir=Path(folder) / "data"))


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    done = erp_visit_command("--help")
    assert done.returncode == 0
    commands = "serve worker migrate demo create-user reset-second-factor end-log-ins export-schema import settings doctor backup restore"
    assert all(command in done.stdout for command in commands.split())
    heavy = ("tortoise", "strawberry", "uvicorn", "asyncpg")
    probe = f"import sys, erp_visit.cli; print([name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_version() -> None:
    assert erp_visit_command("--version").stdout.strip() == erp_visit.__version__


def test_settings_lists_all_with_meaning_and_value() -> None:
    done = erp_visit_command("settings", ERP_VISIT_PORT="8123", ERP_VISIT_SECRET_KEY="s" * 40, ERP_VISIT_PROT="1")
    assert done.returncode == 0
    for _, meaning in meanings():
        assert meaning.variable in done.stdout
        assert meaning.en in done.stdout
        assert meaning.zh in done.stdout
    assert "ERP_VISIT_PORT = 8123\n" in done.stdout
    assert "ERP_VISIT_HOST = 127.0.0.1 (default)" in done.stdout
    assert "sss" not in done.stdout
    assert "Is ERP_VISIT_PORT meant?" in done.stderr


def test_the_readme_lists_all_settings() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(meaning.variable in text for _, meaning in meanings())


def test_a_wrong_setting_is_two_sentences_and_exit_code_2() -> None:
    done = erp_visit_command("migrate", ERP_VISIT_PORT="http")
    assert done.returncode == 2
    assert done.stdout == ""
    message, remedy = done.stderr.strip().splitlines()
    assert message == "ERP_VISIT_PORT: 'http' must be a whole number from 0 to 65535."
    assert remedy.startswith("Correct the variable or unset it")


def test_migrate_starts_the_servers_keeps_the_data_and_stops_them(data_dir: str) -> None:
    unset = {"DATABASE_URL": "", "REDIS_URL": ""}
    first = erp_visit_command("migrate", ERP_VISIT_DATA_DIR=data_dir, **unset)
    assert first.returncode == 0, first.stderr
    assert "migrated 0_" in first.stderr
    assert "embedded PostgreSQL on" in first.stderr
    again = erp_visit_command("migrate", ERP_VISIT_DATA_DIR=data_dir, **unset)
    assert again.stdout == "The database fits this version.\n"
    assert "migrated" not in again.stderr
    assert not Path(data_dir, "postgres", "postmaster.pid").exists()


def test_a_port_that_is_taken_is_said_so_before_anything_starts(data_dir: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = erp_visit_command("serve", ERP_VISIT_DATA_DIR=data_dir, ERP_VISIT_PORT=str(port))
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1 is taken by another program." in done.stderr
    assert f"ERP_VISIT_PORT={port + 1}" in done.stderr
    assert not Path(data_dir).exists()


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7"])
def test_an_address_that_is_not_ours_is_said_so(host: str, data_dir: str) -> None:
    done = erp_visit_command("serve", ERP_VISIT_DATA_DIR=data_dir, ERP_VISIT_HOST=host, ERP_VISIT_PORT="0")
    assert done.returncode == 2
    assert host in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variable", "url"),
    [("DATABASE_URL", "postgresql://127.0.0.1:1/none"), ("REDIS_URL", "redis://127.0.0.1:1/0")],
)
def test_a_server_that_cannot_be_reached_is_said_so(variable: str, url: str, data_dir: str) -> None:
    done = erp_visit_command("migrate", ERP_VISIT_DATA_DIR=data_dir, **{variable: url})
    assert done.returncode == 2
    assert f"Check {variable}" in done.stderr
    assert "Traceback" not in done.stderr


def test_create_user_makes_the_first_administrator(data_dir: str) -> None:
    env = {"ERP_VISIT_DATA_DIR": data_dir, "DATABASE_URL": "", "REDIS_URL": ""}
    options = ["--name", "王芳", "--role", "administrator", "--password", "correct horse battery"]
    done = erp_visit_command("create-user", "wang", *options, **env)
    assert (done.returncode, done.stdout) == (0, "Created wang.\n"), done.stderr
    again = erp_visit_command("create-user", "wang", *options, **env)
    assert again.returncode == 1
    assert "wang" in again.stderr
    assert "Traceback" not in again.stderr
    shown = ["--evidence", "Identity card seen"]
    known, unknown = (erp_visit_command("reset-second-factor", name, *shown, **env) for name in ("wang", "nobody"))
    assert (known.returncode, known.stdout) == (0, "wang has no second factor.\n"), known.stderr
    assert unknown.returncode == 1
    assert "nobody was not found" in unknown.stderr
    without = erp_visit_command("reset-second-factor", "wang", **env)
    assert (without.returncode, "--evidence" in without.stderr) == (2, True)


def test_log_ins_are_ended_on_the_server(data_dir: str) -> None:
    env = {"ERP_VISIT_DATA_DIR": data_dir, "DATABASE_URL": "", "REDIS_URL": ""}
    for given, code, said in (
        (["--everybody"], 0, "0 log-ins have ended.\n"), (["nobody"], 1, ""), ([], 2, ""), (["wang", "--everybody"], 2, ""),
    ):  # fmt: skip
        done = erp_visit_command("end-log-ins", *given, **env)
        assert (done.returncode, done.stdout) == (code, said), done.stderr
        assert "Traceback" not in done.stderr


def test_whom_a_new_company_asks_for_a_second_factor_is_one_of_the_choices(data_dir: str) -> None:
    options = ["--name", "王芳", "--role", "administrator", "--password", "correct horse battery"]
    done = erp_visit_command("create-user", "wang", *options, "--second-factor", "some", ERP_VISIT_DATA_DIR=data_dir)
    assert (done.returncode, "nobody, administrators, leaders, everybody" in done.stderr) == (2, True)


def test_the_doctor_says_what_messages_lack(data_dir: str) -> None:
    env = {"ERP_VISIT_DATA_DIR": data_dir, "DATABASE_URL": "", "REDIS_URL": ""}
    assert erp_visit_command("migrate", **env).returncode == 0
    without = erp_visit_command("doctor", **env)
    assert (without.returncode, "ERP_VISIT_PUBLIC_URL is not set" in without.stdout) == (0, True), without.stderr
    with_it = erp_visit_command("doctor", **env, ERP_VISIT_PUBLIC_URL="https://erp.example.com")
    assert (with_it.returncode, "ERP_VISIT_PUBLIC_URL" in with_it.stdout) == (0, False)
