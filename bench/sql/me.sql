-- Who is logged in, by hand, as graphql/operations/Me.graphql asks. $1 the employee.
SELECT '{"data":{"me":{"id":"Employee:' || e.id || '","name":' || to_json(e.name) || ',"username":' || to_json(e.username)
    || ',"locale":"' || e.locale || '","department":{"id":"Department:' || d.id || '","name":' || to_json(d.name)
    || '},"roles":[' || coalesce((
        SELECT string_agg('{"role":{"code":"' || r.code || '","name":' || to_json(r.name) || ',"scope":"' || r.scope
            || '"}}', ',' ORDER BY er.id)
        FROM employee_role er JOIN role r ON r.id = er.role_id WHERE er.employee_id = e.id), '') || ']}}}'
FROM employee e JOIN department d ON d.id = e.department_id WHERE e.id = $1
