"""Commands on departments, employees and their log-ins (ORG-1, ORG-4)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.db import Connection, transaction
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.auth import normal_username
from erp_visit.org.guards import check_administrator_left, check_reach, one_at_a_time, target_employee
from erp_visit.org.news import tell
from erp_visit.org.passwords import check_password, hash_in_thread, new_first_password
from erp_visit.org.rights import Right
from erp_visit.org.roles import ensure_roles, give_roles, roles_by_code
from erp_visit.org.sessions import end_sessions_after_commit, renew_epoch

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_LOCALES = ("zh", "en")

Leaving = Callable[[Connection, Actor, UUID], Awaitable[tuple[Sequence[UUID], Sequence[UUID]]]]
_leaving: list[Leaving] = []


def when_employee_leaves(release: Leaving) -> Leaving:
    """Register what a higher domain gives back when an employee leaves.

    It answers the keys of the customers that went to the pool, and of those that stay in the leaver's name.
    """
    _leaving.append(release)
    return release


@dataclass(frozen=True, slots=True)
class EmployeeChanged:
    """The employee that a command made or changed."""

    employee_id: UUID
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """Whose password was set, and the password: it is told this once."""

    employee_id: UUID
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EmployeeDisabled:
    """Who left, the customers who went to the pool, and those with open business who stay in the leaver's name."""

    employee_id: UUID
    released_customer_ids: tuple[UUID, ...] = ()
    kept_customer_ids: tuple[UUID, ...] = ()
    replayed: bool = False


async def create_employee(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    code: str,
    name: str,
    department_id: UUID,
    phone: str = "",
    username: str | None = None,
    password: str | None = None,
    roles: Sequence[str] = (),
    locale: str = "zh",
) -> EmployeeChanged:
    """Take on an employee under the client's id; with a user name and password, one who can log in, and has to choose
    an own password then.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (department), DUPLICATE (code, user name), KEY_REUSED.
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    operation = Operation.of(
        actor, "employee.create", id, code=code, name=name, department=department_id, phone=phone, username=username,
        roles=sorted(roles), locale=locale,
    )  # fmt: skip
    values = _checked({"code": code, "name": name, "phone": phone, "username": username, "locale": locale})
    hashed = None
    if password is not None:
        if values["username"] is None:
            raise invalid("A password needs a user name to go with it.", "username")
        check_password(password, "password", username=values["username"], name=values["name"])
        hashed = await hash_in_thread(password)

    async def work(connection: Connection) -> EmployeeChanged:
        earlier = await first_result(connection, operation, EmployeeChanged)
        if earlier is not None:
            return earlier
        await one_at_a_time(connection)
        await _require_department(connection, actor, department_id, "departmentId")
        await _check_unique(connection, values, None)
        chosen = await roles_by_code(connection, actor, roles, "roles")
        await connection.execute(
            "INSERT INTO employee (id, code, name, phone, username, password_hash, password_changed_at,"
            " must_change_password, department_id, locale) VALUES ($1, $2, $3, $4, $5, $6::varchar,"
            " CASE WHEN $6 IS NOT NULL THEN now() END, $6 IS NOT NULL, $7, $8)",
            id, values["code"], values["name"], values["phone"], values["username"], hashed, department_id,
            values["locale"],
        )  # fmt: skip
        await give_roles(connection, id, chosen)
        await record_audit(
            connection, actor, "employee.create", "Employee", id, number=values["name"],
            after={**values, "department_id": department_id, "roles": [row["code"] for row in chosen]},
        )  # fmt: skip
        announce("Employee", id)
        result = EmployeeChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, EmployeeChanged, work)


async def create_user(
    *, username: str, name: str, roles: Sequence[str], department: str | None = None, password: str,
    second_factor_for: str | None = None,
) -> UUID:  # fmt: skip
    """Make a log-in from the command line, for the system itself: the first administrator has nobody to ask.

    `department` is a code; without one it is the company, which is made if there is none. `second_factor_for` is put
    in force if nobody could log in before: a company begins with it, and may set another value. Answers the
    employee's key. Raises INVALID_INPUT, NOT_FOUND (department), DUPLICATE (user name).
    """
    values = _checked({"name": name, "username": username})
    check_password(password, "password", username=values["username"], name=values["name"])
    hashed = await hash_in_thread(password)
    employee_id = new_id()
    async with transaction() as connection:
        await one_at_a_time(connection)
        await ensure_roles(connection)
        await _check_unique(connection, values, None)
        chosen = await roles_by_code(connection, None, roles, "roles")
        if second_factor_for is not None:
            await _begin_second_factor(connection, second_factor_for)
        await connection.execute(
            "INSERT INTO employee (id, code, name, username, password_hash, password_changed_at, department_id)"
            " VALUES ($1, $2, $3, $4, $5, now(), $6)",
            employee_id, f"U-{values['username']}"[:32], values["name"], values["username"], hashed,
            await _department_by_code(connection, department),
        )  # fmt: skip
        await give_roles(connection, employee_id, chosen)
        await record_audit(
            connection, None, "employee.create", "Employee", employee_id, number=values["name"],
            after={**values, "roles": [row["code"] for row in chosen]},
        )  # fmt: skip
    return employee_id


async def _begin_second_factor(connection: Connection, wanted: str) -> None:
    """A company's first rule of whom a second factor is asked, unless somebody can log in already or has set one."""
    setting_id = await connection.fetchval(
        "INSERT INTO setting (key, value, changed_at, reason) SELECT 'second_factor_for', to_jsonb($1::text), now(), $2"
        " WHERE NOT EXISTS (SELECT FROM employee WHERE password_hash IS NOT NULL)"
        " AND NOT EXISTS (SELECT FROM setting WHERE key = 'second_factor_for') RETURNING id",
        wanted, "How a new company begins",
    )  # fmt: skip
    if setting_id is not None:
        await record_audit(
            connection, None, "setting.set", "Setting", setting_id, number="second_factor_for", after={"value": wanted}
        )


