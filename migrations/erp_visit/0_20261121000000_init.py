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
COMMENT ON TABLE "allocation" IS 'Money of a receipt, or credit of a credit note, set against a receivable; taken back by a negative one that names it.';
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
    "eJztXXtv28aW/yqDAIumgBrYjp24yWIBO3Hb3OvEge003W0KgSJHEtcUqfJhV/duv/vOGX"
    "LIITmUhu+hxH9ah+KhqN+ZOXPe59/PsLuePpqe6b+4CAzTv7J9d/PsDfr3M1tbYfKH+IYJ"
    "eqat16mP4ZqvzSxKpMGtUxzfO/N8V9N98tFcszxMLhnY011z7ZuODQRflw4yTAM9LTV/Qv"
    "6L7QnyHfKHqS+Ri3XHNchl018if4nRo2YF2EMzPHdcjDTbQNrcx+5b5NjWBuFH7CLNMLDx"
    "Ar7ccHTy7aa9aPl7Atv8M8BT31lgQuuSb/v9D3LZtA38F/bgn78/I4iYPoUk/GtqGhQf/x"
    "m59Xf4P1AYz/4AyvXDdG5iy0ixIySg16f+Zk2vffny4f1P9E74ubOp7ljByk7uXm/8pWPH"
    "tweBabwAGvhsgW3saj42ON7YgWVFnGSXwh9HLvhugONfZSQXDDzXAgs4/Ow/54GtA2NRsn"
    "YIsPiFaXgvbPxEfvR/RW/KUd39ab0P//X8u/Cm599/9/2z3FKBl8twNbqkOzYsM9P2Ae1/"
    "/x1+RQIVvfoMvuvdLxe3z1++ok9fO56/cOmHFMhnf1NCzddCUsq5BP+QRWn83xP8fHOFxT"
    "wIKTI8MCKSF+yPKrxgFxJmJLuL4crgSmH9yXl6LoCW7A5sI9NHS7K5ybsY2e1TGuj7Dx+v"
    "7u4vPn6GJ60870+L4nVxfwWfnNCrm8zV5yFfHCIwQmESPwR9/XD/C4J/ov+5+XSV5V583/"
    "3/PIN30gLfmdrO05TsUQ4bdpldIrdy7KULN8/id0vNLWBvTJFhMYGoU6ZOp59u7qd3V/fT"
    "qZC1mo+eNA8Zjk0ehl8sXiAi7LD7gvDadR6xHK+frbS/pha2F/6S/PPV6Rbe/3pxS/fZq9"
    "MMPz9Fn5zQj/5O4Z8ISFn8Ewql8b8nb4WcOT1WwnOmCuAvTyQAf3lSCDh8JAJ8Wu5YSRE1"
    "ebq0BP4/8aYK9nVOkARhO1jNsFtmSScUPS9pAZSf6LsR0YHg96VRRUTE+CBn2IHWvzwJVb"
    "c8+P+4u/kkBj+hyB7Zpu6j/0OW6fkSTIjUorZX9q+8hlp7VQMqqZOaQfv848VvWdTfXd9c"
    "Zpc/POAywwKqMpfhQEwwIAbE76we/i7WvHIqTUKhnvy5pe+GFuYjtquImLOjIwkZQ+4qFD"
    "L0s7+zWqPjljxDeZoaR2hHy5zZzab/FtlEg0RE3lDJ7208H6/aPk/BHJ4/iA0ywDEP/E9E"
    "HpoLm5z8FP4P5EU0WxfJ9cRIvVqtLWeDZWyxAcKeXE3e39WeYh9DakUSfAxsYZ8idEvMqt"
    "sP7+6fUT7MNP3hSXONaYoh8Ilz4mSuxPfmP1qdrLJXNFtbUOzgd8BbJ6x5j9ea668wfXmR"
    "c4q7YbLDOWWkb93pm7og0BuxqpNQExAxzruYdt++21M0un8Udf/ohLVljlJ2fzMH6W70K8"
    "iYu6Xj+ij8DsTet3/DlP6/BNLsfqW9AJ80VQwjIpWITCqps6SI1Fda7tPyV5s5jzhzjurO"
    "aq3ZG3LAetia96jGhNA2o8ekz8JD4MVO3Sa1cksrN5z8X5qW4WKBOXUZUf70z1tsaQU+4Z"
    "FHHI/SfshI9/ZqI1tCi+/M+ZtRBKmPjFxjPxrNsOXYCw/5ToOQ6oHnOyvs1of0XfSkAUDK"
    "fnRzkLZs2cTLVWzX8Kt5q1WD+Rt32jR3BCPY10/EwHxy3Acv3uGGCUDNAmILvg0j4RoKPB"
    "z6eyfI4wh1zUaWs0CmnbeC2viC0W4a7SZ17KbPRLI6to0tlMRrRrNp380mAlIpfGMC9Vzp"
    "n9mr9b9qQf6XXbk8TSVws1p1K1Li2ln8YNrR2WY5T+Sc0zVPldWseR45nI3pUvOWpVZ1lr"
    "ARBrQkPS7chWOfIPaqZWE/OTuTwJ3cVQg8/SyNPLHi/UCgmAPkV+Q8yRn7KfgT6p6lysW7"
    "+w+/XgkDF1RFS1s5K20TqXNV+HAuwYXzQh6cZzlgObpmlRI4CUXPqP9rKRI0mr0IiJXBAg"
    "/ETCeqCeSskgsr7HnkM+8N+tcScjeqxU4b5kAsRPQleXdsTMvnVhY8ooFky84CfNiO2BX+"
    "EpqjZ2mejzzs1/ZHDi7/8pEo1cIEzA+2L14CHEWG7aaUb62xbXmc5+7PrvPkhTYu1vQlCl"
    "ep5NZbwMv8cHJ8+vr0/OWr03NyC33h+MrrLYz/8Ok+s9sSZ0lJp3+OcAAJf2053Jr1+acD"
    "0R37/YfOip0u/9y6reH2dx2rQc/0rWOp5p3mvYdDdj93GCnxiDLoIRevqavScpyHKA0w5Y"
    "duEFAKRn00f2WuY0WWH+Q4JT+tIazChGSiEJI/MPmu+rDdhg9SDDj2O5FZTlncjh4tDKkP"
    "2Q08Ri3APBxWvUCVk1l3wXUUGaLHxfboEDtRpCJEU5fdvTNMdA+ntWYnh/WSWCcaggfkQz"
    "67bhaEb35Pha3oe/0xhnSGEdKJl1PJ2qE02UCMiUr6Uc3CIdgOJcHlSAYCLJNFPZlgPF87"
    "TSBXfvHutK8yG7nAusou6GaAVtCCKr2QdwLMbWbV0vFv1gB7+OtFekny+S6lxEndKZGLrz"
    "urFXi1fVbQrGuuaxIN2Akgixl0Ow3plkns/u88FD8emcaEpqDgv8gXgNmGNd8TZe83/wVj"
    "3spglZweK7u6NCMX2iNm+Z2w+LtUc/YyY+UrbShTCs22g/1z8uVkh7qmyN1cDHeGTGnU73"
    "65+OHk7BVEPE2fCG7H9iNneP/wkw0AvyGHfHEddEJRqxC6K/A/GB4AD52VwLuy0qAIzo1i"
    "XvUlSju16XvfzYfrzgC6DHClNisGEVXOGX29Kctb/HdSfjt5d90FJA3AJnTNxdL3WHY1aD"
    "fI04mq+hZhw6QPFmm+5YhHrXawWu0eZmPf0YU51q8eSiI2lUhifCXyJxmx0mD/4jyRB7lI"
    "g/wIUTMBULO8qGSu51y+8MzI8+PCdbVNgXobk2S40Lle+/sfAvTfEUnisWTK+DBIXrqeBn"
    "X12z351jSGY+5bk7lvJfS/NqtQ99JT3Xbk+w77fvheIqWZfbpLb/a4+6Qcy7ZPoEFExJKv"
    "hDye59+CVy+119+Cs5OXr8h/X+on5MrZ66PvJ7mCaPJPqFpMJLTYtdz8V4xq+GDV8Adcqt"
    "NpdLvSOkvo94zXtxq6Im3jXcbzFhMMwvF2zzqVq+ljq17dMeiiDtMfSzlGdbaVUg62L2Zl"
    "+zbnCNXv4QTRSbaHyia51gxMKlEx00/rH5odCwpopv3P09KxYoW0bV6oWjmzLyxprIJGLJ"
    "ua4YyaPVmrSqSdkOcktGqZX++ICRsa0iLTnH062WGa69x9Eqb5mrZagfbyWlxYI7KvC++T"
    "mc3DV+yMI3gUNpvHyEq7iSrCLF25wAqj7Rnq91fvPtx9uPk0/Xjxz6tboQyPqlAjiWFg3T"
    "SqBVKOX0kw4DhriCUMgI/GHkMdBGRnpusvDU2gl4AXQowsT7PN/6COdnLJvXEtAQ0+hFwK"
    "20pzH8qszIRCvaV5G7+bEh2BmPpR1qRPkw0g3/i+anV0syYk/wr1zRRFO6Q2U4WeM1LSa0"
    "45E4X96AIbhcNku5HC3yiTe7d01hCkm5vuKqweIQY7fSw2aCOmWbARVpzIE8rYMc6TnRgx"
    "MFU07SxhV5lWzP6tuxjW7HScQaq8AbSH6XtsU469VFU1NI9PZAZnkbuKLZ2T3OCstWlvzF"
    "KzyRIK9TTKz/TdkGmbvkkewpLHmuj92Qr6D6YtkORylj6j7ZkLP9/evLu6/W+RRFlq0JxZ"
    "DZPewo/hq1SBOibuGet3ApSv2buVxlgG4mKED62f6rU5J9r8RpfN3MtKDynhsUV25PB2Al"
    "cvdTgmFOoJ7q9El8bp8RE6TLedu47kjL2x77g82h8JamitjmNQMwyiexcIj4IqwIREPXwv"
    "kpdTwrMF2dJ+IDJZfrIcrSAXiCfKQDwHKnU8rtfRmxK9DxmYmHHYm6CvP9/9cH5a3wl78+"
    "Xy+gp9vo0CGvDAJMuLfgiXyAWTuV8urnONru1FBfx5KsUZwF5VWQ6YOiZqx7T8JPg8pcqN"
    "9i8Dz7SJ5EHRa0fGPCS5v8bG/Ftwio+OyN8/vsTk7/mxBv/Fx+TK2ck5fIpfkr/Pj0K9r/"
    "+DwdcW5UqaGIGSBU330cs1X7gUKk15pIoTrBMKRTKs//13oVMKRS64utC108DAtk1Im9Xc"
    "UnHNDNmwQpvgKs/8gKYjnT52XdN3RKAWC+sUkXpq4T3/ev1bNLoL3QSmlrkyRYUBWDdXml"
    "UgPTKk2eUb0r6InqHOAv5INrNgUiGMRXGe2KTNFdZsj/yJ4p9Xb3ETveXjxfXz49NJePQl"
    "mgpj22nOMRgBTPaa4PwrTN/PUPWbwn+Uh/89eTFq0iNvaa7XBFAU2L5pQY9aaO78SDsImB"
    "4yZEtpmk7sHxMsQmlzdiTj7SZ3Fcob+lluUXMBzlJ1SCnKsffPWIY0liHRc1aB+pgus2na"
    "mDdcs0aJJnuUhJ+nGUZlUgujNppNJotzbvax4KWrYSeTTJoZv04lKo8OeppS42PPs8xocp"
    "pSVP3TwGCgpIxIIf60MPpn7Zo6nrpBE1OoPsOzbgOptjQdSph4BceFjg3it6ejk1pabeSB"
    "+sOUPCyA/V4ftjt43vvocYquuliSLhzHIGebixteghY2FuQ4Iwi4ZgO7+Jo+7oo8baMmog"
    "1Ct+czvNaaWa49sgRa1JfVEGD0WYph5jzJVutJYba/A89Q8tO66vfGT0/QnUCkjzNcb2x8"
    "75D/lBoDeZE8de/EXoVqF/LzFxDVKah2YR9PdlW78DdKVLssXCdYQ4rz2nWMQBfPUhHfNL"
    "ase5ZbYQMpPem3JKKV0pN+K+9zTiUZA5rtpgZsQfogtURpKDSIGdiUL6PtdqWJRS2WwSmL"
    "e6sQTux8WTFMKWgzIAges1NoQv9FCwcgW4L8392QK5Mw/EmnWzm0t/+GXUJ/Bprtm/6GUA"
    "pbq7TxPd/sb/ZF/DCYpvVkR9+0cLBHFgD5QkyI6Dd8502SP9ln1GSjS9eCd3lLYyOmTd/L"
    "1ewHuOGbTZatX/h4eMRM8zAK75rAhTB4ZmnuAnt+8s4zF2sPcYmmCyEYbEhXZq6T3RarC2"
    "Ht5dh6ZhjHX491PB0K4HA/l/TDtVreQzdtHvetWUIxTe30oK7MNXpOgLYMwguEUe2IFpf9"
    "cyqd/bMybXMVrKZM6gm0DHNRGD0XUSsXRv8JzqKl84RW0Fg7Fv7khLBLxdJ/PDl5+fL1yd"
    "HLV+dnp69fn50fxUH1/EfbouuXH36GAHtqP+Qj7kSwuL43FWUzFOd6pohqZnp2tRN+Ml1y"
    "7M5YPjkkfRJxRFQnyyzp95FM+MS2URZXjmQY+bPXWjGmXFNJ20G4gQmQApDHVJzWOgL33T"
    "xoOIHCmgk3kQ5fEug01UDSnThzpSt04RAuCS1HMoz1Cy9c2M03VkUmaEWeaIJwNtBsE04h"
    "opOF2+bHljQnbkXUz6+R9z2pvuh3Js+kt79ELhNT/htD+Ystlbiwr9tgJ4c4KSLT5Lqv3n"
    "HDOWaH3kSOSacij24sJXb4c5P7djtzbUQsNZNYf7GHceYEi6VPHameYxkv0Adio0aWNdHa"
    "aZoKgRgviJ7M2g3Fe0fgxm3jG2Q8n7ubzdGrXAhydIMq7Ab1HoIyQcDodoVjgBfRrqjefa"
    "75Asmx+9zYfW6fu8/NNLdsI0uORD38LzWXjp/OnZJVEG+h/bmrFXX7KwCbESgINXu1/qU0"
    "cHkqNte2rWOOSHl5nVvQE4RfLF6gb8Hr0/mrt2jhaitqIKAnYvssiaFGc6grCZrGOy96S2"
    "zNp5Y5x2XL2QWUlXzQHdlsSXV7ZHSA7uk7CP+1Nt1NZF+bczDnHjBey7KnYUf1TPP15RQM"
    "oQcskEaXjmNhzS7aNRnaDDtmhLjLrRMrntnKazCDyInrh9bTA15DmIUYXrU9d5c3N9fwkL"
    "ju+vJDJmb46cvHyysWWk+CvaJQolOBBRyV0uCHPguKPFGJ6Fu/JZsDxFNk62L30dQj+9Z2"
    "lGKNTySiG0UOS+Q78GQKpTwcvTh+KRBXv17cI/j+CYIb6OlB/vcftfnAMh7OSiQ8QLepaZ"
    "UUkzThUNrQXJO3jtLgolyT+GRPjgnHtjbRTbTskAaKG+i1VCchpQqLcrSD4RKUuBTxaYJs"
    "7MNVw/RoMUQDSRFVOKM7FXdOmnAoPHkHDZyyvKCya6W5C9PuiQsaUfYeBRzYepQnRKqf5N"
    "Afa4ape1qlY3rsJzT2ExqTmJpMYorCP2WTmNJkw0gCqVvj0mxeBx94ayCezT1tfxDfHdBO"
    "r8Ma/VH66vYxuDybXM5MYxVxkvkyw0YMXFS1Abt29h+omWaB1GuoE8pl+LS9R23lPOIGG8"
    "h8jB6397jRjg1TC9L0ayNHO1Jcm/Z+rrZucsDoWbA1D4ydFjK5YHHcT6a6l/oXNIYW+LTB"
    "CkamPQl1dihZwn+Rh0RJkRDw2ZUD1tBDBWlfqQpXChZN6+KzhsPUzT/Gdg/DSPTa2xykJI"
    "Q9mx1LmrstR6qTtGb5YsuEpl/Pwg7EfxFUWhIZtHSk52r0U2+5rylKVRZ8C3PXDsZtDUFo"
    "f0kO2kaKuhv0YY/VbGP1VN8gN1M91VuhSNgTVmwexP1itxoG8RUZi8DF6+88REmQBmo81z"
    "3HWzprkcIvRSNTxsHXPXFBLKrlky8RXU535c5+mq8DGU0BRU2BPRgWfvF++suNaIr1Zwtm"
    "hRt0sJhB1FK9ioJ0LqEfnReqR+eiidYFmqfcQGsVdNDtJ8Yde8v+51mzthiQ6psHvbgJSJ"
    "ZuIP1V4KzOdgJpMBIp6P1Bu9BUypZIUzaQLdFR0JFLmVgjD9K1gvra5+DSJfQlhozhqWlX"
    "SZTJEg+U+9HvoC7WqIgdEpCpAqZbji45JG2f1sWhDAWPamfoCviBluepOaL6cIaED4Qjmq"
    "4HZGeKcnKKGcITqc2PW80wg7hIdW7+BXxYYd8FNmgevbpeQqLtQnvEqIleiA0whbxnJR2G"
    "pxvgGRYywnech/CfDrFsTdlWift0ahlmYnBJb0qeSO1N+ZHuv7CKkJ8qRtQUxvMJ0p3VOv"
    "CTdjyhJqPE9sSPpoGF7JEzm3l6lZv0fmXDikLs0Up7wFSWVis2P5aq7t9S3J+rSGBATl2s"
    "eY4tyGO5cF1tI94vIuIMN6DwqlNz+vc/hGzYRJWGtuMjz1ytrQ0i/DDJT61fqnB/9ds9+d"
    "q/heYUsSVr2FMJ9QAPI96gOlyTmvKwkhElJlf7YBKbU+Q3qKq9cyBXsqwK6BXnktjGGgSb"
    "Kml2YnK1mSSh40GQMGad0gqf8YQta+ph8q1Gmd4eOTqVO3vcha+JZth/wuQQjD0X0Mgg5p"
    "Ok4tdwzRaez3GVNJ4UXbVMnu70DprRw1CfcFINGBAVmCO6pGg7Cbi9fmFkk70+gtVKE1V3"
    "bWnZl5Col8YWmz+gChLVm4imJ9AOyXJ7BLQrmUBHckbQ0TYz6ChfIA+HghVZMmUYkCNUkQ"
    "3U/IFS4PBtLVmrJ439ydmZBPTkrkLk6WdjdfZYnT1WZ+/viIkucyMqTXOtlHDF6bJxplxJ"
    "iHOEAwE5TEtM3h7RUx3+Y8o2iW0GefIiJSFPKAaANUyBpsmI9dvT1Ggx0FfLfOXFRkOd8j"
    "MLuhmcr1Zry9lglVLXKq7mnSgnW1oC4HRWc32c36eepwjSzcronQzIHWM1OmgkQ+/rV0+r"
    "44oAhoRZ/KZNLF5TXzL7y9cecLlwfOfF1NAnQlwlEXWQ2FojYTnSFRK0TSx4oOMS5xfoIq"
    "52ZnMvIGJH7/whaiiLlpoXTjMmn1CVW7MRXq39DS2ZE9VVtPhNu6qraRXfWEY9kNqJskWk"
    "KleQwpJXaUxGuCkgqF1qemeGbBgTPD8nnb3ZizU+CBXahePSs1BTVMMAk45DjWofuFrdqp"
    "3Sy8HsYh2bj6VXbYZsINUm1D0JjVLpVF8dRgqY9ZMHBajSKW7QWlaA6bZutCm6QTejrY9q"
    "lQa0Yxn5WEbeN8htl5EfVjc4q+RIhLETXNOYEXmA3UeKSH3YbpOH7R1oLfstUptU7MDI7u"
    "Otngw6jGQ64+7e6dOg+Q5wzJMfhJdOQM562jqJnf4EwzdIs55gAhBN0ApWYTK4h+Kdl/df"
    "NPZUoa8ifijcAUzOOitS7ozk7rEBhKpODILjUjhCbluDMo6o3+j6UX5b3dgI3m0C3tSkMZ"
    "mkV6OXfmThmYBL8oCnUo4JRAFdmR42oMkkkZsukSzQhwPc9wNiDBFwJY2fhGIghk/Zg7pm"
    "TH40KdtENz5vS+KbpRsIwillpCezPfUO9Q33r/zjBg/1TuM9u/AkYvSjn6RFP0nm8GsGZP"
    "VGCdS2TrPgJse+an0MqRH73tED6lnZYujG90ykLF2Dv10ifM/uh2qjMMeBPocm90ORM3Sw"
    "XZE/TPstxBTClFgvnFc421DzFF7cgNvI7zUElm9bXyLTQtFhKSXQ7JC2QNzSUzFu4zb2TR"
    "ys2ZzEymWj/wlFM/H/3RyoIB2ZFKiRC9B8R+k96FG5HfWbwAfhJBs9TeMtk3pRnHmRS7wY"
    "G1R22VFjbFDZcoNKF68096GMnE4o1MvTuo3frezSPZMqhDzbUgd5JiiDHKvxDrEab23Sdj"
    "PluZ4iHGCPGnj/sDDWseemu2qiHdDQmO8tzfW6WsffFOXA2B9l5Ee/4fDYPlbg7m0Fbodl"
    "Luylo2IjmN/rOIZH+2vMnU7rcsNxjOUw52mGATh946hmxUfzwJqbVuv1ogJdYVZ2/HeWTn"
    "24oYIx1gtidaFLrNkBWxrsHOEw0I5eu4kuwmOQdQyyDhTqNoKsvZX1D1QXaaHYP44o1cdf"
    "wXrn+nrJTsh5ZU0mr4ApHM1gXqLFwnD0k91JBhmtTQL3RPfYZ+Arqio7Ac9pbjUKYJoZTZ"
    "9KJlBwRH2YEcCnL4zVMJXhCyW4rgVeA2tbUEkLP7CJMhn2LHWEAsWSbN4GFmGXGUR0Q0tk"
    "EbGNXyKTaGoxGrnKGRNChmFqT9j2OKpumdD+rU9wi4XnfkGFTBlqmQQgXqBEuRM0pSfUQt"
    "hPG1N6BpjSU+jhLszo6djBvasjAll85fJ5GvZwr8M5rAI5vqW8hSNSGt3bqAwHbEZyBA6o"
    "uoWI2CDsfCDPlYRG5dbqn6kZkmFF1AEksH3TSqK5Zulgbj/Mik/Jkk1E02QD8TnW0NFrOn"
    "fHiq924mygAFUKtnGE6gclEs8WvHavYbexzq678AQvqOo7sHLVGAph3aTzZJJtFJo+qmRd"
    "5LFt1ZCfXNJlNTyJIukw5wTuWI03VuMpqJAMvRov9uxu8aPx3l8JH9qKv32n+4x+A3Pdrj"
    "B6Hk4Ie8TfQxUKuL3QcxsvNHppEqbJQW0ck9DEksKPdHYSZM0ZeQ9bG19Q1gnHCvHyDji4"
    "ym1qVnyXb20DV8dSPOX9duUzkYdWdRAlH88c5+EQc4/HIqmWi6T2vsAymmkGx6Ssl6/lwr"
    "8/A832TV+wnre5X3kqpb3il7HbdYLY4Y9gyiI79uVnPPfjbx17Djc7t6lSA+IDdnrXyawY"
    "feCjD1wVj9UML8kXdLyCR+93m+i6YJt72Cs9XC9FNoyVzBwrsecVRjIRS0zrtrJnrDkZa0"
    "5Ugnps7DeGEsZQQm585IHGgRvNAs9yYAwLt6VktxIQZlpeg3ugRCXEADVDiQm2Kb1ZtZBm"
    "otiIw5kpxWdrKDOlisj0FF1bmh7lRIQjLqhYEjUG3XLn7rjiGPhTNPDX7/zNVvpv3i0d10"
    "fhdyD2vv134KT/L4E0u1/poNAnTdav3faw0z2Iv329uL365ebL3ZUoGBSYlkHwheSPR6Kq"
    "6Fa17psyy/q4eFkf55a1ZhhE2gh0leKVzZGo1x7yInm5suCenJ1JoEvuKoSXfparMDEfBY"
    "Lj0nEsrNmFJSYRUQbgGaHqEuFYnmcTMkBPiIbZ0BGzBtHXkGM34eS+vLm5hofEaRmXHzKh"
    "yk9fPl5ekXWeCaKFEcycP0um7vsQBh825OZKdy5Ila82XDl/APgdRsF8G8iFsqc2bLJ9YX"
    "qBK7TWiKlrPka/Vd0S+QvLcnQt+hkiI5i7YbLDCtbSt+40gz86Nt5A8oaGaM+EtT+hgy5c"
    "bJh+eD3623Z8Qu9hH2kLAo7nMxLaGuEtdWDY1IEBwzA0LlWHVR7AD/PIMZc3sXt7C5m04O"
    "iN4HaW/+umWkKM6b0KW/nayglEPvWtaVgJUe0crK6k3wV95bfJgjfniVtRI9uGap00Q6uB"
    "4DOXj3UinY91MJnWh9nXPZTQU5DQZZsR5yiHkd7BnUlRewCTO8LQWtt0WrUbfW/pxBqeah"
    "jAR+/Mg87xoh/gqTpQBXuecCAZNmn9Z8wcax7hRI/vIXdsS14TpwzXj8/eJg9TB/mmZYtE"
    "hJYXwDLtdZPjskE+KNjhrunzdXef3ZwiIpWzwKPXMTcGIPXlNgB/CnaeKJJ2sKizAZo7BY"
    "aeJ8KagF/oOjXNxY6y7F2THd6yuK+2xhHI9Y/Ukg7gzhP2JmhJDL+1ZhpIW2LNoH0g4RJh"
    "HfW3viHMfCICi/YO84KVB24t+DuOACR5WAVNJ1v9ym/2N5tucucJuprRFpZsji2yIF9vhu"
    "dka8EDNuh/A2PB5PPb8JkaQRWKv1Z0gYIlDHX5PtcqfUyYGbYrbdtBt9WdliZUx6V2lN/b"
    "N2tso0z34O49ZYE9My1L1PNyR/VoQqY0yhfrtQvF1FRkEW0LbbDf2HC0ar5J45FpCWX8xA"
    "mV0nh/Tg6J59+CH8/PT78Fr86IFAj7FXN6tkfZQVOxCU/64UXvI826Sdbjp4h0btGXUeRk"
    "Brvc2PjeIf+R17lLjHVRnB8NjW9pVF++xkRBc69s390U6Mr8Hbv0ZIveO8XxzTt1ZLIUUB"
    "hFS/qjR0o2dE6PAlJvUJQ9ZEC0Fno4ERVztbNBVNMPl4kC8ytDy3V3EgeF46tJ9HhUbhVV"
    "bg8mODm2gRrbQI1toGq0gSq7iTJp6McyaejHxWnox7k2N3hmCoSXHPAxsdLIX7DDHbxS4T"
    "kra5q33YkrtJ2qwp9QDwf/hTrgH1ZyV9IL7UDt8h7Ge7ZtmPP44mj2YEl8M2Tq4wsTDcMD"
    "tOPGTgeXINVP/ywl0qG6Bpu+dl94H05eFHVBqZUSdUjTrvvwiyqTazMkkdJS0s2BJP+1Cn"
    "qZVD/MjaOuD7maw62rqYI7sc6oxZ3nlGXiK2rg3dgROvR8MiZ9xLExTjZtjYtxAlG21NLP"
    "ZHJB/lZRQWThvWUDVrqLYelNWeCK+/ckCVWRRR26sPnbx4CVogGronnDW9rqFA0cVqmFEe"
    "tggEqNHG65gVG8M6r4eGNipV28d+wty6J9LgH2eSHW51moV0SiOZXjSAm10mD/Akm2YSQJ"
    "ZLoCsB+WJ70f/3lgR/n8FRI7U5SDQfsTS+3k+jVwybVvkGYjLoeye5aMSQFUCEUh1QZyb/"
    "NpAS6eYxcLc2uLVZUUkXqd0u4scw0NSggotkfetIay0nw7QBevNPehHNqMQj2ob+N3U6In"
    "XdpyKpMulqYcTtqYH7rFHNc44N4WkTejCt8zpA0wvjPfXJI0yH7EwXJ+SnavF5aHykvVLK"
    "V60pVLaSvH4g5ELbyOKYK8cL4hR9HveMPjPNI/u86TF9ZEYk1fRvnnkmCHMwxPjk9fn56/"
    "fHUajy6Mr2ybWJifTth7Ik93GZtOCQO7sewHqL41prNN+fSHDOVAIGYv3k/eQyWks5TqZz"
    "+EQIfv3QHQKiY8KC022sl2YAKhGaxLBICHID9k4u0ZiSofBu4F9QHIEtnI727Qi4O/nF86"
    "7oBSv2Gxql1eWu84lVreXC2n2UDXdmXTHBpO5Wm7CTSXibYlJyFOVdudlpDcKjELycAz1m"
    "c5OqUmSWktNGaAkOxb5JDL1IThGitrUW1CetFSYmjV5QeuLZqp1PI3Qjsb1jSHu8kM+xvw"
    "8QiITzyH6uCkVTT0AAm/5Hug4HvYfOdNkGU+wAAvyNBIuu9UysuIQ8MGoSK8oGkYDuurns"
    "vL4O8qSuHghwqwT8YcjjGHY8zhGHM4xmSClnuuzx03feDUttIrRbXhAJtWYkKGcjCcuPNN"
    "y4LeHzNMz+SEJ28YO8KEVxX6G41JB0hznQbGswuyDSIVqQSqCcVA8HwfwDSTNsAbMwfGzI"
    "Exc6DhqRiHFGuDtrRdRoDCEePlkOVp1I/6xKPau4Q17UUoia+QeBhAM7fTGFtTTEy0EFuL"
    "N1V9lGUHISotMnZCzMtNCXzznsj6QJcdcaq66NiJuVCW1oimRfMtAmGR655E01ofGpJ2df"
    "UVn+zSem9q8MfhxiEbbeXQdigyPM/EUcj4rNsagPQ0C3vT+BCSiUAmAbbw8HoLbqIwSRIm"
    "Wlgb1sQX3smIR1OIQot1HlU6ghfMVqbP11a7eC3+wMBrzfXZIZH/PI4x5D+KEY7jfPwtkz"
    "HKN0b5uo/yUVEwhvgGEuJrvvnmGMZouaHywnEMr1ocL0s6nEBesGJTqiyAup8InU92TiXc"
    "04SDQf3Xi/s3CLQThr3v+JqFnogGhNHaNXWY6GXrVmAQa8qfIEy+E2kGpOz6ThPJ6JW45B"
    "KcDfjCcjziydThkGBqz230onQnwOCeVyezH78FP76aw+Cef2HXgRpkFujuaafAQim7SRiN"
    "OujvdFpqfioNkKYFQpHAph/YdaKBVpNQGcraLOjIkn5HXpsJJ3q4gXCKy1Njc6gfbiwd8p"
    "ywzFPgyLhwXW0jZkaWMMMNy/Q6LVt89vsfAuivXJeIGd0hl2mC09PS1JcM+SX7WbWCule/"
    "3ZOvFgWhiJWF3UdRw5RLx7GwZm8LQvHEGWhnhLpLaAv8Hl+X1M2A6PuCUGGvTJFu4GC9vL"
    "m5hofEofLLD/cZFf/Lx8srovpnVnu+avRJc/HSCWhF86OJnyrlMhQ+ZGB18SCH4t+CtIWL"
    "D7E4fm7aYEvXWRAFjxjYcoh+xcEuhDFzLPSynB3JuFnIXYV+FvpZ5iTMOHvLbK8s7XCyxx"
    "pX7Qa3qUAZNypxPU05MFkaMV5jM4KJIuTi/8X6wa4B6GlSof+MgFRFUQvvRmdK2VTnpbPk"
    "ozevIoFbyd2NRlNXkb8pyoHtxMTYtvC8vi0yuM2ng04HA9WrJG1naAfG+kgIx7/iUJlfQe"
    "7mCNWTulzbr5IcHvt+jX2/BlKLAOkJnVYjMK27dDuqHKH66fKAsEhD77gFWJJTVRryDOEA"
    "VnWYTbj+zkPJ2yMtqmxlOkRXyOf8dqVXffETBrL8qa+PGi3RT+kSf7IQSje9Ww9nrROAva"
    "iMATQVs1NBnjjNSi9qAekw0E4cbR2LcJrsWRJlnkZ9YQFym74xMu109BSGb9Wv5C4BdhJ+"
    "Kwd4lm4Aa/o+FaGjZ6SBLfOxY6VQEPAsLVS2PUP95Z85K1OR07Y5cfCVluWNoBZqLePyhf"
    "o4/8oepcbablK07wSeP/Wk+pium8Fcza6xNdRDiRama3mc03U99eF+n3qeIoA3a3vuZEDO"
    "PJfgQ+pQqc+Gr/zjFOJCEzrNTvyz+l4Z+HklpXMBNDSdpgQn8rqfBFcETpYD4UkVn8xObh"
    "T7rGRaInC+gX0+mau7EnY3RMi7V6ROaOZf3+u134A7XuJgzoQqanSjSHe3qN8CQOH2IKGm"
    "ymauzwNrblpNtqHghmrWhjHdaFwxDBvELK4vrIUWrYK+Jo9SSAY3hVYXfSYodFt6TTBot/"
    "abCHsTWezWne0mbmwoa3SMQCdGjG0gwpCwGb0d4hb1nAe1jlY/0puW4dBmnbwn0mZO4Od7"
    "TzT4XEEjCq41fFR1/0euN0X07VQy05vHthBDawtRmOZS2BWi4yyXHdIHdmy5thANp7k8kB"
    "+Uh1WuCwSj7Tln6+7i+koA7T+jt+u5vzuItSn9hxBl8epNESndY+MTSOKo1pRK8PJ+rkzv"
    "jVcyvTeyyY5c741XQg7MyRnnCATIpbkolCEZQqUFyaXmhQyA5gN0LkxVboQC5seTk5cvX5"
    "8cvXx1fnb6+vXZ+VEsafIfbRM5lx9+BqmT4lZeDP0ZaLZv+gKbcxuDeCqlufMLUVuIdrcJ"
    "OaQyI2ZkHU2rcSNHOgyWzOKdozJfWG1ENdaIqCtxpyMTlpNmVHxBScVb8l+P/jsyELCBtL"
    "mPYYqIt3RcH61NXbYQsRce0vOE2jJ57m3tQ5EmHEwnkM/UbCPKATuOSpnYOzpOnEp3nKDA"
    "TT0ncEXAy6m62WcorZN9pbF1N7AwWmiPODGhFVCHQyDB5SDgxT/ubj6Jd0CGLLsFTN1H/4"
    "c6bwGy27P0ZwCT9KJepjEf3kAliWFCOZM3QTrE523KrwniGy7V2iqAJTwkLh9iTHn+8eK3"
    "LL/eXd9cZq1yeMDlgQ6r+gK6c+h1+hYcHRmvETs5Iw6Rs2epWXMUrJuUaWPTtS1N16hd45"
    "KzhO6j5DeMDaUOu6GU5ZTNiE4o1E8IhUOEvG+219FbYIcHw6M18kTgC+hYVFfGf61NF9pP"
    "ma7XaXJ6jwNm1A4W1cQ1ClOURDZNNRBsuYhMV+hS26octBzJMAQIdQXS1E/kOZZBTtJo2g"
    "PLx4p9IG0jvyXHvIchM2qLjaanzHCbqz7En5OHKQRyFfmxE+a0JJUAmm2kxlD+YquWx9+S"
    "RNnJC070SjCCKE7N8OHaUQz/rlTCnQxJdOnayW3N5BilEtskc406T26jTarby3BbOY+4wT"
    "TBj9HjlEWyqVlB6SxB2F0NTau6TR6m2ImZoFgTu5bz33gExRlwGYy35sC5mXt3JsHRfcBC"
    "GSB82YR0ohysTC/s7c8CUxTOfMJbxWcUJ7fFSXxwzmXT28ZUNkVT2fY81eFyEOH0npyGXU"
    "r2SPnt1vsHEqmSC5AjHAi+FU/OxlokHFZTir4dU/FZ25B3StUqiAZUwYnQTcVt8LE+ud7y"
    "bqMiuWNXicoHYZs+j5atpAvsmvrymdhAij6c7LCNtOS2XWZRsSa9ezRsKfukUC0WHmYChT"
    "hiYz27pPz6kzY1minrKDY6CvvEFtcgFDeKVSrbTR7i9rvxwr4qgXB0+x6ieyw12uN4y2iP"
    "4/xoD/KNvrBxTHHaIEcyhJTBJjwTjeX95TTiLk+1v/8fpI+Xyw=="
)
