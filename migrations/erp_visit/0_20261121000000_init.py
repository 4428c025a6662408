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
    "eJztXXtv28aW/yqDAIumgBrYju24zWIBOXEb3+vEge003W0KYUSOJK4pUuXDru7dfvedM+"
    "TwOZSGTw0l/pMHxUNRvzNz5rzPv18QZzV5MlzDezX2dcO7sjxn/eIn9O8XFl4S+g/xDSP0"
    "Aq9WqY/hmoenJiPCcOuERPdOXc/Bmkc/mmHTJfSSTlzNMVaeYVtA8HVhI93Q0fMCeyP6J7"
    "FGyLPpPwxtgRyi2Y5OLxveAnkLgp6w6RMXTcnMdgjClo7wzCPOW2Rb5hqRJ+IgrOtEfwVf"
    "rtsa/XbDmrf8Pb5l/OmTiWfPCaV16Lf9/ge9bFg6+Yu48N/fX1BEDI9BEvxrYugMH+8Fvf"
    "V3+Bso9Bd/AOXqcTIziKmn2BEQsOsTb71i1758uX7/M7sTfu50otmmv7Tiu1drb2Fb0e2+"
    "b+ivgAY+mxOLONgjeoI3lm+aISf5peDH0Que45PoV+nxBZ3MsG8Ch1/858y3NGAsitcOBZ"
    "a8MnT3lUWe6Y/+r/BNE1T3f5rvg/+9/C646eX3333/IrdU4OUyXA0vabYFy8ywPED7338H"
    "XxFDxa6+gO9692F89/L1OXv6yna9ucM+ZEC++JsRYg8HpIxzMf4Bi9L4v6f4ecaSiHkQUG"
    "R4oIckr/g/qvCCX4iZEe8ujiuHK4X1J/v5pQBaujuIhQwPLejmpu+iZ7dPaaAfrj9e3T+M"
    "P36GJy1d90+T4TV+uIJPTtjVdebqy4AvNhUYgTCJHoK+Xj98QPBf9D+3n66y3Ivue/ifF/"
    "BO2PfsiWU/T+geTWDDL/NL9NYEe9nCzbP43QI7BeyNKDIsphB1ytTJ5NPtw+T+6mEyEbIW"
    "e+gZu0i3Lfow8mr+ClFhR5xXlNeO/UTkeP1iif+amMSaewv63/PTDbz/dXzH9tn5aYafn8"
    "JPTthHf6fwjwWkLP4xhdL4P9C3QvaMHSvBOVMF8NcnEoC/PikEHD4SAT4pd6ykiJo8XVoC"
    "/59kXQX7OidIjLDlL6fEKbOkY4odL2kBlJ/Yu1HRgeD3pVFFVMR4IGf4gbZ7eRKobnnw/3"
    "F/+0kMfkyRPbINzUP/h0zD9SSYEKpFba/sX5Maau1VDaikTmoO7cuP49+yqL+7ub3MLn94"
    "wGWGBUxlLsOBiKBHDIjeWT38HYLdcipNTKGe/Llj74bmxhOxqoiYs6MjCRlD7yoUMuyzv7"
    "Nao+2UPEOTNDWO0I6WObebDe8tsqgGiai8YZLfXbseWbZ9noI5PHsUG2SAYx74n6k8NOYW"
    "PfkZ/Nf0RbClieR6bKReLVemvSYytlgPYY+vxu/v4OfIx5BakRQfnZjEYwjdUbPq7vrdww"
    "vGhynWHp+xo09SDIFP7BM7cyW6N//R8mSZvYItPGfYwe+At45Z856ssOMtCXt5kXMqccNo"
    "i3NKT9+61Tc1ptDrkaoTU1MQCcm7mLbfvt1TNLh/FHX/aJS1ZY5Sfn8zB+l29CvImPuF7X"
    "go+A7E33f3hin7uwTS/H6lvQCfsCqGEZVKVCaV1FlSROorLQ9p+Yun9hPJnKOavVxha00P"
    "WJeYsx2qMQG0zegx6bPwEHixVbdJrdzSyk1C/i8MU3eIwJy6DCl//ucdMXGBT3jgUYJHaT"
    "9kqHu7tZEtocV35vzNKILMR0av8R+NpsS0rbmLPLtBSDXf9ewlcepD+i58Ug8g5T+6OUhb"
    "tmyi5Sq2a5KreaNVQ5I3brVp7ilGsK+fqYH5bDuPbrTDdQOAmvrUFnwbRMIx8l0S+HtHyE"
    "0QathCpj1HhpW3gtr4gsFuGuwmdeymz1Sy2pZFTBTHawazad/NJgpSKXwjAvVc6Z/5q+1+"
    "1YL8L7tykzSVwM1q1a1IiRt7/oNhhWebaT/Tc07DriqrGbsuPZz1yQK7i1KrOkvYCANakh"
    "5jZ25bJ4i/alnYT87OJHCndxUCzz5LI0+teM8XKOYA+RU9T3LGfgr+mHrHUmX87uH61yth"
    "4IKpaGkrZ4nXoTpXhQ8XEly4KOTBRZYDpq1hs5TAiSl2jPq/FiJBg625T60MHnigZjpVTS"
    "BnlV5YEteln7k/oX8tIHejWuy0YQ5EQkRb0Hcn+qR8bmXBIxpItuwswEeskF3BL2E5eiZ2"
    "PeQSr7Y/snf5l09UqRYmYF5bnngJJCgybDekfGuNbcvjPHd/cexnN7BxCdYWKFilkltvDi"
    "/zw8nx6ZvTi9fnpxf0FvbC0ZU3Gxh//ekhs9tiZ0lJp3+OsAcJf2053Jr1+acD0R37/fvO"
    "iq0u/9y6reH2d2yzQc/0nW2q5p1Oeg/77H7uMFLiUmXQRQ5ZMVeladuPYRpgyg/dIKAMjP"
    "po/spdx4osP8hxin9aQ1gFCclUIaT/IPS76sN2FzxIMeD470RGOWVxM3qsMKQ+ZLfwGLUA"
    "c0lQ9QJVTkbdBddRZIgdF5ujQ/xEkYoQTRx+99Yw0QOc1tiKD+sFtU4wggfkQz7bbhaEb3"
    "5Pha3Ye/0xhHT6EdKJllPJ2qE0WU+MiUr6Uc3CIdgOJcFNkPQEWC6LdmSCJfnaaQK58ot3"
    "q32V2cgF1lV2QTcDtIIWVOmFvBXgxGZWLR3/dgWwB79epJfEn29TSuzUnRK5+Jq9XIJX2+"
    "MFzRp2HINqwLYPWcyg22GkmQa1+79zUfR4ZOgjloJC/qJfAGYbwZ4ryt5v/guGvJXeKjk7"
    "rOzq0oyc4yfC8zth8Xep5uxlxspX1lCmFJptB/tn9MvpDnUMkbu5GO4MmdKo338Y/3Bydg"
    "4RT8Ojgtu2vNAZvnv46QaA35BDvrgOOqaoVQjdFfjXugvAQ2cl8K4sMRTBOWHMq75Eaac2"
    "fe+7+SS6M4AuA1ypzYpeRJVzRt/OlOUN/jspv528u24MSQOwCR1jvvBcnl0N2g1yNaqqvk"
    "VEN9iDRZpvOeJBq+2tVruH2dj3bGEO9auHkojNJJIYX4n8SU6sNNgf7Gf6IAdhyI8QNRMA"
    "NcsNS+Z2nMsXnBl5fowdB68L1NuIJMOFzvXa3/8QoP+OShKXJ1NGh0H80vU0qKvfHui3pj"
    "Ecct+azH0rof+1WYW6l57qtiPf98TzgvcSKc380216s5u4T8qxbHkUGkRFLP1KyON5+c0/"
    "f43ffPPPTl6f0z9fayf0ytmbo+9HuYJo+l+oWowltNi13PxXDGp4b9XwR1Kq02l4u9I6S+"
    "D3jNa3Groia+NdxvMWEfTC8fbAO5Wr6WOrXt3R66IOwxtKOQZ1tpVSDr4vpmX7NucI1e/h"
    "BNFJvofKJrnWDEwqUTGzm9Y/LDsWFNBM+5/nhW1GCmnbvFC1cmZfWNJYBY1YNjXDGTV7sl"
    "aVSFshz0lo1TK/3lETNjCkRaY5/3S0xTTXEvdJmOYr1moF2svjqLBGZF8X3iczmydZsTOM"
    "4FHYbB4iK+0mqgizdOUCK5x2x1C/v3p3fX99+2nycfzPqzuhDA+rUEOJoRPN0KsFUo7PJR"
    "hwnDXEYgbAR0OPoQ4CslPD8RY6Fugl4IUQI5uk2eR/UEc7uUy8cS0BDT6EXArbEjuPZVZm"
    "TKHe0ryL3k2JjkBc/Shr0qfJepBv/FC1OrpZEzL5CvXNFEU7pDZThZ4zUtJrTjkThf/oAh"
    "slgclmIyV5o0zu3cJeQZBuZjjLoHqEGuzssURnjZim/lpYcSJPKGPH2M9WbMTAVNG0s4Rf"
    "5Vox/7/mEFizk2EGqfIG0B6m7/FNOfRSVdXQPD6RGZxF7yq2dE5yg7NWhrU2Ss0miynU0y"
    "g/s3dDhmV4Bn0ITx5rovdnK+g/GpZAkstZ+px2x1z45e723dXdf4skygJDc2Y1THqTPAWv"
    "UgXqiHjHWL8ToHzD3600xjIQFyN8aP1Ub4wZ1ebXmmzmXlZ6SAmPDbIjh7ftO1qpwzGmUE"
    "9wf6W6NEmPj9Bguu3MsSVn7A19x+XR/khRQyt1HINY16nuXSA8CqoAYxL18B3HL6eEZwuy"
    "pT1fZLL8bNq4IBcoSZSBeAZU6nhcb8I3pXof0gk144g7Ql9/uf/h4rS+E/b2y+XNFfp8Fw"
    "Y04IFxlhf7EC7RCwZ3v4xvco2urXkF/JNUijOAv6qyHDA0QtWOSflJ8HlKlRvtX/quYVHJ"
    "g8LXDo15SHJ/Q/TZN/+UHB3Rf//4mtB/z44x/EmO6ZWzkwv4lLym/744CvS+3R8MHp6XK2"
    "niBEoWND2EL9d84VKgNOWRKk6wjikUybD+99+FTikUuuDqQtdOAwPLMiBtFjul4poZsn6F"
    "NsFVnvkBTUc6PeI4hmeLQC0W1iki9dTCh+Tr7d6i0RzoJjAxjaUhKgwgmrHEZoH0yJBml2"
    "9A+yp8hjoL+CPdzIJJhTAWxX7mkzaXBFsu/SeKfl69xU31lo/jm5fHp6Pg6Is1Fc6205xj"
    "MASY7jXB+VeYvp+h2m0K/1Ee/vf0xZhJj9yFsVpRQJFveYYJPWqhufMT6yBguEiXLaVpOr"
    "F/SLAIpM3ZkYy3m95VKG/YZ7lFnQhwlqpDSlEOvX+GMqShDImdswrUx3SZTdPGvOGaNUos"
    "2aMk/EmaflQmtTBqo9lksijnZh8LXroadjLKpJkl16lE5dFBT1NqfOx5lhlNTlMKq38aGA"
    "wUlxEpxJ8WRv+sHEMjE8dvYgrVZ3jWnS/VlqZDCROt4KjQsUH89nR0UkurjT5Qe5zQh/mw"
    "3+vDdg/Pex8+TtFVF0nSuW3r9GxzSMNL0CT6nB5nFAHHaGAX37DHXdGnrdVEtEHo9nyG1w"
    "ob5dojS6DFfFkNAcaepRhm9rNstZ4UZvs78AzFP62rfm/J6Qma7Yv0cY7rrUUebPpHqTGQ"
    "4/ipeyf2KlS70J8/h6hOQbUL/3i0rdoleaNEtcvcsf0VpDivHFv3NfEsFfFNQ8u6F7kV1p"
    "PSk92WRLRSerLbyvucU0nGgOa7qQFbkD1ILVEaCA1qBjbly2i7XWlsUYtlcMri3iiEYztf"
    "VgwzCtYMCILH/BQasf+xwgHIlqB/O2t6ZRSEP9l0K5v19l/zS+hPH1ue4a0ppbC1Shvf88"
    "36Zo2jh8E0rWcr/Ka5TVy6AOgXEkrEvuE7dxT/k3/GTDa2dE14l7csNmJY7L0cbD3CDd8s"
    "umy9wsfDI6bYJSi4awQXguCZiZ05cb34nacOwY9RiaYDIRiiS1dmruLdFqkLQe3l0HqmH8"
    "ffDut4OhTAwX4u6YdrtbyHbdo87huzhCKa2ulBXZlr7JwAbRmEFwij2hGtRPbPqXT2z9Kw"
    "jKW/nHCpJ9AyjHlh9FxErVwY/Wc4ixb2M1pCY+1I+NMTwioVS//x5OT16zcnR6/PL85O37"
    "w5uziKgur5jzZF1y+vf4EAe2o/5CPuVLA4njsRZTMU53qmiGpmena1E342HHrsTnk+OSR9"
    "UnFEVSfTKOn3kUz4JJZeFtcEST/yZ29wMaaJppKWjUgDEyAFIA+pOK11BN5186D+BAprJt"
    "yEOnxJoNNUPUl3SpgrXaELh3BJaBMk/Vi/8MKF3XwjVWSElvSJBghnHU3XwRQiNlm4bX5s"
    "SHNKrIj6+TXyvifVF/3W5Jn09pfIZeLKf2Mof7GkEhf2dRts5VBCisg0ud5V77j+HLN9by"
    "LHpVORRzeSElv8ufF92525FqKWmkGtv8jDOLX9+cJjjlTXNvVX6JraqKFlTbV2lqZCISZz"
    "qifzdkPR3hG4cdv4BhnP5/Zmc+xqIgQ5uEEVdoO6j36ZIGB4u8IxwHG4K6p3n2u+QHLoPj"
    "d0n9vn7nNT7JRtZJkgUQ//S+yw8dO5U7IK4i20P3dwUbe/ArA5gYJQ81fbvZQGLk/E5tqm"
    "dZwgUl5e5xb0CJFX81fom//mdHb+Fs0dvGQGAnqmts+CGmosh7qSoGm886K7IOZsYhozUr"
    "acXUBZyQfdkc0WV7eHRgfonp6NyF8rw1mH9rUxA3PukZCVLHsadlRPsactJmAIPRKBNLq0"
    "bZNgq2jXZGgz7JhS4i63TqR4ZiuvwQyiJ64XWE+PZAVhFmp41fbcXd7e3sBDorrry+tMzP"
    "DTl4+XVzy0Hgd784zw6LZzwvBUiaB6kkyhuPrRq+PXgj3x6/gBwfePENzARBT96z/qx7bC"
    "sPpZiag6tDSaVMljSBP2pdfJDX3rMNcqTGiIjo9YFtmWuQ5vYrVtLBrZQEOfOlkPVViUo+"
    "0Nl6COoohPI2QRD67qhssy7huIvFfhjGZX3Dlpwr7w5B10CcrygsmuJXbmhrUjLmCqUTwJ"
    "OLDxyI6JlD6rKb7QhGlKmA9UpWN6aFozNK0ZMmWazJQJYwxlM2XSZP3INKhbSNFs8kAyut"
    "NA0DTxtP1BfHvUNL0OazTh2FVLid4lc+QSMxoru5JMyug3YuAHqQ3Yjb3/QE2xCVKvoXYb"
    "l8HT9h61pf1EGuxS8jF83N7jxtoCTEzIBa+NHGt7cGNY+7naukk0YmfBxmQjflrIJBxFwS"
    "WZElLmX8AcLUgKAisYGdYo0NmhLob8RR8SZt5BVGFbolFDDxXkFqXKKBlYLHcomZoa5Af+"
    "MfQU6Ec20d4musRx0un0WNLcbTkcGufOylf0xTS79SxsQfyDoJyPyqCFLT28YTdFffuaB1"
    "Nlwbcw3Otg3NYw/chb0IO2kcrhBn3YQ8nUUKKza5CbKdHZWTVC0HhUbB5ETUk3GgbRFRmL"
    "wCGr78IJ9AiDGp9o0QLD6kUKvxSNTK1AsrgmEcRiWj79EtHldOvn7KfDZPvemAJ7MJF6/H"
    "7y4VY0KvmzCQOpdTa9SqdqqVZFQbqQ0I8uCtWjC9HY5ALNU25qsgo66OYT456/5e6HJvPe"
    "C5BPmge9uNNElq4nTTzgrM62m2gwEiloMMFanVTKlkhTNpAt0VHQMZEysUIupGv59bXP3q"
    "VLaAsCOcETw6qSKJMl7in3w9/BXKxhpbRLnCemgGmmrUlO4tqndXEok6fDAg22An5gNWBq"
    "zkE+nEnUPeEI1jSf7kxRTk4xQ5JEavPjDuuGH1VCzoy/gA9L4jnABuyyq6sFJNrO8RNBTT"
    "Tca4Ap9D0r6TBJuh6eYQEjPNt+DP5rU8vWkO3Ht0+nlm7EBpf0pkwSqb0pP7L9F5SqJUdX"
    "UTWF83yENHu58r2450ugySixPcmToRMhe+TM5iS9yp1gv/KJOAH2aIkfCZOl1Sqaj6VKyD"
    "dUkOcqEjiQE4dg17YEeSxjx8Fr8X4REWe40fkQ+t//ELJhHbbgsWwPucZyZa4R5YdBf2r9"
    "UoWHq98e6Nf+LTSnqC1Zw56KqXt4GCUNqsM1qRkPKxlRYnK1DyaxOUV/g6raewLkSpZVAb"
    "3iXBLbWL1gUyXNTkyuNpMkdDwIEkasU1rh05+JaU5cQr9VL9NAIkencvuI++A10ZR4z4Qe"
    "gpHnAjrDRXySVPwartkisxmpksaToquWydOd3sEyejjqo4RUAwaEBeaILSnWVQJur18Y2W"
    "CWj+svl1hU3bWhL1xMol4aW2T+gCpIVW8qmp5BO6TL7QnQrmQCHckZQUebzKCjfIE8HApm"
    "aMmUYUCOUEU2MPMHSoGDtzVlrZ409idnZxLQ07sKkWefDdXZQ3X2UJ29v3MMusyNqDQytF"
    "LCVUKXjTLlSkKcI+wJyEFaYvz2iJ3q8Ich24m0GeTpi5SEPKboAdYwapglI9ZvT1OjxcCu"
    "+rIrLzYaaseeWdDN4Hy1XJn2mqiUulZxNW9FOd7SEgCns5rr4/w+9TxFkG5WRm9lQO4Yq9"
    "FBo+Oh8R22MQmy+A2LWryGtuD2l4cfSblwfOfF1NAnQlwlEXaQ2FgjYdrSFRKsFyl4oKMS"
    "51doHFU78+EKELFjd/4Qdi1FC+wGI3PpJ0zlxhYiy5W3ZiVzorqKFr9pW3U1q+Ibyqh7Uj"
    "tRtohU5QpSWPIqzWIINgUEtUuNiMyQ9WNM5Oe4fTR/scanbUJPalJ64GaKqh9gspmbYe1D"
    "ola3ajvucjA7RCPGU+lVmyHrSbUJc09Co1Q2OlaDvvVG/eRBAapsVBi0lhVguqkbbYqu18"
    "1o66NapQHtUEY+lJHvGuS2y8gPqxtcaG8NneB2hhmVB8R5YojUh+0uftjegday3yK1ScUO"
    "jOw+3ujJcOHmyTRx91afBst3gGOe/iCysH161rPWSfz0pxj+hLD5DGNmWIKWvwySwV0U7b"
    "y8/6Kxpwp9FdFD4Q5gctZZkXJnxHcPDSBUdWJQHBfCOWWbGpQliHYbXT/Kb6tbC8G7jcCb"
    "Gjcmk/Rq7KQfWXAmkJI8SFIpxwSqgC4Nl+jQZJLKTYdKFujDAe77HjGGCriSxk9M0RPDp+"
    "xBXTMmP5iUbaIbnbcl8c3S9QThlDKyI7M99Q71Dfevycf1Huqtxnt24UnE6Ac/SYt+kszh"
    "1wzI6o0SqG2dZsGNj33V+hgyI/a9rfnMs7LB0I3uGUlZunrydonwPb8fqo2CHAf2HJbcD0"
    "XO0MF2Sf9hWG8hphCkxLrBvMLpmpmn8OI63EZ/ry6wfNv6EpkWijZPKYFmh6wF4oaeilEb"
    "t6FvYm/N5jhWLhv9jymaif9v50AF6cilQI1cgOY7Su9Bj8rNqN/6Hggn2ehpGm+Z1IvizI"
    "tc4sXQoLLLjhpDg8qWG1Q6ZImdxzJyOqZQL0/rLnq3skv3TKoQ8mxDHeSZoAxyqMY7xGq8"
    "lcHazZTneoqwhz1q4P2DwljbmhnOsol2QH1jvrswVqtqHX9TlD1jf5iRH/6Gw2P7UIG7tx"
    "W4HZa58JcOi41gfq9t6y7rrzGzO63LDcYxlsM8SdMPwNkbhzUrHpr55swwW68XFegK07Lj"
    "v7N06sMNFYyRXhCpC11izQ/Y0mDnCPuBdvjaTXQRHoKsQ5C1p1C3EWTdWVl/T3WRFor9o4"
    "hSffwVrHeur5dshTyprMnkFXCFoxnMS7RY6I9+sj3JIKO1SeAe6x77DHxFVWUr4DnNrUYB"
    "TDOj6VPJBAqOqA8yApLpC0M1TGX4AgmuYd9tYG0LKmnhBzZRJsOfpY5QYFjSzdvAIuwyg4"
    "htaIksIr7xS2QSTUxOI1c5Y0DIMEjtCdoeh9UtI9a/9RluMcnMK6iQKUMtkwCUFChh7gRL"
    "6Qm0EP7ThpSeHqb0FHq4CzN6OnZwb+uIQBdfuXyehj3cq2AOq0CObyhvSRApje5dWIYDNi"
    "M9AntU3UJFrB90PpDnSkyjcmv1z8wMybAi7ADiW55hxtFco3QwdzfMik7Jkk1E02Q98TnW"
    "0NFrOneHiq924mygAFUKtiUI1Q9KxJ4teO2dht2GOrvuwhNJQVXfgZWrxlAI6yadJ6Nso9"
    "D0USXrIo9sq4b85JIuq/5JFEmHeULgDtV4QzWeggpJ36vxIs/uBj9a0vsr4UNbJm/f6j5j"
    "38Bdt0uCXgYTwp7I91CFAm4v9NIic8wujYI0OaiN4xKaWlLkic1Ogqw5Pe9ha+MLyjrheC"
    "Fe3gEHVxObmhff5VvbwNWhFE95v135TOS+VR2EycdT2348xNzjoUiq5SKpvS+wDGeawTEp"
    "6+VrufDvTx9bnuEJ1vMm92uSSmmv+GXkdh0hfvgjmLLIj335Gc+78bcOPYebndtUqQHxAT"
    "u962RWDD7wwQeuisdqShb0CzpewYP3u010HbDNXeKWHq6XIuvHSuaOlcjzCiOZqCWGu63s"
    "GWpOhpoTlaAeGvsNoYQhlJAbH3mgceBGs8CzHBjCwm0p2a0EhLmW1+AeKFEJ0UPNUGKCbU"
    "pvVi2kGSs24nBmSvHZGMpMqSIyPUVXJtbCnIhgxAUTS6LGoBvu3B5XHAJ/igb+djt/s5X+"
    "m/cL2/FQ8B2Iv+/uO3Cyv0sgze9XOij0Ccv6tdsedroH8bev47urD7df7q9EwSDfMHWKLy"
    "R/PFFVRTOrdd+UWdbHxcv6OLessa5TaSPQVYpXdoJEvfaQ4/jlyoJ7cnYmgS69qxBe9lmu"
    "wsR4EgiOS9s2CbYKS0xCogzAU0rVJcKRPM8mZICeEA6zYSNmdaqvIdtqwsl9eXt7Aw+J0j"
    "IurzOhyk9fPl5e0XWeCaIFEcycP0um7vsQBh825OZKdy5Ila82XDl/APgdRsF8G8gFsqc2"
    "bLJ9YXYCV2CtUVPXeAp/q7ol8mPTtDUc/gyREZy4YbTFCsbpW7eawR9ti6wheQMj1jNh5S"
    "GXeAjP6e93PX6VdT94y3wUFvNRwLwLnMjG4cUF8O4uPcnyVnSbXyST3Bt+KdzOs3idVGOH"
    "IUlXYVsdL21f5BnfmEwVE9XOpOpKho3ZK7+NF7wxi52D2LID3ZHlWTUQQk5kVZ1IZ1UdTL"
    "70YXZnD+Vk6eyMJFVP8gQSR0J3yS/8yKkCcJKwTxhHZ+yQY9Q8wrHGt4Msow0ZMIndVT+S"
    "dxc/TLXFXVKASATskqJUKmaa3GINYS3b76wHskQO8aRs7TxQnTbw9lG29D1OzZsQjzWNGR"
    "ViQz1712iLtR719cUJArn+dTjuQGw/E3eEFlRlXWFDR3hBsM760MElyjrm7/mJMvMZr13W"
    "u8j1ly7Y4vDvyAMZ54EUNL1r9Su/Wd8stsntZ+iqxFro8TmayIR8oSmZ0a0FD1ij//X1OU"
    "GaQ3SDWkvsmdR0ZMUnS7ZAQYeHumAv0ap5CNj32wmw6aDb6AhIE6rjDDjK7+3bFTVAM91L"
    "u7fxfWtqmKao596W6rWYTGmUx6uVA8WcTGRZtofWxGtsOFM1r4r+xLWEMh6umEppvD/Hh8"
    "TLb/6PFxen3/zzs1AKdA/2zmcmdZMNlBxT0LkhWEZTk5kccWuRB5v+Ia9Ul5gboTg/GpoP"
    "0ahCfEOoBuZcWZ6zLlCGk3dsU4RNdu+ERDdvVYLpUkCBgz9uwBxq0dCaOfSV/4TC9ASdT2"
    "inOuRyaweaph8uE6BKrgycax8jjldFV+PA1qC9Kqq9HkzcZOgzM/SZGfrM1OgzU3YTZfJc"
    "j2XyXI+L81yPc300yNQQCC854CNipZEf88Md3E7BOStre7fd6idwclWFP6buD/5zdcA/rL"
    "yTuNnSgdrlO5gf2LZhnsSXhMPNSuKbIVMfXxiZFhygHXeO2XHyTIfLl+dw7qRBjxJZNF2D"
    "zV57V3gfTjoNc0GplUlzSON0d+EXVSaZpk8ipaWsmp3kjPXm3Gw+eYwk5t3Wh1zN6bnVVM"
    "GtWGfU4s6TxjLxFTXwbuwI7XvCGJc+4thYQjZtjIslBKJsLZeXSdWCBK2icqzCe8sGrDSH"
    "wNKb8MBV4v+jOFRFF3Xgwk7ePgSsFA1YFQ003dC3o2iiqUo9UniJNCo107TlDinRzqji44"
    "2IlXbx3vO3LIv2hQTYF4VYX2ShXlKJZleOI8XUSoP9AbJog0gSyHQFYD8sT/pu/Oe+FSbs"
    "V8jcTFH2Bu1PPHczUUqeyJ79CWELJZIku2fJkBTAhFAYUm0guTafFuCQGXGIMHm2WFVJEa"
    "nXiuneNFbQ74qCYrn0TWsoK833G3PIEjuP5dDmFOpBfRe9mxJNr9KWU5l0sTRlf9LGvMAt"
    "Zjv6QZfdM29GFb5nSBtgfGe+uThpkP+Ig+X8hO5eN6j/lJeqWUr1pGsipa0cizsQtfA6hg"
    "jywgFqCYrdzk87ziP9i2M/u0HRI8HaIsw/lwQ7GJJ2cnz65vTi9flpNBsturJpJFp+/NnO"
    "E3m6y9i0SxjYjWU/QHmtPpmuy6c/ZCh7AjF/8d3kPVRCOkupfvZDAHTw3h0ArWLCg9Jio5"
    "1sBy4QmsG6RAC4D/JDJt6ekajyYeCdoN4DWSIb+d0OenHwN+GXjlqc1O+IWqqNS5cuuUYa"
    "FaXWcKJg02ig97OyuQwN5+u03Uo2kW62IfEgykfbnnsQ3yoxUUUnUy9o8cqPolFcPwvtFS"
    "DuKhqwIk9YNjEhio3qlIq+J8tDsHnn4lxiQvKuohyGZNtu/smQxDAkMQxJDEMSwxBNb7kf"
    "8sx24JRgVY3QuWdHYV17RaxJJSZkKHvDiXvPME1ofjElzXi8hnC6nAaaDadjx25gsrEgjh"
    "7qPiVQjSl6gud7H0YItAHeEBMfYuJDTLzZyOhBRZGgo2qXsY1gOm85ZJM06sczoinHXcKa"
    "dg+UxFdI3A+guZNmiBopJiZaiBpFm6o+yrIzxJQWGZKT0KXxzbsY6wNddjqg6qJjK+ZCWT"
    "rEibqZsHC4oaJGS+rbjhYF0lccKIok88YYkYtN4k4ikSkTJOLnzXduIGrfglMjSFaD0QHm"
    "mjdThXfSoxkAorBRnUeVDiT506XhJWtcHbISf6CTFXY8LtLyn0eu7vxHEcJRuCl5y2gINg"
    "3Bpu6DTUwUDJGmnkSamm+CODjdW25sO7dt3a0WTsqS9iee5C/5OCAToN5NPMmjO6cS7mnC"
    "3qD+6/jhJwTaCcfesz1someqARG0cgwNRidZmunrhC77ESL0OxHWIXXSs5tICq7EJYfirM"
    "MXluNRkkwdDgnGo9yFL8p2AkxIOT+Z/vjN//F8dv79CP2LODbUgvIY+I52CiyUspuE06iD"
    "/lYXG/ZSM8NgFpkHydrr3cCuUQ20moTKUNZmQUeW9Dv62lw4scMNhFNUJhiZQ7vhxsKmzw"
    "nK7QSOjLHj4LWYGVnCDDdMw+12tunvfwigv3IcKmY0m15meTbPC0NbcOQX/GfVCkFe/fZA"
    "v1oUMqFWFnGeRI0rLm3bJNjaFDJJEmegnVLqLqEt8Ht8XTA3A2LvC0KFvzJDuoGD9fL29g"
    "YeEgV2L68fMir+l4+XV1T1z6z2fPXeM3bIwvZZZemTQZ4rRd4LH9Kz+mSQQ9FvQXjukEMs"
    "Up4ZFtjSdRZEwSN6thzCX3GwC2HIcwq8LGdHMm4Welehn4V9ljkJM87eMtsrS9ufXKfGVb"
    "vebSpQxvVKXE9T9kyWhozHfBgrVYQc8r9EO9g1AL0lKvQBEZCqKGrh3dhsH4vpvGxod/jm"
    "VSRwK5mm4QzgKvI3RdmznRgb2yaZ1bdFerf5NNDpYHJ1lRTjDG3PWB8K4ehXHCrzK8jdHK"
    "F6UjfRfqkkh4f+S0P/pZ5kzkN6Qqe581zrLt0WKEeofnI3ICzS0DtuxRTnVJWGPEPYg1Ud"
    "ZBOuvnNR/PYIh9MxuQ7RFfI5v13pVV/8hJ4sf+brY0ZL+FO6xJ8uhNLNx1b9WesUYDdMug"
    "dNxehUkMdOs9KLWkDaD7RjR1vHIpwle5ZEOUmjvrAAuc3eGBlWOnoKQ5Dq1x2XADsOv5UD"
    "PEvXgzX9kIrQsTNSJ6bx1LFSKAh4lhYqm56h/vLPnJWpyGnbnDj4usDyRlALlYFR+UJ9nH"
    "/lj1JjbTcp2rcCnzz1pPpJrprBXM3unTXUQ4lWkit5nNN1PfXhfp96niKAN2t7bmVAzjyX"
    "4EPqUKnPhq/JxynEhSZ0mq34Z/W9MvAnlZTOBVDfdJoSnMjrfhJcEThZDoQnVXwyW7lR7L"
    "OSKeBP+Ab2+WSu7krYXr6fd69IndDcv77Xa78Bd7zEwZwJVdTonZDuxVC/BYDCzSwCTZXP"
    "vp755swwax7ZGV0/Gm5YG8Z0L2jFMGwQs6i+sBZarAr6hj5KIRncFFpd9Jlg0G3oNcGh3d"
    "hvIuikY/Jbt7abuLWgrNHWfY0aMZaOKEOCRuNWgNsoCNiDWseqH9lNi2B4rkbfE+Gp7Qta"
    "ljf4XEEjikSH8rDq/o9cb4rw25lkZjcPbSH61haiMM2lsCtEx1kuW6QP7NhybSEaTnN5pD"
    "8oD6tcFwhOu+OcrfvxzZUA2n+Gb7fjNuMg1ibsP0KUxas3RaR0j41PIInDWlMmwcv7uTK9"
    "N85lem9kkx0TvTfOhRyY0TPOFgiQS2NeKEMyhEoLkkvsBgyA5gNs5kdVbgQC5seTk9ev35"
    "wcvT6/ODt98+bs4iiSNPmPNomcy+tfQOqkuJUXQ3/62PIMT2BzbmJQkkpp7nygagvV7tYB"
    "h1RmxJSuo0k1buRI+8GSabRzVOYLr42oxhoRdSXudGTCJqQZE19QUvGW/umy/4cGAtERnn"
    "kEhlm4C9vx0MrQZAsRd8JDdp4wWybPvY19KNKEvekE8pmZbVQ54MdRKRN7S8eJU+mOEwy4"
    "iWv7jgh4OVU3+wyldbKvLLbu+CZBc/xEYhNaAXU4ABJcDgJe/OP+9pN4B2TIslvA0Dz0f6"
    "jzFiDbPUt/+rYX9TKN+PATVJLoBpQzuSOkQXzeYvwaoWTDpVpbBbCEh0TlQ5wpLz+Of8vy"
    "693N7WXWKocHXB7ozKQvoDsHXqdv/tGR/gbxkzPkED17FticIX/VpEwbmq5taLrG7BqHni"
    "VsH8W/YWgoddgNpUy7bEZ0TKF+QigcIvR9s72O3gI7XBjii+kTgS+gYzFdmfy1MhxoP2U4"
    "bqfJ6Tsch6J2sKgmrmGYoiSyaaqeYJuIyHSFLrOtykGbIOmHAGGuQJb6iVzb1OlJ+hZZID"
    "B4PlbkA2kb+Q055jsYiaK22Gh6Jkpic9WH+HP8MIVAriI/tsKclqQSQPON1BjKXyzV8vhb"
    "kihbeZEQvRKMoIpTM3y4sRXDvyuVcCtDYl26dnJbMzlGqcQ2yVyjzpPbWJPq9jLclvYTaT"
    "BN8GP4OGWRbGpWUDpLEHZXQ9Oq7uKHKXZixijWxK7l/LckguIMuAzGG3PgnMy9W5Pg2D7g"
    "oQwQvsHmdUHjWBpu0NufB6YYnPmEt4rPKE5ui5L44JzLprcNqWyKprLtearDZS/C6TtyGn"
    "Yp2UPlt1vvH0ikSi7ABGFP8K14cjbWIuGwmlLs2jEVnbUNeadUrYJoQBUcCd1UiQ0+1CfX"
    "W95tVCR37CpR+SBs0+fRspU0Jo6hLV6IDaTww9EW2wjHt20zi4o16e2jYUvZJ4VqsfAwEy"
    "jEIRvr2SXl15+0qdFMWUex0VHYJ7a4BqG4UaxS2W7yELffjRf2VQmEw9v3EN1jqdEexxtG"
    "exznR3vQb/SEjWOK0wYTJH1IGWzCM9FY3l9OI+7yVPv7/wHqcQN/"
)
