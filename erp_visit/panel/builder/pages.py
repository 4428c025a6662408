"""Pages of forms: the list, a form's properties, the builder with its preview, the versions with what they changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.forms.definition import (
    IN_TABLES,
    MOST_CHOICES,
    MOST_PHOTOS,
    MOST_ROWS,
    PROPERTIES_OF,
    ColumnRole,
    FieldKind,
)
from erp_visit.forms.difference import Difference, differences
from erp_visit.forms.examples import start_with_examples
from erp_visit.forms.formula import FUNCTIONS
from erp_visit.forms.models import FormKind
from erp_visit.forms.service import create_form, may_edit, update_form
from erp_visit.org.rights import Right
from erp_visit.panel.builder.drafts import Drafts, form_key
from erp_visit.panel.builder.words import builder_words, difference_text, kind_label, role_label
from erp_visit.panel.forms.fields import FormField, Typed, as_text
from erp_visit.panel.forms.pages import FormPage
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import enum_label, field_label

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_LIST = """query { formTemplates(first: 500, orderBy: [{field: NAME, direction: ASC}]) { nodes {
    id name kind required active version department { id name } current { number publishedAt publishedBy { name } }
} } }"""
_ONE = """query($id: ID!) { one: formTemplate(id: $id) { id name kind required active version draft
    department { id name } current { number definition }
    versions(first: 200) { id number definition publishedAt publishedBy { name } } } }"""
_VIEW = """query($id: ID!) { one: formTemplate(id: $id) { id name kind required active version
    department { id name } current { number definition }
    versions(first: 200) { id number definition publishedAt publishedBy { name } } } }"""


def form_routes(frame: Frame) -> list[BaseRoute]:
    """All addresses below /admin/forms."""
    pages = FormPages(frame)
    drafts = Drafts(frame)
    new = FormPage(
        frame, Right.FORM_EDIT, lambda request, _: frame.text(request, "New form"), pages.fields, pages.blank,
        pages.create, lambda _: f"{BASE}/forms",
    )  # fmt: skip
    change = FormPage(
        frame, Right.FORM_EDIT,
        lambda request, typed: frame.text(request, "Change {name}", name=typed.texts.get("name", "")),
        pages.all_fields, pages.load, pages.change, lambda request: f"{BASE}/forms/{request.path_params['key']}",
        "The form is changed.",
    )  # fmt: skip
    both = ["GET", "POST"]
    return [
        Route("/forms", pages.overview, methods=["GET"]),
        Route("/forms/new", new.__call__, methods=both),
        Route("/forms/examples", pages.examples, methods=["POST"]),
        Route("/forms/{key}", pages.build, methods=["GET"]),
        Route("/forms/{key}/properties", change.__call__, methods=both),
        Route("/forms/{key}/versions", pages.versions, methods=["GET"]),
        Route("/forms/{key}/draft", drafts.save, methods=["POST"]),
        Route("/forms/{key}/try", drafts.answer, methods=["POST"]),
        Route("/forms/{key}/changes", drafts.changes, methods=["GET"]),
        Route("/forms/{key}/publish", drafts.publish, methods=["POST"]),
    ]


class FormPages:
    """Handlers of the pages."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    async def overview(self, request: Request) -> Response:
        request.state.actor.require(Right.VISIT_VIEW)
        data = await self.frame.read(request, _LIST)
        actor, locale = request.state.actor, request.state.locale
        forms = [
            one | {"kind_label": enum_label(FormKind, one["kind"], locale), "key": one["id"].rpartition(":")[2],
                   "may_edit": may_edit(actor, _department(one))}
            for one in data["formTemplates"]["nodes"]
        ]  # fmt: skip
        context = {
            "title": self.frame.text(request, "Forms"), "forms": forms, "may_make": actor.may(Right.FORM_EDIT),
        }  # fmt: skip
        return await self.frame.page(request, "builder/list.html", context)

    async def examples(self, request: Request) -> Response:
        made = await start_with_examples(request.state.actor)
        text = (
            "{count} forms are made. Look at them and change what you need." if made else "They are all here already."
        )
        self.frame.flash(request, self.frame.text(request, text, count=len(made)))
        return RedirectResponse(f"{BASE}/forms", status_code=303)

    async def build(self, request: Request) -> Response:
        """The builder; who may not change the form sees what it asks."""
        actor = request.state.actor
        key = form_key(request)
        editor = actor.may(Right.FORM_EDIT)
        one = (await self.frame.read(request, _ONE if editor else _VIEW, {"id": f"FormTemplate:{key}"}))["one"]
        editable = may_edit(actor, _department(one))
        current = one["current"]
        locale = request.state.locale
        data = {
            "url": f"{BASE}/forms/{key}", "version": one["version"], "editable": editable,
            "draft": one["draft"] if editable else (current or {}).get("definition", []),
            "kinds": {kind: kind_label(kind, locale) for kind in FieldKind},
            "roles": {role: role_label(role, locale) for role in ColumnRole},
            "properties": {kind: sorted(names) for kind, names in PROPERTIES_OF.items()},
            "inTables": IN_TABLES,
            "functions": FUNCTIONS, "words": builder_words(locale),
            "limits": {"choices": MOST_CHOICES, "photos": MOST_PHOTOS, "rows": MOST_ROWS},
        }  # fmt: skip
        context = {
            "title": one["name"], "form": one, "key": key, "data": data, "editable": editable,
            "kind_label": enum_label(FormKind, one["kind"], locale), "current": current,
        }  # fmt: skip
        return await self.frame.page(request, "builder/edit.html", context)

    async def versions(self, request: Request) -> Response:
        """The versions, newest first, each with what it changed."""
        request.state.actor.require(Right.VISIT_VIEW)
        key = form_key(request)
        one = (await self.frame.read(request, _VIEW, {"id": f"FormTemplate:{key}"}))["one"]
        ordered = sorted(one["versions"], key=lambda version: version["number"])
        shown: list[dict[str, Any]] = []
        before: list[dict[str, Any]] = []
        for version in ordered:
            found: list[Difference] = differences(before, version["definition"])
            shown.append(version | {"differences": [difference_text(each, request.state.locale) for each in found],
                                    "count": len(version["definition"])})  # fmt: skip
            before = version["definition"]
        title = self.frame.text(request, "Versions of {name}", name=one["name"])
        context = {"title": title, "form": one, "key": key, "versions": shown[::-1]}
        return await self.frame.page(request, "builder/versions.html", context)

    # -- a form's own fields

    def fields(self, request: Request) -> list[FormField]:
        locale = request.state.locale
        spec = self.frame.registry["FormTemplate"]
        kinds = tuple((kind.value, enum_label(FormKind, kind.value, locale)) for kind in FormKind)
        hint = self.frame.text(request, "For it and the departments below; empty for all.")
        need = self.frame.text(request, "A visit cannot be checked out before it is filled in.")
        return [
            FormField("name", field_label(spec, "name", locale), required=True, maximum=64),
            FormField("kind", field_label(spec, "kind", locale), "choice", choices=kinds),
            FormField(
                "department_id", field_label(spec, "department", locale), "record", list="departments", hint=hint
            ),
            FormField("required", field_label(spec, "required", locale), "switch", hint=need),
        ]

    def all_fields(self, request: Request) -> list[FormField]:
        spec = self.frame.registry["FormTemplate"]
        hint = self.frame.text(request, "If not, nobody fills it in any more; what was answered stays.")
        label = field_label(spec, "active", request.state.locale)
        return [*self.fields(request), FormField("active", label, "switch", hint=hint)]

    async def blank(self, request: Request, fields: list[FormField]) -> Typed:
        return Typed(fields, {"kind": FormKind.OTHER.value, "required": "false"})

    async def load(self, request: Request, fields: list[FormField]) -> Typed:
        one = (await self.frame.read(request, _VIEW, {"id": f"FormTemplate:{form_key(request)}"}))["one"]
        department = one["department"]
        texts = {name: as_text(one[name]) for name in ("name", "kind", "required", "active")}
        texts["department_id"] = department["id"].rpartition(":")[2] if department else ""
        titles = {"department_id": department["name"] if department else ""}
        return Typed(fields, texts, titles, version=one["version"])

    async def create(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        done = await create_form(request.state.actor, id=operation, **_given(values))
        return f"{BASE}/forms/{done.template_id}"

    async def change(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        await update_form(
            request.state.actor, template_id=form_key(request), changes=_given(values), expected_version=typed.version,
            operation_id=operation,
        )  # fmt: skip
        return f"{BASE}/forms/{form_key(request)}"


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "kind": FormKind(values["kind"]) if values["kind"] in tuple(FormKind) else FormKind.OTHER}


def _department(one: Mapping[str, Any]) -> UUID | None:
    return UUID(one["department"]["id"].rpartition(":")[2]) if one["department"] else None


__all__ = ["FormPages", "form_routes"]
