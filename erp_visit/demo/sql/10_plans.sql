-- The first team's plans: one that is being worked through, one for afterwards that waits to be applied, one given up.
CREATE TEMP TABLE demo_plan ON COMMIT DROP AS
SELECT s.n, pg_temp.key('plan', s.n, made) AS id, s.state, s.first, s.last, made, s.applied, team.id AS department_id
FROM demo, LATERAL (VALUES
    (1, 'APPLIED', demo.last_day - 6, demo.last_day + 9, demo.until - interval '7 days', true),
    (2, 'DISCARDED', demo.last_day + 10, demo.last_day + 16, demo.until - interval '3 hours', false),
    (3, 'READY', demo.last_day + 10, demo.last_day + 23, demo.until - interval '2 hours', false)) AS s (n, state, first, last, made, applied),
    LATERAL (SELECT pg_temp.key('department', d.n, demo.opened) AS id FROM demo_department d WHERE d.code = 'FT') team;
INSERT INTO plan (id, number, state, starts_on, ends_on, department_id, requested_by_id, options, progress, created_at, finished_at,
                  applied_at, applied_by_id, parameters_id)
SELECT p.id, 'PL' || to_char(pg_temp.day_of(p.made), 'YYYYMMDD') || '-' || lpad(p.n::text, 6, '0'), p.state, p.first, p.last,
       p.department_id, boss.id, '{}', 100, p.made, p.made + interval '8 seconds', CASE WHEN p.applied THEN p.made + interval '20 minutes' END,
       CASE WHEN p.applied THEN boss.id END, (SELECT id FROM demo_judged ORDER BY begins DESC LIMIT 1)
FROM demo_plan p, (SELECT id FROM employee WHERE username = 'supervisor') boss;
SELECT setval('plan_number', 3);

-- What was applied became the visits of those days.
INSERT INTO plan_stop (id, plan_id, rep_id, customer_id, day, position, arrives_at, minutes, reasons, visit_id)
SELECT pg_temp.key('stop ' || v.id, p.made), p.id, v.rep_id, v.customer_id, v.business_day, v.position, v.planned_at, 20, v.reasons, v.id
FROM demo_plan p JOIN visit v ON v.department_id = p.department_id AND v.business_day BETWEEN p.first AND p.last
WHERE p.applied AND v.kind = 'PLANNED' AND v.position IS NOT NULL ORDER BY v.business_day, v.id;
UPDATE visit v SET plan_id = s.plan_id FROM plan_stop s WHERE s.visit_id = v.id;
-- Some shops shut for stocktaking in the days of the plans to come: those cannot be placed.
UPDATE customer c SET closed_from = p.first, closed_until = p.last
FROM demo_plan p, demo_coming d WHERE p.state = 'READY' AND c.id = d.customer_id AND d.team = 'FT' AND d.n % 19 = 5;
INSERT INTO plan_stop (id, plan_id, rep_id, customer_id, day, position, arrives_at, minutes, reasons, left_out)
SELECT pg_temp.key('stop ' || x.plan || ' ', x.n, x.made), x.id, x.rep_id, x.customer_id, CASE WHEN NOT out THEN x.day END,
       CASE WHEN NOT out THEN place END, CASE WHEN NOT out THEN pg_temp.local(x.day, 9 * 3600 + (place - 1) * 3000) END, 20,
       jsonb_build_array(jsonb_build_object('kind', 'FREQUENCY', 'level', x.level,
           'perMonth', CASE x.level WHEN 'A' THEN 4 WHEN 'B' THEN 2 ELSE 1 END)
           || coalesce((SELECT jsonb_build_object('lastVisit', max(v.business_day)) FROM visit v
                        WHERE v.customer_id = x.customer_id AND v.state = 'DONE' HAVING count(*) > 0), '{"neverVisited": true}')),
       CASE WHEN out THEN 'SHOP_CLOSED' ELSE '' END
