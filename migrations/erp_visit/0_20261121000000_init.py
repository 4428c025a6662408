"""Extensions, the ids' default, and every table, as aerich derives them from the models."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return r"""
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS cube;
CREATE EXTENSION IF NOT EXISTS earthdistance;
-- Time-ordered ids (UUIDv7): PostgreSQL 18 has them, older servers get the same layout (RFC 9562, 5.7).
DO $do$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'uuidv7' AND pronargs = 0) THEN
        CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT uuidv7()';
    ELSE
        CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $fn$
            SELECT encode(
                set_bit(set_bit(
                    overlay(uuid_send(gen_random_uuid())
                        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                        FROM 1 FOR 6),
                    52, 1), 53, 1),
                'hex')::uuid $fn$;
    END IF;
END
$do$;
CREATE TABLE "department" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "code" VARCHAR(32) NOT NULL UNIQUE,
    "name" VARCHAR(64) NOT NULL,
    "parent_id" UUID REFERENCES "department" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "department"."code" IS 'Short unique code';
COMMENT ON COLUMN "department"."name" IS 'Name';
COMMENT ON COLUMN "department"."parent_id" IS 'The department above; none for the company itself';
COMMENT ON TABLE "department" IS 'A node of the department tree.';
CREATE TABLE "employee" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "code" VARCHAR(32) NOT NULL UNIQUE,
    "name" VARCHAR(64) NOT NULL,
    "phone" VARCHAR(32) NOT NULL DEFAULT '',
    "username" VARCHAR(64) UNIQUE,
    "password_hash" VARCHAR(255),
    "status" VARCHAR(8) NOT NULL DEFAULT 'ACTIVE',
    "locale" VARCHAR(8) NOT NULL DEFAULT 'zh',
    "password_changed_at" TIMESTAMPTZ,
    "version" INT NOT NULL DEFAULT 1,
    "department_id" UUID NOT NULL REFERENCES "department" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "employee"."code" IS 'Personnel number';
COMMENT ON COLUMN "employee"."name" IS 'Name';
COMMENT ON COLUMN "employee"."phone" IS 'Phone';
COMMENT ON COLUMN "employee"."username" IS 'Log-in name, lower case';
COMMENT ON COLUMN "employee"."password_hash" IS 'Argon2 hash';
COMMENT ON COLUMN "employee"."status" IS 'Whether the employee may log in';
COMMENT ON COLUMN "employee"."locale" IS 'Language of the panel and of messages: zh or en';
COMMENT ON COLUMN "employee"."password_changed_at" IS 'When the password was last set';
COMMENT ON COLUMN "employee"."version" IS 'Grows with each change';
COMMENT ON COLUMN "employee"."department_id" IS 'The department that the employee belongs to';
COMMENT ON TABLE "employee" IS 'Someone who works for the distributor; with a user name, someone who can log in.';
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" VARCHAR(64) NOT NULL,
    "entity" VARCHAR(32) NOT NULL,
    "entity_id" UUID NOT NULL,
    "number" VARCHAR(64) NOT NULL DEFAULT '',
    "before" JSONB,
    "after" JSONB,
    "reason" VARCHAR(500) NOT NULL DEFAULT '',
    "actor_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_audit_entry_entity_945513" ON "audit_entry" ("entity", "entity_id", "at");
CREATE INDEX "idx_audit_entry_at_2277b9" ON "audit_entry" ("at", "id");
COMMENT ON COLUMN "audit_entry"."at" IS 'When it happened';
COMMENT ON COLUMN "audit_entry"."action" IS 'What was done, e.g. order.approve';
COMMENT ON COLUMN "audit_entry"."entity" IS 'Type of the record';
COMMENT ON COLUMN "audit_entry"."entity_id" IS 'Key of the record';
COMMENT ON COLUMN "audit_entry"."number" IS 'Number or name of the record at that time';
COMMENT ON COLUMN "audit_entry"."before" IS 'Values before';
COMMENT ON COLUMN "audit_entry"."after" IS 'Values after';
COMMENT ON COLUMN "audit_entry"."reason" IS 'Reason given';
COMMENT ON COLUMN "audit_entry"."actor_id" IS 'Who did it; none for the system';
COMMENT ON TABLE "audit_entry" IS 'Who did what, when, to which record, with the values before and after; only ever added.';
CREATE TABLE "operation" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "actor_id" UUID NOT NULL,
    "name" VARCHAR(64) NOT NULL,
    "fingerprint" VARCHAR(64) NOT NULL,
    "result" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP
);
COMMENT ON COLUMN "operation"."actor_id" IS 'Who gave the command';
COMMENT ON COLUMN "operation"."name" IS 'Which command';
COMMENT ON COLUMN "operation"."fingerprint" IS 'SHA-256 of its content';
COMMENT ON COLUMN "operation"."result" IS 'Ids of what it made or changed';
COMMENT ON COLUMN "operation"."at" IS 'When the record was made';
COMMENT ON TABLE "operation" IS 'A command that was carried out under a client''s operation id, for exact repeats.';
CREATE TABLE "role" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "code" VARCHAR(32) NOT NULL UNIQUE,
    "name" VARCHAR(64) NOT NULL,
    "scope" VARCHAR(8) NOT NULL,
    "rights" TEXT[] NOT NULL DEFAULT '{}',
    "version" INT NOT NULL DEFAULT 1
);
COMMENT ON COLUMN "role"."code" IS 'Stable code';
COMMENT ON COLUMN "role"."name" IS 'Name';
COMMENT ON COLUMN "role"."scope" IS 'How far along the department tree it sees';
COMMENT ON COLUMN "role"."rights" IS 'Codes of the function rights';
COMMENT ON COLUMN "role"."version" IS 'Grows with each change';
COMMENT ON TABLE "role" IS 'A set of rights with a data scope; editable.';
CREATE TABLE "employee_role" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "employee_id" UUID NOT NULL REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "role_id" UUID NOT NULL REFERENCES "role" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_employee_ro_employe_8755b4" UNIQUE ("employee_id", "role_id")
);
COMMENT ON COLUMN "employee_role"."employee_id" IS 'The employee';
COMMENT ON COLUMN "employee_role"."role_id" IS 'The role';
COMMENT ON TABLE "employee_role" IS 'That an employee has a role.';
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "screen" VARCHAR(64) NOT NULL,
    "name" VARCHAR(64) NOT NULL DEFAULT '',
    "query" VARCHAR(4000) NOT NULL DEFAULT '',
    "shared" BOOL NOT NULL DEFAULT False,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "owner_id" UUID NOT NULL REFERENCES "employee" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_saved_view_owner_i_de3ad3" UNIQUE ("owner_id", "screen", "name")
);
CREATE INDEX "idx_saved_view_screen_eee60b" ON "saved_view" ("screen", "shared");
COMMENT ON COLUMN "saved_view"."screen" IS 'Address of the list, e.g. stock-documents';
COMMENT ON COLUMN "saved_view"."name" IS 'Name; empty for the columns that the owner chose for this list';
COMMENT ON COLUMN "saved_view"."query" IS 'Query string of the list''s address';
COMMENT ON COLUMN "saved_view"."shared" IS 'Whether colleagues find it in their lists';
COMMENT ON COLUMN "saved_view"."created_at" IS 'When the record was made';
COMMENT ON COLUMN "saved_view"."owner_id" IS 'Whose view it is';
COMMENT ON TABLE "saved_view" IS 'A list as somebody wants to find it again: filters, search, order and columns; a query, never its answer.';
CREATE TABLE "setting" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "key" VARCHAR(64) NOT NULL,
    "value" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ,
    "version" INT NOT NULL DEFAULT 1,
    "changed_by_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "department_id" UUID REFERENCES "department" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "setting"."key" IS 'Which parameter';
COMMENT ON COLUMN "setting"."value" IS 'The value';
COMMENT ON COLUMN "setting"."changed_at" IS 'When it was last set';
COMMENT ON COLUMN "setting"."version" IS 'Grows with each change';
COMMENT ON COLUMN "setting"."changed_by_id" IS 'Who last set it';
COMMENT ON COLUMN "setting"."department_id" IS 'The department it is for; none for the whole company';
COMMENT ON TABLE "setting" IS 'A control parameter (控制参数), for the company or one department.';
CREATE TABLE "customer" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "code" VARCHAR(32) NOT NULL UNIQUE,
    "name" VARCHAR(120) NOT NULL,
    "pinyin" VARCHAR(120) NOT NULL DEFAULT '',
    "kind" VARCHAR(16) NOT NULL DEFAULT 'GROCERY',
    "level" VARCHAR(1) NOT NULL DEFAULT 'C',
    "status" VARCHAR(12) NOT NULL DEFAULT 'ACTIVE',
    "source" VARCHAR(64) NOT NULL DEFAULT '',
    "phone" VARCHAR(32) NOT NULL DEFAULT '',
    "address" VARCHAR(255) NOT NULL DEFAULT '',
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "licence_number" VARCHAR(32),
    "tags" TEXT[] NOT NULL DEFAULT '{}',
    "custom" JSONB NOT NULL DEFAULT '{}',
    "anniversary" DATE,
    "territory" VARCHAR(64) NOT NULL DEFAULT '',
    "credit_limit" DECIMAL(14,2),
    "credit_days" INT NOT NULL DEFAULT 0,
    "remark" VARCHAR(500) NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INT NOT NULL DEFAULT 1,
    "department_id" UUID NOT NULL REFERENCES "department" ("id") ON DELETE RESTRICT,
    "owner_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_customer_owner_i_eb5299" ON "customer" ("owner_id", "id");
CREATE INDEX "idx_customer_departm_a30ec5" ON "customer" ("department_id", "id");
CREATE INDEX "idx_customer_name_c832ff" ON "customer" ("name", "id");
CREATE INDEX "idx_customer_created_733561" ON "customer" ("created_at", "id");
COMMENT ON COLUMN "customer"."code" IS 'Customer number';
COMMENT ON COLUMN "customer"."name" IS 'Name';
COMMENT ON COLUMN "customer"."pinyin" IS 'Pinyin initials of the name, lower case';
COMMENT ON COLUMN "customer"."kind" IS 'Channel';
COMMENT ON COLUMN "customer"."level" IS 'Level';
COMMENT ON COLUMN "customer"."status" IS 'Life cycle';
COMMENT ON COLUMN "customer"."source" IS 'Where the customer came from';
COMMENT ON COLUMN "customer"."phone" IS 'Main phone';
COMMENT ON COLUMN "customer"."address" IS 'Address';
COMMENT ON COLUMN "customer"."latitude" IS 'Latitude in degrees, WGS-84';
COMMENT ON COLUMN "customer"."longitude" IS 'Longitude in degrees, WGS-84';
COMMENT ON COLUMN "customer"."licence_number" IS 'Business licence number (统一社会信用代码)';
COMMENT ON COLUMN "customer"."tags" IS 'Tags';
COMMENT ON COLUMN "customer"."custom" IS 'Custom fields';
COMMENT ON COLUMN "customer"."anniversary" IS 'Birthday or anniversary';
COMMENT ON COLUMN "customer"."territory" IS 'Territory';
COMMENT ON COLUMN "customer"."credit_limit" IS 'Most that the customer may owe; none means no limit';
COMMENT ON COLUMN "customer"."credit_days" IS 'Days from shipping until a receivable is due';
COMMENT ON COLUMN "customer"."remark" IS 'Remark';
COMMENT ON COLUMN "customer"."created_at" IS 'When the record was made';
COMMENT ON COLUMN "customer"."version" IS 'Grows with each change';
COMMENT ON COLUMN "customer"."department_id" IS 'The department that the customer belongs to';
COMMENT ON COLUMN "customer"."owner_id" IS 'The sales rep who looks after the customer';
COMMENT ON TABLE "customer" IS 'A shop or firm that is visited and buys.';
CREATE TABLE "contact" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "name" VARCHAR(64) NOT NULL,
    "role" VARCHAR(16) NOT NULL DEFAULT 'DECISION_MAKER',
    "phone" VARCHAR(32) NOT NULL DEFAULT '',
    "birthday" DATE,
    "remark" VARCHAR(255) NOT NULL DEFAULT '',
    "customer_id" UUID NOT NULL REFERENCES "customer" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_contact_custome_44d217" ON "contact" ("customer_id", "id");
