from __future__ import annotations

from tests.api.conftest import client, clients, engine, http, nobody, world
from tests.panel.conftest import desk

__all__ = ["client", "clients", "desk", "engine", "http", "nobody", "world"]
