"""Commands on customers and their contacts (CUS-1, CUS-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible, visible_among
from erp_visit.customers.fields import CONTACT_FIELDS, CREDIT_FIELDS, CUSTOMER_FIELDS, camel, checked, pinyin_initials
from erp_visit.customers.models import Contact, Customer
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.guards import check_reach
from erp_visit.org.rights import Right
from erp_visit.org.service import when_employee_leaves
from erp_visit.org.settings import control_parameters

_JSON = ("custom", "opening_hours")
_COLUMNS = (*CUSTOMER_FIELDS, "pinyin", "latitude", "longitude")
constraint_means(
    "customer_pkey", ErrorCode.KEY_REUSED, "The id stands for another customer. Make a fresh UUID for each one."
)
constraint_means(
    "customer_code_key", ErrorCode.DUPLICATE, "Another customer has this code. Choose another, or leave it out."
)
constraint_means(
    "customer_licence", ErrorCode.DUPLICATE, "Another customer has this licence number. Look for that customer first."
)
for _name in ("customer_closed", "customer_closed_days"):
    constraint_means(
        _name, ErrorCode.INVALID_INPUT,
        "A shop that is closed for a while needs the first day of it, and a last day not before that.",
    )  # fmt: skip
constraint_means(
    "contact_pkey", ErrorCode.KEY_REUSED, "The id stands for another contact. Make a fresh UUID for each one."
)


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """The customer that a command made or changed."""

    customer_id: UUID
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """The contact that a command made or changed, and whose it is."""

    contact_id: UUID
    customer_id: UUID
    replayed: bool = False


async def create_customer(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    values: Mapping[str, Any],
) -> CustomerChanged:
    """Make a customer under the client's id.

    `values` holds fields of `CUSTOMER_FIELDS` and `position` ({latitude, longitude, datum}); only `name` is needed.
    Without a code one is given; without an owner it is the actor if he sees his own customers only; without a
    department it is the owner's, else the actor's. Raises FORBIDDEN, INVALID_INPUT (all that is wrong at once),
    NOT_FOUND (owner, department), DUPLICATE (code, licence number), KEY_REUSED.
    """
    actor.require(Right.CUSTOMER_EDIT)
    _require_credit_right(actor, values)
    operation = Operation.of(actor, "customer.create", id, values=dict(values))
    row = checked({"name": "", **values}, CUSTOMER_FIELDS)

    async def work(connection: Connection) -> CustomerChanged:
        earlier = await first_result(connection, operation, CustomerChanged)
        if earlier is not None:
            return earlier
        if actor.profile.scope is Scope.OWN:
            row.setdefault("owner_id", actor.id)
        await _place(connection, actor, row, actor.department_id)
        await _check_unique(connection, actor, row, None)
        row.setdefault("code", await _next_code(connection))
        names = [name for name in _COLUMNS if name in row]
        await connection.execute(
            f"INSERT INTO customer (id, {', '.join(names)})"
            f" VALUES ($1, {', '.join(f'${number}' for number in range(2, len(names) + 2))})",
            id, *(_stored(name, row[name]) for name in names),
        )  # fmt: skip
        await record_audit(connection, actor, "customer.create", "Customer", id, number=row["name"], after=row)
        announce("Customer", id)
        result = CustomerChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, CustomerChanged, work)


async def update_customer(
    actor: Actor,
    *,
    customer_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> CustomerChanged:
    """Change fields of a customer; what is not in `changes` stays. Equal values change nothing.

    Raises FORBIDDEN, INVALID_INPUT (all that is wrong at once), NOT_FOUND, DUPLICATE, KEY_REUSED, and CONFLICT with
    `current`, the values that the fields to be changed have now, and `version`.
    """
    if not changes or not CREDIT_FIELDS.issuperset(changes):  # finance sets credit and nothing else
        actor.require(Right.CUSTOMER_EDIT)
    _require_credit_right(actor, changes)
    operation = Operation.of(
        actor, "customer.update", operation_id, customer=customer_id, changes=dict(changes), version=expected_version
    )
    wanted = checked(changes, CUSTOMER_FIELDS)

    async def work(connection: Connection) -> CustomerChanged:
        earlier = await first_result(connection, operation, CustomerChanged)
        if earlier is not None:
            return earlier
        found = await require_visible(
            connection, actor, Customer, customer_id, "customerId",
            columns=("id", "version", *_COLUMNS), lock="FOR NO KEY UPDATE OF t",
        )  # fmt: skip
        row = {**found, **{name: orjson.loads(found[name]) for name in _JSON}}
        if expected_version is not None and expected_version != row["version"]:
            raise _changed_meanwhile(actor, row, wanted)
        if "owner_id" in wanted and wanted["owner_id"] == row["owner_id"]:
            del wanted["owner_id"]
        await _place(connection, actor, wanted, row["department_id"])
        before, after = changed(row, wanted)
        if after:
            await _check_unique(connection, actor, after, customer_id)
            assignments = ", ".join(f"{name} = ${number}" for number, name in enumerate(after, start=2))
            await connection.execute(
                f"UPDATE customer SET {assignments}, version = version + 1 WHERE id = $1",
                customer_id, *(_stored(name, value) for name, value in after.items()),
            )  # fmt: skip
            await record_audit(
                connection, actor, "customer.update", "Customer", customer_id,
                number=wanted.get("name", row["name"]), before=before, after=after,
            )  # fmt: skip
            announce("Customer", customer_id)
        result = CustomerChanged(customer_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, CustomerChanged, work)


async def add_contact(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    customer_id: UUID,
    values: Mapping[str, Any],
) -> ContactChanged:
    """Add a person at a customer under the client's id; `values` holds fields of `CONTACT_FIELDS`.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (customer), KEY_REUSED.
    """
    actor.require(Right.CUSTOMER_EDIT)
    operation = Operation.of(actor, "contact.create", id, customer=customer_id, values=dict(values))
    row = checked({"name": "", **values}, CONTACT_FIELDS)

    async def work(connection: Connection) -> ContactChanged:
        earlier = await first_result(connection, operation, ContactChanged)
        if earlier is not None:
            return earlier
        await require_visible(connection, actor, Customer, customer_id, "customerId")
        await connection.execute(
            f"INSERT INTO contact (id, customer_id, {', '.join(row)})"
            f" VALUES ($1, $2, {', '.join(f'${number}' for number in range(3, len(row) + 3))})",
            id, customer_id, *row.values(),
        )  # fmt: skip
        await record_audit(connection, actor, "contact.create", "Contact", id, number=row["name"], after=row)
        announce("Customer", customer_id)
        result = ContactChanged(id, customer_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, ContactChanged, work)


async def update_contact(
    actor: Actor, *, contact_id: UUID, changes: Mapping[str, Any], operation_id: UUID | None = None
) -> ContactChanged:
    """Change fields of a contact. Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, KEY_REUSED."""
    actor.require(Right.CUSTOMER_EDIT)
    operation = Operation.of(actor, "contact.update", operation_id, contact=contact_id, changes=dict(changes))
    wanted = checked(changes, CONTACT_FIELDS)

    async def work(connection: Connection) -> ContactChanged:
        earlier = await first_result(connection, operation, ContactChanged)
        if earlier is not None:
            return earlier
        row = await require_visible(
            connection, actor, Contact, contact_id, "contactId",
            columns=("customer_id", *CONTACT_FIELDS), lock="FOR NO KEY UPDATE OF t",
        )  # fmt: skip
        before, after = changed(dict(row), wanted)
        if after:
            assignments = ", ".join(f"{name} = ${number}" for number, name in enumerate(after, start=2))
            await connection.execute(f"UPDATE contact SET {assignments} WHERE id = $1", contact_id, *after.values())
            await record_audit(
                connection, actor, "contact.update", "Contact", contact_id,
                number=wanted.get("name", row["name"]), before=before, after=after,
            )  # fmt: skip
            announce("Customer", row["customer_id"])
        result = ContactChanged(contact_id, row["customer_id"])
        await remember(connection, operation, result)
        return result

    return await once(operation, ContactChanged, work)


_obligations: list[str] = []


def obliges(condition: str) -> None:
    """Register open business that keeps a customer with his rep: SQL on `{customer}`, the customer's key."""
    _obligations.append(condition)