COMMENT ON COLUMN "contact"."name" IS 'Name';
COMMENT ON COLUMN "contact"."role" IS 'What the person decides';
COMMENT ON COLUMN "contact"."phone" IS 'Phone';
COMMENT ON COLUMN "contact"."birthday" IS 'Birthday';
COMMENT ON COLUMN "contact"."remark" IS 'Remark';
COMMENT ON COLUMN "contact"."customer_id" IS 'The customer';
COMMENT ON TABLE "contact" IS 'A person at a customer.';
CREATE TABLE "category" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "name" VARCHAR(64) NOT NULL UNIQUE
);
COMMENT ON COLUMN "category"."name" IS 'Name';
COMMENT ON TABLE "category" IS 'A group of products.';
CREATE TABLE "product" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "sku" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(120) NOT NULL,
    "pinyin" VARCHAR(120) NOT NULL DEFAULT '',
    "barcode" VARCHAR(32) NOT NULL DEFAULT '',
    "brand" VARCHAR(64) NOT NULL DEFAULT '',
    "base_unit" VARCHAR(16) NOT NULL,
    "shelf_life_days" INT,
    "batch_tracked" BOOL NOT NULL DEFAULT True,
    "stocked" BOOL NOT NULL DEFAULT True,
    "tax_rate" DECIMAL(5,4) NOT NULL DEFAULT 0.13,
    "list_price" DECIMAL(14,4),
    "minimum_price" DECIMAL(14,4),
    "cost_price" DECIMAL(14,4),
    "active" BOOL NOT NULL DEFAULT True,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INT NOT NULL DEFAULT 1,
    "category_id" UUID REFERENCES "category" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_product_name_cdf485" ON "product" ("name", "id");
CREATE INDEX "idx_product_created_606179" ON "product" ("created_at", "id");
CREATE INDEX "idx_product_categor_3df94a" ON "product" ("category_id", "id");
COMMENT ON COLUMN "product"."sku" IS 'Article number';
COMMENT ON COLUMN "product"."name" IS 'Name';
COMMENT ON COLUMN "product"."pinyin" IS 'Pinyin initials of the name, lower case';
COMMENT ON COLUMN "product"."barcode" IS 'Bar code of the base unit';
COMMENT ON COLUMN "product"."brand" IS 'Brand';
COMMENT ON COLUMN "product"."base_unit" IS 'Name of the base unit, e.g. 瓶; grams for weighed goods';
COMMENT ON COLUMN "product"."shelf_life_days" IS 'Days from production to expiry; none if it keeps';
COMMENT ON COLUMN "product"."batch_tracked" IS 'Whether lots are kept apart';
COMMENT ON COLUMN "product"."stocked" IS 'Whether it is kept in stock; freight and services are not';
COMMENT ON COLUMN "product"."tax_rate" IS 'VAT rate, 0.13 for 13 %';
COMMENT ON COLUMN "product"."list_price" IS 'List price of one base unit; none if only price rules apply';
COMMENT ON COLUMN "product"."minimum_price" IS 'Lowest price of one base unit, net of discounts';
COMMENT ON COLUMN "product"."cost_price" IS 'Cost of one base unit for margins';
COMMENT ON COLUMN "product"."active" IS 'Whether it may be sold';
COMMENT ON COLUMN "product"."created_at" IS 'When the record was made';
COMMENT ON COLUMN "product"."version" IS 'Grows with each change';
COMMENT ON COLUMN "product"."category_id" IS 'The group it belongs to';
COMMENT ON TABLE "product" IS 'An article that is bought and sold. Its quantities are integers of the base unit.';
CREATE TABLE "product_unit" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "name" VARCHAR(16) NOT NULL,
    "factor" BIGINT NOT NULL,
    "barcode" VARCHAR(32) NOT NULL DEFAULT '',
    "active" BOOL NOT NULL DEFAULT True,
    "product_id" UUID NOT NULL REFERENCES "product" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_product_uni_product_1f2e51" UNIQUE ("product_id", "name"),
    CONSTRAINT "uid_product_uni_product_20038a" UNIQUE ("product_id", "factor")
);
COMMENT ON COLUMN "product_unit"."name" IS 'Name, e.g. 箱';
COMMENT ON COLUMN "product_unit"."factor" IS 'How many base units it holds';
COMMENT ON COLUMN "product_unit"."barcode" IS 'Bar code';
COMMENT ON COLUMN "product_unit"."active" IS 'Whether it may be sold in this unit';
COMMENT ON COLUMN "product_unit"."product_id" IS 'The product';
COMMENT ON TABLE "product_unit" IS 'A unit a product is sold in, with its exact factor to the base unit.';
CREATE TABLE "price_rule" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "level" VARCHAR(1),
    "price" DECIMAL(14,4) NOT NULL,
    "minimum_quantity" BIGINT NOT NULL DEFAULT 1,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "version" INT NOT NULL DEFAULT 1,
    "customer_id" UUID REFERENCES "customer" ("id") ON DELETE RESTRICT,
    "product_id" UUID NOT NULL REFERENCES "product" ("id") ON DELETE RESTRICT,
    "unit_id" UUID REFERENCES "product_unit" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_price_rule_product_fea297" ON "price_rule" ("product_id", "customer_id");
CREATE INDEX "idx_price_rule_custome_a3a947" ON "price_rule" ("customer_id", "id");
COMMENT ON COLUMN "price_rule"."level" IS 'The level it is for';
COMMENT ON COLUMN "price_rule"."price" IS 'Price of one unit';
COMMENT ON COLUMN "price_rule"."minimum_quantity" IS 'From how many base units on';
COMMENT ON COLUMN "price_rule"."starts_on" IS 'First business day it applies';
COMMENT ON COLUMN "price_rule"."ends_on" IS 'Last business day it applies; none for no end';
COMMENT ON COLUMN "price_rule"."version" IS 'Grows with each change';
COMMENT ON COLUMN "price_rule"."customer_id" IS 'The customer it is for';
COMMENT ON COLUMN "price_rule"."product_id" IS 'The product';
COMMENT ON COLUMN "price_rule"."unit_id" IS 'The unit it is for; none for the base unit, multiplied by the factor';
COMMENT ON TABLE "price_rule" IS 'A price for one customer, one level or everyone, from and to a day, from a quantity on.';
CREATE TABLE "visit" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "kind" VARCHAR(8) NOT NULL DEFAULT 'AD_HOC',
    "state" VARCHAR(12) NOT NULL,
    "business_day" DATE NOT NULL,
    "started_at" TIMESTAMPTZ,
    "checked_in_at" TIMESTAMPTZ,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "accuracy" DOUBLE PRECISION,
    "fixed_at" TIMESTAMPTZ,
    "distance" DOUBLE PRECISION,
    "evidence" VARCHAR(10),
    "evidence_reasons" TEXT[] NOT NULL DEFAULT '{}',
    "checked_out_at" TIMESTAMPTZ,
    "check_out_latitude" DOUBLE PRECISION,
    "check_out_longitude" DOUBLE PRECISION,
    "check_out_distance" DOUBLE PRECISION,
    "dwell_seconds" INT,
    "effective" BOOL,
    "summary" VARCHAR(1000) NOT NULL DEFAULT '',
    "cancel_reason" VARCHAR(255) NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INT NOT NULL DEFAULT 1,
    "customer_id" UUID NOT NULL REFERENCES "customer" ("id") ON DELETE RESTRICT,
    "department_id" UUID NOT NULL REFERENCES "department" ("id") ON DELETE RESTRICT,
    "rep_id" UUID NOT NULL REFERENCES "employee" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_visit_custome_a6bed8" ON "visit" ("customer_id", "created_at");
