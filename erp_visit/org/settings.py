"""Control parameters (控制参数): the rules that a distributor sets, for the company or for one department.

Each field of `ControlParameters` carries its meaning and limits, so that the schema, the panel and the check of
a new value read the same line. A department's value wins over those of the departments above it, and those
over the company's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.models import Department
from erp_visit.org.rights import Right

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is known of a parameter: `kind` is bool, int, str or Decimal; `unit` is how the number is meant."""

    key: str
    kind: type
    default: Any
    label: str
    help: str
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    per_department: bool = True

    def check(self, value: Any, *path: str | int) -> Any:
        """The value as it is stored (JSON); raises INVALID_INPUT that says what is allowed."""
        if self.kind is bool:
            if not isinstance(value, bool):
                raise invalid("{key} is a switch; give true or false.", *path, key=self.key)
        elif self.kind is int:
            if isinstance(value, bool) or not isinstance(value, int):
                raise invalid("{key} is a whole number; {value} is not.", *path, key=self.key, value=str(value)[:40])
            if not (self.minimum or 0) <= value <= (self.maximum or 0):
                raise invalid(
                    "{key} must lie between {minimum} and {maximum}; {value} does not.",
                    *path, key=self.key, minimum=self.minimum, maximum=self.maximum, value=value,
                )  # fmt: skip
        elif self.choices and (not isinstance(value, str) or value not in self.choices):
            raise invalid(
                "{key} must be one of {choices}; {value} is not.",
                *path, key=self.key, choices=", ".join(self.choices), value=str(value)[:40],
            )  # fmt: skip
        elif self.key == "timezone":
            _check_zone(value, *path)
        return value


def _check_zone(value: Any, *path: str | int) -> None:
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):  # no such zone, a path, a folder of zones
        raise invalid(
            "{value} is not a time zone; give a name such as Asia/Shanghai.", *path, value=str(value)[:40]
        ) from None


def _parameter(default: T, label: str, help: str, **limits: Any) -> T:  # noqa: A002 -- it becomes Parameter.help
    return dataclasses.field(default=default, metadata={"label": label, "help": help, **limits})


