"""Commands on forms (VIS-4): a template with a draft, published as versions that never change.

Who does not see the whole company makes and changes forms of the own departments only. A draft may be unfinished; it
is saved while somebody types, so only publishing and the template's own fields go into the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.checks import check_version, raise_all
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.ids import new_id
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.forms.computing import formula_problems
from erp_visit.forms.difference import differences
from erp_visit.forms.models import FormKind, FormTemplate
from erp_visit.forms.reading import check_shape, read_definition
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.models import Department
from erp_visit.org.rights import Right

constraint_means(
    "form_template_pkey", ErrorCode.KEY_REUSED, "The id stands for another form. Make a fresh UUID for each one."
)
FIELDS = ("name", "kind", "department_id", "required", "active")
_COLUMNS = ("id", *FIELDS, "version")


@dataclass(frozen=True, slots=True)
class FormChanged:
    """The form that a command made or changed."""

    template_id: UUID
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class FormPublished:
    """The version that a form has got."""

    template_id: UUID
    version_id: UUID
    replayed: bool = False


async def create_form(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    name: str,
    kind: FormKind = FormKind.OTHER,
    department_id: UUID | None = None,
    required: bool = False,
    draft: Any = (),
) -> FormChanged:
    """Make a form under the client's id; reps see it once it is published.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (department), KEY_REUSED.
    """
    actor.require(Right.FORM_EDIT)
    operation = Operation.of(
        actor, "form.create", id, name=name, kind=kind, department=department_id, required=required, draft=draft
    )
    values = {
        "name": check_text(name, 64, "name", required=True), "kind": FormKind(kind).value,
        "department_id": department_id, "required": required,
    }  # fmt: skip
    fields = check_shape(list(draft) if isinstance(draft, tuple) else draft)

    async def work(connection: Connection) -> FormChanged:
        earlier = await first_result(connection, operation, FormChanged)
        if earlier is not None:
            return earlier
        await _check_department(connection, actor, department_id)
        await connection.execute(
            "INSERT INTO form_template (id, name, kind, department_id, required, draft)"
            " VALUES ($1, $2, $3, $4, $5, $6::jsonb)",
            id, *values.values(), orjson.dumps(fields).decode(),
        )  # fmt: skip
        await record_audit(
            connection, actor, "form.create", "FormTemplate", id, number=str(values["name"]), after=values
        )
        announce("FormTemplate", id)
        result = FormChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, FormChanged, work)


async def update_form(
    actor: Actor,
    *,
    template_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> FormChanged:
    """Change name, kind, department, required or active; a form that is not active is filled in no more.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.FORM_EDIT)
    operation = Operation.of(
        actor, "form.update", operation_id, form=template_id, changes=dict(changes), version=expected_version
    )
    wanted = _checked(changes)

    async def work(connection: Connection) -> FormChanged:
        earlier = await first_result(connection, operation, FormChanged)
        if earlier is not None:
            return earlier
        row = await _own_form(connection, actor, template_id, expected_version)
        before, after = changed(dict(row), wanted)
        if "department_id" in after:
            await _check_department(connection, actor, after["department_id"])
        if after:
            names = list(after)
            columns = ", ".join(f"{name} = ${at}" for at, name in enumerate(names, start=2))
            await connection.execute(
                f"UPDATE form_template SET {columns}, version = version + 1 WHERE id = $1", template_id, *after.values()
            )
            await record_audit(
                connection, actor, "form.update", "FormTemplate", template_id, number=str(row["name"]), before=before,
                after=after,
            )  # fmt: skip
            announce("FormTemplate", template_id)
        result = FormChanged(template_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, FormChanged, work)


