"""How long a fuzz run is, what it counts, and the net around each example.

In `make test` a run is one round, the same each time. `make drill ARGS=fuzz` sets ERP_VISIT_FUZZ=long: rounds for as long
as each test says, other examples each time, and a report of them (ERP_VISIT_FUZZ_REPORT, a folder).
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from hypothesis import HealthCheck, Phase, settings

from erp_visit.core.errors import DomainError, DomainErrors

LONG = os.environ.get("ERP_VISIT_FUZZ") == "long"
REPORT = os.environ.get("ERP_VISIT_FUZZ_REPORT", "")
SECONDS = 20
"""Longer than any machine needs for one example: whatever takes longer hangs."""
ran: Counter[str] = Counter()
"""Examples by target."""


class Hang(BaseException):
    """An example did not come to its end."""


def run_of(examples: int, steps: int = 50) -> settings:
    """Settings for one round of a test of so many examples."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not LONG,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.target, Phase.shrink],
    )


def rounds(seconds: float) -> Iterator[int]:
    """One round; in a long run as many as begin within these seconds, each with other examples."""
    until = time.monotonic() + seconds
    yield 0
    number = 1
    while LONG and time.monotonic() < until:
        yield number
        number += 1


@contextmanager
def example(target: str) -> Iterator[None]:
    """One example: it ends, and nothing but a refusal comes out of it."""
    ran[target] += 1

    def hang(_number: int, _frame: FrameType | None) -> None:
        raise Hang(target)

    before = signal.signal(signal.SIGALRM, hang)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    except (DomainError, DomainErrors):
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


__all__ = ["LONG", "REPORT", "Hang", "example", "ran", "rounds", "run_of"]