_PHOTOS = ("STOREFRONT", "DISPLAY", "SHELF", "OTHER", "ANY")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlParameters:
    """The rules in force for a department."""

    warehouse_review: bool = _parameter(
        False, "Warehouse review", "An order needs the warehouse's agreement before it is approved."
    )
    finance_review: bool = _parameter(
        False, "Finance review", "An order needs finance's agreement before it is approved."
    )
    reserve_at: str = _parameter(
        "APPROVAL", "Reserve stock at", "When stock is set aside for an order.", choices=("APPROVAL", "SUBMIT")
    )
    order_requires_check_in: bool = _parameter(
        False, "Order only after check-in", "A rep's order needs an open visit with check-in at the customer."
    )
    payment_before_shipping: bool = _parameter(
        False, "Payment before shipping", "An order is shipped only when the customer's advance covers it."
    )
    approve_own_orders: bool = _parameter(
        False, "Approve one's own orders", "Who submitted an order may also approve it."
    )
    hold_on_overdue: bool = _parameter(
        True, "Hold on overdue debt", "An order of a customer with overdue documents is held for a decision."
    )
    prices_include_tax: bool = _parameter(
        True, "Prices include tax", "Unit prices include VAT; otherwise it is added.", per_department=False
    )
    rounding_unit: Decimal = _parameter(  # noqa: RUF009 -- it declares the field
        Decimal(0), "Rounding (抹零)", "An order's total is rounded down to a multiple of this; 0 rounds nothing.",
        choices=("0", "0.1", "1"), unit="CNY",
    )  # fmt: skip
    check_in_required: bool = _parameter(
        True, "Position required at check-in",
        "A check-in outside the radius or with an old fix is refused; otherwise it is taken and marked.",
    )  # fmt: skip
    tolerance_radius: int = _parameter(
        200, "Tolerance radius", "How far from the customer's position a check-in may be.",
        unit="m", minimum=10, maximum=50_000,
    )  # fmt: skip
    maximum_accuracy: int = _parameter(
        100, "Poorest accuracy", "A fix with a larger radius than this proves nothing: the visit stays unverified.",
        unit="m", minimum=5, maximum=10_000,
    )  # fmt: skip
    maximum_fix_age_seconds: int = _parameter(
        300, "Oldest fix", "A position that the phone took longer ago than this is refused at check-in.",
        unit="s", minimum=10, maximum=86_400,
    )  # fmt: skip
    check_in_used: bool = _parameter(
        True, "Check-in is used",
        "If not, a visit is open as soon as the rep sets out: no position is asked for and none is judged.",
    )  # fmt: skip
    check_out_used: bool = _parameter(
        True, "Check-out is used",
        "If not, a visit ends when the next one begins, and counts as effective without a dwell.",
    )  # fmt: skip
    check_out_before_next: bool = _parameter(
        True, "Check-out before the next visit",
        "The next visit cannot begin before the check-out; otherwise it ends the open one, which is then not effective.",
    )  # fmt: skip
    check_out_position_required: bool = _parameter(
        False, "Position required at check-out", "A check-out without a position is refused; where it is, is judged."
    )
    speed_limit: int = _parameter(
        200, "Fastest journey",
        "Whoever would have come from the last known point faster than this was not there: the visit is suspicious.",
        unit="km/h", minimum=20, maximum=2_000,
    )  # fmt: skip
    clock_tolerance_seconds: int = _parameter(
        60, "Clock tolerance", "How far a phone's clock may be off before the visit is marked.",
        unit="s", minimum=5, maximum=3_600,
    )  # fmt: skip
    mock_positions_refused: bool = _parameter(
        False, "Simulated positions are refused",
        "A check-in whose phone says that its position is simulated is refused; otherwise it is taken and suspicious.",
    )  # fmt: skip
    offline_hours: int = _parameter(
        72, "Longest offline", "How long ago something may have happened on a phone without network when it comes in.",
        unit="h", minimum=0, maximum=720,
    )  # fmt: skip
    check_in_photos: int = _parameter(
        0, "Photos at check-in", "How many photos a check-in needs.", minimum=0, maximum=9
    )
    check_in_photo_purpose: str = _parameter(
        "STOREFRONT", "Check-in photos show", "What the photos of a check-in must show.", choices=_PHOTOS
    )
    check_out_photos: int = _parameter(
        0, "Photos before check-out", "How many photos a visit needs before its check-out.", minimum=0, maximum=9
    )
    check_out_photo_purpose: str = _parameter(
        "DISPLAY", "Check-out photos show", "What the photos needed before check-out must show.", choices=_PHOTOS
    )
    closed_shop_photos: int = _parameter(
        1, "Photos of a closed shop", "How many photos the report of a closed shop needs.", minimum=0, maximum=9
    )
    live_camera_required: bool = _parameter(
        False,
        "Photos from the app's camera only",
        "A photo that the app did not take itself leaves the visit unverified.",
    )
    photo_age_minutes: int = _parameter(
        30, "Oldest photo", "A photo taken longer than this before the check-in makes the visit suspicious.",
        unit="min", minimum=1, maximum=1_440,
    )  # fmt: skip
    photo_similarity: int = _parameter(
        6, "Photos alike", "Photos whose perceptual hashes differ in so many bits of 64 or fewer count as the same one.",
        unit="bit", minimum=0, maximum=16,
    )  # fmt: skip
    photo_look_back_days: int = _parameter(
        90, "Photo look-back", "How far back earlier photos of the rep are compared; 0 compares none.",
        unit="d", minimum=0, maximum=730,
    )  # fmt: skip
    summary_required: bool = _parameter(
        False, "Summary required", "A check-out needs a note of what came of the visit."
    )
    minimum_dwell_minutes: int = _parameter(
        5, "Minimum dwell", "A visit shorter than this does not count as effective.",
        unit="min", minimum=0, maximum=600,
    )  # fmt: skip
    pool_takes_obligations: bool = _parameter(
        False, "Pool takes open business",
        "Customers with an open order or a debt go to the pool like all others when their rep leaves; otherwise they"
        " stay in his name until somebody takes them over.",
        per_department=False,
    )  # fmt: skip
    timezone: str = _parameter(
        "Asia/Shanghai", "Time zone", "The zone of the company's business day.", per_department=False
    )
    cutoff_hour: int = _parameter(
        0, "Cut-off hour", "The hour at which a business day begins.",
        unit="h", minimum=0, maximum=12, per_department=False,
    )  # fmt: skip


_KINDS: dict[str, type] = {"bool": bool, "int": int, "str": str, "Decimal": Decimal}

PARAMETERS: dict[str, Parameter] = {
    field.name: Parameter(field.name, _KINDS[str(field.type)], field.default, **field.metadata)
    for field in dataclasses.fields(ControlParameters)
}
"""All control parameters by key, in the order they are shown."""

_SETTINGS_JSON = """(
    WITH RECURSIVE above (id, parent_id, height) AS (
        SELECT d.id, d.parent_id, 0 FROM department d WHERE d.id = {department}
        UNION ALL
        SELECT d.id, d.parent_id, above.height + 1 FROM department d JOIN above ON d.id = above.parent_id
    )
    SELECT coalesce(jsonb_object_agg(s.key, s.value ORDER BY above.height DESC NULLS FIRST), '{}')
    FROM setting s LEFT JOIN above ON above.id = s.department_id
    WHERE s.department_id IS NULL OR above.id IS NOT NULL
)"""


def settings_json_sql(department: str) -> str:
    """A scalar subselect: key → value in force for a department, as jsonb for `parse_settings`.

    `department` is SQL for the department's key, e.g. `$3` or `o.department_id`; NULL gives the company's values.
    The nearest value comes last, and of equal keys jsonb keeps the last.
    """
    return _SETTINGS_JSON.replace("{department}", department)


SETTINGS_JSON_SQL = settings_json_sql("$1::uuid")


