"""What stands in the repository as others published it on npm, unchanged: GraphiQL and what it needs, for development
without an outside network. No lock names it, so this list does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "admin" / "static" / "graphiql"


@dataclass(frozen=True)
class Vendored:
    """A package of npm of which some files are here, with their SHA-256."""

    name: str
    version: str
    licence: str
    files: Mapping[str, str]

    @property
    def purl(self) -> str:
        return f"pkg:npm/{self.name}@{self.version}"


VENDORED = (
    Vendored("graphiql", "3.9.0", "MIT", {
        "graphiql.min.css": "bdddd50aac5bdb0edd83e5c862ba2fed9db2964e4c75d4655ab62b0a7d5bd730",
        "graphiql.min.js": "a330a2be1d2389486840a9d0a834767d9083a23f105879e0de54e4fce83d3513",
    }),
    Vendored("graphql-ws", "6.4.2", "MIT", {
        "graphql-ws.min.js": "5f1e250bdea0a551d58272048281dbf5b2fb69faa120160bab49485c72b6f24d",
    }),
    Vendored("react", "18.3.1", "MIT", {
        "react.production.min.js": "d949f1c3687aedadcedac85261865f29b17cd273997e7f6b2bfc53b2f9d4c4dd",
    }),
    Vendored("react-dom", "18.3.1", "MIT", {
        "react-dom.production.min.js": "35f4f974f4b2bcd44da73963347f8952e341f83909e4498227d4e26b98f66f0d",
    }),
)  # fmt: skip

__all__ = ["FOLDER", "VENDORED", "Vendored"]
