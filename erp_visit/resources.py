"""Where the folders that hold no Python are: beside the package in a checkout, inside it after an install."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent

Name = Literal["graphql", "admin", "migrations"]


def resource_dir(name: Name) -> Path:
    """The folder `name`.

    The wheel's copy goes first: a checkout has none, and beside an installed package any folder of that name would be
    someone else's (`graphql` is graphql-core).
    """
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
