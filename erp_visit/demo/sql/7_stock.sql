-- One stock-out per approved order.
CREATE TEMP TABLE demo_out ON COMMIT DROP AS
SELECT o.n, pg_temp.key('out', o.n, o.decide_at) AS id, o.id AS order_id, o.customer_id, rep.warehouse AS warehouse,
       pg_temp.key('warehouse', rep.warehouse, demo.opened) AS warehouse_id,
       CASE o.state WHEN 'APPROVED' THEN 'PENDING' ELSE o.state END AS state, o.decide_at, o.pick_at, o.ship_at,
       row_number() OVER (ORDER BY o.decide_at, o.n) AS place
FROM demo, demo_order o JOIN demo_rep rep ON rep.n = o.rep WHERE o.state IN ('APPROVED', 'PICKED', 'SHIPPED');
ALTER TABLE demo_out ADD PRIMARY KEY (n);
ANALYZE demo_out;

-- What came in of each lot: what was sold and promised of it, and what is to be left now.
CREATE TEMP TABLE demo_in ON COMMIT DROP AS
SELECT w.warehouse, l.product, l.k, l.id AS lot_id, l.received, l.cost, coalesce(used, 0) AS used, coalesce(reserved, 0) AS reserved,
       (CASE WHEN l.kind <> 'S' THEN p."case" * (1 + pg_temp.roll('slow', l.product, 6))
             WHEN l.received > demo.last_day - 26 THEN p."case" * (20 + pg_temp.roll('fresh', l.product * 10000 + l.k, 60)) * demo.abundance
             ELSE 0 END) AS left_over
FROM demo, demo_lot l JOIN demo_product p ON p.n = l.product CROSS JOIN (VALUES (1), (2)) AS w (warehouse)
LEFT JOIN (
    SELECT demo_out.warehouse, demo_line.product, demo_line.lot, sum(coalesce(shipped, base_quantity))::bigint AS used,
           (sum(base_quantity) FILTER (WHERE demo_out.state <> 'SHIPPED'))::bigint AS reserved
    FROM demo_line JOIN demo_out ON demo_out.n = order_n GROUP BY 1, 2, 3
) u ON u.warehouse = w.warehouse AND u.product = l.product AND u.lot = l.k;
DELETE FROM demo_in WHERE used + left_over = 0;

CREATE TEMP TABLE demo_in_document ON COMMIT DROP AS
SELECT warehouse, received, row_number() OVER (ORDER BY received, warehouse) AS place FROM demo_in GROUP BY warehouse, received;

INSERT INTO stock_document (id, number, kind, state, warehouse_id, business_day, remark, created_at, picked_at, picked_by_id)
SELECT pg_temp.key('in', place, pg_temp.local(received, 27000)), 'IN' || to_char(received, 'YYYYMMDD') || '-' || lpad(place::text, 6, '0'),
       'IN', 'RECEIVED', pg_temp.key('warehouse', warehouse, demo.opened), received, '供应商到货', pg_temp.local(received, 25200),
       pg_temp.local(received, 27000), keeper.id
FROM demo, demo_in_document, (SELECT id FROM employee WHERE username = 'keeper') keeper ORDER BY place;

INSERT INTO stock_document (id, number, kind, state, warehouse_id, customer_id, order_id, business_day, created_at, picked_at, picked_by_id,
                            shipped_at, shipped_by_id)
SELECT d.id, 'OUT' || to_char(pg_temp.day_of(decide_at), 'YYYYMMDD') || '-'
           || lpad((place + (SELECT count(*) FROM demo_in_document))::text, 6, '0'),
       'OUT', state, warehouse_id, customer_id, order_id, pg_temp.day_of(decide_at), decide_at,
       CASE WHEN state <> 'PENDING' THEN pick_at END, CASE WHEN state <> 'PENDING' THEN keeper.id END,
       CASE WHEN state = 'SHIPPED' THEN ship_at END, CASE WHEN state = 'SHIPPED' THEN driver.id END
FROM demo_out d, (SELECT id FROM employee WHERE username = 'keeper') keeper, (SELECT id FROM employee WHERE username = 'driver') driver
ORDER BY place;
SELECT setval('stock_document_number', greatest(1, (SELECT count(*) FROM demo_in_document) + (SELECT count(*) FROM demo_out)));

INSERT INTO stock_document_line (id, document_id, number, product_id, lot_id, planned, actual)
SELECT pg_temp.key('in line ' || i.lot_id, i.warehouse, pg_temp.local(d.received, 27000)), pg_temp.key('in', d.place, pg_temp.local(d.received, 27000)), row_number() OVER (PARTITION BY d.place ORDER BY i.product, i.k),
       p.id, i.lot_id, used + left_over, used + left_over
FROM demo_in i JOIN demo_in_document d USING (warehouse, received) JOIN demo_product p ON p.n = i.product
ORDER BY d.place, i.product, i.k;

INSERT INTO stock_document_line (id, document_id, order_line_id, number, product_id, lot_id, planned, actual)
SELECT pg_temp.key('out line', l.n, d.decide_at), d.id, l.id, l.number, l.product_id, lot.id, l.base_quantity,
       CASE WHEN d.state <> 'PENDING' THEN coalesce(l.shipped, l.base_quantity) END
FROM demo_out d JOIN demo_line l ON l.order_n = d.n JOIN demo_lot lot ON lot.product = l.product AND lot.k = l.lot
ORDER BY l.n;

INSERT INTO stock_movement (id, at, business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost, document_id)
SELECT pg_temp.key('movement in ' || i.lot_id, i.warehouse, pg_temp.local(d.received, 27000)), pg_temp.local(d.received, 27000), d.received, 'RECEIPT', pg_temp.key('warehouse', i.warehouse, demo.opened), p.id, i.lot_id,
       used + left_over, i.cost, pg_temp.key('in', d.place, pg_temp.local(d.received, 27000))
FROM demo, demo_in i JOIN demo_in_document d USING (warehouse, received) JOIN demo_product p ON p.n = i.product;

INSERT INTO stock_movement (id, at, business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost, document_id, order_line_id)
SELECT pg_temp.key('movement', l.n, d.ship_at), d.ship_at, pg_temp.day_of(d.ship_at), 'SALE', d.warehouse_id, l.product_id, lot.id,
       -l.shipped, lot.cost, d.id, l.id
FROM demo_out d JOIN demo_line l ON l.order_n = d.n JOIN demo_lot lot ON lot.product = l.product AND lot.k = l.lot
WHERE d.state = 'SHIPPED' ORDER BY d.ship_at, l.n;

INSERT INTO stock_balance (id, warehouse_id, product_id, lot_id, on_hand, reserved)
SELECT pg_temp.key('balance ' || i.lot_id, i.warehouse, pg_temp.local(i.received, 27000)),
       pg_temp.key('warehouse', i.warehouse, demo.opened), p.id, i.lot_id, left_over + reserved, reserved
FROM demo, demo_in i JOIN demo_product p ON p.n = i.product;

INSERT INTO reservation (id, order_line_id, warehouse_id, lot_id, quantity)
SELECT pg_temp.key('reservation', l.n, d.decide_at), l.id, d.warehouse_id, lot.id, l.base_quantity
FROM demo_out d JOIN demo_line l ON l.order_n = d.n JOIN demo_lot lot ON lot.product = l.product AND lot.k = l.lot
WHERE d.state <> 'SHIPPED';
