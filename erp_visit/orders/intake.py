"""All facts that an order is judged by when it is quoted or submitted, read in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from erp_visit.catalog.service import ProductFacts, parse_products, products_sql
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.operations import STORED
from erp_visit.customers.models import ORDERING, Customer, CustomerStatus
from erp_visit.db import Connection
from erp_visit.finance.credit import CreditView
from erp_visit.finance.standing import account_json, credit_view, overdue_sql
from erp_visit.org.settings import ControlParameters
from erp_visit.org.statements import JUDGED, Reading, judged_by, on_its_day, sees
from erp_visit.stock.lots import available_sql, parse_available
from erp_visit.visits.facts import VISIT_KEY
from erp_visit.visits.models import VisitState


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known before an order is taken.

    The order belongs to the customer's rep, who may have taken it himself (`own`); to whoever enters it, for a customer
    without a rep or whose rep has left, in the customer's department. `credit` is without the order, `available` in
    base units by product, `stored` the operation's row, `visit` the visit's key, rep, customer and state.
    """

    stored: str | None
    customer_name: str
    customer_status: CustomerStatus
    rep_id: UUID
    own: bool
    department_id: UUID
    warehouse_id: UUID
    warehouse_name: str
    visit: tuple[UUID, UUID, UUID, VisitState] | None
    parameters: ControlParameters
    day: date
    credit: CreditView
    products: dict[UUID, ProductFacts]
    available: dict[UUID, int]


_VISIT = f"""(
    SELECT json_build_array(v.id, v.rep_id, v.customer_id, v.state)::text FROM visit v
    WHERE v.id = {VISIT_KEY.format(key="$9::uuid")})"""


@lru_cache(maxsize=256)
def _statement(profile: Profile, *, visit: bool) -> str:
    return f"""
WITH c AS (
    SELECT c.id, c.name, c.status, c.level, c.credit_limit, c.department_id,
        (SELECT o.id FROM employee o WHERE o.id = c.owner_id AND o.status = 'ACTIVE') AS owner_id
    FROM customer c WHERE c.id = $4 AND {sees(Customer, profile, "c")}
), e AS (
    SELECT e.id, CASE WHEN $8::boolean OR c.owner_id IS NOT NULL THEN e.department_id ELSE c.department_id END
        AS department_id, $8::boolean OR c.owner_id = $1 AS own
    FROM c JOIN employee e ON e.id = CASE WHEN $8::boolean THEN $1 ELSE coalesce(c.owner_id, $1) END
), w AS (
    SELECT w.id, w.name, w.active FROM warehouse w
    WHERE CASE WHEN $6::uuid IS NULL THEN w.active AND w.kind = 'WAREHOUSE' ELSE w.id = $6 END ORDER BY w.code LIMIT 1
)
SELECT {JUDGED}, {STORED.format(key="$7::uuid")} AS stored, c.name, c.status, c.credit_limit,
    e.id AS rep_id, e.own, e.department_id,
    w.id AS warehouse_id, w.name AS warehouse_name, w.active AS warehouse_active,
    {account_json("a")}::text AS account,
    {overdue_sql("c.id", "$3::date")}::text AS overdue,
    {_VISIT if visit else "NULL::text"} AS visit,
    {products_sql("$5::uuid[]", "c.id", "c.level")} AS products,
    {available_sql("w.id", "$5::uuid[]", "$3::date")}::text AS available
FROM (VALUES (true)) one LEFT JOIN e ON true LEFT JOIN c ON true LEFT JOIN w ON true
LEFT JOIN customer_account a ON a.customer_id = c.id
"""


async def read_intake(
    connection: Connection,
    actor: Actor,
    *,
    customer_id: UUID,
    product_ids: Sequence[UUID],
    warehouse_id: UUID | None = None,
    visit_id: UUID | None = None,
    operation_id: UUID | None = None,
    day: date | None = None,
) -> tuple[str | None, Reading]:
    """Read once; returns the operation's row and the rest for `parse_intake`, so that a repeat is answered first."""
    as_self = visit_id is not None or actor.profile.scope is Scope.OWN

    async def read(on: date) -> Reading:
        row: Any = await connection.fetchrow(
            _statement(actor.profile, visit=visit_id is not None), actor.id, list(actor.department_ids), on,
            customer_id, list(product_ids), warehouse_id, operation_id, as_self, *((visit_id,) if visit_id else ()),
        )  # fmt: skip
        return await judged_by(connection, row, row["department_id"], row["rep_id"])

    reading = await on_its_day(read) if day is None else (await read(day))._replace(day=day)
    return reading.row["stored"], reading


def parse_intake(reading: Reading, customer_id: UUID, warehouse_id: UUID | None) -> Intake:
    """The facts; raises NOT_FOUND for a customer or warehouse out of reach, INACTIVE for a closed warehouse."""
    row = reading.row
    if row["name"] is None:
        raise not_found("Customer", customer_id, "customerId")
    if row["warehouse_id"] is None:
        raise not_found("Warehouse", warehouse_id or "", "warehouseId")
    if not row["warehouse_active"]:
        raise DomainError(
            ErrorCode.INACTIVE,
            "Warehouse {warehouse} is closed. Choose another one.",
            path=("warehouseId",), warehouse=row["warehouse_name"],
        )  # fmt: skip
    visit = orjson.loads(row["visit"]) if row["visit"] else None
    return Intake(
        stored=row["stored"],
        customer_name=row["name"],
        customer_status=CustomerStatus(row["status"]),
        rep_id=row["rep_id"],
        own=bool(row["own"]),
        department_id=row["department_id"],
        warehouse_id=row["warehouse_id"],
        warehouse_name=row["warehouse_name"],
        visit=(UUID(visit[0]), UUID(visit[1]), UUID(visit[2]), VisitState(visit[3])) if visit else None,
        parameters=reading.parameters,
        day=reading.day,
        credit=credit_view(row["credit_limit"], row["account"], row["overdue"]),
        products=parse_products(row["products"]),
        available=parse_available(row["available"]),
    )


def check_customer(intake: Intake) -> None:
    """Only customers in certain states of their life cycle may order."""
    if intake.customer_status not in ORDERING:
        raise DomainError(
            ErrorCode.INACTIVE,
            "{customer} is {status} and may not order. Ask the back office to reactivate the customer.",
            path=("customerId",), customer=intake.customer_name, status=intake.customer_status,
        )  # fmt: skip


def check_visit(actor: Actor, intake: Intake, customer_id: UUID, visit_id: UUID | None) -> UUID | None:
    """A visit must be the actor's own, at this customer, with a check-in and not yet over. Answers its own key.

    Without one, the order is refused if the settings ask for a check-in and the actor took the order himself.
    """
    if visit_id is None:
        if intake.parameters.order_requires_check_in and intake.own:
            raise DomainError(
                ErrorCode.VISIT_REQUIRED,
                "Orders are taken during a visit only. Check in at {customer} first, then submit the order again.",
                path=("visitId",), customer=intake.customer_name,
            )  # fmt: skip
        return None
    if intake.visit is None or intake.visit[1] != actor.id:
        raise not_found("Visit", visit_id, "visitId")
    key, _, visited, state = intake.visit
    if visited != customer_id or state is not VisitState.CHECKED_IN:
        raise DomainError(
            ErrorCode.VISIT_REQUIRED,
            "The visit is not an open one with a check-in at {customer}. Check in there, then submit the order again.",
            path=("visitId",), customer=intake.customer_name, state=state,
        )  # fmt: skip
    return key


__all__ = ["Intake", "check_customer", "check_visit", "parse_intake", "read_intake"]