CREATE INDEX "idx_visit_rep_id_7d7fee" ON "visit" ("rep_id", "created_at");
CREATE INDEX "idx_visit_departm_61844a" ON "visit" ("department_id", "created_at");
CREATE INDEX "idx_visit_created_5ac373" ON "visit" ("created_at", "id");
COMMENT ON COLUMN "visit"."kind" IS 'Planned or ad hoc';
COMMENT ON COLUMN "visit"."state" IS 'State';
COMMENT ON COLUMN "visit"."business_day" IS 'The business day it belongs to';
COMMENT ON COLUMN "visit"."started_at" IS 'When the rep set out';
COMMENT ON COLUMN "visit"."checked_in_at" IS 'When the rep checked in, by the server''s clock';
COMMENT ON COLUMN "visit"."latitude" IS 'Latitude of the check-in in degrees, WGS-84';
COMMENT ON COLUMN "visit"."longitude" IS 'Longitude of the check-in in degrees, WGS-84';
COMMENT ON COLUMN "visit"."accuracy" IS 'Radius of the fix in metres, as the phone gave it';
COMMENT ON COLUMN "visit"."fixed_at" IS 'When the phone took the position';
COMMENT ON COLUMN "visit"."distance" IS 'Metres from the customer''s position, computed by the server';
COMMENT ON COLUMN "visit"."evidence" IS 'What the server makes of it';
COMMENT ON COLUMN "visit"."evidence_reasons" IS 'Why it is not simply verified';
COMMENT ON COLUMN "visit"."checked_out_at" IS 'When the rep checked out';
COMMENT ON COLUMN "visit"."check_out_latitude" IS 'Latitude of the check-out in degrees, WGS-84';
COMMENT ON COLUMN "visit"."check_out_longitude" IS 'Longitude of the check-out in degrees, WGS-84';
COMMENT ON COLUMN "visit"."check_out_distance" IS 'Metres from the customer''s position at check-out, computed by the server';
COMMENT ON COLUMN "visit"."dwell_seconds" IS 'Seconds between check-in and check-out';
COMMENT ON COLUMN "visit"."effective" IS 'Whether check-in, check-out and minimum dwell are there';
COMMENT ON COLUMN "visit"."summary" IS 'What the rep noted when leaving';
COMMENT ON COLUMN "visit"."cancel_reason" IS 'Why it was cancelled';
COMMENT ON COLUMN "visit"."created_at" IS 'When the record was made';
COMMENT ON COLUMN "visit"."version" IS 'Grows with each change';
COMMENT ON COLUMN "visit"."customer_id" IS 'The customer';
COMMENT ON COLUMN "visit"."department_id" IS 'The rep''s department at that time';
COMMENT ON COLUMN "visit"."rep_id" IS 'Who visits';
COMMENT ON TABLE "visit" IS 'A rep''s visit at a customer''s shop.';
CREATE TABLE "lot" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "code" VARCHAR(64) NOT NULL DEFAULT '',
    "produced_on" DATE,
    "expires_on" DATE,
    "received_on" DATE NOT NULL,
    "unit_cost" DECIMAL(14,4),
    "product_id" UUID NOT NULL REFERENCES "product" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_lot_product_df37df" UNIQUE ("product_id", "code")
);
COMMENT ON COLUMN "lot"."code" IS 'Batch number';
COMMENT ON COLUMN "lot"."produced_on" IS 'Production date';
COMMENT ON COLUMN "lot"."expires_on" IS 'Last day it may be sold; none if it keeps';
COMMENT ON COLUMN "lot"."received_on" IS 'When it first came in';
COMMENT ON COLUMN "lot"."unit_cost" IS 'Cost of one base unit';
COMMENT ON COLUMN "lot"."product_id" IS 'The product';
COMMENT ON TABLE "lot" IS 'A batch of a product. A product that is not batch-tracked has one lot with an empty code.';
CREATE TABLE "warehouse" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "code" VARCHAR(32) NOT NULL UNIQUE,
    "name" VARCHAR(64) NOT NULL,
    "kind" VARCHAR(12) NOT NULL DEFAULT 'WAREHOUSE',
    "address" VARCHAR(255) NOT NULL DEFAULT '',
    "active" BOOL NOT NULL DEFAULT True
);
COMMENT ON COLUMN "warehouse"."code" IS 'Short unique code';
COMMENT ON COLUMN "warehouse"."name" IS 'Name';
COMMENT ON COLUMN "warehouse"."kind" IS 'Building or vehicle';
COMMENT ON COLUMN "warehouse"."address" IS 'Address';
COMMENT ON COLUMN "warehouse"."active" IS 'Whether orders may draw on it';
COMMENT ON TABLE "warehouse" IS 'A place that holds stock.';
CREATE TABLE "stock_balance" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "on_hand" BIGINT NOT NULL DEFAULT 0,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "lot_id" UUID NOT NULL REFERENCES "lot" ("id") ON DELETE RESTRICT,
    "product_id" UUID NOT NULL REFERENCES "product" ("id") ON DELETE RESTRICT,
    "warehouse_id" UUID NOT NULL REFERENCES "warehouse" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_stock_balan_warehou_24334c" UNIQUE ("warehouse_id", "lot_id")
);
CREATE INDEX "idx_stock_balan_product_916029" ON "stock_balance" ("product_id", "warehouse_id");
COMMENT ON COLUMN "stock_balance"."on_hand" IS 'On hand, in base units';
COMMENT ON COLUMN "stock_balance"."reserved" IS 'Promised to approved orders, in base units';
COMMENT ON COLUMN "stock_balance"."lot_id" IS 'The lot';
COMMENT ON COLUMN "stock_balance"."product_id" IS 'The product';
COMMENT ON COLUMN "stock_balance"."warehouse_id" IS 'The warehouse';
COMMENT ON TABLE "stock_balance" IS 'What one warehouse holds of one lot: always the sum of its movements.';
CREATE TABLE "customer_account" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "receivable" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "unbilled" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "advance" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "customer_id" UUID NOT NULL UNIQUE REFERENCES "customer" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "customer_account"."receivable" IS 'Open receivables';
COMMENT ON COLUMN "customer_account"."unbilled" IS 'Approved and not yet shipped';
COMMENT ON COLUMN "customer_account"."advance" IS 'Paid ahead (预收), and credit notes not used yet';
COMMENT ON COLUMN "customer_account"."customer_id" IS 'The customer';
COMMENT ON TABLE "customer_account" IS 'What a customer owes, has paid ahead and has on order: always the sums of the documents behind it.';
CREATE TABLE "receipt" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "number" VARCHAR(32) NOT NULL UNIQUE,
    "state" VARCHAR(8) NOT NULL,
    "method" VARCHAR(8) NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,
    "unallocated" DECIMAL(14,2) NOT NULL,
    "business_day" DATE NOT NULL,
    "reference" VARCHAR(64) NOT NULL DEFAULT '',
    "remark" VARCHAR(255) NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reversed_at" TIMESTAMPTZ,
    "reverse_reason" VARCHAR(255) NOT NULL DEFAULT '',
    "version" INT NOT NULL DEFAULT 1,
    "customer_id" UUID NOT NULL REFERENCES "customer" ("id") ON DELETE RESTRICT,
    "recorded_by_id" UUID NOT NULL REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "reversed_by_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_receipt_custome_3ada80" ON "receipt" ("customer_id", "created_at");
CREATE INDEX "idx_receipt_created_143263" ON "receipt" ("created_at", "id");
CREATE INDEX "idx_receipt_state_771882" ON "receipt" ("state", "created_at");
COMMENT ON COLUMN "receipt"."number" IS 'Document number';
COMMENT ON COLUMN "receipt"."state" IS 'State';
COMMENT ON COLUMN "receipt"."method" IS 'How it was paid';
COMMENT ON COLUMN "receipt"."amount" IS 'Amount';
COMMENT ON COLUMN "receipt"."unallocated" IS 'Not yet set against receivables: an advance';
COMMENT ON COLUMN "receipt"."business_day" IS 'The business day it was received';
COMMENT ON COLUMN "receipt"."reference" IS 'Slip or transfer number';
COMMENT ON COLUMN "receipt"."remark" IS 'Remark';
COMMENT ON COLUMN "receipt"."created_at" IS 'When the record was made';
COMMENT ON COLUMN "receipt"."reversed_at" IS 'When it was reversed';
COMMENT ON COLUMN "receipt"."reverse_reason" IS 'Why it was reversed';
COMMENT ON COLUMN "receipt"."version" IS 'Grows with each change';
COMMENT ON COLUMN "receipt"."customer_id" IS 'Who paid';
COMMENT ON COLUMN "receipt"."recorded_by_id" IS 'Who recorded it';
COMMENT ON COLUMN "receipt"."reversed_by_id" IS 'Who reversed it';
COMMENT ON TABLE "receipt" IS 'Money that a customer paid.';
CREATE TABLE "sales_order" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "number" VARCHAR(32) NOT NULL UNIQUE,
    "state" VARCHAR(10) NOT NULL,
    "business_day" DATE NOT NULL,
    "goods_amount" DECIMAL(14,2) NOT NULL,
    "tax_amount" DECIMAL(14,2) NOT NULL,
    "rounding" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "total" DECIMAL(14,2) NOT NULL,
    "cost_amount" DECIMAL(14,2),
    "hold_reasons" TEXT[] NOT NULL DEFAULT '{}',
    "stock_reserved" BOOL NOT NULL DEFAULT False,
    "warehouse_reviewed_at" TIMESTAMPTZ,
    "finance_reviewed_at" TIMESTAMPTZ,
    "remark" VARCHAR(500) NOT NULL DEFAULT '',
    "submitted_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ,
    "decision_reason" VARCHAR(255) NOT NULL DEFAULT '',
    "shipped_at" TIMESTAMPTZ,
    "cancelled_at" TIMESTAMPTZ,
    "cancel_reason" VARCHAR(255) NOT NULL DEFAULT '',
    "version" INT NOT NULL DEFAULT 1,
    "customer_id" UUID NOT NULL REFERENCES "customer" ("id") ON DELETE RESTRICT,
    "decided_by_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "department_id" UUID NOT NULL REFERENCES "department" ("id") ON DELETE RESTRICT,
    "finance_reviewed_by_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "rep_id" UUID NOT NULL REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "submitted_by_id" UUID NOT NULL REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "visit_id" UUID REFERENCES "visit" ("id") ON DELETE RESTRICT,
    "warehouse_id" UUID NOT NULL REFERENCES "warehouse" ("id") ON DELETE RESTRICT,
    "warehouse_reviewed_by_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_sales_order_custome_6c3c2c" ON "sales_order" ("customer_id", "submitted_at");
CREATE INDEX "idx_sales_order_rep_id_24197e" ON "sales_order" ("rep_id", "submitted_at");
CREATE INDEX "idx_sales_order_departm_e3dd16" ON "sales_order" ("department_id", "submitted_at");
CREATE INDEX "idx_sales_order_state_29f328" ON "sales_order" ("state", "submitted_at");
CREATE INDEX "idx_sales_order_visit_i_8d15ba" ON "sales_order" ("visit_id", "id");
CREATE INDEX "idx_sales_order_submitt_f25c42" ON "sales_order" ("submitted_at", "id");
COMMENT ON COLUMN "sales_order"."number" IS 'Order number';
COMMENT ON COLUMN "sales_order"."state" IS 'State';
COMMENT ON COLUMN "sales_order"."business_day" IS 'The business day it belongs to';
COMMENT ON COLUMN "sales_order"."goods_amount" IS 'Sum of the lines';
COMMENT ON COLUMN "sales_order"."tax_amount" IS 'VAT: part of the total where prices include it, else added to it';
COMMENT ON COLUMN "sales_order"."rounding" IS 'Rounding line (抹零), zero or negative';
COMMENT ON COLUMN "sales_order"."total" IS 'What the customer is to pay';
COMMENT ON COLUMN "sales_order"."cost_amount" IS 'Cost of the goods when it was submitted';
COMMENT ON COLUMN "sales_order"."hold_reasons" IS 'Error codes for which it was held';
COMMENT ON COLUMN "sales_order"."stock_reserved" IS 'Whether stock is reserved for it';
COMMENT ON COLUMN "sales_order"."warehouse_reviewed_at" IS 'When the warehouse agreed';
COMMENT ON COLUMN "sales_order"."finance_reviewed_at" IS 'When finance agreed';
COMMENT ON COLUMN "sales_order"."remark" IS 'Remark';
COMMENT ON COLUMN "sales_order"."submitted_at" IS 'When it was submitted';
COMMENT ON COLUMN "sales_order"."decided_at" IS 'When it was approved or rejected';
COMMENT ON COLUMN "sales_order"."decision_reason" IS 'Reason given for the decision';
COMMENT ON COLUMN "sales_order"."shipped_at" IS 'When the goods left';
COMMENT ON COLUMN "sales_order"."cancelled_at" IS 'When it was cancelled';
COMMENT ON COLUMN "sales_order"."cancel_reason" IS 'Why it was cancelled';
COMMENT ON COLUMN "sales_order"."version" IS 'Grows with each change';
COMMENT ON COLUMN "sales_order"."customer_id" IS 'Who orders';
COMMENT ON COLUMN "sales_order"."decided_by_id" IS 'Who approved or rejected it';
COMMENT ON COLUMN "sales_order"."department_id" IS 'The rep''s department at that time';
COMMENT ON COLUMN "sales_order"."finance_reviewed_by_id" IS 'Who agreed for finance';
COMMENT ON COLUMN "sales_order"."rep_id" IS 'Whose order it is';
COMMENT ON COLUMN "sales_order"."submitted_by_id" IS 'Who submitted it';
COMMENT ON COLUMN "sales_order"."visit_id" IS 'The visit in which it was taken';
COMMENT ON COLUMN "sales_order"."warehouse_id" IS 'The warehouse that delivers';
COMMENT ON COLUMN "sales_order"."warehouse_reviewed_by_id" IS 'Who agreed for the warehouse';
COMMENT ON TABLE "sales_order" IS 'A customer''s order; it changes only by its named commands.';
CREATE TABLE "stock_document" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "number" VARCHAR(32) NOT NULL UNIQUE,
    "kind" VARCHAR(4) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "business_day" DATE NOT NULL,
    "remark" VARCHAR(500) NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "picked_at" TIMESTAMPTZ,
    "shipped_at" TIMESTAMPTZ,
    "version" INT NOT NULL DEFAULT 1,
    "customer_id" UUID REFERENCES "customer" ("id") ON DELETE RESTRICT,
    "order_id" UUID REFERENCES "sales_order" ("id") ON DELETE RESTRICT,
    "picked_by_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "shipped_by_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "warehouse_id" UUID NOT NULL REFERENCES "warehouse" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_stock_docum_order_i_f652a2" ON "stock_document" ("order_id", "id");
