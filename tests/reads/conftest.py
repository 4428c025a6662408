"""A small distributor whose data are as awkward as data get, and the engine that reads it."""

from __future__ import annotations

from types import ModuleType

import pytest

from erp_visit.core.actor import Actor
from erp_visit.org.rights import RoleCode
from tests import factories
from tests.reads.data import Data, load


@pytest.fixture
async def data(db: ModuleType) -> Data:
    return await load()


@pytest.fixture
async def people(db: ModuleType) -> dict[str, Actor]:
    """An actor for each role, by its code in lower case."""
    department = await factories.department()
    return {role.value.lower(): await factories.employee(department, role) for role in RoleCode}
