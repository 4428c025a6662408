"""`python -m erp_visit.planning.compute`: works out what stands on its standard input, in a process of its own.

In: {"do": "plan", "facts": …} or {"do": "route", …}. Out, line by line: {"done": n, "of": m} … and at last
{"result": …}.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import orjson

from erp_visit.planning.engine import work_out
from erp_visit.planning.routing import best_route


def main() -> None:
    """Do one piece of work. The server answers people meanwhile: it goes first."""
    os.nice(5)
    task = orjson.loads(sys.stdin.buffer.read())

    def say(line: Any) -> None:
        sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
        sys.stdout.buffer.flush()

    if task["do"] == "plan":
        result = work_out(task["facts"], lambda done, total: say({"done": done, "of": total}))
    else:
        result = best_route(task["facts"])
    say({"result": result})


if __name__ == "__main__":
    main()
