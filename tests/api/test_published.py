"""What is published fits the code: the schema's file, and every example of its README."""

from __future__ import annotations

import re

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    lexicographic_sort_schema,
    parse,
    print_schema,
    validate,
)

from erp_visit.api.schema import api
from erp_visit.api.sync import SyncStatus
from erp_visit.core.errors import ErrorCode, meaning
from erp_visit.resources import resource_dir
from erp_visit.visits.judgement import Reason

SCHEMA = api().schema._schema
README = (resource_dir("graphql") / "README.md").read_text(encoding="utf-8")


def test_the_schema_file_is_in_step() -> None:
    published = (resource_dir("graphql") / "schema.graphql").read_text(encoding="utf-8")
    assert published == api().sdl(), "run: make schema"
    assert print_schema(lexicographic_sort_schema(build_schema(published))) + "\n" == published, "sorted"
    assert validate(build_schema(published), parse("{ me { id } }")) == []


@pytest.mark.parametrize("text", re.findall(r"```graphql\n(.*?)```", README, re.DOTALL))
def test_examples_of_the_readme(text: str) -> None:
    assert validate(SCHEMA, parse(text)) == []


def test_queries_in_the_readmes_commands() -> None:
    found = re.findall(r'"query": "(.*?)"[,}]', README) + re.findall(r'query: "(.*?)" \}', README)
    assert len(found) == 3
    for text in found:
        assert validate(SCHEMA, parse(text)) == []


def test_codes_in_the_readme_exist() -> None:
    named = set(re.findall(r"`([A-Z]{5,}(?:_[A-Z]+)*)`", README))
    outcomes = {status.name for status in SyncStatus} | set(Reason.__members__)
    assert named - outcomes <= set(ErrorCode.__members__)
    enum = SCHEMA.get_type("ErrorCode")
    assert isinstance(enum, GraphQLEnumType)
    assert {name: value.description for name, value in enum.values.items()} == {
        code.name: meaning(code) for code in ErrorCode
    }


def test_everything_is_described() -> None:
    """A front-end developer reads the schema, not our code."""
    dumb = [
        f"{name}.{field}"
        for name, type_ in SCHEMA.type_map.items()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__")
        for field, definition in type_.fields.items()
        if not definition.description and name in {"Query", "Mutation", "Subscription", *api().registry.types}
    ]
    assert dumb == []


def test_one_failing_field_does_not_take_the_others_with_it() -> None:
    """Roots, mutations and node may be null."""
    for root in (SCHEMA.query_type, SCHEMA.mutation_type):
        assert root is not None
        assert [name for name, field in root.fields.items() if isinstance(field.type, GraphQLNonNull)] == []
