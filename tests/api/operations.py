"""The published documents of graphql/operations/, as a client sends them."""

from __future__ import annotations

from functools import cache
from typing import Any

from erp_visit.resources import resource_dir
from tests.api.client import Client

FOLDER = resource_dir("graphql") / "operations"


@cache
def document(name: str) -> str:
    return (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")


def names() -> set[str]:
    return {file.stem for file in FOLDER.glob("*.graphql")}


async def run(client: Client, name: str, /, **variables: Any) -> Any:
    """The value of the document's one root field; a mutation must have been carried out."""
    (value,) = (await client.data(document(name), variables)).values()
    if isinstance(value, dict) and "userErrors" in value:
        assert value["userErrors"] == [], value["userErrors"]
        del value["userErrors"]
    return value


__all__ = ["FOLDER", "document", "names", "run"]
