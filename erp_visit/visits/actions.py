"""Commands on visit actions (VIS-4): answers of a form given in a visit, and their correction.

The server judges answers by the version that they were given to. That may be any version that was current at some
time since the check-in: a form that is changed while somebody stands in a shop costs nobody his work. Answers are
taken while the visit is open, and for `answer_hours` after its check-out as long as nobody has reviewed it. Photos
among them are judged as those of the visit are, and what speaks against them is added to its evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from erp_visit.catalog.models import Product
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.checks import check_version, raise_all
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import STORED, Operation, once, stored_result
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.files.service import attach
from erp_visit.forms.answers import AnswerRow, Answers, answer_rows, answers_json, read_answers
from erp_visit.forms.reading import stored_definition
from erp_visit.forms.scope import in_scope_sql
from erp_visit.org.audit import audit_json, changed
from erp_visit.org.rights import Right
from erp_visit.org.settings import ControlParameters, settings_json_sql
from erp_visit.org.statements import parameters_of, sees
from erp_visit.visits.facts import VISIT_KEY
from erp_visit.visits.judgement import Finding
from erp_visit.visits.models import Visit, VisitState
from erp_visit.visits.photos import Scene, judge_taken, pair
from erp_visit.visits.requirements import before_check_out
from erp_visit.visits.writing import add_findings

constraint_means(
    "visit_action_pkey", ErrorCode.KEY_REUSED, "The id stands for another action. Make a fresh UUID for each one."
)
MOST_ACTIONS = 50
"""Actions that a visit may have."""
MOST_BYTES = 262_144
_OPEN = """(v.state = 'CHECKED_IN' OR (v.state = 'DONE' AND v.review_decision IS NULL
    AND v.checked_out_at > now() - make_interval(hours => {hours})))"""


@dataclass(frozen=True, slots=True)
class ActionSubmitted:
    """The action that a command wrote."""

    action_id: UUID
    visit_id: UUID
    replayed: bool = False


@lru_cache(maxsize=256)
def _statement(profile: Profile) -> str:
    return f"""
WITH a AS MATERIALIZED (
    SELECT * FROM visit_action WHERE id = $4::uuid
), v AS MATERIALIZED (
    SELECT v.* FROM visit v WHERE v.id = coalesce({VISIT_KEY.format(key="$3::uuid")}, (SELECT visit_id FROM a))
        AND {sees(Visit, profile, "v")}
), f AS MATERIALIZED (
    SELECT * FROM form_version
    WHERE id = (SELECT form_version_id FROM a) OR ($4::uuid IS NULL AND template_id = $5::uuid AND number = $6::int)
), t AS (
    SELECT * FROM form_template WHERE id = coalesce($5::uuid, (SELECT template_id FROM f))
)
SELECT {STORED.format(key="$7::uuid")} AS stored, v.id AS visit_id, v.rep_id, v.state, c.name AS customer,
    v.customer_id, v.business_day, v.checked_in_at, v.latitude, v.longitude, c.latitude AS customer_latitude,
    c.longitude AS customer_longitude, {settings_json_sql("v.department_id", "v.rep_id")}::text AS settings,
    t.id AS template_id, t.name AS form, t.active, {in_scope_sql("t", "v.department_id")} AS in_scope,
    f.id AS version_id, f.number, f.definition::text AS definition,
    (SELECT max(n.number) FROM form_version n WHERE n.template_id = t.id) AS newest,
    (SELECT max(n.number) FROM form_version n
     WHERE n.template_id = t.id AND n.published_at <= v.checked_in_at) AS at_check_in,
    (SELECT count(*) FROM visit_action n WHERE n.visit_id = v.id) AS actions,
    a.id AS action_id, a.version, a.answers::text AS answers, a.submitted_by_id
FROM (SELECT) s LEFT JOIN v ON true LEFT JOIN customer c ON c.id = v.customer_id LEFT JOIN a ON true
    LEFT JOIN t ON true LEFT JOIN f ON true
