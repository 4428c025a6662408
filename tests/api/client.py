"""A client of the GraphQL door for tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

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
        return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


async def session(actor: Actor) -> str:
    """A token for an actor with just these rights."""
    return (await open_session(Account(actor, None), b"")).token


__all__ = ["Client", "session"]
