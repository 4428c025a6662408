"""A screen for every public model, derived: starlette-admin's model view on the compiled reads.

Everything that could write is off; changes are commands of the services, on pages of their own. What the actor may not
see is not selected, and the same reads refuse it once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette_admin.fields import (
    BaseField,
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    EnumField,
    FloatField,
    HasOne,
    IntegerField,
    JSONField,
    ListField,
    StringField,
)
from starlette_admin.types import RequestAction
from starlette_admin.views import BaseModelView

from erp_visit.core.actor import Actor, Profile
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.panel.navigation import list_name
from erp_visit.panel.screens.cells import Cells
from erp_visit.panel.screens.columns import Column, Columns, title_of
from erp_visit.panel.screens.query import Filters, ListQuery
from erp_visit.panel.wording import enum_label, humanise, list_label
from erp_visit.reads.spec import Kind, Registry, TypeSpec, camel, plural

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

COUNTED = 1_000
"""A list is counted no further than this."""
PART_ROWS = 20
_HINTS = ("code", "sku", "phone", "customer", "product", "state", "total", "amount")
"""What tells records of like title apart when one is chosen."""

_FIELDS: dict[Kind, type[BaseField]] = {
    Kind.ID: StringField, Kind.TEXT: StringField, Kind.INT: IntegerField, Kind.FLOAT: FloatField,
    Kind.DECIMAL: DecimalField, Kind.BOOL: BooleanField, Kind.DATE: DateField, Kind.DATETIME: DateTimeField,
    Kind.JSON: JSONField,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `total` is None if nothing was counted, COUNTED + 1 if there are more than that."""

    nodes: list[dict[str, Any]]
    has_next: bool
    has_previous: bool
    start: str | None
    end: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A list of related records on a record's page, its first rows."""

    relation: str
    spec: TypeSpec
    columns: list[Column]
    nodes: list[dict[str, Any]]
    more: bool


