"""Forms of tasks and of visits' reports."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from erp_visit.core.clock import today
from erp_visit.core.errors import not_found
from erp_visit.org.rights import Right
from erp_visit.panel.forms.fields import FormField, Typed, as_text
from erp_visit.panel.forms.pages import FormPage, Rows
from erp_visit.panel.records.present import key_of
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import enum_label, field_label, translate
from erp_visit.reads.spec import camel
from erp_visit.visits.models import Intent
from erp_visit.visits.reports import MOST_STEPS, TEXTS, submit_report
from erp_visit.work.changing import reassign_task, update_task
from erp_visit.work.giving import TaskDraft
from erp_visit.work.models import TaskPriority
from erp_visit.work.service import create_task

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_STEPS = Rows("Next steps", "One more step", MOST_STEPS, lambda number: f"step{number}_subject")
_REPORT = (
    "query($id: ID!) { one: visit(id: $id) { id businessDay customer { name } report { version state attendees intent"
    f" customerConfirmed {' '.join(map(camel, TEXTS))} }} }} }}"
)
_TASK = (
    "query($id: ID!, $customers: Boolean!) { one: task(id: $id) { number subject dueOn priority detail version"
    " customer @include(if: $customers) { id name } } }"
)


def work_form_routes(frame: Frame) -> list[BaseRoute]:
    """New tasks, and the report of a visit."""
    forms = WorkForms(frame)
    task = FormPage(
        frame, Right.TASK_VIEW, lambda request, _: frame.text(request, "New task"), forms.task_fields, forms.new_task,
        forms.give, lambda _: f"{BASE}/tasks", "The task is given.",
    )  # fmt: skip
    change = FormPage(
        frame, Right.TASK_VIEW, forms.change_title, forms.change_fields, forms.load_task, forms.change, _to_task,
        "The task is changed.",
    )  # fmt: skip
    pass_on = FormPage(
        frame, Right.TASK_VIEW, forms.pass_on_title, forms.pass_on_fields, forms.load_task, forms.pass_on, _to_task,
        "The task is given to somebody else.",
    )  # fmt: skip
    report = FormPage(
        frame, Right.VISIT_DO, forms.report_title, forms.report_fields, forms.load_report, forms.save_report,
        lambda request: f"{BASE}/visits/{request.path_params['key']}", rows=_STEPS,
    )  # fmt: skip
    return [
        Route("/tasks/new", task.__call__, methods=["GET", "POST"]),
        Route("/tasks/{key}/edit", change.__call__, methods=["GET", "POST"]),
        Route("/tasks/{key}/reassign", pass_on.__call__, methods=["GET", "POST"]),
        Route("/visits/{key}/report", report.__call__, methods=["GET", "POST"]),
    ]


class WorkForms:
    """Fields, present values and commands of the forms."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def task_fields(self, request: Request) -> list[FormField]:
        found = self.change_fields(request)
        if request.state.actor.may(Right.TASK_ASSIGN):
            found.insert(2, self._assignee(request, hint=translate("Left empty: you.", request.state.locale, {})))
        return found

    def change_fields(self, request: Request) -> list[FormField]:
        locale = request.state.locale
        spec = self.frame.registry["Task"]

        def one(name: str, kind: str = "text", **options: Any) -> FormField:
            return FormField(name, field_label(spec, name.removesuffix("_id"), locale), kind, **options)

        priorities = tuple((one.value, enum_label(TaskPriority, one.value, locale)) for one in TaskPriority)
        return [
            one("subject", required=True, maximum=160),
            one("due_on", "date", required=True),
            one("priority", "choice", choices=priorities),
            one("customer_id", "record", list="customers"),
            one("detail", "lines", maximum=2000),
        ]

    def pass_on_fields(self, request: Request) -> list[FormField]:
        reason = FormField("reason", translate("Reason", request.state.locale, {}), maximum=255)
        return [self._assignee(request, required=True), reason]

    def _assignee(self, request: Request, **options: Any) -> FormField:
        label = field_label(self.frame.registry["Task"], "assignee", request.state.locale)
        return FormField("assignee_id", label, "record", list="employees", **options)

    def change_title(self, request: Request, typed: Typed) -> str:
        return self.frame.text(request, "Change {name}", name=typed.titles.get("", ""))

    def pass_on_title(self, request: Request, typed: Typed) -> str:
        return self.frame.text(request, "Give {name} to somebody else", name=typed.titles.get("", ""))

    async def load_task(self, request: Request, fields: list[FormField]) -> Typed:
        """The task as it is; who is to do it instead is left open."""
        variables = {
            "id": f"Task:{_uuid(request.path_params['key'], 'Task')}",
            "customers": request.state.actor.may(Right.CUSTOMER_VIEW),
        }
        node = (await self.frame.read(request, _TASK, variables))["one"]
        texts = {one.name: as_text(node.get(camel(one.name))) for one in fields}
        titles = {"": f"{node['number']} {node['subject']}"}
        if customer := node.get("customer"):
            texts["customer_id"], titles["customer_id"] = key_of(customer["id"]), customer["name"]
        return Typed(fields, texts, titles, version=node["version"])

    async def change(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        if not request.state.actor.may(Right.CUSTOMER_VIEW):
            del values["customer_id"]  # who does not see it must not take it away
        await update_task(
            request.state.actor, task_id=_uuid(request.path_params["key"], "Task"), changes=values,
            expected_version=typed.version, operation_id=operation,
        )  # fmt: skip
        return _to_task(request)

    async def pass_on(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        await reassign_task(
            request.state.actor, task_id=_uuid(request.path_params["key"], "Task"), **values,
            expected_version=typed.version, operation_id=operation,
        )  # fmt: skip
        return _to_task(request)

    async def new_task(self, request: Request, fields: list[FormField]) -> Typed:
        texts = {one.name: "" for one in fields}
        tomorrow = today() + timedelta(days=1)
        texts |= {"priority": "NORMAL", "due_on": tomorrow.isoformat()}
        titles: dict[str, str] = {}
        customer = request.query_params.get("customer", "")
        if customer:
            text = "query($id: ID!) { one: customer(id: $id) { id name } }"
            node = (await self.frame.read(request, text, {"id": f"Customer:{_uuid(customer, 'Customer')}"}))["one"]
            texts["customer_id"], titles["customer_id"] = customer, node["name"]
        return Typed(fields, texts, titles)

    async def give(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        await create_task(request.state.actor, id=operation, **values)
        return f"{BASE}/tasks/{operation}"

    def report_title(self, request: Request, typed: Typed) -> str:
        return self.frame.text(request, "Report on the visit at {customer}", customer=typed.titles.get("", ""))

    def report_fields(self, request: Request) -> list[FormField]:
        locale = request.state.locale
        spec, task = self.frame.registry["VisitReport"], self.frame.registry["Task"]
        intents = tuple((one.value, enum_label(Intent, one.value, locale)) for one in Intent)
        found = [
            FormField(
                "attendees", field_label(spec, "attendees", locale), "lines", maximum=2000, group="Conversation",
                hint=translate("One person a line: name, role, phone.", locale, {}),
            ),
            *(
                FormField(name, field_label(spec, name, locale), "lines", maximum=length, group="Conversation")
                for name, length in TEXTS.items()
            ),
            FormField("intent", field_label(spec, "intent", locale), "choice", choices=(("", "–"), *intents)),
            FormField("customer_confirmed", field_label(spec, "customer_confirmed", locale), "switch"),
        ]  # fmt: skip
        for number in range(1, request.state.rows + 1):
            place, path = f"step{number}", f"nextSteps.{number - 1}"
            found += [
                FormField(
                    f"{place}_subject", translate("Next step {number}", locale, {"number": number}), maximum=160,
                    group="Next steps", path=f"{path}.subject",
                ),
                FormField(
                    f"{place}_assignee", field_label(task, "assignee", locale), "record", list="employees",
                    group="Next steps", hint=translate("Left empty: you.", locale, {}), path=f"{path}.assigneeId",
                ),
                FormField(
                    f"{place}_due", field_label(task, "due_on", locale), "date", group="Next steps",
                    hint=translate("Left empty: tomorrow.", locale, {}), path=f"{path}.dueOn",
                ),
            ]  # fmt: skip
        yes = translate("Keep as a draft", locale, {})
        found.append(FormField("draft", yes, "switch", group="Handing in"))
        return found

    async def load_report(self, request: Request, fields: list[FormField]) -> Typed:
        key = _uuid(request.path_params["key"], "Visit")
        node = (await self.frame.read(request, _REPORT, {"id": f"Visit:{key}"}))["one"]
        report = node["report"] or {}
        texts = {one.name: as_text(report.get(camel(one.name))) for one in fields}
        people = report.get("attendees") or []
        texts["attendees"] = "\n".join(
            ", ".join(part for part in (one["name"], one.get("role"), one.get("contact")) if part) for one in people
        )
        texts["draft"] = "false"
        return Typed(fields, texts, {"": (node["customer"] or {}).get("name", "")}, version=report.get("version"))

    async def save_report(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        actor, key = request.state.actor, _uuid(request.path_params["key"], "Visit")
        steps = []
        tomorrow = today() + timedelta(days=1)
        for number in range(1, request.state.rows + 1):
            subject, assignee, due = (values.pop(f"step{number}_{part}") for part in ("subject", "assignee", "due"))
            if subject or assignee or due:
                steps.append(
                    TaskDraft(
                        uuid5(operation, str(number)), subject, assignee or actor.id, due or tomorrow,
                        path=("nextSteps", number - 1),
                    )
                )  # fmt: skip
        draft = values.pop("draft")
        fields = {**values, "attendees": _people(values["attendees"]), "intent": values["intent"] or None}
        done = await submit_report(
            actor, visit_id=key, fields=fields, next_steps=steps, draft=draft, expected_version=typed.version,
            operation_id=operation,
        )  # fmt: skip
        text = "The draft is kept." if draft else "The report is handed in."
        self.frame.flash(request, self.frame.text(request, text))
        return f"{BASE}/visit-reports/{done.report_id}"


def _to_task(request: Request) -> str:
    return f"{BASE}/tasks/{request.path_params['key']}"


def _people(text: str) -> list[dict[str, str]]:
    """People written one a line: name, role, phone."""
    found = []
    for line in text.replace("，", ",").splitlines():
        parts = [part.strip() for part in line.split(",", 2)]
        if any(parts):
            found.append(dict(zip(("name", "role", "contact"), [*parts, "", ""], strict=False)))
    return found


def _uuid(text: str, kind: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise not_found(kind, text) from None


__all__ = ["work_form_routes"]
