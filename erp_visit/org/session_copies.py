"""What Redis, and each process for a moment, holds of a session."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Scope
from erp_visit.org.actors import profile_of

TOUCHED = timedelta(minutes=2)
"""How exactly it is known when a session was last used."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A session as it was when last read. `due` is the Unix time from which on its next use is to be written down."""

    actor: Actor
    epoch: bytes
    read_at: float
    password_stamp: float
    due: float

    def serves(self, used: bool) -> bool:
        """Whether it answers without a look at the database."""
        return not used or time.time() < self.due


def snapshot_of(actor: Actor, epoch: bytes, password_stamp: float, unused: timedelta = timedelta(0)) -> Snapshot:
    """A session as it is now; `unused` is how long it has not been used."""
    moment = time.time()
    return Snapshot(actor, epoch, moment, password_stamp, moment + (TOUCHED - unused).total_seconds())


def encode(snapshot: Snapshot) -> bytes:
    """As Redis holds it."""
    actor = snapshot.actor
    return orjson.dumps(
        {
            "id": actor.id,
            "name": actor.name,
            "username": actor.username,
            "department": actor.department_id,
            "departments": actor.department_ids,
            "rights": sorted(actor.profile.rights),
            "scope": actor.profile.scope,
            "roles": actor.roles,
            "locale": actor.locale,
            "session": actor.session,
            "duty": actor.duty,
            "epoch": snapshot.epoch.decode(),
            "read_at": snapshot.read_at,
            "password": snapshot.password_stamp,
            "due": snapshot.due,
        },
        default=str,  # asyncpg has its own UUID type
    )


@lru_cache(maxsize=4096)
def decode(stored: bytes) -> Snapshot:
    """Equal bytes give the same object: for a busy client nothing is parsed."""
    values = orjson.loads(stored)
    actor = Actor(
        id=UUID(values["id"]),
        name=values["name"],
        username=values["username"],
        department_id=UUID(values["department"]),
        department_ids=tuple(UUID(key) for key in values["departments"]),
        profile=profile_of(tuple(values["rights"]), Scope(values["scope"]), len(values["departments"])),
        roles=tuple(values["roles"]),
        locale=values["locale"],
        session=values["session"],
        duty=values.get("duty", ""),  # of a server of the version before there is none
    )
    due = values.get("due", 0.0)  # likewise
    return Snapshot(actor, values["epoch"].encode(), values["read_at"], values["password"], due)


__all__ = ["TOUCHED", "Snapshot", "decode", "encode", "snapshot_of"]
