-- A thousand reps in a hundred teams of ten regions, a hundred customers each, and three months of their visits and
-- orders, the last of them ending today: fifteen visits and three orders a working day.
CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $fn$ SELECT md5(kind || n)::uuid $fn$;
CREATE FUNCTION pg_temp.roll(kind text, n bigint, sides int) RETURNS int LANGUAGE sql IMMUTABLE AS
    $fn$ SELECT abs(hashtext(kind || n) % sides) $fn$;

INSERT INTO department (id, code, name) VALUES (pg_temp.key('field', 0), 'FIELD', 'Field');
INSERT INTO department (id, code, name, parent_id)
SELECT pg_temp.key('region', n), 'REGION' || n, 'Region ' || n, pg_temp.key('field', 0) FROM generate_series(0, 9) n;
INSERT INTO department (id, code, name, parent_id)
SELECT pg_temp.key('team', n), 'TEAM' || n, 'Team ' || n, pg_temp.key('region', n / 10) FROM generate_series(0, 99) n;
INSERT INTO employee (id, code, name, department_id)
SELECT pg_temp.key('rep', n), 'FIELD' || n, 'Rep ' || n, pg_temp.key('team', n / 10) FROM generate_series(0, 999) n;
INSERT INTO customer (id, code, name, level, owner_id, department_id, territory, latitude, longitude, created_at)
SELECT pg_temp.key('shop', n), 'FIELD' || n, 'Shop ' || n, substr('ABBCCCCDDD', 1 + pg_temp.roll('level', n, 10), 1),
       pg_temp.key('rep', n / 100), pg_temp.key('team', n / 1000), 'District ' || n / 5000,
       22.5 + pg_temp.roll('lat', n, 100000) / 2e5, 113.8 + pg_temp.roll('lon', n, 100000) / 1e5, now() - interval '1 year'
FROM generate_series(0, 99999) n;

CREATE TEMP TABLE day ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY d) - 1 AS n, d::date AS day
FROM generate_series(current_date - 91, current_date, interval '1 day') d WHERE extract(isodow FROM d) < 6;

INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, planned_at, checked_in_at, checked_out_at,
                   latitude, longitude, evidence, dwell_seconds, effective, created_at)
SELECT pg_temp.key('visit', v), pg_temp.key('shop', rep * 100 + (day.n * 15 + turn) % 100), pg_temp.key('rep', rep),
       pg_temp.key('team', rep / 10), CASE WHEN luck < 20 THEN 'AD_HOC' ELSE 'PLANNED' END, state, day.day,
       CASE WHEN luck >= 20 THEN at END, CASE WHEN state = 'DONE' THEN came END,
       CASE WHEN state = 'DONE' THEN came + make_interval(secs => stay) END,
       CASE WHEN state = 'DONE' THEN 22.5 + pg_temp.roll('vlat', v, 100000) / 2e5 END,
       CASE WHEN state = 'DONE' THEN 113.8 + pg_temp.roll('vlon', v, 100000) / 1e5 END,
       CASE WHEN state = 'DONE' THEN 'VERIFIED' END, CASE WHEN state = 'DONE' THEN stay END,
       CASE WHEN state = 'DONE' THEN stay >= 300 END, at
FROM day, generate_series(0, 999) rep, generate_series(0, 14) turn,
     LATERAL (SELECT (day.n * 1000 + rep) * 15 + turn AS v) a,
     LATERAL (SELECT pg_temp.roll('luck', v, 100) AS luck, 120 + pg_temp.roll('stay', v, 2400) AS stay,
                     day.day + interval '1 hour' + turn * interval '30 minutes' AS at) b,
     LATERAL (SELECT at + (pg_temp.roll('late', v, 40) - 10) * interval '1 minute' AS came,
                     CASE WHEN luck BETWEEN 90 AND 94 THEN 'SHOP_CLOSED' WHEN luck > 94 THEN 'CANCELLED' ELSE 'DONE' END AS state) c
ORDER BY day.day, at;

INSERT INTO sales_order (id, number, state, customer_id, rep_id, department_id, warehouse_id, business_day, goods_amount,
                         tax_amount, total, submitted_by_id, submitted_at)
SELECT pg_temp.key('order', o), 'FIELD-' || o, CASE WHEN pg_temp.roll('fate', o, 20) = 0 THEN 'CANCELLED' ELSE 'SHIPPED' END,
       pg_temp.key('shop', rep * 100 + pg_temp.roll('buyer', o, 100)), pg_temp.key('rep', rep), pg_temp.key('team', rep / 10),
       (SELECT id FROM warehouse ORDER BY id LIMIT 1), day.day, amount, 0, amount, pg_temp.key('rep', rep), day.day + interval '4 hours'
FROM day, generate_series(0, 999) rep, generate_series(0, 2) turn,
     LATERAL (SELECT (day.n * 1000 + rep) * 3 + turn AS o) a,
     LATERAL (SELECT (1000 + pg_temp.roll('amount', o, 90000))::numeric / 100 AS amount) b;
