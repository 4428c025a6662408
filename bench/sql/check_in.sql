-- A check-in by hand, in one statement: everything that has to be written, with all values known beforehand.
-- $1 who, $2 visit, $3 operation id, $4 business day, $5 latitude, $6 longitude, $7 metres from the customer.
WITH visit AS (
    UPDATE visit SET state = 'CHECKED_IN', checked_in_at = now(), latitude = $5, longitude = $6, accuracy = 12,
        fixed_at = now(), distance = $7, evidence = 'VERIFIED', evidence_reasons = '{}', device = 'bench',
        business_day = $4, version = version + 1
    WHERE id = $2 AND rep_id = $1 AND state IN ('PLANNED', 'STARTED')
    RETURNING id, customer_id
), audit AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after)
    SELECT $1, 'visit.check_in', 'Visit', v.id, c.name, '{"state": "PLANNED"}',
        jsonb_build_object('state', 'CHECKED_IN', 'distance', $7::float8, 'evidence', 'VERIFIED', 'evidence_reasons', '{}'::text[])
    FROM visit v JOIN customer c ON c.id = v.customer_id
), operation AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $3, $1, 'visit.check_in', '', jsonb_build_object('visit_id', $2, 'distance', $7::float8) FROM visit
)
SELECT count(*) FROM visit