class RecordView(BaseModelView):
    """The screen of one type."""

    pk_attr = "id"
    exporters: Sequence[Any] = ()
    importers: Sequence[Any] = ()
    actions: Sequence[str] = ()
    row_actions: Sequence[str] = ()

    def __init__(self, frame: Frame, columns: Columns, spec: TypeSpec) -> None:
        self.frame = frame
        self.columns = columns
        self.spec = spec
        self.key = list_name(spec)
        self.display_name = humanise(spec.name)
        self.menu_label = plural(self.display_name)
        self.fields = [*_derived_fields(columns.registry, spec)]
        self.searchable_fields = list(spec.search)
        self.sortable_fields = []
        # One instance per process; profiles are few.
        self._list_text = lru_cache(maxsize=512)(self._build_list_text)
        self._record_text = lru_cache(maxsize=256)(self._build_record_text)
        super().__init__()

    # -- deny by default

    def is_accessible(self, request: Request) -> bool:
        actor: Actor | None = request.state.actor
        return actor is not None and actor.may(self.spec.right)

    def can_access_field(self, request: Request, field: BaseField, action: RequestAction | None = None) -> bool:
        known = self.columns.of(self.spec.name, request.state.actor.profile)
        return self.is_accessible(request) and field.name in known

    def can_create(self, request: Request) -> bool:
        return False

    def can_edit(self, request: Request) -> bool:
        return False

    def can_delete(self, request: Request) -> bool:
        return False

    def can_import(self, request: Request) -> bool:
        return False

    def can_export(self, request: Request) -> bool:
        return self.is_accessible(request)

    def require(self, request: Request) -> None:
        """Raise FORBIDDEN unless the actor may open this screen."""
        if not self.is_accessible(request):
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "You lack the right {right}. An administrator can grant it to your role.",
                right=self.spec.right,
            )

    def title(self, request: Request) -> str:
        return list_label(self.spec, request.state.locale)

    # -- reads

    async def page(self, request: Request, query: ListQuery, shown: Sequence[str], *, count: bool = True) -> Page:
        """One page, in one statement."""
        profile: Profile = request.state.actor.profile
        backward = bool(query.before)
        variables: dict[str, Any] = {"last" if backward else "first": query.size}
        if query.after:
            variables["after"] = query.after
        if backward:
            variables["before"] = query.before
        variables |= self.narrowed(request, query)
        variables["orderBy"] = self.order(profile, query)
        counted = count and not query.after and not backward
        text = self._list_text(profile, tuple(shown), counted)
        data = (await self.frame.read(request, text, variables))["list"]
        info = data["pageInfo"]
        return Page(
            data["nodes"], info["hasNextPage"], info["hasPreviousPage"], info["startCursor"], info["endCursor"],
            data.get("totalCount"),
        )  # fmt: skip

    async def count_matching(self, request: Request, query: ListQuery, most: int | None = COUNTED + 1) -> int:
        """How many rows match; no more than `most` are looked at, so that is the answer where there are more."""
        variables = self.narrowed(request, query)
        search = (", $search: String", ", search: $search") if self.spec.search else ("", "")
        text = (
            f"query($filter: {self.spec.name}Filter{search[0]}) {{ list: {self.spec.plural}(first: 1, filter: $filter"
            f"{search[1]}) {{ totalCount{f'(atMost: {most})' if most is not None else ''} }} }}"
        )
        return int((await self.frame.read(request, text, variables))["list"]["totalCount"])

    def narrowed(self, request: Request, query: ListQuery) -> dict[str, Any]:
        """The variables `filter` and `search`; raises INVALID_INPUT for what this actor cannot filter by."""
        variables: dict[str, Any] = {}
        wanted = self.filters(request).build(self.spec, query.conditions)
        if wanted is not None:
            variables["filter"] = wanted
        if query.search and self.spec.search:
            variables["search"] = query.search
        return variables

    def filters(self, request: Request) -> Filters:
        """The filters as this actor may use them."""
        return Filters(self.columns, request.state.actor.profile)

    def order(self, profile: Profile, query: ListQuery) -> list[dict[str, str]]:
        """The `orderBy` argument: what the address asks for as far as it can be had, else newest first."""
        known = self.columns.of(self.spec.name, profile)
        asked = [
            (str(known[name].order), "DESC" if falls else "ASC")
            for name, falls in query.sort
            if name in known and known[name].order is not None
        ]
        keys = asked or self.columns.newest_first(self.spec)
        return [{"field": name, "direction": direction} for name, direction in keys]

    def shown(self, profile: Profile, chosen: Sequence[str]) -> list[Column]:
        """The columns to show: those chosen as far as they are allowed, else the usual ones."""
        known = self.columns.of(self.spec.name, profile)
        names = [name for name in dict.fromkeys(chosen) if name in known]
        return [known[name] for name in names or self.columns.default(self.spec.name, profile)]

    def _build_list_text(self, profile: Profile, shown: tuple[str, ...], counted: bool) -> str:
        known = self.columns.of(self.spec.name, profile)
        names = dict.fromkeys([*shown, *self.spec.title])
        fields = " ".join(["id", *(known[name].selection for name in names if name in known and name != "id")])
        search = (", $search: String", ", search: $search") if self.spec.search else ("", "")
        total = f" totalCount(atMost: {COUNTED + 1})" if counted else ""
        return (
            f"query($first: Int, $after: String, $last: Int, $before: String, $filter: {self.spec.name}Filter,"
            f" $orderBy: [{self.spec.name}OrderBy!]{search[0]})"
            f" {{ list: {self.spec.plural}(first: $first, after: $after, last: $last, before: $before, filter: $filter,"
            f" orderBy: $orderBy{search[1]}) {{ nodes {{ {fields} }}"
            f" pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}{total} }} }}"
        )

    async def record(self, request: Request, key: str) -> tuple[dict[str, Any], list[Part]]:
        """A record with its columns and the first rows of its lists, in one statement."""
        profile: Profile = request.state.actor.profile
        identifier = f"{self.spec.name}:{key}"
        data = await self.frame.read(request, self._record_text(profile), {"id": identifier})
        node = data["one"]
        if node is None:
            raise not_found(self.spec.name, key)
        parts = []
        for index, (relation, target) in enumerate(self.columns.many(self.spec, profile)):
            rows = node.pop(f"part{index}")
            shown = self._part_columns(target, profile)
            parts.append(Part(relation.name, target, shown, rows[:PART_ROWS], len(rows) > PART_ROWS))
        return node, parts

    def _part_columns(self, target: TypeSpec, profile: Profile) -> list[Column]:
        """Columns of a list on this record's page: not the way back to the record itself."""
        known = self.columns.of(target.name, profile)
        usual = [known[name] for name in self.columns.default(target.name, profile)]
        return [column for column in usual if column.target is None or column.target.name != self.spec.name][:7]

    def _build_record_text(self, profile: Profile) -> str:
        known = self.columns.of(self.spec.name, profile)
        fields = [column.selection for column in known.values() if column.name != "id"]
        for index, (relation, target) in enumerate(self.columns.many(self.spec, profile)):
            shown = [column.selection for column in self._part_columns(target, profile) if column.name != "id"]
            inner = " ".join(dict.fromkeys(["id", *shown, *self.columns.titles(target, profile)]))
            fields.append(f"part{index}: {camel(relation.name)}(first: {PART_ROWS + 1}) {{ {inner} }}")
        return f"query($id: ID!) {{ one: {self.spec.singular}(id: $id) {{ id {' '.join(fields)} }} }}"

    async def look_up(
        self, request: Request, text: str, keys: Sequence[str] = (), limit: int = 20
    ) -> list[dict[str, str]]:
        """Id and title of records, for choosing one: by quick search, or by key."""
        profile: Profile = request.state.actor.profile
        known = self.columns.of(self.spec.name, profile)
        titles = self.columns.titles(self.spec, profile)
        hints = [known[name] for name in _HINTS if name in known and name not in self.spec.title]
        fields = " ".join(dict.fromkeys(["id", *titles, *(column.selection for column in hints)]))
        variables: dict[str, Any] = {"first": min(limit, 100)}
        arguments, declared = "first: $first", "$first: Int"
        if keys:
            variables["filter"] = {"id": {"in": [f"{self.spec.name}:{key}" for key in keys]}}
            arguments, declared = f"{arguments}, filter: $filter", f"{declared}, $filter: {self.spec.name}Filter"
        elif text and self.spec.search:
            variables["search"] = text
            arguments, declared = f"{arguments}, search: $search", f"{declared}, $search: String"
        if "number" in known:
            order = self.columns.newest_first(self.spec)
            variables["orderBy"] = [{"field": name, "direction": direction} for name, direction in order]
            arguments, declared = f"{arguments}, orderBy: $orderBy", f"{declared}, $orderBy: [{self.spec.name}OrderBy!]"
        document = f"query({declared}) {{ list: {self.spec.plural}({arguments}) {{ nodes {{ {fields} }} }} }}"
        nodes = (await self.frame.read(request, document, variables))["list"]["nodes"]
        cells = Cells(request.state.locale)
        return [
            {
                "id": node["id"].rpartition(":")[2],
                "title": title_of(self.spec, node, request.state.locale),
                "hint": " · ".join(cells.cell(column, node).text for column in hints if node.get(column.key)),
            }
            for node in nodes
        ]

    # -- what starlette-admin asks of a model view

    async def find_all(
        self,
        request: Request,
        skip: int = 0,
        limit: int = 100,
        q: str | None = None,
        sorts: Any = None,
        filters: Any = None,
    ) -> Sequence[Any]:
        self.require(request)
        query = ListQuery(search=q or "", size=min(500, skip + (limit if limit > 0 else 500)))
        found = await self.page(request, query, [column.name for column in self.shown(request.state.actor.profile, ())])
        return found.nodes[skip:]

    async def count(self, request: Request, q: str | None = None, filters: Any = None) -> int:
        self.require(request)
        return await self.count_matching(request, ListQuery(search=q or ""))

    async def find_by_pk(self, request: Request, pk: Any) -> Any:
        self.require(request)
        return (await self.record(request, str(pk)))[0]

    async def find_by_pks(self, request: Request, pks: list[Any]) -> Sequence[Any]:
        self.require(request)
        return await self.look_up(request, "", [str(pk) for pk in pks], 100)

    async def create(self, request: Request, data: dict[str, Any]) -> Any:
        raise _only_commands()

    async def edit(self, request: Request, pk: Any, data: dict[str, Any]) -> Any:
        raise _only_commands()

    async def delete(self, request: Request, pks: list[Any]) -> int | None:
        raise _only_commands()

    async def get_pk_value(self, request: Request, obj: Mapping[str, Any]) -> Any:
        return obj["id"].rpartition(":")[2]

    async def repr(self, obj: Any, request: Request) -> str:
        return title_of(self.spec, obj, request.state.locale)


def _only_commands() -> DomainError:
    return DomainError(
        ErrorCode.FORBIDDEN, "Records change only by their named actions. Open the record and choose one."
    )


def _derived_fields(registry: Registry, spec: TypeSpec) -> list[BaseField]:
    """starlette-admin's fields of a type, from the same metadata as its GraphQL type."""
    fields: list[BaseField] = []
    for column in spec.columns.values():
        label = humanise(column.name)
        if column.kind is Kind.ENUM and column.enum is not None:
            choices = [(member.name, enum_label(column.enum, member.value, "en")) for member in column.enum]
            fields.append(EnumField(column.name, label=label, choices=choices))
        elif column.kind is Kind.TEXTS:
            fields.append(ListField(StringField(column.name, label=label)))
        else:
            fields.append(_FIELDS[column.kind](column.name, label=label))
    for relation in spec.relations.values():
        target = registry.types.get(relation.target)
        if target is not None and not relation.many:
            fields.append(HasOne(relation.name, label=humanise(relation.name), key=list_name(target)))
    return fields


__all__ = ["COUNTED", "PART_ROWS", "Page", "Part", "RecordView"]
