-- Ten times the customers without another first page: copies with ids that come after all that there are.
-- Nine copies of each customer; one copy of each order, visit and receivable, spread over them.
CREATE FUNCTION pg_temp.later(id uuid, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $fn$ SELECT ('f' || substr(md5(id::text || n), 2))::uuid $fn$;
CREATE FUNCTION pg_temp.copy(id uuid) RETURNS int LANGUAGE sql IMMUTABLE AS
    $fn$ SELECT 1 + abs(hashtext(id::text)) % 9 $fn$;

INSERT INTO customer
SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', pg_temp.later(c.id, n), 'code', c.code || '-' || n, 'licence_number', NULL))).*
FROM customer c, generate_series(1, 9) n;

INSERT INTO visit
SELECT (jsonb_populate_record(v, jsonb_build_object(
    'id', pg_temp.later(v.id, 1), 'customer_id', pg_temp.later(v.customer_id, pg_temp.copy(v.id))))).*
FROM visit v WHERE v.state NOT IN ('STARTED', 'CHECKED_IN');

INSERT INTO sales_order
SELECT (jsonb_populate_record(o, jsonb_build_object(
    'id', pg_temp.later(o.id, 1), 'number', o.number || '-1', 'visit_id', NULL, 'stock_reserved', false,
    'customer_id', pg_temp.later(o.customer_id, pg_temp.copy(o.id))))).*
FROM sales_order o;

INSERT INTO order_line
SELECT (jsonb_populate_record(l, jsonb_build_object(
    'id', pg_temp.later(l.id, 1), 'order_id', pg_temp.later(l.order_id, 1)))).*
FROM order_line l;

INSERT INTO receivable
SELECT (jsonb_populate_record(r, jsonb_build_object(
    'id', pg_temp.later(r.id, 1), 'number', r.number || '-1', 'stock_document_id', NULL,
    'order_id', pg_temp.later(r.order_id, 1), 'customer_id', pg_temp.later(r.customer_id, pg_temp.copy(r.order_id))))).*
FROM receivable r WHERE r.order_id IS NOT NULL;
