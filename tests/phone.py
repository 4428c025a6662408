"""An authenticator app, and the clock that its codes go by: it stands still, so that nobody waits for the next one."""

from __future__ import annotations

import time

from pyotp import TOTP

from erp_visit.org.codes import STEP_SECONDS


class Clock:
    """In place of the module `time` in erp_visit.org.codes; see the fixture `phone_clock`."""

    def __init__(self) -> None:
        self.at = 0.0

    def time(self) -> float:
        return self.at or time.time()

    def stop(self) -> None:
        """Stand still at the present moment."""
        self.at = time.time()

    def later(self, seconds: float = STEP_SECONDS) -> None:
        """Half a minute later: the app shows another code."""
        self.at += seconds


clock = Clock()


def code_of(secret: str, steps: int = 0) -> str:
    """The code that the app shows so many steps from now."""
    return TOTP(secret).generate_otp(int(clock.time()) // STEP_SECONDS + steps)