FROM (SELECT p.n AS plan, p.id, p.made, c.n, c.rep_id, c.customer_id, c.level, d.day, o.out,
             row_number() OVER (PARTITION BY p.n, c.rep_id, d.day, o.out ORDER BY c.position, c.n) AS place
      FROM demo_plan p, demo_coming c, LATERAL (SELECT p.first + (c.day_n * 2)::int AS day) day, LATERAL (SELECT c.n % 19 = 5 AS out) o,
           LATERAL (SELECT CASE WHEN extract(isodow FROM day.day) = 7 THEN day.day + 1 ELSE day.day END AS day) d
      WHERE NOT p.applied AND c.team = 'FT' AND d.day <= p.last) x ORDER BY x.plan, x.day, x.n;

-- Each team starts from the middle of its customers, the company from its warehouse; nobody has a start of his own.
UPDATE department d SET start_latitude = round(place.latitude::numeric, 5), start_longitude = round(place.longitude::numeric, 5)
FROM (SELECT r.department_id, avg(c.latitude) AS latitude, avg(c.longitude) AS longitude
      FROM demo_rep r JOIN customer c ON c.owner_id = r.id GROUP BY r.department_id) place
WHERE d.id = place.department_id;
UPDATE department SET start_latitude = 22.56702, start_longitude = 114.05571 WHERE parent_id IS NULL;

-- Ways as the planner reckons them: straight lines on its sphere, 1.4 times as long, at 25 km/h, 5 minutes after each visit.
CREATE OR REPLACE FUNCTION pg_temp.road(double precision, double precision, double precision, double precision) RETURNS int LANGUAGE sql AS
$$ SELECT round(earth_distance(ll_to_earth($1, $2), ll_to_earth($3, $4)) / earth() * 6371008.8 * 1.4)::int $$;
CREATE TEMP TABLE demo_way ON COMMIT DROP AS
WITH stop AS (
    SELECT NULL::uuid AS plan_id, v.rep_id, v.department_id, v.business_day AS day, v.position, v.id, v.planned_at AS at,
           coalesce(v.planned_minutes, 20) AS minutes, c.latitude, c.longitude
    FROM demo, visit v JOIN customer c ON c.id = v.customer_id
    WHERE v.business_day >= demo.last_day - 6 AND v.position IS NOT NULL AND v.state <> 'CANCELLED'
    UNION ALL
    SELECT s.plan_id, s.rep_id, e.department_id, s.day, s.position, s.id, s.arrives_at, s.minutes, c.latitude, c.longitude
    FROM plan_stop s JOIN employee e ON e.id = s.rep_id JOIN customer c ON c.id = s.customer_id WHERE s.day IS NOT NULL
), leg AS (
    SELECT stop.*, d.start_latitude, d.start_longitude,
           pg_temp.road(coalesce(lag(stop.latitude) OVER w, d.start_latitude), coalesce(lag(stop.longitude) OVER w, d.start_longitude),
                        stop.latitude, stop.longitude) AS metres,
           CASE WHEN lead(stop.id) OVER w IS NULL
                THEN pg_temp.road(stop.latitude, stop.longitude, d.start_latitude, d.start_longitude) ELSE 0 END AS home
    FROM stop JOIN department d ON d.id = stop.department_id
    WINDOW w AS (PARTITION BY stop.plan_id, stop.rep_id, stop.day ORDER BY stop.position, stop.id)
), way AS (
    SELECT plan_id, rep_id, department_id, day, count(*) AS stops, sum(metres + home) AS metres,
           sum(round(metres * 3.6 / 25) + round(home * 3.6 / 25)) AS travel, sum(minutes) * 60 + count(*) * 300 AS busy,
           min(at) - make_interval(secs => round((array_agg(metres ORDER BY position, id))[1] * 3.6 / 25)) AS leaves_at,
           max(at) + make_interval(secs => (array_agg(minutes ORDER BY position DESC, id DESC))[1] * 60 + 300 + round(sum(home) * 3.6 / 25)) AS returns_at,
           jsonb_build_array(jsonb_build_array(start_longitude, start_latitude)) || jsonb_agg(jsonb_build_array(longitude, latitude)
               ORDER BY position, id) || jsonb_build_array(jsonb_build_array(start_longitude, start_latitude)) AS line
    FROM leg GROUP BY plan_id, rep_id, department_id, day, start_latitude, start_longitude
)
SELECT way.*, greatest(0, extract(epoch FROM returns_at - leaves_at) - travel - busy)::int AS waiting FROM way;