CREATE INDEX "idx_stock_docum_custome_7b425c" ON "stock_document" ("customer_id", "created_at");
CREATE INDEX "idx_stock_docum_state_c511be" ON "stock_document" ("state", "created_at");
CREATE INDEX "idx_stock_docum_created_d717a4" ON "stock_document" ("created_at", "id");
COMMENT ON COLUMN "stock_document"."number" IS 'Document number';
COMMENT ON COLUMN "stock_document"."kind" IS 'Out or in';
COMMENT ON COLUMN "stock_document"."state" IS 'State';
COMMENT ON COLUMN "stock_document"."business_day" IS 'The business day it belongs to';
COMMENT ON COLUMN "stock_document"."remark" IS 'Remark';
COMMENT ON COLUMN "stock_document"."created_at" IS 'When the record was made';
COMMENT ON COLUMN "stock_document"."picked_at" IS 'When the pick was confirmed';
COMMENT ON COLUMN "stock_document"."shipped_at" IS 'When it was shipped';
COMMENT ON COLUMN "stock_document"."version" IS 'Grows with each change';
COMMENT ON COLUMN "stock_document"."customer_id" IS 'The customer that the goods are for';
COMMENT ON COLUMN "stock_document"."order_id" IS 'The order that it fulfils';
COMMENT ON COLUMN "stock_document"."picked_by_id" IS 'Who confirmed the pick';
COMMENT ON COLUMN "stock_document"."shipped_by_id" IS 'Who shipped it';
COMMENT ON COLUMN "stock_document"."warehouse_id" IS 'The warehouse';
COMMENT ON TABLE "stock_document" IS 'A document by which stock leaves or comes in; it changes only by its named commands.';
CREATE TABLE "receivable" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "number" VARCHAR(32) NOT NULL UNIQUE,
    "state" VARCHAR(8) NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,
    "open_amount" DECIMAL(14,2) NOT NULL,
    "business_day" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "remark" VARCHAR(255) NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "customer_id" UUID NOT NULL REFERENCES "customer" ("id") ON DELETE RESTRICT,
    "order_id" UUID REFERENCES "sales_order" ("id") ON DELETE RESTRICT,
    "stock_document_id" UUID REFERENCES "stock_document" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_receivable_custome_9e1ddb" ON "receivable" ("customer_id", "state", "due_on");
CREATE INDEX "idx_receivable_order_i_65b9e5" ON "receivable" ("order_id", "id");
CREATE INDEX "idx_receivable_state_f705be" ON "receivable" ("state", "due_on");
CREATE INDEX "idx_receivable_created_1c39c3" ON "receivable" ("created_at", "id");
CREATE INDEX "idx_receivable_stock_d_1e6b49" ON "receivable" ("stock_document_id", "id");
COMMENT ON COLUMN "receivable"."number" IS 'Document number';
COMMENT ON COLUMN "receivable"."state" IS 'State';
COMMENT ON COLUMN "receivable"."amount" IS 'Amount; negative for a credit note';
COMMENT ON COLUMN "receivable"."open_amount" IS 'Still to be paid; negative: credit that is not used yet';
COMMENT ON COLUMN "receivable"."business_day" IS 'The business day it arose';
COMMENT ON COLUMN "receivable"."due_on" IS 'Due on';
COMMENT ON COLUMN "receivable"."remark" IS 'Remark';
COMMENT ON COLUMN "receivable"."created_at" IS 'When the record was made';
COMMENT ON COLUMN "receivable"."customer_id" IS 'Who owes';
COMMENT ON COLUMN "receivable"."order_id" IS 'The order';
COMMENT ON COLUMN "receivable"."stock_document_id" IS 'The shipment';
COMMENT ON TABLE "receivable" IS 'A debt of a customer, from one shipment; or, with a negative amount, a credit note from a return.';
CREATE TABLE "allocation" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "amount" DECIMAL(14,2) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "credit_note_id" UUID REFERENCES "receivable" ("id") ON DELETE RESTRICT,
    "receipt_id" UUID REFERENCES "receipt" ("id") ON DELETE RESTRICT,
    "receivable_id" UUID NOT NULL REFERENCES "receivable" ("id") ON DELETE RESTRICT,
    "reverses_id" UUID REFERENCES "allocation" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_allocation_receipt_5d71c7" ON "allocation" ("receipt_id", "id");
CREATE INDEX "idx_allocation_receiva_611019" ON "allocation" ("receivable_id", "id");
COMMENT ON COLUMN "allocation"."amount" IS 'Amount; negative if it takes another one back';
COMMENT ON COLUMN "allocation"."at" IS 'When it was made';
COMMENT ON COLUMN "allocation"."credit_note_id" IS 'The credit note; none if a receipt pays';
COMMENT ON COLUMN "allocation"."receipt_id" IS 'The receipt; none if a credit note pays';
COMMENT ON COLUMN "allocation"."receivable_id" IS 'The receivable';
COMMENT ON COLUMN "allocation"."reverses_id" IS 'The allocation that it takes back';
COMMENT ON TABLE "allocation" IS 'Money of a receipt, or credit of a credit note, set against a receivable.';
CREATE TABLE "ledger_entry" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "business_day" DATE NOT NULL,
    "kind" VARCHAR(11) NOT NULL,
    "debit" VARCHAR(10) NOT NULL,
    "credit" VARCHAR(10) NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,
    "customer_id" UUID REFERENCES "customer" ("id") ON DELETE RESTRICT,
    "employee_id" UUID REFERENCES "employee" ("id") ON DELETE RESTRICT,
    "receipt_id" UUID REFERENCES "receipt" ("id") ON DELETE RESTRICT,
    "receivable_id" UUID REFERENCES "receivable" ("id") ON DELETE RESTRICT,
    "reverses_id" UUID REFERENCES "ledger_entry" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_ledger_entr_custome_9b16f6" ON "ledger_entry" ("customer_id", "at");
CREATE INDEX "idx_ledger_entr_at_4a2364" ON "ledger_entry" ("at", "id");
CREATE INDEX "idx_ledger_entr_receiva_693fd2" ON "ledger_entry" ("receivable_id", "id");
CREATE INDEX "idx_ledger_entr_receipt_1059cb" ON "ledger_entry" ("receipt_id", "id");
COMMENT ON COLUMN "ledger_entry"."at" IS 'When it was booked';
COMMENT ON COLUMN "ledger_entry"."business_day" IS 'The business day it belongs to';
COMMENT ON COLUMN "ledger_entry"."kind" IS 'Why it was booked';
COMMENT ON COLUMN "ledger_entry"."debit" IS 'Account that receives';
COMMENT ON COLUMN "ledger_entry"."credit" IS 'Account that gives';
COMMENT ON COLUMN "ledger_entry"."amount" IS 'Amount, positive';
COMMENT ON COLUMN "ledger_entry"."customer_id" IS 'The customer';
COMMENT ON COLUMN "ledger_entry"."employee_id" IS 'Who booked it';
COMMENT ON COLUMN "ledger_entry"."receipt_id" IS 'The receipt behind it';
COMMENT ON COLUMN "ledger_entry"."receivable_id" IS 'The receivable behind it';
COMMENT ON COLUMN "ledger_entry"."reverses_id" IS 'The entry that it takes back';
COMMENT ON TABLE "ledger_entry" IS 'One amount from one account to another: balanced by its form; never changed.';
CREATE TABLE "order_line" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "number" INT NOT NULL,
    "kind" VARCHAR(8) NOT NULL DEFAULT 'SALE',
    "unit_name" VARCHAR(16) NOT NULL,
    "unit_factor" BIGINT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "base_quantity" BIGINT NOT NULL,
    "shipped_quantity" BIGINT,
    "unit_price" DECIMAL(14,4) NOT NULL,
    "price_source" VARCHAR(8) NOT NULL,
    "price_trace" JSONB NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,
    "tax_amount" DECIMAL(14,2) NOT NULL,
    "cost_amount" DECIMAL(14,2),
    "lot_id" UUID REFERENCES "lot" ("id") ON DELETE RESTRICT,
    "order_id" UUID NOT NULL REFERENCES "sales_order" ("id") ON DELETE RESTRICT,
    "product_id" UUID NOT NULL REFERENCES "product" ("id") ON DELETE RESTRICT,
    "unit_id" UUID REFERENCES "product_unit" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_order_line_order_i_ed6c41" UNIQUE ("order_id", "number")
);
CREATE INDEX "idx_order_line_product_007471" ON "order_line" ("product_id", "order_id");
COMMENT ON COLUMN "order_line"."number" IS 'Line number';
COMMENT ON COLUMN "order_line"."kind" IS 'Kind';
COMMENT ON COLUMN "order_line"."unit_name" IS 'Name of the unit at that time';
COMMENT ON COLUMN "order_line"."unit_factor" IS 'Base units in one unit at that time';
COMMENT ON COLUMN "order_line"."quantity" IS 'How many units';
COMMENT ON COLUMN "order_line"."base_quantity" IS 'How many base units';
COMMENT ON COLUMN "order_line"."shipped_quantity" IS 'Base units that left; less than ordered after a short pick';
COMMENT ON COLUMN "order_line"."unit_price" IS 'Price of one unit';
COMMENT ON COLUMN "order_line"."price_source" IS 'Which rule gave the price';
COMMENT ON COLUMN "order_line"."price_trace" IS 'The quote behind the price: candidates, chosen rule, rounding';
COMMENT ON COLUMN "order_line"."amount" IS 'Unit price × quantity, rounded half up';
COMMENT ON COLUMN "order_line"."tax_amount" IS 'VAT in or on the amount';
COMMENT ON COLUMN "order_line"."cost_amount" IS 'Cost of the goods when it was submitted';
COMMENT ON COLUMN "order_line"."lot_id" IS 'The lot reserved for it; of several, the one that expires first';
COMMENT ON COLUMN "order_line"."order_id" IS 'The order';
COMMENT ON COLUMN "order_line"."product_id" IS 'The product';
COMMENT ON COLUMN "order_line"."unit_id" IS 'The unit it is sold in; none for the base unit';
COMMENT ON TABLE "order_line" IS 'One product and unit of an order, with the price and how it came about.';
CREATE TABLE "stock_document_line" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "number" INT NOT NULL,
    "planned" BIGINT NOT NULL,
    "actual" BIGINT,
    "document_id" UUID NOT NULL REFERENCES "stock_document" ("id") ON DELETE RESTRICT,
    "lot_id" UUID NOT NULL REFERENCES "lot" ("id") ON DELETE RESTRICT,
    "order_line_id" UUID REFERENCES "order_line" ("id") ON DELETE RESTRICT,
    "product_id" UUID NOT NULL REFERENCES "product" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_stock_docum_documen_2ccca4" ON "stock_document_line" ("document_id", "number");
