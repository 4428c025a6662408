"""Staff: taking on, changing, roles, passwords, leaving (ORG-4), on the commands of erp_visit.org."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, assert_never, get_args
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.org.endings import end_log_ins_of
from erp_visit.org.enrolment import reset_second_factor
from erp_visit.org.login_models import IdentityProof
from erp_visit.org.models import EmployeeStatus
from erp_visit.org.rights import Right
from erp_visit.org.roles import set_roles
from erp_visit.org.service import create_employee, disable_employee, set_password, update_employee
from erp_visit.panel.forms.fields import FormField, Typed, as_text
from erp_visit.panel.forms.pages import FormPage
from erp_visit.panel.frame import STATUS
from erp_visit.panel.login import asking
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import LOCALES, enum_label, field_label, role_label, translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

Deed = Literal["roles", "password", "second-factor", "log-ins", "leave"]
_ONE = (
    "query($id: ID!) { employee(id: $id) { id code name phone username locale status version department { id name }"
    " roles { id role { id code name } } } roles(first: 200) { nodes { id code name } } }"
)


def staff_routes(frame: Frame) -> list[BaseRoute]:
    """The list is the derived screen of employees; these are its commands."""
    spec = frame.registry["Employee"]

    def fields(request: Request, *, new: bool) -> list[FormField]:
        locale = request.state.locale

        def one(name: str, kind: str = "text", **options: Any) -> FormField:
            return FormField(name, field_label(spec, name.removesuffix("_id"), locale), kind, **options)

        found = [
            one("code", required=True, maximum=32),
            one("name", required=True, maximum=64),
            one("phone", maximum=32),
            one("department_id", "record", required=True, list="departments"),
            one("username", maximum=64, hint=translate("Only who has one can log in.", locale, {})),
            one("locale", "choice", choices=tuple(LOCALES.items())),
        ]
        if new:
            hint = translate("At least {count} characters; tell it in person.", locale, {"count": 10})
            found.append(FormField("password", translate("Password", locale, {}), "secret", maximum=256, hint=hint))
        return found

    async def empty(request: Request, shown: list[FormField]) -> Typed:
        return Typed(shown, {one.name: "zh" if one.name == "locale" else "" for one in shown}, {})

    async def load(request: Request, shown: list[FormField]) -> Typed:
        node = (await frame.read(request, _ONE, {"id": f"Employee:{_key(request)}"}))["employee"]
        texts = {one.name: as_text(node.get(one.name)) for one in shown}
        texts["department_id"] = node["department"]["id"].rpartition(":")[2]
        return Typed(shown, texts, {"department_id": node["department"]["name"]}, version=node["version"])

    async def save_new(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        values = {name: value or None if name in ("username", "password") else value for name, value in values.items()}
        done = await create_employee(request.state.actor, id=operation, **values)
        return f"{BASE}/staff/{done.employee_id}"

    async def save(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request)
        changes = {**values, "username": values["username"] or None}
        await update_employee(
            request.state.actor,
            employee_id=key,
            changes=changes,
            expected_version=typed.version,
            operation_id=operation,
        )
        return f"{BASE}/staff/{key}"

    async def listing(request: Request) -> Response:
        request.state.actor.require(Right.EMPLOYEE_MANAGE)
        return RedirectResponse(f"{BASE}/employees", status_code=303)

    async def card(request: Request) -> Response:
        return await _card(frame, request)

    async def act(action: Deed, request: Request) -> Response:
        return await _act(frame, request, action)

    right = Right.EMPLOYEE_MANAGE
    new = FormPage(
        frame, right, lambda request, _: frame.text(request, "New employee"), lambda request: fields(request, new=True),
        empty, save_new, lambda _: f"{BASE}/employees", "The employee is taken on. Give the roles below.",
    )  # fmt: skip
    change = FormPage(
        frame, right, lambda request, typed: frame.text(request, "Change {name}", name=typed.texts.get("name", "")),
        lambda request: fields(request, new=False), load, save,
        lambda request: f"{BASE}/staff/{request.path_params['key']}", "The employee is changed.",
    )  # fmt: skip
    return [
        Route("/staff", listing, methods=["GET"]),
        Route("/staff/new", new.__call__, methods=["GET", "POST"]),
        Route("/staff/{key}", card, methods=["GET"]),
        Route("/staff/{key}/edit", change.__call__, methods=["GET", "POST"]),
        *(Route(f"/staff/{{key}}/{action}", partial(act, action), methods=["POST"]) for action in get_args(Deed)),
    ]


async def _card(frame: Frame, request: Request, *, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    actor, locale = request.state.actor, request.state.locale
    actor.require(Right.EMPLOYEE_MANAGE)
    data = await frame.read(request, _ONE, {"id": f"Employee:{_key(request)}"})
    node = data["employee"]
    held = {row["role"]["code"] for row in node["roles"]}
    roles = [
        {"code": role["code"], "title": role["name"] if locale == "zh" else role_label(role["code"], locale)}
        for role in data["roles"]["nodes"]
    ]
    context = {
        "title": node["name"],
        "node": node,
        "status_label": enum_label(EmployeeStatus, node["status"], locale),
        "key": str(_key(request)),
        "held": held,
        "roles": roles,
        "errors": errors or {},
        "operation": new_id(),
        "myself": node["id"].endswith(str(actor.id)),
        "proofs": [(one.value, enum_label(IdentityProof, one.value, locale)) for one in IdentityProof],
    }
    return await frame.page(request, "settings/employee.html", context, status=status)


async def _act(frame: Frame, request: Request, action: Deed) -> Response:
    actor, key = request.state.actor, _key(request)
    form = await request.form()
    operation = _operation(str(form.get("operation", "")))
    try:
        match action:
            case "roles":
                codes = [str(code) for code in form.getlist("role")]
                await set_roles(actor, employee_id=key, roles=codes, operation_id=operation)
                done = "The roles are set; they are in force with the next click."
            case "password":
                made = await set_password(actor, employee_id=key)
                return await _first_password(frame, request, made.password)
            case "second-factor":
                taken = await reset_second_factor(
                    actor, employee_id=key, proof=_proof(form), evidence=str(form.get("evidence", "")),
                    password=str(form.get("own_password", "")), code=str(form.get("code", "")),
                    address=asking(request)["address"],
                )  # fmt: skip
                done = (
                    "The second factor is taken away; all log-ins of the employee have ended."
                    if taken
                    else "There was no second factor."
                )
            case "log-ins":
                count = await end_log_ins_of(actor, employee_id=key)
                frame.flash(request, frame.text(request, "{count} log-ins have ended.", count=count))
                return RedirectResponse(f"{BASE}/staff/{key}", status_code=303)
            case "leave":
                await _leave(frame, request, key, form, operation)
                return RedirectResponse(f"{BASE}/staff/{key}", status_code=303)
            case _:
                assert_never(action)
    except DomainError as error:
        if error.code in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND) and not error.path:
            raise
        text = frame.texts(request, error)[0]
        return await _card(frame, request, errors={action: text}, status=int(STATUS.get(error.code, 422)))
    frame.flash(request, frame.text(request, done))
    return RedirectResponse(f"{BASE}/staff/{key}", status_code=303)


async def _first_password(frame: Frame, request: Request, password: str) -> Response:
    """The page that shows it, this once."""
    context = {"title": frame.text(request, "First password"), "password": password, "key": str(_key(request))}
    response = await frame.page(request, "settings/first_password.html", context)
    response.headers["cache-control"] = "no-store"
    return response


def _proof(form: FormData) -> IdentityProof:
    try:
        return IdentityProof(str(form.get("identity", "")))
    except ValueError:
        raise invalid("Say how you made sure who it is.", "identity") from None


async def _leave(frame: Frame, request: Request, key: UUID, form: FormData, operation: UUID | None) -> None:
    code = (await frame.read(request, _ONE, {"id": f"Employee:{key}"}))["employee"]["code"]
    if str(form.get("word", "")).strip() != code:
        raise invalid("Type the personnel number {number} to confirm.", "word", number=code)
    reason = str(form.get("reason", ""))
    result = await disable_employee(request.state.actor, employee_id=key, reason=reason, operation_id=operation)
    count = len(result.released_customer_ids)
    frame.flash(
        request, frame.text(request, "The log-in is shut; {count} customers are without an owner now.", count=count)
    )
    if kept := len(result.kept_customer_ids):
        text = "{count} customers with open orders or debts stay in this name. Hand them over to somebody."
        frame.flash(request, frame.text(request, text, count=kept), "warning")


def _key(request: Request) -> UUID:
    try:
        return UUID(request.path_params["key"])
    except ValueError:
        raise not_found("Employee", request.path_params["key"]) from None


def _operation(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


__all__ = ["staff_routes"]
