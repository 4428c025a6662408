-- Results come back: the tasks are done, each with a follow-up record.
UPDATE task t SET state = 'DONE', done_at = now(), result = g.result, version = t.version + 1
FROM import_good g WHERE g.task_id = t.id;
INSERT INTO task_record (task_id, author_id, text)
SELECT g.task_id, run.actor_id, g.result FROM import_run run, import_good g WHERE g.task_id IS NOT NULL ORDER BY g.row;

-- New ones are given.
INSERT INTO task (id, number, subject, detail, priority, source, customer_id, assignee_id, assigned_by_id, department_id, due_on)
SELECT g.id, document_number('T', run.today, 'task_number'), g.subject, g.detail, g.priority, 'IMPORT', g.customer_id, g.assignee_id,
       run.actor_id, g.department_id, g.due_on
FROM import_run run, import_good g WHERE g.task_id IS NULL ORDER BY g.row;

INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after, reason)
SELECT run.actor_id, CASE WHEN g.task_id IS NULL THEN 'task.create' ELSE 'task.complete' END, 'Task', t.id, t.number,
       CASE WHEN g.task_id IS NOT NULL THEN jsonb_build_object('state', g.state) END,
       CASE WHEN g.task_id IS NULL THEN jsonb_build_object('subject', t.subject, 'due_on', t.due_on::text)
            ELSE jsonb_build_object('state', 'DONE', 'result', g.result) END,
       run.filename || ' #' || g.row
FROM import_run run, import_good g JOIN task t ON t.id = coalesce(g.task_id, g.id) ORDER BY g.row;
INSERT INTO import_created
SELECT 'Task', count(*) FROM import_good WHERE task_id IS NULL
UNION ALL SELECT 'TaskRecord', count(*) FROM import_good WHERE task_id IS NOT NULL;
