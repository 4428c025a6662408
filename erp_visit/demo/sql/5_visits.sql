-- Most orders are taken during a visit; besides, six in ten orders' worth of visits end without one. `at` is a moment
-- that lies in the visit whatever becomes of its length.
CREATE TEMP TABLE demo_visit ON COMMIT DROP AS
SELECT o.n, o.id AS order_id, o.customer, submitted_at AS at,
       submitted_at - make_interval(secs => 240 + pg_temp.roll('before', o.n, 600)) AS came,
       least(submitted_at + make_interval(secs => 30 + pg_temp.roll('after', o.n, 400)), demo.until) AS went, 'DONE' AS state
FROM demo, demo_order o WHERE in_visit
UNION ALL
SELECT demo.orders + s.n, NULL, CASE WHEN c.idle AND c.n > 1 THEN c.n - 1 ELSE c.n END, came, came,
       least(came + make_interval(secs => 60 + pg_temp.roll('stay', s.n, 1500)), demo.until),
       CASE WHEN fate < 3 THEN 'CANCELLED' WHEN fate < 6 THEN 'SHOP_CLOSED' ELSE 'DONE' END
FROM demo, generate_series(1, demo.orders * 6 / 10) AS s (n),
     LATERAL (SELECT (s.n - 0.5) / (demo.orders * 6 / 10) * (SELECT sum(share) FROM demo_day) AS position,
                     pg_temp.roll('visit fate', s.n, 100) AS fate) p
JOIN demo_day day ON day.n = floor(position),
     LATERAL (SELECT pg_temp.local(day.day, day.opens + 36000 * (position - floor(position))) AS came) _,
     demo_customer c
WHERE c.n = 1 + pg_temp.roll('visited', s.n, demo.customers);

CREATE TEMP TABLE demo_evidence ON COMMIT DROP AS
WITH beside AS (
    -- A rep is at one place at a time: of the time between two visits each gets three eighths at most.
    SELECT v.n, v.order_id, v.customer, v.state, c.rep, v.at, pg_temp.key('visit', v.n, v.came) AS id,
           greatest(v.came, v.at - (v.at - lag(v.at) OVER reps) * 0.375) AS came,
           least(v.went, v.at + (lead(v.at) OVER reps - v.at) * 0.375) AS went,
           lag(pg_temp.day_of(v.at)) OVER (PARTITION BY v.customer ORDER BY v.at, v.n) AS last_visit
    FROM demo_visit v JOIN demo_customer c ON c.n = v.customer
    WINDOW reps AS (PARTITION BY c.rep ORDER BY v.at, v.n)
), fixed AS (
    SELECT v.*, c.id AS customer_id, c.owner_id, c.department_id, c.level,
           -- Most fixes lie within some 40 m of the shop, a few far off.
           c.latitude + (pg_temp.roll('fix lat', v.n, 800) - 400) / 1e6 * far AS latitude,
           c.longitude + (pg_temp.roll('fix lon', v.n, 800) - 400) / 1e6 * far AS longitude,
           CASE WHEN luck BETWEEN 4 AND 6 THEN 150 + pg_temp.roll('accuracy', v.n, 400) ELSE 5 + pg_temp.roll('accuracy', v.n, 35) END AS accuracy,
           CASE WHEN luck = 7 THEN 1800 ELSE pg_temp.roll('age', v.n, 25) END AS age, luck = 8 AND v.n % 3 = 0 AS mock,
           CASE WHEN luck = 9 THEN 1200 + pg_temp.roll('late', v.n, 9000) END AS late, pg_temp.roll('planned', v.n, 30) AS minute,
           v.n % 3 <> 0 OR v.state = 'CANCELLED' AS planned, c.latitude AS shop_latitude, c.longitude AS shop_longitude
    FROM beside v JOIN demo_customer dc ON dc.n = v.customer JOIN customer c ON c.id = dc.id,
         LATERAL (SELECT pg_temp.roll('luck', v.n, 100) AS luck) _,
         LATERAL (SELECT CASE WHEN luck < 4 THEN 25 ELSE 1 END AS far) __
), judged AS (
    SELECT fixed.*, round(earth_distance(ll_to_earth(latitude, longitude),
                                         ll_to_earth(shop_latitude, shop_longitude))::numeric, 1)::float8 AS distance
    FROM fixed
)
SELECT judged.*, array_remove(ARRAY[
    CASE WHEN mock THEN 'MOCK_POSITION' END, CASE WHEN age > 300 THEN 'STALE_FIX' END,
    CASE WHEN accuracy > 100 THEN 'POOR_ACCURACY' END, CASE WHEN distance > 200 THEN 'OUT_OF_RANGE' END,
    CASE WHEN late IS NOT NULL THEN 'SENT_LATE' END], NULL) AS reasons,
    CASE WHEN mock OR distance > 200 THEN 'SUSPICIOUS'
         WHEN age > 300 OR accuracy > 100 OR late IS NOT NULL THEN 'UNVERIFIED' ELSE 'VERIFIED' END AS evidence,
    CASE WHEN planned THEN row_number() OVER (PARTITION BY rep, pg_temp.day_of(came), planned ORDER BY came) END AS position,
    CASE WHEN planned THEN date_bin('5 minutes', came - make_interval(mins => minute - 8), '2000-01-01Z') END AS planned_at,
    CASE WHEN planned THEN jsonb_build_array(jsonb_build_object(
        'kind', 'FREQUENCY', 'level', level, 'perMonth', CASE level WHEN 'A' THEN 4 WHEN 'B' THEN 2 ELSE 1 END)
        || CASE WHEN last_visit IS NULL THEN '{"neverVisited": true}' ELSE jsonb_build_object('lastVisit', last_visit) END)
        ELSE '[]' END AS why
