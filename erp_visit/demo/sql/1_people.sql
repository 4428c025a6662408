INSERT INTO department (id, code, name, parent_id)
SELECT pg_temp.key('department', n, demo.opened), code, name, (
    SELECT pg_temp.key('department', p.n, demo.opened) FROM demo_department p WHERE p.code = d.parent)
FROM demo, demo_department d ORDER BY n;

-- Reps go round the teams; each looks after the neighbourhood of one subdistrict.
CREATE TEMP TABLE demo_rep ON COMMIT DROP AS
SELECT s.n, pg_temp.key('employee', 100 + s.n, demo.opened) AS id, team.code AS team,
       pg_temp.key('department', department.n, demo.opened) AS department_id,
       team.warehouse,
       (SELECT array_agg(street.n ORDER BY street.n) FROM demo_street street WHERE street.team = team.code) AS streets,
       -- rep1 and rep2 share the first team, so that its supervisor sees both.
       CASE WHEN s.n <= 2 THEN s.n ELSE (s.n - 3) / 6 + 3 END AS place
FROM demo, generate_series(1, demo.reps) AS s (n)
JOIN demo_team team ON team.n = CASE WHEN s.n <= 2 THEN 0 ELSE (s.n - 2) % 6 END
JOIN demo_department department ON department.code = team.code;
ALTER TABLE demo_rep ADD PRIMARY KEY (n);

INSERT INTO employee (id, code, name, phone, username, password_hash, department_id, password_changed_at)
SELECT pg_temp.key('employee', login.n, demo.opened), 'E' || lpad(login.n::text, 4, '0'), login.name,
       '160' || lpad(pg_temp.roll('employee phone', login.n, 100000000)::text, 8, '0'), login.username, demo.password_hash,
       pg_temp.key('department', d.n, demo.opened), demo.opened
FROM demo, demo_login login JOIN demo_department d ON d.code = login.department;

INSERT INTO employee (id, code, name, phone, username, password_hash, department_id, password_changed_at)
SELECT rep.id, 'E' || lpad((100 + rep.n)::text, 4, '0'),
       surname.text || given.text, '160' || lpad(pg_temp.roll('rep phone', rep.n, 100000000)::text, 8, '0'),
       CASE WHEN rep.n <= 2 THEN 'rep' || rep.n END, CASE WHEN rep.n <= 2 THEN demo.password_hash END,
       rep.department_id, CASE WHEN rep.n <= 2 THEN demo.opened END
FROM demo, demo_rep rep
JOIN demo_word surname ON surname.kind = 'surname' AND surname.n = pg_temp.roll('rep surname', rep.n, 40)
JOIN demo_word given ON given.kind = 'given' AND given.n = pg_temp.roll('rep given', rep.n, 48);

INSERT INTO employee_role (employee_id, role_id)
SELECT pg_temp.key('employee', login.n, demo.opened), role.id
FROM demo, demo_login login JOIN role ON role.code = login.role;
INSERT INTO employee_role (employee_id, role_id)
SELECT rep.id, role.id FROM demo_rep rep JOIN role ON role.code = 'REP';

INSERT INTO warehouse (id, code, name, kind, address)
SELECT pg_temp.key('warehouse', n, demo.opened), code, name, kind, address
FROM demo, (VALUES
    (1, 'WH1', '福田总仓', 'WAREHOUSE', '深圳市福田区梅林路168号'),
    (2, 'WH2', '龙岗分仓', 'WAREHOUSE', '深圳市龙岗区龙岗大道5018号'),
    (3, 'VAN1', '配送车01', 'VEHICLE', '')) AS w (n, code, name, kind, address);
