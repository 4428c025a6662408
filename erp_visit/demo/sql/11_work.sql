-- Reports of the visits since they are asked for: most are in and reviewed; each supervisor has some to read and some to ask for.
CREATE TEMP TABLE demo_report ON COMMIT DROP AS
WITH asked AS (
SELECT row_number() OVER (ORDER BY v.checked_out_at, v.id) AS n, pg_temp.key('report ' || v.id, v.checked_out_at) AS id, v.id AS visit_id,
       v.rep_id, v.customer_id, v.department_id, v.checked_out_at, v.checked_out_at + interval '24 hours' AS due_at, v.business_day,
       v.checked_out_at + make_interval(mins => 20 + pg_temp.roll('written ' || v.id, 1, 1000)) AS written,
       pg_temp.roll('writes ' || v.id, 1, 100) AS luck, s.boss, c.name AS customer
FROM demo, visit v JOIN customer c ON c.id = v.customer_id JOIN demo_rep r ON r.id = v.rep_id
JOIN LATERAL (SELECT id AS boss FROM employee WHERE username = CASE r.team WHEN 'FT' THEN 'supervisor' ELSE 'manager' END) s ON true
WHERE v.state = 'DONE' AND v.checked_out_at >= pg_temp.local(greatest(demo.first_day, demo.last_day - 13), 0)
), owed AS (
    SELECT a.*, luck < 8 AND due_at < demo.until
                AND row_number() OVER (PARTITION BY boss, luck < 8 AND due_at < demo.until ORDER BY due_at DESC, n DESC) <= 4 AS missing
    FROM demo, asked a
), told AS (
    SELECT o.*, NOT missing AND written <= demo.until AND (luck >= 8 OR due_at < demo.until) AS came FROM demo, owed o
)
SELECT told.*, came AND row_number() OVER (PARTITION BY boss, came ORDER BY written DESC, n DESC) > 5 AS seen,
       least(written + interval '20 hours', written + (demo.until - written) / 2) AS seen_at
FROM demo, told;
INSERT INTO visit_report (id, visit_id, author_id, state, due_at, submitted_at, attendees, pains, explicit_needs, competitors, concerns, promises,
                          intent, customer_confirmed, reviewed_at, reviewed_by_id, review_comment, review_rating, reminded_at)
SELECT d.id, visit_id, rep_id, CASE WHEN NOT came THEN 'DUE' WHEN seen THEN 'REVIEWED' ELSE 'SUBMITTED' END, due_at,
       CASE WHEN came THEN written END, CASE WHEN came THEN jsonb_build_array(jsonb_build_object('name', k.name, 'role', '店主', 'contact', '')) ELSE '[]' END,
       CASE WHEN came THEN (ARRAY['周末断货', '资金周转慢', '货架位置小', ''])[1 + luck % 4] ELSE '' END,
       CASE WHEN came THEN (ARRAY['希望每周送两次货', '想要冰柜', '要新品样品', '账期延长'])[1 + luck % 4] ELSE '' END,
       CASE WHEN came AND luck % 3 = 0 THEN '对面新开一家,同类商品便宜 5 角' ELSE '' END,
       CASE WHEN came AND luck % 5 = 0 THEN '担心临期' ELSE '' END, CASE WHEN came AND luck % 4 = 1 THEN '下周带陈列架' ELSE '' END,
       CASE WHEN came THEN (ARRAY['HIGH', 'MEDIUM', 'MEDIUM', 'LOW', 'NONE'])[1 + luck % 5] END, came AND luck % 2 = 0,
       CASE WHEN seen THEN seen_at END, CASE WHEN seen THEN boss END,
       CASE WHEN seen THEN (ARRAY['写得具体,继续跟进', '下一步要有日期', '竞品价格请补照片'])[1 + luck % 3] ELSE '' END,
       CASE WHEN seen THEN 3 + luck % 3 END, CASE WHEN missing THEN due_at END
FROM demo, demo_report d JOIN contact k ON k.customer_id = d.customer_id ORDER BY d.n;

