from __future__ import annotations

from types import ModuleType

import pytest

from erp_visit.catalog.models import Category
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.visibility import bind_values, require_visible, visibility_condition, visible_among
from erp_visit.customers.models import Contact, Customer
from erp_visit.org.rights import Right, RoleCode
from erp_visit.visits.models import Visit
from tests import factories


async def test_a_row_of_each_scope(db: ModuleType) -> None:
    world = await factories.world(products=0)
    other = await factories.department("Other", world.company)
    stranger = await factories.employee(other, RoleCode.REP)
    colleague = await factories.employee(world.sales, RoleCode.REP)
    shops = {
        "mine": world.customer,
        "colleague": await factories.customer(colleague, world.sales),
        "pool": await factories.customer(None, world.sales),
        "other": await factories.customer(stranger, other),
    }
    seen = {
        world.rep: {"mine"},
        world.supervisor: {"mine", "colleague", "pool"},
        world.clerk: {"mine", "colleague", "pool", "other"},
        stranger: {"other"},
    }
    async with db.connection() as connection:
        for actor, names in seen.items():
            found = await visible_among(connection, actor, Customer, shops.values())
            assert found == {shops[name] for name in names}
            for name, key in shops.items():
                if name in names:
                    row = await require_visible(connection, actor, Customer, key, columns=("id", "code"))
                    assert (row["id"], row["code"][0]) == (key, "C")
                    continue
                with pytest.raises(DomainError) as caught:
                    await require_visible(connection, actor, Customer, key, "customerId")
                with pytest.raises(DomainError) as unknown:
                    await require_visible(connection, actor, Customer, new_id(), "customerId")
                assert caught.value.code is unknown.value.code is ErrorCode.NOT_FOUND
                assert caught.value.message == unknown.value.message
                assert caught.value.path == ("customerId",)


async def test_a_row_is_seen_through_its_parent(db: ModuleType) -> None:
    world = await factories.world(products=0)
    stranger = await factories.employee(world.sales, RoleCode.REP)
    key = new_id()
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO contact (id, customer_id, name) VALUES ($1, $2, '王老板')", key, world.customer
        )
        assert (await require_visible(connection, world.rep, Contact, key))["id"] == key
        assert await visible_among(connection, stranger, Contact, [key]) == frozenset()


async def test_without_the_right_of_the_type_nothing_is_seen(db: ModuleType) -> None:
    world = await factories.world(products=0)
    blind = await factories.employee(world.sales, RoleCode.REP, less=frozenset({Right.CUSTOMER_VIEW}))
    shop = await factories.customer(blind, world.sales)
    async with db.connection() as connection:
        assert await visible_among(connection, blind, Customer, [shop]) == frozenset()
        with pytest.raises(DomainError) as caught:
            await require_visible(connection, blind, Customer, shop)
    assert (caught.value.code, caught.value.params) == (ErrorCode.FORBIDDEN, {"right": "customer.view"})


async def test_only_columns_of_the_model_can_be_asked_for(db: ModuleType) -> None:
    world = await factories.world(products=0)
    async with db.connection() as connection:
        with pytest.raises(LookupError):
            await require_visible(connection, world.rep, Customer, world.customer, columns=("id; DROP TABLE x",))


async def test_conditions_bind_each_value_once(db: ModuleType) -> None:
    world = await factories.world(products=0)
    condition = visibility_condition(Visit, world.supervisor.profile, "t")
    sql, values = bind_values(condition, world.supervisor, 3)
    assert ":actor" not in sql
    assert values == [list(world.supervisor.department_ids), world.supervisor.id]
    assert "$4" in sql
    assert "$5" in sql
    assert "$6" not in sql
    assert bind_values("x::date = :today::date", world.rep, 0, factories.today()) == (
        "x::date = $1::date", [factories.today()],
    )  # fmt: skip
    assert visibility_condition(Category, world.rep.profile, "t") == "(TRUE)"
