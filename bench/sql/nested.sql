-- The nested read by hand: JSON text put together with || and string_agg; escaped is what can need it.
-- $1 what the cursor begins with.
WITH page AS MATERIALIZED (
    SELECT c.*, row_number() OVER (ORDER BY c.id) AS place
    FROM (SELECT * FROM customer WHERE status = 'ACTIVE' ORDER BY id LIMIT 51) c
)
SELECT '{"data":{"customers":{"nodes":[' || coalesce(string_agg(
    '{"id":"Customer:' || c.id || '","code":' || to_json(c.code) || ',"name":' || to_json(c.name)
    || ',"level":"' || c.level || '","phone":' || to_json(c.phone)
    || ',"owner":' || coalesce('{"id":"Employee:' || e.id || '","name":' || to_json(e.name) || '}', 'null')
    || ',"visits":[' || coalesce(v.list, '') || '],"receivables":[' || coalesce(r.list, '')
    || '],"orders":[' || coalesce(o.list, '') || ']}', ',' ORDER BY c.id), '')
    || '],"pageInfo":{"hasNextPage":' || (SELECT count(*) > 50 FROM page)
    || ',"endCursor":"' || encode(convert_to($1 || '["' || max(c.id::text) || '"]', 'UTF8'), 'base64') || '"}}}}'
FROM page c
LEFT JOIN employee e ON e.id = c.owner_id
LEFT JOIN LATERAL (
    SELECT string_agg('{"id":"Visit:' || v.id || '","state":"' || v.state
        || '","checkedInAt":' || coalesce(to_json(v.checked_in_at)::text, 'null')
        || ',"distance":' || coalesce(v.distance::text, 'null')
        || ',"evidence":' || coalesce('"' || v.evidence || '"', 'null') || '}',
        ',' ORDER BY v.created_at DESC, v.id DESC) AS list
    FROM (SELECT * FROM visit v WHERE v.customer_id = c.id ORDER BY v.created_at DESC, v.id DESC LIMIT 3) v
) v ON true
LEFT JOIN LATERAL (
    SELECT string_agg('{"id":"Receivable:' || r.id || '","number":' || to_json(r.number)
        || ',"openAmount":"' || r.open_amount || '","dueOn":"' || r.due_on || '"}', ',' ORDER BY r.due_on, r.id) AS list
    FROM (SELECT * FROM receivable r WHERE r.customer_id = c.id AND r.open_amount > 0
          ORDER BY r.due_on, r.id LIMIT 20) r
) r ON true
LEFT JOIN LATERAL (
    SELECT string_agg('{"id":"Order:' || o.id || '","number":' || to_json(o.number) || ',"state":"' || o.state
        || '","total":"' || o.total || '","submittedAt":' || to_json(o.submitted_at)
        || ',"lines":[' || coalesce(l.list, '') || ']}', ',' ORDER BY o.submitted_at DESC, o.id DESC) AS list
    FROM (SELECT * FROM sales_order o WHERE o.customer_id = c.id ORDER BY o.submitted_at DESC, o.id DESC LIMIT 5) o
    LEFT JOIN LATERAL (
        SELECT string_agg('{"id":"OrderLine:' || l.id || '","number":' || l.number || ',"quantity":' || l.quantity
            || ',"unitName":' || to_json(l.unit_name) || ',"unitPrice":"' || l.unit_price
            || '","amount":"' || l.amount || '","product":{"id":"Product:' || p.id || '","sku":' || to_json(p.sku)
            || ',"name":' || to_json(p.name) || '}}', ',' ORDER BY l.number) AS list
        FROM order_line l JOIN product p ON p.id = l.product_id WHERE l.order_id = o.id
    ) l ON true
) o ON true
WHERE c.place <= 50