async def update_employee(
    actor: Actor,
    *,
    employee_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> EmployeeChanged:
    """Change `code`, `name`, `phone`, `username`, `locale` or `department_id` of an employee.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, DUPLICATE, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    operation = Operation.of(actor, "employee.update", operation_id, employee=employee_id, changes=dict(changes))
    wanted = _checked(changes)

    async def work(connection: Connection) -> EmployeeChanged:
        earlier = await first_result(connection, operation, EmployeeChanged)
        if earlier is not None:
            return earlier
        await one_at_a_time(connection)
        target = await target_employee(connection, actor, employee_id, "employeeId")
        if expected_version is not None and expected_version != target.version:
            raise _changed_meanwhile(target.name, target.version)
        if "department_id" in wanted:
            await _require_department(connection, actor, wanted["department_id"], "departmentId")
        await _check_unique(connection, wanted, employee_id)
        now = {name: getattr(target, name) for name in wanted}
        before, after = changed(now, wanted)
        if after:
            # The names are ours: _checked let no other through.
            assignments = ", ".join(f"{name} = ${number}" for number, name in enumerate(after, start=2))
            await connection.execute(
                f"UPDATE employee SET {assignments}, version = version + 1 WHERE id = $1", employee_id, *after.values()
            )
            await record_audit(
                connection, actor, "employee.update", "Employee", employee_id, number=target.name, before=before,
                after=after,
            )  # fmt: skip
            renew_epoch()
            announce("Employee", employee_id)
        result = EmployeeChanged(employee_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, EmployeeChanged, work)


async def set_password(actor: Actor, *, employee_id: UUID, password: str | None = None) -> FirstPassword:
    """Set a first password for an employee, made here if none is given, to be changed at the next log-in; all his
    sessions end, and a second factor is asked for as before. One's own needs the old one: `change_password`.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, WRONG_STATE (has left, has no user name).
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    async with transaction() as connection:
        target = await target_employee(connection, actor, employee_id, "employeeId")
        if target.status != "ACTIVE" or target.username is None:
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "{name} has no log-in. Give a user name to an active employee first.",
                path=("employeeId",),
                name=target.name,
            )
        if password is None:
            password = new_first_password()
        check_password(password, "password", username=target.username, name=target.name)
        await connection.execute(
            "UPDATE employee SET password_hash = $2, password_changed_at = now(), must_change_password = true,"
            " version = version + 1 WHERE id = $1",
            employee_id, await hash_in_thread(password),
        )  # fmt: skip
        await record_audit(connection, actor, "employee.set_password", "Employee", employee_id, number=target.username)
        await tell(connection, employee_id, "An administrator has set a new first password for your log-in.")
        end_sessions_after_commit(employee_id)
    return FirstPassword(employee_id, password)