UPDATE plan SET summary = s.summary, options = s.options FROM (
    SELECT plan_id, jsonb_build_object('reps', jsonb_agg(DISTINCT rep_id), 'schemes', '["ALERT", "ASSIGNMENT", "FREQUENCY"]'::jsonb) AS options,
        jsonb_build_object('reps', count(DISTINCT rep_id), 'stops', count(day), 'kept', 0, 'customers', count(DISTINCT customer_id) FILTER (WHERE day IS NOT NULL),
        'days', count(DISTINCT (rep_id, day)) FILTER (WHERE day IS NOT NULL), 'straight', true,
        'startFrom', jsonb_object_agg(rep_id, 'DEPARTMENT'),
        'reasons', jsonb_build_object('FREQUENCY', count(day)),
        'leftOut', jsonb_strip_nulls(jsonb_build_object('SHOP_CLOSED', nullif(count(*) FILTER (WHERE left_out = 'SHOP_CLOSED'), 0)))) AS summary
    FROM plan_stop GROUP BY plan_id) s WHERE s.plan_id = plan.id;
UPDATE plan SET summary = plan.summary || jsonb_build_object('metres', w.metres, 'byDay', w.days) || CASE WHEN plan.state = 'APPLIED'
    THEN jsonb_build_object('applied', jsonb_build_object('visits', w.stops, 'removed', 0, 'skipped', 0)) ELSE '{}' END FROM (
    SELECT plan_id, sum(metres) AS metres, sum(stops) AS stops, jsonb_agg(jsonb_build_object('rep', rep_id, 'day', day, 'stops', stops,
        'metres', metres, 'travel', travel, 'waiting', waiting, 'late', greatest(0, returns - 64800), 'leaves', leaves, 'returns', returns,
        'straight', true) ORDER BY rep_id, day) AS days
    FROM demo_way, LATERAL (SELECT extract(epoch FROM leaves_at - pg_temp.local(day, 0))::int AS leaves,
                                   extract(epoch FROM returns_at - pg_temp.local(day, 0))::int AS returns) s
    WHERE plan_id IS NOT NULL GROUP BY plan_id) w WHERE w.plan_id = plan.id;

-- Routes of last week, today and the days to come.
INSERT INTO day_route (id, rep_id, department_id, business_day, origin, leaves_at, returns_at, metres, travel_seconds, waiting_seconds,
                       straight, start_from, line, computed_at)
SELECT pg_temp.key('route ' || r.n, w.day - date '2000-01-01', demo.until), w.rep_id, w.department_id, w.day, 'OPTIMISED', w.leaves_at,
       w.returns_at, w.metres, w.travel, w.waiting, true, 'DEPARTMENT', jsonb_build_object('type', 'LineString', 'coordinates', w.line),
       least(w.leaves_at, demo.until) - interval '16 hours'
FROM demo, demo_way w JOIN demo_rep r ON r.id = w.rep_id WHERE w.plan_id IS NULL ORDER BY w.day, r.n;

-- What the manager asked for besides; half of it is still open.
INSERT INTO visit_assignment (id, customer_id, rep_id, department_id, assigned_by_id, from_on, due_on, objective, state, visit_id, created_at)
SELECT pg_temp.key('assignment', c.n, demo.until), c.customer_id, c.rep_id, c.department_id, boss.id, demo.last_day - 1, c.day + 2,
       (ARRAY['谈年度陈列协议', '处理临期退换', '新品试吃活动', '核对往来账'])[1 + c.n % 4], CASE WHEN c.n % 2 = 0 THEN 'PLANNED' ELSE 'OPEN' END,
       CASE WHEN c.n % 2 = 0 THEN pg_temp.key('planned', c.n, demo.until) END, demo.until - interval '1 day'
FROM demo, demo_coming c, (SELECT id FROM employee WHERE username = 'manager') boss
WHERE c.day_n BETWEEN 1 AND 4 AND (c.position = 1 AND c.rep <= 24 OR c.rep <= 2 AND c.position = 4) ORDER BY c.n;
