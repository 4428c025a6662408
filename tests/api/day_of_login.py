"""The part of the day that is the rep's own log-in, for test_operations.py."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from tests.phone import code_of

OLD, NEW = "correct horse", "a horse of my own"


async def day_of_login(day: Any) -> None:
    """A password of his own, a second factor, a log-in of two steps, and all of it undone."""
    run, rep = day.run, day.clients["rep"]
    rep.token = (await run("rep", "ChangePassword", input={"current": OLD, "new": NEW}))["token"]
    secret = (await run("rep", "BeginSecondFactor", input={"password": NEW}))["secret"]
    if (left := 30 - time.time() % 30) < 5:  # the code must not change on its way
        await asyncio.sleep(left)
    done = await run("rep", "ConfirmSecondFactor", input={"code": code_of(secret)})
    first = await run("nobody", "Login", "Login-first", username="rep", password=NEW)
    given = {"challenge": first["challenge"], "code": done["recoveryCodes"][0]}
    rep.token = (await run("nobody", "ConfirmLogin", **given))["token"]
    await run("rep", "MyLogin", reads=2)
    await run("rep", "EndSessions", input={"password": NEW})
    removal = {"password": NEW, "code": done["recoveryCodes"][1]}
    rep.token = (await run("rep", "RemoveSecondFactor", input=removal))["token"]
