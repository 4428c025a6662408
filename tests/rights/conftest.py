from __future__ import annotations

from tests.api.conftest import client, clients, http, nobody, world
from tests.panel.conftest import desk

__all__ = ["client", "clients", "desk", "http", "nobody", "world"]
