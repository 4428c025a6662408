"""Inputs of the mutations on forms and on what is answered in them."""

from __future__ import annotations

import uuid

import strawberry
from strawberry.scalars import JSON

from erp_visit.api.inputs import _new, _operation, _optional, _required, _version
from erp_visit.api.types import graphql_enum
from erp_visit.forms.models import FormKind

graphql_enum(FormKind)

DRAFT = "The fields of the next version: a list as form-definition.schema.json has it; it may be unfinished"
ANSWERS = "The answers by field key, as form-definition.schema.json describes them; fractions are texts"


@strawberry.input
class CreateFormInput:
    id: uuid.UUID = _new()
    name: str = _required("Name")
    kind: FormKind = strawberry.field(description="What it is for", default=FormKind.OTHER)
    department_id: strawberry.ID | None = _optional("Who can fill it in: the department and those below; all if none")
    required: bool = strawberry.field(description="Whether a visit needs it before check-out", default=False)
    draft: JSON | None = _optional(DRAFT)


@strawberry.input
class UpdateFormInput:
    form_template_id: strawberry.ID = _required("The form")
    name: str | None = _optional("Name")
    kind: FormKind | None = _optional("What it is for")
    department_id: strawberry.ID | None = _optional("Who can fill it in; null for all departments")
    required: bool | None = _optional("Whether a visit needs it before check-out")
    active: bool | None = _optional("Whether it can be filled in; false retires it")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class SaveFormDraftInput:
    form_template_id: strawberry.ID = _required("The form")
    draft: JSON = _required(DRAFT)
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class PublishFormInput:
    form_template_id: strawberry.ID = _required("The form")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class SubmitVisitActionInput:
    id: uuid.UUID = _new()
    visit_id: strawberry.ID = _required("The open visit")
    form_template_id: strawberry.ID = _required("The form")
    form_version_number: int = _required("The version that was filled in")
    answers: JSON = _required(ANSWERS)


@strawberry.input
class CorrectVisitActionInput:
    visit_action_id: strawberry.ID = _required("The action")
    answers: JSON = _required(f"{ANSWERS}; all of them")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


__all__ = [
    "CorrectVisitActionInput", "CreateFormInput", "PublishFormInput", "SaveFormDraftInput", "SubmitVisitActionInput",
    "UpdateFormInput",
]  # fmt: skip