async def disable_employee(
    actor: Actor, *, employee_id: UUID, reason: str = "", operation_id: UUID | None = None
) -> EmployeeDisabled:
    """An employee leaves (离职): the log-in is shut, all sessions end at once, the customers go to the pool.

    Customers with open orders or debts stay in his name until somebody takes them over, unless the parameter
    `pool_takes_obligations` lets them go as well.

    Raises FORBIDDEN, NOT_FOUND, WRONG_STATE (has left already; nobody left to administer), KEY_REUSED.
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    reason = check_text(reason, 500, "reason")
    operation = Operation.of(actor, "employee.disable", operation_id, employee=employee_id, reason=reason)

    async def work(connection: Connection) -> EmployeeDisabled:
        earlier = await first_result(connection, operation, EmployeeDisabled)
        if earlier is not None:
            return earlier
        await one_at_a_time(connection)
        target = await target_employee(connection, actor, employee_id, "employeeId")
        if target.status != "ACTIVE":
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "{name} has left already; there is nothing more to do.",
                path=("employeeId",),
                name=target.name,
            )
        if employee_id == actor.id:
            raise DomainError(
                ErrorCode.WRONG_STATE, "Nobody disables himself. Ask another administrator.", path=("employeeId",)
            )
        await connection.execute(
            "UPDATE employee SET status = 'LEFT', version = version + 1 WHERE id = $1", employee_id
        )
        await check_administrator_left(connection)
        released: list[UUID] = []
        kept: list[UUID] = []
        for release in _leaving:
            gone, stayed = await release(connection, actor, employee_id)
            released += gone
            kept += stayed
        await record_audit(
            connection, actor, "employee.disable", "Employee", employee_id, number=target.name, reason=reason,
            before={"status": "ACTIVE"},
            after={"status": "LEFT", "released_customers": len(released), "kept_customers": len(kept)},
        )  # fmt: skip
        end_sessions_after_commit(employee_id)
        renew_epoch()
        announce("Employee", employee_id)
        result = EmployeeDisabled(employee_id, tuple(released), tuple(kept))
        await remember(connection, operation, result)
        return result

    return await once(operation, EmployeeDisabled, work)


async def _require_department(connection: Connection, actor: Actor, department_id: UUID, *path: str | int) -> None:
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM department WHERE id = $1)", department_id):
        raise not_found("Department", department_id, *path)
    check_reach(actor, department_id, *path)


async def _department_by_code(connection: Connection, code: str | None) -> UUID:
    if code is not None:
        found: UUID | None = await connection.fetchval("SELECT id FROM department WHERE code = $1", code.strip()[:32])
        if found is None:
            raise not_found("Department", code, "department")
        return found
    root: UUID | None = await connection.fetchval(
        "SELECT id FROM department WHERE parent_id IS NULL ORDER BY id LIMIT 1"
    )
    if root is None:
        root = await connection.fetchval("INSERT INTO department (code, name) VALUES ('HQ', '公司') RETURNING id")
    assert root is not None
    return root


async def _check_unique(connection: Connection, values: Mapping[str, Any], employee_id: UUID | None) -> None:
    for name, message in (
        ("code", "The personnel number {value} is taken. Choose another."),
        ("username", "The user name {value} is taken. Choose another."),
    ):
        value = values.get(name)
        if value is not None and await connection.fetchval(
            f"SELECT EXISTS (SELECT FROM employee WHERE {name} = $1 AND id IS DISTINCT FROM $2)", value, employee_id
        ):
            raise DomainError(ErrorCode.DUPLICATE, message, path=(name,), value=value)


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in changes.items():
        match name:
            case "code":
                values[name] = check_text(value, 32, name, required=True)
            case "name":
                values[name] = check_text(value, 64, name, required=True)
            case "phone":
                values[name] = check_text(value, 32, name)
            case "username":
                values[name] = None if value is None else _checked_username(value)
            case "locale":
                if value not in _LOCALES:
                    raise invalid("{value} is not a language here; choose zh or en.", name, value=str(value)[:40])
                values[name] = value
            case "department_id":
                values[name] = value
            case _:
                raise invalid("{field} of an employee cannot be changed here.", name[:64], field=name[:64])
    return values


def _checked_username(value: str) -> str:
    username = normal_username(value)
    if not _USERNAME.fullmatch(username) or len(value.strip()) > 64:
        raise invalid(
            "{value} is no user name: 2 to 64 letters, digits, dots, hyphens or underscores, a letter or digit first.",
            "username",
            value=username,
        )
    return username


def _changed_meanwhile(name: str, version: int) -> DomainError:
    return DomainError(
        ErrorCode.CONFLICT,
        "{name} was changed by somebody else meanwhile. Reload it, then decide again.",
        name=name,
        version=version,
    )


__all__ = [
    "EmployeeChanged", "EmployeeDisabled", "FirstPassword", "create_employee", "create_user", "disable_employee",
    "ensure_roles", "set_password", "update_employee", "when_employee_leaves",
]  # fmt: skip
