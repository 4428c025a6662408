-- When, who, and what becomes of it. The last few orders are still under way; all earlier ones are decided.
CREATE TEMP TABLE demo_order ON COMMIT DROP AS
WITH drawn AS (
    SELECT s.n, s.n > demo.orders - demo.open_orders AS fresh, s.n > demo.orders - demo.open_orders / 2 AS newest,
           day.day, day.opens + 36000 * (position - floor(position)) AS second,
           CASE WHEN s.n > demo.orders - demo.open_orders AND s.n % 9 IN (0, 4) AND demo.customers >= 13
                THEN -- one that pays late, or is near its limit
                     CASE s.n % 9 WHEN 0 THEN 7 ELSE 13 END
                     + 25 * pg_temp.roll('held', s.n, (demo.customers - CASE s.n % 9 WHEN 0 THEN 7 ELSE 13 END) / 25 + 1)
                WHEN s.n > demo.orders - demo.open_orders AND s.n % 9 IN (2, 7) AND demo.customers > demo.reps
                THEN -- one of rep1's or rep2's, whose log-ins people try first
                     s.n % 9 / 5 + 1 + demo.reps * pg_temp.roll('rep''s own', s.n, (demo.customers - 2) / demo.reps + 1)
                ELSE 1 + pg_temp.roll('customer', s.n, demo.customers) END AS customer
    FROM demo, generate_series(1, demo.orders) AS s (n),
         LATERAL (SELECT (s.n - 0.5) / demo.orders * (SELECT sum(share) FROM demo_day) AS position) p
    JOIN demo_day day ON day.n = floor(position)
), placed AS (
    SELECT drawn.n, fresh, newest, drawn.day, pg_temp.local(drawn.day, second) AS submitted_at, second,
           CASE WHEN c.idle AND customer > 1 THEN customer - 1 ELSE customer END AS customer
    FROM drawn JOIN demo_customer c ON c.n = drawn.customer
), timed AS (
    SELECT placed.*, c.id AS customer_id, c.rep, c.level, c.late, c.tight,
           pg_temp.roll('state', placed.n, 100) AS fate,
           submitted_at + make_interval(secs => 600 + pg_temp.roll('decide', placed.n, 7200)) AS decide_at,
           -- Decided before two o'clock, it leaves the same afternoon; else the next morning.
           CASE WHEN second < 12 * 3600 THEN pg_temp.local(placed.day, 15 * 3600 + pg_temp.roll('ship', placed.n, 9000))
                ELSE pg_temp.local(placed.day + 1, 9 * 3600 + pg_temp.roll('ship', placed.n, 9000)) END AS ship_at
    FROM placed JOIN demo_customer c ON c.n = placed.customer
), fated AS (
    SELECT timed.*, CASE
        WHEN NOT fresh THEN CASE WHEN fate < 2 THEN 'REJECTED' WHEN fate < 5 THEN 'CANCELLED' ELSE 'SHIPPED' END
        WHEN late OR tight THEN 'HELD'
        WHEN newest THEN CASE WHEN fate < 55 THEN 'SUBMITTED' WHEN fate < 75 THEN 'APPROVED' WHEN fate < 88 THEN 'PICKED'
                              ELSE 'SHIPPED' END
        ELSE CASE WHEN fate < 12 THEN 'SUBMITTED' WHEN fate < 42 THEN 'APPROVED' WHEN fate < 66 THEN 'PICKED'
                  ELSE 'SHIPPED' END
        END AS wanted
    FROM timed
)
SELECT fated.n, pg_temp.key('order', fated.n, submitted_at) AS id, customer, customer_id, rep, level, late, tight, fresh, fated.day,
       submitted_at, ship_at, fate,
       -- What is wanted cannot have happened yet if its time has not come.
       CASE WHEN wanted IN ('SUBMITTED', 'HELD') THEN wanted
            WHEN decide_at > demo.until THEN 'SUBMITTED'
            WHEN wanted IN ('REJECTED', 'CANCELLED', 'APPROVED') THEN wanted
            WHEN wanted = 'PICKED' THEN CASE WHEN decide_at + interval '20 minutes' <= demo.until THEN 'PICKED' ELSE 'APPROVED' END
            WHEN ship_at <= demo.until THEN 'SHIPPED' ELSE 'APPROVED' END AS state,
       decide_at,
       CASE WHEN wanted = 'PICKED' THEN decide_at + interval '20 minutes' ELSE ship_at - interval '40 minutes' END AS pick_at,
       pg_temp.roll('in a visit', fated.n, 100) < 85 AS in_visit
