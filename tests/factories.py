"""Small ready-made pieces of a distributor for tests: departments, actors, customers, products, prices, stock.

Every function writes straight to the database of the fixture `db` and returns ids; `world()` makes a whole small
distributor. Stock comes in with a document and movements, so that balances equal the sum of movements.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db, events
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.clock import UNSET, now
from erp_visit.core.ids import new_id
from erp_visit.org import company_clock
from erp_visit.org.rights import DEFAULT_ROLES, Right, RoleCode
from tests.statements import seen_from_afar

LONGEST = timedelta(minutes=2)
_serial = count(1)


def today() -> date:
    """The company's business day under the default settings."""
    return UNSET.day(now())


def before_tomorrow(moment: datetime) -> float:
    """Seconds that a test waits before it begins: it names the day on either side of what it does, and is over within
    `LONGEST`."""
    left = UNSET.end(UNSET.day(moment)) - moment
    return left.total_seconds() if left < LONGEST else 0.0


async def department(name: str = "Company", parent_id: UUID | None = None) -> UUID:
    key = new_id()
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO department (id, code, name, parent_id) VALUES ($1, $2, $3, $4)",
            key, f"D{next(_serial)}", name, parent_id,
        )  # fmt: skip
    return key


async def employee(
    department_id: UUID,
    role: RoleCode = RoleCode.REP,
    *,
    name: str = "",
    department_ids: tuple[UUID, ...] = (),
    more: frozenset[Right] = frozenset(),
    less: frozenset[Right] = frozenset(),
) -> Actor:
    """An employee as an actor with the default rights of a role, some added or taken away."""
    key, number = new_id(), next(_serial)
    scope, rights = DEFAULT_ROLES[role]
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO employee (id, code, name, username, department_id) VALUES ($1, $2, $3, $4, $5)",
            key, f"E{number}", name or f"{role.value.title()} {number}", f"user{number}", department_id,
        )  # fmt: skip
    return Actor(
        id=key,
        name=name or f"{role.value.title()} {number}",
        username=f"user{number}",
        department_id=department_id,
        department_ids=department_ids or (department_id,),
        profile=Profile(frozenset(str(right) for right in (rights | more) - less), scope),
        roles=(role.value,),
    )


async def customer(
    owner: Actor | None,
    department_id: UUID,
    *,
    level: str = "C",
    status: str = "ACTIVE",
    credit_limit: Decimal | str | None = None,
    credit_days: int = 30,
    name: str = "",
    position: tuple[float, float] | None = None,
) -> UUID:
    """A customer; `position` is (latitude, longitude)."""
    key, number = new_id(), next(_serial)
    latitude, longitude = position or (None, None)
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO customer (id, code, name, owner_id, department_id, level, status, credit_limit, credit_days,"
            " latitude, longitude) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            key, f"C{number}", name or f"Shop {number}", owner.id if owner else None, department_id, level, status,
            None if credit_limit is None else Decimal(credit_limit), credit_days, latitude, longitude,
        )  # fmt: skip
    return key


@dataclass(frozen=True)
class Product:
    """A product's id and the ids of its larger units by name."""

    id: UUID
    units: Mapping[str, UUID]


async def product(
    *,
    name: str = "",
    list_price: Decimal | str | None = "10",
    minimum_price: Decimal | str | None = None,
    cost_price: Decimal | str | None = "6",
    tax_rate: Decimal | str = "0.13",
    units: Mapping[str, int] | None = None,
    active: bool = True,
    stocked: bool = True,
    shelf_life_days: int | None = None,
) -> Product:
    """A product with base unit 瓶 and, unless said otherwise, 箱 of 12."""
    key, number = new_id(), next(_serial)
    unit_ids = {unit: new_id() for unit in ({"箱": 12} if units is None else units)}
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO product (id, sku, name, base_unit, list_price, minimum_price, cost_price, tax_rate, active,"
            " shelf_life_days, stocked) VALUES ($1, $2, $3, '瓶', $4, $5, $6, $7, $8, $9, $10)",
            key, f"P{number}", name or f"Drink {number}",
            *(None if value is None else Decimal(value) for value in (list_price, minimum_price, cost_price)),
            Decimal(tax_rate), active, shelf_life_days, stocked,
        )  # fmt: skip
        await connection.executemany(
            "INSERT INTO product_unit (id, product_id, name, factor) VALUES ($1, $2, $3, $4)",
            [(unit_ids[unit], key, unit, factor) for unit, factor in ({"箱": 12} if units is None else units).items()],
        )
    return Product(key, unit_ids)


async def price_rule(
    product_id: UUID,
    price: Decimal | str,
    *,
    unit_id: UUID | None = None,
    customer_id: UUID | None = None,
    level: str | None = None,
    minimum_quantity: int = 1,
    starts_on: date = date(2020, 1, 1),
    ends_on: date | None = None,
) -> UUID:
    key = new_id()
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO price_rule (id, product_id, unit_id, customer_id, level, price, minimum_quantity, starts_on,"
            " ends_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            key, product_id, unit_id, customer_id, level, Decimal(price), minimum_quantity, starts_on, ends_on,
        )  # fmt: skip
    return key


