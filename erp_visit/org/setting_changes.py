"""Setting control parameters (ORG-6): from now on or from a coming day, never in the past; withdrawing; going back.

The values of a parameter at one place follow one another without gaps from the first on: a new one ends the one before
and lasts until the next that is known. What was in force is never changed, which the database sees to as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.db import Connection, after_commit
from erp_visit.events import announce
from erp_visit.org import company_clock
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.setting_periods import (
    Period,
    Place,
    begin_of,
    check_at_work,
    find_place,
    known_parameter,
    moment_of,
    next_begin,
    period,
    standing,
    version_at,
)
from erp_visit.org.settings import PARAMETERS, PLACE_SQL, Parameter, settings_json_sql

MAX_REASON = 500

# Writers of settings wait for one another; readers, and so all other commands, do not.
_LOCK = "LOCK TABLE setting IN SHARE ROW EXCLUSIVE MODE"


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """What became of a parameter. `setting_id` is None if there was nothing to take away."""

    setting_id: UUID | None
    department_id: UUID | None
    employee_id: UUID | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class SettingsRestored:
    """The periods that `restore_settings` began; none if nothing differed."""

    setting_ids: tuple[UUID, ...]
    department_id: UUID | None
    employee_id: UUID | None = None
    replayed: bool = False


async def set_setting(
    actor: Actor,
    *,
    key: str,
    value: Any,
    department_id: UUID | None = None,
    employee_id: UUID | None = None,
    starts_on: date | None = None,
    expected_version: int | None = None,
    reason: str = "",
    operation_id: UUID | None = None,
) -> SettingChanged:
    """Set a parameter for the company, for a department and those below it, or for an employee.

    `value` None takes the value away, so that the one above or the default is in force again. `starts_on` is a business
    day of the company; today and None are from now on. A value that is to come already stays, and ends this one.
    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, INACTIVE (an employee who has left), CONFLICT (`expected_version`; 0
    means never set), KEY_REUSED.
    """
    actor.require(Right.SETTING_EDIT)
    operation = Operation.of(
        actor, "setting.set", operation_id, key=key, value=value, department=department_id, employee=employee_id,
        starts=starts_on, reason=reason, version=expected_version,
    )  # fmt: skip
    parameter = known_parameter(key)
    if value is not None:
        parameter.check(value, "value")
    reason = check_text(reason, MAX_REASON, "reason")

    async def work(connection: Connection) -> SettingChanged:
        earlier = await first_result(connection, operation, SettingChanged)
        if earlier is not None:
            return earlier
        place = await find_place(connection, actor, department_id, employee_id)
        place.check(actor, parameter)
        await check_at_work(connection, place)
        await connection.execute(_LOCK)
        moment = await moment_of(connection)
        await _check_version(connection, parameter, place, expected_version, moment)
        begin = await begin_of(connection, starts_on, moment)
        setting_id = await _put(connection, actor, parameter, place, value, begin, reason, "setting.set")
        result = SettingChanged(setting_id, department_id, employee_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, SettingChanged, work)


async def _put(
    connection: Connection, actor: Actor, parameter: Parameter, place: Place, value: Any, begin: datetime, reason: str,
    action: str,
) -> UUID | None:  # fmt: skip
    """Begin a period and end the one that it falls into; answers what then stands there."""
    before = (await standing(connection, place, begin, parameter.key)).get(parameter.key)
    if value == (before.value if before else None):
        return before.id if before else None
    version = await version_at(connection, parameter.key, place) + 1
    if before is not None and before.starts_at == begin:
        await _withdraw(connection, actor, before, version)
        end = before.ends_at
    else:
        end = await next_begin(connection, parameter.key, place, begin)
        if before is not None:
            await connection.execute("UPDATE setting SET ends_at = $2 WHERE id = $1", before.id, begin)
    setting_id: UUID = await connection.fetchval(
        "INSERT INTO setting (key, department_id, employee_id, value, starts_at, ends_at, changed_at, changed_by_id,"
        " reason, version) VALUES ($1, $2, $3, $4::jsonb, $5, $6, now(), $7, $8, $9) RETURNING id",
        parameter.key, place.department_id, place.employee_id, None if value is None else orjson.dumps(value).decode(),
        begin, end, actor.id, reason, version,
    )  # fmt: skip
    await record_audit(
        connection, actor, action, "Setting", setting_id, number=parameter.key, reason=reason,
        before={"value": before.value if before else None},
        after={
            "value": value, "department_id": place.department_id, "employee_id": place.employee_id,
            "starts_at": begin.isoformat(), "ends_at": end.isoformat() if end else None,
        },
    )  # fmt: skip
    _tell(parameter, setting_id)
    return setting_id


def _tell(parameter: Parameter, setting_id: UUID) -> None:
    """Announce the change; what the clock goes by this process knows at once, before whoever changed it looks."""
    if parameter.key in company_clock.KEYS:
        after_commit(company_clock.learn_clock)
    announce("Setting", setting_id)


async def _withdraw(connection: Connection, actor: Actor, coming: Period, version: int) -> None:
    await connection.execute(
        "UPDATE setting SET withdrawn_at = now(), withdrawn_by_id = $2, version = $3 WHERE id = $1",
        coming.id, actor.id, version,
    )  # fmt: skip


async def _check_version(
    connection: Connection, parameter: Parameter, place: Place, expected: int | None, moment: datetime
) -> None:
    version = await version_at(connection, parameter.key, place)
    if expected is None or expected == version:
        return
    stored = await connection.fetchval(
        f"SELECT {settings_json_sql('$1::uuid', '$2::uuid', '$3::timestamptz')}",
        place.home or place.department_id, place.employee_id, moment,
    )  # fmt: skip
    default = orjson.loads(orjson.dumps(parameter.default, default=str))
    raise DomainError(
        ErrorCode.CONFLICT,
        "{key} was changed meanwhile and is now {value}. Look at it again, then decide.",
        path=("value",),
        key=parameter.key,
        value=orjson.dumps(orjson.loads(stored).get(parameter.key, default)).decode(),
        version=version,
    )


async def withdraw_setting(
    actor: Actor,
    *,
    setting_id: UUID,
    expected_version: int | None = None,
    reason: str = "",
    operation_id: UUID | None = None,
) -> SettingChanged:
    """Withdraw a value before it comes into force; the one before it lasts on until the next.

    Raises FORBIDDEN, NOT_FOUND, WRONG_STATE (in force, over or withdrawn), CONFLICT, KEY_REUSED.
    """
    actor.require(Right.SETTING_EDIT)
    operation = Operation.of(
        actor, "setting.withdraw", operation_id, setting=setting_id, reason=reason, version=expected_version
    )
    reason = check_text(reason, MAX_REASON, "reason")

    async def work(connection: Connection) -> SettingChanged:
        earlier = await first_result(connection, operation, SettingChanged)
        if earlier is not None:
            return earlier
        await connection.execute(_LOCK)
        row = await connection.fetchrow("SELECT * FROM setting WHERE id = $1", setting_id)
        if row is None or row["key"] not in PARAMETERS:
            raise not_found("Setting", setting_id, "settingId")
        parameter = PARAMETERS[row["key"]]
        place = await find_place(connection, actor, row["department_id"], row["employee_id"])
        place.check(actor, parameter)
        moment = await moment_of(connection)
        await _check_version(connection, parameter, place, expected_version, moment)
        if row["withdrawn_at"] is not None:
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "This value of {key} has been withdrawn already. Reload to see what is to come.",
                key=parameter.key,
            )
        if row["starts_at"] <= moment:
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "This value of {key} has come into force, and what was in force stays. Set another one from now on.",
                key=parameter.key,
            )
        coming = period(row)
        await _withdraw(connection, actor, coming, await version_at(connection, parameter.key, place) + 1)
        await connection.execute(
            f"UPDATE setting s SET ends_at = $4 WHERE key = $1 AND {PLACE_SQL.format(s='s')} = $2"
            " AND withdrawn_at IS NULL AND ends_at = $3",
            parameter.key, place.key, coming.starts_at, coming.ends_at,
        )  # fmt: skip
        await record_audit(
            connection, actor, "setting.withdraw", "Setting", setting_id, number=parameter.key, reason=reason,
            before={"value": coming.value, "starts_at": coming.starts_at.isoformat()},
            after={"department_id": place.department_id, "employee_id": place.employee_id},
        )  # fmt: skip
        _tell(parameter, setting_id)
        result = SettingChanged(setting_id, place.department_id, place.employee_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, SettingChanged, work)


async def restore_settings(
    actor: Actor,
    *,
    at: datetime,
    department_id: UUID | None = None,
    employee_id: UUID | None = None,
    starts_on: date | None = None,
    reason: str = "",
    operation_id: UUID | None = None,
) -> SettingsRestored:
    """Set back what was set here at an earlier moment, and what was not set then is taken away.

    Only this place's own values, not those above it; what differs from the values at `starts_on` (now, if not given)
    begins then. Values that are to come later stay. Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, INACTIVE, KEY_REUSED.
    """
    actor.require(Right.SETTING_EDIT)
    operation = Operation.of(
        actor, "setting.restore", operation_id, at=at.isoformat(), department=department_id, employee=employee_id,
        starts=starts_on, reason=reason,
    )  # fmt: skip
    if at.tzinfo is None or at > now():
        raise invalid("Name a moment that is past; what is set now is in force already.", "at")
    reason = check_text(reason, MAX_REASON, "reason", required=True)

    async def work(connection: Connection) -> SettingsRestored:
        earlier = await first_result(connection, operation, SettingsRestored)
        if earlier is not None:
            return earlier
        place = await find_place(connection, actor, department_id, employee_id)
        await check_at_work(connection, place)
        await connection.execute(_LOCK)
        begin = await begin_of(connection, starts_on, await moment_of(connection))
        then = await standing(connection, place, at)
        there = await standing(connection, place, begin)
        changed = []
        for key in [key for key in PARAMETERS if key in then or key in there]:
            parameter = PARAMETERS[key]
            value = then[key].value if key in then else None
            if value == (there[key].value if key in there else None):
                continue
            place.check(actor, parameter)
            if value is not None:
                parameter.check(value, "at")
            setting_id = await _put(connection, actor, parameter, place, value, begin, reason, "setting.restore")
            changed.append(setting_id)
        result = SettingsRestored(tuple(key for key in changed if key is not None), department_id, employee_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, SettingsRestored, work)


__all__ = [
    "SettingChanged", "SettingsRestored", "restore_settings", "set_setting", "withdraw_setting",
]  # fmt: skip
