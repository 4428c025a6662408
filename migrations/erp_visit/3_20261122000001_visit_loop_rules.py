"""What the models cannot say of the visit loop: checks, append-only tables, numbers, partitions; rights of the roles."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return r"""
-- Values that no command may write, whatever way it takes.
ALTER TABLE "customer"
    ADD CONSTRAINT "customer_visit_minutes" CHECK ("visit_minutes" BETWEEN 1 AND 600),
    ADD CONSTRAINT "customer_visits_per_month" CHECK ("visits_per_month" BETWEEN 0 AND 28),
    ADD CONSTRAINT "customer_closed" CHECK ("closed_from" IS NOT NULL OR "closed_until" IS NULL),
    ADD CONSTRAINT "customer_closed_days" CHECK ("closed_until" >= "closed_from");
ALTER TABLE "employee"
    ADD CONSTRAINT "employee_start" CHECK (
        ("start_latitude" IS NULL) = ("start_longitude" IS NULL)
        AND "start_latitude" BETWEEN -90 AND 90 AND "start_longitude" BETWEEN -180 AND 180),
    ADD CONSTRAINT "employee_end" CHECK (
        ("end_latitude" IS NULL) = ("end_longitude" IS NULL)
        AND "end_latitude" BETWEEN -90 AND 90 AND "end_longitude" BETWEEN -180 AND 180);
ALTER TABLE "visit"
    ADD CONSTRAINT "visit_route_position" CHECK ("position" >= 1),
    ADD CONSTRAINT "visit_planned_minutes" CHECK ("planned_minutes" BETWEEN 1 AND 600),
    ADD CONSTRAINT "visit_reviewed" CHECK (("review_decision" IS NULL) = ("reviewed_at" IS NULL));
ALTER TABLE "co_visit"
    ADD CONSTRAINT "co_visit_position" CHECK ("latitude" BETWEEN -90 AND 90 AND "longitude" BETWEEN -180 AND 180),
    ADD CONSTRAINT "co_visit_rating" CHECK ("rating" BETWEEN 1 AND 5);
ALTER TABLE "visit_report" ADD CONSTRAINT "visit_report_rating" CHECK ("review_rating" BETWEEN 1 AND 5);
ALTER TABLE "task" ADD CONSTRAINT "task_rating" CHECK ("rating" BETWEEN 1 AND 5);
ALTER TABLE "action_answer"
    ADD CONSTRAINT "action_answer_row" CHECK ("row" >= 0),
    ADD CONSTRAINT "action_answer_value" CHECK (
        num_nonnulls("text_value", "number_value", "day_value", "file_id") = 1);
ALTER TABLE "notification_channel"
    ADD CONSTRAINT "notification_channel_for" CHECK (num_nonnulls("employee_id", "department_id") = 1);
ALTER TABLE "target"
    ADD CONSTRAINT "target_for" CHECK (num_nonnulls("employee_id", "department_id") = 1),
    ADD CONSTRAINT "target_month" CHECK (extract(day FROM "month") = 1),
    ADD CONSTRAINT "target_value" CHECK ("value" >= 0);
CREATE UNIQUE INDEX "target_one" ON "target" ("month", "measure", "department_id", "employee_id") NULLS NOT DISTINCT;
ALTER TABLE "plan"
    ADD CONSTRAINT "plan_days" CHECK ("ends_on" >= "starts_on"),
    ADD CONSTRAINT "plan_progress" CHECK ("progress" BETWEEN 0 AND 100);
ALTER TABLE "plan_stop"
    ADD CONSTRAINT "plan_stop_placed" CHECK (("day" IS NULL) = ("left_out" <> '')),
    ADD CONSTRAINT "plan_stop_minutes" CHECK ("minutes" BETWEEN 1 AND 600);
ALTER TABLE "visit_assignment" ADD CONSTRAINT "visit_assignment_days" CHECK ("due_on" >= "from_on");
CREATE UNIQUE INDEX "calendar_day_one" ON "calendar_day" ("day", "department_id", "employee_id") NULLS NOT DISTINCT;
CREATE UNIQUE INDEX "customer_alert_open" ON "customer_alert" ("customer_id", "kind") WHERE "resolved_on" IS NULL;
-- One planned visit of a rep at a customer on a day: applying a plan twice, or two plans, makes no second one.
CREATE UNIQUE INDEX "visit_planned_once" ON "visit" ("rep_id", "customer_id", "business_day") WHERE "state" = 'PLANNED';
-- The last known point of a rep, looked for at each check-in.
CREATE INDEX "visit_checked_in" ON "visit" ("rep_id", "checked_in_at") WHERE "checked_in_at" IS NOT NULL;
-- The review queue: what is doubted and not yet decided.
CREATE INDEX "visit_to_review" ON "visit" ("business_day", "id")
    WHERE "evidence" <> 'VERIFIED' AND "review_decision" IS NULL;
-- What reviewers said last, offered to the next one.
CREATE INDEX "visit_decided" ON "visit" ("business_day", "id") WHERE "review_decision" IS NOT NULL;
-- The hashes of a rep's photos, compared at each new photo without touching the table.
CREATE INDEX "stored_file_hashes" ON "stored_file" ("uploaded_by_id", "uploaded_at") INCLUDE ("id", "perceptual_hash")
    WHERE "perceptual_hash" IS NOT NULL;
-- A colleague is in one visit at a time, as a rep is.
CREATE UNIQUE INDEX "co_visit_one_open" ON "co_visit" ("colleague_id") WHERE "state" = 'CHECKED_IN';

CREATE TRIGGER "evidence_finding_grows" BEFORE UPDATE OR DELETE ON "evidence_finding"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- What the server found is only added to, and a decision about it stays.
CREATE TRIGGER "visit_evidence_stays"
    BEFORE UPDATE OF "evidence", "evidence_reasons", "review_decision", "review_reason", "reviewed_by_id", "reviewed_at"
    ON "visit" FOR EACH ROW WHEN (
        (OLD."evidence" = 'SUSPICIOUS' AND NEW."evidence" IS DISTINCT FROM 'SUSPICIOUS')
        OR (OLD."evidence" = 'UNVERIFIED' AND (NEW."evidence" IS NULL OR NEW."evidence" = 'VERIFIED'))
        OR (OLD."evidence" = 'VERIFIED' AND NEW."evidence" IS NULL)
        OR NOT NEW."evidence_reasons" @> OLD."evidence_reasons"
        OR (OLD."review_decision" IS NOT NULL
            AND (NEW."review_decision", NEW."review_reason", NEW."reviewed_by_id", NEW."reviewed_at")
                IS DISTINCT FROM (OLD."review_decision", OLD."review_reason", OLD."reviewed_by_id", OLD."reviewed_at")))
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "form_version_grows" BEFORE UPDATE OR DELETE ON "form_version"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "parameter_set_grows" BEFORE UPDATE OR DELETE ON "parameter_set"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "task_record_grows" BEFORE UPDATE OR DELETE ON "task_record"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE SEQUENCE "task_number";
CREATE SEQUENCE "plan_number";

-- Settings that were set before they had a start date: in force from when they were set.
UPDATE "setting" SET "starts_at" = "changed_at" WHERE "changed_at" IS NOT NULL;
-- For the company, a department or an employee, never for two of them, a parameter has one value at a time; the new one
-- takes the place of "setting_one" of before.
CREATE EXTENSION IF NOT EXISTS btree_gist;
DROP INDEX "setting_one";
CREATE UNIQUE INDEX "setting_one" ON "setting" ("key", "department_id", "employee_id", "starts_at") NULLS NOT DISTINCT
    WHERE "withdrawn_at" IS NULL;
ALTER TABLE "setting"
    ADD CONSTRAINT "setting_for" CHECK (num_nonnulls("department_id", "employee_id") <= 1),
    ADD CONSTRAINT "setting_value" CHECK ("value" <> 'null'),
    ADD CONSTRAINT "setting_period" CHECK ("ends_at" > "starts_at"),
    ADD CONSTRAINT "setting_periods" EXCLUDE USING gist (
        "key" WITH =,
        (coalesce("employee_id", "department_id", '00000000-0000-0000-0000-000000000000'::uuid)) WITH =,
        tstzrange("starts_at", "ends_at") WITH &&) WHERE ("withdrawn_at" IS NULL);
CREATE INDEX "setting_in_force" ON "setting" (
    (coalesce("employee_id", "department_id", '00000000-0000-0000-0000-000000000000'::uuid)),
    (coalesce("ends_at", 'infinity'::timestamptz))) WHERE "withdrawn_at" IS NULL AND "value" IS NOT NULL;
-- What was in force stays as it was: a period ends where another begins, a coming one is withdrawn, no more.
CREATE FUNCTION keep_setting() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    IF TG_OP = 'DELETE'
       OR (OLD."key", OLD."department_id", OLD."employee_id", OLD."value", OLD."starts_at", OLD."changed_at",
           OLD."changed_by_id", OLD."reason") IS DISTINCT FROM
          (NEW."key", NEW."department_id", NEW."employee_id", NEW."value", NEW."starts_at", NEW."changed_at",
           NEW."changed_by_id", NEW."reason")
       OR OLD."withdrawn_at" IS NOT NULL
       OR NEW."withdrawn_at" IS NOT NULL AND OLD."starts_at" <= now()
       OR NEW."ends_at" IS DISTINCT FROM OLD."ends_at"
          AND least(coalesce(OLD."ends_at", 'infinity'), coalesce(NEW."ends_at", 'infinity')) < now() THEN
        RAISE EXCEPTION 'a setting that was in force is kept; set another value from now on'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$fn$;
CREATE TRIGGER "setting_kept" BEFORE UPDATE OR DELETE ON "setting" FOR EACH ROW EXECUTE FUNCTION keep_setting();

-- A document names what it was judged by before that is stored, which is the last thing its command does.
ALTER TABLE "visit" ALTER CONSTRAINT "fk_visit_paramete_d1d54cf1" DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "sales_order" ALTER CONSTRAINT "fk_sales_or_paramete_1f529081" DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "plan" ALTER CONSTRAINT "plan_parameters_id_fkey" DEFERRABLE INITIALLY DEFERRED;

-- Rights that came with this version, for the roles that every distributor starts with.
UPDATE "role" r SET "rights" = ARRAY(SELECT DISTINCT one FROM unnest(r."rights" || string_to_array(new.rights, ',')) one ORDER BY one),
    "version" = r."version" + 1
FROM (VALUES
    ('REP', 'task.view,task.assign,insight.view'),
    ('SUPERVISOR', 'task.view,task.assign,insight.view,visit.plan,visit.review,track.view'),
    ('MANAGER', 'task.view,task.assign,insight.view,visit.plan,visit.review,track.view,form.edit'),
    ('CLERK', 'task.view,task.assign,insight.view,form.edit'),
    ('KEEPER', 'task.view'),
    ('DRIVER', 'task.view'),
    ('FINANCE', 'task.view,task.assign'),
    ('MARKETING', 'task.view,task.assign,insight.view,form.edit'),
    ('EXECUTIVE', 'task.view,task.assign,insight.view,track.view'),
    ('ADMINISTRATOR', 'visit.plan,visit.review,track.view,form.edit,task.view,task.assign,insight.view,job.view,notification.edit')
) AS new (code, rights) WHERE r."code" = new.code;