FROM judged;

INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, position, planned_at, planned_minutes, reasons,
                   started_at, checked_in_at, latitude, longitude, accuracy, fixed_at, distance, mock, device, parameters_id, evidence,
                   evidence_reasons, checked_out_at, dwell_seconds, effective, summary, created_at)
SELECT id, customer_id, owner_id, department_id, CASE WHEN planned THEN 'PLANNED' ELSE 'AD_HOC' END, state, pg_temp.day_of(came),
       position, planned_at, CASE WHEN planned THEN 20 END, why, CASE WHEN state = 'DONE' THEN came - interval '6 minutes' END, came,
       latitude, longitude, accuracy, came - make_interval(secs => age), distance, mock,
       (ARRAY['华为 Mate 60', '小米 14', 'iPhone 15', 'OPPO Reno 11'])[1 + e.rep % 4],
       (SELECT id FROM demo_judged j WHERE j.begins <= came ORDER BY j.begins DESC LIMIT 1), evidence, reasons,
       CASE state WHEN 'DONE' THEN went ELSE came END, CASE state WHEN 'DONE' THEN extract(epoch FROM went - came)::int ELSE 0 END,
       CASE WHEN state = 'DONE' THEN went - came >= interval '5 minutes' END,
       CASE state WHEN 'DONE' THEN (SELECT text FROM demo_word WHERE kind = 'summary' AND demo_word.n = pg_temp.roll('summary', e.n, 8))
            ELSE '店门锁着,邻居说老板外出' END,
       CASE WHEN planned THEN came - interval '18 hours' ELSE came - interval '6 minutes' END
FROM demo_evidence e WHERE state <> 'CANCELLED' ORDER BY e.came;
INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, planned_at, planned_minutes, reasons, cancel_reason, created_at)
SELECT id, customer_id, owner_id, department_id, 'PLANNED', state, pg_temp.day_of(came), planned_at, 20, why, '客户临时有事', came - interval '18 hours'
FROM demo_evidence e WHERE state = 'CANCELLED' ORDER BY e.came;

INSERT INTO evidence_finding (id, visit_id, stage, reason, evidence, figures, at)
SELECT pg_temp.key('finding ' || f.reason, e.n, came), e.id, 'CHECK_IN', f.reason, f.evidence, f.figures, came
FROM demo_evidence e, LATERAL (VALUES
    ('MOCK_POSITION', 'SUSPICIOUS', '{}'::jsonb),
    ('STALE_FIX', 'UNVERIFIED', jsonb_build_object('seconds', age, 'allowed', 300)),
    ('POOR_ACCURACY', 'UNVERIFIED', jsonb_build_object('metres', accuracy, 'allowed', 100)),
    ('OUT_OF_RANGE', 'SUSPICIOUS', jsonb_build_object('metres', distance, 'allowed', 200)),
    ('SENT_LATE', 'UNVERIFIED', jsonb_build_object('seconds', late))) AS f (reason, evidence, figures)
WHERE state <> 'CANCELLED' AND f.reason = ANY (e.reasons) ORDER BY e.came, e.n;

