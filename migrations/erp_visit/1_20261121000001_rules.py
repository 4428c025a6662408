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

-- Search and nearness.
CREATE INDEX "customer_name_trgm" ON "customer" USING gin ("name" gin_trgm_ops);
CREATE INDEX "customer_code_trgm" ON "customer" USING gin ("code" gin_trgm_ops);
CREATE INDEX "customer_phone_trgm" ON "customer" USING gin ("phone" gin_trgm_ops);
CREATE INDEX "customer_pinyin_trgm" ON "customer" USING gin ("pinyin" gin_trgm_ops);
CREATE INDEX "customer_place" ON "customer" USING gist (ll_to_earth("latitude", "longitude"))
    WHERE "latitude" IS NOT NULL;
CREATE INDEX "product_name_trgm" ON "product" USING gin ("name" gin_trgm_ops);

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
