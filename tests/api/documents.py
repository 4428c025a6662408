"""The same document with its input written out."""

from __future__ import annotations

import re
from typing import Any

import orjson
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull

from erp_visit.api.schema import api


def inline(text: str, given: dict[str, Any]) -> str:
    """`mutation M($input: MInput!) { m(input: $input) … }` without its variable."""
    declared = re.search(r"\$input: (\w+)!", text)
    assert declared is not None
    kind = api().schema._schema.get_type(declared[1])
    text = re.sub(r"\(\$input: \w+!\)", "", text).replace("$input: " + declared[1] + "!, ", "")
    return text.replace("$input", literal(given, kind))  # type: ignore[arg-type]


def literal(value: Any, kind: GraphQLInputType | None) -> str:
    """A value as GraphQL writes it: enums and keys without quotes."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(value, list):
        inner = kind.of_type if isinstance(kind, GraphQLList) else None
        return "[" + ", ".join(literal(item, inner) for item in value) + "]"
    if isinstance(value, dict):
        fields = kind.fields if isinstance(kind, GraphQLInputObjectType) else {}
        return "{" + ", ".join(
            f"{key}: {literal(item, fields[key].type if key in fields else None)}" for key, item in value.items()
        ) + "}"  # fmt: skip
    if isinstance(kind, GraphQLEnumType) and isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


__all__ = ["inline", "literal"]
