"""What can be imported: for each kind of file its columns, in the order of the template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from erp_visit.imports import values
from erp_visit.imports.values import Dates, Parser
from erp_visit.org.rights import Right


class ImportKind(StrEnum):
    """The kinds of files."""

    CUSTOMERS = "customers"
    PRODUCTS = "products"
    PRICES = "prices"
    STOCK = "stock"
    RECEIVABLES = "receivables"
    SALES = "sales"
    TASKS = "tasks"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `header` is its name in the template, `names` what else it may be called, `sql` its staged type."""

    name: str
    header: str
    sql: str
    parser: Callable[[Dates], Parser]
    example: str
    help: str
    required: bool = False
    names: tuple[str, ...] = ()
    right: Right | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `key` names the column whose value makes a row the same as one that is there already."""

    kind: ImportKind
    title: str
    fields: tuple[Field, ...]
    rights: tuple[Right, ...]
    key: str

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


def _plain(parser: Parser) -> Callable[[Dates], Parser]:
    return lambda _dates: parser


def _text(
    name: str,
    header: str,
    maximum: int,
    example: str,
    help: str,  # noqa: A002 -- it becomes Field.help
    *,
    required: bool = False,
    names: tuple[str, ...] = (),
) -> Field:
    return Field(name, header, "text", _plain(values.text(maximum)), example, help, required, names)


def _of(
    name: str,
    header: str,
    sql: str,
    parser: Parser,
    example: str,
    help: str,  # noqa: A002 -- it becomes Field.help
    *,
    required: bool = False,
    names: tuple[str, ...] = (),
    right: Right | None = None,
) -> Field:
    return Field(name, header, sql, _plain(parser), example, help, required, names, right)


_KINDS = {
    "便利店": "CONVENIENCE", "超市": "SUPERMARKET", "杂货店": "GROCERY", "士多": "GROCERY", "餐饮": "RESTAURANT",
    "批发": "WHOLESALE", "其他": "OTHER",
}  # fmt: skip
_STATUSES = {
    "线索": "LEAD", "潜在": "POTENTIAL", "正常": "ACTIVE", "合作中": "ACTIVE", "沉睡": "DORMANT", "流失": "LOST",
    "赢回": "WON_BACK",
}  # fmt: skip
_LEVELS = {"A": "A", "B": "B", "C": "C", "D": "D"}
_DATUMS = {"WGS-84": "WGS84", "GCJ-02": "GCJ02", "高德": "GCJ02", "腾讯": "GCJ02", "BD-09": "BD09", "百度": "BD09"}
_PRIORITIES = {"高": "HIGH", "紧急": "HIGH", "普通": "NORMAL", "中": "NORMAL", "低": "LOW"}
_AMOUNT = values.decimal(2)
_SIGNED = values.decimal(2, negative=True)
_PRICE = values.decimal(4)
_RATE = values.decimal(4, maximum=Decimal("0.9999"))

CUSTOMERS = Kind(
    ImportKind.CUSTOMERS,
    "客户",
    (
        _text("code", "客户编号", 32, "K0001", "Unique; a row whose number exists is left alone", required=True,
              names=("编号", "customer", "customerid", "customercode")),
        _text("name", "客户名称", 120, "惠民便利店(福田店)", "Name", required=True, names=("名称", "店名",
            "customername")),
        _of("kind", "渠道", "text", values.choice(_KINDS), "便利店", "Channel", names=("类型",)),
        _of("level", "级别", "text", values.choice(_LEVELS), "B", "A, B, C or D", names=("等级",)),
        _of("status", "状态", "text", values.choice(_STATUSES), "正常", "Where it stands in its life cycle"),
        _of("phone", "电话", "text", values.phone, "16012345678", "Main phone", names=("手机", "联系电话", "mobile")),
        _text("address", "地址", 255, "深圳市福田区华强北振华路1号", "Address"),
        _of("latitude", "纬度", "float8", values.degrees(90), "22.5440", "Degrees", names=("lat",)),
        _of("longitude", "经度", "float8", values.degrees(180), "114.0830", "Degrees", names=("lon", "lng")),
        _of("datum", "坐标系", "text", values.choice(_DATUMS), "高德", "Of the position; WGS-84 if left out"),
        _text("contact", "联系人", 64, "陈志强", "Who decides there", names=("老板", "contactname")),
        _of("contact_phone", "联系人电话", "text", values.phone, "16012345678", "Phone of the contact"),
        _text("owner", "业务员", 64, "rep1", "User name, number or name of the employee who looks after it",
            names=("业代", "rep")),
        _text("department", "部门", 64, "福田组", "Code or name; the employee's own if left out"),
        _text("territory", "片区", 64, "华强北", "Territory"),
        _of("credit_limit", "信用额度", "numeric(14,2)", _AMOUNT, "20000", "Empty means no limit",
            right=Right.CREDIT_EDIT),
        _of("credit_days", "账期天数", "int", values.whole(maximum=3650), "15", "Days until a receivable is due",
            right=Right.CREDIT_EDIT, names=("账期",)),
        _of("tags", "标签", "text", values.words(32), "冰柜,样板店", "Separated by commas"),
        _text("remark", "备注", 500, "", "Remark"),
    ),
    (Right.CUSTOMER_EDIT,),
    "code",
)  # fmt: skip

PRODUCTS = Kind(
    ImportKind.PRODUCTS,
    "商品",
    (
        _text("sku", "商品编号", 64, "P1001", "Unique; a row whose number exists is left alone", required=True,
              names=("货号", "编号", "stockcode", "productcode")),
        _text("name", "商品名称", 120, "可乐500ml", "Name", required=True, names=("名称", "品名", "description",
            "productname")),
        _text("barcode", "条码", 32, "2000000000015", "Bar code of the base unit", names=("条形码",)),
        _text("brand", "品牌", 64, "汽泉", "Brand"),
        _text("category", "类别", 64, "碳酸饮料", "Made if it does not exist", names=("分类",)),
        _text("base_unit", "基本单位", 16, "瓶", "Stock is counted in it", required=True, names=("单位", "最小单位")),
        _text("unit1", "包装单位", 16, "箱", "A larger unit it is sold in", names=("大单位",)),
        _of("factor1", "包装换算", "bigint", values.whole(minimum=2), "24", "Base units in it", names=("换算",)),
        _text("unit2", "中包单位", 16, "排", "A further unit"),
        _of("factor2", "中包换算", "bigint", values.whole(minimum=2), "6", "Base units in it"),
        _of("shelf_life_days", "保质期天数", "int", values.whole(minimum=1, maximum=36500), "270",
            "Empty if it keeps",
            names=("保质期",)),
        _of("batch_tracked", "批次管理", "boolean", values.flag, "是",
            "Whether lots are kept apart; yes if left out"),
        _of("stocked", "管理库存", "boolean", values.flag, "是", "No for freight and services; yes if left out"),
        _of("tax_rate", "税率", "numeric(5,4)", _RATE, "0.13", "0.13 for 13 %; 0.13 if left out"),
        _of("list_price", "标价", "numeric(14,4)", _PRICE, "2.20", "Of one base unit", names=("零售价", "价格",
            "unitprice")),
        _of("minimum_price", "最低价", "numeric(14,4)", _PRICE, "1.95", "Of one base unit", right=Right.COST_VIEW),
        _of("cost_price", "成本价", "numeric(14,4)", _PRICE, "1.60", "Of one base unit", right=Right.COST_VIEW),
    ),
    (Right.PRODUCT_EDIT,),
    "sku",
)  # fmt: skip

PRICES = Kind(
    ImportKind.PRICES,
    "价格",
    (
        _text("sku", "商品编号", 64, "P1001", "Must exist", required=True, names=("货号", "stockcode",
            "productcode")),
        _text("unit", "单位", 16, "箱", "Empty: the base unit; other units follow by their factor"),
        _text("customer", "客户编号", 32, "", "A price for one customer", names=("客户", "customerid",
            "customercode")),
        _of("level", "客户级别", "text", values.choice(_LEVELS), "B", "A price for a level", names=("级别",)),
        _of("price", "价格", "numeric(14,4)", _PRICE, "50.40", "Of one unit", required=True, names=("单价",
            "unitprice")),
        _of("minimum_quantity", "起订量", "bigint", values.whole(minimum=1), "1", "In base units; 1 if left out"),
        Field("starts_on", "开始日期", "date", values.day, "2026-01-01", "Today if left out", names=("生效日期",)),
        Field("ends_on", "结束日期", "date", values.day, "", "Empty: no end", names=("失效日期",)),
    ),
    (Right.PRODUCT_EDIT,),
    "sku",
)  # fmt: skip

STOCK = Kind(
    ImportKind.STOCK,
    "库存",
    (
        _text("document", "单号", 32, "期初2026-01",
            "Of the other system; a document whose number exists is left alone",
              required=True, names=("单据号", "number")),
        _text("warehouse", "仓库", 64, "WH1", "Code or name; may be left out if there is only one",
            names=("仓库编号",)),
        _text("sku", "商品编号", 64, "P1001", "Must exist", required=True, names=("货号", "stockcode",
            "productcode")),
        _text("lot", "批号", 64, "20260105A", "Empty if lots are not kept apart", names=("批次",)),
        Field("produced_on", "生产日期", "date", values.day, "2026-01-05", "Production date"),
        Field("expires_on", "到期日期", "date", values.day, "2026-10-02", "From shelf life if left out",
            names=("有效期",)),
        _of("quantity", "数量", "bigint", values.whole(minimum=1), "240", "In the unit", required=True,
            names=("库存",)),
        _text("unit", "单位", 16, "瓶", "The base unit if left out"),
        _of("unit_cost", "成本单价", "numeric(14,4)", _PRICE, "1.60", "Of one base unit", right=Right.COST_VIEW),
        Field("day", "日期", "date", values.day, "2026-01-10", "When it came in; today if left out"),
    ),
    (Right.STOCK_RECEIVE,),
    "document",
)  # fmt: skip

RECEIVABLES = Kind(
    ImportKind.RECEIVABLES,
    "应收款",
    (
        _text("number", "单号", 32, "YS20251231-01", "Of the other system; one that exists is left alone",
            required=True,
              names=("单据号", "发票号", "invoice")),
        _text("customer", "客户编号", 32, "K0001", "Must exist", required=True, names=("客户", "customerid",
            "customercode")),
        _of("amount", "未收金额", "numeric(14,2)", _SIGNED, "1280.50",
            "Still open; negative: a credit of the customer",
            required=True, names=("金额", "余额", "amount")),
        Field("day", "单据日期", "date", values.day, "2025-12-31", "Day it arose", required=True, names=("日期",
            "date")),
        Field("due_on", "到期日", "date", values.day, "2026-01-15",
            "By the customer's credit days if left out", names=("due",)),
        _text("remark", "备注", 255, "", "Remark"),
    ),
    (Right.RECEIPT_RECORD,),
    "number",
)  # fmt: skip

SALES = Kind(
    ImportKind.SALES,
    "销售历史",
    (
        _text("number", "单号", 30, "XS20251201-001", "Lines with one number are one document", required=True,
              names=("单据号", "发票号", "invoiceno", "invoice")),
        Field("at", "日期时间", "timestamptz", values.moment, "2025-12-01 08:26", "When it was sold", required=True,
              names=("日期", "invoicedate", "date")),
        _text("customer", "客户编号", 32, "K0001", "", names=("客户", "customerid", "customercode")),
        _text("customer_name", "客户名称", 120, "惠民便利店(福田店)", "For customers that are to be made",
            names=("customername",)),
        _text("address", "客户地址", 255, "", "For customers that are to be made", names=("地址", "country")),
        _text("sku", "商品编号", 64, "P1001", "", required=True, names=("货号", "stockcode", "productcode")),
        _text("product_name", "商品名称", 120, "可乐500ml", "For products that are to be made",
              names=("品名", "description", "productname")),
        _of("quantity", "数量", "bigint", values.whole(minimum=-(10**9)), "24", "Negative: returned", required=True),
        _text("unit", "单位", 16, "瓶", "The base unit if left out"),
        _of("price", "单价", "numeric(14,4)", values.decimal(4, negative=True), "2.20", "Of one unit", required=True,
            names=("价格", "unitprice")),
        _of("paid", "已付款", "boolean", values.flag, "是", "Whether the document has been paid; no if left out"),
        Field("due_on", "到期日", "date", values.day, "",
            "By the customer's credit days if left out", names=("due",)),
        _text("rep", "业务员", 64, "", "User name, number or name; the customer's own if left out", names=("业代",)),
    ),
    (Right.ADMINISTER,),
    "number",
)  # fmt: skip

TASKS = Kind(
    ImportKind.TASKS,
    "任务",
    (
        _text("number", "任务编号", 32, "", "Of a task that is there, to bring its result back; empty for a new task",
            names=("编号", "单号")),
        _text("subject", "任务内容", 160, "拍冰柜陈列", "What is to be done; needed for a new task",
            names=("主题", "内容", "任务")),
        _text("assignee", "执行人", 64, "rep1", "User name, number or name; needed for a new task",
            names=("负责人", "assignee")),
        Field("due_on", "截止日期", "date", values.day, "2026-12-31", "Today or later; needed for a new task",
            names=("截止日", "截止", "期限")),
        _of("priority", "优先级", "text", values.choice(_PRIORITIES), "普通", "高, 普通 or 低; 普通 if left out"),
        _text("customer", "客户编号", 32, "K0001", "The customer that it is about", names=("customercode",)),
        _text("detail", "任务说明", 2000, "", "More about it", names=("说明",)),
        _text("result", "完成结果", 2000, "", "What came of it; needed where it is done", names=("结果",)),
        _of("done", "已完成", "boolean", values.flag, "", "Yes: the task is done", names=("完成", "状态", "state")),
    ),
    (Right.TASK_VIEW, Right.TASK_ASSIGN),
    "number",
)  # fmt: skip

KINDS: dict[ImportKind, Kind] = {
    kind.kind: kind for kind in (CUSTOMERS, PRODUCTS, PRICES, STOCK, RECEIVABLES, SALES, TASKS)
}

__all__ = ["KINDS", "Field", "ImportKind", "Kind"]