-- What was agreed on became tasks; some more were given by hand.
CREATE TEMP TABLE demo_task ON COMMIT DROP AS
WITH wanted AS (
    SELECT 'VISIT_REPORT' AS source, d.visit_id, d.customer_id, d.rep_id, d.rep_id AS giver, d.department_id, d.written AS at,
           (ARRAY['送样品给店主', '带陈列架上门', '核对上月账单', '补贴价签'])[1 + luck % 4] AS subject, luck, d.boss
    FROM demo_report d WHERE came AND luck % 6 = 2
    UNION ALL
    SELECT 'BY_HAND', NULL, c.customer_id, c.rep_id, b.boss, c.department_id, demo.until - make_interval(days => 1 + (c.n % 9)::int, hours => 3),
           (ARRAY['回访投诉客户', '收集门头照片', '提交竞品调查', '联系休眠客户'])[1 + c.n % 4], 8 + (c.n * 7 % 92)::int, b.boss
    FROM demo, demo_coming c JOIN LATERAL (SELECT id AS boss FROM employee WHERE username = CASE c.team WHEN 'FT' THEN 'supervisor' ELSE 'manager' END) b ON true
    WHERE c.position = 1 AND c.day_n <= 3
    UNION ALL
    SELECT 'BY_HAND', NULL, NULL, m.id, x.id, m.department_id, demo.until - make_interval(days => s.n), s.subject, 17, x.id
    FROM demo, employee m, employee x, (VALUES (1, '准备季度经营会材料'), (2, '审核年度陈列协议'), (3, '面试两名业代'), (4, '确认下月目标')) AS s (n, subject)
    WHERE m.username = 'manager' AND x.username = 'executive'
)
SELECT row_number() OVER (ORDER BY at, rep_id, customer_id, subject) AS n, w.*, pg_temp.day_of(at) + 2 + luck % 6 AS due_on,
       CASE WHEN at + interval '1 day' > demo.until OR customer_id IS NULL THEN 'OPEN' WHEN luck % 10 < 5 THEN CASE WHEN luck % 10 < 2 AND at + interval '3 days' < demo.until
                 THEN 'APPRAISED' ELSE 'DONE' END WHEN luck % 10 = 9 THEN 'STARTED' WHEN luck % 10 = 8 THEN 'CANCELLED'
            WHEN pg_temp.day_of(at) + 2 + luck % 6 < demo.last_day AND luck % 4 > 0 THEN 'DONE' ELSE 'OPEN' END AS state
FROM demo, wanted w;
INSERT INTO task (id, number, subject, detail, state, priority, source, customer_id, visit_id, assignee_id, assigned_by_id, department_id, due_on,
                  customer_confirmed, created_at, done_at, result, appraised_at, appraised_by_id, rating, appraisal, cancel_reason)
SELECT pg_temp.key('task', n, at), 'T' || to_char(pg_temp.day_of(at), 'YYYYMMDD') || '-' || lpad(n::text, 6, '0'), subject, '', state,
       (ARRAY['NORMAL', 'NORMAL', 'HIGH', 'LOW'])[1 + luck % 4], source, customer_id, visit_id, rep_id, giver, department_id, due_on,
       source = 'VISIT_REPORT' AND luck % 2 = 0, at, CASE WHEN state IN ('DONE', 'APPRAISED') THEN at + interval '22 hours' END,
       CASE WHEN state IN ('DONE', 'APPRAISED') THEN '已办好,店主满意' ELSE '' END, CASE WHEN state = 'APPRAISED' THEN at + interval '2 days' END,
       CASE WHEN state = 'APPRAISED' THEN boss END, CASE WHEN state = 'APPRAISED' THEN 3 + luck % 3 END,
       CASE WHEN state = 'APPRAISED' THEN '及时' ELSE '' END, CASE WHEN state = 'CANCELLED' THEN '客户不再需要' ELSE '' END
FROM demo_task ORDER BY n;
SELECT setval('task_number', greatest(1, (SELECT count(*) FROM demo_task)));
INSERT INTO task_record (id, task_id, author_id, text, at)
SELECT pg_temp.key('task record', n, at), pg_temp.key('task', n, at), rep_id, '已与店主约好时间', at + interval '5 hours'
FROM demo, demo_task WHERE state IN ('STARTED', 'DONE', 'APPRAISED') AND n % 3 = 0 AND at + interval '5 hours' < demo.until ORDER BY n;

-- The days of the last week as their reps handed them in, by the same figures as the product reckons them.
INSERT INTO daily_report (id, author_id, department_id, business_day, state, facts, remarks, next_steps, created_at, submitted_at, reviewed_at,
                          reviewed_by_id, review_comment)
SELECT pg_temp.key('daily ' || r.n, d.n, at), r.id, r.department_id, d.day, CASE WHEN seen THEN 'REVIEWED' ELSE 'SUBMITTED' END,
       jsonb_build_object('business_day', d.day, 'visits_planned', coalesce(v.planned, 0), 'visits_done', coalesce(v.done, 0),
           'visits_effective', coalesce(v.effective, 0), 'shops_closed', coalesce(v.closed, 0), 'dwell_seconds', coalesce(v.dwell, 0),
           'customers_visited', coalesce(v.customers, 0), 'co_visits', 0, 'orders', coalesce(o.number, 0), 'order_amount', coalesce(o.amount, 0.00)::text,
           'receipts', coalesce(m.number, 0), 'receipt_amount', coalesce(m.amount, 0.00)::text, 'tasks_done', coalesce(t.done, 0),
           'tasks_due', 0, 'reports_missing', 0, 'metres', NULL),
       (ARRAY['路线顺,陈列补齐', '两家店老板不在', '雨天,少跑两家', '新品反应不错'])[1 + pg_temp.roll('remark ' || r.n, d.n, 4)], '明天按计划走访', at, at,
       CASE WHEN seen THEN least(at + interval '14 hours', at + (demo.until - at) / 2) END, CASE WHEN seen THEN b.boss END, CASE WHEN seen THEN '收到,注意闭店的补访' ELSE '' END
