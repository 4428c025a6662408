"""Roles and rights: one table, a column for each role; what is ticked is what the role may do (ORG-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.actor import Scope
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.org.roles import create_role, update_role
from erp_visit.panel.frame import STATUS
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import enum_label, humanise, label, right_label, role_label, translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/roles-matrix"
_READ = "query { roles(first: 200) { nodes { id code name scope rights version employees(first: 500) { id } } } }"


def role_routes(frame: Frame) -> list[BaseRoute]:
    """The table, its changes, and a new role."""

    async def show(request: Request) -> Response:
        request.state.actor.require(Right.ADMINISTER)
        return await _page(frame, request)

    async def change(request: Request) -> Response:
        """Each role whose column differs from what was shown is changed by itself; each outcome is told."""
        actor, locale = request.state.actor, request.state.locale
        actor.require(Right.ADMINISTER)
        form = await request.form()
        failed: dict[str, str] = {}
        done: list[str] = []
        status = 200
        for key in form.getlist("role"):
            shown = str(form.get(f"shown:{key}", "")).split(",")
            ticked = sorted(str(right) for right in form.getlist(f"rights:{key}"))
            scope = str(form.get(f"scope:{key}", ""))
            if sorted(right for right in shown if right) == ticked and scope == str(form.get(f"was:{key}", "")):
                continue
            version = str(form.get(f"version:{key}", ""))
            name = str(form.get(f"name:{key}", ""))
            try:
                await update_role(
                    actor,
                    role_id=UUID(str(key)),
                    changes={"rights": ticked, "scope": scope},
                    expected_version=int(version) if version.isdecimal() and len(version) < 10 else None,
                )
                done.append(name)
            except DomainError as error:
                failed[str(key)] = frame.texts(request, error)[0]
                status = int(STATUS.get(error.code, 422))
            except ValueError:
                failed[str(key)] = translate("There is no such role. Reload the page.", locale, {})
                status = 422
        if failed:
            typed = {str(key): {str(right) for right in form.getlist(f"rights:{key}")} for key in failed}
            return await _page(frame, request, failed=failed, typed=typed, done=done, status=status)
        if done:
            text = frame.text(request, "Changed: {roles}. In force with the next click.", roles="、".join(done))
            frame.flash(request, text)
        return RedirectResponse(PATH, status_code=303)

    async def add(request: Request) -> Response:
        form = await request.form()
        code, name = str(form.get("code", ""))[:64], str(form.get("name", ""))[:200]
        try:
            await create_role(request.state.actor, id=new_id(), code=code, name=name, scope=Scope.OWN.value)
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN:
                raise
            new = {"code": code, "name": name, "error": frame.texts(request, error)[0]}
            return await _page(frame, request, new=new, status=int(STATUS.get(error.code, 422)))
        frame.flash(request, frame.text(request, "The role is made; tick what it may do."))
        return RedirectResponse(PATH, status_code=303)

    return [
        Route("/roles-matrix", show, methods=["GET"]),
        Route("/roles-matrix", change, methods=["POST"]),
        Route("/roles-matrix/new", add, methods=["POST"]),
    ]


async def _page(
    frame: Frame,
    request: Request,
    *,
    failed: dict[str, str] | None = None,
    typed: dict[str, set[str]] | None = None,
    done: list[str] | None = None,
    new: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    locale = request.state.locale
    roles = []
    for node in (await frame.read(request, _READ))["roles"]["nodes"]:
        key = node["id"].rpartition(":")[2]
        held = (typed or {}).get(key, set(node["rights"]))
        roles.append(
            {
                **node,
                "key": key,
                "title": _title(node, locale),
                "held": held,
                "people": len(node["employees"]),
                "error": (failed or {}).get(key, ""),
            }
        )
    groups: dict[str, list[dict[str, Any]]] = {}
    for right in Right:
        head = right.value.partition(".")[0]
        entry = {"code": right.value, "label": right_label(right.value, locale)}
        groups.setdefault(label(locale, f"RightGroup.{head}", humanise(head)), []).append(entry)
    context = {
        "title": translate("Roles and rights", locale, {}),
        "roles": roles,
        "groups": groups,
        "scopes": [(scope.value, enum_label(Scope, scope.value, locale)) for scope in Scope],
        "done": done or [],
        "new": new or {"code": "", "name": "", "error": ""},
    }
    return await frame.page(request, "settings/roles.html", context, status=status)


def _title(node: dict[str, Any], locale: str) -> str:
    """The role's own name; in other languages that of a role that every distributor has."""
    own = locale == "zh" or node["code"] not in RoleCode.__members__
    return str(node["name"]) if own else role_label(node["code"], locale)


__all__ = ["role_routes"]
