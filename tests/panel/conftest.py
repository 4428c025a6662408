"""A running panel with a small distributor behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import ModuleType

import pytest

from erp_visit.settings import Settings
from tests.panel.desk import Desk, open_desk


@pytest.fixture
async def desk(db: ModuleType, settings: Settings) -> AsyncIterator[Desk]:
    """The panel, served; the database as the migrations left it."""
    async with open_desk(settings) as opened:
        yield opened