FROM demo, demo_rep r JOIN LATERAL (SELECT id AS boss FROM employee WHERE username = CASE r.team WHEN 'FT' THEN 'supervisor' ELSE 'manager' END) b ON true
CROSS JOIN (SELECT * FROM demo_day WHERE day < (SELECT last_day FROM demo) ORDER BY n DESC LIMIT 5) d
LEFT JOIN (SELECT rep_id, business_day, count(*) FILTER (WHERE kind = 'PLANNED' AND state <> 'CANCELLED') AS planned,
               count(*) FILTER (WHERE state = 'DONE') AS done, count(*) FILTER (WHERE effective AND review_decision IS DISTINCT FROM 'REJECTED') AS effective,
               count(*) FILTER (WHERE state = 'SHOP_CLOSED') AS closed, sum(dwell_seconds) FILTER (WHERE state = 'DONE') AS dwell,
               count(DISTINCT customer_id) FILTER (WHERE state = 'DONE') AS customers
           FROM demo, visit WHERE business_day > demo.last_day - 14 GROUP BY 1, 2) v ON v.rep_id = r.id AND v.business_day = d.day
LEFT JOIN (SELECT rep_id, business_day, count(*) AS number, sum(total) AS amount FROM demo, sales_order
           WHERE business_day > demo.last_day - 14 AND state NOT IN ('REJECTED', 'CANCELLED') GROUP BY 1, 2) o ON o.rep_id = r.id AND o.business_day = d.day
LEFT JOIN (SELECT c.owner_id, business_day, count(*) AS number, sum(amount) AS amount FROM demo, receipt JOIN customer c ON c.id = customer_id
           WHERE business_day > demo.last_day - 14 GROUP BY 1, 2) m ON m.owner_id = r.id AND m.business_day = d.day
LEFT JOIN (SELECT rep_id, pg_temp.day_of(at + interval '22 hours') AS day, count(*) AS done FROM demo_task WHERE state IN ('DONE', 'APPRAISED') GROUP BY 1, 2) t
    ON t.rep_id = r.id AND t.day = d.day,
     LATERAL (SELECT pg_temp.local(d.day, 19 * 3600 + pg_temp.roll('hand in ' || r.n, d.n, 5400)) AS at) a,
     LATERAL (SELECT d.n < (SELECT max(n) FROM demo_day WHERE day < demo.last_day) OR r.n % 2 > 0 AS seen) s
WHERE pg_temp.roll('daily ' || r.n, d.n, 10) < 9 AND at < demo.until ORDER BY d.day, r.n;

-- The supervisor and the manager went along.
INSERT INTO co_visit (id, visit_id, colleague_id, invited_by_id, state, invited_at, checked_in_at, latitude, longitude, accuracy, fixed_at, distance,
                      evidence, checked_out_at, dwell_seconds, feedback, rating)
SELECT pg_temp.key('co-visit ' || v.id, v.checked_in_at), v.id, who.id, v.rep_id, 'DONE', v.checked_in_at - interval '3 hours', v.checked_in_at + interval '20 seconds',
       v.latitude, v.longitude, 12, v.checked_in_at, v.distance, 'VERIFIED', v.checked_out_at, extract(epoch FROM v.checked_out_at - v.checked_in_at)::int - 20,
       (ARRAY['开场自然,先看陈列再谈订单,保持', '报价要先问库存', '异议处理好,临期要主动提'])[1 + v.n % 3], 3 + v.n % 3
FROM (SELECT v.*, (row_number() OVER (ORDER BY v.checked_in_at DESC))::int AS n,
             row_number() OVER (PARTITION BY r.team, v.business_day ORDER BY v.checked_in_at) AS place, r.team
      FROM demo, visit v JOIN demo_rep r ON r.id = v.rep_id
      WHERE v.state = 'DONE' AND v.effective AND v.evidence = 'VERIFIED' AND v.business_day > demo.last_day - 20 AND r.team IN ('FT', 'NS')) v
