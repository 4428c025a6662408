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
INSERT INTO plan_stop (id, plan_id, rep_id, customer_id, day, position, arrives_at, minutes, reasons, left_out)
SELECT pg_temp.key('stop ' || p.n || ' ', c.n, p.made), p.id, c.rep_id, c.customer_id, CASE WHEN NOT out THEN d.day END,
       CASE WHEN NOT out THEN c.position END, CASE WHEN NOT out THEN pg_temp.local(d.day, least(9 * 3600 + (c.position - 1) * 3000, 20 * 3600 + c.position * 60)) END, 20,
       jsonb_build_array(jsonb_build_object('kind', 'FREQUENCY', 'level', c.level,
           'perMonth', CASE c.level WHEN 'A' THEN 4 WHEN 'B' THEN 2 ELSE 1 END, 'lastVisit', c.day)),
       CASE WHEN out THEN CASE c.n % 3 WHEN 0 THEN 'SHOP_CLOSED' ELSE 'NO_CAPACITY' END ELSE '' END
FROM demo_plan p, demo_coming c, LATERAL (SELECT p.first + (c.day_n * 2)::int AS day) day, LATERAL (SELECT c.n % 19 = 5 AS out) o,
     LATERAL (SELECT CASE WHEN extract(isodow FROM day.day) = 7 THEN day.day + 1 ELSE day.day END AS day) d
WHERE NOT p.applied AND c.team = 'FT' AND d.day <= p.last ORDER BY p.n, d.day, c.n;
UPDATE plan SET summary = s.summary, options = s.options FROM (
    SELECT plan_id, jsonb_build_object('reps', jsonb_agg(DISTINCT rep_id), 'schemes', '["ALERT", "ASSIGNMENT", "FREQUENCY"]'::jsonb) AS options,
        jsonb_build_object('reps', count(DISTINCT rep_id), 'stops', count(day), 'kept', 0, 'customers', count(DISTINCT customer_id),
        'metres', count(day) * 640, 'days', count(DISTINCT (rep_id, day)) FILTER (WHERE day IS NOT NULL),
        'reasons', jsonb_build_object('FREQUENCY', count(day)),
        'leftOut', jsonb_strip_nulls(jsonb_build_object('NO_CAPACITY', nullif(count(*) FILTER (WHERE left_out = 'NO_CAPACITY'), 0),
                                                        'SHOP_CLOSED', nullif(count(*) FILTER (WHERE left_out = 'SHOP_CLOSED'), 0)))) AS summary
    FROM plan_stop GROUP BY plan_id) s WHERE s.plan_id = plan.id;

-- Routes of last week, today and the days to come, by straight lines with a third for corners, at 25 km/h.
INSERT INTO day_route (id, rep_id, department_id, business_day, origin, leaves_at, returns_at, metres, travel_seconds, line, computed_at)
SELECT pg_temp.key('route ' || rep, day - date '2000-01-01', demo.until), rep_id, department_id, day, 'OPTIMISED',
       min(planned_at) - interval '15 minutes', max(planned_at) + interval '45 minutes', round(sum(way) * 1.35), round(sum(way) * 1.35 / 25000 * 3600),
       CASE WHEN count(*) > 1 THEN jsonb_build_object('type', 'LineString', 'coordinates',
           jsonb_agg(jsonb_build_array(longitude, latitude) ORDER BY position)) END, least(min(planned_at), demo.until) - interval '16 hours'
FROM demo, (SELECT r.n AS rep, v.rep_id, v.department_id, v.business_day AS day, v.position, v.planned_at, c.latitude, c.longitude,
                   coalesce(earth_distance(ll_to_earth(c.latitude, c.longitude),
                       ll_to_earth(lag(c.latitude) OVER days, lag(c.longitude) OVER days)), 0) AS way
            FROM demo, visit v JOIN customer c ON c.id = v.customer_id JOIN demo_rep r ON r.id = v.rep_id
            WHERE v.business_day >= demo.last_day - 6 AND v.position IS NOT NULL
            WINDOW days AS (PARTITION BY v.rep_id, v.business_day ORDER BY v.position)) c
GROUP BY rep, rep_id, department_id, day, demo.until ORDER BY day, rep;

-- What the manager asked for besides; half of it is still open.
INSERT INTO visit_assignment (id, customer_id, rep_id, department_id, assigned_by_id, from_on, due_on, objective, state, visit_id, created_at)
SELECT pg_temp.key('assignment', c.n, demo.until), c.customer_id, c.rep_id, c.department_id, boss.id, demo.last_day - 1, c.day + 2,
       (ARRAY['谈年度陈列协议', '处理临期退换', '新品试吃活动', '核对往来账'])[1 + c.n % 4], CASE WHEN c.n % 2 = 0 THEN 'PLANNED' ELSE 'OPEN' END,
       CASE WHEN c.n % 2 = 0 THEN pg_temp.key('planned', c.n, demo.until) END, demo.until - interval '1 day'
FROM demo, demo_coming c, (SELECT id FROM employee WHERE username = 'manager') boss
WHERE c.day_n BETWEEN 1 AND 4 AND (c.position = 1 AND c.rep <= 24 OR c.rep <= 2 AND c.position = 4) ORDER BY c.n;