@when_employee_leaves
async def release_customers(
    connection: Connection, actor: Actor, employee_id: UUID
) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """A leaver's customers go to the pool (公海): they keep their department and have no owner (CUS-9).

    Those with open orders or debts stay his, unless the parameters let them go too. Answers who went and who stayed.
    """
    everybody = (await control_parameters(connection, None)).pool_takes_obligations
    held = " OR ".join(condition.format(customer="c.id") for condition in _obligations) or "false"
    rows = await connection.fetch(
        f"""
WITH mine AS MATERIALIZED (
    SELECT c.id, NOT $3::boolean AND ({held}) AS kept FROM customer c WHERE c.owner_id = $1
    ORDER BY c.id FOR NO KEY UPDATE
), released AS (
    UPDATE customer c SET owner_id = NULL, version = version + 1 FROM mine WHERE c.id = mine.id AND NOT mine.kept
    RETURNING c.id, c.name
), noted AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after)
    SELECT $2, 'customer.release', 'Customer', id, left(name, 64), jsonb_build_object('owner_id', $1),
        jsonb_build_object('owner_id', NULL) FROM released
)
SELECT id, kept FROM mine ORDER BY id""",
        employee_id, actor.id, everybody,
    )  # fmt: skip
    gone = tuple(row["id"] for row in rows if not row["kept"])
    if gone:
        announce("Customer", *gone)
    return gone, tuple(row["id"] for row in rows if row["kept"])


