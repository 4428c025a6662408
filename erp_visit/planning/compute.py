"""`python -m erp_visit.planning.compute`: works out what stands on its standard input, in a process of its own.

In: {"do": "plan", "facts": …} or {"do": "route", …}. Out, line by line: {"done": n, "of": m} … and at last
{"result": …}. The argument is how many seconds of a processor may pass between two lines: the search has been known to
find no end (PyVRP's issues 683 and 1045), which nothing within the process can break off.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import orjson

from erp_visit.planning.engine import work_out
from erp_visit.planning.routing import best_route


def main(seconds: float) -> None:
    """Do one piece of work. The server answers people meanwhile: it goes first."""
    os.nice(5)
    task = orjson.loads(sys.stdin.buffer.read())
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)  # the signal ends the process

    def say(line: Any) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
        sys.stdout.buffer.flush()

    if task["do"] == "plan":
        result = work_out(task["facts"], lambda done, total: say({"done": done, "of": total}))
    else:
        result = best_route(task["facts"])
    say({"result": result})


if __name__ == "__main__":
    main(float(sys.argv[1]))
