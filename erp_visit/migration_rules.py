"""What a migration may do to tables that people work on: read from its SQL, before it is published.

A statement that reads or writes a whole table under a lock that stops the others is refused, with the way that does
not. Small tables are excepted, and so are tables that the file itself makes. `-- safe: reason` before a statement lets
it pass; whoever writes that has thought about it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FIRST = 8
"""Files before this one were published before there were rules."""
SMALL = frozenset(
    {
        "calendar_day", "category", "department", "employee", "employee_role", "form_template", "form_version",
        "notification_channel", "role", "saved_view", "setting", "warehouse",
    }
)  # fmt: skip
"""Tables that one reads or writes whole within milliseconds, however large the company is."""
_VOLATILE = re.compile(r"\b(new_id|gen_random_uuid|uuidv\d|random|clock_timestamp|nextval)\s*\(", re.IGNORECASE)
_SAFE = re.compile(r"--\s*safe:\s*\S")
_NAME = r'(?:ONLY\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:"?public"?\.)?"?(\w+)"?'
_INDEX = re.compile(
    rf"CREATE\s+(?:UNIQUE\s+)?INDEX\s+(CONCURRENTLY\s+)?(IF\s+NOT\s+EXISTS\s+)?\S+\s+ON\s+{_NAME}", re.IGNORECASE
)
_TABLE = re.compile(rf"CREATE\s+(?:UNLOGGED\s+)?TABLE\s+{_NAME}", re.IGNORECASE)
_ALTER = re.compile(rf"ALTER\s+TABLE\s+{_NAME}\s+(.*)", re.IGNORECASE | re.DOTALL)
_WRITES = re.compile(r"(UPDATE|DELETE|WITH|MERGE)\b", re.IGNORECASE)
_WRITE = re.compile(rf"\b(?:UPDATE|DELETE\s+FROM|MERGE\s+INTO)\s+(?!SET\b){_NAME}", re.IGNORECASE)
_WHOLE = re.compile(r"\b(LOCK\s+TABLE|VACUUM|CLUSTER|REINDEX(?!.*CONCURRENTLY)|TRUNCATE)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"(CREATE\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY|DROP\s+INDEX\s+CONCURRENTLY|REINDEX|COMMENT\s+ON"
    r"|ALTER\s+TABLE\s+\S+\s+VALIDATE\s+CONSTRAINT)\b",
    re.IGNORECASE,
)
_NOT_NULL_CHECK = re.compile(
    r'ADD\s+CONSTRAINT\s+"?(\w+)"?\s+CHECK\s*\(\s*"?(\w+)"?\s+IS\s+NOT\s+NULL\s*\)\s+NOT\s+VALID', re.IGNORECASE
)
_ADDED = re.compile(r'ADD\s+CONSTRAINT\s+"?(\w+)"?', re.IGNORECASE)
_VALIDATED = re.compile(r'VALIDATE\s+CONSTRAINT\s+"?(\w+)"?', re.IGNORECASE)
_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)


@dataclass
class _Before:
    """What earlier files have made sure of: constraints validated, and the column that each says is never null."""

    validated: set[str] = field(default_factory=set)
    never_null: dict[str, tuple[str, str]] = field(default_factory=dict)

    def covers(self, table: str, column: str) -> bool:
        return any(at == (table, column) and name in self.validated for name, at in self.never_null.items())


@dataclass(frozen=True)
class _Beside:
    """What else is in the file: tables that need no care, names of the constraints added, and whether all of it is one
    transaction."""

    spared: frozenset[str]
    added: frozenset[str]
    transaction: bool


def dangers(folder: Path) -> list[str]:
    """What would keep others waiting, as `file: why and what to do instead`."""
    found = []
    before = _Before()
    numbered = [path for path in folder.glob("[0-9]*_*.py") if path.stem.partition("_")[0].isdigit()]
    for path in sorted(numbered, key=lambda one: int(one.stem.partition("_")[0])):
        text, transaction, batches = _read(path)
        statements = list(_statements(text))
        if int(path.stem.partition("_")[0]) >= FIRST:
            made = {match[1] for one in statements for match in _TABLE.finditer(one.sql)}
            beside = _Beside(frozenset(made | SMALL), frozenset(_ADDED.findall(text)), transaction)
            for one in statements:
                why = None if one.safe else _danger(one.sql, beside, before)
                if why is not None:
                    found.append(f"{path.name}: {' '.join(one.sql.split())[:80]} …\n    {why}")
            if batches and transaction:
                found.append(f"{path.name}: in_batches\n    {_IN_TRANSACTION}")
        for one in statements:
            _remember(one.sql, before)
    return found


_IN_TRANSACTION = "Say RUN_IN_TRANSACTION = False: in one transaction the portions hold their locks until its end."
_STILL_USED = (
    "Servers of the version before still work while this runs, and ask for it. Stop using it in one release, let go of"
    " it in the next, and say `-- safe: unused since …`."
)
_BUILD = (
    "Writing waits until the index is built. Say CREATE INDEX CONCURRENTLY IF NOT EXISTS in a file of its own with"
    " RUN_IN_TRANSACTION = False."
)


def _danger(sql: str, file: _Beside, before: _Before) -> str | None:
    """Why a statement is refused; None if it is not."""
    if not file.transaction and not _BESIDE.match(sql):
        return "A file without transaction holds what goes beside the others' work only; this belongs into another one."
    if (index := _INDEX.match(sql)) is not None:
        return _built(index, file)
    written = {match[1] for match in _WRITE.finditer(sql)} if _WRITES.match(sql) else set()
    if written - file.spared:
        return (
            "It locks every row it touches until the end. Fill columns with erp_visit.migrate.in_batches in a file with"
            " RUN_IN_TRANSACTION = False; for constants a column's default does it without touching a row."
        )
    if (whole := _WHOLE.match(sql)) is not None:
        return f"{whole[1].upper()} locks a table for as long as it takes. Do without."
    if re.match(r"DO\b", sql, re.IGNORECASE):
        return "What a block does is not looked through here. Take it apart, or say why it is harmless: `-- safe: …`."
    if re.match(r"DROP\s+TABLE\b", sql, re.IGNORECASE):
        return _STILL_USED
    if (alter := _ALTER.match(sql)) is not None and alter[1] not in file.spared:
        reasons = (_altered(alter[1], action, file, before) for action in _actions(alter[2]))
        return next((why for why in reasons if why is not None), None)
    return None


def _built(index: re.Match[str], file: _Beside) -> str | None:
    concurrently, if_not_exists, table = index.groups()
    if not concurrently:
        return None if table in file.spared else _BUILD
    if file.transaction:
        return "CONCURRENTLY needs RUN_IN_TRANSACTION = False."
    return None if if_not_exists else "Say IF NOT EXISTS: the file is run again if a lock could not be had."


def _altered(table: str, action: str, file: _Beside, before: _Before) -> str | None:
    words = " ".join(action.split())
    plain = words.upper()
    why = None
    if re.match(r'ALTER (COLUMN )?"?\w+"? (SET DATA )?TYPE\b', plain):
        why = (
            "Another type rewrites the table, and nobody reads or writes it meanwhile. Add a column, fill it in"
            " batches, and let go of the old one in the next release."
        )
    elif not_null := re.match(r'ALTER (?:COLUMN )?"?(\w+)"? SET NOT NULL', words, re.IGNORECASE):
        if not before.covers(table, not_null[1]):
            why = (
                'It reads the table under a lock. First ADD CONSTRAINT … CHECK ("column" IS NOT NULL) NOT VALID,'
                " in the next file VALIDATE CONSTRAINT, in the one after that this."
            )
    elif re.match(r"ADD (CONSTRAINT|CHECK|FOREIGN KEY|UNIQUE|PRIMARY KEY|EXCLUDE)\b", plain):
        why = _constraint(plain)
    elif plain.startswith("ADD "):
        why = _column(words)
    elif (validated := _VALIDATED.match(words)) is not None:
        if file.transaction and validated[1] in file.added:
            why = "In one transaction with ADD CONSTRAINT it reads the table under that one's lock. Take the next file."
    elif re.match(r'(RENAME|DROP (COLUMN )?(IF EXISTS )?"?(?!CONSTRAINT)\w)', plain):
        why = _STILL_USED
    return why


def _constraint(plain: str) -> str | None:
    if "USING INDEX" in plain or "NOT VALID" in plain:
        return None
    if " UNIQUE" in plain or " PRIMARY KEY" in plain or " EXCLUDE " in plain:
        return "It builds an index under a lock. CREATE UNIQUE INDEX CONCURRENTLY first, then add it USING INDEX."
    return "It reads the table under a lock. Add it NOT VALID, and VALIDATE CONSTRAINT in the next file."


def _column(words: str) -> str | None:
    plain = words.upper()
    has_default = " DEFAULT " in plain
    if " GENERATED " in plain or (has_default and _VOLATILE.search(words)):
        return "A value of its own for each row rewrites the table. Add the column without, and fill it in batches."
    if " NOT NULL" in plain and not has_default:
        return "Rows that are there have no value for it. Give it a default, or add it nullable and fill it in batches."
    if re.search(r" (UNIQUE|PRIMARY KEY)\b", plain):
        return "It builds an index under a lock. Make the unique index CONCURRENTLY in a file of its own."
    if " REFERENCES " in plain and has_default and " DEFAULT NULL" not in plain:
        return "It reads the table under a lock. Add the column, then the foreign key NOT VALID, then validate it."
    if re.search(r" CHECK ?\(", plain) and has_default:
        return "It reads the table under a lock. Add the column, then the check NOT VALID, then validate it."
    return None


@dataclass(frozen=True)
class _Statement:
    sql: str
    safe: bool


def _read(path: Path) -> tuple[str, bool, bool]:
    """The SQL of a file's `upgrade`, whether it is one transaction, and whether it fills a table in batches."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    transaction = True
    pieces: list[str] = []
    batches = False
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "RUN_IN_TRANSACTION":
            transaction = bool(ast.literal_eval(node.value))
        if isinstance(node, ast.AsyncFunctionDef) and node.name == "upgrade":
            for inner in ast.walk(node):
                called = inner.func if isinstance(inner, ast.Call) else None
                batches |= getattr(called, "id", getattr(called, "attr", "")) == "in_batches"
            returned = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return)]
            scripts = [
                inner.args[0] for inner in ast.walk(node)
                if isinstance(inner, ast.Call) and getattr(inner.func, "attr", "").startswith("execute") and inner.args
            ]  # fmt: skip
            pieces += [
                str(one.value) for place in (*scripts, *returned) if place is not None for one in ast.walk(place)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]  # fmt: skip
    return "\n".join(pieces), transaction, batches


def _statements(text: str) -> Iterator[_Statement]:
    text = _BODY.sub("''", text)  # what a function does is not done now
    for part in re.split(r";[ \t]*(?=\n|$)", text):
        lines = part.strip().splitlines()
        comments = [line for line in lines if line.lstrip().startswith("--")]
        sql = "\n".join(line for line in lines if not line.lstrip().startswith("--")).strip()
        if sql:
            yield _Statement(sql, any(_SAFE.search(line) for line in comments))


def _actions(actions: str) -> Iterator[str]:
    """The parts of ALTER TABLE, which commas outside of brackets and quotes divide."""
    depth, start, quote = 0, 0, ""
    for place, letter in enumerate(actions):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "," and depth == 0:
            yield actions[start:place].strip()
            start = place + 1
    yield actions[start:].strip()


def _remember(sql: str, before: _Before) -> None:
    alter = _ALTER.match(sql)
    if alter is None:
        return
    for name, column in _NOT_NULL_CHECK.findall(sql):
        before.never_null[name] = (alter[1], column)
    before.validated |= set(_VALIDATED.findall(sql))


__all__ = ["FIRST", "SMALL", "dangers"]