"""


async def submit_visit_action(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    visit_id: UUID,
    template_id: UUID,
    form_version_number: int,
    answers: Any,
) -> ActionSubmitted:
    """Fill in a form in one's own open visit, under the client's id. Computed fields are the server's.

    Raises FORBIDDEN, NOT_FOUND (visit, form, product, photo), INVALID_INPUT (each wrong answer under its path),
    INACTIVE (the form is retired), WRONG_STATE (visit not open), CONFLICT (version neither current nor current since
    the check-in), KEY_REUSED.
    """
    actor.require(Right.VISIT_DO, Right.VISIT_VIEW)
    operation = Operation.of(
        actor, "visit_action.submit", id, visit=visit_id, form=template_id, number=form_version_number, answers=answers
    )
    _check_size(answers)
    received = now()

    async def work(connection: Connection) -> ActionSubmitted:
        row: Any = await connection.fetchrow(
            _statement(actor.profile), actor.id, list(actor.department_ids), visit_id, None, template_id,
            min(max(form_version_number, 0), 2**31 - 1), id,
        )  # fmt: skip
        earlier = operation.recall(ActionSubmitted, row["stored"])
        if earlier is not None:
            return earlier
        _check_visit(actor, row, visit_id, "visitId")
        _check_form(row, template_id, form_version_number)
        taken = await _taken(connection, actor, row, answers, received)
        target: UUID = row["visit_id"]
        result = ActionSubmitted(id, target)
        stored = orjson.dumps(answers_json(taken.answers)).decode()
        done = await connection.fetchval(
            _SUBMIT, *operation.row(result), target, taken.parameters.answer_hours, row["version_id"], stored,
            row["template_id"], *_columns(taken.rows), id, row["form"],
            audit_json({"form": row["form"], "version": row["number"]}),
        )  # fmt: skip
        if not done:
            earlier = await stored_result(connection, operation, ActionSubmitted)
            if earlier is None:
                raise _not_open(row)
            return earlier
        if taken.findings:
            await add_findings(connection, target, taken.findings)
        announce("VisitAction", id)
        announce("Visit", target)
        return result

    return await once(operation, ActionSubmitted, work)


async def correct_visit_action(
    actor: Actor,
    *,
    action_id: UUID,
    answers: Any,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> ActionSubmitted:
    """Put other answers in the place of one's own, as long as new ones would be taken; by the same version.

    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT, WRONG_STATE, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO, Right.VISIT_VIEW)
    operation = Operation.of(
        actor, "visit_action.correct", operation_id, action=action_id, answers=answers, version=expected_version
    )
    _check_size(answers)
    received = now()

    async def work(connection: Connection) -> ActionSubmitted:
        row: Any = await connection.fetchrow(
            _statement(actor.profile), actor.id, list(actor.department_ids), None, action_id, None, None, operation_id
        )
        earlier = operation.recall(ActionSubmitted, row["stored"])
        if earlier is not None:
            return earlier
        if row["visit_id"] is None:
            raise not_found("VisitAction", action_id, "visitActionId")
        _check_visit(actor, row, row["visit_id"], "visitActionId")
        check_version(expected_version, row["version"], VisitState(row["state"]), row["form"])
        taken = await _taken(connection, actor, row, answers, received)
        result = ActionSubmitted(action_id, row["visit_id"])
        made = answers_json(taken.answers)
        before, after = changed({**dict.fromkeys(made), **orjson.loads(row["answers"])},
                                {**dict.fromkeys(orjson.loads(row["answers"])), **made})  # fmt: skip
        done = await connection.fetchval(
            _CORRECT, *operation.row(result), row["visit_id"], taken.parameters.answer_hours, row["version"],
            orjson.dumps(made).decode(), row["template_id"], *_columns(taken.rows), action_id, row["form"],
            audit_json(after), audit_json(before),
        )  # fmt: skip
        if not done:
            earlier = await stored_result(connection, operation, ActionSubmitted)
            if earlier is not None:
                return earlier
            if await connection.fetchval("SELECT version FROM visit_action WHERE id = $1", action_id) == row["version"]:
                raise _not_open(row)
            raise DomainError(
                ErrorCode.CONFLICT, "{form} was changed meanwhile. Read it again, then decide.", form=row["form"],
            )  # fmt: skip
        if taken.findings:
            await add_findings(connection, row["visit_id"], taken.findings)
        announce("VisitAction", action_id)
        announce("Visit", row["visit_id"])
        return result

    return await once(operation, ActionSubmitted, work)


