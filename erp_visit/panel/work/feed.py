"""The internal feed: posts with their comments, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.panel.frame import STATUS
from erp_visit.panel.security import BASE
from erp_visit.visits.sharing import share_visit
from erp_visit.work.feed import comment_on_post, post_to_feed

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PAGE = 20
_LIST = (
    "query($first: Int!, $after: String, $people: Boolean!, $visits: Boolean!) {"
    " feedPosts(first: $first, after: $after, orderBy: [{ field: CREATED_AT, direction: DESC }]) {"
    " nodes { id text createdAt author @include(if: $people) { id name } department @include(if: $people) { name }"
    " visit @include(if: $visits) { id businessDay customer { name } }"
    " comments { id text createdAt author @include(if: $people) { id name } } }"
    " pageInfo { hasNextPage endCursor } } }"
)
_LINE = "query { departments(first: 500) { nodes { id name } } }"


def feed_routes(frame: Frame) -> list[BaseRoute]:
    """The feed, and writing to it."""

    async def page(request: Request) -> Response:
        request.state.actor.require(Right.TASK_VIEW)
        return await _page(frame, request)

    async def post(request: Request) -> Response:
        form = await request.form()
        try:
            await post_to_feed(
                request.state.actor, id=_operation(form), text=str(form.get("text", "")),
                department_id=_department(form),
            )  # fmt: skip
        except DomainError as error:
            return await _refused(frame, request, error, "post", str(form.get("text", "")))
        frame.flash(request, frame.text(request, "Posted."))
        return RedirectResponse(f"{BASE}/feed", status_code=303)

    async def comment(request: Request) -> Response:
        form, key = await request.form(), _key(request, "FeedPost")
        try:
            await comment_on_post(request.state.actor, id=_operation(form), post_id=key, text=str(form.get("text", "")))
        except DomainError as error:
            return await _refused(frame, request, error, str(key), str(form.get("text", "")))
        return RedirectResponse(f"{BASE}/feed#post-{key}", status_code=303)

    async def share(request: Request) -> Response:
        form, key = await request.form(), _key(request, "Visit")
        await share_visit(
            request.state.actor, id=_operation(form), visit_id=key, text=str(form.get("text", "")),
            department_id=_department(form),
        )  # fmt: skip
        frame.flash(request, frame.text(request, "Shared."))
        return RedirectResponse(f"{BASE}/feed", status_code=303)

    return [
        Route("/feed", page, methods=["GET"]),
        Route("/feed", post, methods=["POST"]),
        Route("/feed/{key}/comment", comment, methods=["POST"]),
        Route("/visits/{key}/share", share, methods=["POST"]),
    ]


async def _page(
    frame: Frame, request: Request, *, errors: dict[str, str] | None = None, typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    actor = request.state.actor
    variables = {
        "first": PAGE, "after": request.query_params.get("after") or None, "people": actor.may(Right.EMPLOYEE_VIEW),
        "visits": actor.may(Right.VISIT_VIEW) and actor.may(Right.CUSTOMER_VIEW),
    }  # fmt: skip
    found = (await frame.read(request, _LIST, variables))["feedPosts"]
    departments: list[dict[str, Any]] = []
    if actor.may(Right.EMPLOYEE_VIEW):
        known = (await frame.read(request, _LINE))["departments"]["nodes"]
        mine = {str(key) for key in actor.department_ids}
        departments = [one for one in known if one["id"].rpartition(":")[2] in mine]
    context = {
        "title": frame.text(request, "Feed"), "posts": found["nodes"], "info": found["pageInfo"],
        "departments": departments, "errors": errors or {}, "typed": typed or {}, "new_id": new_id,
    }  # fmt: skip
    return await frame.page(request, "work/feed.html", context, status=status)


async def _refused(frame: Frame, request: Request, error: DomainError, place: str, text: str) -> Response:
    if error.code in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND) and not error.path:
        raise error
    told = {place: frame.texts(request, error)[0]}
    return await _page(frame, request, errors=told, typed={place: text[:2000]}, status=int(STATUS.get(error.code, 422)))


def _operation(form: FormData) -> UUID:
    try:
        return UUID(str(form.get("operation", "")))
    except ValueError:
        return new_id()


def _department(form: FormData) -> UUID | None:
    text = str(form.get("department", "")).rpartition(":")[2]
    try:
        return UUID(text) if text else None
    except ValueError:
        raise not_found("Department", text, "departmentId") from None


def _key(request: Request, kind: str) -> UUID:
    try:
        return UUID(request.path_params["key"])
    except ValueError:
        raise not_found(kind, request.path_params["key"]) from None


__all__ = ["feed_routes"]
