"""Logs tell what went wrong, and no secrets."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
import structlog

from erp_visit.logs import configure
from erp_visit.settings import Settings


@pytest.mark.usefixtures("logging_as_before")
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
