INSERT INTO price_rule (id, product_id, unit_id, customer_id, level, price, minimum_quantity, starts_on, ends_on)
SELECT id, product_id, unit_id, customer_id, level, price, minimum_quantity, starts_on, ends_on FROM import_good ORDER BY row;
INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after, reason)
SELECT run.actor_id, 'price.import', 'PriceRule', id, sku, jsonb_build_object('price', price::text), run.filename || ' #' || row
FROM import_run run, import_good ORDER BY row;
INSERT INTO import_created SELECT 'PriceRule', count(*) FROM import_good;
