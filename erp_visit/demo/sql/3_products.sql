INSERT INTO category (id, name)
SELECT pg_temp.key('category', min(n), demo.opened), category FROM demo, demo_product GROUP BY category, demo.opened;

ALTER TABLE demo_product ADD id uuid, ADD case_id uuid, ADD minimum numeric(14, 4), ADD cost numeric(14, 4);
UPDATE demo_product p
SET id = pg_temp.key('product', p.n, demo.opened), case_id = pg_temp.key('case', p.n, demo.opened),
    minimum = round(price * 0.88, 2), cost = round(price * (70 + pg_temp.roll('cost', p.n, 11)) / 100, 2)
FROM demo;
ALTER TABLE demo_product ADD PRIMARY KEY (n);

INSERT INTO product (id, sku, name, pinyin, barcode, brand, category_id, base_unit, shelf_life_days, tax_rate,
                     list_price, minimum_price, cost_price, created_at)
SELECT p.id, sku, p.name, pinyin, barcode, brand, category.id, base_unit, shelf, tax, price, minimum, cost,
       demo.opened + n * interval '1 second'
FROM demo, demo_product p JOIN category ON category.name = p.category ORDER BY n;

INSERT INTO product_unit (id, product_id, name, factor)
SELECT case_id, id, '箱', "case" FROM demo_product
UNION ALL
SELECT pg_temp.key('middle', n, demo.opened), id, middle_name, middle_factor FROM demo, demo_product
WHERE middle_factor IS NOT NULL;

-- Level A and B pay less; on one product in ten everybody does, from three cases on; some customers have their own price.
-- The same arithmetic gives the prices of the orders below.
INSERT INTO price_rule (id, product_id, level, price, starts_on)
SELECT pg_temp.key('level price ' || level, n, demo.opened), id, level, round(price * share, 2), demo.first_day - 30
FROM demo, demo_product, (VALUES ('A', 0.95), ('B', 0.97)) AS l (level, share);
INSERT INTO price_rule (id, product_id, price, minimum_quantity, starts_on)
SELECT pg_temp.key('quantity price', n, demo.opened), id, round(price * 0.96, 2), 3 * "case", demo.first_day - 30 FROM demo, demo_product WHERE n % 10 = 3;
INSERT INTO price_rule (id, product_id, customer_id, price, starts_on)
SELECT pg_temp.key('own price ' || c.n || ' ', p.n, demo.opened), p.id, c.id, round(p.price * 0.92, 2), demo.first_day - 30
FROM demo, demo_product p, demo_customer c WHERE (c.n * 31 + p.n * 17) % 197 = 0;
ANALYZE product, product_unit, price_rule;

-- Every twelve days a lot of each product comes in, the first before the first order.
CREATE TEMP TABLE demo_lot ON COMMIT DROP AS
SELECT p.n AS product, k, 'S' AS kind, pg_temp.key('lot', p.n * 10000 + k, pg_temp.local(received, 27000)) AS id,
       received, received - 3 - pg_temp.roll('lot age', p.n * 10000 + k, 8)::int AS produced, p.shelf,
       p.cost
FROM demo, demo_product p, generate_series(0, (demo.days + 20) / 12) k,
     LATERAL (SELECT demo.first_day - 20 + k * 12 AS received) _
WHERE received <= demo.last_day;
-- Slow sellers: a lot that has expired and one that soon will.
INSERT INTO demo_lot
SELECT p.n, 9000, 'E', pg_temp.key('lot', p.n * 10000 + 9000, pg_temp.local(received, 27000)), received,
       demo.last_day - 6 - p.shelf, p.shelf, p.cost
FROM demo, demo_product p, LATERAL (SELECT demo.first_day - 20 AS received) _
WHERE p.n % 12 = 5 AND demo.last_day - 6 - p.shelf < demo.first_day - 20;
INSERT INTO demo_lot
SELECT p.n, 9001, 'N', pg_temp.key('lot', p.n * 10000 + 9001, pg_temp.local(received, 27000)), received,
       demo.last_day + 4 + p.n % 17 - p.shelf, p.shelf, p.cost
FROM demo, demo_product p, LATERAL (SELECT demo.first_day - 20 AS received) _
WHERE p.n % 9 = 2 AND demo.last_day + 4 + p.n % 17 - p.shelf < demo.first_day - 20;
ALTER TABLE demo_lot ADD PRIMARY KEY (product, k);

INSERT INTO lot (id, product_id, code, produced_on, expires_on, received_on, unit_cost)
SELECT l.id, p.id, to_char(produced, 'YYYYMMDD') || chr(65 + (l.product % 6)::int) || CASE WHEN kind = 'S' THEN '' ELSE kind END,
       produced, produced + l.shelf, received, l.cost
FROM demo_lot l JOIN demo_product p ON p.n = l.product
ORDER BY received, l.product;
ANALYZE lot;
