"""Migrations that would keep others waiting are refused by `make check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from erp_visit import migrate
from erp_visit.migration_rules import FIRST, dangers

FILE = '''RUN_IN_TRANSACTION = {transaction}


async def upgrade(db) -> str:
    {work}
    return r"""
{sql}
"""
'''
BESIDE = False
"""As RUN_IN_TRANSACTION."""


def written(folder: Path, *files: tuple[bool, str], work: str = "pass") -> list[str]:
    for number, (transaction, sql) in enumerate(files, FIRST):
        text = FILE.format(transaction=transaction, sql=sql, work=work)
        (folder / f"{number}_20991231000000_case.py").write_text(text, encoding="utf-8")
    return dangers(folder)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ('CREATE INDEX "a" ON "order_line" ("lot_id");', "until the index is built"),
        ('CREATE UNIQUE INDEX IF NOT EXISTS "a" ON order_line ("lot_id");', "until the index is built"),
        ('CREATE INDEX CONCURRENTLY IF NOT EXISTS "a" ON "order_line" ("lot_id");', "needs RUN_IN_TRANSACTION = False"),
        ('ALTER TABLE "order_line" ALTER COLUMN "number" TYPE BIGINT;', "rewrites the table"),
        ('ALTER TABLE "order_line" ALTER "number" SET DATA TYPE BIGINT USING 1;', "rewrites the table"),
        ('ALTER TABLE "order_line" ALTER COLUMN "lot_id" SET NOT NULL;', "IS NOT NULL) NOT VALID"),
        ('ALTER TABLE "order_line" ADD "x" INT NOT NULL;', "have no value for it"),
        ('ALTER TABLE "order_line" ADD COLUMN "x" UUID NOT NULL DEFAULT gen_random_uuid();', "rewrites the table"),
        ('ALTER TABLE "order_line" ADD COLUMN "x" INT GENERATED ALWAYS AS (number + 1) STORED;', "rewrites the table"),
        ('ALTER TABLE "order_line" ADD COLUMN "x" INT UNIQUE;', "builds an index"),
        ('ALTER TABLE "order_line" ADD "x" INT, ADD COLUMN "y" INT NOT NULL;', "have no value for it"),
        ('ALTER TABLE "order_line" ADD CONSTRAINT "x" CHECK ("number" > 0);', "Add it NOT VALID"),
        ('ALTER TABLE "order_line" ADD CONSTRAINT "x" FOREIGN KEY ("lot_id") REFERENCES "lot" ("id");', "NOT VALID"),
        ('ALTER TABLE "order_line" ADD CONSTRAINT "x" UNIQUE ("lot_id");', "builds an index"),
        (
            'ALTER TABLE "visit" ADD CONSTRAINT "x" CHECK ("a" > 0) NOT VALID;\nALTER TABLE "visit" VALIDATE CONSTRAINT "x";',
            "Take the next file",
        ),
        ('ALTER TABLE "order_line" DROP COLUMN "number";', "version before"),
        ('ALTER TABLE "order_line" RENAME COLUMN "number" TO "place";', "version before"),
        ('DROP TABLE "order_line";', "version before"),
        ('UPDATE "order_line" SET "number" = 1;', "in_batches"),
        ("WITH a AS (SELECT 1) UPDATE order_line SET number = 1 FROM a;", "in_batches"),
        ("DELETE FROM order_line;", "in_batches"),
        ("LOCK TABLE order_line;", "Do without"),
        ("VACUUM FULL order_line;", "Do without"),
        ("DO $do$ BEGIN UPDATE order_line SET number = 1; END $do$;", "not looked through"),
        ('-- a word about it\nCREATE INDEX "a" ON "order_line" ("lot_id");', "until the index is built"),
    ],
)  # fmt: skip
def test_what_would_keep_others_waiting_is_refused(tmp_path: Path, sql: str, why: str) -> None:
    (said,) = written(tmp_path, (True, sql))
    assert said.startswith(f"{FIRST}_20991231000000_case.py: ")
    assert why in said


@pytest.mark.parametrize(
    "sql",
    [
        'ALTER TABLE "order_line" ADD COLUMN "x" INT NOT NULL DEFAULT 7, ADD "y" VARCHAR(9), ADD "z" TIMESTAMPTZ DEFAULT now();',
        'ALTER TABLE "order_line" ADD "other_id" UUID REFERENCES "lot" ("id") ON DELETE RESTRICT;',
        'ALTER TABLE "order_line" ADD CONSTRAINT "x" CHECK ("number" > 0) NOT VALID;',
        'ALTER TABLE "order_line" ADD CONSTRAINT "x" UNIQUE USING INDEX "made_before";',
        'ALTER TABLE "order_line" ALTER COLUMN "number" DROP NOT NULL, ALTER "number" SET DEFAULT 1, DROP CONSTRAINT "x";',
        'CREATE TABLE "news" ("id" UUID PRIMARY KEY);\nCREATE INDEX "a" ON "news" ("id");\nUPDATE "news" SET "id" = NULL;',
        'UPDATE "role" SET "code" = 1;\nCREATE INDEX "a" ON "role" ("code");',
        "INSERT INTO setting (key) VALUES (1) ON CONFLICT (key) DO UPDATE SET value = 1;",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $fn$ BEGIN UPDATE order_line SET number = 1; END $fn$;",
        '-- safe: empty until the next release\nCREATE INDEX "a" ON "order_line" ("lot_id");',
        "COMMENT ON TABLE order_line IS 'UPDATE order_line; CREATE INDEX';",
    ],
)
def test_what_stops_nobody_passes(tmp_path: Path, sql: str) -> None:
    assert written(tmp_path, (True, sql)) == []


def test_what_goes_beside_the_others_work(tmp_path: Path) -> None:
    index = (
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS "a" ON "order_line" ("lot_id");\n'
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS "b" ON "visit" ("rep_id");'
    )
    assert written(tmp_path, (BESIDE, index)) == []
    assert "IF NOT EXISTS" in written(tmp_path, (BESIDE, 'CREATE INDEX CONCURRENTLY "a" ON "visit" ("rep_id");'))[0]
    assert "belongs into another one" in written(tmp_path, (BESIDE, 'ALTER TABLE "visit" ADD "x" INT;'))[0]
    assert written(tmp_path, (BESIDE, ""), work="await in_batches(db, 'visit', 'x = 1')") == []
    assert "hold their locks" in written(tmp_path, (True, ""), work="await in_batches(db, 'visit', 'x = 1')")[0]
    assert "in_batches" in written(tmp_path, (True, ""), work="await db.execute_script('UPDATE visit SET x = 1')")[0]


def test_not_null_in_three_files(tmp_path: Path) -> None:
    check = 'ALTER TABLE "visit" ADD CONSTRAINT "x_known" CHECK ("x" IS NOT NULL) NOT VALID;'
    validate = 'ALTER TABLE "visit" VALIDATE CONSTRAINT "x_known";'
    not_null = 'ALTER TABLE "visit" ALTER COLUMN "x" SET NOT NULL;'
    assert written(tmp_path, (True, check), (BESIDE, validate), (True, not_null)) == []
    assert len(written(tmp_path, (True, check), (True, not_null), (True, not_null))) == 2


def test_files_before_the_rules_and_those_of_the_product_pass() -> None:
    assert dangers(migrate._folder()) == []
