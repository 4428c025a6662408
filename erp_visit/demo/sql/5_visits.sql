-- Most orders are taken during a visit; besides, six in ten orders' worth of visits end without one.
CREATE TEMP TABLE demo_visit ON COMMIT DROP AS
SELECT o.n, o.id AS order_id, o.customer, submitted_at - make_interval(secs => 240 + pg_temp.roll('before', o.n, 600)) AS came,
       least(submitted_at + make_interval(secs => 30 + pg_temp.roll('after', o.n, 400)), demo.until) AS went, 'DONE' AS state
FROM demo, demo_order o WHERE in_visit
UNION ALL
SELECT demo.orders + s.n, NULL, CASE WHEN c.idle AND c.n > 1 THEN c.n - 1 ELSE c.n END, came,
       least(came + make_interval(secs => 60 + pg_temp.roll('stay', s.n, 1500)), demo.until),
       CASE WHEN pg_temp.roll('visit fate', s.n, 100) < 3 THEN 'CANCELLED' ELSE 'DONE' END
FROM demo, generate_series(1, demo.orders * 6 / 10) AS s (n),
     LATERAL (SELECT (s.n - 0.5) / (demo.orders * 6 / 10) * (SELECT count(*) FROM demo_day) AS position) p
JOIN demo_day day ON day.n = floor(position),
     LATERAL (SELECT pg_temp.local(day.day, day.opens + (day.closes - day.opens) * (position - floor(position))) AS came) _,
     demo_customer c
WHERE c.n = 1 + pg_temp.roll('visited', s.n, demo.customers);

CREATE TEMP TABLE demo_evidence ON COMMIT DROP AS
WITH fixed AS (
    SELECT v.*, pg_temp.key('visit', v.n, came) AS id, c.id AS customer_id, c.owner_id, c.department_id,
           -- Most fixes lie within some 40 m of the shop, a few far off.
           c.latitude + (pg_temp.roll('fix lat', v.n, 800) - 400) / 1e6 * far AS latitude,
           c.longitude + (pg_temp.roll('fix lon', v.n, 800) - 400) / 1e6 * far AS longitude,
           CASE WHEN luck BETWEEN 4 AND 6 THEN 150 + pg_temp.roll('accuracy', v.n, 400) ELSE 5 + pg_temp.roll('accuracy', v.n, 35) END AS accuracy,
           CASE WHEN luck = 7 THEN 1800 ELSE pg_temp.roll('age', v.n, 25) END AS age, c.latitude AS shop_latitude, c.longitude AS shop_longitude
    FROM demo_visit v JOIN demo_customer dc ON dc.n = v.customer JOIN customer c ON c.id = dc.id,
         LATERAL (SELECT pg_temp.roll('luck', v.n, 100) AS luck) _,
         LATERAL (SELECT CASE WHEN luck < 4 THEN 25 ELSE 1 END AS far) __
), judged AS (
    SELECT fixed.*, round(earth_distance(ll_to_earth(latitude, longitude),
                                         ll_to_earth(shop_latitude, shop_longitude))::numeric, 1)::float8 AS distance
    FROM fixed
)
SELECT judged.*, array_remove(ARRAY[
    CASE WHEN age > 300 THEN 'STALE_FIX' END, CASE WHEN accuracy > 100 THEN 'POOR_ACCURACY' END,
    CASE WHEN distance > 200 THEN 'OUT_OF_RANGE' END], NULL) AS reasons
FROM judged;

INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, started_at, checked_in_at, latitude, longitude,
                   accuracy, fixed_at, distance, evidence, evidence_reasons, checked_out_at, dwell_seconds, effective, summary,
                   cancel_reason, created_at)
SELECT id, customer_id, owner_id, department_id, CASE WHEN n % 3 = 0 THEN 'AD_HOC' ELSE 'PLANNED' END, state, pg_temp.day_of(came),
       came - interval '6 minutes', came, latitude, longitude, accuracy, came - make_interval(secs => age), distance,
       CASE WHEN reasons = '{}' THEN 'VERIFIED' WHEN 'OUT_OF_RANGE' = ANY (reasons) THEN 'SUSPICIOUS' ELSE 'UNVERIFIED' END, reasons, went,
       extract(epoch FROM went - came)::int, went - came >= interval '5 minutes',
       (SELECT text FROM demo_word WHERE kind = 'summary' AND demo_word.n = pg_temp.roll('summary', e.n, 8)), '',
       came - interval '6 minutes'
FROM demo_evidence e WHERE state = 'DONE' ORDER BY came;
INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, cancel_reason, created_at)
SELECT id, customer_id, owner_id, department_id, 'PLANNED', state, pg_temp.day_of(came), '客户临时有事', came - interval '1 day'
FROM demo_evidence e WHERE state = 'CANCELLED' ORDER BY came;

-- What each rep still has to do today.
INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, created_at)
SELECT pg_temp.key('planned', c.n, demo.until), c.id, rep.id, rep.department_id, 'PLANNED', 'PLANNED', demo.last_day,
       demo.until - interval '16 hours'
FROM demo, demo_customer c JOIN demo_rep rep ON rep.n = c.rep
WHERE (c.n - 1) / demo.reps < 6 AND NOT c.idle;
