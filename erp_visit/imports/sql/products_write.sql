WITH made AS (
    INSERT INTO category (name) SELECT DISTINCT category FROM import_good WHERE category IS NOT NULL
    ON CONFLICT (name) DO NOTHING RETURNING 1
)
INSERT INTO import_created SELECT 'Category', count(*) FROM made;

INSERT INTO product (id, sku, name, pinyin, barcode, brand, category_id, base_unit, shelf_life_days, batch_tracked, stocked, tax_rate,
                     list_price, minimum_price, cost_price)
SELECT g.id, g.sku, g.name, n.pinyin, coalesce(g.barcode, ''), coalesce(g.brand, ''), c.id, g.base_unit, g.shelf_life_days,
       coalesce(g.batch_tracked, true), coalesce(g.stocked, true), coalesce(g.tax_rate, 0.13), g.list_price, g.minimum_price, g.cost_price
FROM import_good g JOIN import_name n ON n.name = g.name LEFT JOIN category c ON c.name = g.category
ORDER BY g.row;

INSERT INTO product_unit (product_id, name, factor)
SELECT id, unit1, factor1 FROM import_good WHERE unit1 IS NOT NULL
UNION ALL SELECT id, unit2, factor2 FROM import_good WHERE unit2 IS NOT NULL;

INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, reason)
SELECT run.actor_id, 'product.import', 'Product', id, sku, run.filename || ' #' || row FROM import_run run, import_good ORDER BY row;
INSERT INTO import_created SELECT 'Product', count(*) FROM import_good;
