"""Data for the tests of reads: NULLs, equal sort keys, empty relations, text of every awkward kind, every scope.

The rows are written directly, so they need not make sense to an accountant; constraints hold.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.ids import new_id
from erp_visit.org.rights import DEFAULT_ROLES, Right, RoleCode
from tests.factories import today

TEXTS = [
    "", " ", "a", "A", "b", "ab", "永辉超市", "永辉", "O'Neill", '"quoted"', "back\\slash", "\\", "\\n", "line\nbreak",
    "tab\t", "\x01\x1f\x7f", "😀", "👨‍👩‍👧", "%", "_", "100%_", "\u2028", "</script>", "$1", "{t}", ":actor", "t1",
    "é", "e\u0301", "null", "--", "/*", "\ufeff",
]  # fmt: skip
MOMENTS = [datetime(2026, 3, 1, 9, 30, 0, micro, tzinfo=UTC) for micro in (0, 1, 120_000)] + [
    datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
]


@dataclass(frozen=True)
class Data:
    """Who reads."""

    actors: tuple[Actor, ...]


async def insert(table: str, rows: list[dict[str, Any]]) -> None:
    """Write rows of equal columns."""
    columns = list(rows[0])
    async with db.connection() as connection:
        await connection.executemany(
            f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join(f"${n + 1}" for n in range(len(columns)))})',
            [tuple(row[column] for column in columns) for row in rows],
        )


def _keys(number: int) -> list[UUID]:
    return [new_id() for _ in range(number)]


async def load(seed: int = 1) -> Data:  # one table after the other
    """Fill the database; equal seeds give equal data but for keys."""
    chance = random.Random(seed)
    text = lambda: chance.choice(TEXTS)  # noqa: E731
    amount = lambda: Decimal(chance.choice(["0.00", "0.01", "10.00", "99999.99"]))  # noqa: E731
    maybe = lambda value: value if chance.random() < 0.6 else None  # noqa: E731
    day = lambda: today() + timedelta(days=chance.choice([-400, -1, 0, 1, 30]))  # noqa: E731
    moment = lambda: chance.choice(MOMENTS)  # noqa: E731

    company, sales, east, north = _keys(4)
    await insert("department", [
        {"id": company, "code": "D0", "name": text(), "parent_id": None},
        {"id": sales, "code": "D1", "name": text(), "parent_id": company},
        {"id": east, "code": "D2", "name": text(), "parent_id": sales},
        {"id": north, "code": "D3", "name": text(), "parent_id": company},
    ])  # fmt: skip
    below = {company: (company, sales, east, north), sales: (sales, east), east: (east,), north: (north,)}
    places = {RoleCode.REP: east, RoleCode.SUPERVISOR: east, RoleCode.MANAGER: sales, RoleCode.DRIVER: north}
    staff = [(role, places.get(role, company)) for role in RoleCode] + [(RoleCode.REP, north), (RoleCode.REP, sales)]
    actors = [
        Actor(
            new_id(), f"n{index}", f"u{index}", department, below[department],
            Profile(frozenset(map(str, DEFAULT_ROLES[role][1])), DEFAULT_ROLES[role][0]), (role.value,),
        )
        for index, (role, department) in enumerate(staff)
    ]  # fmt: skip
    await insert("employee", [
        {"id": actor.id, "code": f"E{index}", "name": text(), "username": maybe(f"u{index}"), "phone": text(),
         "department_id": actor.department_id, "status": chance.choice(["ACTIVE", "LEFT"]),
         "password_changed_at": maybe(moment())}
        for index, actor in enumerate(actors)
    ])  # fmt: skip
    roles = _keys(3)
    await insert("role", [
        {"id": key, "code": f"R{index}", "name": text(), "scope": scope, "rights": rights}
        for index, (key, scope, rights) in enumerate(
            zip(roles, ["OWN", "TEAM", "ALL"], [[], ["order.view"], ['"', "\\", "order.view"]], strict=True))
    ])  # fmt: skip
    await insert("employee_role", [
        {"id": new_id(), "employee_id": actor.id, "role_id": role}
        for actor in actors for role in roles if chance.random() < 0.4
    ])  # fmt: skip
    values: list[Any] = [False, True, 1, 'a"b', {"a": [1, None, "\\"]}, []]
    await insert("setting", [
        {"id": new_id(), "key": f"k{index}", "department_id": maybe(east), "value": orjson.dumps(value).decode(),
         "changed_at": maybe(moment()), "changed_by_id": maybe(actors[0].id)}
        for index, value in enumerate(values)
    ])  # fmt: skip

    reps = [actor.id for actor in actors if "REP" in actor.roles]
    departments = [company, sales, east, north]
    customers = _keys(16)
    await insert("customer", [
        {"id": key, "code": f"C{index:02}", "name": text(), "kind": chance.choice(["GROCERY", "OTHER"]),
         "level": chance.choice("ABCD"), "status": chance.choice(["ACTIVE", "LEAD", "LOST"]), "phone": text(),
         "address": text(), "latitude": place and 31.0 + index, "longitude": place and 1e-7 * index,
         "tags": chance.sample(["vip", "新店", '"', "\\", ""], chance.randint(0, 3)),
         "custom": orjson.dumps(chance.choice([{}, {"a": text()}, []])).decode(), "anniversary": maybe(day()),
         "owner_id": maybe(chance.choice(reps)), "department_id": chance.choice(departments), "territory": text(),
         "credit_limit": maybe(amount()), "credit_days": chance.choice([0, 30]), "created_at": moment()}
        for index, key in enumerate(customers) for place in [maybe(1.0)]
    ])  # fmt: skip
    await insert("contact", [
        {"id": new_id(), "customer_id": chance.choice(customers[:6]), "name": text(),
         "role": chance.choice(["USER", "INFLUENCER"]), "birthday": maybe(day())}
        for _ in range(10)
    ])  # fmt: skip
    categories = _keys(2)
    await insert("category", [{"id": key, "name": f"{text()}{index}"} for index, key in enumerate(categories)])
    products = _keys(5)
    await insert("product", [
        {"id": key, "sku": f"P{index}", "name": text(), "base_unit": "瓶", "category_id": maybe(categories[0]),
         "shelf_life_days": maybe(30), "list_price": maybe(Decimal("1.2345")), "minimum_price": maybe(Decimal(1)),
         "cost_price": maybe(Decimal("0.5")), "active": chance.random() < 0.5, "created_at": moment()}
        for index, key in enumerate(products)
    ])  # fmt: skip
    units = _keys(5)
    await insert("product_unit", [
        {"id": key, "product_id": products[index % 3], "name": f"箱{index}", "factor": 12 + index, "active": index % 2 == 0}
        for index, key in enumerate(units)
    ])  # fmt: skip
    await insert("price_rule", [
        {"id": new_id(), "product_id": chance.choice(products), "unit_id": maybe(units[0]),
         "customer_id": customer, "level": None if customer else maybe("A"), "price": Decimal("3.5"),
         "starts_on": day(), "ends_on": None}
        for _ in range(8) for customer in [maybe(chance.choice(customers))]
    ])  # fmt: skip

    visits = _keys(10)
    await insert("visit", [
        {"id": key, "customer_id": chance.choice(customers), "rep_id": chance.choice(reps),
         "department_id": chance.choice(departments), "state": chance.choice(["PLANNED", "DONE"]),
         "business_day": day(), "checked_in_at": maybe(moment()), "accuracy": maybe(0.1), "distance": maybe(12.5),
         "evidence": maybe("VERIFIED"), "evidence_reasons": chance.choice([[], ["STALE"], ["STALE", "FAR"]]),
         "effective": chance.choice([None, True, False]), "summary": text(), "created_at": moment()}
        for key in visits
    ])  # fmt: skip
    warehouses = _keys(2)
    await insert("warehouse", [
        {"id": key, "code": f"W{index}", "name": text(), "kind": "WAREHOUSE", "active": index == 0}
        for index, key in enumerate(warehouses)
    ])  # fmt: skip
    lots = _keys(8)
    of_lot = {key: chance.choice(products) for key in lots}
    await insert("lot", [
        {"id": key, "product_id": of_lot[key], "code": f"{text()}{index}", "expires_on": maybe(day()),
         "received_on": day(), "unit_cost": maybe(Decimal("0.1"))}
        for index, key in enumerate(lots)
    ])  # fmt: skip
    await insert("stock_balance", [
        {"id": new_id(), "warehouse_id": warehouse, "product_id": of_lot[lot], "lot_id": lot, "on_hand": on_hand,
         "reserved": chance.randint(0, on_hand)}
        for warehouse in warehouses for lot in lots if chance.random() < 0.7
        for on_hand in [chance.choice([0, 1, 5_000_000])]
    ])  # fmt: skip

    orders = _keys(14)
    await insert("sales_order", [
        {"id": key, "number": f"SO{index}", "state": chance.choice(["SUBMITTED", "HELD", "SHIPPED"]),
         "customer_id": chance.choice(customers), "visit_id": maybe(chance.choice(visits)),
         "rep_id": chance.choice(reps), "department_id": chance.choice(departments),
         "warehouse_id": chance.choice(warehouses), "business_day": day(), "goods_amount": amount(),
         "tax_amount": amount(), "total": amount(), "cost_amount": maybe(amount()),
         "hold_reasons": chance.choice([[], ["OVERDUE"], ["OVERDUE", "CREDIT_EXCEEDED"]]), "remark": text(),
         "submitted_at": moment(), "submitted_by_id": chance.choice(reps), "decided_at": maybe(moment()),
         "decided_by_id": maybe(actors[3].id)}
        for index, key in enumerate(orders)
    ])  # fmt: skip
    lines = [(new_id(), order, number) for order in orders for number in range(1, chance.randint(0, 4) + 1)]
    await insert("order_line", [
        {"id": key, "order_id": order, "number": number, "product_id": chance.choice(products),
         "unit_id": maybe(units[1]), "unit_name": text()[:16], "unit_factor": 12, "quantity": quantity,
         "base_quantity": 12 * quantity, "shipped_quantity": maybe(0), "unit_price": Decimal("3.1415"),
         "price_source": "LIST", "price_trace": orjson.dumps({"x": text()}).decode(), "amount": amount(),
         "tax_amount": amount(), "cost_amount": maybe(amount()), "lot_id": maybe(chance.choice(lots))}
        for key, order, number in lines for quantity in [chance.choice([1, 100_000_000])]
    ])  # fmt: skip
    await insert("reservation", [
        {"id": new_id(), "order_line_id": key, "warehouse_id": warehouses[0], "lot_id": lot, "quantity": 3}
        for key, *_ in lines for lot in lots[:3] if chance.random() < 0.3
    ])  # fmt: skip
    documents = _keys(6)
    await insert("stock_document", [
        {"id": key, "number": f"SD{index}", "kind": "OUT", "state": chance.choice(["PENDING", "PICKED"]),
         "warehouse_id": chance.choice(warehouses), "customer_id": maybe(chance.choice(customers)),
         "order_id": maybe(chance.choice(orders)), "business_day": day(), "created_at": moment(),
         "picked_at": maybe(moment()), "picked_by_id": maybe(actors[4].id)}
        for index, key in enumerate(documents)
    ])  # fmt: skip
    await insert("stock_document_line", [
        {"id": new_id(), "document_id": document, "order_line_id": maybe(chance.choice(lines)[0]), "number": number,
         "product_id": of_lot[lots[number]], "lot_id": lots[number], "planned": 5, "actual": maybe(4)}
        for document in documents for number in range(chance.randint(0, 3))
    ])  # fmt: skip
    movements = _keys(8)
    await insert("stock_movement", [
        {"id": key, "at": moment(), "business_day": day(), "kind": chance.choice(["SALE", "REVERSAL"]),
         "warehouse_id": warehouses[0], "product_id": of_lot[lots[0]], "lot_id": lots[0],
         "quantity": chance.choice([-5, 5]), "unit_cost": maybe(Decimal(1)), "document_id": chance.choice(documents),
         "order_line_id": maybe(chance.choice(lines)[0]), "reverses_id": movements[index - 1] if index % 3 == 2 else None}
        for index, key in enumerate(movements)
    ])  # fmt: skip

    receivables = _keys(10)
    await insert("receivable", [
        {"id": key, "number": f"AR{index}", "customer_id": chance.choice(customers),
         "order_id": maybe(chance.choice(orders)), "stock_document_id": maybe(chance.choice(documents)),
         "state": "OPEN", "amount": Decimal("12.00"), "open_amount": chance.choice([Decimal(0), Decimal("12.00")]),
         "business_day": day(), "due_on": day(), "created_at": moment()}
        for index, key in enumerate(receivables)
    ])  # fmt: skip
    receipts = _keys(4)
    await insert("receipt", [
        {"id": key, "number": f"RC{index}", "customer_id": chance.choice(customers), "state": "POSTED",
         "method": "CASH", "amount": Decimal("5.00"), "unallocated": Decimal("1.00"), "business_day": day(),
         "reference": text(), "recorded_by_id": actors[6].id, "created_at": moment(), "reversed_at": maybe(moment())}
        for index, key in enumerate(receipts)
    ])  # fmt: skip
    await insert("allocation", [
        {"id": new_id(), "receipt_id": receipt, "credit_note_id": None if receipt else receivables[0],
         "receivable_id": chance.choice(receivables), "amount": Decimal("1.50"), "at": moment()}
        for _ in range(7) for receipt in [maybe(chance.choice(receipts))]
    ])  # fmt: skip
    await insert("ledger_entry", [
        {"id": new_id(), "at": moment(), "business_day": day(), "kind": "SALE", "debit": debit, "credit": "REVENUE",
         "amount": Decimal("0.07"), "customer_id": maybe(chance.choice(customers)),
         "receivable_id": maybe(chance.choice(receivables)), "receipt_id": maybe(receipts[0])}
        for debit in ["RECEIVABLE", "ADVANCE", "CASH"] * 3
    ])  # fmt: skip
    await insert("audit_entry", [
        {"id": new_id(), "at": moment(), "actor_id": maybe(chance.choice(actors).id), "action": "order.submit",
         "entity": entity, "entity_id": key, "number": text()[:64],
         "before": maybe(orjson.dumps({"a": text()}).decode()), "after": maybe("null")}
        for entity, key in [("Order", orders[0]), ("Order", orders[0]), ("Customer", customers[0]),
                            ("Visit", visits[0]), ("Order", customers[0]), ("Receivable", receivables[1])] * 2
    ])  # fmt: skip
    # One who may see people's names only, and one whose rights are odd: details without the type.
    odd = Profile(frozenset({str(Right.EMPLOYEE_VIEW), str(Right.COST_VIEW)}), DEFAULT_ROLES[RoleCode.REP][0])
    actors.append(Actor(actors[0].id, "odd", "odd", east, (east,), odd, ()))
    return Data(tuple(actors))


async def load_work(data: Data, seed: int = 1) -> None:
    """What is seen for reasons that the other rows know nothing of: work, plans, routes, tracks, daily reports, and
    visits on which somebody went along. Each of anybody, for anybody, in any department."""
    chance = random.Random(seed)
    people = [actor.id for actor in data.actors[:-1]]
    departments = sorted({actor.department_id for actor in data.actors})
    days = [today() + timedelta(days=number) for number in range(3)]
    async with db.connection() as connection:
        visits, customers = [
            [row["id"] for row in await connection.fetch(f"SELECT id FROM {table} ORDER BY id")]
            for table in ("visit", "customer")
        ]

    def work(number: int, key: str, *columns: str) -> list[dict[str, Any]]:
        """Rows that are each about one of the people and have others in the columns."""
        return [
            {"id": new_id(), key: whose, "department_id": chance.choice(departments)}
            | {column: chance.choice(people) for column in columns}
            for whose in people for _ in range(number)
        ]  # fmt: skip

    def of_days(key: str) -> list[dict[str, Any]]:
        return [{**row, "business_day": days[at % 3]} for at, row in enumerate(work(3, key))]

    await insert("co_visit", [
        {"id": new_id(), "visit_id": visit, "colleague_id": colleague, "invited_by_id": chance.choice(people)}
        for visit in visits for colleague in chance.sample(people, 2)
    ])  # fmt: skip
    await insert("task", [
        {**row, "number": f"T{at}", "subject": chance.choice(TEXTS)[:160], "due_on": chance.choice(days)}
        for at, row in enumerate(work(2, "assignee_id", "assigned_by_id"))
    ])  # fmt: skip
    await insert("visit_assignment", [
        {**row, "from_on": days[0], "due_on": chance.choice(days), "customer_id": chance.choice(customers)}
        for row in work(2, "rep_id", "assigned_by_id")
    ])  # fmt: skip
    await insert("plan", [
        {**row, "number": f"PL{at}", "starts_on": days[0], "ends_on": days[2], "options": "{}"}
        for at, row in enumerate(work(2, "requested_by_id"))
    ])  # fmt: skip
    await insert("day_route", [{**row, "origin": "OPTIMISED", "computed_at": MOMENTS[0]} for row in of_days("rep_id")])
    await insert("day_track", of_days("employee_id"))
    await insert("daily_report", [
        {**row, "state": chance.choice(["DRAFT", "SUBMITTED"])} for row in of_days("author_id")
    ])  # fmt: skip


__all__ = ["MOMENTS", "TEXTS", "Data", "insert", "load", "load_work"]
