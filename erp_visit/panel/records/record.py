"""What a record page or the pane beside a queue is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.errors import not_found
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.actions import Action, Offer
from erp_visit.panel.records.documents import document, variables
from erp_visit.panel.records.present import parse_key


@dataclass(slots=True)
class Record:
    """A record as it stands for who looks at it. `watch` are the records whose change concerns it."""

    kind: str
    key: UUID
    number: str
    template: str
    version: int | None = None
    state: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    watch: str = ""


Load = Callable[[Frame, Request, UUID], Awaitable[Record]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of record with a page: where it is, how it is read, what may be done to it."""

    name: str
    path: str
    load: Load
    actions: tuple[Action, ...] = ()
    by_number: str = ""
    """Root field by which a document number is found, empty if it has none."""

    def action(self, name: str) -> Action | None:
        return next((action for action in self.actions if action.name == name), None)


async def read(frame: Frame, request: Request, name: str, **given: Any) -> dict[str, Any]:
    """Data of a document of admin/queries for who is logged in."""
    return await frame.read(request, document(name), variables(request.state.actor, name, **given))


async def find_key(frame: Frame, request: Request, kind: Kind, text: str) -> UUID:
    """The key of the record that an address names by key or by document number. Raises NOT_FOUND."""
    key = parse_key(text)
    if key is None and kind.by_number:
        column = "code" if kind.name == "Customer" else "number"
        query = (
            f"query Find($text: String!) {{ found: {kind.by_number}(first: 1, filter: {{ {column}: {{ eq: $text }} }})"
            " { nodes { id } } }"
        )
        nodes = (await frame.read(request, query, {"text": text[:64]}))["found"]["nodes"]
        key = parse_key(nodes[0]["id"].rpartition(":")[2]) if nodes else None
    if key is None:
        raise not_found(kind.name, text, "id")
    return key


__all__ = ["Kind", "Load", "Record", "find_key", "read"]
