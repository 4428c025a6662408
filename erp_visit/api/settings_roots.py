"""The queries on control parameters (ORG-6) that a service answers: what is in force, what a change would do, what
differs. The history is the connection `settings`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from erp_visit.api.execution import Context
from erp_visit.api.mutations import optional_key
from erp_visit.api.types import graphql_enum
from erp_visit.core.errors import invalid
from erp_visit.core.i18n import translate
from erp_visit.core.ids import global_id, parse_id
from erp_visit.org import setting_preview, setting_views
from erp_visit.org.setting_preview import Named
from erp_visit.org.setting_views import InForce, SettingSource
from erp_visit.org.settings import PARAMETERS

SettingSourceEnum = graphql_enum(SettingSource)
_NAMES = 200
"""How many departments or employees a preview names; it counts them all."""


@strawberry.type(name="SettingInForce", description="A control parameter as it applies somewhere at a moment.")
class InForceType:
    key: str
    label: str = strawberry.field(description="Its name in the reader's language")
    help: str = strawberry.field(description="What it does, in the reader's language")
    section: str = strawberry.field(description="The heading under which it belongs, in the reader's language")
    unit: str = strawberry.field(description="Unit of a number, e.g. m; empty if it has none")
    kind: str = strawberry.field(description="bool, int, str or Decimal")
    minimum: int | None
    maximum: int | None
    choices: list[str] = strawberry.field(description="The values that it may have; empty if these are not few")
    default: JSON = strawberry.field(description="The value where nothing is set")
    per_department: bool = strawberry.field(description="Whether a department may have its own value")
    per_employee: bool = strawberry.field(description="Whether an employee may have an own value")
    value: JSON = strawberry.field(description="The value in force")
    source: SettingSourceEnum = strawberry.field(description="Where the value comes from")  # type: ignore[valid-type]
    source_id: strawberry.ID | None = strawberry.field(description="The department or employee that it is set for")
    source_name: str = strawberry.field(description="Name of the department or employee; else empty")
    setting_id: strawberry.ID | None = strawberry.field(description="The period; none for a default")
    since: datetime | None = strawberry.field(description="Since when it is in force; none for a default")
    until: datetime | None = strawberry.field(description="When the next value that is known already begins")
    own: bool = strawberry.field(description="Whether it is set at just this place, not inherited")
    version: int = strawberry.field(description="For setSetting's expectedVersion at this place")


@strawberry.type(name="SettingReach", description="A department or employee with its value as it is without a change.")
class ReachType:
    id: strawberry.ID
    name: str
    value: JSON


@strawberry.type(name="SettingPreview", description="What setting a control parameter would change.")
class PreviewType:
    key: str
    before: JSON = strawberry.field(description="The value that would be in force then without the change")
    after: JSON
    starts_at: datetime
    ends_at: datetime | None = strawberry.field(description="When the next value that is known already begins")
    version: int = strawberry.field(description="For setSetting's expectedVersion")
    department_count: int = strawberry.field(description="Departments that would get the new value")
    employee_count: int = strawberry.field(description="Employees at work that would get the new value")
    kept_department_count: int = strawberry.field(description="Departments that keep a nearer value")
    kept_employee_count: int = strawberry.field(description="Employees that keep a nearer value")
    departments: list[ReachType] = strawberry.field(description=f"The first {_NAMES} by name")
    employees: list[ReachType] = strawberry.field(description=f"The first {_NAMES} by name")
    kept_departments: list[ReachType] = strawberry.field(description=f"The first {_NAMES} by name")
    kept_employees: list[ReachType] = strawberry.field(description=f"The first {_NAMES} by name")


@strawberry.type(name="SettingDifference", description="A control parameter with two values.")
class DifferenceType:
    key: str
    label: str = strawberry.field(description="Its name in the reader's language")
    before: JSON | None = strawberry.field(description="Null if it was not known then")
    after: JSON | None


DepartmentId = Annotated[
    strawberry.ID | None, strawberry.argument(description="A department; the whole company if not given")
]
EmployeeId = Annotated[
    strawberry.ID | None, strawberry.argument(description="An employee; then no department is named")
]


def _in_force(one: InForce, locale: str) -> InForceType:
    parameter = one.parameter
    owner = {SettingSource.DEPARTMENT: "Department", SettingSource.EMPLOYEE: "Employee"}.get(one.source)
    return InForceType(
        key=parameter.key,
        label=translate(parameter.label, locale, {}),
        help=translate(parameter.help, locale, {}),
        section=translate(parameter.section, locale, {}),
        unit=parameter.unit,
        kind=parameter.kind.__name__,
        minimum=parameter.minimum,
        maximum=parameter.maximum,
        choices=list(parameter.choices),
        default=setting_views.stored_default(parameter),
        per_department=parameter.per_department,
        per_employee=parameter.per_employee,
        value=one.value,
        source=one.source,
        source_id=strawberry.ID(global_id(owner, one.source_id)) if owner and one.source_id else None,
        source_name=one.source_name,
        setting_id=strawberry.ID(global_id("Setting", one.setting_id)) if one.setting_id else None,
        since=one.since,
        until=one.until,
        own=one.own,
        version=one.version,
    )


async def _settings_in_force(
    info: strawberry.Info,
    department_id: DepartmentId = None,
    employee_id: EmployeeId = None,
    at: Annotated[datetime | None, strawberry.argument(description="The moment; now if not given")] = None,
    keys: Annotated[list[str] | None, strawberry.argument(description="Only these; all if not given")] = None,
) -> list[InForceType] | None:
    context: Context = info.context
    found = await setting_views.settings_in_force(
        context.require_actor(),
        department_id=optional_key(department_id, "Department", "departmentId"),
        employee_id=optional_key(employee_id, "Employee", "employeeId"),
        at=at,
    )
    return [_in_force(one, context.locale) for one in found if keys is None or one.parameter.key in keys]


def _reach(kind: str, names: tuple[Named, ...]) -> list[ReachType]:
    return [ReachType(id=strawberry.ID(global_id(kind, one.id)), name=one.name, value=one.value) for one in names]


async def _preview_setting(
    info: strawberry.Info,
    key: Annotated[str, strawberry.argument(description="Which control parameter")],
    value: Annotated[JSON | None, strawberry.argument(description="Its value; null takes it away")] = None,
    department_id: DepartmentId = None,
    employee_id: EmployeeId = None,
    starts_on: Annotated[date | None, strawberry.argument(description="Business day; now if not given")] = None,
) -> PreviewType | None:
    context: Context = info.context
    preview = await setting_preview.preview_setting(
        context.require_actor(),
        key=key,
        value=value,
        department_id=optional_key(department_id, "Department", "departmentId"),
        employee_id=optional_key(employee_id, "Employee", "employeeId"),
        starts_on=starts_on,
    )
    return PreviewType(
        key=preview.parameter.key,
        before=preview.before,
        after=preview.after,
        starts_at=preview.starts_at,
        ends_at=preview.ends_at,
        version=preview.version,
        department_count=len(preview.departments),
        employee_count=len(preview.employees),
        kept_department_count=len(preview.kept_departments),
        kept_employee_count=len(preview.kept_employees),
        departments=_reach("Department", preview.departments[:_NAMES]),
        employees=_reach("Employee", preview.employees[:_NAMES]),
        kept_departments=_reach("Department", preview.kept_departments[:_NAMES]),
        kept_employees=_reach("Employee", preview.kept_employees[:_NAMES]),
    )


def _side(moment: datetime | None, set_id: str | None, name: str) -> datetime | UUID | None:
    if set_id is None:
        return moment
    if moment is not None:
        raise invalid("Name a moment or a parameter set, not both.", name)
    return parse_id(set_id, "ParameterSet", f"{name}SetId")


async def _settings_diff(
    info: strawberry.Info,
    department_id: DepartmentId = None,
    employee_id: EmployeeId = None,
    from_: Annotated[
        datetime | None, strawberry.argument(name="from", description="The earlier moment; the defaults if not given")
    ] = None,
    from_set_id: Annotated[
        strawberry.ID | None, strawberry.argument(description="What a document was judged by, instead of `from`")
    ] = None,
    to: Annotated[datetime | None, strawberry.argument(description="The later moment; now if not given")] = None,
    to_set_id: Annotated[
        strawberry.ID | None, strawberry.argument(description="What a document was judged by, instead of `to`")
    ] = None,
) -> list[DifferenceType] | None:
    context: Context = info.context
    actor = context.require_actor()
    found = await setting_views.settings_diff(
        actor,
        department_id=optional_key(department_id, "Department", "departmentId"),
        employee_id=optional_key(employee_id, "Employee", "employeeId"),
        before=_side(from_, from_set_id, "from"),
        after=_side(to, to_set_id, "to"),
    )

    def label(key: str) -> str:
        return translate(PARAMETERS[key].label, context.locale, {}) if key in PARAMETERS else key

    return [DifferenceType(key=one.key, label=label(one.key), before=one.before, after=one.after) for one in found]


def setting_fields() -> dict[str, Any]:
    """The Strawberry fields by name."""
    return {
        "settings_in_force": strawberry.field(
            resolver=_settings_in_force,
            description="The control parameters that apply to the company, a department or an employee. Needs the right"
            " setting.view, one's own need none.",
        ),
        "preview_setting": strawberry.field(
            resolver=_preview_setting,
            description="Whom setting a control parameter would give which value; nothing is written. Needs the right"
            " setting.edit.",
        ),
        "settings_diff": strawberry.field(
            resolver=_settings_diff,
            description="The control parameters that differ between two moments, or between a moment and what a"
            " document was judged by. Needs the right setting.view.",
        ),
    }


__all__ = ["setting_fields"]
