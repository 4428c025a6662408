-- How the parameters came to be as they are: tried loosely at first, then with reports; the strict ones come next month.
INSERT INTO setting (id, key, department_id, value, starts_at, ends_at, changed_at, changed_by_id, reason)
SELECT pg_temp.key('setting ' || s.key, s.n, begins), s.key,
       (SELECT pg_temp.key('department', d.n, demo.opened) FROM demo_department d WHERE d.code = s.department),
       s.value::jsonb, begins, ends, least(begins, demo.until) - interval '2 hours',
       (SELECT id FROM employee WHERE username = s.who), s.reason
FROM demo, LATERAL (SELECT pg_temp.local((date_trunc('month', demo.last_day) + interval '1 month')::date, 0) AS coming,
                           pg_temp.local(greatest(demo.first_day, demo.last_day - 13), 0) AS reports) AS moments,
     LATERAL (VALUES
    (1, 'working_week', NULL, '"MONDAY_TO_SATURDAY"', opened, NULL::timestamptz, 'admin', '周六照常拜访'),
    (2, 'check_in_required', NULL, 'false', opened, coming, 'manager', '试运行:定位异常先标记,不拦截'),
    (3, 'check_in_required', NULL, 'true', coming, NULL, 'manager', '试运行结束,定位异常不能签到'),
    (4, 'closed_shop_photos', NULL, '0', opened, NULL, 'manager', '闭店先不强制拍照'),
    (5, 'report_due_hours', NULL, '0', opened, reports, 'admin', '拜访报告暂不启用'),
    (6, 'report_due_hours', NULL, '24', reports, NULL, 'manager', '启用拜访报告,签退后 24 小时内提交'),
    (7, 'tolerance_radius', 'NS', '150', coming, NULL, 'manager', '南山店铺密集,半径收紧')
) AS s (n, key, department, value, begins, ends, who, reason)
WHERE s.begins >= opened;

-- Everybody in the field agreed to be located in working hours; every sixth rep has not answered yet.
UPDATE employee e SET tracking_consent_at = demo.opened + interval '3 days'
FROM demo, demo_rep r WHERE r.id = e.id AND r.n % 6 <> 5;

-- Leave, and a day on which a team stays in.
INSERT INTO calendar_day (id, day, department_id, employee_id, working, note, set_by_id)
SELECT pg_temp.key('leave', rep.n, demo.until), demo.last_day + 2 + pg_temp.roll('leave', rep.n, 12), NULL, rep.id, false,
       (ARRAY['年假', '调休', '婚假'])[1 + rep.n % 3], (SELECT id FROM employee WHERE username = 'manager')
FROM demo, demo_rep rep WHERE rep.n % 9 = 4
UNION ALL
SELECT pg_temp.key('stay in', d.n, demo.until), demo.last_day + 9, pg_temp.key('department', d.n, demo.opened), NULL, false,
       '季度培训', (SELECT id FROM employee WHERE username = 'manager')
FROM demo, demo_department d WHERE d.code = 'LH';
