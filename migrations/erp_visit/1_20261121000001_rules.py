"""What the models cannot say: checks, append-only ledgers, numbers, special indexes."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return r"""
-- Values that no command may write, whatever way it takes.
ALTER TABLE "customer"
    ADD CONSTRAINT "customer_credit_limit" CHECK ("credit_limit" >= 0),
    ADD CONSTRAINT "customer_credit_days" CHECK ("credit_days" BETWEEN 0 AND 3650),
    ADD CONSTRAINT "customer_position" CHECK (
        ("latitude" IS NULL) = ("longitude" IS NULL)
        AND "latitude" BETWEEN -90 AND 90 AND "longitude" BETWEEN -180 AND 180);
ALTER TABLE "product"
    ADD CONSTRAINT "product_prices" CHECK ("list_price" >= 0 AND "minimum_price" >= 0 AND "cost_price" >= 0),
    ADD CONSTRAINT "product_shelf_life" CHECK ("shelf_life_days" > 0),
    ADD CONSTRAINT "product_tax_rate" CHECK ("tax_rate" >= 0 AND "tax_rate" < 1);
ALTER TABLE "product_unit" ADD CONSTRAINT "product_unit_factor" CHECK ("factor" > 1);
ALTER TABLE "price_rule"
    ADD CONSTRAINT "price_rule_price" CHECK ("price" >= 0),
    ADD CONSTRAINT "price_rule_quantity" CHECK ("minimum_quantity" >= 1),
    ADD CONSTRAINT "price_rule_days" CHECK ("ends_on" >= "starts_on"),
    ADD CONSTRAINT "price_rule_for" CHECK ("customer_id" IS NULL OR "level" IS NULL);
ALTER TABLE "visit"
    ADD CONSTRAINT "visit_position" CHECK ("latitude" BETWEEN -90 AND 90 AND "longitude" BETWEEN -180 AND 180),
    ADD CONSTRAINT "visit_check_out_position" CHECK (
        "check_out_latitude" BETWEEN -90 AND 90 AND "check_out_longitude" BETWEEN -180 AND 180),
    ADD CONSTRAINT "visit_dwell" CHECK ("dwell_seconds" >= 0);
CREATE UNIQUE INDEX "visit_one_open" ON "visit" ("rep_id") WHERE "state" IN ('STARTED', 'CHECKED_IN');
ALTER TABLE "stock_balance"
    ADD CONSTRAINT "stock_balance_on_hand" CHECK ("on_hand" >= 0),
    ADD CONSTRAINT "stock_balance_reserved" CHECK ("reserved" BETWEEN 0 AND "on_hand");
ALTER TABLE "stock_document_line"
    ADD CONSTRAINT "stock_document_line_planned" CHECK ("planned" > 0),
    ADD CONSTRAINT "stock_document_line_actual" CHECK ("actual" >= 0);
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_quantity" CHECK ("quantity" <> 0);
CREATE UNIQUE INDEX "stock_movement_reversed_once" ON "stock_movement" ("reverses_id") WHERE "reverses_id" IS NOT NULL;
ALTER TABLE "sales_order"
    ADD CONSTRAINT "sales_order_total" CHECK ("total" >= 0 AND "goods_amount" >= 0 AND "tax_amount" >= 0 AND "rounding" <= 0);
ALTER TABLE "order_line"
    ADD CONSTRAINT "order_line_quantity" CHECK (
        "quantity" > 0 AND "unit_factor" > 0 AND "base_quantity" = "quantity" * "unit_factor"
        AND "shipped_quantity" BETWEEN 0 AND "base_quantity"),
    ADD CONSTRAINT "order_line_amount" CHECK ("unit_price" >= 0 AND "amount" >= 0);
ALTER TABLE "reservation" ADD CONSTRAINT "reservation_quantity" CHECK ("quantity" > 0);
ALTER TABLE "customer_account"
    ADD CONSTRAINT "customer_account_sums" CHECK ("receivable" >= 0 AND "unbilled" >= 0 AND "advance" >= 0);
ALTER TABLE "receivable"
    ADD CONSTRAINT "receivable_open" CHECK ("open_amount" BETWEEN least("amount", 0) AND greatest("amount", 0));
ALTER TABLE "receipt"
    ADD CONSTRAINT "receipt_amount" CHECK ("amount" > 0),
    ADD CONSTRAINT "receipt_unallocated" CHECK ("unallocated" BETWEEN 0 AND "amount");
ALTER TABLE "allocation"
    ADD CONSTRAINT "allocation_amount" CHECK (("reverses_id" IS NULL) = ("amount" > 0)),
    ADD CONSTRAINT "allocation_source" CHECK (num_nonnulls("receipt_id", "credit_note_id") = 1);
CREATE INDEX "allocation_credit_note" ON "allocation" ("credit_note_id") WHERE "credit_note_id" IS NOT NULL;
CREATE INDEX "receivable_credit" ON "receivable" ("customer_id", "id") WHERE "open_amount" < 0;
CREATE UNIQUE INDEX "allocation_reversed_once" ON "allocation" ("reverses_id") WHERE "reverses_id" IS NOT NULL;
ALTER TABLE "ledger_entry"
    ADD CONSTRAINT "ledger_entry_amount" CHECK ("amount" > 0),
    ADD CONSTRAINT "ledger_entry_sides" CHECK ("debit" <> "credit");
CREATE UNIQUE INDEX "ledger_entry_reversed_once" ON "ledger_entry" ("reverses_id") WHERE "reverses_id" IS NOT NULL;
CREATE UNIQUE INDEX "setting_one" ON "setting" ("key", "department_id") NULLS NOT DISTINCT;
CREATE UNIQUE INDEX "customer_licence" ON "customer" ("licence_number") WHERE "licence_number" IS NOT NULL;

