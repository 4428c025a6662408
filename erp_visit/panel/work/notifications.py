"""The bell on top and the list behind it; channels by which notifications leave the app."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.clock import now
from erp_visit.core.errors import invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.panel.forms.fields import FormField, Typed
from erp_visit.panel.forms.pages import FormPage
from erp_visit.panel.records.inputs import body_of
from erp_visit.panel.records.present import PATHS, ago
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import enum_label, field_label, translate
from erp_visit.work.channels import create_channel, try_channel, update_channel
from erp_visit.work.models import ChannelKind
from erp_visit.work.notify import mark_read, unread_count

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame
    from erp_visit.reads.spec import TypeSpec

LATEST = 12
PAGE = 50
PATIENCE = 10.0
"""Seconds that the page waits for what became of a test message."""
CHANNELS = f"{BASE}/notification-channels"
_LIST = (
    "query($first: Int!, $after: String) { notifications(first: $first, after: $after,"
    " orderBy: [{ field: CREATED_AT, direction: DESC }]) { nodes { id text entity entityId createdAt readAt }"
    " pageInfo { hasNextPage endCursor } } }"
)
_CHANNELS = (
    "query { notificationChannels(first: 200) { nodes { id name kind active lastError lastUsedAt version"
    " employee { id name } department { id name } } } }"
)
_CHANNEL = "query($id: ID!) { one: notificationChannel(id: $id) { id name kind active version } }"


def notification_routes(frame: Frame) -> list[BaseRoute]:
    """All pages of notifications and channels."""

    async def unread(request: Request) -> Response:
        async with db.connection() as connection:
            return JSONResponse({"unread": await unread_count(connection, request.state.actor.id)})

    async def latest(request: Request) -> Response:
        found = await _page(frame, request, LATEST, None)
        return JSONResponse({"items": found["nodes"]})

    async def listing(request: Request) -> Response:
        found = await _page(frame, request, PAGE, request.query_params.get("after"))
        context = {"title": frame.text(request, "Notifications"), "items": found["nodes"], "info": found["pageInfo"]}
        return await frame.page(request, "work/notifications.html", context)

    async def read(request: Request) -> Response:
        body = await body_of(request) if request.headers.get("content-type", "").startswith("application/json") else {}
        named = body.get("ids")
        if not isinstance(named, list | None):
            raise invalid("{field} is not a list.", "ids", field="ids")
        keys = None if named is None else [_key(str(one), "Notification") for one in named]
        done = await mark_read(request.state.actor, notification_ids=keys)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"unread": done.unread})
        return RedirectResponse(f"{BASE}/notifications", status_code=303)

    async def follow(request: Request) -> Response:
        """The link in a message that left the app: it knows the record, the panel knows the page."""
        kind, key = request.path_params["kind"], request.path_params["key"]
        address = _address(kind, _key(key, kind))
        if not address:
            raise not_found(kind[:40], key)
        return RedirectResponse(address, status_code=303)

    return [
        Route("/open/{kind}/{key}", follow, methods=["GET"]),
        Route("/notifications", listing, methods=["GET"]),
        Route("/notifications/unread", unread, methods=["GET"]),
        Route("/notifications/latest", latest, methods=["GET"]),
        Route("/notifications/read", read, methods=["POST"]),
        *_channel_routes(frame),
    ]


async def _page(frame: Frame, request: Request, first: int, after: str | None) -> dict[str, Any]:
    data = (await frame.read(request, _LIST, {"first": first, "after": after}))["notifications"]
    locale = request.state.locale
    for node in data["nodes"]:
        node["href"] = _address(node["entity"], node["entityId"])
        node["ago"] = ago(node["createdAt"], locale)
    return dict(data)


def _address(kind: str, key: Any) -> str:
    """Where a record that somebody was told of is shown; empty if nowhere."""
    match kind:
        case "FeedPost":
            return f"{BASE}/feed#post-{key}"
        case "CustomerAlert":
            return f"{BASE}/insight/abnormal"
        case _:
            return f"{BASE}/{PATHS[kind]}/{key}" if kind in PATHS and key else ""


def _channel_routes(frame: Frame) -> list[BaseRoute]:
    spec = frame.registry["NotificationChannel"]
    right = Right.NOTIFICATION_EDIT

    async def empty(request: Request, shown: list[FormField]) -> Typed:
        return Typed(shown, {one.name: "MAIL" if one.name == "kind" else "" for one in shown}, {})

    async def load(request: Request, shown: list[FormField]) -> Typed:
        node = (await frame.read(request, _CHANNEL, {"id": f"NotificationChannel:{_path_key(request)}"}))["one"]
        texts = {"name": node["name"], "address": "", "active": "true" if node["active"] else "false"}
        return Typed(shown, texts, {}, version=node["version"])

    async def save_new(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        await create_channel(request.state.actor, id=operation, **values)
        return CHANNELS

    async def save(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        await update_channel(
            request.state.actor, channel_id=_path_key(request), changes=values, expected_version=typed.version,
            operation_id=operation,
        )  # fmt: skip
        return CHANNELS

    async def listing(request: Request) -> Response:
        request.state.actor.require(right)
        nodes = (await frame.read(request, _CHANNELS))["notificationChannels"]["nodes"]
        context = {
            "title": frame.text(request, "Notification channels"),
            "channels": nodes,
            "kind_label": lambda kind: enum_label(ChannelKind, kind, request.state.locale),
            "mail_server": frame.settings.mail_server is not None,
            "public_url": frame.settings.public_url,
        }
        return await frame.page(request, "work/channels.html", context)

    async def attempt(request: Request) -> Response:
        await _attempt(frame, request)
        return RedirectResponse(CHANNELS, status_code=303)

    def back(request: Request) -> str:
        return CHANNELS

    new = FormPage(
        frame, right, lambda request, _: frame.text(request, "New channel"),
        lambda request: _channel_fields(spec, request, new=True), empty, save_new, back,
        "The channel is set up. Send a test message by it.",
    )  # fmt: skip
    change = FormPage(
        frame, right, lambda request, typed: frame.text(request, "Change {name}", name=typed.texts.get("name", "")),
        lambda request: _channel_fields(spec, request, new=False), load, save, back, "The channel is changed.",
    )  # fmt: skip
    return [
        Route("/notification-channels", listing, methods=["GET"]),
        Route("/notification-channels/new", new.__call__, methods=["GET", "POST"]),
        Route("/notification-channels/{key}/edit", change.__call__, methods=["GET", "POST"]),
        Route("/notification-channels/{key}/test", attempt, methods=["POST"]),
    ]


def _channel_fields(spec: TypeSpec, request: Request, *, new: bool) -> list[FormField]:
    locale = request.state.locale

    def one(name: str, kind: str = "text", **options: Any) -> FormField:
        return FormField(name, field_label(spec, name.removesuffix("_id"), locale), kind, **options)

    address = translate("Address", locale, {})
    hint = translate("A mail address, or the robot's whole address as its group chat shows it.", locale, {})
    if not new:
        hint = translate("It is not shown again. Leave it empty to keep it.", locale, {})
    found = [one("name", required=True, maximum=64)]
    if new:
        kinds = tuple((kind.value, enum_label(ChannelKind, kind.value, locale)) for kind in ChannelKind)
        found.append(one("kind", "choice", choices=kinds))
    found.append(FormField("address", address, "secret", required=new, maximum=500, hint=hint))
    if new:
        found += [
            one("employee_id", "record", list="employees"),
            one("department_id", "record", list="departments"),
        ]
    else:
        found.append(one("active", "switch"))
    return found


async def _attempt(frame: Frame, request: Request) -> None:
    """Send a test message and wait a moment for what becomes of it."""
    key, started = _path_key(request), now()
    await try_channel(request.state.actor, channel_id=key, operation_id=new_id())
    async with asyncio.timeout(PATIENCE * 3):
        for _ in range(int(PATIENCE * 5)):
            async with db.connection() as connection:
                row = await connection.fetchrow(
                    "SELECT last_error FROM notification_channel WHERE id = $1 AND last_used_at >= $2", key, started
                )
            if row is not None:
                if row["last_error"]:
                    text = frame.text(request, "The test message did not go out: {problem}", problem=row["last_error"])
                    frame.flash(request, text, "error")
                else:
                    frame.flash(request, frame.text(request, "The test message is sent."))
                return
            await asyncio.sleep(0.2)
    frame.flash(
        request, frame.text(request, "The test message is on its way; reload to see what becomes of it."), "info"
    )


def _path_key(request: Request) -> UUID:
    return _key(request.path_params["key"], "NotificationChannel")


def _key(text: str, kind: str) -> UUID:
    try:
        return UUID(text.rpartition(":")[2])
    except ValueError:
        raise not_found(kind, text) from None


__all__ = ["notification_routes"]
