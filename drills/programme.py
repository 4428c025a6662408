"""All drills by name. Each takes less than ten minutes."""

from __future__ import annotations

from functools import partial

from drills.attacks import hostile_requests
from drills.clock import jumps
from drills.disk import full_disk
from drills.faults import (
    both_frozen,
    drain,
    kills,
    postgres_frozen,
    postgres_stops,
    valkey_frozen,
    valkey_killed,
)
from drills.growth import growing
from drills.memory import memory
from drills.migration import migration
from drills.restoring import restoring
from drills.scene import Drill, play

DRILLS: dict[str, tuple[str, Drill]] = {
    "kills": (
        "kill -9 of the server process, 50 times",
        partial(play, name="server killed", act=partial(kills, times=50), clients=12),
    ),
    "postgres": (
        "PostgreSQL stopped immediately or killed, 10 times",
        partial(play, name="PostgreSQL stopped or killed", act=partial(postgres_stops, times=10)),
    ),
    "postgres-frozen": (
        "all processes of PostgreSQL frozen",
        partial(play, name="PostgreSQL frozen", act=postgres_frozen),
    ),
    "valkey": ("Valkey killed", partial(play, name="Valkey killed", act=partial(valkey_killed, times=3))),
    "valkey-frozen": ("Valkey frozen", partial(play, name="Valkey frozen", act=valkey_frozen)),
    "both-frozen": ("PostgreSQL and Valkey frozen", partial(play, name="both frozen", act=both_frozen)),
    "disk": ("the disk full under load, 3 times", full_disk),
    "clock": ("the clock set forward and back under load", jumps),
    "migration": ("a table of 5 million rows changed under load", migration),
    "restore": ("backup under load, restored elsewhere, killed amid it", restoring),
    "growth": ("every page where the biggest table has 1,000, 100,000 and 10,000,000 rows", growing),
    "memory": ("100,000 requests to one server process", memory),
    "attacks": ("requests made to hurt, and the work that each costs", hostile_requests),
    "drain": ("SIGTERM under load, 5 times", partial(play, name="SIGTERM", act=partial(drain, times=5))),
}

__all__ = ["DRILLS"]
