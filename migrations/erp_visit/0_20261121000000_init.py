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
COMMENT ON COLUMN "visit"."evidence" IS 'What the server makes of the position';
COMMENT ON COLUMN "visit"."evidence_reasons" IS 'Why it is not simply verified';
COMMENT ON COLUMN "visit"."checked_out_at" IS 'When the rep checked out';
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
COMMENT ON COLUMN "customer_account"."advance" IS 'Paid ahead (预收)';
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
COMMENT ON COLUMN "receivable"."open_amount" IS 'Still to be paid';
COMMENT ON COLUMN "receivable"."business_day" IS 'The business day it arose';
COMMENT ON COLUMN "receivable"."due_on" IS 'Due on';
COMMENT ON COLUMN "receivable"."remark" IS 'Remark';
COMMENT ON COLUMN "receivable"."created_at" IS 'When the record was made';
COMMENT ON COLUMN "receivable"."customer_id" IS 'Who owes';
COMMENT ON COLUMN "receivable"."order_id" IS 'The order';
COMMENT ON COLUMN "receivable"."stock_document_id" IS 'The shipment';
COMMENT ON TABLE "receivable" IS 'A debt of a customer, from one shipment.';
CREATE TABLE "allocation" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT new_id(),
    "amount" DECIMAL(14,2) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "receipt_id" UUID NOT NULL REFERENCES "receipt" ("id") ON DELETE RESTRICT,
    "receivable_id" UUID NOT NULL REFERENCES "receivable" ("id") ON DELETE RESTRICT,
    "reverses_id" UUID REFERENCES "allocation" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_allocation_receipt_5d71c7" ON "allocation" ("receipt_id", "id");
