"""Logs tell what went wrong, and no secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest
import structlog

from erp_visit.logs import configure
from erp_visit.settings import Settings


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_shows_no_values(form: Literal["console", "json"], capsys: pytest.CaptureFixture[str]) -> None:
    def log_in(password: str) -> None:
        raise RuntimeError(f"a password of {len(password)} characters")

    configure(replace(Settings(), log_format=form))
    try:
        log_in("correct horse " + "battery staple")
    except RuntimeError:
        structlog.get_logger("test").exception("unforeseen error", incident="17")
    told = capsys.readouterr().err
    assert "unforeseen error" in told
    assert "a password of 28 characters" in told
    assert "log_in" in told
    assert "correct horse battery staple" not in told