async def warehouse(name: str = "Main") -> UUID:
    key = new_id()
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO warehouse (id, code, name) VALUES ($1, $2, $3)", key, f"W{next(_serial):06}", name
        )
    return key


async def stock(
    warehouse_id: UUID,
    product_id: UUID,
    quantity: int,
    *,
    code: str = "",
    expires_on: date | None = None,
    received_on: date | None = None,
    unit_cost: Decimal | str | None = "6",
) -> UUID:
    """Base units of one new lot, come in by a document with its movement; returns the lot's id."""
    lot_id, document_id, line_id, number = new_id(), new_id(), new_id(), next(_serial)
    day = received_on or today()
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO lot (id, product_id, code, expires_on, received_on, unit_cost)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            lot_id, product_id, code or f"L{number}", expires_on, day,
            None if unit_cost is None else Decimal(unit_cost),
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO stock_balance (warehouse_id, product_id, lot_id, on_hand) VALUES ($1, $2, $3, $4)",
            warehouse_id, product_id, lot_id, quantity,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO stock_document (id, number, kind, state, warehouse_id, business_day)"
            " VALUES ($1, $2, 'IN', 'RECEIVED', $3, $4)",
            document_id, f"TEST-{number}", warehouse_id, day,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO stock_document_line (id, document_id, number, product_id, lot_id, planned, actual)"
            " VALUES ($1, $2, 1, $3, $4, $5, $5)",
            line_id, document_id, product_id, lot_id, quantity,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO stock_movement (business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost,"
            " document_id) VALUES ($1, 'RECEIPT', $2, $3, $4, $5, $6, $7)",
            day, warehouse_id, product_id, lot_id, quantity,
            None if unit_cost is None else Decimal(unit_cost), document_id,
        )  # fmt: skip
    return lot_id


async def setting(key: str, value: Any, department_id: UUID | None = None, *, employee_id: UUID | None = None) -> None:
    """Put a control parameter in force for the company, a department or an employee; the first one since ever."""
    async with db.transaction() as connection:
        earlier = await connection.fetchval(
            "UPDATE setting SET ends_at = now() WHERE key = $1 AND department_id IS NOT DISTINCT FROM $2"
            " AND employee_id IS NOT DISTINCT FROM $3 AND ends_at IS NULL RETURNING id",
            key, department_id, employee_id,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO setting (key, department_id, employee_id, value, starts_at)"
            " VALUES ($1, $2, $3, $4::jsonb, CASE WHEN $5 THEN now() ELSE '2000-01-01Z' END)",
            key, department_id, employee_id, orjson.dumps(value).decode(), earlier is not None,
        )  # fmt: skip
    if key in company_clock.KEYS:
        await company_clock.learn_clock()
        if seen_from_afar():
            await events.tell("Setting")
            await asyncio.sleep(0.3)  # other processes learn it a moment later


async def visit(rep: Actor, customer_id: UUID, *, state: str = "CHECKED_IN") -> UUID:
    """A visit of a rep that is checked in, or in another state."""
    key = new_id()
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO visit (id, customer_id, rep_id, department_id, state, business_day, started_at, checked_in_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, now(), now())",
            key, customer_id, rep.id, rep.department_id, state, today(),
        )  # fmt: skip
    return key


@dataclass
class World:
    """A small distributor: one company with a sales department, one actor per role, stock for every product."""

    company: UUID
    sales: UUID
    warehouse: UUID
    actors: dict[RoleCode, Actor]
    customer: UUID
    products: list[Product]
    lots: dict[UUID, list[UUID]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        """`world.clerk` is the actor with the role CLERK."""
        try:
            return self.actors[RoleCode[name.upper()]]
        except KeyError:
            raise AttributeError(name) from None


async def world(*, products: int = 5, on_hand: int = 1000, credit_limit: str | None = None) -> World:
    """A distributor ready to sell: each product has two lots, the first to expire in 60 and the other in 200 days."""
    company = await department("Company")
    sales = await department("Sales", company)
    house = await warehouse()
    actors = {
        role: await employee(
            sales if role in {RoleCode.REP, RoleCode.SUPERVISOR, RoleCode.MANAGER, RoleCode.DRIVER} else company,
            role,
            department_ids=(sales,) if DEFAULT_ROLES[role][0] != "ALL" else (company, sales),
        )
        for role in RoleCode
    }
    shop = await customer(actors[RoleCode.REP], sales, credit_limit=credit_limit)
    result = World(company, sales, house, actors, shop, [])
    for _ in range(products):
        made = await product()
        early = today() + timedelta(days=60)
        late = today() + timedelta(days=200)
        result.products.append(made)
        result.lots[made.id] = [
            await stock(house, made.id, on_hand // 2, expires_on=early),
            await stock(house, made.id, on_hand - on_hand // 2, expires_on=late),
        ]
    return result


__all__ = [
    "Product", "World", "customer", "department", "employee", "price_rule", "product", "setting", "stock", "today",
    "visit", "warehouse", "world",
]  # fmt: skip