CREATE INDEX "idx_allocation_receiva_611019" ON "allocation" ("receivable_id", "id");
COMMENT ON COLUMN "allocation"."amount" IS 'Amount; negative if it takes another one back';
COMMENT ON COLUMN "allocation"."at" IS 'When it was made';
COMMENT ON COLUMN "allocation"."receipt_id" IS 'The receipt';
COMMENT ON COLUMN "allocation"."receivable_id" IS 'The receivable';
COMMENT ON COLUMN "allocation"."reverses_id" IS 'The allocation that it takes back';
COMMENT ON TABLE "allocation" IS 'Money of a receipt set against a receivable; taken back by a negative one that names it.';
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
    "eJztXXtv28aW/yqDAIumgBrYTuy4zWIBO3Gb3OvEge003W0KYUSOJK4pUuXDru7dfvedM+"
    "TwOZSG76HEf9qY4qGo35k5c97n38+Is54+Gq7hvbjwdcO7sjxn8+wn9O9nFl4R+g/xDRP0"
    "DK/XqY/hmodnJiPCcOuURPfOXM/Bmkc/mmPTJfSSTlzNMdaeYVtA8HVpI93Q0dMSexP6X2"
    "JNkGfTfxjaEjlEsx2dXja8JfKWBD1i0ycumpG57RCELR3huUecN8i2zA0ij8RBWNeJ/gK+"
    "XLc1+u2GtWj5e3zL+NMnU89eEErr0G/7/Q962bB08hdx4c/fn1FEDI9BEvxraugMH+8Zvf"
    "V3+D9Q6M/+AMr1w3RuEFNPsSMgYNen3mbNrn358uHdz+xO+LmzqWab/sqK715vvKVtRbf7"
    "vqG/ABr4bEEs4mCP6AneWL5phpzkl4IfRy94jk+iX6XHF3Qyx74JHH72n3Pf0oCxKF47FF"
    "jywtDdFxZ5oj/6v8I3TVDd/Wm+C/56/l1w0/Pvv/v+WW6pwMtluBpe0mwLlplheYD2v/8O"
    "viKGil19Bt/19v3F7fOXZ+zpa9v1Fg77kAH57G9GiD0ckDLOxfgHLErj/47i5xkrIuZBQJ"
    "HhgR6SvOD/qMILfiFmRry7OK4crhTWn+yn5wJo6e4gFjI8tKSbm76Lnt0+pYG+//Dx6u7+"
    "4uNneNLKdf80GV4X91fwyQm7uslcfR7wxaYCIxAm0UPQ1w/37xH8if7n5tNVlnvRfff/8w"
    "zeCfuePbXspyndowls+GV+id6aYC9buHkWv11ip4C9EUWGxRSiTpk6nX66uZ/eXd1Pp0LW"
    "Yg89YRfptkUfRl4sXiAq7IjzgvLasR+JHK+frfBfU5NYC29J/zx7tYX3v17csn129irDz0"
    "/hJyfso79T+McCUhb/mEJp/O/pWyF7zo6V4JypAvjLEwnAX54UAg4fiQCfljtWUkRNni4t"
    "gf9PsqmCfZ0TJEbY8lcz4pRZ0jFFz0taAOUn9m5UdCD4fWlUERUxHsgZfqD1L08C1S0P/j"
    "/ubj6JwY8pske2oXno/5BpuJ4EE0K1qO2V/WtSQ629qgGV1EnNoX3+8eK3LOpvr28us8sf"
    "HnCZYQFTmctwICIYEAOid1YPf4dgt5xKE1OoJ39u2buhhfFIrCoi5vToSELG0LsKhQz77O"
    "+s1mg7Jc/QJE2NI7SjZc7tZsN7gyyqQSIqb5jkdzeuR1Ztn6dgDs8fxAYZ4JgH/mcqD42F"
    "RU9+Bv8H+iLY0kRyPTZSr1Zr094QGVtsgLDHV+P3d/BT5GNIrUiKj05M4jGEbqlZdfvh7f"
    "0zxocZ1h6esKNPUwyBT+wTO3Mlujf/0epklb2CLbxg2MHvgLeOWfOOrLHjrQh7eZFzKnHD"
    "ZIdzSk/futM3dUGh1yNVJ6amIBKSdzHtvn23p2h0/yjq/tEoa8scpfz+Zg7S3ehXkDF3S9"
    "vxUPAdiL9v/4Yp+38JpPn9SnsBPmFVDCMqlahMKqmzpIjUV1ru0/IXz+xHkjlHNXu1xtaG"
    "HrAuMec9qjEBtM3oMemz8BB4sVO3Sa3c0spNQv4vDVN3iMCcugwpf/7nLTFxgU945FGCR2"
    "k/ZKh7u7WRLaHFd+b8zSiCzEdGr/EfjWbEtK2Fizy7QUg13/XsFXHqQ/o2fNIAIOU/ujlI"
    "W7ZsouUqtmuSq3mrVUOSN+60ae4oRrCvn6iB+WQ7D260w3UDgJr51BZ8E0TCMfJdEvh7J8"
    "hNEGrYQqa9QIaVt4La+ILRbhrtJnXsps9UstqWRUwUx2tGs2nfzSYKUil8IwL1XOmf+av1"
    "v2pB/pdduUmaSuBmtepWpMS1vfjBsMKzzbSf6DmnYVeV1Yxdlx7O+nSJ3WWpVZ0lbIQBLU"
    "mPC2dhWyeIv2pZ2E9OTyVwp3cVAs8+SyNPrXjPFyjmAPkVPU9yxn4K/pi6Z6ly8fb+w69X"
    "wsAFU9HSVs4Kb0J1rgofziW4cF7Ig/MsB0xbw2YpgRNT9Iz6v5YiQYOthU+tDB54oGY6VU"
    "0gZ5VeWBHXpZ+5P6F/LSF3o1rstGEOREJEW9J3J/q0fG5lwSMaSLbsLMBHrJBdwS9hOXom"
    "dj3kEq+2P3Jw+ZePVKkWJmB+sDzxEkhQZNhuSPnWGtuWx3nu/uLYT25g4xKsLVGwSiW33g"
    "Je5oeT41evX52/PHt1Tm9hLxxdeb2F8R8+3Wd2W+wsKen0zxEOIOGvLYdbsz7/dCC6Y7//"
    "0Fmx0+WfW7c13P6ObTbomb61TdW800nv4ZDdzx1GSlyqDLrIIWvmqjRt+yFMA0z5oRsElI"
    "FRH81fuetYkeUHOU7xT2sIqyAhmSqE9B+Efld92G6DBykGHP+dyCinLG5HjxWG1IfsBh6j"
    "FmAuCapeoMrJqLvgOooMseNie3SInyhSEaKpw+/eGSa6h9MaW/FhvaTWCUbwgHzIZ9fNgv"
    "DN76mwFXuvP8aQzjBCOtFyKlk7lCYbiDFRST+qWTgE26EkuAmSgQDLZVFPJliSr50mkCu/"
    "eHfaV5mNXGBdZRd0M0AraEGVXsg7AU5sZtXS8W/WAHvw60V6Sfz5LqXETt0pkYuv2asVeL"
    "U9XtCsYccxqAZs+5DFDLodRpppULv/OxdFj0eGPmEpKOQv+gVgthHsuaLs/ea/YMxbGayS"
    "02NlV5dm5AI/Ep7fCYu/SzVnLzNWvrKGMqXQbDvYP6dfTneoY4jczcVwZ8iURv3u/cUPJ6"
    "dnEPE0PCq4bcsLneH9w083APyGHPLFddAxRa1C6K7A/6C7ADx0VgLvygpDEZwTxrzqS5R2"
    "atP3vptPojsD6DLAldqsGERUOWf09aYsb/HfSfnt5N11F5A0AJvQMRZLz+XZ1aDdIFejqu"
    "obRHSDPVik+ZYjHrXawWq1e5iNfccW5li/eiiJ2EwiifGVyJ/kxEqD/d5+og9yEIb8CFEz"
    "AVCz3LBkrudcvuDMyPPjwnHwpkC9jUgyXOhcr/39DwH6b6kkcXkyZXQYxC9dT4O6+u2efm"
    "sawzH3rcnctxL6X5tVqHvpqW478n1HPC94L5HSzD/dpTe7ifukHMuWR6FBVMTSr4Q8nuff"
    "/LOX+PU3//Tk5Rn970vthF45fX30/SRXEE3/hKrFWEKLXcvNf8Wohg9WDX8gpTqdhrcrrb"
    "MEfs9ofauhK7I23mU8bxHBIBxv97xTuZo+turVHYMu6jC8sZRjVGdbKeXg+2JWtm9zjlD9"
    "Hk4QneR7qGySa83ApBIVM/20/mHZsaCAZtr/PC1tM1JI2+aFqpUz+8KSxipoxLKpGc6o2Z"
    "O1qkTaCXlOQquW+fWWmrCBIS0yzfmnkx2muZa4T8I0X7NWK9BeHkeFNSL7uvA+mdk8yYqd"
    "cQSPwmbzGFlpN1FFmKUrF1jhtD1D/e7q7Ye7Dzefph8v/nl1K5ThYRVqKDF0ohl6tUDK8Z"
    "kEA46zhljMAPho7DHUQUB2ZjjeUscCvQS8EGJkkzTb/A/qaCeXiTeuJaDBh5BLYVth56HM"
    "yowp1Fuat9G7KdERiKsfZU36NNkA8o3vq1ZHN2tCJl+hvpmiaIfUZqrQc0ZKes0pZ6LwH1"
    "1goyQw2W6kJG+Uyb1b2msI0s0NZxVUj1CDnT2W6KwR08zfCCtO5All7Bj7yYqNGJgqmnaW"
    "8KtcK+Z/aw6BNTsdZ5AqbwDtYfoe35RjL1VVDc3jE5nBWfSuYkvnJDc4a21YG6PUbLKYQj"
    "2N8jN7N2RYhmfQh/DksSZ6f7aC/oNhCSS5nKXPaXvmwi+3N2+vbv9bJFGWGJozq2HSm+Qx"
    "eJUqUEfEPWP9VoDyNX+30hjLQFyM8KH1U7025lSb32iymXtZ6SElPLbIjhzetu9opQ7HmE"
    "I9wf2V6tIkPT5Cg+m2c8eWnLE39h2XR/sjRQ2t1XEMYl2nuneB8CioAoxJ1MP3In45JTxb"
    "kC3t+SKT5WfTxgW5QEmiDMRzoFLH43odvinV+5BOqBlH3An6+svdD+ev6jthb75cXl+hz7"
    "dhQAMeGGd5sQ/hEr1gcPfLxXWu0bW1qIB/kkpxBvBXVZYDhkao2jEtPwk+T6lyo/1L3zUs"
    "KnlQ+NqhMQ9J7q+JPv/mvyJHR/TfP74k9N/zYwz/Jcf0yunJOXxKXtJ/nx8Fel//B4OHF+"
    "VKmjiBkgVN9+HLNV+4FChNeaSKE6xjCkUyrP/9d6FTCoUuuLrQtdPAwLIMSJvFTqm4ZoZs"
    "WKFNcJVnfkDTkU6POI7h2SJQi4V1ikg9tfA++Xr9WzSaA90EpqaxMkSFAUQzVtgskB4Z0u"
    "zyDWhfhM9QZwF/pJtZMKkQxqLYT3zS5opgy6X/RNHPq7e4qd7y8eL6+fGrSXD0xZoKZ9ur"
    "nGMwBJjuNcH5V5i+n6HqN4X/KA//O/pizKRH7tJYrymgyLc8w4QetdDc+ZF1EDBcpMuW0j"
    "Sd2D8mWATS5vRIxttN7yqUN+yz3KJOBDhL1SGlKMfeP2MZ0liGxM5ZBepjusymaWPecM0a"
    "JZbsURL+JM0wKpNaGLXRbDJZlHOzjwUvXQ07mWTSzJLrVKLy6KCnKTU+9jzLjCanKYXVPw"
    "0MBorLiBTiTwujf9aOoZGp4zcxheozPOvWl2pL06GEiVZwVOjYIH57OjqppdVGH6g9TOnD"
    "fNjv9WG7g+e9Cx+n6KqLJOnCtnV6tjmk4SVoEn1BjzOKgGM0sIuv2eOu6NM2aiLaIHR7Ps"
    "NrjY1y7ZEl0GK+rIYAY89SDDP7SbZaTwqz/R14huKf1lW/t+T0BM32Rfo4x/XGIvc2/U+p"
    "MZAX8VP3TuxVqHahP38BUZ2Cahf+8WRXtUvyRolql4Vj+2tIcV47tu5r4lkq4pvGlnXPci"
    "tsIKUn/ZZEtFJ60m/lfc6pJGNA893UgC3IHqSWKA2EBjUDm/JltN2uNLaoxTI4ZXFvFcKx"
    "nS8rhhkFawYEwWN+Ck3YX6xwALIl6P+dDb0yCcKfbLqVzXr7b/gl9KePLc/wNpRS2Fqlje"
    "/5Zn2zLqKHwTStJyv8poVNXLoA6BcSSsS+4Tt3Ev+Tf8ZMNrZ0TXiXNyw2YljsvRxsPcAN"
    "3yy6bL3Cx8MjZtglKLhrAheC4JmJnQVxvfidZw7BD1GJpgMhGKJLV2au490WqQtB7eXYem"
    "YYx1+PdTwdCuBgP5f0w7Va3sM2bR73rVlCEU3t9KCuzDV2ToC2DMILhFHtiFYi++eVdPbP"
    "yrCMlb+acqkn0DKMRWH0XEStXBj9ZziLlvYTWkFj7Uj40xPCKhVL//Hk5OXL1ydHL8/OT1"
    "+9fn16fhQF1fMfbYuuX374BQLsqf2Qj7hTweJ47lSUzVCc65kiqpnp2dVO+Nlw6LE74/nk"
    "kPRJxRFVnUyjpN9HMuGTWHpZXBMkw8ifvcbFmCaaSlo2Ig1MgBSAPKbitNYRuO/mQcMJFN"
    "ZMuAl1+JJAp6kGku6UMFe6QhcO4ZLQJkiGsX7hhQu7+UaqyASt6BMNEM46mm2CKURssnDb"
    "/NiS5pRYEfXza+R9T6ov+p3JM+ntL5HLxJX/xlD+YkklLuzrNtjJoYQUkWly3VfvuOEcs0"
    "NvIselU5FHN5ISO/y58X27nbkWopaaQa2/yMM4s/3F0mOOVNc29RfoA7VRQ8uaau0sTYVC"
    "TBZUT+bthqK9I3DjtvENMp7P3c3m2NVECHJ0gyrsBnUf/DJBwPB2hWOAF+GuqN59rvkCyb"
    "H73Nh9bp+7z82wU7aRZYJEPfwvscPGT+dOySqIt9D+3MFF3f4KwOYECkLNX61/KQ1cnorN"
    "tW3rOEGkvLzOLegJIi8WL9A3//Wr+dkbtHDwihkI6InaPktqqLEc6kqCpvHOi+6SmPOpac"
    "xJ2XJ2AWUlH3RHNltc3R4aHaB7ejYif60NZxPa18YczLkHQtay7GnYUT3DnracgiH0QATS"
    "6NK2TYKtol2Toc2wY0aJu9w6keKZrbwGM4ieuF5gPT2QNYRZqOFV23N3eXNzDQ+J6q4vP2"
    "Rihp++fLy84qH1ONibZ4RHt50ThqdKBNWTZArF1Y9eHL8U7IlfL+4RfP8EwQ1MRNH//Uf9"
    "2FYYVj8tEVWHlkbTKnkMacKh9Dq5pm8d5lqFCQ3R8RHLItsyN+FNrLaNRSMbaOhTJ+uhCo"
    "tytIPhEtRRFPFpgiziwVXdcFnGfQOR9yqc0eyKOydNOBSevIUuQVleMNm1ws7CsHriAqYa"
    "xaOAA1uP7JhI6bOa4gtNmGaE+UBVOqbHpjVj05oxU6bJTJkwxlA2UyZNNoxMg7qFFM0mDy"
    "SjOw0ETRNP2x/Ed0dN0+uwRhOOvlpKDC6ZI5eY0VjZlWRSxrARAz9IbcCu7f0HaoZNkHoN"
    "tdu4DJ6296it7EfSYJeSj+Hj9h431hZgakIueG3kWNuDa8Paz9XWTaIROwu2Jhvx00Im4S"
    "gKLsmUkDL/AuZoQVIQWMHIsCaBzg51MeQv+pAw8w6iCrsSjRp6qCC3KFVGycBiuUPJ1NQg"
    "P/CPsafAMLKJ9jbRJY6TzmbHkuZuy+HQOHdWvqIvpunXs7AD8feCcj4qg5a29PCGfor69j"
    "UPpsqCb2G418G4rWH6kbekB20jlcMN+rDHkqmxRKdvkJsp0emtGiFoPCo2D6KmpFsNg+iK"
    "jEXgkPV34QR6hEGNT7RogWH1IoVfikamViBZXJMIYjEtn36J6HK69XP203Gy/WBMgT2YSH"
    "3xbvr+RjQq+bMJA6l1Nr1Kp2qpVkVBOpfQj84L1aNz0djkAs1TbmqyCjro9hPjjr9l/0OT"
    "ee8FyCfNg17caSJLN5AmHnBWZ9tNNBiJFDSYYK1OKmVLpCkbyJboKOiYSJlYIxfStfz62u"
    "fg0iW0JYGc4KlhVUmUyRIPlPvh72Au1rBS2iXOI1PANNPWJCdx7dO6OJTJ02GBBlsBP7Aa"
    "MDXnIB/OJOqBcARrmk93pignp5ghSSK1+XGLdcOPKiHnxl/AhxXxHGADdtnV9RISbRf4ka"
    "AmGu41wBT6npV0mCTdAM+wgBGebT8Ef9rUsjVk+/Ht06mlG7HBJb0pk0Rqb8qPbP8FpWrJ"
    "0VVUTeE8nyDNXq19L+75EmgySmxP8mjoRMgeObM5Sa9yJ9ivfCJOgD1a4QcSydJyuzNjWE"
    "sVk2+pJc/VJnBIpw7Brm0JMlouHAdvxDtHRJzhS+fj6H//Q8iQTdiMx7I95BqrtblBlDMG"
    "/an1ixbur367p1/7t9CwolZlDcsqph7gsZQ0rQ7SuNafiGlOXUJ/ol6mfjpHp3L19F3wmm"
    "hGvCdCOR8p7tAYKfhDmvlNlyyQ+ZxUiWKn6KoFsrvbbCygzVGfxJAzBoT1lYgtKVZUDbfX"
    "rwtqMMjt+qsVFhU3bGmLFJOol8URnf4g/+h5Q6XfE4hEutweAe1K577UWHe4bcvZLxjsDm"
    "qWGR7fZRiQI1SRDezMh0q44G1N2aM+jf3J6akE9PSuQuTZZ2Nx4licOBYn7m8b7y5Dg12N"
    "bRfPCC8JcY5wICAHWTmJieGYDw03ZBvxNYM8fZGSkMcUA8AaJm3GQ6b7qrDtqy2x8mKjoW"
    "7EmQXdDM5Xq7Vpb4hKmRsVV/NOlOMtLQFwOqmvPs7vUs9TBOlmZfROBuSOsRoF5B3PTO6w"
    "ij9IYjUsavEa2pLbXx5+IOWiUZ3XEkKZtDhJOCyg3poibNrSCcKsFR/EAqIKvxfoIir247"
    "3FwU3N7vwhbNqHltgNJkbST5jKjS1EVmtvwypGRGnFLX7TruJCVsQyVhEOJHW4bA2VygVU"
    "sORVakUebAqI5JSakJYhG8aUtM9x91T+Yo0Pm4OWrKT0vLkU1TDAZCPnwtTfRKla1W605W"
    "B2iEaMx9KrNkM2kGRr5p6EPoFscqIGbZuN+rkzAlTZpBzorCjAdFszxhTdoHsx1ke1Sv/F"
    "sYpyrKLsG+S2qygPqxlSaG+NjZB6w4zKA+I8MkTqw3YbP2zvQGvZb5HapGIHRnYfb/VkuH"
    "DzdJa4e6dPg+U7wDFPfxBZ2j4961nnEH76Uwx/Qth8gikLLCnSX8FH0GQk2nl5/0VjTxX6"
    "KqKHwh3A5KyzIuXOiO8e659VdWJQHJfCMT3b+vMkiPqNrh/lt9WNheDdJuBNjfvySHo1em"
    "nHE5wJpCQPklTKMYEqoCvDJTr0WKNy06GSBcrQwX0/IMZQAVfS+IkpBmL4lD2oa8bkR5Oy"
    "TXSj87Ykvlm6gSCcUkZ6MttT71DfcP+afNzgod5pvGcXnkSMfvSTdDQQPjwZ6oOsXift2t"
    "ZpFtz42FetjRczYt/Zms88K1sM3eieiZSlqydvlwjf8/uhujLIcWDPYcn9UOMHDRxX9B+G"
    "9QZiCkFKrBuM65ptmHkKL67DbfT36gLLt60vkekgZvOUkmiw+JaWYlEXo7Ft2GDN5jhWLh"
    "v9jykUnkrOpUCNXIDmG6ruQYu27ajf+B4IJ9noaRpvmdSL4syLXOLF2J+tyzLysT9by/3Z"
    "HLLCzkMZOR1TqJendRu9W9mleypVCHm6pQ7yVFAGOVbjHWI13tpgPRbKcz1FOMDGDPD+QW"
    "Gsbc0NZ9VED4yhMd9dGut1tYaXKcqBsT/MyA9/w+GxfazA3dsK3A7LXPhLh8VGML7StnWX"
    "9deY253W5QbTyMphnqQZBuDsjcOaFQ/NfXNumK3Xiwp0hVnZ6bdZOvXhhgrGSC+I1IUuse"
    "YHbGmwc4TDQDt87SaaaI5B1jHIOlCo2wiy9lbWP1BdpIVi/yiiVB9/Beud6+slOyFPKmsy"
    "eQVc4WgG8xItFoajn+xOMshobRK4x7rHPgNfUVXZCXhOc6tRANPMZOZUMoGCE5qDjIBk+s"
    "JYDVMZvkCCa9h3G1jbgkpa+IFNlMnwZ6kjFBiWdPM2sAi7zCBiG1oii4hv/BKZRGwyPKOR"
    "q5wxIGQYpPYEnd3D6pYJ69/6BLeYZC6YFF6aWiYBKClQwtwJltITD72HT8aUngGm9BR6uA"
    "szetSaUg17sVw+T8Me7nUwhlAgx7eUtySIlEb3NizDAZuRHoEDqm6hItYPOh/IcyWmUbm1"
    "+mdmhmRYEXYA8S3PMONorlE6mNsPs6JTsmQT0TTZQHyONXT0ms7dseKrnTgbKECVgm0JQv"
    "WDErFnC16717DbWGfXXXgiKajqO7By1RgKYd2k82SSbRSaPqpkXeSRbdWQn1zSZTU8iSLp"
    "ME8I3LEab6zGU1AhGXo1XuTZ3eJHS3p/JXxoq+TtO91n7Bu463ZF0PNgtN4j+R6qUMDthZ"
    "5bZIHZpUmQJge1cVxCU0uKPLLZSZA1p+c9bG18QVknHC/Eyzvg4GpiU/Piu3xrG7g6luIp"
    "77crn4k8tKqDMPl4ZtsPh5h7PBZJtVwktfcFluFMMzgmZb18LRf+/eljyzM8wXre5n5NUi"
    "ntFb+M3K4TxA9/BFMW+bEvP9i0H3/r2HO42blNlRoQH7DTu05mxegDH33gqnisZmRJv6Dj"
    "FTx6v9tE1wHb3CVu6eF6KbJhrGTuWIk8rzCSiVpiuNvKnrHmZKw5UQnqsbHfGEoYQwm58Z"
    "EHGgduNAs8y4ExLNyWkt1KQJhreQ3ugRKVEAPUDCUm2Kb0ZtVCmrFiIw5nphSfraHMlCoi"
    "01N0bWItzIkIRlwwsSRqDLrlzt1xxTHwp2jgr9/5m63037xb2o6Hgu9A/H3778DJ/l8CaX"
    "6/0kGhT1jWr932sNM9iL99vbi9en/z5e5KFAzyDVOn+ELyxyNVVTSzWvdNmWV9XLysj3PL"
    "Gus6lTYCXaV4ZSdI1GsPeRG/XFlwT05PJdCldxXCyz7LVZgYjwLBcWnbJsFWYYlJSJQBeE"
    "apukQ4kufZhAzQE8JhNmzErE71NWRbTTi5L29uruEhUVrG5YdMqPLTl4+XV3SdZ4JoQQQz"
    "58+Sqfs+hMGHDbm50p0LUuWrDVfOHwB+h1Ew3wZygeypDZtsX5he4AqsNWrqGo/hb1W3RP"
    "7CNG0Nhz9DZAQnbpjssIJx+tadZvBH2yIbSN7AiPVMWHvIJR7CC/r7XY9fZd0P3jAfhcV8"
    "FDDvAieycXhxAby7S0+yvBXd5hfJJPeGXwq38yxeJ9XYYUzSVdhWxyvbF3nGtyZTxUS1M6"
    "m6kmEX7JXfxAvemMfOQWzZge7I8qwaCCEnsqpOpLOqDiZf+jC7s4dysnR2RpJqIHkCiSOh"
    "u+QXfuRUAThJOCSMozN2zDFqHuFY4+shy2hLBkxid9WP5N3GD1NtcZcUIBIBu6QolYqZJr"
    "dYQ1jL9jsbgCyRQzwpWzsPVKcNvH2ULUOPU/MmxBeaxowKsaGevWuyw1qP+vriBIFc/zoc"
    "dyC2n4g7QUuqsq6xoSO8JFhnfejgEmUd8/f8RJn5hDcu613k+isXbHH4d+SBjPNACpretf"
    "qV36xvFtvk9hN0VWIt9PgcTWRCvtCMzOnWggds0P/6+oIgzSG6Qa0l9kxqOrLikxVboKDD"
    "Q12wl2jVPAbsh+0E2HbQbXUEpAnVcQYc5ff2zZoaoJnupd3b+L41M0xT1HNvR/VaTKY0yh"
    "frtQPFnExkWbaHNsRrbDhTNa+K/si1hDIerphKabw/x4fE82/+j+fnr775Z6ehFOge7N5n"
    "JnWTDZQcU9C5IVhGU5OZHHFjkXub/kdeqS4xN0JxfjQ0H6JRhfiaUA3MubI8Z1OgDCfv2K"
    "UIm+zeKYlu3qkE06WAAgd/3IA51KKhNXPoK/8JhekJOp/QTnXI1c4ONE0/XCZAlVwZONc+"
    "Rhyviq7Gga1Re1VUez2YuMnYZ2bsMzP2manRZ6bsJsrkuR7L5LkeF+e5Huf6aJCZIRBecs"
    "BHxEojf8EPd3A7BeesrO3ddqufwMlVFf6Yejj4L9QB/7DyTuJmSwdql/cwP7BtwzyJLwmH"
    "m5XEN0OmPr4wMi04QDvuHNNz8kyHy5fncPbSoEeJLJquwWav3Rfeh5NOw1xQamXSHNI43T"
    "78osok0wxJpLSUVdNLzthgzs3mk8dIYt5tfcjVnJ5bTRXciXVGLe48aSwTX1ED78aO0KEn"
    "jHHpI46NJWTT1rhYQiDK1nJ5mVQtSNAqKscqvLdswEpzCCy9KQ9cJf6exKEquqgDF3by9j"
    "FgpWjAqmig6Za+HUUTTVXqkcJLpFGpmaYtd0iJdkYVH29ErLSL946/ZVm0zyXAPi/E+jwL"
    "9YpKNLtyHCmmVhrs95BFG0SSQKYrAPthedL78Z/7VpiwXyFzM0U5GLQ/8dzNRCl5Inv2J4"
    "QtlEiS7J4lY1IAE0JhSLWB5Np8WoBD5sQhwuTZYlUlRaReK6Y701hDvysKiuXSN62hrDTf"
    "b8whK+w8lEObU6gH9W30bko0vUpbTmXSxdKUw0kb8wK3mO3oB112z7wZVfieIW2A8Z355u"
    "KkQf4jDpbzU7p73aD+U16qZinVk66JlLZyLO5A1MLrGCLICweoJSj6nZ92nEf6F8d+coOi"
    "R4K1ZZh/Lgl2MCTt5PjV61fnL89eRbPRoivbRqLlx5/1nsjTXcamXcLAbiz7Acpr9elsUz"
    "79IUM5EIj5i/eT91AJ6Syl+tkPAdDBe3cAtIoJD0qLjXayHbhAaAbrEgHgIcgPmXh7RqLK"
    "h4F7QX0AskQ28rsb9OLgb8IvHbU4qd8RtVQbly5dco00Kkqt4UTBptFA72dlcxkaztdpu5"
    "VsIt1sS+JBlI+2O/cgvlVioopOZl7Q4pUfRZO4fhbaK0DcVTRgRZ6wbGJCFBvVKRV9T5aH"
    "YPPOxbnEhORdRTkMybbd/JMxiWFMYhiTGMYkhjGa3nI/5LntwCnBqhqhc09PYV17TaxpJS"
    "ZkKAfDiTvPME1ofjEjzXi8xnC6nAaaDadjx25gsrEgjh7qPiVQjSkGguc7H0YItAHeGBMf"
    "Y+JjTLzZyOhBRZGgo2qXsY1gOm85ZJM06sczoinHXcKadg+UxFdIPAyguZNmjBopJiZaiB"
    "pFm6o+yrIzxJQWGZKT0KXxzbsY6wNddjqg6qJjJ+ZCWTrGibqZsHC4oaJGS+rbjhYF0lcc"
    "KIok89YYkYtN4k4jkSkTJOLnzXduIGrfgFMjSFaD0QHmhjdThXfSoxkAorBRnUeVDiT5s5"
    "XhJWtcHbIWf6CTNXY8LtLyn0eu7vxHEcJRuCl5y2QMNo3Bpu6DTUwUjJGmgUSamm+CODrd"
    "W25su7Bt3a0WTsqSDiee5K/4OCAToO4nnuTRnVMJ9zThYFD/9eL+JwTaCcfesz1soieqAR"
    "G0dgwNRidZmunrhC77CSL0OxHWIXXSs5tICq7EJYfirMMXluNRkkwdDgnGo9yGL8p2AkxI"
    "OTuZ/fjN//Fsfvb9BP2LODbUgvIYeE87BRZK2U3CadRBf6eLDXupmWEwi8yDZO1NP7BrVA"
    "OtJqEylLVZ0JEl/Za+NhdO7HAD4RSVCUbmUD/cWNr0OUG5ncCRceE4eCNmRpYwww3TcLud"
    "bfr7HwLorxyHihnNppdZns3T0tCWHPkl/1m1QpBXv93TrxaFTKiVRZxHUeOKS9s2Cba2hU"
    "ySxBloZ5S6S2gL/B5fl8zNgNj7glDhr8yQbuBgvby5uYaHRIHdyw/3GRX/y8fLK6r6Z1Z7"
    "vnrvCTtkafussvTRIE+VIu+FDxlYfTLIoei3ILxwyCEWKc8NC2zpOgui4BEDWw7hrzjYhT"
    "DmOQVeltMjGTcLvavQz8I+y5yEGWdvme2VpR1OrlPjqt3gNhUo43olrqcpByZLQ8ZjPoyV"
    "KkIO+V+iHewagN4SFfqACEhVFLXwbmy2j8V0Xja0O3zzKhK4lUzTcAZwFfmbohzYToyNbZ"
    "PM69sig9t8Guh0MLm6SopxhnZgrA+FcPQrDpX5FeRujlA9qZtov1SSw2P/pbH/0kAy5yE9"
    "odPcea51l24LlCNUP7kbEBZp6B23YopzqkpDniEcwKoOsgnX37kofnuEw+mYXIfoCvmc36"
    "70qi9+wkCWP/P1MaMl/Cld4k8XQunmY+vhrHUKsBsm3YOmYnQqyGOnWelFLSAdBtqxo61j"
    "Ec6SPUuinKRRX1iA3GZvjAwrHT2FIUj1645LgB2H38oBnqUbwJq+T0Xo2BmpE9N47FgpFA"
    "Q8SwuVbc9Qf/lnzspU5LRtThx8XWB5I6iFysCofKE+zr/yR6mxtpsU7TuBT556Uv0k181g"
    "rmb3zhrqoUQrybU8zum6nvpwv0s9TxHAm7U9dzIgZ55L8CF1qNRnw9fk4xTiQhM6zU78s/"
    "peGfiTSkrnAmhoOk0JTuR1PwmuCJwsB8KTKj6Zndwo9lnJFPAnfAP7fDJXdyXsLt/Pu1ek"
    "TmjuX9/rtd+AO17iYM6EKmr0Tkj3YqjfAkDhZhaBpspnX899c26YNY/sjK4fDTesDWO6F7"
    "RiGDaIWVRfWAstVgV9TR+lkAxuCq0u+kww6Lb0muDQbu03EXTSMfmtO9tN3FhQ1mjrvkaN"
    "GEtHlCFBo3ErwG0SBOxBrWPVj+ymZTA8V6PvifDM9gUtyxt8rqARRaJDeVh1/0euN0X47U"
    "wys5vHthBDawtRmOZS2BWi4yyXHdIHdmy5thANp7k80B+Uh1WuCwSn7Tln6+7i+koA7T/D"
    "t+u5zTiItSn7Q4iyePWmiJTusfEJJHFYa8okeHk/V6b3xplM741ssmOi98aZkANzesbZAg"
    "FyaSwKZUiGUGlBcondgAHQfIDN/KjKjUDA/Hhy8vLl65Ojl2fnp69evz49P4okTf6jbSLn"
    "8sMvIHVS3MqLoT99bHmGJ7A5tzEoSaU0d95TtYVqd5uAQyozYkbX0bQaN3Kkw2DJLNo5Kv"
    "OF10ZUY42IuhJ3OjJhE9KMiS8oqXhD/+uyv0MDgegIzz0Cwyzcpe14aG1osoWIvfCQnSfM"
    "lslzb2sfijThYDqBfGZmG1UO+HFUysTe0XHilXTHCQbc1LV9RwS8nKqbfYbSOtlXFlt3fJ"
    "OgBX4ksQmtgDocAAkuBwEv/nF380m8AzJk2S1gaB76P9R5C5DdnqU/fduLeplGfPgJKkl0"
    "A8qZ3AnSID5vMX5NULLhUq2tAljCQ6LyIc6U5x8vfsvy6+31zWXWKocHXB7ozKQvoDsHXq"
    "dv/tGR/hrxkzPkED17lticI3/dpEwbm65tabrG7BqHniVsH8W/YWwoddgNpUy7bEZ0TKF+"
    "QigcIvR9s72O3gA7XBjii+kTgS+gYzFdmfy1NhxoP2U4bqfJ6T2OQ1E7WFQT1zBMURLZNN"
    "VAsE1EZLpCl9lW5aBNkAxDgDBXIEv9RK5t6vQkfYMsEBg8HyvygbSN/JYc8x5GoqgtNpqe"
    "iZLYXPUh/hw/TCGQq8iPnTCnJakE0HwjNYbyF0u1PP6WJMpOXiRErwQjqOLUDB+ubcXw70"
    "ol3MmQWJeundzWTI5RKrFNMteo8+Q21qS6vQy3lf1IGkwT/Bg+Tlkkm5oVlM4ShN3V0LSq"
    "2/hhip2YMYo1sWs5/y2JoDgDLoPx1hw4J3PvziQ4tg94KAOEb7B5XdA4VoYb9PbngSkGZz"
    "7hreIzipPboiQ+OOey6W1jKpuiqWx7nupwOYhwek9Owy4le6j8duv9A4lUyQWYIBwIvhVP"
    "zsZaJBxWU4q+HVPRWduQd0rVKogGVMGJ0E2V2OBjfXK95d1GRXLHrhKVD8I2fR4tW0kXxD"
    "G05TOxgRR+ONlhG+H4tl1mUbEmvXs0bCn7pFAtFh5mAoU4ZGM9u6T8+pM2NZop6yg2Ogr7"
    "xBbXIBQ3ilUq200e4va78cK+KoFwePseonssNdrjeMtoj+P8aA/6jZ6wcUxx2mCCZAgpg0"
    "14JhrL+8tpxF2ean//PwdXYhU="
)