JOIN employee who ON who.username = CASE v.team WHEN 'FT' THEN 'supervisor' ELSE 'manager' END
WHERE v.place = 3 ORDER BY v.checked_in_at;
INSERT INTO co_visit (id, visit_id, colleague_id, invited_by_id, state, invited_at)
SELECT pg_temp.key('invited', c.n, demo.until), pg_temp.key('planned', c.n, demo.until), who.id, c.rep_id, 'INVITED', demo.until - interval '4 hours'
FROM demo, demo_coming c JOIN employee who ON who.username = 'supervisor' WHERE c.rep <= 2 AND c.day_n = 1 AND c.position = 1;

-- Targets of this month: what was done on an ordinary day, and a tenth more.
INSERT INTO target (id, month, measure, department_id, employee_id, value, set_by_id)
SELECT pg_temp.key('target ' || m.measure, r.n, demo.until), date_trunc('month', demo.last_day)::date, m.measure, NULL, r.id, m.value, boss.id
FROM demo, demo_rep r, (SELECT id FROM employee WHERE username = 'manager') boss,
     LATERAL (VALUES ('VISITS', 180 + r.n % 5 * 10), ('EFFECTIVE_VISITS', 150 + r.n % 5 * 10), ('AMOUNT', 60000 + r.n % 7 * 5000)) AS m (measure, value)
UNION ALL
SELECT pg_temp.key('team target ' || m.measure, d.n, demo.until), date_trunc('month', demo.last_day)::date, m.measure,
       pg_temp.key('department', d.n, demo.opened), NULL, m.each * t.reps, boss.id
FROM demo, demo_department d JOIN (SELECT team, count(*) AS reps FROM demo_rep GROUP BY team) t ON t.team = d.code,
     (SELECT id FROM employee WHERE username = 'manager') boss,
     LATERAL (VALUES ('VISITS', 200), ('CUSTOMERS_VISITED', 45), ('ORDERS', 120), ('AMOUNT', 75000)) AS m (measure, each);

-- What colleagues share.
INSERT INTO feed_post (id, author_id, department_id, visit_id, text, created_at)
SELECT pg_temp.key('post ' || visit_id, written), rep_id, department_id, visit_id,
       (ARRAY['这家店的堆头可以学一学', '老板愿意做二次陈列了', '竞品在做买赠,大家留意'])[1 + luck % 3], written
FROM demo_report WHERE luck % 25 = 11 AND came ORDER BY n DESC LIMIT 40;
INSERT INTO feed_post (id, author_id, text, created_at)
SELECT pg_temp.key('post', 1, demo.until), id, '本周重点:新品进店和临期清理,周五前把竞品价格填齐。', demo.until - interval '1 day' FROM demo, employee WHERE username = 'manager';
INSERT INTO feed_comment (id, post_id, author_id, text, created_at)
SELECT pg_temp.key('comment ' || p.id, p.created_at), p.id, boss.id, '很好,请在晨会上分享', p.created_at + interval '50 minutes'
FROM demo, feed_post p, (SELECT id FROM employee WHERE username = 'supervisor') boss
WHERE p.author_id <> boss.id AND p.created_at + interval '50 minutes' <= demo.until ORDER BY p.created_at LIMIT 15;

-- What waits in the bells of those who can log in.
INSERT INTO notification (id, recipient_id, key, template, params, entity, entity_id, created_at, read_at)
SELECT pg_temp.key('notice ' || told.key || recipient, at), recipient, told.key, template, params, entity, entity_id, at,
       CASE WHEN row_number() OVER (PARTITION BY recipient ORDER BY at DESC, told.key) > 5 THEN at + (demo.until - at) / 10 END
FROM demo, (
    SELECT t.assignee_id AS recipient, 'task.assigned:' || t.id AS key, '{name} gave you the task {subject} ({number}), due on {due_on}.' AS template,
           jsonb_build_object('name', g.name, 'subject', t.subject, 'number', t.number, 'due_on', t.due_on) AS params, 'Task' AS entity, t.id AS entity_id, t.created_at AS at
    FROM task t JOIN employee g ON g.id = t.assigned_by_id WHERE t.assigned_by_id <> t.assignee_id
    UNION ALL
    SELECT r.boss, 'report.in:' || r.id, '{name} handed in the report on the visit at {customer}.', jsonb_build_object('name', e.name, 'customer', r.customer),
           'VisitReport', r.id, r.written
    FROM demo, demo_report r JOIN employee e ON e.id = r.rep_id WHERE came AND written > demo.until - interval '2 days'
    UNION ALL
    SELECT r.rep_id, 'report.due:' || r.id, 'The report on your visit at {customer} on {day} is due.',
           jsonb_build_object('customer', r.customer, 'day', r.business_day), 'VisitReport', r.id, r.due_at
    FROM demo_report r WHERE missing
) AS told
JOIN employee e ON e.id = told.recipient AND e.username IS NOT NULL
ORDER BY told.at, told.key;