CREATE INDEX "idx_stock_docum_order_l_3de183" ON "stock_document_line" ("order_line_id", "id");
COMMENT ON COLUMN "stock_document_line"."number" IS 'Line number';
COMMENT ON COLUMN "stock_document_line"."planned" IS 'Reserved for it, in base units';
COMMENT ON COLUMN "stock_document_line"."actual" IS 'Picked, in base units; none until the pick is confirmed';
COMMENT ON COLUMN "stock_document_line"."document_id" IS 'The stock document';
COMMENT ON COLUMN "stock_document_line"."lot_id" IS 'The lot';
COMMENT ON COLUMN "stock_document_line"."order_line_id" IS 'The order line that it fulfils';
COMMENT ON COLUMN "stock_document_line"."product_id" IS 'The product';
COMMENT ON TABLE "stock_document_line" IS 'What is to leave from one lot, and what left.';
CREATE TABLE "stock_movement" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "business_day" DATE NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "quantity" BIGINT NOT NULL,
    "unit_cost" DECIMAL(14,4),
    "document_id" UUID NOT NULL REFERENCES "stock_document" ("id") ON DELETE RESTRICT,
    "lot_id" UUID NOT NULL REFERENCES "lot" ("id") ON DELETE RESTRICT,
    "order_line_id" UUID REFERENCES "order_line" ("id") ON DELETE RESTRICT,
    "product_id" UUID NOT NULL REFERENCES "product" ("id") ON DELETE RESTRICT,
    "reverses_id" UUID REFERENCES "stock_movement" ("id") ON DELETE RESTRICT,
    "warehouse_id" UUID NOT NULL REFERENCES "warehouse" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_stock_movem_documen_1fa7c0" ON "stock_movement" ("document_id", "id");
CREATE INDEX "idx_stock_movem_order_l_91ec51" ON "stock_movement" ("order_line_id", "id");
CREATE INDEX "idx_stock_movem_product_6c6871" ON "stock_movement" ("product_id", "at");
CREATE INDEX "idx_stock_movem_warehou_6e14dd" ON "stock_movement" ("warehouse_id", "lot_id");
CREATE INDEX "idx_stock_movem_at_639ba2" ON "stock_movement" ("at", "id");
COMMENT ON COLUMN "stock_movement"."at" IS 'When it was booked';
COMMENT ON COLUMN "stock_movement"."business_day" IS 'The business day it belongs to';
COMMENT ON COLUMN "stock_movement"."kind" IS 'Why it moved';
COMMENT ON COLUMN "stock_movement"."quantity" IS 'Base units, positive in, negative out';
COMMENT ON COLUMN "stock_movement"."unit_cost" IS 'Cost of one base unit at that time';
COMMENT ON COLUMN "stock_movement"."document_id" IS 'The stock document that caused it';
COMMENT ON COLUMN "stock_movement"."lot_id" IS 'The lot';
COMMENT ON COLUMN "stock_movement"."order_line_id" IS 'The order line behind it';
COMMENT ON COLUMN "stock_movement"."product_id" IS 'The product';
COMMENT ON COLUMN "stock_movement"."reverses_id" IS 'The movement that it takes back';
COMMENT ON COLUMN "stock_movement"."warehouse_id" IS 'The warehouse';
COMMENT ON TABLE "stock_movement" IS 'Stock that came (positive) or left (negative), with its document; never changed.';
CREATE TABLE "reservation" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "quantity" BIGINT NOT NULL,
    "lot_id" UUID NOT NULL REFERENCES "lot" ("id") ON DELETE RESTRICT,
    "order_line_id" UUID NOT NULL REFERENCES "order_line" ("id") ON DELETE RESTRICT,
    "warehouse_id" UUID NOT NULL REFERENCES "warehouse" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_reservation_order_l_54d5db" UNIQUE ("order_line_id", "lot_id")
);
COMMENT ON COLUMN "reservation"."quantity" IS 'Base units';
COMMENT ON COLUMN "reservation"."lot_id" IS 'The lot';
COMMENT ON COLUMN "reservation"."order_line_id" IS 'The order line';
COMMENT ON COLUMN "reservation"."warehouse_id" IS 'The warehouse';
COMMENT ON TABLE "reservation" IS 'Stock of one lot that is promised to an order line.';
CREATE TABLE "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        """