def _require_credit_right(actor: Actor, values: Mapping[str, Any]) -> None:
    for name in values:
        if name in CREDIT_FIELDS and not actor.may(Right.CREDIT_EDIT):
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "You lack the right {right}. An administrator can grant it to your role.",
                path=(camel(name),),
                right=Right.CREDIT_EDIT.value,
            )


async def _place(connection: Connection, actor: Actor, row: dict[str, Any], department_id: UUID) -> None:
    """Check owner and department of the row against the actor's reach; a new owner brings his department."""
    owner_id = row.get("owner_id")
    if "owner_id" in row and actor.profile.scope is Scope.OWN and owner_id != actor.id:
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "You may not hand customers over. Ask your supervisor to do it.",
            path=("ownerId",),
        )
    if owner_id is not None:
        owner = await connection.fetchrow(
            "SELECT department_id FROM employee WHERE id = $1 AND status = 'ACTIVE'", owner_id
        )
        if owner is None:
            raise not_found("Employee", owner_id, "ownerId")
        check_reach(actor, owner["department_id"], "ownerId")
        row.setdefault("department_id", owner["department_id"])
    row["department_id"] = row.get("department_id") or department_id
    if row["department_id"] != department_id:
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM department WHERE id = $1)", row["department_id"]):
            raise not_found("Department", row["department_id"], "departmentId")
        check_reach(actor, row["department_id"], "departmentId")


async def _check_unique(connection: Connection, actor: Actor, row: Mapping[str, Any], customer_id: UUID | None) -> None:
    for name in ("code", "licence_number"):
        value = row.get(name)
        if value is None:
            continue
        other = await connection.fetchrow(
            f"SELECT id, code, name FROM customer WHERE {name} = $1 AND id IS DISTINCT FROM $2", value, customer_id
        )
        if other is None:
            continue
        if await visible_among(connection, actor, Customer, [other["id"]]):
            raise DomainError(
                ErrorCode.DUPLICATE,
                "{customer} ({number}) has {value} already. Work on that customer, or correct the number.",
                path=(camel(name),),
                value=value,
                customer=other["name"],
                number=other["code"],
                id=str(other["id"]),
            )
        raise DomainError(
            ErrorCode.DUPLICATE,
            "A customer of a colleague has {value} already. Ask your supervisor, or correct the number.",
            path=(camel(name),),
            value=value,
        )


async def _next_code(connection: Connection) -> str:
    """The next free number: an import may have used some of them."""
    while True:
        code: str = await connection.fetchval("SELECT 'C' || lpad(nextval('customer_number')::text, 6, '0')")
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM customer WHERE code = $1)", code):
            return code


def _changed_meanwhile(actor: Actor, row: Mapping[str, Any], wanted: Mapping[str, Any]) -> DomainError:
    shown = [name for name in wanted if name not in CREDIT_FIELDS or actor.may(Right.CREDIT_VIEW)]
    return DomainError(
        ErrorCode.CONFLICT,
        "{name} was changed by somebody else meanwhile. Look at the current values, then decide again.",
        name=row["name"],
        version=row["version"],
        current={camel(name): _plain(row[name]) for name in shown if name != "pinyin"},
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float, str, list, dict)) or value is None else str(value)


def _stored(name: str, value: Any) -> Any:
    return orjson.dumps(value).decode() if name in _JSON else value


__all__ = [
    "ContactChanged", "CustomerChanged", "add_contact", "create_customer", "pinyin_initials", "release_customers",
    "update_contact", "update_customer",
]  # fmt: skip
