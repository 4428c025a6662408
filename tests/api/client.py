"""A client of the GraphQL door for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    OperationDefinitionNode,
    get_named_type,
    parse,
)

from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from erp_visit.org.actors import Account
from erp_visit.org.sessions import open_session


@dataclass
class Client:
    """Somebody who asks. Without a token nobody is logged in."""

    http: httpx.AsyncClient
    token: str | None = None

    async def post(self, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        """Any JSON, with the token."""
        mine = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return await self.http.post("/graphql", json=body, headers={**mine, **(headers or {})})

    async def ask(self, text: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The whole body of an answer."""
        response = await self.post({"query": text, "variables": variables})
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        assert set(body["extensions"]["cost"]) == {"requested", "actual", "limit", "remaining", "resetAt"}
        return body

    async def data(self, text: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of an answer without errors."""
        body = await self.ask(text, variables)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    async def error(self, text: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The one error of an answer without data."""
        body = await self.ask(text, variables)
        (error,) = body["errors"]
        assert not any((body.get("data") or {}).values()), body
        assert isinstance(error["message"], str)
        assert set(error["extensions"]) >= {"code", "retryable"}
        return dict(error)

    async def code(self, text: str, variables: dict[str, Any] | None = None) -> str:
        """The code of the one error."""
        return str((await self.error(text, variables))["extensions"]["code"])

    async def done(self, text: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The payload of a mutation that was carried out."""
        (payload,) = (await self.data(text, variables)).values()
        assert payload["userErrors"] == []
        return dict(payload)

    async def refused(self, text: str, variables: dict[str, Any] | None = None) -> list[tuple[str, str]]:
        """Code and dotted path of each user error of a mutation that was not carried out."""
        (payload,) = (await self.data(text, variables)).values()
        assert payload["userErrors"]
        for name, value in payload.items():
            assert name == "userErrors" or not value, payload
        for error in payload["userErrors"]:
            assert leads_to_an_input(text, error["path"]), error["path"]
        return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


def leads_to_an_input(text: str, path: list[str]) -> bool:
    """Whether a user error's path names an input of the document's mutation, field by field."""
    (operation,) = (node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode))
    (field,) = (node for node in operation.selection_set.selections if isinstance(node, FieldNode))
    mutation = api().schema._schema.mutation_type
    assert mutation is not None
    arguments = mutation.fields[field.name.value].args
    known: Mapping[str, GraphQLArgument | GraphQLInputField] = arguments
    if "input" in arguments:
        given = get_named_type(arguments["input"].type)
        assert isinstance(given, GraphQLInputObjectType)
        known = given.fields
    for step in path:
        if step.isdecimal():
            continue
        if step not in known:
            return False
        below = get_named_type(known[step].type)
        if not isinstance(below, GraphQLInputObjectType):
            return True  # a value; below JSON is what its own description says
        known = below.fields
    return True


async def session(actor: Actor) -> str:
    """A token for an actor with just these rights."""
    return (await open_session(Account(actor, None), b"")).token


__all__ = ["Client", "leads_to_an_input", "session"]
