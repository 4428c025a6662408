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
