from __future__ import annotations

from tests.files.conftest import client, files, folder, http

__all__ = ["client", "files", "folder", "http"]