def parse_settings(stored: str | bytes | Mapping[str, Any]) -> ControlParameters:
    """The parameters from what `settings_json_sql` gave; what is not set has its default.

    Keys that this version does not know are left out: another version may have stored them.
    """
    values: Mapping[str, Any] = stored if isinstance(stored, Mapping) else orjson.loads(stored)
    known = {key: value for key, value in values.items() if key in PARAMETERS}
    if "rounding_unit" in known:
        known["rounding_unit"] = Decimal(known["rounding_unit"])
    return ControlParameters(**known)


async def control_parameters(connection: Connection, department_id: UUID | None) -> ControlParameters:
    """The parameters in force for a department; for None, the company's."""
    return parse_settings(await connection.fetchval(f"SELECT {SETTINGS_JSON_SQL}", department_id))


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """What `set_setting` did. `setting_id` is None if a value was taken away and the one above is in force."""

    setting_id: UUID | None
    department_id: UUID | None
    replayed: bool = False


async def set_setting(
    actor: Actor,
    *,
    key: str,
    value: Any,
    department_id: UUID | None = None,
    expected_version: int | None = None,
    reason: str = "",
    operation_id: UUID | None = None,
) -> SettingChanged:
    """Set a parameter for the company or, with `department_id`, for a department and those below it.

    `value` None takes the value away, so that the one above or the default is in force again.
    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (department), CONFLICT (`expected_version`; 0 means not yet set),
    KEY_REUSED.
    """
    actor.require(Right.SETTING_EDIT)
    operation = Operation.of(
        actor, "setting.set", operation_id, key=key, value=value, department=department_id, reason=reason,
        version=expected_version,
    )  # fmt: skip
    parameter = PARAMETERS.get(key)
    if parameter is None:
        raise invalid(
            "{key} is not a control parameter; there are {known}.", "key", key=key[:64], known=", ".join(PARAMETERS)
        )
    if value is not None:
        parameter.check(value, "value")
    reason = check_text(reason, 500, "reason")
    _check_reach(actor, parameter, department_id)

    async def work(connection: Connection) -> SettingChanged:
        earlier = await first_result(connection, operation, SettingChanged)
        if earlier is not None:
            return earlier
        if department_id is not None:
            await require_visible(connection, actor, Department, department_id, "departmentId")
        # Writers of settings wait for one another; readers, and so all other commands, do not.
        await connection.execute("LOCK TABLE setting IN SHARE ROW EXCLUSIVE MODE")
        old = await connection.fetchrow(
            "SELECT id, value, version FROM setting WHERE key = $1 AND department_id IS NOT DISTINCT FROM $2",
            key, department_id,
        )  # fmt: skip
        if expected_version is not None and expected_version != (old["version"] if old else 0):
            raise _changed_meanwhile(parameter, old)
        setting_id = await _store(connection, actor, parameter.key, value, department_id)
        before = orjson.loads(old["value"]) if old else None
        subject = setting_id or (old["id"] if old else None)
        if subject is not None and before != value:
            await record_audit(
                connection, actor, "setting.set", "Setting", subject, number=key, reason=reason,
                before={"value": before}, after={"value": value, "department_id": department_id},
            )  # fmt: skip
            announce("Setting", subject)
        result = SettingChanged(setting_id, department_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, SettingChanged, work)


async def _store(connection: Connection, actor: Actor, key: str, value: Any, department_id: UUID | None) -> UUID | None:
    if value is None:
        await connection.execute(
            "DELETE FROM setting WHERE key = $1 AND department_id IS NOT DISTINCT FROM $2", key, department_id
        )
        return None
    setting_id: UUID = await connection.fetchval(
        "INSERT INTO setting (key, department_id, value, changed_at, changed_by_id)"
        " VALUES ($1, $2, $3::jsonb, now(), $4)"
        " ON CONFLICT (key, department_id) DO UPDATE SET value = excluded.value, changed_at = now(),"
        " changed_by_id = excluded.changed_by_id, version = setting.version + 1 RETURNING id",
        key, department_id, orjson.dumps(value).decode(), actor.id,
    )  # fmt: skip
    return setting_id


def _changed_meanwhile(parameter: Parameter, stored: Any) -> DomainError:
    value = stored["value"] if stored else orjson.dumps(parameter.default, default=str).decode()
    return DomainError(
        ErrorCode.CONFLICT,
        "{key} was changed meanwhile and is now {value}. Look at it again, then decide.",
        path=("value",),
        key=parameter.key,
        value=value,
        version=stored["version"] if stored else 0,
    )


def _check_reach(actor: Actor, parameter: Parameter, department_id: UUID | None) -> None:
    if department_id is not None and not parameter.per_department:
        raise invalid("{key} is set for the whole company, not for a department.", "departmentId", key=parameter.key)
    if actor.profile.scope is Scope.ALL:
        return
    if department_id is None or department_id not in actor.department_ids:
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "You may set {key} for your own department and those below it only. Choose one of them.",
            path=("departmentId",),
            key=parameter.key,
        )


__all__ = [
    "PARAMETERS", "SETTINGS_JSON_SQL", "ControlParameters", "Parameter", "SettingChanged", "control_parameters",
    "parse_settings", "set_setting", "settings_json_sql",
]  # fmt: skip
