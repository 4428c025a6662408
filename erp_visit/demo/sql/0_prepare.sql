-- An automatic ANALYZE amid this transaction would see none of its rows, take the tables for empty, and turn joins into loops.
-- It steps back from this lock.
DO $$ BEGIN
    EXECUTE 'LOCK TABLE ' || (SELECT string_agg(format('%I', relname), ', ' ORDER BY relname) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname NOT LIKE 'procrastinate%')
        || ' IN SHARE UPDATE EXCLUSIVE MODE';
END $$;

-- Dice that always fall the same: `roll` gives 0 … n-1 from the seed, what is rolled for, and a number.
CREATE OR REPLACE FUNCTION pg_temp.roll(what text, i bigint, n bigint) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT ((hashtextextended(what || i, current_setting('demo.seed')::bigint) & 9223372036854775807) % n)::int
$$;

-- An id in the layout of UUIDv7, so that indexes fill from left to right, but the same for the same seed.
CREATE OR REPLACE FUNCTION pg_temp.key(what text, at timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || 'a'
            || substr(hash, 4, 15))::uuid
    FROM (SELECT md5(current_setting('demo.seed') || what) AS hash) _
$$;
CREATE OR REPLACE FUNCTION pg_temp.key(what text, i bigint, at timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT pg_temp.key(what || i, at)
$$;

CREATE OR REPLACE FUNCTION pg_temp.local(day date, seconds double precision) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT (day + make_interval(secs => seconds)) AT TIME ZONE 'Asia/Shanghai'
$$;

CREATE OR REPLACE FUNCTION pg_temp.day_of(at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (at AT TIME ZONE 'Asia/Shanghai')::date
$$;

-- The working days up to now with the part of each in which orders are taken (seconds from midnight, Shanghai): today's as far as
-- it has come, none on a day off. A span without any has the one before it.
CREATE TEMP TABLE demo_day ON COMMIT DROP AS
WITH begun AS (
    SELECT day, 8.5 * 3600 AS opens, CASE WHEN day < demo.last_day THEN 18.5 * 3600 ELSE
        least(18.5 * 3600, extract(epoch FROM demo.until AT TIME ZONE 'Asia/Shanghai' - demo.last_day)::float8) END AS closes
    FROM demo, demo_workday WHERE day <= demo.last_day
)
SELECT row_number() OVER (ORDER BY day) - 1 AS n, day, opens, closes, (closes - opens) / 36000 AS share
FROM demo, (SELECT *, max(day) OVER () AS newest FROM begun WHERE closes > opens) b
WHERE day >= demo.first_day OR newest < demo.first_day AND day = newest;