MODELS_STATE = (
    "eJztXXtz27aW/yoYz+w0nVEzthMnbrKzM3biNt7rxFnbabqbdDQQCUlcU6TKh13du/3uiw"
    "O+QBKUwDdo8Z/WoXgo6neAg/M+/zogznr6YLiG9/zM1w3vwvKczcEb9K8DC68I/UN8wwQd"
    "4PU69TFc8/DMZEQYbp2S+N6Z6zlY8+hHc2y6hF7Sias5xtozbAsIvi5tpBs6elxib0L/S6"
    "wJ8mz6h6EtkUM029HpZcNbIm9J0AM2feKiGZnbDkHY0hGee8R5i2zL3CDyQByEdZ3oz+HL"
    "dVuj325Yi5a/x7eMP30y9ewFobQO/bZvf9DLhqWTv4gL//x2QBExPAZJ8NfU0Bk+3gG99R"
    "v8Hyj0gz+Acn0/nRvE1FPsCAjY9am3WbNrX75cvv+F3Qk/dzbVbNNfWcnd6423tK34dt83"
    "9OdAA58tiEUc7BGd443lm2bIyehS8OPoBc/xSfyr9OSCTubYN4HDB/8+9y0NGIuStUOBJc"
    "8N3X1ukUf6o/8jfFOO6vZP833wr2c/BDc9+/GHHw9ySwVeLsPV8JJmW7DMDMsDtP/1d/AV"
    "CVTs6gF817sPZzfPXrxiT1/brrdw2IcMyIO/GSH2cEDKOJfgH7Aojf97ip9nrIiYBwFFhg"
    "d6SPI8+qMKL6ILCTOS3RXhGsGVwvqT/fhMAC3dHcRChoeWdHPTd9Gz26c00HeXHy9u784+"
    "foYnrVz3T5PhdXZ3AZ8cs6ubzNVnAV9sKjACYRI/BH29vPuA4J/of64/XWS5F9939z8H8E"
    "7Y9+ypZT9O6R7lsIkuR5forRx72cLNs/jdEjsF7I0pMiymEHXK1On00/Xd9PbibjoVshZ7"
    "6BG7SLct+jDyfPEcUWFHnOeU1479QOR4fbDCf01NYi28Jf3nq5dbeP/b2Q3bZ69eZvj5Kf"
    "zkmH30dwr/REDK4p9QKI3/HX0rZM/ZsRKcM1UAf3EsAfiL40LA4SMR4NNyx0qKqMnTpSXw"
    "/0E2VbCvc4IkCFv+akacMks6oeh5SQug/MTejYoOBL8vjSqiIsYDORMdaP3Lk0B1y4P/n7"
    "fXn8TgJxTZI9vQPPR/yDRcT4IJoVrU9sr+jddQa69qQCV1UkfQPvt49nsW9XdX1+fZ5Q8P"
    "OM+wgKnMZTgQEwyIAfE7q4e/Q7BbTqVJKNSTPzfs3dDCeCBWFRFzcngoIWPoXYVChn32d1"
    "ZrtJ2SZyhPU+MI7WiZR3az4b1FFtUgEZU3TPK7G9cjq7bPUzCH5/digwxwzAP/C5WHxsKi"
    "Jz+D/5K+CLY0kVxPjNSL1dq0N0TGFhsg7MnV5P0d/Bj7GFIrkuKjE5N4DKEbalbdXL67O2"
    "B8mGHt/hE7+jTFEPjEPrYzV+J78x+tjlfZK9jCC4Yd/A5464Q178kaO96KsJcXOae4GyY7"
    "nFN6+tadvqkzCr0eqzoJNQWRkLyLafftuz1Fo/tHUfePRllb5iiN7m/mIN2NfgUZc7u0HQ"
    "8F34Gi9+3fMGX/L4F0dL/SXoBPWBXDiEolKpNK6iwpIvWVlru0/MUz+4FkzlHNXq2xtaEH"
    "rEvMeY9qTABtM3pM+izcB17s1G1SK7e0csPJ/6Vh6g4RmFPnIeUv/7ghJi7wCY884niU9k"
    "OGurdbG9kSWnxnzt+MIsh8ZPRa9KPRjJi2tXCRZzcIqea7nr0iTn1I34VPGgCk0Y9uDtKW"
    "LZt4uYrtGn41b7VqCH/jTpvmlmIE+/qRGpiPtnPvxjtcNwComU9twbdBJBwj3yWBv3eCXI"
    "5QwxYy7QUyrLwV1MYXjHbTaDepYzd9ppLVtixioiReM5pNT91soiCVwjcmUM+V/jl6tf5X"
    "Lcj/siuXp6kEblarbkVKXNmLnwwrPNtM+5Gecxp2VVnN2HXp4axPl9hdllrVWcJGGNCS9D"
    "hzFrZ1jKJXLQv78cmJBO70rkLg2Wdp5KkV7/kCxRwgv6DnSc7YT8GfUPcsVc7e3V3+diEM"
    "XDAVLW3lrPAmVOeq8OFUggunhTw4zXLAtDVslhI4CUXPqP9zKRI02Fr41MqIAg/UTKeqCe"
    "Ss0gsr4rr0M/cN+ucScjeqxU4b5kAsRLQlfXeiT8vnVhY8ooFky84CfMQK2RX8EpajZ2LX"
    "Qy7xavsjB5d/+UCVamEC5qXliZcAR5FhuyHlW2tsWx7lufurYz+6gY1LsLZEwSqV3HoLeJ"
    "mfjo9evn55+uLVy1N6C3vh+MrrLYy//HSX2W2Js6Sk0z9HOICEv7Ycbs36/NOB6I79/kNn"
    "xU6Xf27d1nD7O7bZoGf6xjZV807z3sMhu587jJS4VBl0kUPWzFVp2vZ9mAaY8kM3CCgDoz"
    "6av0WuY0WWH+Q4JT+tIayChGSqENI/CP2u+rDdBA9SDLjodyKjnLK4HT1WGFIfsmt4jFqA"
    "uSSoeoEqJ6PugusoMsSOi+3RoehEkYoQTZ3o7p1hojs4rbGVHNZLap1gBA/Ih3x23SwI33"
    "xLha3Ye/0xhnSGEdKJl1PJ2qE02UCMiUr6Uc3CIdgOJcHlSAYCbCSLejLBeL52mkCu/OLd"
    "aV9lNnKBdZVd0M0AraAFVXoh7wSY28yqpeNfrwH24NeL9JLk811KiZ26UyIXX7NXK/Bqe1"
    "FBs4Ydx6AasO1DFjPodhhppkHt/h9cFD8eGfqEpaCQv+gXgNlGsOeKsveb/4Ixb2WwSk6P"
    "lV1dmpEL/ECi/E5Y/F2qOU8yY+UrayhTCs22g/1z+uV0hzqGyN1cDHeGTGnUbz+c/XR88g"
    "oinoZHBbdteaEzvH/46QaA35BDvrgOOqGoVQjdFfiXugvAQ2cl8K6sMBTBOWHMq75Eaac2"
    "/cl38+G6M4AuA1ypzYpBRJVzRl9vyvIW/52U307eXXcGSQOwCR1jsfTcKLsatBvkalRVfY"
    "uIbrAHizTfcsSjVjtYrfYJZmPfsoU51q/uSyI2k0hifCXyJyNipcH+YD/SBzkIQ36EqJkA"
    "qFluWDLXcy5fcGbk+XHmOHhToN7GJBkudK7XfvtDgP47KkncKJkyPgySl66nQV38fke/NY"
    "3hmPvWZO5bCf2vzSrUJ+mpbjvyfYsfiP6bQR4PxGpz8vku3dmFO+n18FYJDRqkD6KWEtQh"
    "zmx9Q80migY0CZ5TXoDIxQsKBX2CYXp0/02oCMaOtpyEiQXgOg52qPuWqs+Um85mgizWLB"
    "icEthyH4kjUr87/GZhKN5+tIJ0DYoICTLEGfTZiPw37gaXnrdk7FesrqqfsEpWEU0olNaO"
    "znSdohCf0LB5wra2rmdr9z9RwH3QlCppR83rqwM1BwpsgLcQU/Y2XFsIJnaS7F4mS+iZDw"
    "lXwU2GGzss++cGk41l2BETqMeP/4JXQwGg/G74wYXm9LBHqmD+8lCqUSLcVoh78GHGbgsO"
    "jLx6ZVOtBFsFIikmysA/o1Rd4l+gNUTVbvSN6Y9YQEPQ6Mg2mAvWcBhL6hsO59fXVymv6/"
    "nlXQb+Lx/PL26eHTGu0JuMIGkgXxBCxTwgVqHqKk05+sKV94WncntBMpeMaPM0w4ho02MH"
    "lP4Kab7N5pfFOvWTTC6rBfTO/Cd+1amWAHVLPC/4jUL7NPx0sss65e6TSn2yPGq8ozV26F"
    "dCpcmz7/6rF/j1d//k+MUr+t8X2jG9cvL68MdJrmUX/Sf01Ul8iOLkp+a/YgwUDdZ6vCel"
    "tOTwdqXtxiAzJ17fatgjbNBUHuni3JCYYBCpIXfRLK3aJ3ErWSDV+w8Muu2A4Y3NBsaASy"
    "vNBqJ9MSs7WShHqH6XYcifjfZQ2TLMmqmzSvR06Kc5LbM3QAHNNKh9XNpmrJD2aPj12tvh"
    "qbCksR4PYtnUuV0+AIm0E/KchFbNNH9HTdjAkBaZ5tGnkx2mucbdJ2Gar1kzUBiAhuPWDy"
    "L7uvA+memxfE+JcUiswmbzQIN9Q8n9E9eRyqX+RbQ9Q/3+4t3l7eX1p+nHs39c3AhleBhJ"
    "DSWGTjRDr5bqd/RKggFHWUMsYQB8NHbB7SBleGY43lLHAr0EvBBiZHmabf4HdbSTc+6Naw"
    "lo8CHkiqxW2LkvszITCvWW5k38bkr0rI3Uj7ImfZpsAPHDu6r9u5o1IflXqG+mKDrDo5k+"
    "aTkjJb3mlDNRoh9dYKNwmGw3UvgbZarDlvYagnRzw1kFuVrUYGePJTpLH535G2FPBHlCGT"
    "smDoqDETNB3zLOkuhqpBVH/06nnYwGkMIG0BMsMIs25TjtQ1VD8+hYJmOR3lVs6Rzn8hXX"
    "hrUxSuVPJxTqaZSf2bshwzI8gz4kShdtYjpFK+jfG5ZAkstZ+hFtz1z49eb63cXNf4skyh"
    "LD+CA1THqTPASvUgXqmLhnrN8JUL6K3q00xjIQFyO8bxM/row51eY3mmxtWVZ6SAmPLbIj"
    "h7ftO1qpwzGhUE9wf6W6NEkPONToD0Vzx5acAj9OxpJH+yNFDa3VcQxydRyy6HIk6uF7Vr"
    "0upRXPFtTzer7IZPnFtHFBLhBPlIF4DlTqeFyvwjeFYhSdUDOOuBP09dfbn05f1nfCXn85"
    "v7pAn2/CgAY8MMnyYh/CpaQQ5ebi7Co3islaVMCfp1KcAdGrKssBQyNU7Zgmtq2snMlTqj"
    "wK7tx3DQuqRsPXDo15SHJ/TfT5d/8lOTykf//8gtC/50cY/kuO6JWT41P4lLygf58eBnpf"
    "/weDhxflmm5EBEq23LgLX6751hqB0pRHqjjBOqFQJMP6X38XOqVQ6IKrC107LfYsy4C0WS"
    "wquC2Oa2bIhhXaBFd55gc0Hen0iOMYnl2uijlFpJ5aeMe/Xv8WjeZAv7upaawMUWEA0YwV"
    "NgukR4Y0u3wD2ufhM9RZwB/pZk6K+GNTEwZ32o8kzOtcEWy59E8U/7x6i5vqLR/Prp4dvZ"
    "wcZ4qWkyrzAt7QvSY4/wrT9zNU/abwH+bhf09fjJn0yF0a6zUU9PuWZ5gwRQXGDz2wHneG"
    "i3TZUpqmE/vHBItA2pxIdUc42dIc4STfG2GsyN/LivyxDGmcedp8NUb+FO9u5qki/SaGPQ"
    "yy2WSyfhpRDJsDTXSoEIujZhgxqHm/dcVQp/N+w+qfBkbXJmVECvGnheG0a8fQyNTxm5iT"
    "/BmedeNLNU7tUMLEKzgudGwQvyc63Lel1cZaPE5TLR5rwXYLz3sfPk7RVRdL0oVt6/Rsc0"
    "jDS9Ak+oIeZxQBx2hgF1+xx13Qp23URLRB6J74lOk1NsoN8JFAi/myGgKMPUsxzOxH2Wo9"
    "Kcye7khulPy0rjqS8/P9NNsX6eMRrtcWubPpf+S0vVCynCVPfXJir0K1C/35C4jqFFS7RB"
    "9PdlW78DdKVLssHNtfQ4rz2rF1XxNP+xTfNLasO8itsIGUnvRbEtFK6Um/lfc5p5KMAR3t"
    "pgZsQfYgtURpIDSoGdiUL6PtgRqJRS2WwSmLe6sQTux8WTHMKFgzIAgeR6fQhP2LFQ5Atg"
    "QMqdjQK5Mg/MnmL9ts+twmuoT+9LHlGd6GUgpbq7TxPd+t79ZZ/DCY9/xohd+0sIlLFwD9"
    "QkKJ2Df84E6SP6PPmMnGlq4J7/KWxUYMi72Xg617uOG7RZetV/h4eMQMuwQFd03gQhA8M7"
    "GzIK6XvPPMIfg+LtF0IARDdOnKzHWy22J1Iai9HFvPDOP467GOp0MBHOznkn64Vst72KbN"
    "4741SyimqZ0e1JW5xs4J0JZBeIEwqh3R4rJ/Xkpn/6wMy1j5q2kk9QRahrEojJ6LqJULo/"
    "8CZ9HSfkQraKwdC396QlilYuk/Hx+/ePH6+PDFq9OTl69fn5wexkH1/Efbouvnl79CgD21"
    "H/IRdypYHM+dirIZinM9U0Q1Mz272gm/GA49dmdRPjkkfcKArvXaNEr6fSQTPomll8WVIx"
    "lG/uwVLsaUaypp2YhY9SeKC0AeU3Fa6wjcd/Og4QQKaybchDp8SaDTVANJd+LMla7QhUO4"
    "JLQcyTDWL7xwYTffWBWZoBV9ogHCWUezTTAnF2te+6t9S5oTtyLq59fI+55UX/Q7k2fS21"
    "8ilylS/htD+YsllbjwVLfBTg5xUkSmyXVfveOGc8wOvYlcJJ2KPLqxlNjhz03u2+3MtRC1"
    "1Axq/cUexpntL5Yec6S6tqk/R5fURg0ta6q1szQVCjFZUD05ajcU7x2BG7eNb5DxfO5uNs"
    "euciHI0Q2qsBvUvffLBAHD2xWOAZ6Fu6J697lxpvHYfW7sPlcG/Rl2yjay5EjUw/8cw4hi"
    "neROySqIt9D+3MFF3f4KwI4IFIQ6erX+pTRweSo217atY45IeXmdW9ATRJ4vnqPv/uuX81"
    "dv0cLBK2YgoEdq+yypocZyqCsJmsY7L7pLYs6npjEnZcvZBZSVfNAd2WxJdXtodIDu6dmI"
    "/LU2nE1oXxtzMOfuCVnLsqdhR/UMe9pyCobQPSk7pz5H2/O4+ljxFE6rN20vsJ7uyRrCLN"
    "Twqu25a3A+PavxKM0Cjkpp8AOfBUOeqkTsrd/SzQHiKbR1ifNgaKF9a9lKscajEtEJI4cl"
    "8h14MoVSHg6fH70QiKvfzu4QfP8EwQ3s9KD/+7fafIgyHk5KJDxAt6lplRSTNOFQ2tBc0b"
    "cO0+DCXJP4ZE+OCdsyN+FNrOyQBYob6LVUJyGlCotytIPhEpS4FPFpgiziwVXdcFkxRANJ"
    "EVU4o9kVd06acCg8eQcNnLK8YLJrhZ2FYfXEBUyVvQcBB7Ye5QmR6ic59MeaEeaeVumYHv"
    "sJjf2ExiSmJpOYwvBP2SSmNNkwkkDq1rg0m9fBB94aiGdzT3s6iO8OaKfXYY3+KH11+xhc"
    "nk0uZ6axijjJfJlhIwYuqtqAXdlPH6gZNkHqNdQJ5Tx42pNHbWU/kAYbyHwMH/fkcWMdG6"
    "YmpOnXRo51pLgyrKe52rrJAWNnwdY8sOi0kMkFi+N+MtW9zL+AI7TApw1WMDKsSaCzQ8kS"
    "+Ys+JEyKhIDPrhywhh4qSPtKVbgysFhaF581HKRu/jG2exhGoteTzUFKQtiz2ZGkudtypD"
    "pJa5Yvtkxo+vUs7ED8g6DSksqgpS09V6OfesunmqJUZcG3MHdtb9zWEIT2lvSgbaSou0Ef"
    "9ljNNlZP9Q1yM9VTvRWKBD1hxeZB3C92q2EQX5GxCByy/sFFjARhUOO57jnu0l6LFH4pGp"
    "kyDr7uiQtiMS2ffonocrord/bTfB3IaAooago8gWHhZ++nH65FU6w/mzArXGeDxXSqlmpV"
    "FKRTCf3otFA9OhVNtC7QPOUGWqugg24/MW6jt+x/nnXUFgNSffOgFzcBydINpL8KnNXZTi"
    "ANRiIFvT9YF5pK2RJpygayJToKOnIpE2vkQrqWX1/7HFy6hLYkkDE8NawqiTJZ4oFyP/wd"
    "zMUaFrFDAjJTwDTT1iSHpD2ldbEvQ8HD2hm2An5i5XlqjqjenyHhA+EI1jSf7kxRTk4xQ3"
    "gitflxg3XDj4tU58ZfwIcV8RxgA3bZ1fUSEm0X+IGgJnohNsAU+p6VdBieboBnWMAIz7bv"
    "g3/a1LI1ZFslPqVTSzcSg0t6U/JEam/Kj2z/BVWE/FQxqqZEPJ8gzV6tfS9pxxNoMkpsT/"
    "Jg6ETIHjmzmadXuUnv12hYUYA9WuF7wmRptWLzI6nq/i3F/bmKhAjIqUOwa1uCPJYzx8Eb"
    "8X4REWe4AYVXnZrT3/4QsmETVhpatodcY7U2N4jyw6A/tX6pwt3F73f0a/8WmlPUlqxhTy"
    "XUAzyMeINqf01qxsNKRpSYXO2DSWxO0d+gqvbOgVzJsiqgV5xLYhtrEGyqpNmJydVmkoSO"
    "B0HCmHVKK3z6IzHNqUvot+plenvk6FTu7HEbvCaaEe+R0EMw9lxAI4OYT5KKX8M1W2Q+J1"
    "XSeFJ01TJ5utM7WEZPhPqEk2rAgLDAHLElxdpJwO31CyOb7PXhr1ZYVN21pWVfQqJeGlts"
    "/oAqSFVvKpoeQTuky+0B0K5kAh3KGUGH28ygw3yBPBwKZmjJlGFAjlBFNjDzB0qBg7c1Za"
    "2eNPbHJycS0NO7CpFnn43V2WN19lid/XRHTHSZG1FpmmulhCtOl40z5UpCnCMcCMhBWmLy"
    "9oid6vAfQ7ZJbDPI0xcpCXlCMQCsYQo0S0as356mRouBvlrmKy82GuqUn1nQzeB8sVqb9o"
    "aolLpWcTXvRDnZ0hIAp7Oa6+P8PvU8RZBuVkbvZEDuGKvRQSMZel+/elodVwQwJMjiNyxq"
    "8RraMrK/PHxPyoXjOy+mhj4R4iqJsIPE1hoJ05aukGBtYsEDHZc4P0dncbVzNPcCInbszp"
    "/ChrJoid1gmjH9hKnc2EJktfY2rGROVFfR4jftqq5mVXxjGfVAaifKFpGqXEEKS16lMRnB"
    "poCgdqnpnRmyYUzw/Jx09o5erPFBqNAunJSehZqiGgaYbBxqWPvA1epW7ZReDmaHaMR4KL"
    "1qM2QDqTZh7klolMqm+mowUsConzwoQJVNcYPWsgJMt3WjTdENuhltfVSrNKAdy8jHMvK+"
    "QW67jHy/usGZJUcijJ3gmsaMygPiPDBE6sN2kzzsyYHWst8itUnFDozsPt7qyWDDSKYz7u"
    "6dPg2W7wDHPP1BZGn79KxnrZOi059i+AZh8xEmALEELX8VJIO7KN55ef9FY08V+irih8Id"
    "wOSssyLlzkjuHhtAqOrEoDguhSPktjUo44j6ja4f5rfVtYXg3SbgTU0ak0l6NXrpRxacCa"
    "QkD3gq5ZhAFdCV4RIdmkxSuelQyQJ9OMB9PyDGUAFX0vhJKAZi+JQ9qGvG5EeTsk104/O2"
    "JL5ZuoEgnFJGejLbU+9Q33D/yj9u8FDvNN6zC08iRj/6SVr0k2QOv2ZAVm+UQG3rNAtucu"
    "yr1seQGbHvbc1nnpUthm58z0TK0tX52yXC99H9UG0U5Diw57Dkfihyhg62K/qHYb2FmEKQ"
    "EusG8wpnG2aewovrcBv9vbrA8m3rS2RaKNpRSgk0O2QtELf0VIzbuI19EwdrNiexctnof0"
    "LRTPx/NwcqSMdICtTIBWi+o/QT6FG5HfVr3wPhJBs9TeMtk3pRnHmRS7wYG1R22VFjbFDZ"
    "coNKh6ywc19GTicU6uVp3cTvVnbpnkgVQp5sqYM8EZRBjtV4+1iNtzZYu5nyXE8RDrBHDb"
    "x/UBhrW3PDWTXRDmhozHeXxnpdreNvinJg7A8z8sPfsH9sHytwn2wFbodlLtFLh8VGML/X"
    "tnWX9deY253W5QbjGMthztMMA3D2xmHNiofmvjk3zNbrRQW6wqzs+O8snfpwQwVjrBfE6k"
    "KXWEcHbGmwc4TDQDt87Sa6CI9B1jHIOlCo2wiy9lbWP1BdpIVi/ziiVB9/Beud6+slOyHn"
    "lTWZvIJI4WgG8xItFoajn+xOMshobRK4J7rHUwa+oqqyE/Cc5lajAKaZ0fSpZAIFR9QHGQ"
    "F8+sJYDVMZvkCCa9h3G1jbgkpa+IFNlMlEz1JHKDAs6eZtYBF2mUHENrREFlG08UtkEk3N"
    "iEaucsaAkGGQ2hO0PQ6rWyasf+sj3GKSuVdQIVOGWiYBiBcoYe4ES+kJtJDop40pPQNM6S"
    "n0cBdm9HTs4N7VEYEuvnL5PA17uNfBHFaBHN9S3sIRKY3uTViGAzYjPQIHVN1CRawfdD6Q"
    "50pCo3Jr9c/MDMmwIuwA4lueYSbRXKN0MLcfZsWnZMkmommygfgca+joNZ27Y8VXO3E2UI"
    "AqBds4QvWDEolnC16717DbWGfXXXiCF1T1HVi5agyFsG7SeTLJNgpNH1WyLvLYtmrITy7p"
    "shqeRJF0mHMCd6zGG6vxFFRIhl6NF3t2t/jReO+vhA9txd++033GviFy3a4IehZMCHsgP0"
    "IVCri90DOLLDC7NAnS5KA2LpLQ1JIiD2x2EmTN6XkPWxtfUNYJFxXi5R1wcJXb1FHxXb61"
    "DVwdS/GU99uVz0QeWtVBmHw8s+37fcw9HoukWi6SevIFluFMMzgmZb18LRf+/eljyzM8wX"
    "re5n7lqZT2ip/HbtcJig5/BFMWo2NffsZzP/7Wsedws3ObKjUg3mOnd53MitEHPvrAVfFY"
    "zciSfkHHK3j0freJrgO2uUvc0sP1UmTDWMmRYyX2vMJIJmqJ4W4re8aak7HmRCWox8Z+Yy"
    "hhDCXkxkfuaRy40SzwLAfGsHBbSnYrAeFIy2twD5SohBigZigxwTalN6sW0kwUG3E4M6X4"
    "bA1lplQRmZ6iaxNrYU5EMOKCiSVRY9Atd+6OK46BP0UDf/3O32yl/+bt0nY8FHwHit63/w"
    "6c7P8lkI7uVzoo9AnL+rXbHnb6BOJvX89uLj5cf7m9EAWDfMPUKb6Q/PFAVRXNrNZ9U2ZZ"
    "HxUv66Pcssa6TqWNQFcpXtkciXrtIc+SlysL7vHJiQS69K5CeNlnuQoT40EgOM5t2yTYKi"
    "wxCYkyAM8oVZcIx/I8m5ABekI4zIaNmNWpvoZsqwkn9/n19RU8JE7LOL/MhCo/ffl4fkHX"
    "eSaIFkQwc/4smbrvfRh82JCbK925IFW+2nDl/B7gtx8F820gF8ie2rDJ9oXpBa7AWqOmrv"
    "EQ/lZ1S+TPTNPWcPgzREYwd8NkhxWM07fuNIM/2hbZQPIGRqxnwtqbsEEXDtENL7ge/m3Z"
    "HqV3iYfwgoLjehEJa42QN5sbe/J367t1GZTc43tiMR8JzNvAXDZQVNwA2Ln0JJXO+Q1fDW"
    "6PknudVL+HMXdXYRMer2xf5DDfmmOVENVOsOpKtJ2xV36bLHhjnvgMMd0/TKVk6VcNRJa5"
    "ZKtj6WSrvUmj3s+m7YGonoKoLttpOEc5jNwN7nAKa/8N7ixDa7zptCQ3/N7SWTM81TCAD9"
    "+ZB53jRT/AM3WgCvY84UDSZ9L6z5gW1jzCiZLeQ2LYlqQlThmuH3y9SR6mDvJNyxaJ8Csv"
    "gGV65ybHZYN8ULB9XdPn6+4mujlFRCohgUevY24MQOrLbQD+FOw8CyTtPVFnAzR3Cgw9CS"
    "Tq8H2macw0F3vBsndNdrjC4qbZmCOQaw6Jk/be9iNxJ2hJDb81NnSElwTrrMkjXKKsY87U"
    "N5SZj1RgscZgrr9ywb8Ff8fu/STJqqCjZKtfCS40tsntR/Cjsf6U0ZBaZEIy3ozM6daCB2"
    "zQ//r6IpLPb4NnYooqVHat2AIFSxiK7j2uD/qYDTNsV9q2g26rOy1NqI5L7TC/t6/XxEKZ"
    "1sDde8p8a2aYpqih5Y7S0IRMaZTP1msHKqWZyKLaFtoQr7HJZ9V8k/pDpCWU8RMnVErj/T"
    "k5JJ59938+PX353X91QqVA0IyY07Ndxg6WZ0150g8vep9X1k0mHj8ipHOLvowiJzO15doi"
    "dzb9j7zOXWJmi+L8aGg2S6P68hWhCppzYXnOpkBX5u/YpSeb7N4piW/eqSPTpYCCKFrS/D"
    "xUsqEtehiQeoPC1CAdorXQoImqmKud3Z+afrhMFJhfGTjXukkcFI6vJtHjUblVVLndm+Dk"
    "2ONp7PE09niq0eOp7CbK5JgfyeSYHxXnmB/letiQmSEQXnLAx8RKI38WHe7glQrOWVnTvO"
    "02W4HtVBX+hHo4+C/UAX+/kruSRmd7apf3MLuzbcOcx5eEgwVL4pshUx9fGFcYHKAdd23a"
    "uwSpfppjKZEO1TXY7LX7wnt/8qKYC0qtlKh9GmXdh19UmVybIYmUlpJu9iT5r1XQy6T6EW"
    "7WdH3I1ZxcXU0V3Il1Ri3uPKcsE19RA+/GjtCh55NF0kccG+Nk09a4GCcQZesovUwmF+Rv"
    "FVVGFt5bNmClOQSW3jQKXHH/niShKrqoAxc2f/sYsFI0YFU0THhLz5yiacIq9SeK2hOgUv"
    "OEW+5OFO+MKj7emFhpF+9t9JZl0T6VAPu0EOvTLNQrKtHsynGkhFppsD9Akm0QSQKZrgDs"
    "++VJ78d/7lthPn+FxM4U5WDQ/hSldnKNG7jk2jcIW4jLoeyeJWNSABNCYUi1gdzbfFqAQ+"
    "bEIcLc2mJVJUWkXhu0W9NYQ6cSCorl0jetoaw03+vPISvs3JdDO6JQD+qb+N2UaDiXtpzK"
    "pIulKYeTNuYFbjHb0fe4t0XozajC9wxpA4zvzDeXJA1GP2JvOT+lu9cNykPlpWqWUj3pyq"
    "W0lWNxB6IWXscQQV44vJCj6Hd24VEe6V8d+9ENaiIJ1pZh/rkk2MGAwuOjl69fnr549TKe"
    "Sxhf2TaOMD96sPdEnu4yNu0SBnZj2Q9QfatPZ5vy6Q8ZyoFAHL14P3kPlZDOUqqf/RAAHb"
    "x3B0CrmPCgtNhoJ9shEgjNYF0iADwE+SETb89IVPkwcC+oD0CWyEZ+d4NeHPzl/NJxB5T6"
    "3YhV7fLSesep1PLmajmNBlqyK5vm0HAqT9sdnrlMtC05CXGq2u60hORWiUFHOplFDZfDU2"
    "qSlNZCYwYIyb5FNr3MTBiusTIOaxPSi5YRQ6suz3cs0cCklr8R2tlETXO4m4ygvwEfj4D4"
    "xDOoDk5aRUMPkOBLfmQ9pbkEyB/cCTKNe5jOBRkaSfedSnkZcWhYp1SUFywNw46apufyMv"
    "i7ilI4+IkB0SdjDseYwzHmcIw5HGMyQcs91+e2kz5walvplaLacIBNKzEhQzkYTtx6hmlC"
    "748ZYWdywpM3ETuChFcV+huNSQcIO3YDs9cF2QahilQC1YRiIHi+92GaSRvgjZkDY+bAmD"
    "nQ8FSMfYq1QVvaLiNAwfzwcsjyNOpHfeI57F3CmvYilMRXSDwMoCO30xhbU0xMtBBbizdV"
    "fZRlpxwqLTJ2QszLTQl8857I+kCXnV+quujYiblQltaIpoXzLXxhkesTiaa1PjQk7erqKz"
    "7ZpfXe1OCP/Y1DNtrKoe1QZHCeiaOQ8Vm3NQDpYpO40/gQkolAJgG24PB6C26iIEkSJlqY"
    "m6iJL7yTHo+mEIUW6zyqdATPn60Mj6+tdsha/IFO1tjxokMi/3kcY8h/FCMcx/n4WyZjlG"
    "+M8nUf5WOiYAzxDSTE13zzzTGM0XJD5YVt6261OF6WdDiBPH8VTakyAep+InQe3TmVcE8T"
    "Dgb1387u3iDQTiLsPdvDJnqkGhBBa8fQYKKXpZm+Tq0pb4II/U6EdUjZ9ewmktErccmhOO"
    "vwheV4xJOpwyHB1J6b8EXZToDBPa+OZz9/939+NYfBPf8kjg01yFGgu6edAgul7CaJaNRB"
    "f6fTEnupNECWFghFApt+YNeoBlpNQmUoa7OgI0v6HX3tSDixww2EU1yeGptD/XBjadPnBG"
    "WeAkfGmePgjZgZWcIMN0zD7bRs8eDbHwLoLxyHihnNppdZgtPj0tCWEfLL6GfVCupe/H5H"
    "v1oUhKJWFnEeRA1Tzm3bJNjaFoTiiTPQzih1l9AW+D2+LpmbAbH3BaESvTJDuoGD9fz6+g"
    "oeEofKzy/vMir+l4/nF1T1z6z2fNXoI3bI0vZZRfODQR4r5TIUPmRgdfEgh+LfgvDCIftY"
    "HD83LLCl6yyIgkcMbDmEv2JvF8KYORZ4WU4OZdws9K5CPwv7LHMSZpy9ZbZXlnY42WONq3"
    "aD21SgjOuVuJ6mHJgsDRmPoxnBVBFyyP8SbW/XAPQ0qdB/RkCqoqiFd2MzpSym87JZ8uGb"
    "V5HAreTuhqOpq8jfFOXAdmJibJtkXt8WGdzm00Cng4HqVZK2M7QDY30ohONfsa/MryB3c4"
    "TqSV2u7VdJDo99v8a+XwOpRYD0hE6rESKtu3Q7qhyh+unygLBIQ++4BViSU1Ua8gzhAFZ1"
    "kE24/sFFydsjHFa2RjpEV8jn/HalV33xEway/Jmvjxkt4U/pEn+6EEo3vVsPZ61TgN2wjA"
    "E0FaNTQZ44zUovagHpMNBOHG0di3CW7FkSZZ5GfWEBcpu9MTKsdPQUhm/Vr+QuAXYSfisH"
    "eJZuAGv6LhWhY2ekTkzjoWOlUBDwLC1Utj1D/eWfOStTkdO2ObH3lZbljaAWai3j8oX6OP"
    "8WPUqNtd2kaN8JPH/qSfUxXTeDuZpdY2uohxItTNfyOKfreurD/T71PEUAb9b23MmAnHku"
    "wYfUoVKfDV/5xynEhSZ0mp34Z/W9MvDzSkrnAmhoOk0JTuR1PwmuCJwse8KTKj6Zndwo9l"
    "nJtETgfANP+WSu7krY3RAh716ROqEj//qTXvsNuOMlDuZMqKJGN4p0d4v6LQAUbg8SaKrR"
    "zPW5b84Ns8k2FNxQzdowphuNK4Zhg5jF9YW10GJV0Ff0UQrJ4KbQ6qLPBINuS6+JCNqt/S"
    "aC3kRmdOvOdhPXFpQ12rqvUSPG0hFlSNCM3gpwC3vOg1rHqh/ZTctgaLNG3xPhme17+d4T"
    "DT5X0IiCaw0fVt3/ketNEX47k8zs5rEtxNDaQhSmuRR2heg4y2WH9IEdW64tRMNpLvf0B+"
    "VhlesCEdH2nLN1e3Z1IYD2H+Hb9dzfHcTalP1DiLJ49aaIlO6x8QkkcVhryiR4eT9XpvfG"
    "K5neG9lkR673xishB+b0jLMFAuTcWBTKkAyh0oLkHLsBA6D5AJsLU5UbgYD5+fj4xYvXx4"
    "cvXp2evHz9+uT0MJY0+Y+2iZzzy19B6qS4lRdDf/rY8gxPYHNuYxBPpTR3PlC1hWp3m4BD"
    "KjNiRtfRtBo3cqTDYMks3jkq8yWqjajGGhF1Je50ZMJy0oyJLyipeEv/67J/hwYC0RGeew"
    "SmiLhL2/HQ2tBkCxF74SE7T5gtk+fe1j4UacLBdAL5zMw2qhxEx1EpE3tHx4mX0h0nGHBT"
    "1/YdEfByqm72GUrrZF9ZbN3xTYIW+IEkJrQC6nAAJLgcBLz4z9vrT+IdkCHLbgFD89D/oc"
    "5bgOz2LP3pwyS9sJdpzIc3UEmiG1DO5E6QBvF5i/FrgviGS7W2CmAJD4nLhyKmPPt49nuW"
    "X++urs+zVjk84HxPh1V9Ad058Dp99w8P9dcoOjlDDtGzZ4nNOfLXTcq0senalqZrzK5x6F"
    "nC9lHyG8aGUvvdUMq0y2ZEJxTqJ4TCIULfN9vr6C2ww4Xh0Zg+EfgCOhbTlclfa8OB9lOG"
    "43aanN7jgBm1g0U1cQ3DFCWRTVMNBFsuItMVusy2KgctRzIMAcJcgSz1E7m2qdOTNJz2EO"
    "VjxT6QtpHfkmPew5AZtcVG01NmuM1VH+LPycMUArmK/NgJc1qSSgAdbaTGUP5iqZbH35JE"
    "2ckLTvRKMIIqTs3w4cpWDP+uVMKdDEl06drJbc3kGKUS2yRzjTpPbmNNqtvLcFvZD6TBNM"
    "GP4eOURbKpWUHpLEHYXQ1Nq7pJHqbYiZmgWBO7lvPfeATFGXAZjLfmwDmZe3cmwbF9EIUy"
    "QPhGE9KpcrAy3KC3fxSYYnDmE94qPqM4uS1O4oNzLpveNqayKZrK9sRTHc4HEU7vyWnYpW"
    "QPld9uvX8gkSq5ADnCgeBb8eRsrEXCfjWl6NsxFZ+1DXmnVK2CaEAVnAjdVNwGH+uT6y3v"
    "NiqSO3aVqHwQtunzaNlKOiOOoS0PxAZS+OFkh22Ek9t2mUXFmvTu0bCl7JNCtVh4mAkU4p"
    "CN9eyS8utP2tRopqyj2Ogo7BNbXINQ3ChWqWw3eYjb78YL+6oEwuHtTxDdI6nRHkdbRnsc"
    "5Ud70G/0hI1jitMGOZIhpAw24ZloLO8vpxF3ear9/f9zHEkp"
)
