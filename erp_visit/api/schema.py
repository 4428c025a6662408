"""The schema: roots derived from the registry, commands as mutations, subscriptions."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError, GraphQLResolveInfo, lexicographic_sort_schema, print_schema
from strawberry import Schema
from strawberry.schema.config import StrawberryConfig

from erp_visit.api.action_rows import action_rows_field
from erp_visit.api.daily_root import daily_field
from erp_visit.api.direct import run_directly
from erp_visit.api.execution import Execution, Finished
from erp_visit.api.figures_root import figures_field
from erp_visit.api.insight_roots import insight_fields
from erp_visit.api.mutation_type import mutation_type
from erp_visit.api.my_login import my_login_fields
from erp_visit.api.nearby import nearby_field
from erp_visit.api.previews import preview_field
from erp_visit.api.reader import Reader
from erp_visit.api.roots import Compile, roots
from erp_visit.api.route_root import route_field
from erp_visit.api.scalars import SCALARS
from erp_visit.api.settings_roots import setting_fields
from erp_visit.api.subscriptions import subscription_type
from erp_visit.api.suggestions import suggestion_field
from erp_visit.api.tracks import track_fields
from erp_visit.api.types import Node, TypeFactory, resolver
from erp_visit.core.models import Record
from erp_visit.domains import DOMAINS, public_models
from erp_visit.reads.spec import Registry


class _Schema(Schema):
    """Leaves errors to `problems`: refusals are no matter for the log, and Strawberry writes a traceback of each."""

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        pass


class Api:
    """One schema with the reader behind it."""

    def __init__(self, models: Sequence[type[Record]] | None = None) -> None:
        for domain in DOMAINS:
            importlib.import_module(f"erp_visit.{domain}.queries")
        self.registry = Registry(list(models) if models is not None else public_models())
        factory = TypeFactory(self.registry)
        compilers = roots(self.registry)
        self.schema = _Schema(
            query=_query_type(self.registry, factory),
            mutation=mutation_type(factory),
            subscription=subscription_type(factory),
            types=list(factory.objects.values()),
            config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
            execution_context_class=Execution,
        )
        self.reader = Reader(self.registry, self.schema._schema, compilers)
        self._sdl: str | None = None
        _answer_by_compiler(self.schema, compilers)
        run_directly(self.schema)

    def sdl(self) -> str:
        """The published schema, sorted; made once, for anybody may ask for it."""
        if self._sdl is None:
            self._sdl = print_schema(lexicographic_sort_schema(self.schema._schema)) + "\n"
        return self._sdl


def _query_type(registry: Registry, factory: TypeFactory) -> type:
    query = type("Query", (), {})
    identifier = Annotated[strawberry.ID, strawberry.argument(description="Global id")]
    for spec in registry.types.values():
        setattr(
            query,
            spec.plural,
            strawberry.field(
                resolver(factory.connections[spec.name] | None, factory.page_arguments(spec.name)),
                name=spec.plural,
                description=f"The {spec.plural} that you may see, page by page. Needs the right {spec.right}.",
            ),
        )
        setattr(
            query,
            spec.singular,
            strawberry.field(
                resolver(factory.objects[spec.name] | None, {"id": identifier}),
                name=spec.singular,
                description=f"One record; NOT_FOUND if there is none that you may see. Needs the right {spec.right}.",
            ),
        )
    query.node = strawberry.field(  # type: ignore[attr-defined]
        resolver(Node | None, {"id": identifier}), description="Any record by its global id (Relay)."
    )
    query.me = strawberry.field(  # type: ignore[attr-defined]
        resolver(factory.objects["Employee"] | None, {}), description="The employee who is logged in."
    )
    query.visit_figures = figures_field(factory)  # type: ignore[attr-defined]
    query.nearby_customers = nearby_field(factory)  # type: ignore[attr-defined]
    query.approval_preview = preview_field()  # type: ignore[attr-defined]
    query.daily_report_facts = daily_field()  # type: ignore[attr-defined]
    query.action_rows = action_rows_field()  # type: ignore[attr-defined]
    query.order_suggestion = suggestion_field()  # type: ignore[attr-defined]
    query.day_route_geo_json = route_field()  # type: ignore[attr-defined]
    for name, field in {**setting_fields(), **track_fields(), **insight_fields(), **my_login_fields()}.items():
        setattr(query, name, field)
    return strawberry.type(query, description="What can be read.")


def _answer_by_compiler(schema: Schema, compilers: dict[str, Compile]) -> None:
    """Where a request cannot be read in one go (it asks for introspection too), each root still is."""

    async def resolve(_: Any, info: GraphQLResolveInfo[Any], **__: Any) -> Finished | None:
        context = info.context
        actor = context.require_actor()
        plan = context.reader.compile(context.operation, actor, context.variables, list(info.field_nodes))
        await context.spend(plan.cost)
        context.check_time()
        body = await context.reader.run(plan, actor, context.variables)
        if body is None:
            if plan.missing is not None:
                raise plan.missing(context.variables)
            return None
        return Finished(body)

    root = schema._schema.query_type
    assert root is not None
    for name, field in root.fields.items():
        if name in compilers:
            field.resolve = resolve


_api: Api | None = None


def api() -> Api:
    """The application's schema, made once per process."""
    global _api
    if _api is None:
        _api = Api()
    return _api


def sdl() -> str:
    """The published schema as text."""
    return api().sdl()


__all__ = ["Api", "api", "sdl"]