async def save_draft(
    actor: Actor,
    *,
    template_id: UUID,
    draft: Any,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> FormChanged:
    """Keep the fields of the next version; they may be unfinished.

    Raises FORBIDDEN, INVALID_INPUT (what is no list of fields), NOT_FOUND, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.FORM_EDIT)
    operation = Operation.of(actor, "form.draft", operation_id, form=template_id, draft=draft, version=expected_version)
    text = orjson.dumps(check_shape(draft)).decode()

    async def work(connection: Connection) -> FormChanged:
        earlier = await first_result(connection, operation, FormChanged)
        if earlier is not None:
            return earlier
        await _own_form(connection, actor, template_id, expected_version)
        written = await connection.execute(
            "UPDATE form_template SET draft = $2::jsonb, version = version + 1 WHERE id = $1 AND draft <> $2::jsonb",
            template_id, text,
        )  # fmt: skip
        if written != "UPDATE 0":
            announce("FormTemplate", template_id)
        result = FormChanged(template_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, FormChanged, work)


async def publish_form(
    actor: Actor, *, template_id: UUID, expected_version: int | None = None, operation_id: UUID | None = None
) -> FormPublished:
    """Make the draft the version that is filled in from now on. Visits under way may still answer the one before.

    Raises FORBIDDEN, INVALID_INPUT (everything that is wrong, each under its field), NOT_FOUND, CONFLICT, WRONG_STATE
    (nothing changed since the last version), KEY_REUSED.
    """
    actor.require(Right.FORM_EDIT)
    operation = Operation.of(actor, "form.publish", operation_id, form=template_id, version=expected_version)

    async def work(connection: Connection) -> FormPublished:
        earlier = await first_result(connection, operation, FormPublished)
        if earlier is not None:
            return earlier
        row = await _own_form(connection, actor, template_id, expected_version)
        draft = orjson.loads(await connection.fetchval("SELECT draft FROM form_template WHERE id = $1", template_id))
        definition, problems = read_definition(draft)
        raise_all(problems + formula_problems(definition))
        last = await connection.fetchrow(
            "SELECT number, definition, published_at FROM form_version WHERE template_id = $1"
            " ORDER BY number DESC LIMIT 1",
            template_id,
        )
        before = orjson.loads(last["definition"]) if last else []
        if before == draft:
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "{form} asks the same as its version {number}. Change something, then publish it.",
                form=row["name"], number=last["number"] if last else 0,
            )  # fmt: skip
        key, number = new_id(), last["number"] + 1 if last else 1
        moment = max(now(), last["published_at"]) if last else now()
        await connection.execute(
            "INSERT INTO form_version (id, template_id, number, definition, published_at, published_by_id)"
            " VALUES ($1, $2, $3, $4::jsonb, $5, $6)",
            key, template_id, number, orjson.dumps(draft).decode(), moment, actor.id,
        )  # fmt: skip
        await connection.execute("UPDATE form_template SET version = version + 1 WHERE id = $1", template_id)
        what = [f"{one.what} {one.key} {one.property}".strip() for one in differences(before, draft)]
        await record_audit(
            connection, actor, "form.publish", "FormTemplate", template_id, number=str(row["name"]),
            before={"number": number - 1}, after={"number": number, "differences": what},
        )  # fmt: skip
        announce("FormTemplate", template_id)
        result = FormPublished(template_id, key)
        await remember(connection, operation, result)
        return result

    return await once(operation, FormPublished, work)


async def _own_form(connection: Connection, actor: Actor, template_id: UUID, expected: int | None) -> Any:
    """The template, locked, if the actor may change it."""
    row = await require_visible(
        connection, actor, FormTemplate, template_id, "formTemplateId", columns=_COLUMNS,
        lock="FOR NO KEY UPDATE OF t",
    )  # fmt: skip
    if not may_edit(actor, row["department_id"]):
        raise _foreign("formTemplateId")
    check_version(expected, row["version"], None, row["name"])
    return row


def may_edit(actor: Actor, department_id: UUID | None) -> bool:
    """Whether a form of a department (none: of all) is the actor's to change."""
    if not actor.may(Right.FORM_EDIT):
        return False
    return actor.profile.scope is Scope.ALL or department_id in actor.department_ids


async def _check_department(connection: Connection, actor: Actor, department_id: UUID | None) -> None:
    if department_id is not None:
        await require_visible(connection, actor, Department, department_id, "departmentId")
    if not may_edit(actor, department_id):
        raise _foreign("departmentId")


def _foreign(path: str) -> DomainError:
    return DomainError(
        ErrorCode.FORBIDDEN,
        "The form is for more than your departments. Make one for your department, or ask the head office.",
        path=(path,),
    )


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in changes.items():
        match name:
            case "name":
                values[name] = check_text(value or "", 64, "name", required=True)
            case "kind":
                values[name] = FormKind(value).value
            case "department_id":
                values[name] = value
            case "required" | "active":
                values[name] = bool(value)
            case _:
                raise invalid("{field} of a form cannot be changed.", name[:64], field=name[:64])
    return values


__all__ = [
    "FIELDS", "FormChanged", "FormPublished", "create_form", "may_edit", "publish_form", "save_draft", "update_form",
]  # fmt: skip
