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
    ADD CONSTRAINT "receivable_open" CHECK ("open_amount" BETWEEN 0 AND "amount");
ALTER TABLE "receipt"
    ADD CONSTRAINT "receipt_amount" CHECK ("amount" > 0),
    ADD CONSTRAINT "receipt_unallocated" CHECK ("unallocated" BETWEEN 0 AND "amount");
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_amount" CHECK (("reverses_id" IS NULL) = ("amount" > 0));
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