-- Ledgers only grow: a correction is a reversal that names its origin.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    RAISE EXCEPTION '% only grows; book a reversal instead', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$fn$;
CREATE TRIGGER "stock_movement_grows" BEFORE UPDATE OR DELETE ON "stock_movement"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "allocation_grows" BEFORE UPDATE OR DELETE ON "allocation"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_entry_grows" BEFORE UPDATE OR DELETE ON "ledger_entry"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_entry_grows" BEFORE UPDATE OR DELETE ON "audit_entry"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Every customer has the account row that credit is judged under, however the customer came in.
CREATE FUNCTION open_customer_account() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    INSERT INTO "customer_account" ("customer_id") SELECT "id" FROM added;
    RETURN NULL;
END
$fn$;
CREATE TRIGGER "customer_account_opened" AFTER INSERT ON "customer"
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION open_customer_account();

-- Document numbers. Gaps are allowed, so that numbering never makes one order wait for another.
CREATE SEQUENCE "order_number";
CREATE SEQUENCE "stock_document_number";
CREATE SEQUENCE "receivable_number";
CREATE SEQUENCE "receipt_number";
CREATE SEQUENCE "customer_number";
CREATE FUNCTION document_number(prefix text, day date, sequence regclass) RETURNS text LANGUAGE sql VOLATILE AS
    $fn$ SELECT prefix || to_char(day, 'YYYYMMDD') || '-' || lpad(nextval(sequence)::text, 6, '0') $fn$;

-- Search and nearness. Chinese names are found by two characters, which trigrams cannot index: their single
-- characters and pairs can. Only letters that are searched count; case does not.
CREATE FUNCTION search_grams(value text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $fn$ SELECT array_agg(DISTINCT substr(lower(value), place, size))
         FROM generate_series(1, length(value)) place, generate_series(1, 2) size $fn$;
CREATE FUNCTION search_needles(value text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $fn$ SELECT array_agg(DISTINCT substr(lower(value), place, 2)) FROM generate_series(1, greatest(length(value) - 1, 1)) place $fn$;
CREATE INDEX "customer_search" ON "customer"
    USING gin (search_grams("name" || ' ' || "code" || ' ' || "phone" || ' ' || "pinyin"));
CREATE INDEX "customer_name_trgm" ON "customer" USING gin ("name" gin_trgm_ops);
CREATE INDEX "product_search" ON "product"
    USING gin (search_grams("name" || ' ' || "sku" || ' ' || "barcode" || ' ' || "pinyin"));
CREATE INDEX "product_name_trgm" ON "product" USING gin ("name" gin_trgm_ops);
-- Numbers of documents are typed from the front or by their last digits.
CREATE INDEX "sales_order_number_start" ON "sales_order" ("number" text_pattern_ops);
CREATE INDEX "sales_order_number_end" ON "sales_order" (reverse("number") text_pattern_ops);
CREATE INDEX "stock_document_number_start" ON "stock_document" ("number" text_pattern_ops);
CREATE INDEX "stock_document_number_end" ON "stock_document" (reverse("number") text_pattern_ops);
CREATE INDEX "receivable_number_start" ON "receivable" ("number" text_pattern_ops);
CREATE INDEX "receivable_number_end" ON "receivable" (reverse("number") text_pattern_ops);
CREATE INDEX "receipt_number_start" ON "receipt" ("number" text_pattern_ops);
CREATE INDEX "receipt_number_end" ON "receipt" (reverse("number") text_pattern_ops);
CREATE INDEX "customer_place" ON "customer" USING gist (ll_to_earth("latitude", "longitude"))
    WHERE "latitude" IS NOT NULL;

-- Open work is a small part of a large table.
CREATE INDEX "receivable_due" ON "receivable" ("customer_id", "due_on", "id") WHERE "open_amount" > 0;
CREATE INDEX "receipt_with_advance" ON "receipt" ("customer_id", "created_at") WHERE "unallocated" > 0;
CREATE INDEX "sales_order_waiting" ON "sales_order" ("submitted_at", "id") WHERE "state" IN ('SUBMITTED', 'HELD');
CREATE INDEX "stock_document_waiting" ON "stock_document" ("created_at", "id") WHERE "state" IN ('PENDING', 'PICKED');
CREATE INDEX "stock_balance_on_hand" ON "stock_balance" ("warehouse_id", "product_id") WHERE "on_hand" > 0;

-- A read that follows a key to its children needs these.
CREATE INDEX "allocation_reverses" ON "allocation" ("receipt_id", "receivable_id");
CREATE INDEX "employee_role_role" ON "employee_role" ("role_id");
CREATE INDEX "employee_department" ON "employee" ("department_id");
CREATE INDEX "reservation_lot" ON "reservation" ("lot_id", "warehouse_id");
CREATE INDEX "stock_movement_lot" ON "stock_movement" ("lot_id", "at");
CREATE INDEX "stock_document_warehouse" ON "stock_document" ("warehouse_id", "created_at");
CREATE INDEX "stock_document_line_lot" ON "stock_document_line" ("lot_id");
CREATE INDEX "order_line_lot" ON "order_line" ("lot_id") WHERE "lot_id" IS NOT NULL;
CREATE INDEX "sales_order_warehouse" ON "sales_order" ("warehouse_id", "submitted_at");
CREATE INDEX "receipt_recorded_by" ON "receipt" ("recorded_by_id", "created_at");
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return r"""
-- Going back below this migration means dropping the database.
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
