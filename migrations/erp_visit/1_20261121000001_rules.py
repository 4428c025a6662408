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
