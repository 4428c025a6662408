"""Root fields that the compiler answers: for every type a list and a single record, `node`, `me`, and what
else is a read by its own rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphql import FieldNode

from erp_visit.api.figures_root import compile_figures
from erp_visit.api.nearby import compile_nearby
from erp_visit.core.errors import DomainError, invalid, not_found
from erp_visit.reads.arguments import Leaf, Symbol
from erp_visit.reads.compiler import Compiler, Plan
from erp_visit.reads.pages import connection_sql
from erp_visit.reads.spec import Registry, TypeSpec

Compile = Callable[[Compiler, list[FieldNode], Mapping[str, Symbol]], Plan]


def roots(registry: Registry) -> dict[str, Compile]:
    """Compilers of the root fields by name."""
    found: dict[str, Compile] = {"node": _node, "me": _me, "nearbyCustomers": compile_nearby,
                                "visitFigures": compile_figures}  # fmt: skip
    for spec in registry.types.values():
        found[spec.plural] = _many(spec)
        found[spec.singular] = _one(spec)
    return found


def _many(spec: TypeSpec) -> Compile:
    def compile_list(compiler: Compiler, nodes: list[FieldNode], arguments: Mapping[str, Symbol]) -> Plan:
        compiler.require(spec.right)
        alias = compiler.alias()
        where = [compiler.visible(spec, alias)]
        selected = compiler.merged(nodes, f"{spec.name}Connection")
        select, cost = connection_sql(compiler, spec, alias, where, arguments, selected, ())
        return compiler.plan(select, cost)

    return compile_list


def _one(spec: TypeSpec) -> Compile:
    def compile_one(compiler: Compiler, nodes: list[FieldNode], arguments: Mapping[str, Symbol]) -> Plan:
        leaf: Leaf = arguments["id"]
        select, cost = compiler.one(spec, compiler.key(leaf, spec), compiler.merged(nodes, spec.name))
        return compiler.plan(select, cost, _missing(spec.name, leaf))

    return compile_one


def _node(compiler: Compiler, nodes: list[FieldNode], arguments: Mapping[str, Symbol]) -> Plan:
    leaf: Leaf = arguments["id"]
    value = str(compiler.now(leaf))
    spec = compiler.registry.types.get(value.partition(":")[0])
    if spec is None:
        raise invalid("{value} is not a global id; it begins with the type, like Order:<UUID>.", "id", value=value[:80])
    select, cost = compiler.one(spec, compiler.key(leaf, spec), compiler.merged(nodes, spec.name))
    return compiler.plan(select, cost, _missing(spec.name, leaf))


def _me(compiler: Compiler, nodes: list[FieldNode], arguments: Mapping[str, Symbol]) -> Plan:
    spec = compiler.registry["Employee"]
    key = compiler.parameters.bind(":actor")
    select, cost = compiler.one(spec, key, compiler.merged(nodes, spec.name), guarded=False)
    return compiler.plan(select, cost)


def _missing(kind: str, leaf: Leaf) -> Callable[[Mapping[str, Any]], DomainError]:
    def error(variables: Mapping[str, Any]) -> DomainError:
        return not_found(kind, leaf.read(variables), "id")

    return error


__all__ = ["Compile", "roots"]
