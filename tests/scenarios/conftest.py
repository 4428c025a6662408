from __future__ import annotations

from tests.files.conftest import client, engine, files, folder, http

__all__ = ["client", "engine", "files", "folder", "http"]
