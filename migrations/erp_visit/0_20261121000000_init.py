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
    "eJztXXtv28aW/yqDAIumgBrYjp24yWIBOXEb3zpxYDtN9zaFQJEjiWuKVPmwq3tvv/vOGX"
    "LIITmUhk8NJf7TOhQPRf3OzJnzPv9+ht3V5NH0TP/FODBM/9L23fWzN+jfz2xtickf4htG"
    "6Jm2WqU+hmu+NrUokQa3TnB879TzXU33yUczzfIwuWRgT3fNlW86NhB8XTjIMA30tND8Ef"
    "kvtkfId8gfpr5ALtYd1yCXTX+B/AVGj5oVYA9N8cxxMdJsA2kzH7tvkWNba4QfsYs0w8DG"
    "C/hyw9HJt5v2vOXvCWzzzwBPfGeOCa1Lvu33P8hl0zbwX9iDf/7+jCBi+hSS8K+JaVB8/G"
    "fk1t/h/0BhPPsDKFcPk5mJLSPFjpCAXp/46xW99uXL1fuf6J3wc6cT3bGCpZ3cvVr7C8eO"
    "bw8C03gBNPDZHNvY1XxscLyxA8uKOMkuhT+OXPDdAMe/ykguGHimBRZw+Nl/zwJbB8aiZO"
    "0QYPEL0/Be2PiJ/Oj/id6Uo7r703of/uv5d+FNz7//7vtnuaUCL5fhanRJd2xYZqbtA9r/"
    "/jv8igQqevUZfNe7D+Pb5y9f0aevHM+fu/RDCuSzvymh5mshKeVcgn/IojT+7wl+vrnEYh"
    "6EFBkeGBHJC/ZHFV6wCwkzkt3FcGVwpbD+5Dw9F0BLdge2kemjBdnc5F2M7PYpDfT91cfL"
    "u/vxx8/wpKXn/WlRvMb3l/DJCb26zlx9HvLFIQIjFCbxQ9DXq/sPCP6J/nnz6TLLvfi++3"
    "8+g3fSAt+Z2M7ThOxRDht2mV0it3LspQs3z+J3C80tYG9MkWExgahTpk4mn27uJ3eX95OJ"
    "kLWaj540DxmOTR6GX8xfICLssPuC8Np1HrEcr58ttb8mFrbn/oL889XpBt7/Or6l++zVaY"
    "afn6JPTuhHf6fwTwSkLP4JhdL435O3Qs6MHivhOVMF8JcnEoC/PCkEHD4SAT4pd6ykiJo8"
    "XVoC/xe8roJ9nRMkQdgOllPsllnSCcWOl7QAyk/03YjoQPD70qgiImJ8kDPsQNu9PAlVtz"
    "z4/7i7+SQGP6HIHtmm7qP/IMv0fAkmRGpR2yv7V15Drb2qAZXUSc2gff5x/FsW9XfXNxfZ"
    "5Q8PuMiwgKrMZTgQE/SIAfE7q4e/izWvnEqTUKgnf27pu6G5+YjtKiLm7OhIQsaQuwqFDP"
    "3s76zW6Lglz1CepsYR2tEyZ3az6b9FNtEgEZE3VPJ7a8/Hy7bPUzCHZw9igwxwzAP/E5GH"
    "5twmJz+F/4q8iGbrIrmeGKmXy5XlrLGMLdZD2JOryfu72lPsY0itSIKPgS3sU4RuiVl1e/"
    "Xu/hnlw1TTH54015ikGAKfOCdO5kp8b/6j5ckye0WztTnFDn4HvHXCmvd4pbn+EtOXFzmn"
    "uBtGW5xTRvrWrb6pMYHeiFWdhJqAiHHexbT99u2eosH9o6j7RyesLXOUsvubOUi3o19Bxt"
    "wtHNdH4Xcg9r67N0zp/0sgze5X2gvwSVPFMCJSicikkjpLikh9peU+LX+1qfOIM+eo7ixX"
    "mr0mB6yHrdkO1ZgQ2mb0mPRZeAi82KrbpFZuaeWGk/8L0zJcLDCnLiLKn365xZZW4BMeeM"
    "TxKO2HjHRvrzayJbT4zpy/GUWQ+sjINfaj0RRbjj33kO80CKkeeL6zxG59SN9FT+oBpOxH"
    "Nwdpy5ZNvFzFdg2/mjdaNZi/catNc0cwgn39RAzMJ8d98OIdbpgA1DQgtuDbMBKuocDDob"
    "93hDyOUNdsZDlzZNp5K6iNLxjspsFuUsdu+kwkq2Pb2EJJvGYwm/bdbCIglcI3JlDPlf6Z"
    "vdruVy3I/7Irl6epBG5Wq25FSlw78x9MOzrbLOeJnHO65qmymjXPI4ezMVlo3qLUqs4SNs"
    "KAlqTH2J079glir1oW9pOzMwncyV2FwNPP0sgTK94PBIo5QH5JzpOcsZ+CP6HesVQZv7u/"
    "+vVSGLigKlrayllq60idq8KHcwkunBfy4DzLAcvRNauUwEkodoz6vxYiQaPZ84BYGSzwQM"
    "x0oppAziq5sMSeRz7z3qB/LSB3o1rstGEOxEJEX5B3x8akfG5lwSMaSLbsLMCH7Yhd4S+h"
    "OXqW5vnIw35tf2Tv8i8fiVItTMC8sn3xEuAoMmw3pXxrjW3L4zx3f3adJy+0cbGmL1C4Si"
    "W33hxe5oeT49PXp+cvX52ek1voC8dXXm9g/NWn+8xuS5wlJZ3+OcIeJPy15XBr1uefDkR3"
    "7PfvOyu2uvxz67aG2991rAY907eOpZp3mvce9tn93GGkxCPKoIdcvKKuSstxHqI0wJQfuk"
    "FAKRj10fyVuY4VWX6Q45T8tIawChOSiUJI/sDku+rDdhs+SDHg2O9EZjllcTN6tDCkPmQ3"
    "8Bi1APNwWPUCVU5m3QXXUWSIHhebo0PsRJGKEE1cdvfWMNE9nNaanRzWC2KdaAgekA/5bL"
    "tZEL75PRW2ou/1xxDS6UdIJ15OJWuH0mQ9MSYq6Uc1C4dgO5QElyPpCbBMFu3IBOP52mkC"
    "ufKLd6t9ldnIBdZVdkE3A7SCFlTphbwVYG4zq5aOf7MC2MNfL9JLks+3KSVO6k6JXHzdWS"
    "7Bq+2zgmZdc12TaMBOAFnMoNtpSLdMYvd/56H48cg0RjQFBf9FvgDMNqz5nih7v/kvGPJW"
    "eqvk7LCyq0szcq49YpbfCYu/SzVnLzNWvtKGMqXQbDvYPyNfTnaoa4rczcVwZ8iURv3uw/"
    "iHk7NXEPE0fSK4HduPnOG7h59sAPgNOeSL66ATilqF0F2Bf2V4ADx0VgLvylKDIjg3innV"
    "lyjt1KbvfTcfrjsD6DLAldqs6EVUOWf07UxZ3uC/k/LbybvrxpA0AJvQNecL32PZ1aDdIE"
    "8nqupbhA2TPlik+ZYjHrTa3mq1e5iNfUcX5lC/eiiJ2FQiifGVyJ9kxEqD/cF5Ig9ykQb5"
    "EaJmAqBmeVHJ3I5z+cIzI8+Psetq6wL1NibJcKFzvfb3PwTovyOSxGPJlPFhkLx0PQ3q8r"
    "d78q1pDIfctyZz30rof21Woe6lp7rtyPcd9v3wvURKM/t0m97scfdJOZZtn0CDiIglXwl5"
    "PM+/Ba9eaq+/BWcnL1+R/77UT8iVs9dH349yBdHkn1C1mEhosWu5+a8Y1PDequEPuFSn0+"
    "h2pXWW0O8Zr281dEXaxruM5y0m6IXj7Z51KlfTx1a9uqPXRR2mP5RyDOpsK6UcbF9My/Zt"
    "zhGq38MJopNsD5VNcq0ZmFSiYmY3rX9odiwooJn2P08Lx4oV0rZ5oWrlzL6wpLEKGrFsao"
    "YzavZkrSqRtkKek9CqZX69IyZsaEiLTHP26WiLaa5z90mY5ivaagXay2txYY3Ivi68T2Y2"
    "D1+xM4zgUdhsHiIr7SaqCLN05QIrjHbHUL+/fHd1d3XzafJx/MvlrVCGR1WokcQwsG4a1Q"
    "Ipx68kGHCcNcQSBsBHQ4+hDgKyU9P1F4Ym0EvACyFGlqfZ5H9QRzu54N64loAGH0IuhW2p"
    "uQ9lVmZCod7SvI3fTYmOQEz9KGvSp8l6kG98X7U6ulkTkn+F+maKoh1Sm6lCzxkp6TWnnI"
    "nCfnSBjcJhstlI4W+Uyb1bOCsI0s1MdxlWjxCDnT4WG7QR0zRYCytO5All7BjnyU6MGJgq"
    "mnaWsKtMK2b/1l0Ma3YyzCBV3gDaw/Q9timHXqqqGprHJzKDs8hdxZbOSW5w1sq012ap2W"
    "QJhXoa5Wf6bsi0Td8kD2HJY030/mwF/QfTFkhyOUuf0e6YCz/f3ry7vP1fkURZaNCcWQ2T"
    "3sKP4atUgTom3jHW7wQoX7N3K42xDMTFCB9aP9Vrc0a0+bUum7mXlR5SwmOD7Mjh7QSuXu"
    "pwTCjUE9xfiS6N0+MjdJhuO3MdyRl7Q99xebQ/EtTQSh3HoGYYRPcuEB4FVYAJiXr4jpOX"
    "U8KzBdnSfiAyWX6yHK0gF4gnykA8Ayp1PK7X0ZsSvQ8ZmJhx2Buhrz/f/XB+Wt8Je/Pl4v"
    "oSfb6NAhrwwCTLi34Il8gFk7lfxte5Rtf2vAL+PJXiDGCvqiwHTB0TtWNSfhJ8nlLlRvsX"
    "gWfaRPKg6LUjYx6S3F9jY/YtOMVHR+TvH19i8vfsWIP/4mNy5ezkHD7FL8nf50eh3rf7g8"
    "HX5uVKmhiBkgVN99HLNV+4FCpNeaSKE6wTCkUyrP/9d6FTCkUuuLrQtdPAwLZNSJvV3FJx"
    "zQxZv0Kb4CrP/ICmI50+dl3Td0SgFgvrFJF6auE9/3q7t2h0F7oJTCxzaYoKA7BuLjWrQH"
    "pkSLPLN6R9ET1DnQX8kWxmwaRCGIviPLFJm0us2R75E8U/r97iJnrLx/H18+PTUXj0JZoK"
    "Y9tpzjEYAUz2muD8K0zfz1DtNoX/KA//e/Ji1KRH3sJcrQigKLB904IetdDc+ZF2EDA9ZM"
    "iW0jSd2D8kWITS5uxIxttN7iqUN/Sz3KLmApyl6pBSlEPvn6EMaShDouesAvUxXWbTtDFv"
    "uGaNEk32KAk/T9OPyqQWRm00m0wW59zsY8FLV8NORpk0M36dSlQeHfQ0pcbHnmeZ0eQ0pa"
    "j6p4HBQEkZkUL8aWH0z8o1dTxxgyamUH2GZ90GUm1pOpQw8QqOCx0bxG9PRye1tNrIA/WH"
    "CXlYAPu9Pmx38Lz30eMUXXWxJJ07jkHONhc3vAQtbMzJcUYQcM0GdvE1fdwledpaTUQbhG"
    "7PZ3itNLNce2QJtKgvqyHA6LMUw8x5kq3Wk8JsfweeoeSnddXvjZ+eoDuBSB9nuN7Y+N4h"
    "/yk1BnKcPHXvxF6Fahfy8+cQ1SmodmEfj7ZVu/A3SlS7zF0nWEGK88p1jEAXz1IR3zS0rH"
    "uWW2E9KT3ZbUlEK6Unu628zzmVZAxotpsasAXpg9QSpaHQIGZgU76MttuVJha1WAanLO6N"
    "Qjix82XFMKWgzYAgeMxOoRH9Fy0cgGwJ8n93Ta6MwvAnnW7l0N7+a3YJ/Rlotm/6a0IpbK"
    "3Sxvd8s7/Z4/hhME3ryY6+ae5gjywA8oWYENFv+M4bJX+yz6jJRpeuBe/ylsZGTJu+l6vZ"
    "D3DDN5ssW7/w8fCIqeZhFN41ggth8MzS3Dn2/OSdpy7WHuISTRdCMNiQrsxcJbstVhfC2s"
    "uh9Uw/jr8d1vF0KIDD/VzSD9dqeQ/dtHncN2YJxTS104O6MtfoOQHaMggvEEa1I1pc9s+p"
    "dPbP0rTNZbCcMKkn0DLMeWH0XEStXBj9JziLFs4TWkJj7Vj4kxPCLhVL//Hk5OXL1ydHL1"
    "+dn52+fn12fhQH1fMfbYquX1z9DAH21H7IR9yJYHF9byLKZijO9UwR1cz07Gon/GS65Nid"
    "snxySPok4oioTpZZ0u8jmfCJbaMsrhxJP/Jnr7ViTLmmkraDcAMTIAUgD6k4rXUE3nXzoP"
    "4ECmsm3EQ6fEmg01Q9SXfizJWu0IVDuCS0HEk/1i+8cGE331gVGaEleaIJwtlA03U4hYhO"
    "Fm6bHxvSnLgVUT+/Rt73pPqi35o8k97+ErlMTPlvDOUvtlTiwr5ug60c4qSITJPrXfWO68"
    "8x2/cmckw6FXl0YymxxZ+b3LfdmWsjYqmZxPqLPYxTJ5gvfOpI9RzLeIGuiI0aWdZEa6dp"
    "KgRiPCd6Mms3FO8dgRu3jW+Q8XxubzZHr3IhyMENqrAb1HsIygQBo9sVjgGOo11Rvftc8w"
    "WSQ/e5ofvcPnefm2pu2UaWHIl6+F9oLh0/nTslqyDeQvtzVyvq9lcANiNQEGr2aruX0sDl"
    "idhc27SOOSLl5XVuQY8QfjF/gb4Fr09nr96iuastqYGAnojtsyCGGs2hriRoGu+86C2wNZ"
    "tY5gyXLWcXUFbyQXdksyXV7ZHRAbqn7yD818p015F9bc7AnHvAeCXLnoYd1VPN1xcTMIQe"
    "sEAaXTiOhTW7aNdkaDPsmBLiLrdOrHhmK6/BDCInrh9aTw94BWEWYnjV9txd3Nxcw0Piuu"
    "uLq0zM8NOXjxeXLLSeBHtFoUSnAgs4KqXBD30WFHmiEtG3fks2B4inyNbF7qOpR/at7SjF"
    "Gp9IRDeKHJbId+DJFEp5OHpx/FIgrn4d3yP4/hGCG+jpQf73X7X5wDIezkokPEC3qUmVFJ"
    "M0YV/a0FyTt47S4KJck/hkT44Jx7bW0U207JAGihvotVQnIaUKi3K0veESlLgU8WmEbOzD"
    "VcP0aDFEA0kRVTijOxV3TpqwLzx5Bw2csrygsmupuXPT3hEXNKLsPQo4sPEoT4hUP8mhP9"
    "YUU/e0Ssf00E9o6Cc0JDE1mcQUhX/KJjGlyfqRBFK3xqXZvA4+8NZAPJt72v4gvj2gnV6H"
    "Nfqj7KrbR+/ybHI5M41VxEnmy/QbMXBR1Qbs2tl/oKaaBVKvoU4oF+HT9h61pfOIG2wg8z"
    "F63N7jRjs2TCxI06+NHO1IcW3a+7nauskBo2fBxjwwdlrI5ILFcT+Z6l7qX9AYWuDTBisY"
    "mfYo1NmhZAn/RR4SJUVCwGdbDlhDDxWkfaUqXClYNK2LzxoOUzf/GNo99CPRa29zkJIQ9n"
    "R6LGnuthypTtKa5YstE5rdeha2IP5BUGlJZNDCkZ6rsZt6y31NUaqy4FuYu3YwbmsIQvsL"
    "ctA2UtTdoA97qGYbqqd2DXIz1VM7KxQJe8KKzYO4X+xGwyC+ImMRuHj1nYcoCdJAjee653"
    "gLZyVS+KVoZMo4+LonLohFtXzyJaLL6a7c2U/zdSCDKaCoKbAHw8LH7ycfbkRTrD9bMCvc"
    "oIPFDKKW6lUUpHMJ/ei8UD06F020LtA85QZaq6CDbj4x7thb7n6eNWuLAam+edCLm4Bk6X"
    "rSXwXO6mwnkAYjkYLeH7QLTaVsiTRlA9kSHQUduZSJFfIgXSuor332Ll1CX2DIGJ6YdpVE"
    "mSxxT7kf/Q7qYo2K2CEBmSpguuXokkPS9mldHMpQ8Kh2hq6AH2h5npojqg9nSHhPOKLpek"
    "B2pignp5ghPJHa/LjVDDOIi1Rn5l/AhyX2XWCD5tGrqwUk2s61R4ya6IXYAFPIe1bSYXi6"
    "Hp5hISN8x3kI/+kQy9aUbZW4T6eWYSYGl/Sm5InU3pQf6f4Lqwj5qWJETWE8HyHdWa4CP2"
    "nHE2oySmxP/GgaWMgeObOZp1e5Se9XNqwoxB4ttQdMZWm1YvNjqer+DcX9uYoEBuTExZrn"
    "2II8lrHramvxfhERZ7gBhVedmtO//yFkwzqqNLQdH3nmcmWtEeGHSX5q/VKF+8vf7snX/i"
    "00p4gtWcOeSqh7eBjxBtXhmtSUh5WMKDG52geT2Jwiv0FV7Z0DuZJlVUCvOJfENlYv2FRJ"
    "sxOTq80kCR0PgoQx65RW+IwnbFkTD5NvNcr09sjRqdzZ4y58TTTF/hMmh2DsuYBGBjGfJB"
    "W/hmu28GyGq6TxpOiqZfJ0p3fQjB6G+oiTasCAqMAc0SVF20nA7fULI5vs9REsl5qoumtD"
    "y76ERL00ttj8AVWQqN5END2BdkiW2yOgXckEOpIzgo42mUFH+QJ5OBSsyJIpw4AcoYpsoO"
    "YPlAKHb2vJWj1p7E/OziSgJ3cVIk8/G6qzh+rsoTp7f0dMdJkbUWmaa6WEK06XjTPlSkKc"
    "I+wJyGFaYvL2iJ7q8B9TtklsM8iTFykJeULRA6xhCjRNRqzfnqZGi4FdtcxXXmw01Ck/s6"
    "CbwflyubKcNVYpda3iat6KcrKlJQBOZzXXx/l96nmKIN2sjN7KgNwxVqODRjL0vn71tDqu"
    "CGBImMVv2sTiNfUFs7987QGXC8d3XkwNfSLEVRJRB4mNNRKWI10hQdvEggc6LnF+gcZxtT"
    "ObewERO3rnD1FDWbTQvHCaMfmEqtyajfBy5a9pyZyorqLFb9pWXU2r+IYy6p7UTpQtIlW5"
    "ghSWvEpjMsJNAUHtUtM7M2T9mOD5OenszV6s8UGo0C4cl56FmqLqB5h0HGpU+8DV6lbtlF"
    "4OZhfr2HwsvWozZD2pNqHuSWiUSqf66jBSwKyfPChAlU5xg9ayAkw3daNN0fW6GW19VKs0"
    "oB3KyIcy8l2D3HYZ+WF1g7NKjkQYOsE1jRmRB9h9pIjUh+02edjegday3yK1ScUOjOw+3u"
    "jJoMNIJlPu7q0+DZrvAMc8+UF44QTkrKetk9jpTzB8gzTrCSYA0QStYBkmg3so3nl5/0Vj"
    "TxX6KuKHwh3A5KyzIuXOSO4eGkCo6sQgOC6EI+Q2NSjjiHYbXT/Kb6sbG8G7jcCbmjQmk/"
    "Rq7KQfWXgm4JI84KmUYwJRQJemhw1oMknkpkskC/ThAPd9jxhDBFxJ4yeh6InhU/agrhmT"
    "H0zKNtGNz9uS+GbpeoJwShnZkdmeeof6hvtX/nG9h3qr8Z5deBIx+sFP0qKfJHP4NQOyeq"
    "MEalunWXCTY1+1PobUiH3v6AH1rGwwdON7RlKWrsHfLhG+Z/dDtVGY40CfQ5P7ocgZOtgu"
    "yR+m/RZiCmFKrBfOK5yuqXkKL27AbeT3GgLLt60vkWmh6LCUEmh2SFsgbuipGLdxG/om9t"
    "ZsTmLlstH/hKKZ+P92DlSQjkwK1MgFaL6j9B70qNyM+k3gg3CSjZ6m8ZZJvSjOvMglXgwN"
    "KrvsqDE0qGy5QaWLl5r7UEZOJxTq5Wndxu9WdumeSRVCnm2ogzwTlEEO1XiHWI23Mmm7mf"
    "JcTxH2sEcNvH9YGOvYM9NdNtEOqG/M9xbmalWt42+KsmfsjzLyo99weGwfKnD3tgK3wzIX"
    "9tJRsRHM73Ucw6P9NWZOp3W54TjGcpjzNP0AnL5xVLPio1lgzUyr9XpRga4wLTv+O0unPt"
    "xQwRjrBbG60CXW7IAtDXaOsB9oR6/dRBfhIcg6BFl7CnUbQdadlfX3VBdpodg/jijVx1/B"
    "euf6eslWyHllTSavgCkczWBeosVCf/ST7UkGGa1NAvdE99hn4CuqKlsBz2luNQpgmhlNn0"
    "omUHBEfZgRwKcvDNUwleELJbiuBV4Da1tQSQs/sIkyGfYsdYQCxZJs3gYWYZcZRHRDS2QR"
    "sY1fIpNoYjEaucoZE0KGYWpP2PY4qm4Z0f6tT3CLhWd+QYVMGWqZBCBeoES5EzSlJ9RC2E"
    "8bUnp6mNJT6OEuzOjp2MG9rSMCWXzl8nka9nCvwjmsAjm+obyFI1Ia3duoDAdsRnIE9qi6"
    "hYjYIOx8IM+VhEbl1uqfqRmSYUXUASSwfdNKorlm6WDubpgVn5Ilm4imyXric6yho9d07g"
    "4VX+3E2UABqhRs4wjVD0okni147Z2G3YY6u+7CE7ygqu/AylVjKIR1k86TUbZRaPqoknWR"
    "x7ZVQ35ySZdV/ySKpMOcE7hDNd5QjaegQtL3arzYs7vBj8Z7fyV8aEv+9q3uM/oNzHW7xO"
    "h5OCHsEX8PVSjg9kLPbTzX6KVRmCYHtXFMQhNLCj/S2UmQNWfkPWxtfEFZJxwrxMs74OAq"
    "t6lZ8V2+tQ1cHUrxlPfblc9E7lvVQZR8PHWch0PMPR6KpFouktr7Astophkck7JevpYL//"
    "4MNNs3fcF63uR+5amU9opfxG7XEWKHP4Ipi+zYl5/xvBt/69BzuNm5TZUaEB+w07tOZsXg"
    "Ax984Kp4rKZ4Qb6g4xU8eL/bRNcF29zDXunheimyfqxk5liJPa8wkolYYlq3lT1DzclQc6"
    "IS1ENjvyGUMIQScuMjDzQO3GgWeJYDQ1i4LSW7lYAw0/Ia3AMlKiF6qBlKTLBN6c2qhTQT"
    "xUYczkwpPhtDmSlVRKan6MrS9CgnIhxxQcWSqDHohju3xxWHwJ+igb/dzt9spf/m3cJxfR"
    "R+B2Lvu/sOnPT/JZBm9ysdFPqkyfq12x52ugfxt6/j28sPN1/uLkXBoMC0DIIvJH88ElVF"
    "t6p135RZ1sfFy/o4t6w1wyDSRqCrFK9sjkS99pDj5OXKgntydiaBLrmrEF76Wa7CxHwUCI"
    "4Lx7GwZheWmEREGYCnhKpLhGN5nk3IAD0hGmZDR8waRF9Djt2Ek/vi5uYaHhKnZVxcZUKV"
    "n758vLgk6zwTRAsjmDl/lkzd9yEMPmzIzZXuXJAqX224cv4A8DuMgvk2kAtlT23YZPvC7A"
    "Su0Fojpq75GP1WdUvkx5bl6Fr0M0RGMHfDaIsVrKVv3WoGf3RsvIbkDQ3Rngkrf0QHXbjY"
    "MP3wevS37fiE3sM+0uYEHM9nJLQ1Qt5sbuzJ3+xv9lVYcq89YJv6SGDehsZlA7HiBsDOIy"
    "epdM5v9GpwO0vudVP9HobcXYVNeG3pBCKH+cYcq4SodoJVV6JtTF/5bbLgzVniM9TI/qEq"
    "JU2/aiCyzCVbnUgnWx1MGvVhNm0PRfUERHXZTsM5yn7kbnCHU1T7b3JnGVpp605LcqPvLZ"
    "01w1P1A/jonXnQOV7sBniqDlTBnifsSfpMWv8Z0sKaRzhR0neQGLYhaYlThusHX2+Th6mD"
    "fNOyRSL8ygtgmd65yXHZIB8UbF/X9Pm6vYluThGRSkjg0euYGz2Q+nIbgD8FO88CSXtP1N"
    "kAzZ0CfU8CYR2+x7pOTXOxFyx712iLKyxumq1xBHLNIbWkvbfzhL0RWhDDb6WZBtIWWDNo"
    "k0e4RFhHnalvCDOfiMCijcG8YOmBfwv+jt37SZJVQUfJVr8SXGh0kztP4Eej/SnZkFpkQT"
    "LeFM/I1oIHrNH/Bcacyee34TM1gipUdi3pAgVLGIrufa4P+pAN029X2qaDbqM7LU2ojkvt"
    "KL+3b1bYRpnWwN17ygJ7alqWqKHlltLQhExplMerlQuV0lRkEW0LrbHf2OSzar5J45FpCW"
    "X8xAmV0nh/Tg6J59+CH8/PT78Fr86IFAibEXN6tkfZQfOsCU92w4udzyvrJhOPHxHSuUVf"
    "RpGTmdpyY+N7h/xHXucuMbNFcX40NJulUX35GhMFzb20fXddoCvzd2zTky167wTHN2/Vkc"
    "lSQGEULWl+HinZ0BY9Cki9QVFqkAHRWmjQRFTM5dbuT00/XCYKzK8MLde6SRwUjq8m0eNB"
    "uVVUuT2Y4OTQ42no8TT0eKrR46nsJsrkmB/L5JgfF+eYH+d62OCpKRBecsDHxEojP2aHO3"
    "ilwnNW1jRvu81WaDtVhT+h7g/+c3XAP6zkrqTR2YHa5TuY3dm2Yc7ji6PBgiXxzZCpjy+M"
    "KwwP0I67Nh1cgtRummMpkQ7VNdj0tXeF9+HkRVEXlFopUYc0ynoXflFlcm36JFJaSro5kO"
    "S/VkEvk+qHuVnT9SFXc3J1NVVwK9YZtbjznLJMfEUNvBs7QvueT8akjzg2xsmmjXExTiDK"
    "1lH6mUwuyN8qqowsvLdswEp3MSy9CQtccf8eJaEqsqhDFzZ/+xCwUjRgVTRMeEPPnKJpwi"
    "r1J2LtCVCpecItdyeKd0YVH29MrLSL9469ZVm0zyXAPi/E+jwL9ZJINKdyHCmhVhrsD5Bk"
    "G0aSQKYrAPthedJ34z8P7Cifv0JiZ4qyN2h/YqmdXOMGLrn2DdJsxOVQds+SISmACqEopN"
    "pA7m0+LcDFM+xiYW5tsaqSIlKvDdqdZa6gUwkBxfbIm9ZQVprv9efipeY+lEObUagH9W38"
    "bko0nEtbTmXSxdKU/Ukb80O3mOMaB9zbIvJmVOF7hrQBxnfmm0uSBtmPOFjOT8ju9cLyUH"
    "mpmqVUT7pyKW3lWNyBqIXXMUWQFw4v5Ch2O7vwOI/0z67z5IU1kVjTF1H+uSTY4YDCk+PT"
    "16fnL1+dxnMJ4yubxhHmRw/uPJGnu4xNp4SB3Vj2A1TfGpPpunz6Q4ayJxCzF99N3kMlpL"
    "OU6mc/hECH790B0ComPCgtNtrJdmACoRmsSwSA+yA/ZOLtGYkqHwbeCeo9kCWykd/toBcH"
    "fzm/dNwBpX43YlW7vLTecSq1vLlaTrOBluzKpjk0nMrTdodnLhNtQ05CnKq2PS0huVVi0J"
    "GBp6zhcnRKjZLSWmjMACHZt8ghl6kJwzVW1qLahPSipcTQqssPXFs0MKnlb4R2NqxpDneT"
    "GfY34OMREJ94DtXBSato6AESfsn3tKc0lwD5nTdClvkA07kgQyPpvlMpLyMODRuEivCCpm"
    "E4rGl6Li+Dv6sohYOfGMA+GXI4hhyOIYdjyOEYkgla7rk+c9z0gVPbSq8U1YYDbFKJCRnK"
    "3nDizjctC3p/TDE9kxOevGHsCBNeVehvNCQdIM11Gpi9Lsg2iFSkEqgmFD3B830A00zaAG"
    "/IHBgyB4bMgYanYhxSrA3a0nYZAQrnh5dDlqdRP+oTz2HvEta0F6EkvkLifgDN3E5DbE0x"
    "MdFCbC3eVPVRlp1yqLTI2AoxLzcl8M17IusDXXZ+qeqiYyvmQllaI5oWzbcIhEWuexJNa3"
    "1oSNrVtav4ZJfWe1ODPw43DtloK4e2Q5HheSaOQsZn3cYApKdZ2JvEh5BMBDIJsIWH11tw"
    "E4VJkjDRwlqzJr7wTkY8mkIUWqzzqNIRvGC6NH2+ttrFK/EHBl5prs8OifzncYwh/1GMcB"
    "zn428ZDVG+IcrXfZSPioIhxNeTEF/zzTeHMEbLDZXnjmN41eJ4WdL+BPKCJZtSZQHUu4nQ"
    "+WTnVMI9Tdgb1H8d379BoJ0w7H3H1yz0RDQgjFauqcNEL1u3AoNYU/4IYfKdSDMgZdd3mk"
    "hGr8Qll+BswBeW4xFPpg6HBFN7bqMXpTsBBve8Opn++C348dUMBvf8C7sO1CCzQPeOdgos"
    "lLKbhNGog/5Wp6Xmp9IAaVogFAmsdwO7TjTQahIqQ1mbBR1Z0u/IazPhRA83EE5xeWpsDu"
    "2GGwuHPCcs8xQ4Msauq63FzMgSZrhhmV6nZYvPfv9DAP2l6xIxozvkMk1welqY+oIhv2A/"
    "q1ZQ9/K3e/LVoiAUsbKw+yhqmHLhOBbW7E1BKJ44A+2UUHcJbYHf4+uCuhkQfV8QKuyVKd"
    "INHKwXNzfX8JA4VH5xdZ9R8b98vLgkqn9mteerRp80Fy+cgFY0P5r4qVIuQ+FDelYXD3Io"
    "/i1Im7v4EIvjZ6YNtnSdBVHwiJ4th+hXHOxCGDLHQi/L2ZGMm4XcVehnoZ9lTsKMs7fM9s"
    "rS9id7rHHVrnebCpRxoxLX05Q9k6UR4zU2I5goQi7+P6wf7BqAniYV+s8ISFUUtfBudKaU"
    "TXVeOks+evMqEriV3N1oNHUV+Zui7NlOTIxtC8/q2yK923w66HQwUL1K0naGtmesj4Rw/C"
    "sOlfkV5G6OUD2py7X9Ksnhoe/X0PerJ7UIkJ7QaTUC07pLt6PKEaqfLg8IizT0jluAJTlV"
    "pSHPEPZgVYfZhKvvPJS8PdKiylamQ3SFfM5vV3rVFz+hJ8uf+vqo0RL9lC7xJwuhdNO7VX"
    "/WOgHYi8oYQFMxOxXkidOs9KIWkPYD7cTR1rEIp8meJVHmadQXFiC36Rsj005HT2H4Vv1K"
    "7hJgJ+G3coBn6Xqwpu9TETp6RhrYMh87VgoFAc/SQmXTM9Rf/pmzMhU5bZsTB19pWd4Iaq"
    "HWMi5fqI/zr+xRaqztJkX7VuD5U0+qj+mqGczV7BpbQz2UaGG6ksc5XddTH+73qecpAniz"
    "tudWBuTMcwk+pA6V+mz4yj9OIS40odNsxT+r75WBn1dSOhdAfdNpSnAir/tJcEXgZDkQnl"
    "TxyWzlRrHPSqYlAucb2OeTuborYXtDhLx7ReqEZv71vV77DbjjJQ7mTKiiRjeKdHeL+i0A"
    "FG4PEmqqbOb6LLBmptVkGwpuqGZtGNONxhXDsEHM4vrCWmjRKuhr8iiFZHBTaHXRZ4JCt6"
    "HXBIN2Y7+JsDeRxW7d2m7ixoayRscIdGLE2AYiDAmb0dshblHPeVDraPUjvWkRDm3WyXsi"
    "beoEfr73RIPPFTSi4FrDR1X3f+R6U0TfTiUzvXloC9G3thCFaS6FXSE6znLZIn1gx5ZrC9"
    "FwmssD+UF5WOW6QDDaHeds3Y2vLwXQ/hK93Y77u4NYm9B/CFEWr94UkdI9Nj6BJI5qTakE"
    "L+/nyvTeeCXTeyOb7Mj13ngl5MCMnHGOQIBcmPNCGZIhVFqQXGheyABoPkDnwlTlRihgfj"
    "w5efny9cnRy1fnZ6evX5+dH8WSJv/RJpFzcfUzSJ0Ut/Ji6M9As33TF9icmxjEUynNnQ9E"
    "bSHa3TrkkMqMmJJ1NKnGjRxpP1gyjXeOynxhtRHVWCOirsSdjkxYTppR8QUlFW/Jfz3678"
    "hAwAbSZj6GKSLewnF9tDJ12ULEnfCQnifUlslzb2MfijRhbzqBfKZmG1EO2HFUysTe0nHi"
    "VLrjBAVu4jmBKwJeTtXNPkNpnewrja27gYXRXHvEiQmtgDocAgkuBwEv/nF380m8AzJk2S"
    "1g6j76D+q8Bch2z9KfAUzSi3qZxnx4A5UkhgnlTN4I6RCftym/RohvuFRrqwCW8JC4fIgx"
    "5fnH8W9Zfr27vrnIWuXwgIsDHVb1BXTn0Ov0LTg6Ml4jdnJGHCJnz0KzZihYNSnThqZrG5"
    "quUbvGJWcJ3UfJbxgaSh12QynLKZsRnVConxAKhwh532yvo7fADg+GR2vkicAX0LGoroz/"
    "WpkutJ8yXa/T5PQdDphRO1hUE9coTFES2TRVT7DlIjJdoUttq3LQciT9ECDUFUhTP5HnWA"
    "Y5SaNpDywfK/aBtI38hhzzHQyZUVtsND1lhttc9SH+nDxMIZCryI+tMKclqQTQbCM1hvIX"
    "W7U8/pYkylZecKJXghFEcWqGD9eOYvh3pRJuZUiiS9dObmsmxyiV2CaZa9R5chttUt1eht"
    "vSecQNpgl+jB6nLJJNzQpKZwnC7mpoWtVt8jDFTswExZrYtZz/xiMozoDLYLwxB87N3Ls1"
    "CY7uAxbKAOHLJqQT5WBpemFvfxaYonDmE94qPqM4uS1O4oNzLpveNqSyKZrKtuepDhe9CK"
    "fvyGnYpWSPlN9uvX8gkSq5ADnCnuBb8eRsrEXCYTWl2LVjKj5rG/JOqVoF0YAqOBK6qbgN"
    "PtQn11vebVQkd+wqUfkgbNPn0bKVNMauqS+eiQ2k6MPRFttIS27bZhYVa9LbR8OWsk8K1W"
    "LhYSZQiCM21rNLyq8/aVOjmbKOYqOjsE9scQ1CcaNYpbLd5CFuvxsv7KsSCEe37yG6x1Kj"
    "PY43jPY4zo/2IN/oCxvHFKcNciR9SBlswjPRWN5fTiPu8lT7+/8BPvaLmQ=="
)
