"""Forms, and what is answered in them."""

from __future__ import annotations

from typing import Any

import strawberry

from erp_visit.api import form_inputs as inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.forms import service
from erp_visit.visits import actions

_TEMPLATE = {"formTemplateId": "formTemplateId", "fields": "draft"}


@command("createForm", inputs.CreateFormInput, {"formTemplate": "FormTemplate"}, places={"fields": "draft"})
async def create_form(context: Context, data: inputs.CreateFormInput) -> Values:
    """Make a form; reps see it once it is published. For all departments only by who sees the whole company."""
    changed = await service.create_form(
        context.require_actor(),
        id=data.id,
        name=data.name,
        kind=data.kind,
        department_id=optional_key(data.department_id, "Department", "departmentId"),
        required=data.required,
        draft=given(data.draft) or [],
    )
    return {"formTemplate": changed.template_id, "replayed": changed.replayed}


@command("updateForm", inputs.UpdateFormInput, {"formTemplate": "FormTemplate"})
async def update_form(context: Context, data: inputs.UpdateFormInput) -> Values:
    """Change what a form is called, whom it is for, whether it is required, or retire it (`active: false`)."""
    changes: dict[str, Any] = {
        name: value
        for name in ("name", "kind", "required", "active")
        if (value := getattr(data, name)) is not strawberry.UNSET and value is not None
    }
    if data.department_id is not strawberry.UNSET:
        changes["department_id"] = optional_key(data.department_id, "Department", "departmentId")
    changed = await service.update_form(
        context.require_actor(),
        template_id=key(data.form_template_id, "FormTemplate", "formTemplateId"),
        changes=changes,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"formTemplate": changed.template_id, "replayed": changed.replayed}


@command("saveFormDraft", inputs.SaveFormDraftInput, {"formTemplate": "FormTemplate"}, places=_TEMPLATE)
async def save_form_draft(context: Context, data: inputs.SaveFormDraftInput) -> Values:
    """Keep the fields of the next version; nobody is asked them before they are published."""
    changed = await service.save_draft(
        context.require_actor(),
        template_id=key(data.form_template_id, "FormTemplate", "formTemplateId"),
        draft=data.draft,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"formTemplate": changed.template_id, "replayed": changed.replayed}


@command(
    "publishForm", inputs.PublishFormInput, {"formTemplate": "FormTemplate", "formVersion": "FormVersion"},
    places=_TEMPLATE,
)  # fmt: skip
async def publish_form(context: Context, data: inputs.PublishFormInput) -> Values:
    """Make the draft the version that is filled in from now on. All that is wrong with it is told, field by field."""
    changed = await service.publish_form(
        context.require_actor(),
        template_id=key(data.form_template_id, "FormTemplate", "formTemplateId"),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"formTemplate": changed.template_id, "formVersion": changed.version_id, "replayed": changed.replayed}


@command("submitVisitAction", inputs.SubmitVisitActionInput, {"visitAction": "VisitAction", "visit": "Visit"})
async def submit_visit_action(context: Context, data: inputs.SubmitVisitActionInput) -> Values:
    """Fill in a form in your open visit, in a version that was current since the check-in. The server computes."""
    changed = await actions.submit_visit_action(
        context.require_actor(),
        id=data.id,
        visit_id=key(data.visit_id, "Visit", "visitId"),
        template_id=key(data.form_template_id, "FormTemplate", "formTemplateId"),
        form_version_number=data.form_version_number,
        answers=data.answers,
    )
    return {"visitAction": changed.action_id, "visit": changed.visit_id, "replayed": changed.replayed}


@command("correctVisitAction", inputs.CorrectVisitActionInput, {"visitAction": "VisitAction", "visit": "Visit"})
async def correct_visit_action(context: Context, data: inputs.CorrectVisitActionInput) -> Values:
    """Put other answers in the place of yours, as long as the visit takes answers."""
    changed = await actions.correct_visit_action(
        context.require_actor(),
        action_id=key(data.visit_action_id, "VisitAction", "visitActionId"),
        answers=data.answers,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"visitAction": changed.action_id, "visit": changed.visit_id, "replayed": changed.replayed}


__all__ = [
    "correct_visit_action", "create_form", "publish_form", "save_form_draft", "submit_visit_action", "update_form",
]  # fmt: skip