-- What waits to be read is counted on every page.
CREATE INDEX "notification_unread" ON "notification" ("recipient_id") WHERE "read_at" IS NULL;

-- What the job queue does not keep of a job: its last error, and how far it is. Rows go when their job is forgotten.
CREATE TABLE "job_note" (
    "job_id" bigint PRIMARY KEY,
    "error" text NOT NULL DEFAULT '',
    "done" int NOT NULL DEFAULT 0,
    "total" int NOT NULL DEFAULT 0,
    "stage" text NOT NULL DEFAULT '',
    "at" timestamptz NOT NULL DEFAULT now()
);

-- Files that no record took are counted and cleared away; which records took a file is asked when it is read.
CREATE INDEX "stored_file_loose" ON "stored_file" ("uploaded_by_id", "uploaded_at") WHERE "attached_at" IS NULL;
CREATE INDEX "visit_photo_file" ON "visit_photo" ("file_id");
CREATE INDEX "action_answer_file" ON "action_answer" ("file_id") WHERE "file_id" IS NOT NULL;

-- Points of tracks: very many, only ever added, read by employee and time, dropped by the month.
CREATE TABLE "track_point" (
    "employee_id" uuid NOT NULL,
    "at" timestamptz NOT NULL,
    "latitude" double precision NOT NULL CHECK ("latitude" BETWEEN -90 AND 90),
    "longitude" double precision NOT NULL CHECK ("longitude" BETWEEN -180 AND 180),
    "accuracy" real NOT NULL CHECK ("accuracy" > 0),
    "mock" boolean NOT NULL DEFAULT false,
    PRIMARY KEY ("employee_id", "at")
) PARTITION BY RANGE ("at");
COMMENT ON TABLE "track_point" IS 'Positions of employees in working hours, WGS-84; one partition a month, in UTC';
CREATE TABLE "track_point_other" PARTITION OF "track_point" DEFAULT;
CREATE FUNCTION make_track_month(month date) RETURNS void LANGUAGE plpgsql AS $fn$
DECLARE
    first timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
    next timestamptz := (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    name text := 'track_point_' || to_char(month, 'YYYYMM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN;
    END IF;
    -- Points that came before their month had a partition lie in the default one; they move.
    EXECUTE format('CREATE TABLE %I (LIKE track_point INCLUDING ALL)', name);
    LOCK TABLE track_point IN SHARE ROW EXCLUSIVE MODE;
    EXECUTE format('WITH moved AS (DELETE FROM track_point_other WHERE at >= $1 AND at < $2 RETURNING *)'
        ' INSERT INTO %I SELECT * FROM moved', name) USING first, next;
    EXECUTE format('ALTER TABLE track_point ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first, next);
END
$fn$;
SELECT make_track_month((now() AT TIME ZONE 'UTC' + make_interval(months => n))::date) FROM generate_series(-1, 3) n;
CREATE INDEX "day_track_stale" ON "day_track" ("computed_at") WHERE "stale";
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return r"""
-- Going back below this migration means dropping the database.
"""


MODELS_STATE = (
    "eJztvYtv20iyN/qvEAEuJgNogtiJ87y4gO14ZnLWifPZzmTPNxkILbFlcU2RWj6s6OyZ//"
    "12dbPJJtkUm081LQKLWUdiUeSvuqvrXf95gr319MHyreDZaWhawYUTeNsn74z/PHHQCpM/"
    "5BdMjCdovU59DZ8FaGZTIgSXTnF87cwPPDQPyFcLZPuYfGRif+5Z68ByHSD4tnQN0zKNzR"
    "IFE/Jf7EyMwCV/WPOl4eG565nkYytYGsESGw/IDrFvzPDC9bCBHNNAiwB77w3XsbcGfsCe"
    "gUwTm8/gx013Tn7dcu46/p3Qsf4d4mng3mFC65Ff+/Mv8rHlmPgH9uGffz4hiFgBhYT9Nb"
    "VMik/whFz6J/w/UJhP/gLK9f10YWHbTLGDEdDPp8F2TT/7+vXjh1/plfC6s+nctcOVk1y9"
    "3gZL14kvD0PLfAY08N0ddrCHAmwKvHFC2444yT9iL0c+CLwQx29lJh+YeIFCGzj85P9dhM"
    "4cGGska4cAi59Zpv/MwRvy0v9f9KQC1c2/7Q/sX09/Yhc9/fmnn5/klgo8XIar0Udz14Fl"
    "ZjkBoP2fv9lPJFDRT5/Ab53/fnr99MUreve16wd3Hv2SAvnkb0qIAsRIKecS/BmL0vh/IP"
    "gF1grLecAoMjwwI5Jn/I86vOAfJMxIdhfHlcOVwvqzu3kqgZbsDuwYVmAsyeYmz2Jmt09l"
    "oG8/frq4uT399AXutPL9f9sUr9PbC/jmmH66zXz6lPHFJQKDCZP4Jsa3j7e/G/BP4/9efb"
    "7Ici++7vb/PoFnQmHgTh13MyV7VMCGf8w/IpcK7KULN8/i8yXyCtgbU2RYTCDqlanT6eer"
    "2+nNxe10KmUtCowN8g3TdcjN8LO7ZwYRdth7RnjtuQ9YjddPVujH1MbOXbAk/3z1cgfv/z"
    "i9pvvs1csMPz9H3xzTr/5O4Z8ISFX8Ewqt8b8lT2W4C3qssHOmDuAvjhUAf3FcCDh8JQN8"
    "Wu1YSRG1ebp0BP4/8LYO9k1OkARhJ1zNsFdlSScUe17SEig/02cjosOA90ujahARE4Cc4Q"
    "fa/uUJU93y4P/XzdVnOfgJRfbItuaB8b+GbfmBAhMitajrlf2HqKE2XtWASuqk5tA+/XT6"
    "zyzq55dXZ9nlDzc4y7CAqsxVOBATDIgB8TPrh7+HkV9NpUko9JM/1/TZjDvrATt1RMzJ8+"
    "cKMoZcVShk6Hd/Z7VG16t4hoo0DY7QnpY5t5ut4L3hEA3SIPKGSn5/6wd41fV5Cubw4l5u"
    "kAGOeeB/JfLQunPIyU/h/0geBDlzmVxPjNSL1dp2t1jFFhsg7MmnyfN7aBP7GFIrkuBjYh"
    "sHFKFrYlZdfzy/fUL5MEPz+w3yzGmKIfCNe+xmPomvzX+1Ol5lP0EOuqPYwXvAUyes+YDX"
    "yAtWmD68zDklXDApcU6Z6UtLfVOnBHozVnUSagIixnkXU/nl5Z6i0f2jqftnTlhb5Sjl17"
    "dzkJajX0PG3CxdLzDYbxj8efdvmNL/r4A0v15rL8BnpIthRKQSkUkVdZYUkf5Ky21a/qKZ"
    "+4Az5+jcXa2RsyUHrI/txR7VGAZtO3pM+iw8BF6U6japlVtZuRHk/9KyTQ9LzKmziPLXf1"
    "xjGxX4hEceCTxK+yEj3dtvjGwFLb43529GEaQ+MvIZf2ljhm3XufONwG0R0nnoB+4Ke80h"
    "PY/uNABI+Uu3B2nHlk28XOV2jbiad1o1WLyw1Ka5IRjBvt4QA3Pjevd+vMNNC4CahcQWfM"
    "8i4cgIfcz8vRPDFwjnyDFs986wnLwV1MUPjHbTaDfpYzd9IZLVdRxsG0m8ZjSbHrvZRECq"
    "hG9MoJ8r/Qt/tP2vWpD/VVeuSFML3KxW3YmUuHTvfrGc6Gyz3Q055+bI12U1I98nh7M5XS"
    "J/WWlVZwlbYUBH0uPUu3OdY4M/alXYj09OFHAnVxUCT79LI0+s+CCUKOYA+QU5T3LGfgr+"
    "hHrPUuX0/PbjHxfSwAVV0dJWzgptI3WuDh/eKHDhTSEP3mQ5YLtzZFcSOAnFnlH/n6VM0C"
    "DnLiRWBg88EDOdqCaQs0o+WGHfJ9/574z/WULuRr3YacscIKvYC6ZgfgahTDv81XZRIGdF"
    "njTDkgXQ6iOCyHbwMGUL2EIEccMke4G+BeEJfw+yMYhNS7Rq7E+Mb7/d/PLmZWOP5Ierr2"
    "eXF8aX64vzjzcfo/SCOOWSfgkfkQ8s7g87vZQzipjTtTkl0g6aVfxFdOUVdsx6WypLOEQu"
    "kXcg3LAWBiY/sYFLks2lH5dq7acc5aPhE38prRgFbjR4bOoXhAhC9fz/glu0UBDQHw+dtC"
    "KHQO6ZUDgzwwaoReQRQSByHi/dkHmdD6t4ANRDx0Te9B5XSmHP0ulsTN3guYcDrmQScAh+"
    "Pv8nXyA/+QZ/J2OBVetIerN250uiK2Ozxl4uuMUA9zJ/E1oTYiM/MHwcHN6WfcCeLy34+e"
    "gUHMACRYbtllIstzUz8CjP3d88d+OzmApG86XBVqni7ruDh/nl+Ojl65dvXrx6+YZcQh84"
    "/uT1DsZ//Hyb2W1JcK5ikkmOcAAFJl0FeNvNMUknPvacZzJ0VpSmmOTWbYM0E8+1W8yEuH"
    "Zt3bIhxGj1kNMdeszM8YlG5RseXtPQuO2691HZSSrvoUVAHTewFtac4tUc1M/C3TRajJBh"
    "b4EwsKsVBZasRXLwOsS4bRW1c3ZTfVYlwc7HRmqZQPV4gO5xNetvN5gB8u+bI3lL7qLjuj"
    "NM8kc1zbsELvA3NMfrA9rewp30woysN/p+sM6sNhfZ3GXv3cLp4f7Bk7P0wc24c6FKETSf"
    "FkFrCTEd8UperU2spuT4dr22ILumN9MMuI1nBdhvV6Sx8nJsEvjmmPxcc/yu2Y00w46/Z7"
    "vo0TYfzSG7gtvoBRg5DejLtX4amMiyt61t1g9wNx03K8EPwjEW7QzTqsbm3eEWgLul99FH"
    "4RUtV+ZZoAsPUpvblHZuGLRg/RMF7hrupN2S8/hTtYQX8n3rzgHHS0vn6ml8Q72wiwyGOP"
    "df/6IG6nnaXdjAnVNKxQ1Tj19dWuFwC9sTOcl+XSKiABtwg3y1QtnFksqDP1MVF/S5/hqr"
    "EYZRjRAvp4ptr9JkA4lL1HK11gI87b+uCK5AMhBguSzaUzRH5GuvvU+0X7yloZrMRi4I1G"
    "QXdDtAaxiMqbyQSwEWNrNunWSu1gA7e3uZXpJ8X6aUuKkrFdrIzN3VChKyA96Lc448zyLm"
    "PlGIjdABQxYZc9siiudPvhHf3rDMCa2exD/ID0AECKPAlzWeaf8HxpLLwSo5e2xK1qtjGz"
    "1g3poAFn+fas6jLLb8RnuhV0Kz68y9BflxskM9S5a5Ugx3hkxr1G9+P/3l+OQVZFJaARHc"
    "rhNE/of9w082ALxDDvniFp4JRaMenn2B/9GkKaybyKO3QtC/zYvS55pLlG7aqj76RvRCY2"
    "HQZYArjVkxiATVnNG3N2X5C/LIcguwd4ODAn05dUmZyrzmF0+jbGMFtdm2qTQkJoURk/sG"
    "WRBkfWyNDdSXgO4KPUP+FZp3GPy276kQhcaZbN0YC89diYJVoj139zujEj1YJVo4h1XPPo"
    "FkEIcfNMcHo5EOu4FjEObabJM9oOfxt7A8P5iGfq0yjhzxcA5FFqs16BswOWQas+14LvZ7"
    "Lu6IaynFs9TDWKdQlwO70rPuloHPG2aBwDL8ubvG7w1sWvTGMo9QNeLxoBrwQfXoGmzd0I"
    "U5tiQ+lN5aVCLJ8VVoicOJtQb7d3dDbuSxRFxZf3g4332smj7faXsWdmbk+XHqeWhb4PaJ"
    "STJc6F3l/fMvCfrnRJLEtcrxYZA8dDMN6uKft+RX0xiO5aVtlpdW0P+6bCz8KCO4XWeE3a"
    "AHbP5h4c0TudqcfF+mO/twJfk8ulRBgwbpA44caC07c80tsaAIGpBKtyC8AJGL7ggU5A6W"
    "DU6fCRHByJsvJ1F2MVjHbIf674n6TLjpbSeGQ+e/gq8HOf4GezL1u8dflqaouRuHGfAEEc"
    "yaflHos5lqfwoX+OS8xeMIWn1V/YRVqopoQqG1dnSa7iYCmyeaVOoH7vz+FwJ4GKf57l9f"
    "Hag5UGADvIdcq2ArdPqnYicpoKeyhJz5kMLNLrL82Je5f25Q2ViFHTGBfvz4P/BoBgNU3A"
    "0/+bzjTh3MXz5Xmn0HlxXizr7M2G3swMirVy7RSpBTIJJiogz8M0LVJ/4FWgNvYEqemLzE"
    "Hcx45Ee2RUOTlkdZ0txwOLu6ukx5Xc8+3mbg//rp7OL66RHlStKuLN9zhYh5QKyGRzxNOR"
    "x3+MHGiFMFfiCZK2Z6iTTDyPQixw4o/TVq/drNu4516keZdN0I6NK8YHHV6ZYYfIODgL2j"
    "1D6Nvp2UWafCdUopwZmMA+Pp9/DVC/T6e3hy/OIV+e+L+TH55OT1859ZcgHkH6xc5jB0iQ"
    "HowjE1yQ5omkCYJ3Etup5Y3SRPHd7Hg3x3vjvfeLIyOVcJ8RxDMgUzcaMErHfkHsQeiyLU"
    "0DyUKaQOjgZfT1ifa8fekivZVaw6k1jegWXb8IDkefB3BybKzDD1YZlkZY5zZQZuC1fstN"
    "mkwWa/+bcV0y+6tq7opsojXZwFExMMYYg7uFDpA7Npd++Y9OCGFxFFNhuGBwKFS6nGGkgn"
    "aTGsT3kNAyBFOAj9/1c4hDZRTkybjBmc/g8nYg2WC2TDaWD71SEHuoztwqDKO9dtnrQ9uF"
    "VQv6vxoJsZRwlxB9m92MPIl0WXixWghEI/r+e35bYyN9N6z4mSg/Nkh3/zJO/ejG2FGjsr"
    "SzvMvRW/xSSyt+CLOYGHCF8IZR7mqTvmdnTVOpyfR7NtRadmjlD/GfVQwgpJuhU7+jQsXN"
    "WiOft+pprHHbsyk803S9eOvVZ98mLvzWj20TxNxgVk29zmTneq74sTyWldWfJISPXnCG3X"
    "SR+cevv3GFPZ62SCxyKHWptQIJNOvQe8Ho9U6qAdUaLoPFa+1NSLSrHOqYgKaIvC/THjXf"
    "csKAVdcjpqF/0NCBvNX63Cuj7hgklZDJheSn5cvcgPrmVRhzhVOCRLBJkQ/Zwv8fye1nmK"
    "peUTw8O/YAfKo8wJs9xoXQP5JT9uI4LWQUjs9Xu8lpW89/az5RHWP5/wH442WfxPFDwh1/"
    "6Z+mBCY6ljirK2YVnLkXBArZKL02oepOXNn+v4KVuu1Ip2JoNKinpRDWiaTmvEP2HTQgY8"
    "2wQqKkDMzLYwacBHimpy5/WL1v9I4D+z7godgpxiv97AEuDPKMrglKfHWiWX4Nvj4xcvXh"
    "8/f/HqzcnL169P3jyPfYP5r3Y5Cc8+/gZ+whQv8o5Df4mOT15V2QIJhdaLX+gOBoftjLOE"
    "n4kTCIMu8Q/y99xaIVuPDbGxTHLnHDcKt0N8fa390JeiDA8JjEDGeukGLiC/tn5Ew776d5"
    "YvMdSvVkA5IdAZ5t/pU2qEs4/JD5iSKtIdw9oFGr3HtF9SIcDQfnCtOZ3qBuE9Q3iFvQ9j"
    "X2NvTiyKENnTJfIlkqVYzktIdZ6y/SV+XJhEIIobkNPGjHYdayzxj14pSPyjbIw1kfjwVU"
    "YTZYZfrSSUNOkwI+Uw+tCZRE3juNwKfGwvQE1tocnA0ILkEVenUF4fhLIWNTvEp4xYbzlK"
    "1gLLjogXwzuDPz1sWBMTcLE/Mb79dvPLm5daSNUYZde5a8AjkXqATOKPry+XVgS6StZ9TK"
    "Ffqtc5fTapnIQXVh8fmDnQjlXyv8hVxUfacS7/y7Ye8LQI/p01rhnKeoWu/W0KWu8K/EDr"
    "tRG4LhuySrkSxcMscO8aJowSJfqhuueln+rXjIO4ivKRIR1E/ruod/DnPzwFAwUBmi9rMT"
    "1DOjCNE/G6Z9YKNNqv72lVHI3o0B1LZ3FDUJsF2w5wgQhhpYo5PXnKYRRKx9Jgvzk9mXje"
    "Y62Wro12adQ8v/4qB80FOUk7RTVvgnZKY5an9G76SMQvoEE2Qz+d202HdVO9tKWZovETar"
    "Jyb7ne3RC1jtMyzl0nYKkTspwM/u2kJCFjLlynkIyxJhvFJSdsANOyQj9wV/LuboXXqaQ7"
    "cAK4fsxl0DiXYaBtvobS9Vc+WVEtVYTT7hnqD5FfZ/rp9B8X11I1IeqhFkkM8Nmb9Zr8tu"
    "+zJ6eAU2mBxwT6+ZW+8Efbf7PwmeUFSxNJdF+wSuXIijS7zFF9FK8z4Ymb+UiJrZgbO7ZC"
    "3n2VlZlQ6Lc0r+Nnq7o2j09OFBYnuapwddLvMv7kSP2oWmGXJhuAQQyKrqhr7ckaFh+huS"
    "l8Ltxt6DiXp+yn15xumeMxLwpsFAGT3UaKeKHKXJilu4Z+WgvLW8XtruhtsUn7Yc3CrXRK"
    "sDqhih0Tt8MDIwbytNNVMvxTrhXzf6cbTo4GkMYG0CMcLcM3JaFdzer12BrHy3RqaHYSyl"
    "1bztaq1C8lodBPo/xCn82wHCuwyE14cjC87MSw3Q00UES+Pug/gqKQ366vzi+u/1smUZbI"
    "cbAmaXi0ZV1dqGPiPWN9LkH5kj9bZYxVIC5GOFfqEaAglEQGFGdVxdR7hvj0/PbjHxcynK"
    "0F0ea3c9WpMlnpoSQ8dsiOHN5uGPUYUi7siCn0E9wsAS0QDCbWTQna6urhlH1MPsFPCCoH"
    "9HEMChMcVNEVSPTD97T+RIpOPFu1Uo2Hk2J8qXk6cb004gGlD1/qnirsrrFDfn66JEegRM"
    "wU92zOEWoyv/w/f0vY8Ds8JATUjA3G9ybaTowj45PrkL+g3ftrguj3J0ffn4CT6vuT52/e"
    "PX/+ndyGfHZM//zrr7+jrNZ7x904kNtKByA1ZmEnfZ1ZQsrKcsJANsmwuOVglk7nmr9P7D"
    "GZTxIxl6QR+iGy7S3LZJwAmyD1OMocj6YtVCkCb7kskD6kPyXrcLpynUrlrjJSndlD85ii"
    "hssh23Y5hkTN0v37PVVpzm3Xh9YrkSatGnjNkA0j9vorTfwFeec6xoZODaB7Atz7lm+wd2"
    "I9rODrihNCFYO0EXIhtOWugXhMNwzIL1E54tGpQhE34Ej9BTttpOZLwLetOXbmeJp4sVUt"
    "ijylzuWwZ6FvOTAZMnrsyG0PI2peY3PxPXyJyZEevn77ApO/F0cI/ouPyCcnx2/gW/yC/P"
    "3mOfPw7N8EDNBdtcHanEDLsdq30cO1Pz6buUeqqLAJhc66Kws/GVGwTUuFEzmOBf2qkWyo"
    "ZrFYz5ANQ6rzJCY2nSr1Am1L7AB7nhW41SaVpoj0cwDdio+3f9/l3MMmsXlsa2XJSsJYu4"
    "QC6ZEhzS5fRvvsQ9JyQY8F/MmFCjCeZBo7lVewpDd8MsoKIwfqNo349Zot7ovzj59OL58e"
    "vZwcZ0ozk0myBbwxo14IioZShmq/3bKe5+H/QB6MzcTzl9Z6DUN7qV7LavSw9QDPQIvwwj"
    "111B9TKTscEDJO3T3Iqbvj/I+upJUW0yn6zJsV2sLnT/EZhuCIb1Qs1auVBKjFTOkeO7/7"
    "yMY+EWVraLtv2K577xtoEUR9MDRIG9/PsOlhc6CNKdRycdQOIyoNpxi6GGptKIVKkXtU59"
    "u8ZFsoLNaIP+3shnSij2fN8dQLbVlUsSJoX+Be16GtmYSJV3A83aNF/AIe6mqE3C25i6ag"
    "BXGjcxiBHDZscSEJnTYG7w9eSfO4dyq54fx+Sm4WgqxsDtsN3O9DdDudFx+cQjDRlyxAD7"
    "e8fW1s3hFVgCDgWS1IwEt6uwtyt62eiLYIHfVsrVtYiNfsRhrtYOjqs0ZWtZCtAlrUD9gS"
    "YPRemmHmblR7Gihh5npmGx2LruA2uiEVv1pLWBErymtD743kxCncTiPMutJ+beRMyV3XLS"
    "i/5FbkSF1rBBpZaIrlBGpLzPeJpduO8kF1ttP4hpqBBvmjcX12X72xBKDnczeUORs4yFcO"
    "vnXJf6pt6eSuj04vqVG0T17/DkLWBUX7/OtJWdG+eKFC0f6d54ZrqNRce64ZzgNpgb78ov"
    "Ji/LGCXtMK+v1WdndSQb/fBmI5j7mKd5DvphYcXfRGeolSJjSsoDVHbdetHRN3oVwGp9yJ"
    "O4Vw4sRUFcOUgqZGQ2YMP4Um9F8shZ18Rf7f25JPJiy3AzqjEMUAGbTWhH1k/DtETmAFkB"
    "As7RDZxe98d747p/HNfvINKF9hv3QHrdlnmPwgJkT0F37yJ8mf/DvqU6FL14ZneU8Dv5ZD"
    "n8tDzj1c8N0hyzYovD2dQ4Z8bLCrJvABywywkXeH/SB55pmH0X3cacbDtOu2coOZdbLbYn"
    "WBtZAZO2gO4/jbYzuCHgUw288VgwyddimgmzaP+84UyJimce5jXxYbPSdAWwbhBcKo0rFX"
    "ktr4Ujm1cWU51ipcTbnUk2gZOyaByqi1yxH6Fc6ipbsxyLG+TYQ/OSEcxdW+n6mgAfICfy"
    "pL1SpOZE8RNUxj72snsIKwGS+WgYx2Io6I6mRbFR2zitns2DGr4iqQDKM4gJZ8FWAaZVaD"
    "fue4BnY6KfIa8ww7Kxbddw/U4WRBNMwmjHT4ikCnqQaSyymYK32hC4dw1dk2Cckw1i88cL"
    "J2BcGbskMnxorc0QLhbBqzLf1ygeZB96t9Rw6nsCKaJw+q+550X/SlmYHp7a+QqMmV/9ZQ"
    "/uooZRY91m1QPqEokSIK7NlbC+zhHLND74XNpVORRzeWEiX+3OS6cmeuYxBLzSLWX+xhnL"
    "khzI4HR6rv2uYz4yOxUSPLmmjtNI+MQIzviJ7Mu6bGe0fixu3iF1Q8n+U9s+mnQghydINq"
    "7Ab178MqQcDoco1jgKfRrqjfRLv96u+xifbYRLtKLfHQmmjPkFe1H79Aoh/+Z4gATJ4ud0"
    "rWQbyDKU4eKmpaXgA2J9AQav5o+5fSwOWp3FzbtY4FIu3ldW5BTwz87O6Z8T18/XLx6r1x"
    "56EVNRCMDbF9lsRQo0UOtQRN6w3k/SW2F1PbWuCqvToklDr3NExad0RGB+iegWvgH2vL26"
    "bG3t9jvN5TV8MZCubLKRhC91gijc5c18bIKdo1GdoMO2aEuM+tEyue2bYSYAaREzdg1tM9"
    "XkOYBXnNPalnV1eXcJO4qcTZx0zM8PPXT2cXPLSeBHtloUS3BgsEKq3BZz4LijxRiehTvy"
    "ebA8RTZOti78GaR/at42rFmoBIRC+KHFbIdxDJNEp5eP7s6IVEXP1xemvA708MuICeHuT/"
    "/p/GfOAZDycVEh6gld60TopJmnAoPbYuyVNHaXBRrkl8sifHhOvY2+giWlNNA8UtNJJrkp"
    "BSh0U52sFwCWrQivg0MRwcwKem5dNiiBaSIupwZu7W3DlpwqHw5By602V5QWXXCnl3lrMn"
    "LiCi7D1IOLDzKE+IdD/JofnfDFP3tE7H9NgsbWyWNiYxtZnEFIV/qiYxpcmGkQTStMal3b"
    "wOMfDWQjxbuNvjQbw8oJ1ehw2aP+2rldHg8mxyOTOtVcQp5ssMGzFwUTUG7NJ9/EDNkA1S"
    "r6VWRWfsbo8etZX7gFvs8PQput2jx422VJnakKbfGDnaMubSch7nausnB4yeBTvzwPhpoZ"
    "ILFsf9VKp7qX8BcbTApw1WsGE5E6azQ8kS/kFuEiVFQsCnLAespZtK0r5SFa4ULJrWJWYN"
    "s9TNv8Z2D8NI9Hq0OUhJCHs2O1I0dzuOVCdpzerFlgnNfj0LJYj/Lqm0JDJo6SoPDdpPve"
    "VjTVGqs+A7GB99MG5rCEIHS3LQtlLU3aIPe6xmG6un9g1yO9VTeysU+RVj89xdUctUbiSI"
    "V5QZCQtyLUEkuVjBSIguh0meRKsnS1Km9MsvUupa4/pxlcaoqGuqqAf4R6UMVH691or6bf"
    "SQlXXz50rDseCyYv38+Tgea4z4Mj01JOyq2lohRTQAFQl6OfuQQtyCglqlnQLkAVXUPhOS"
    "AeBKtaLoBN2X3hn9fHOlEzSZL27Pc4c7wLdc5UzWmEI5ONvr7UBcYbaV7qKhFOWUjNRRr6"
    "drvVip51uhXKPnK1RFnae34KeuTzQ4bDK/PBGBNkZ3IfYn0GzzX6EPbvwV9n3yEjKdv8Gd"
    "VAwDeRF3jMBoL4z2Qi8zu+sZCcdqRsLxLiPheDQSRiPh0IwEOEf6NhO0mKPbU7IigDxHDn"
    "SXNgnM7+j+EgZa0q7aS9fHMMbuAdN/Q07jRuihhGy7T/bQw7EiZ0Qa/ZkCZgZTp/gYwQDb"
    "tMnCHg27Q7A7akmbViwPbQbnPmK509pM3Zw0aodPqhM5hyWFSlEXZXOjIcardvI/MxE0Te"
    "RTO66nrpMYP7uBtbDmKHpqmS8jdcmkxJ/hZC8udWncuCsMMznu2KolIgZHhw0R725om8Y9"
    "0aonRhBnSmAqhOhEEBs5d6HUv9HebaWpjMSisdZWtOLu8TaXtJi5RLDeRreHrm4P4GOOAc"
    "Vej+hyrYOk3zJjrd+xBe+So422f4GqvtRCrZ7pqBRMfbUjlvoq5yUJYK9Ke1zs8kElNFqz"
    "BA6GyJkKgufCubMtfylkV5PXmEPPfcY2grzjw4uZxgb8KRYfLlSrxdWJklvrZIdX6yTv1C"
    "JKGFpJzvH/urn6XBCliymyjixrHhj/a0DrjF5Z9p+/izYPnQVFwGRZ7ow3ja06QCblu+L4"
    "Pv10+s8s9OeXV2dZaQY3OMtNqZDPYyneM7hoBosOnlvyKLy3WOQ/DDLCrM4GaD9RlYFY0b"
    "+RItLfwUHMolZ40Y5DaXSiH6QTHc68GjwXyFpgeG/uFnbUA7fVz/rHxe1IK60oWbN0Awmc"
    "gKbXRgub+v7ilBnwaF3GdXAu9Yhl15xu2SqiC4dog46D7Sflzh5+5aSCz2c6F4gU0lk2iC"
    "gWYcCVC/I70ZSx5Jb+O95Ui3twaFoK+QwJDuif/KiHB3kAaYp7h780TiwfrMvn0Zaw1rGN"
    "2u9/fW8VdRUvH4jLabWG+h9WvVbjbxSQflMI9JtcsaRpkjUvccEUr2SBRGuEiSYMQ2aYI+"
    "Y9kcQ+JlZcMDFAM3ZnbuD/ZETvgn1aNAzy3fKMyD2rhYfskRezQu2qj7Xqv2gjP5hiz5Nl"
    "QBRvijSVfk4x6pHcQLx947nOXewRBjMRnr0CG3pY9RRNeKIaVnuWdpime0WePCb7feyE2V"
    "UnzANLd/QTc4wc9Sl7jea4oPsWAjIVvM/8Yap6/NNkQ4F+P3jvcFNhwa/Uq5dqaLCXeq0y"
    "K3JMdOxM4rSWyLg3D+It8u+fyF2G9KtJiY8w4BdVzQfzyT9nrrlljlvDdGHOLzJMtC3N+S"
    "ohVSliQ75P1jQTDya5mDwiLWNLbwTxG3H4r5j0lSt+Kx50Gt1uMhbJ6e06jKeBKjsPYwqN"
    "h53CdjbqTzptP7/CD2f/wrLGSDtGyiYkmvu22JhlIp1mmAgop978zS5S8EwcIMuuAnpCoZ"
    "/f5BMROixPRblYpJ96UKIkFaU5lnvIY+I9A3715eKzBPQb/nhVwX6rgPTbQpjf5tITPcv1"
    "CjPjymEW6feM9Oer60+nlxKsvwjPWDnsoxL1KQ765Ja0G3qyiU+Kazqm3jPUZ/89/f3084"
    "dCqR1A0zTMhmrWktoqB+VR8UF5lDsoE70x72gtENkxxS73qkYH5tnW2Cyt+RKU+MY+CHCT"
    "ZjMLI+0dLLaF5a1w1RGY8hvsOX5TYGnxAA6kQ/DnNhDRgLEJGolevUjHnM+DzPkEnbgGzw"
    "WyYQaO1G2Bx8RtcitAqoLRkVDoZ3RQPWEejUjXy+xA6zX5yXqR2SztMDdY/BYHuMtQAK+a"
    "Y3thYDYh0HnE/SnjKCJ0R6C/nChuuJajs4g/RhUxliLSVJJFWbN013iGj6xaiSaddd8Fa9"
    "KeEl3Pl9lAxdDnCHWEf8vFFntau16Sz/HJicphcnJSfJbAd5nuPmOeR7eShBy0s6rlhRLS"
    "QSQcJMdyzy3EokBfHahzlAOpOEL+PYEZaiD2AnXV/JkM2UBAjkPP/WIcu6EqDktOk+kvMm"
    "5F19U+S5K1yMnra2ED6nw7/uSnuoBFvae43Te2GGwT83Rzr6rhh06y8cR0l+b5YOfC3fSB"
    "vR0BUz4hPC18x1Z2baz2NprZyZSXdlDXuUa6htJS3lgzrcOp4w3a9aOGvLYyroq5YJ/onu"
    "g7YDWmk46lojHf+yYYgu1fvgfy7pAGjUtZULZ531LItLym99JsU/BkbX3blgrQFSelJ9iW"
    "pqZPveRaha4VC9e23c0v4ZoNTIQ7vDM2tDYzit1C3whwkb8nV9hbAz9AaoVpYlPWmqLp7V"
    "Qy2TlPx5RyjVPKBzp3RSHJObuQa4UvugqGVw+BDyyVKAoetdJganDh7oOZvcK6vffraKaH"
    "ZzVoBZIBAFtLH2rXx8Z/vrnez0v1hoxtqbIvrK9xOmNtuTDw8Yyut7rlDcHlFkLqkjIbYU"
    "EunoodxtWsBG/F/AgeXvvGwrJtw3LeM82eHMlknfrga7Mc2vY7Sovw5RZC/VupWAe8rdlo"
    "HWhsHYy96sZedSWFeLe/X1wXmWAscLVwa5X1Hh2pJO0dFafsHWXh9vC/Q8urXGAjkuldVo"
    "OiCJaDsUn7RszwAspQ50s8v/+ljfyEFstrHnmDOphcNsP03AT3sqMT9KaHFhIPRPHwjJhA"
    "k9kZf/4lETn00X3ebdfBPwKuldDOjfDhLLRsk/Bnyf7dPI2hk6kaY+HZQRaejWnNY/u6ds"
    "xvOHuYwUYUMGfH4Mw9jOnd4XU6kF5f/bGnhyZgOfHVwnBN11v9kUg2TaxG8ByCT6QZA7qO"
    "UovYFTuhBHTLfVDCIVPugqJmH2LOoyjByHNXdMCBCdMQHLKaaSiZHQeS2HStO0gHZorOs6"
    "i7VHZk5uh40tXxVNDprFAVKmx01rMmVCJFiKJ0PDFeGN/D4+fHr/alDS0sxwqkquYOEzBF"
    "pYkdqCCy6eKaRPN2Lc8gNoZqm7m+7b51OIO5nLUsvyytVrafeo18/BqHZ/4lHKxcECghHU"
    "CcG1Th+Mn7TiKIdIOqiQRpsgGAXEttbTmZoHC0ch2jLhtEHTLO5YkF6fWmkFwgioJ2ANc0"
    "xaC25CgFXSJNG5jFiOroza1iWi51Og/0tIrBwR4d4fUiHr1byh/Q9pac80UtxuOvJyU2Mj"
    "FKp0F8pYKBDLOlkBO3e6eY0STsWehbDvZ9sHMnhh+uVgTGcM3sXzoJ3AXQ3lP3OLkF3kBn"
    "Qpt/TuvVCOwyk7qX35Qa4eLsBP5jU2ilmDXF/0x/PRGak6fcePmbjAa8hgZ8lpl5W0bOiS"
    "zdQLqE3tLgYrKXGqtbkk6hbMtV8IkkBPv1iTzP4/W7uyEixdnGcgRRObIfh8gKBx6uAmxC"
    "oB2wn4hwJmce+DuSp+wf0oXl+UENN4ZIN5wuf7cW67gYUIcTeQO2rA/Ph0FH6NWcvDdkpt"
    "Ohe4fKc8uRmPbFjmR+fSMXco9NIXyLqLAWeTvToHr+O6I2/4ZdeEHjkrzLDWN1U7534lH2"
    "A3ctOdiKmRMTaOLglyZ63QRo62c8+u/I9vNpeGJCjZeJETqBRW7oY8IDiADEppt+bCJW1D"
    "qsmfGVJh2O+BS9/rHdeXjS0w+QXTUJNqbROxs5rdoTOcrT2HXJgtUhK6xPA5X7YvRooLb3"
    "oaY9eqt9zHQHVhGxx1jM3kaZDgPsxzbAdMDSZfgDTFmw5tTxN9QZLosypC6ZlEQaWCRpip"
    "KrS6MNVw447eF6sFSRY7B7QLQGGZ67YWMifMPdELXZdxmrGIHPK1h8jLw5xNkgLxX/WLte"
    "QMM7xiy07/PBhu5/8rvz3bn4QW5rb2laYGSDPyA7xLQk1cfBe/Jj86VrzTFtLYd/BBO4zo"
    "fMQWRHX/ksM92Knkx9RGscheMhilyI+8mEp6RN6XOxy9aea4bzePLqGLzQNHgRs1C17jUm"
    "0LrwlZwziZeSv8bei2AJCrjS5IqYQGuwL+EpU3AbG3EYDJV49YYqHB0rzbM43jHO4jjXko"
    "gIwAoRkOhq7cIf4JCj544RyVro/gQ+EhxYAfmTHqbMQ2QcvTeeG24Y+JaJ2Rd7CpbA8RQd"
    "ExW2QZqq1l7oy4sKpZjAB3rq1lnxXfXhSh3ROew/4Lm1QvauhPNCBpiM9ll0D32Y8bnCnO"
    "1d8emL84+fTi+fHr2ZvMx4Wjg3XubgJu9Wqdkcv16/+ThfyZPFlca1J5cfqczBPSoehHuU"
    "m4QL2UhFq7l4JqtI1DDhoqdV/KGbFIvIxKrYuE0kGoA/ijYhjk2Yvtx9C8uu6uoTSPSvu/"
    "2ydAO3T0AjBadqqUCKSn9YYbHGqlwUbLdaGFQ61grIsd5zrUAil5p7SvXNmK4hfcub44mn"
    "kIJfeqzK6LMqI3H8Ncf6S3KzxyOjy6syUgeXAuagPbQD+E1AiMxfo/vpgXl1daMUYUHd0i"
    "2Ucu6yaUHyKAr/dlISQJm7yYcq3TTJWQ7JtCGEtCDWBBEI3mLt6ffw5MXLxffwzWy2+HnC"
    "Gt2gqNMauS6Jcsiaa7Z4Z2nVRfya8Q9J6i2S7+g3D1aURjTGJXSNSxBZJTuw1RpGxsR79q"
    "Z8/PzHx9uLDxKZdsOfsPqEZxU/yq7pzlk/irAdcnDvTshLU2pVhq/SsD+eCtXYCBhcKh6V"
    "sIRzllMnDzNLPLBMTFDa4gPBiN6GHEsTY7alX/rYe8AeOa/mtjtv3pt+cKsDSnSD0JSplL"
    "aLCsJkIlFmQSyASp9FcBk9KVfgY3WD/M/EBEjsT4xvv9388uZlc8fr1dezywvjy/XF+ceb"
    "j1E+dcxs+mU6onB9cXqZjRq7zl0NfohUmjOEP+pQOILm85DsTFnXgWKGiER68+MamVboJw"
    "H9H0mJXdxedr2EfKQ79IDbaGfSBlPIc9bSYkS6AZ5kjBGB695HRey+1Uq8Y3Cnlmkl1oDy"
    "phSJ9N6Un+j+S7oV8IHGYFbH5UC8RCatyWixPfGDZWIpe9RsOpFe5wwQ2tQxwd5YoXvsM0"
    "+GHvYeB3LqYeRL27Wceh7aFpQkSIgz3NCjcO7bchvNZHDcgBU2bqFHOq1ubC4cL/55S372"
    "b6lR5YZ1CoPz1AM8jPJmVRuTGIZ3FG2wbU+jcsz8QihMNczR1Uo67InpN+wxjRkONpjwP1"
    "baIZO94hiO1nsyYGzOokZFyonNAo1+WVjxsZJsMTZ5jM0TUCwnzZ4tSqmGR7tSDY8kqYYE"
    "o6hMXDXFNibQecFf06fkZhHBnKhe1Os+MY6IAm6c7Getj7MUukI23moV02GydAPIh4E2g3"
    "cuUVQR+I0an9gVUo54EKFyJ9gc4UBgjsMOPfeBpaKqIsYizQDgheyMdnpf1E/rin+/payu"
    "wcNbmowhLjKFZJdULL85yHoWdtcVxqVgZ88mBcATQfuoEa8tl0sxz51UuuUcXURenV8JrO"
    "yFZblH2asmJTlIsa9oIRAodI3dxvlBcu/NO1oKzRxQTFOEJKGFdRcSIf2efEmupWNTiMUu"
    "H7vSwS+oFFPHEI0V0XpnHt01yTy60yHzSL0h1b9C865ebe5bBd/B20LHwdv8yFrYblU8Ng"
    "mF5mgjKmg2HjnNJwZ+dvfMuPp6O736dXp9+vm3izrYH6vUph8X16Yf52rT9x6f6Ysd0I93"
    "idEDjQ9siPayVK2F7jgwE50veQYU9zAUSDTpYqiwFejYU7J1yZOzticb/imybXfTQnimk8"
    "6F1UM6A82LXLihc4BDiUb/yOgfGap/ZG+W465aFbVKlUplKkLQxaCzM4UsGH/prmUFKEo0"
    "KuYbp4PrhenjtN1VFIHLfpzuiJf9Nj3CnDfYim6VHv4BX8iGhoxWpKZW5L3lFLTVKlelOe"
    "2e1ejTD9Pfr84lcu6LjRwHcjvAAWIs3Xkd/fmNgvr8plB7fpNVnh9FvVBJwkXtmqFjpR5a"
    "O1poZdE+8JE3oCnDwHLnzjda6IQhG4DDtlid6agpygHmkJHzjzaydA3kedZD8/4Xg7NEOA"
    "tXlhMGlab1SCh1zqj5xB6TNUZl3njC9gDd7ynhQ0yeV0VcINEZanJmz3E0SCJSiT2XgM/T"
    "mehQPNYrcD/YF2YjF3u/inOQtZrhEaUi05nPbH++M0DFo76vyIMHbKD5TolPWz8P2Mp9YF"
    "HMJZIptzsHOeRo9R7o4BNDb+aaW4M+N2EfdFmGkZDAQdgwjkHe9QGzUaB06GQ7/e5bHPpA"
    "zG4YSyHvx76TWRlKvVkF0gtUGdrcGmoFTRayFYtkdGKLO/sXJmbvQ6UOqCkiTbOT2QGuXE"
    "+fCWidnKhEtE5OikNa8F3GKKQp6sjbTmuBXkCuKfyYUGvIgxXBxLPIq1VBPkWkKd5EU52p"
    "j0PrY7UHyKvXyCNNOVCb0cfBYVYbHXwzD+D+2MYjty7GNh5aNY0Y23joxpGxjcfYxkOXM2"
    "xs4zG28RjbeOjDp7GNh06+8z7beKxcWd+AEue2tG2AoqO0v6Mm9pey08ZHlsljb4n4YWOq"
    "rVVo00duinGrU4wfrCLJU3AuxBT6OZEgqYA9HyhjZJHDa8IfPrYXdWRM+/Pq2ONNucpURR"
    "3LkA5HI0vYwj0H8TA7H6a8iobN4WlnHkEGb6Yw8kvedEJNC5DcZhDKAHtuA57brFc01XLa"
    "G3ugWgZThnQ4O1SsVeAvcbA7sU7VXIZQv6PxmlXe3lkPhNNQkZ3sPTpyO5EaWgRexsZvKR"
    "f84QZhKA9rud3l5Hq7MuQOePIOuvp7BZBr+eIL6DXnktwrPwg21fIFysn1ZpKCVxBql2LW"
    "ae0iHLtf7rn7JV4sipKddrqxUnSD8GVx1CeCVAMGrCzHWoUrgy4pA3kY9ojXvJSgRWeWH6"
    "5WyJPEHnfkoyUk+unsgo28BmctpGHyNNmaWVJd9Sedw6Fg1zCdcoQ6siFONmdPa9fzU3Rj"
    "KKUKXisZSSnK4bRUYBti7noma3uBzAOsZxo71HbWoTbSE6s2qE2TDaRzRWvJ/BWapiYF/B"
    "UhzhEOBGRWGpY8vUFPdfhPJFd7m/mOPPJXQARB1bHvWcJhTH4nIAaeaxvJ48dlkUmbNoP1"
    "4OyNBzZyqqKfkAwD96igiyFNrOrIDO8TZrLnKqKcUAxArEBzVdrdo3l1XCVQo/BW5cbieU"
    "r9VzJgzJ+7h77iO/o7iad0xmdXo8XTuXA3TZZzbVWkvDdzWi1TaM0c9QpqjrOmPZlriI1S"
    "lBPZqQBwuoFTc5w/pO6nCdLt6n2lDMipxgp8gFO6HQ58ie6kh9xuSwMpBV3Qy1TgjpXQlk"
    "Dn97vBGvnwO1O7y7mRtVGUZH2slvQu8wegxSjI/axaV7mZYqpTTCDZG2cR2a//uMYQyJe6"
    "sBIO/Iqx+cVVyrPucUuwVol8F7ApY65iRmoRM1IrOUD+fXPwbslddAauLUmedvi500Qnag"
    "TfuftI26dmqsno6InmcEmGXzxi2BDty9kcNbrETuf8ukeM2HrpBm5LgH2Bez1yvFzPlGqX"
    "FfG6gtvoeApYjrFZWvMlVyShqV21eoE8fqCYKPdyTjkJXE/WAioivHLwrUv+o75Ar+M7ag"
    "Z7CwDX6H8dCbgdXbATEVjeC3uKkosVpiVFoxNMKOiC9KNo/c1gxtHC9VbvyP/7AZSxzN3Q"
    "CSaGv8T2wlh71hzy/iCPDAdW4BLD53t4/Pz4lfH0e/jq2Jx/D9/MZovv4ckxevM9fLk4mf"
    "8sm6XU++9XnrQEvbPhSaZCVNkPZysr4M24gX7soq1hF23k+BvpMVHcFFIg0aQp5G7ZdUqf"
    "F/YLfUPjHm/fJ9mdDJS4oV3zsFQnjSFTuynHq5LeUxna4eT28HEpFuRYGYdYDTgm9nQ2wF"
    "44ryqGLyWkAwgSgwoHTx7VQre7sSqEjRNxVDluLCEdAPDgc+VIBz2DPY5cGkcuaWH5TZqN"
    "pM5aF81xJjSrP5IbaoR2K0K6lAGSQ0yBD6IE7j1GNgiBXQq85BBrECYDjaqxj485T5idpB"
    "EfYDMkrpq+3Ho1XVTMpbzDQxX7nBUcVOv4WoWRbfRi5v4U/EOyQW07rpT4fP4UjzXydH9l"
    "nECjT0dTn8469AhF7QZyArnW07p4S3x/GcnAytVvRyq1b0fFlW9H2fIrOq2+hotGpBuce4"
    "Y+/OG5ZhjPKtuwGbIBGFigDtGn7iHtOZ1ZYOOqnpmEZADA3rI+gS3Mtxs9AqNHQHN4W/cI"
    "gEraCr43ASEyf43upxHI1WVDudWfCEgFjPlZ9agt/VpHWynQmWNey6niUZLJDps1SUNRMF"
    "qTLBjFrAqeyQBK5IaQLidglUYB2ad/fLz55eTn94YZYjoszli6oUe0zUUQtyVxQ4mZ2+6t"
    "VXIhiJq4jOZBkUvjyeTs78k4RlxrY/lRjLX+8PVCIt1qj7N+q2AXvy00i9/mmhzHO6GKTZ"
    "xQaWUR7z5QzrZxL2M2aneGDzJvQbN8lZ775s7R6jDZjgjbCKSyido78slEIk0yygpGJbgs"
    "0xg6nb2j3eQnhufaeEKL3EDhacrxTpLH1uSXKw2HjAl07L4FFbOeG5Lf8mtMoM304FLrf3"
    "a8q//ZsaT/Gf6xtq050YkdjGUdGouhz1Pqx4PP8GhR7bLAALoh6rVC64gNMMykHhvylLqy"
    "YYaXMOlcPXW1H+hnUNYrOfqLIU8o9IP6LH62qvieKMF7sgPdkzy4vD/7dL5EVqX+inlK/c"
    "CGY5bNf6gX1euqp2VSR1EF8QyZfnCfpx9QH7iJwe1V01tEGh2BTp5OFzEdjV2XVqIW45ym"
    "0g/pq9Tz6YL12nNXli+zjXZo4gKNfjjHtWnRY+ql/DmBtKmQmmcvodZ5bNLv7obYxvfY3q"
    "Y18cj3FCo2VclMOVPgRtbJIMw4ywly3nOL/OjC8iITIZOvuKtpuvwG9bqnt7YdCuMayQjA"
    "mBsIJkCYwBH42ME/AsMP8Lp5s74Wm6WPY64OfMwV0VPlTdhK51wJlJoeUclwK7IbYSanTo"
    "ounxaGgqjriWKhX45O52Ee1/Qp+SgVzouJcQRS8USRHS1XAHp4BW9ZT+SlSAcm8vgMCSb3"
    "2JscntwjwCC75rCELO0AF4AfrrH3YPmux2Iarh1PKgb1kajzvvJQkce0LMaK667kLUuTqZ"
    "ouLRINIPeUxgg9omb7PWdLj924DzCBujx5a6Dp00lK3aPNO60nJcoTT0WBOTa9bSos+mh6"
    "m8/1La0j4B3leqgi0EjGtFFD0Goa9aVblD4N30xK0qZtVzFb+tSYoYBob+7CQOBrN8N58M"
    "w45X9GersPQwHZlb/ADWFS9JKo9tA3jvwU0wKRY+DVOtgac9fEshrhDn9JWmMc3fkJZbo5"
    "VhkPJnGacivHgV3BWekwZw18hGd0yTvhalYvi+zVS5WIycvikMlLSaiQbAoYWS8xRME1UR"
    "gtFMl2eSX0OZ2/MAEAu4Q/WLMBy6e3F/l0PIss7IpopqmGAeYl8gMCI51QuiL/N4MCF9t8"
    "TwQ2dA9dwOf3uI3YkwRmD8+x9VB51WbIGgLdnwrPgkcLy/Pby/iWoEpeJCBo+TInJZ5bK2"
    "TLYU3RZUFlhM+iG+izfs/J84LyAat1hnxswFs0R/Xi/OOn08unRy8nLzORUC6eX8rSNUAu"
    "VZ3Ol6IagMOKFpomOtie7H3hCZpboF+Smw0c5PIxN6nl1qCP1AzZgGvzXlI30In6jN1NMw"
    "5E9lZL/fVX7gOGuHdLkH2KbveoMSPyAHsPqJ3RF9fJzR4daB2Xf6c2qdyBkd3HOz0ZtP38"
    "dCZcrVYBDsc8eSG8dEMfqrChOjs6/QmG7wxkb9DWj+KVK/jKCnwj3nkFxd9t3FXqq4hvCl"
    "cAk7POipQ7I7l6rP7W1YlBcFwiR5aRaN0VBnwFov0GfJ/nt9WVY8Cz0XYHsQKtmgbNAr5v"
    "j49fvHh9/PzFqzcnL1+/PnnzPI785r/aFQI++/gbRIEnotdDloYDYlyaFbqDByKVdkz4Eq"
    "VDQ3ITkZsekSymwebxDIgxRMBVNH4SioEYPlUP6oah49Gk7BLd+LytiG+WbiAIp5SRPZnt"
    "qWdobrh/E283eKhLjffswlMZGzz6Sbrzk2QOv3ZAjgLBGgHc2DrNgpsc+7q1OaNG7Ad3Hl"
    "LPyg5DN75momTpmuLlCuF7fj0kwLOhhWxgm43RAybGqRfNsrWc97R/DM3ShHi6vQUSME9p"
    "cwW4jLyvKbF8u/oRlQZoLp8RyYfBiT055h7mmdL0u7hnVvYL4d+TsWma1mZzEitXjf4nFO"
    "3E/zvJSuJSoEEuwItjhVyAF8eFuQDwVVqtvbdk/gm1KlZOq3Uf96swAOGkGj1N462SelGc"
    "eZFLvHgU3QB3w127K+CRWvnbjuK3fJMY33Kw709NJEk+Lc4YyNINJGUAlC/+6DxJY4Zt17"
    "mD+pvGZpw0I2OFvPsqcjqh0C9P6zp+Ni268KT1lSrlY2lKrdpb7hz4wAoHiRZj0pqxFTKb"
    "Ox8GVyC2tiDftQbXU4QDrBiE56d8T/VhOCzm+0trva7X1TRFOTD2R00Sonc4PLaPRaFdFY"
    "XGzV2qmfQZMv0LFm/FhjBx68w71zV9A3l06GOfsRLqsamIuUgzDMDpE8dV7YvQXlh288zn"
    "KgE/duRXLsnN0ukPN9TYxXpBrC70iTU/YKtPlc4SDgPt6LF7rn4eg6xjkFUnqLsIsorRi+"
    "Z4nwt300N6tK2LlPIgo60psCCOKDXH/4rfSh/wm+slpZCLyppKXgFXONrBXM8eAA31k/Ik"
    "g4zWpjJPPdY9HjPwNVWV8lHqWc2tQQGMDW75PBPqlHLwMOIluaVmhyzLCBDTF8ZqmNrwMQ"
    "k+R6HfwtqWVNLCC7ZRJsPvpY9QoFiSzdvCIuwzg4huaIUsIr7xK2QSTW1Oo1Y5wzo809Qe"
    "Y+G5K17dMjGQYxobuMTGi6LxiFWoVRKARIES5U7QlB6mhfBXG1N6BpjSU+jhLszo6dnBXd"
    "YRgSy+avk8LXu41zZynKrlLQKR1uheR2U4YDOSI3BA1S1ExIas84E6VxIanXstf6FmSIYV"
    "UQeQ0AksO4nmWpWDufthVnxKVjslMmQD8Tk20NEbOnfHiq9u4mygANUKtgmE+gclEs8WPP"
    "Zew25jnV1/4QlRUDV3YOWqMTTCuk3nySTjysocVaou8ti2aslPruiyGp5EUXSYCwJ3rMYb"
    "q/E0VEiGXo0Xe3Z3+NFE76+CD20lXl7qPqO/wF23K2w8JcedFVgP+GeoQgG3l/HUwXeIfj"
    "RhaXJQG8clNLGk8AMRSSxrzsx72Lr4gapOOF6Il3fAwafCpubFd/nWNvDpWIqnvd+ueiby"
    "0KoOouTjmeveH2Lu8Vgk1XGR1KMvsPy2ZP2A3QdlL1/HhX//DpETWIFkPe9yv4pUWnvFz2"
    "K368Tgh79hORODH/uGG6pOk9+Lv3XsOWygKLzPz8L+GxAfsNO7SWbF6AMffeC6eKxmeEl+"
    "oOcVPHq/u0TXA9vcx371IXsi2TBWMnesxJ7XAN1jYomhfit7xpqTseZEJ6jHxn5jKGEMJW"
    "SBPdQ4cKtZ4FkOjGHhrpTsTgLCXMtrcQ9UqIQYoGaoMl5V1Jt1C2kmio08nJlSfHaGMlOq"
    "iEpP0bWN5lFOBBtxQcWSrDHojivL44pj4E/TwN9+52920n/zZul6gcF+w+DPu/8OnPT/Ky"
    "DNr9c6KPQZqfq1ux52+gjib99Ory9+v/p6cyELBoWWbRJ8Ifnjgagqc7te902VZX1UvKyP"
    "cssamSaRNhJdpXhlCyT6tYc8TR6uKrjHJycK6JKrCuGl3+UqTKwHieA4c10bI6ewxCQiyg"
    "A8I1R9IhzL82xCBugJ0TAbOmLWJPqa4TptOLnPrq4u4SZxWsbZx0yo8vPXT2cXZJ1ngmgs"
    "gpnzZ6nUfR/C4MOW3FzpzgWp8tWWK+cPAL/DKJjvAjkmexrDptoXZi9wMWuNmLrWQ/Su+p"
    "bIn9q2O0fRa8iMYOGCSYkVjNKXlprBn1wHbyF5Axm0Z8I6mNBBFx42rYB9Hv3tuAGh93Fg"
    "oDsCjh9wEtoaIW82t3bn78535yMruUf32KE+Epi3gYRsIF7cANj55CRVzvmNHg0u58m9Xq"
    "rfw5i7q7EJj1ZuKHOY78yxSogaJ1j1JdpO6SO/Txa8tUh8hojsH6pS0vSrFiLLQrLVsXKy"
    "1cGkUR9m03Ymqqcgqqt2Gs5RDiN3Qzicotp/SzjLjDXa9lqSG/1u5awZkWoYwEfPLIIu8G"
    "I/wFN1oA72IuFA0mfS+s+YFtY+womSvofEsB1JS4Iy3Dz4ep3cTB/k25YtCuFXUQCr9M5N"
    "jssW+aBh+7q2z9fyJro5RUQpIUFEr2duDEDqq20A8RTsPQsk7T3RZwO0dwoMPQmEd/g+nc"
    "+paS73gmWvmpS4wuKm2UggUGsOiZL23u4G+xNjSQy/NbJMAy0xMmmTR/iIsI46U98RZm6I"
    "wKKNwfxw5YN/C/6O3ftJklVBR8lOfxJcaHSTuxvwo9H+lHxIrWFDMt4ML8jWghtsjX+F5h"
    "2Xz+/ZPRFBFSq7VnSBgiUMRfeB0Ad9zIYZtitt10G3052WJtTHpfY8v7ev1tgxMq2B+/eU"
    "hc7Msm1ZQ8uS0tCETGuUT9drDyqlqcgi2paxxUFrk8/q+SbNB64lVPETJ1Ra4/0lOSSefg"
    "/fvnnz8nv46oRIAdaMWNCzfcoOmmdNeLIfXux9Xlk/mXjiiJDeLfoqipzK1JYrB9+65D/q"
    "OneFmS2a86Ol2Syt6suXmCho3oUTeNsCXVm8okxPtum1UxxfXKojk6VgsCha0vw8UrKhLX"
    "oUkHpnRKlBJkRroUETUTFXpd2f2r65ShRYXBko17pJHhSOP02ix6Nyq6lyezDBybHH09jj"
    "aezx1KDHU9VNlMkxP1LJMT8qzjE/yvWwwTNLIrzUgI+JtUb+lB/u4JVi56yqad51my1mO9"
    "WFP6EeDv53+oB/WMldSaOzA7XL9zC7s2vDXMQXR4MFK+KbIdMfXxhXyA7Qnrs2HVyC1H6a"
    "Y2mRDtU32PSx94X34eRFUReUXilRhzTKeh9+UW1ybYYkUjpKujmQ5L9OQa+S6oeFWdPNId"
    "dzcnU9VbAU64xa3HtOWSa+ogferR2hQ88n49JHHhsTZNPOuJggEFXrKINMJhfkbxVVRhZe"
    "WzVgNfcwLL0pD1wJ/54koSqyqJkLW7x8DFhpGrAqGia8o2dO0TRhnfoT8fYERqV5wh13J4"
    "p3Rh0fb0ystYv3hj9lVbTfKID9phDrN1moV0SiubXjSAm11mD/Dkm2LJIEMl0D2A/Lk74f"
    "/3noRPn8NRI7U5SDQfszT+0UGjcIybXvDOQYQg5l/ywZkwKoEIpCqi3k3ubTAjy8wB6W5t"
    "YWqyopIv3aoN3Y1ho6lRBQHJ88aQNlpf1efx5eIe++GtqcQj+or+Nn06LhXNpyqpIulqYc"
    "TtpYwNxirmcecG+LyJtRh+8Z0hYY35tvLkka5C9xsJyfkt3rs/JQdamapdRPugopbdVY3I"
    "OohcexZJAXDi8UKPY7u/Aoj/RvnrvxWU0kRvNllH+uCDYbUHh89PL1yzcvXr2M5xLGn+wa"
    "R5gfPbj3RJ7+MjbdCgZ2a9kPUH1rTmfb6ukPGcqBQMwffD95D7WQzlLqn/3AgGbP3QPQOi"
    "Y8aC02usl24AKhHawrBICHID9U4u0ZiaoeBt4L6gOQJaqR33LQi4O/gl867oDSvBuxrl1e"
    "Ou84lVreQi2n1UJLdm3THFpO5em6w7OQibYjJyFOVStPS0guVRh0ZOIZb7gcnVKTpLQWGj"
    "NASPa94ZKPqQkjNFZGUW1CetFSYmjVFYSeIxuY1PEvQjsb3jRHuMhi/Q3EeATEJ55CdXDS"
    "Khp6gLAf+Zn2lBYSIH/yJ4Zt3cN0LsjQSLrv1MrLiEPDJqEivKBpGC5vmp7LyxCvKkrhEC"
    "cG8G/GHI4xh2PM4RhzOMZkgo57ri9cL33gNLbSa0W14QCb1mJChnIwnLgJLNuG3h8zTM/k"
    "hCfvODtYwqsO/Y3GpAMDeW4Ls9cl2QaRilQB1YRiIHh+CGGaSRfgjZkDY+bAmDnQ8lSMQ4"
    "q1QVvaPiNAbH54NWRFGv2jPvEc9j5hTXsRKuIrJR4G0NztNMbWNBMTHcTW4k3VHGXVKYda"
    "i4xSiEW5qYBv3hPZHOiq80t1Fx2lmEtlaYNoWjTfIpQWuT6SaFrnQ0PSrq59xSf7tN7bGv"
    "xxuHHIVls5dB2KZOeZPAoZn3U7A5A+srE/jQ8hlQhkEmBjh9d7cBOxJEmYaGFveRNfeCYz"
    "Hk0hCy02uVXlCF44W1mBWFvt4bX8CxOvkRfwQyL/fRxjyH8VIxzH+cRLJmOUb4zy9R/lo6"
    "JgDPENJMTXfvPNMYzRcUPlO9c1/XpxvCzpcAJ54YpPqbIB6v1E6AKyc2rhniYcDOp/nN6+"
    "M0A74dgHboBsY0M0IGysPWsOE72cuR2axJoKJgYmv2kgE1J2A7eNZPRaXPIIzib8YDUeiW"
    "T6cEgytec6elC6E2Bwz6vj2dvv4dtXCxjc8z/Yc6EGmQe697RTYKFU3SScRh/0S52WKEil"
    "AdK0QCgS2O4H9jnRQOtJqAxlYxb0ZEmfk8fmwokebiCc4vLU2BzaDzeWLrkPK/OUODJOPQ"
    "9t5czIEma4YVt+r2WLT/78SwL9hecRMTN3ycc0wWmztOZLjvySv1ajoO7FP2/JT8uCUMTK"
    "wt6DrGHKmevaGDm7glAicQbaGaHuE9oCv8e3JXUzGPR5QajwR6ZIt3Cwnl1dXcJN4lD52c"
    "fbjIr/9dPZBVH9M6s9XzW6QR5euiGtaH6w8KZWLkPhTQZWFw9yKH4XA915+BCL4xeWA7Z0"
    "kwVRcIuBLYfoLQ52IYyZY8zLcvJcxc1Crir0s9DvMidhxtlbZXtlaYeTPda6aje4TQXKuF"
    "mL62nKgcnSiPGIzwgmipCH/4XnB7sGoKdJjf4zElIdRS08G50p5VCdl86Sj568jgTuJHc3"
    "Gk1dR/6mKAe2ExNj28aL5rbI4DbfHHQ6GKheJ2k7Qzsw1kdCOH6LQ2V+DbmbI9RP6gptvy"
    "pyeOz7Nfb9GkgtAqQn9FqNwLXuyu2ocoT6p8sDwjINvecWYElOVWXIM4QDWNUsm3D9k28k"
    "T2+gqLKV6xB9IZ/z21Ve9cV3GMjyp74+arREr9In/mQBkL8CIuIqwp4j1B9tmtbtOoHn2k"
    "by+PEII1BjbOQHxr9C845wZNY8KFupC+G6cvfB9XCEDlnpflRPAlhbvZ6oifeysnSRkA4D"
    "7cTj2fNZSrNuK6Is0gxDjtAnNiwnHcaGKWjNS+orgJ3EQasBnqUbwJq+TYVKqdA2sW099K"
    "ydSyLPlYXKrnvov/wzSksqhN01Jw6+5LW6NdpB0WtcR9Ic5z/4rfRY222K9lLgxVNPqaHs"
    "uh3M9Wzf20A9VOglu1bHOV1g1RzuD6n7aQJ4u06AUgbk/CQKfEgdKs3Z8E28nUZcaEOnKc"
    "U/q+9VgV9UUnoXQEPTaSpwIq/7KXBF4u06EJ7UcY6VcqPYeajAi8SH1A4LvvD73WDNVKLu"
    "vGalHMr5GVWahghOm8esMtX38ZS3DMn7vZRUJx6BetRCqYWAlYLGlAnmNejXku7/0rxJhs"
    "YNdJgJwYXTIrQXlt1moxZh7GxjGNOt+DXDsEXM4grcRmjRPgGX5FYayeC20OqjEwuFbkc3"
    "Fg7tzo4srHuXzS8tbchy5UDhr2uGc2JdOqZBGMLGNTgMt2gqA+jbtD6YXrRkY83n5DkNNH"
    "PDIN+dpcX7Slq1CMMTor4Uf+W6t0S/TiUzvXhsnDK0ximFiWCFfVN6zgMrkT6wY6s1Tmk5"
    "EeyevFAeVrU+KZx2z1mNN6eXFxJo/xE93Z4nIIBYm9J/SFGWr94UkdZdaD6DJI6qsakEr+"
    "6AzHSneaXSnSabDix0p3kl5cCCnHGuRICcWXeFMiRDqLUgOUM+YwC056CTk+pygwmYt8fH"
    "L168Pn7+4tWbk5evX5+8eR5LmvxXu0TO2cffQOqkuJUXQ/8OkRNYgcTm3MUgkUpr7vxO1B"
    "ai3W0Zh3RmxIyso2k9buRIh8GSWbxzdOYLrx6qxxoZdS3u9GTCCtKMii8oOnpP/uvTf0cG"
    "AjYNtAgwzNnxl64XGGtrrlqquxce0vOE2jJ57u3s1JImHEyvnC/UbCPKAT+OKpnYMpyFni"
    "wvlXuyUOCmvht6MuDVVN3sPbTWyb7RpAcvtLFxhx5wYkJroA4zIMHlIOHFf91cfS5IVU6T"
    "ZbeANQ+M/zV6b5JT7ln6dwizJqNuvzEf3kGtlWlBwZ8/MeaQOOFQfk0MsSVZo60CWMJN4g"
    "I7zpSnn07/meXX+eXVWdYqhxucHeg4t6+gOzOv0/fw+XPztcFPzohD5OxZInthhOs2ZdrY"
    "lnBHW0Jq13jkLKH7KHmHseXaYbdcs92qqeoJhf6ZunCIkOfNdgN7D+zwYbw6IncEvoCORX"
    "Vl/GNtedCgzfL8XqsG9jiCSe9gUdP6LhamqFrclaIaCLZCRKYvdKltVQ1agWQYAoS6AmlO"
    "ruG7tklO0mgeCk+Ui30gXSO/I/l/D2OY9BYbbc9hEjZXC4luyc00ArmO/ChPX0tJUgWg+U"
    "ZqDeWvjm4FFh1JlFJeCKJXgRFEcWqHD5euZvj3pRKWMiTRpRsnt7WTY5RKbFPMNeo9uY22"
    "ce8uw23lPuAW0wQ/RbfTFsm2pmmlswRhd7U0z+06uZlmJ2aCYkPsOs5/ExGUZ8BlMN6ZA+"
    "dlri1NgqP7gIcyQPiyzeuDxrGyfDb9ggemKJz5hLea9yhObouT+OCcy6a3jalsmqayPfJU"
    "h7NBhNP35DTsU7JHym+/3j+QSLVcgALhQPCteXI2hPlQu4Xs2zEVn7Utead0rYJoQRWcSN"
    "1UwgYfC8ebLe8uSsV7dpXofBB26fPo2EriLW9ObewFT+R2UvqaSYmlFHeWQfHlFUY4Gxva"
    "FGQWbmF43cxz7zGr6oHMPnfjGEs0o56rNXaI0hhYduRUdFxvhWwD3RE27Brs3N4PVB33zO"
    "cvm4T7UD06ZabkOH5ZY9PrERS77BZ3H6HjEYK0DMUS/kzthUqy31Fxtt9RLt1vYd2Fnsyr"
    "W5zqJ5AMIs3vGwPcN3xMZAwUKW6EvgorjPzQa6cVaScpfRn5lUlmKhzdnCEb6uRmN9MijE"
    "ZIKCcbc0syxhnuWxFngeSxYExbjXQFMVnprv1QeTlnyBpC3WMUZCfSopLTBdgHM0XgVhj4"
    "u0dPxKPvj1kb55Y6ZO7NcPuALHt7jdduodkmXjEpMdpMuHbqJReXmmxUiUFE6Y+69RimZY"
    "I4QSkB847N5ELbn8hJSe7nU3UHPuN0P8HcWhiZ6NMp5Sf4BGaVo5Of80ZcPz8pjZ6hkGwJ"
    "usD4T03JL0g6RKT7SKYvBuMv9clktP60tv6yzFLVDbJ0A9XDOlFog+id61jUMfGeTeoP16"
    "e/3koAvOHPV9WMfqtgRb8tNKLf5mxoEHuVLGhOoIn9/J+/C5anKNbFipIlohVWLSitnZjM"
    "0XEjX/dF9kVMouMMONomAhvsXDR8tPV5uY+y4MiMg3uuNP4YLiseCPc8PwDZwT+CqR/gdS"
    "X001SaMmBO1FNispFH1QnwuYdRvXnTacrhTJsOaFttovWYzIGHzObB58GNvNRs0HjP805p"
    "e7kWTp/BsT3uoVyd6xnSgTEdNr0frrFHbB7aEha1MnNpoAuAsHUlH56wS8PJUmp6zmZY7S"
    "OrVpu4I7UD92jXgXskOXDHmbddtTpk2m1FX3WKaACeajaFBYIBzJbq2lt90CNY2eLQYwpr"
    "/VFmQx1g1tYhXT8ek/iRm0dj9BxPUF+WlEZkUpJ1nOnUkVTpZKzTgUyuqSNgFOaYKY6p2V"
    "ss8hZ5d7goDBl9OSmJQAbJZdVjjy60dBQWv+VDZZxHFUgLAoQr1wmWChHFCjdSSf+kV8PF"
    "Y5hP4zBfzCXV+F5MMJDA3q80R43m+zAfffwCbYf3ouRFuRugPMAnkGudNfstqsOdQ1821T"
    "ZmGW/ALlM09gW8LvYEvM75AZAdVu0TG9MMpq8fh56I5RlmknlffeRGx0tXjhct/AI95mQK"
    "Ggfv8UGW+MLttWscV4IqQp4hGwbgscK3P7h9HFT3vKSIBuDzovMKcbBfp8te/QCDkyKd2P"
    "9YMNcfo/HflkwpBT8jbVXmolKR8ZhdjnUkTPksVFHS6uZwOUfEjjCR9wFtnxTU7ApXTMoq"
    "dqNrebqqSr0uGJNsdLm1WMBo4IXnrtgIbde7h9LaDcb3cer1OpzZ1txYurZFKP139CpsTm"
    "h/7sViQjvSIduGf8OfvruS9EPq72dVnDtjBrf+rp2KidvDy9fuKE072k157M5c18bIkcMn"
    "UGUgnBEyjZD7tqTbOjqkmVBoDOPZ1dUl3CTO2jn7mOkq9fnrp7OL66dHGQ9D3v513KIk+Y"
    "J0VVeLvHgp0vXqyo+VUmWOd2TKHI/+mmKwR39NW5YWUzVoSxFsuxuhqTHRK0b3Tfv4wxRo"
    "/tDvDHIYPWCqz0EY7wdBtZUjcSh+nB5j22Sx0wl6oytnqAJm9OzoIG4ej4tHf+EzbC/PB7"
    "S9dkP6OPL6/ujrSWlx/3bqxVcqOHc8vIYaeSBh9fXkDu9pgzQ/cNe+gTwsFNnTH6RDpIO4"
    "JyTLM7A8g4h3C24sc+Z09TPSCn7yY/BdSfm+rDyf9WwrLusfnT+aOn8OsHy/I3eQ61l3ls"
    "RwVsvqSai1TuqB+d60CSQVLbSiD82IcKrjv2i5oJ+qHX6NGrsU4QAr7IjUZjqXz6qwAiKF"
    "wcu/dq0WZnkOsNguCD2nzkJIUw50JVi+EZXjYWIUHegaWOFA2h+z0ImZEOzXh/k8z91LKi"
    "9Bp0sesn/vJbn1A7anPia/Y1ZBNk+oHcI37Nn4EGT1Nq8tY7xBFgjuGiBLKLVFeYYXRHk2"
    "5rYLw3lM1/X2tKTlsweKGwDx6xv1/+nRP0bWsYHIaWD8hl14KwOmI9wwjJueCJ10AJq7q3"
    "VYsy1KmlSrvihq3TGgKwoLshrK+vRjOrLHwOOjDjz2aeAzn5kW1ePrylXj6+FgzSqZY6/p"
    "nsJdkdPysSZu1kJYoV52PdaIdyg4Wgsj7i2w8sVGzhN5UIV+NSkJqKz5RQqxFLgW4hRR+I"
    "JnmQI/WGdiMTEV1COm15re1vBCZ2LYrgtfoIBOaHYM8mC2hU1ZPKXLn1JKiE2tfaGbHw2h"
    "pLv7jVmzGgdOnHA1k/WM35GAGFO04+Iv50ANMQh720ietKpP/8WxglP/xXGhVx++eoTNkP"
    "/P14uvFx8kcOvSDZkGDfyqU1REooEEAOMy/y5CgNgxq2IokAwEwUvUHYDuumAyfLFXTiDR"
    "pDH3bviuuaLhz5d4RWN2yVwr5INy0UaRbScOurXnwtdVPNMiiXYu6S8QwwY933RVx7O27Z"
    "xZkB8j2pFnVesLmiHTr6bh5vfTX45PXoGqjR+wR54PQtLiWhdUbChQYyNJfNYjeE0+vLPi"
    "iDZ8yO2Jqgflq5cKJ+Wrl4VHJXyVOSvD1Qp5kmyZYiElkGgipKTTA75F7GFN0wP3HUsym8"
    "TTg8if95btskDkhI3km7uhbRqOG0CvEcKleQtlQp1IL+x5sraCxZssJtBve31b0vaBC2TZ"
    "9VrrnCj12T3Z0Wb3ZGxrP7a152eY5S9r8T1DOrCcmzFs9yTyf9VgfZpycJyPk6032MMHuv"
    "HHmG1nXdWjzVG5aC5HOIzCueixeyicO+jIuBDa2rDQIngjyDEG1lWvXe3Jc5C/AiIOKkKf"
    "I9R/gdP5q64TeK5tJI8fzwLLd6TKmMctDDmvlLRAwPCDej3vc6QD2BhU/nDH2wGX7g5UEH"
    "XUiz1Zye2wQs/skvoLXyHFJCcMFIBP5GM7sH/h97vBmqXn9ngilPIqd6gqcCrRNHvfIPor"
    "puVzOrJ6euX8H8EMo4ZongtnEd2v/7jGNgrkdlfCgD94Do8e6MMeodk6QcorDbGCZqzIBL"
    "5d2dTTitBB1sQNuZNGwp3D1xCrHrLMKHDFmWYc19Jss6nPr1RIOeMRDTaxAsjfxfX1IIcR"
    "SwakbSxsvAio2KW+AebyRb68Xr+1+6okk3H+RimwtNKeppFFDwEfjklkGieR7aX1Ym9NYY"
    "hqb82XrGMFbchjLZgcbz9gKMkl4e0uKngnRZJa7smeoP0CoPEuH6zzB80Rn7BWr0d78ll6"
    "nlWvAj9NObBQgFB4HRB9kb7K4YUCVpZDFmClkuuEYr+hgBImf2LPKXYsJ3wO0P2eQgNMR6"
    "iUIyeQaJJ+UravtnRbJcpUFG3D5jvjnvwYTaBbWHchWcE0xQjiNewtG2+9TnJPQNWbRgFi"
    "1fQTkUbbDBTJYT4x8LO7Z8bnq+n56ZfT84+3/624UTrOJOerqaJTO0M2DId2NRO5aSwHjK"
    "+KUZyEZACA1rKlx9rRMt8aO0ljY74vZOkPVsRWpBlGwJE+cay0zDD06tpjZItvnxY8+tGd"
    "NFnI7fjZJlmHfCIflaJVj7oEuragaLcMWvSqNYf6XLibPlA3dK1n8c3oTgogx0xujrCG8Y"
    "zGQrkUcfGg0q2knDLk1PcJI2lKgtznn71qUuL6Z2+M0gQKEQD2pDARnjWzpFyh7vmITSix"
    "P8FBbzmsUhwKxGWe/8b3U/H4c08/uY68h9TZn2/Fm7p6rDAfSnAAfLkVq0kFkoFUk36mng"
    "PaEY5sCb+rwtJoC1SAMqEYEJJoEVDJ0x2Q7uxfmOy4h0qjl1JEOrqyoo6pTE5XGUmZ9lkd"
    "n5woOK3IVYVeK/rdI2yAcPXl4rMEeV3aH4yFa2P9yli/0mYsmKrjtQpYcpQD8Wb2mUJ+sG"
    "GNvTiMD65MaGygqb9vcwyCDC8IchAe5I5c9dVdyWNUZGwOq+Wh2EnFmqA3P+pV313BWt7y"
    "GONVBx2vOsWeNV8+kYepoi8nJdEplFxWFpMqDjeUR4YqBXEKvRtS1U7i2IgY2Sx4U31JKs"
    "dj2vFmFEdmCv1GxS7wYsdR367YliDu3vEN+6oCwtHljxDdI6VebUc7erUdSXq1uU4gVdqK"
    "08gFkiGkkbcRvm0tGTxnFfZ5qv39/wPnO0o+"
)
