-- Who is at work at this very moment: by day nearly everybody (not rep1, whose log-in people try first); at night and on a day off
-- two of the first team, on duty.
CREATE TEMP TABLE demo_on_road ON COMMIT DROP AS
SELECT rep.*, NOT usual AS duty, (SELECT max(coalesce(v.checked_out_at, v.checked_in_at)) FROM visit v WHERE v.rep_id = rep.id) AS free_since
FROM demo, demo_rep rep, LATERAL (
    SELECT EXISTS (SELECT FROM demo_workday w WHERE w.day = demo.last_day)
           AND (demo.until AT TIME ZONE 'Asia/Shanghai')::time BETWEEN '08:30' AND '19:30' AS usual) u
WHERE CASE WHEN usual THEN rep.n > 1 AND rep.n % 5 <> 0 ELSE rep.n IN (2, 8) END;

-- Duty is in the working calendar, and tracked around the clock.
INSERT INTO calendar_day (id, day, department_id, employee_id, working, note, set_by_id)
SELECT pg_temp.key('duty', r.n, demo.until), demo.last_day, NULL, r.id, true, '值班巡店', (SELECT id FROM employee WHERE username = 'manager')
FROM demo, demo_on_road r WHERE r.duty AND NOT EXISTS (SELECT FROM demo_workday w WHERE w.day = demo.last_day);
INSERT INTO setting (id, key, employee_id, value, starts_at, changed_at, changed_by_id, reason)
SELECT pg_temp.key('setting ' || s.key, r.n, demo.until), s.key, r.id, '"00:00"', pg_temp.local(demo.last_day, 0),
       pg_temp.local(demo.last_day, 0) - interval '6 hours', (SELECT id FROM employee WHERE username = 'manager'), '夜间与休息日轮值巡店'
FROM demo, demo_on_road r, (VALUES ('track_from'), ('track_until')) AS s (key) WHERE r.duty;

-- What those on duty did since midnight, in the last hours: a shop every 35 minutes, those first whose hours are not known. Their
-- last visit, and by day the next one of everybody's plan, is under way.
CREATE TEMP TABLE demo_today ON COMMIT DROP AS
WITH shifts AS (
    SELECT r.*, greatest(pg_temp.local(demo.last_day, 0), demo.until - interval '3 hours 30 minutes', free_since + interval '10 minutes') AS begins
    FROM demo, demo_on_road r WHERE r.duty
), shops AS (
    SELECT s.*, c.id AS customer_id, c.latitude, c.longitude,
           row_number() OVER (PARTITION BY s.n ORDER BY c.opening_hours <> '{}', c.longitude, c.id) - 1 AS ago
    FROM shifts s JOIN customer c ON c.owner_id = s.id AND c.latitude IS NOT NULL AND c.status = 'ACTIVE'
), begun AS (
    SELECT n, id, team, department_id, warehouse, streets, place, duty, free_since, begins, customer_id, latitude, longitude,
           greatest(demo.until - interval '17 minutes' - interval '35 minutes' * ago, CASE WHEN ago = 0 THEN begins END) AS sets_out
    FROM demo, shops
), timed AS (
    SELECT *, sets_out + interval '10 minutes' AS came, sets_out + interval '28 minutes' AS went FROM begun WHERE sets_out >= begins
    UNION ALL
    SELECT r.*, NULL::timestamptz, v.customer_id, c.latitude, c.longitude, b.sets_out, b.sets_out + make_interval(mins => 4 + (r.n % 7)::int), 'infinity'::timestamptz
    FROM demo, demo_on_road r JOIN LATERAL (
        SELECT v.id, v.customer_id FROM visit v WHERE v.rep_id = r.id AND v.business_day = demo.last_day AND v.state = 'PLANNED'
        ORDER BY v.position, v.id LIMIT 1) v ON NOT r.duty JOIN customer c ON c.id = v.customer_id,
        LATERAL (SELECT greatest(r.free_since, demo.until - make_interval(mins => 6 + (r.n * 5 % 17)::int)) AS sets_out) b
)
SELECT timed.*, CASE WHEN came >= demo.until THEN 'STARTED' WHEN went > demo.until THEN 'CHECKED_IN' ELSE 'DONE' END AS state,
       latitude + (pg_temp.roll('today lat ' || customer_id, 1, 800) - 400) / 1e6 AS here, longitude + (pg_temp.roll('today lon ' || customer_id, 1, 800) - 400) / 1e6 AS there,
       (SELECT j.id FROM demo_judged j WHERE NOT timed.duty ORDER BY j.begins DESC LIMIT 1) AS parameters_id
FROM demo, timed WHERE sets_out <= demo.until;

INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, started_at, device, created_at)
SELECT pg_temp.key('duty visit ' || customer_id, sets_out), customer_id, id, department_id, 'AD_HOC', state, demo.last_day, sets_out, '小米 14', sets_out
FROM demo, demo_today WHERE duty ORDER BY sets_out;
UPDATE visit v SET state = t.state, started_at = t.sets_out, device = '华为 Mate 60', version = 2 FROM demo, demo_today t
WHERE NOT t.duty AND v.rep_id = t.id AND v.customer_id = t.customer_id AND v.business_day = demo.last_day AND v.state = 'PLANNED';
UPDATE visit v SET checked_in_at = t.came, latitude = here, longitude = there, accuracy = 12, fixed_at = t.came - interval '8 seconds', mock = false,
    distance = round(earth_distance(ll_to_earth(here, there), ll_to_earth(t.latitude, t.longitude))::numeric, 1)::float8,
    parameters_id = t.parameters_id, evidence = 'VERIFIED',
    checked_out_at = CASE WHEN t.state = 'DONE' THEN went END, dwell_seconds = CASE WHEN t.state = 'DONE' THEN extract(epoch FROM went - came)::int END,
    effective = CASE WHEN t.state = 'DONE' THEN true END, summary = CASE WHEN t.state = 'DONE' THEN '值班巡店,货架已补齐。' ELSE '' END
FROM demo_today t WHERE t.state <> 'STARTED' AND v.rep_id = t.id AND v.customer_id = t.customer_id AND v.started_at = t.sets_out;
