from __future__ import annotations

from types import ModuleType

import pytest

from tests import factories
from tests.visits.steps import SHOP


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    """A distributor whose rep has one shop with a position."""
    made = await factories.world(products=0)
    made.customer = await factories.customer(made.rep, made.sales, name="好邻居", position=SHOP)
    return made