FROM demo, fated;
ALTER TABLE demo_order ADD PRIMARY KEY (n);
ANALYZE demo_order;

-- Five different products: a start and a stride that never meet again within the assortment.
CREATE TEMP TABLE demo_line ON COMMIT DROP AS
WITH chosen AS (
    SELECT o.n AS order_n, j AS number, o.n * 10 + j AS n, o.level, o.customer, o.day, o.rep, o.state, o.submitted_at,
           (pg_temp.roll('first product', o.n, demo.products) + (j - 1) * (1 + pg_temp.roll('stride', o.n, demo.products / 5 - 1)))
               % demo.products + 1 AS product
    FROM demo, demo_order o, generate_series(1, 5) j
), measured AS (
    SELECT chosen.*, p.id AS product_id, p.tax, p.cost, p.price AS list, CASE WHEN whole THEN p.case_id END AS unit_id,
           CASE WHEN whole THEN '箱' ELSE p.base_unit END AS unit_name, CASE WHEN whole THEN p."case" ELSE 1 END AS factor,
           CASE WHEN whole THEN 1 + pg_temp.roll('cases', chosen.n, CASE level WHEN 'A' THEN 20 WHEN 'B' THEN 10 ELSE 4 END)
                ELSE 2 + pg_temp.roll('pieces', chosen.n, 22) END AS quantity,
           p."case" AS in_case
    FROM chosen JOIN demo_product p ON p.n = chosen.product,
         LATERAL (SELECT pg_temp.roll('unit', chosen.n, 100) < 65 AS whole) _
), ruled AS (
    -- The rules that apply to it, and what each would make of a base unit.
    SELECT measured.*, quantity * factor AS base_quantity,
           CASE WHEN (customer * 31 + product * 17) % 197 = 0
                THEN pg_temp.key('own price ' || customer || ' ', product, demo.opened) END AS own_rule,
           CASE WHEN level IN ('A', 'B') THEN pg_temp.key('level price ' || level, product, demo.opened) END AS level_rule,
           CASE WHEN product % 10 = 3 AND quantity * factor >= 3 * in_case
                THEN pg_temp.key('quantity price', product, demo.opened) END AS general_rule,
           round(list * 0.92, 2) AS own_price, round(list * CASE level WHEN 'A' THEN 0.95 ELSE 0.97 END, 2) AS level_price,
           round(list * 0.96, 2) AS general_price
    FROM demo, measured
), priced AS (
    SELECT ruled.*,
           CASE WHEN own_rule IS NOT NULL THEN own_price WHEN level_rule IS NOT NULL THEN level_price
                WHEN general_rule IS NOT NULL THEN general_price ELSE list END AS base_price,
           CASE WHEN own_rule IS NOT NULL THEN 'CUSTOMER' WHEN level_rule IS NOT NULL THEN 'LEVEL'
                WHEN general_rule IS NOT NULL THEN 'GENERAL' ELSE 'LIST' END AS source
    FROM ruled
)
SELECT n, pg_temp.key('line', n, submitted_at) AS id, order_n, number, product, product_id, unit_id, unit_name, factor, quantity,
       base_quantity, source, own_rule, own_price, level_rule, level_price, general_rule, general_price, list, in_case, base_price * factor AS unit_price, tax,
       round(base_price * factor * quantity, 2) AS amount,
       round(round(base_price * factor * quantity, 2) * tax / (1 + tax), 2) AS tax_amount,
       round(cost * base_quantity, 2) AS cost_amount, state,
       -- The lot that is being sold on that day: the last but one that came in, or the last.
       CASE WHEN state IN ('APPROVED', 'PICKED', 'SHIPPED') THEN greatest(0,
           (day - demo.first_day + 20) / 12 - pg_temp.roll('lot', n, 2)::int) END AS lot,
       rep
FROM demo, priced;
-- Now and then less was picked than was ordered; what is owed for the line goes down with it.
ALTER TABLE demo_line ADD shipped int, ADD owed numeric, ADD owed_tax numeric;
UPDATE demo_line SET shipped = left_with, owed = part, owed_tax = CASE WHEN amount = 0 THEN 0 ELSE round(tax_amount * part / amount, 2) END
FROM (SELECT line_n, left_with, round(price * left_with / per, 2) AS part
      FROM (SELECT n AS line_n, unit_price AS price, factor AS per,
                   base_quantity - CASE WHEN pg_temp.roll('short', n, 50) = 0 THEN base_quantity / 6 ELSE 0 END AS left_with
            FROM demo_line WHERE state = 'SHIPPED') s) t
WHERE n = line_n;
CREATE INDEX ON demo_line (order_n);
ANALYZE demo_line;
