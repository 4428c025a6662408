-- The day a moment belongs to, by the company's (or the file's) clock and the cut-off hour.
CREATE OR REPLACE FUNCTION pg_temp.business_day(at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT ((at AT TIME ZONE current_setting('import.zone')) - make_interval(hours => current_setting('import.cutoff')::int))::date
$$;

-- Whom a cell means: a user name, a personnel number, or a name that only one active employee has.
CREATE TEMP TABLE import_employee ON COMMIT DROP AS
SELECT written, CASE WHEN count(*) = 1 THEN min(id::text)::uuid END AS id, min(department_id::text)::uuid AS department_id
FROM (
    SELECT lower(username) AS written, id, department_id FROM employee WHERE status = 'ACTIVE' AND username IS NOT NULL
    UNION SELECT lower(code), id, department_id FROM employee WHERE status = 'ACTIVE'
    UNION SELECT lower(name), id, department_id FROM employee WHERE status = 'ACTIVE'
) e GROUP BY written;
CREATE TEMP TABLE import_created (what text, number bigint) ON COMMIT DROP;