-- Doubted visits are reviewed the next day, most of them, and the rest within ten days.
WITH reviewed AS (
    UPDATE visit v SET review_decision = CASE WHEN e.evidence = 'UNVERIFIED' OR pg_temp.roll('decision', e.n, 10) < 6 THEN 'ACCEPTED' ELSE 'REJECTED' END,
        reviewed_at = e.came + interval '1 day', version = 2,
        reviewed_by_id = (SELECT id FROM employee WHERE username = CASE rep.team WHEN 'FT' THEN 'supervisor' ELSE 'manager' END),
        review_reason = CASE WHEN e.evidence = 'UNVERIFIED' OR pg_temp.roll('decision', e.n, 10) < 6 THEN '店主证实到店,地图上的位置不准' ELSE '不在店附近,照片与到店时间都对不上' END
    FROM demo, demo_evidence e JOIN demo_rep rep ON rep.n = e.rep
    WHERE e.id = v.id AND e.evidence <> 'VERIFIED' AND v.state <> 'CANCELLED' AND e.came < demo.until - interval '2 days'
        AND (pg_temp.roll('reviewed', e.n, 10) < 7 OR e.came < demo.until - interval '10 days')
    RETURNING v.id, v.reviewed_at, v.reviewed_by_id, v.review_decision, v.review_reason, v.customer_id, v.evidence
), decided AS (
    INSERT INTO visit_review (id, visit_id, decision, reason, decided_by_id, decided_at)
    SELECT pg_temp.key('decision ' || id, reviewed_at), id, review_decision, review_reason, reviewed_by_id, reviewed_at FROM reviewed
)
INSERT INTO audit_entry (id, at, actor_id, action, entity, entity_id, number, before, after, reason)
SELECT pg_temp.key('review ' || r.id, reviewed_at), reviewed_at, reviewed_by_id, 'visit.review', 'Visit', r.id, left(c.name, 64),
       jsonb_build_object('evidence', evidence, 'review_decision', NULL),
       jsonb_build_object('evidence', evidence, 'review_decision', review_decision), review_reason
FROM reviewed r JOIN customer c ON c.id = r.customer_id ORDER BY reviewed_at, r.id;

-- What each rep still has to do today and on the next six working days, each shop on one of the days.
CREATE TEMP TABLE demo_coming ON COMMIT DROP AS
WITH days AS (
    SELECT day, row_number() OVER (ORDER BY day) - 1 AS n FROM demo, demo_workday WHERE day >= demo.last_day ORDER BY day LIMIT 7
), turns AS (
    SELECT c.n, c.id AS customer_id, c.level, c.rep, row_number() OVER (PARTITION BY c.rep ORDER BY pg_temp.roll('turn', c.n, 1000000), c.n) - 1 AS turn,
           count(*) OVER (PARTITION BY c.rep) AS shops
    FROM demo_customer c WHERE NOT c.idle
)
SELECT t.n, t.customer_id, rep.id AS rep_id, rep.n AS rep, rep.department_id, rep.team, d.day, d.n AS day_n,
       row_number() OVER (PARTITION BY rep.n, d.day ORDER BY c.longitude, t.n) + coalesce(done.visits, 0) AS position,
       c.latitude, c.longitude, t.level
FROM turns t JOIN days d ON d.n = CASE WHEN t.shops < 49 THEN t.turn % 7 ELSE t.turn / 7 END JOIN demo_rep rep ON rep.n = t.rep JOIN customer c ON c.id = t.customer_id
LEFT JOIN (SELECT e.rep, pg_temp.day_of(e.came) AS day, max(e.position) AS visits FROM demo, demo_evidence e
           WHERE e.came >= pg_temp.local(demo.last_day, 0) GROUP BY 1, 2) done ON done.rep = t.rep AND done.day = d.day;

INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, position, planned_at, planned_minutes, reasons,
                   appointment, objective, created_at)
SELECT pg_temp.key('planned', c.n, demo.until), c.customer_id, c.rep_id, c.department_id, 'PLANNED', 'PLANNED', c.day, c.position,
       pg_temp.local(c.day, least(9 * 3600 + (c.position - 1) * 3000, 20 * 3600 + c.position * 60)), 20,
       jsonb_build_array(jsonb_build_object('kind', 'FREQUENCY', 'level', c.level,
           'perMonth', CASE c.level WHEN 'A' THEN 4 WHEN 'B' THEN 2 ELSE 1 END)
           || coalesce((SELECT jsonb_build_object('lastVisit', max(v.business_day)) FROM visit v
                        WHERE v.customer_id = c.customer_id AND v.state = 'DONE' HAVING count(*) > 0), '{"neverVisited": true}')),
       c.n % 17 = 3, CASE c.n % 5 WHEN 0 THEN '新品陈列' WHEN 1 THEN '催收货款' ELSE '' END, demo.until - interval '16 hours'
FROM demo, demo_coming c ORDER BY c.day, c.rep, c.position;