def _check_size(answers: Any) -> None:
    if len(orjson.dumps(answers, default=str)) > MOST_BYTES:
        raise invalid("The answers are too large. Fill in the form in parts.", "answers")


def _check_visit(actor: Actor, row: Any, visit_id: UUID, path: str) -> None:
    if row["visit_id"] is None:
        raise not_found("Visit", visit_id, path)
    if row["rep_id"] != actor.id:
        raise DomainError(
            ErrorCode.FORBIDDEN, "This visit is a colleague's. Fill in forms in a visit of your own.", path=(path,)
        )
    if row["state"] not in (VisitState.CHECKED_IN, VisitState.DONE):
        raise _not_open(row)


def _not_open(row: Any) -> DomainError:
    return DomainError(
        ErrorCode.WRONG_STATE,
        "Forms are filled in between check-in and check-out; the visit at {customer} is {state}.",
        path=("visitId",), customer=row["customer"], state=VisitState(row["state"]),
    )  # fmt: skip


def _check_form(row: Any, template_id: UUID, number: int) -> None:
    if row["template_id"] is None or not row["in_scope"]:
        raise not_found("FormTemplate", template_id, "formTemplateId")
    if not row["active"]:
        raise DomainError(
            ErrorCode.INACTIVE, "The form {form} is retired. Leave it out.", path=("formTemplateId",), form=row["form"]
        )
    if row["version_id"] is None:
        raise invalid(
            "The form {form} has no version {number}; the present one is {newest}.",
            "formVersionNumber", form=row["form"], number=number, newest=row["newest"] or 0,
        )  # fmt: skip
    if number < (row["at_check_in"] or row["newest"]):
        raise DomainError(
            ErrorCode.CONFLICT,
            "Version {number} of {form} was replaced before the check-in. Fill in version {newest}.",
            path=("formVersionNumber",), number=number, form=row["form"], newest=row["newest"],
        )  # fmt: skip
    if row["actions"] >= MOST_ACTIONS:
        raise invalid("A visit may have {maximum} filled-in forms. Correct one of them.", maximum=MOST_ACTIONS)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Answers checked to the last product and photo, and what speaks against their photos."""

    answers: Answers
    rows: list[AnswerRow]
    findings: list[Finding]
    parameters: ControlParameters


async def _taken(connection: Connection, actor: Actor, row: Any, raw: Any, received: datetime) -> _Taken:
    """Take the answers; raises everything that is wrong with them. With doubts about photos, the visit is locked."""
    parameters = parameters_of(row["settings"])
    read = read_answers(stored_definition(orjson.loads(row["definition"])), raw)
    products = await _products(connection, actor, list(read.products)) if read.products else {}
    read.errors += [
        not_found("Product", key, *path) for key, path in read.products.items() if key not in products
    ]  # fmt: skip
    raise_all(read.errors)
    try:
        files = await attach(connection, actor, [key for key, _ in read.photos], "photos")
    except DomainError as error:
        number = int(error.path[-1])
        raise DomainError(
            error.code, error.message, path=read.photos[number][1], **error.params
        ) from error  # the list is ours, its reader knows the field
    place = pair(row["customer_latitude"], row["customer_longitude"]) or pair(row["latitude"], row["longitude"])
    scene = Scene(row["visit_id"], row["customer_id"], row["business_day"], row["checked_in_at"], place, parameters)
    findings = await judge_taken(connection, actor, scene, files, received)
    if findings:
        # Before the statement that shares the lock: two that did so at once would wait for each other.
        await connection.execute("SELECT FROM visit WHERE id = $1 FOR NO KEY UPDATE", row["visit_id"])
    return _Taken(read, answer_rows(read, products), findings, parameters)


async def _products(connection: Connection, actor: Actor, keys: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = await connection.fetch(
        f"SELECT p.id, p.name, p.base_unit FROM product p WHERE p.id = ANY($3::uuid[])"
        f" AND {sees(Product, actor.profile, 'p')}",
        actor.id, list(actor.department_ids), keys,
    )  # fmt: skip
    return {row["id"]: (row["name"], row["base_unit"]) for row in rows}


def _columns(rows: Sequence[AnswerRow]) -> tuple[list[Any], ...]:
    return (
        [one.field for one in rows], [one.label for one in rows], [one.row for one in rows],
        [one.text for one in rows], [one.number for one in rows], [one.unit for one in rows],
        [one.day for one in rows], [one.product for one in rows], [one.file for one in rows],
    )  # fmt: skip


# The row of the operation is written only with what it stands for: who finds it there reads a result.
_VISIT = f"""
WITH v AS (
    SELECT v.id FROM visit v WHERE v.id = $6::uuid AND {_OPEN.format(hours="$7::int")} FOR SHARE OF v
), """
_OPERATION = """
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::jsonb FROM {source} WHERE $1::uuid IS NOT NULL
    ON CONFLICT (id) DO NOTHING RETURNING id
