-- Of every 25 customers one pays late and one is near its limit: they fill the queue of held orders.
CREATE TEMP TABLE demo_customer ON COMMIT DROP AS
SELECT n, pg_temp.key('customer', n, demo.opened + n * interval '1 minute') AS id, (n - 1) % demo.reps + 1 AS rep,
       (ARRAY['A','B','B','C','C','C','C','D','D','C'])[1 + pg_temp.roll('level', n, 10)] AS level,
       n % 25 = 7 AS late, n % 25 = 13 AS tight, n % 40 = 39 AS idle
FROM demo, generate_series(1, demo.customers) n;
ALTER TABLE demo_customer ADD PRIMARY KEY (n);

-- When shops of a kind are open, Monday to Sunday; wholesalers rest on Sunday.
CREATE TEMP TABLE demo_hours ON COMMIT DROP AS
SELECT k.kind, jsonb_object_agg(day, k.spans) AS hours
FROM (VALUES ('CONVENIENCE', '[["07:30", "23:00"]]'::jsonb, 7), ('GROCERY', '[["08:00", "22:00"]]', 7),
             ('SUPERMARKET', '[["08:30", "22:00"]]', 7), ('RESTAURANT', '[["10:00", "14:00"], ["16:30", "21:30"]]', 7),
             ('WHOLESALE', '[["08:00", "18:00"]]', 6)) AS k (kind, spans, days), generate_series(1, k.days) day
GROUP BY k.kind;

INSERT INTO customer (id, code, name, pinyin, kind, level, status, source, phone, address, latitude, longitude, tags,
                      owner_id, department_id, territory, credit_days, opening_hours, visit_minutes, closed_from, closed_until,
                      created_at)
SELECT c.id, 'C' || lpad(c.n::text, 6, '0'),
       shop.text || kind.text || '(' || street.name || '店)', shop.pinyin || kind.pinyin || street.pinyin || 'd',
       kind.code, c.level, CASE WHEN c.idle THEN (ARRAY['LEAD', 'DORMANT', 'LOST'])[1 + c.n % 3] ELSE 'ACTIVE' END,
       (SELECT text FROM demo_word WHERE demo_word.kind = 'source' AND demo_word.n = pg_temp.roll('source', c.n, 4)),
       '160' || lpad(pg_temp.roll('customer phone', c.n, 100000000)::text, 8, '0'),
       '深圳市' || team.district || '区' || street.name || street.roads[1 + pg_temp.roll('road', c.n, array_length(street.roads, 1))]
           || (1 + pg_temp.roll('house', c.n, 288)) || '号',
       -- Within some 450 m of the middle of the subdistrict, more of them towards the middle.
       round((street.latitude + (pg_temp.roll('lat', c.n, 8000) + pg_temp.roll('lat2', c.n, 8000) - 8000) / 2e6)::numeric, 6),
       round((street.longitude + (pg_temp.roll('lon', c.n, 8600) + pg_temp.roll('lon2', c.n, 8600) - 8600) / 2e6)::numeric, 6),
       CASE WHEN c.n % 11 = 0 THEN ARRAY['冰柜'] WHEN c.n % 13 = 0 THEN ARRAY['样板店'] ELSE '{}' END,
       rep.id, rep.department_id, street.name,
       CASE c.level WHEN 'A' THEN 30 WHEN 'B' THEN 15 WHEN 'C' THEN 7 ELSE 0 END,
       CASE WHEN c.n % 3 = 0 THEN '{}' ELSE (SELECT hours FROM demo_hours h WHERE h.kind = kind.code) END,
       CASE WHEN c.level = 'A' THEN 40 END, CASE WHEN c.n % 97 = 50 THEN demo.last_day + 3 END,
       CASE WHEN c.n % 97 = 50 THEN demo.last_day + 20 END, demo.opened + c.n * interval '1 minute'
FROM demo, demo_customer c
JOIN demo_rep rep ON rep.n = c.rep
JOIN demo_team team ON team.code = rep.team
JOIN demo_street street ON street.n = rep.streets[1 + (rep.place - 1) % array_length(rep.streets, 1)]
JOIN demo_word shop ON shop.kind = 'shop' AND shop.n = pg_temp.roll('shop', c.n, 60)
JOIN demo_kind kind ON kind.n = pg_temp.roll('kind', c.n, 8)
ORDER BY c.n;

INSERT INTO contact (id, customer_id, name, role, phone)
SELECT pg_temp.key('contact', c.n, demo.opened + c.n * interval '1 minute'), c.id, surname.text || given.text,
       'DECISION_MAKER', '160' || lpad(pg_temp.roll('customer phone', c.n, 100000000)::text, 8, '0')
FROM demo, demo_customer c
JOIN demo_word surname ON surname.kind = 'surname' AND surname.n = pg_temp.roll('owner surname', c.n, 40)
JOIN demo_word given ON given.kind = 'given' AND given.n = pg_temp.roll('owner given', c.n, 48);
SELECT setval('customer_number', (SELECT greatest(customers, 1) FROM demo));
ANALYZE customer;
