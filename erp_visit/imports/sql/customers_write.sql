INSERT INTO customer (id, code, name, pinyin, kind, level, status, source, phone, address, latitude, longitude, tags, owner_id,
                      department_id, territory, credit_limit, credit_days, remark)
SELECT g.id, g.code, g.name, n.pinyin, coalesce(g.kind, 'GROCERY'), coalesce(g.level, 'C'), coalesce(g.status, 'ACTIVE'),
       '导入', coalesce(g.phone, ''), coalesce(g.address, ''), g.latitude, g.longitude,
       coalesce(string_to_array(g.tags, E'\n'), '{}'), e.id,
       coalesce(d.id, e.department_id, run.department_id), coalesce(g.territory, ''), g.credit_limit, coalesce(g.credit_days, 0),
       coalesce(g.remark, '')
FROM import_run run, import_good g
JOIN import_name n ON n.name = g.name
LEFT JOIN import_employee e ON e.written = lower(g.owner)
LEFT JOIN LATERAL (SELECT id FROM department d WHERE g.department IN (d.code, d.name) ORDER BY d.code = g.department DESC, d.code LIMIT 1) d
    ON true
ORDER BY g.row;

INSERT INTO contact (customer_id, name, phone)
SELECT id, contact, coalesce(contact_phone, '') FROM import_good WHERE contact IS NOT NULL ORDER BY row;

INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, reason)
SELECT run.actor_id, 'customer.import', 'Customer', id, code, run.filename || ' #' || row FROM import_run run, import_good ORDER BY row;
INSERT INTO import_created
SELECT 'Customer', count(*) FROM import_good UNION ALL SELECT 'Contact', count(*) FROM import_good WHERE contact IS NOT NULL;