"""
_ROWS = """
    INSERT INTO action_answer (action_id, template_id, field, label, "row", text_value, number_value, unit, day_value,
        product_id, file_id)
    SELECT w.id, $10::uuid, n.* FROM w, ROWS FROM (
        unnest($11::text[]), unnest($12::text[]), unnest($13::int[]), unnest($14::text[]), unnest($15::numeric[]),
        unnest($16::text[]), unnest($17::date[]), unnest($18::uuid[]), unnest($19::uuid[])) AS n
"""
_SUBMIT = f"""{_VISIT} op AS ({_OPERATION.format(source="v")}), w AS (
    INSERT INTO visit_action (id, visit_id, form_version_id, answers, submitted_by_id)
    SELECT $20::uuid, v.id, $8::uuid, $9::jsonb, $2::uuid FROM v, op RETURNING id
), r AS ({_ROWS}), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after)
    SELECT $2::uuid, 'visit_action.submit', 'VisitAction', w.id, left($21::text, 64), $22::jsonb FROM w
)
SELECT EXISTS (SELECT FROM w)
"""
_CORRECT = f"""{_VISIT} w AS (
    UPDATE visit_action a SET answers = $9::jsonb, version = a.version + 1 FROM v
    WHERE a.id = $20::uuid AND a.visit_id = v.id AND a.version = $8::int RETURNING a.id
), op AS ({_OPERATION.format(source="w")}), d AS (
    DELETE FROM action_answer n USING w WHERE n.action_id = w.id
), r AS ({_ROWS}), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after, before)
    SELECT $2::uuid, 'visit_action.correct', 'VisitAction', w.id, left($21::text, 64), $22::jsonb, $23::jsonb FROM w
)
SELECT EXISTS (SELECT FROM w)
"""


@before_check_out
async def required_forms(
    connection: Connection, visit_id: UUID, department_id: UUID, _parameters: object
) -> list[DomainError]:
    """Required forms that the visit lacks. One that was first published after the check-in is not asked for."""
    rows = await connection.fetch(
        "SELECT t.id, t.name, c.name AS customer FROM form_template t, visit v JOIN customer c ON c.id = v.customer_id"
        f" WHERE v.id = $1 AND t.required AND t.active AND {in_scope_sql('t', '$2::uuid')}"
        " AND EXISTS (SELECT FROM form_version f WHERE f.template_id = t.id AND f.published_at <= v.checked_in_at)"
        " AND NOT EXISTS (SELECT FROM visit_action a JOIN form_version f ON f.id = a.form_version_id"
        " WHERE a.visit_id = v.id AND f.template_id = t.id)"
        " ORDER BY t.name, t.id",
        visit_id, department_id,
    )  # fmt: skip
    return [
        DomainError(
            ErrorCode.VISIT_INCOMPLETE,
            "{customer} needs the form {form} before the check-out. Fill it in, then try again.",
            path=("visitId",), customer=row["customer"], form=row["name"], formTemplate=str(row["id"]),
        )
        for row in rows
    ]  # fmt: skip


__all__ = ["MOST_ACTIONS", "ActionSubmitted", "correct_visit_action", "required_forms", "submit_visit_action"]
