from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests import factories
from tests.api.conftest import client, clients, http, world
from tests.factories import World
from tests.fuzz.runs import REPORT, ran
from tests.panel.conftest import desk
from tests.panel.desk import Desk

__all__ = ["client", "clients", "desk", "http", "world"]


@pytest.fixture
async def world_of_panel(desk: Desk) -> World:
    """A small distributor behind the panel."""
    return await factories.world(products=2, credit_limit="5000")


_outcomes: dict[str, str] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep what failed, for the drill's table."""
    report = yield
    if REPORT and report.failed:  # type: ignore[attr-defined]  # a TestReport
        _outcomes[item.nodeid] = str(report.longrepr)[-4000:]  # type: ignore[attr-defined]
    return report


def pytest_sessionfinish() -> None:
    if REPORT and (ran or _outcomes):
        file = Path(REPORT) / f"{os.getpid()}.json"
        file.write_bytes(orjson.dumps({"examples": ran, "findings": _outcomes}))
