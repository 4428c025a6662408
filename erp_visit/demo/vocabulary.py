"""The words that the demo distributor is put together from.

Places are real subdistricts of Shenzhen, their positions WGS-84 and far enough from the shore that a shop scattered
around one stands on land. Brands, shops and people are invented; 160 is a mobile prefix that no operator holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pypinyin import Style, lazy_pinyin

COMPANY = "深圳市鹏程万家商贸有限公司"

DEPARTMENTS: tuple[tuple[str, str, str | None], ...] = (
    ("HQ", COMPANY, None),
    ("SALES", "销售中心", "HQ"),
    ("MID", "中区", "SALES"),
    ("WEST", "西区", "SALES"),
    ("EAST", "东区", "SALES"),
    ("FT", "福田组", "MID"),
    ("LH", "龙华组", "MID"),
    ("NS", "南山组", "WEST"),
    ("BA", "宝安组", "WEST"),
    ("LUO", "罗湖组", "EAST"),
    ("LG", "龙岗组", "EAST"),
    ("OFFICE", "内勤部", "HQ"),
    ("STORE", "仓储部", "HQ"),
    ("FIN", "财务部", "HQ"),
    ("IT", "信息部", "HQ"),
)
"""(code, name, code of the one above)."""

TEAMS: tuple[tuple[str, str], ...] = (
    ("FT", "福田"),
    ("NS", "南山"),
    ("BA", "宝安"),
    ("LH", "龙华"),
    ("LG", "龙岗"),
    ("LUO", "罗湖"),
)
"""(department, district) in the order in which reps are spread over them."""

STREETS: tuple[tuple[str, str, float, float, str], ...] = (
    ("FT", "华强北", 22.5440, 114.0830, "振华路 燕南路 红荔路"),
    ("FT", "岗厦", 22.5350, 114.0640, "彩田路 福华路 金田路"),
    ("FT", "梅林", 22.5680, 114.0560, "梅林路 中康路 北环大道"),
    ("FT", "景田", 22.5540, 114.0390, "景田路 莲花路 商报路"),
    ("FT", "石厦", 22.5300, 114.0480, "石厦北街 新洲路 福民路"),
    ("FT", "八卦岭", 22.5590, 114.0920, "八卦一路 八卦三路 园岭中路"),
    ("FT", "香蜜湖", 22.5430, 114.0260, "香林路 侨香路 农林路"),
    ("NS", "科技园", 22.5400, 113.9500, "科苑路 高新南一道 科技中一路"),
    ("NS", "南头", 22.5390, 113.9200, "南头街 桃园路 南山大道"),
    ("NS", "西丽", 22.5790, 113.9520, "留仙大道 西丽路 同发路"),
    ("NS", "桃源", 22.5690, 113.9780, "龙珠大道 珠光路 龙苑路"),
    ("NS", "白石洲", 22.5430, 113.9670, "沙河街 石洲中路 新中路"),
    ("BA", "新安", 22.5630, 113.9020, "创业一路 前进一路 建安一路"),
    ("BA", "西乡", 22.5760, 113.8720, "西乡大道 码头路 宝民二路"),
    ("BA", "福永", 22.6690, 113.8180, "福永大道 怀德南路 德丰路"),
    ("BA", "沙井", 22.7330, 113.8150, "沙井路 新沙路 中心路"),
    ("BA", "松岗", 22.7700, 113.8390, "楼岗大道 东方大道 松裕路"),
    ("BA", "石岩", 22.6790, 113.9330, "宝石东路 石岩大道 吉祥路"),
    ("LH", "龙华", 22.6580, 114.0230, "人民路 东环一路 清泉路"),
    ("LH", "民治", 22.6230, 114.0350, "民治大道 梅龙路 民康路"),
    ("LH", "大浪", 22.6780, 114.0060, "大浪南路 华荣路 浪口路"),
    ("LH", "观澜", 22.7240, 114.0600, "观澜大道 桂花路 新澜大街"),
    ("LG", "布吉", 22.6060, 114.1180, "吉华路 布吉路 湖南路"),
    ("LG", "坂田", 22.6340, 114.0690, "坂雪岗大道 吉华路 雪岗路"),
    ("LG", "横岗", 22.6450, 114.2060, "龙岗大道 松柏路 红棉路"),
    ("LG", "龙城", 22.7190, 114.2450, "龙翔大道 中心城路 黄阁路"),
    ("LG", "平湖", 22.6880, 114.1240, "平湖大街 守珍街 凤凰大道"),
    ("LUO", "东门", 22.5470, 114.1170, "东门中路 解放路 立新路"),
    ("LUO", "黄贝岭", 22.5490, 114.1340, "沿河北路 凤凰路 深南东路"),
    ("LUO", "翠竹", 22.5620, 114.1230, "翠竹路 田贝四路 贝丽北路"),
    ("LUO", "笋岗", 22.5640, 114.1060, "笋岗东路 宝安北路 梨园路"),
    ("LUO", "莲塘", 22.5600, 114.1700, "国威路 聚宝路 鹏兴路"),
)
"""(department, subdistrict, latitude, longitude, roads)."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = _words(
    """
    陈 林 黄 张 李 王 吴 刘 蔡 杨 许 郑 谢 郭 洪 曾 邱 周 赖 徐 苏 叶 吕 钟 彭 朱 罗
    邓 何 梁 温 冯 曹 廖 潘 江 古 傅 袁 丘
    """
)
GIVEN = _words(
    """
    志强 秀英 建国 丽华 伟明 晓燕 国栋 桂芳 俊杰 美玲 永康 海燕 文彬 春兰 家豪 淑珍 东升 玉梅
    立新 小红 振华 雪梅 嘉欣 泽林 耀辉 凤仪 子轩 慧敏 少华 思敏 锦荣 婉婷 树森 燕妮 德明 洁仪
    卫东 惠娟 志豪 佩珊 伟东 月娥 浩然 诗琪 锐锋 秋菊 培元 佳怡
    """
)
SHOPS = _words(
    """
    惠民 万家兴 好邻居 佳旺 福满多 家家乐 鑫源 永旺达 百汇 天天鲜 邻里 兴隆 民生 喜洋洋 金满园
    乐客 恒丰 万福 新世界 利群 客满堂 都乐 好运来 华联发 亿家 旺角 富佳 康乐 四季 宏达 一路发
    聚客 众邦 联华兴 隆盛 佰佳 美滋 盛源 广客隆 吉祥 大众 友谊 红旗 阳光 幸福里 鹏兴 潮客
    客家园 嘉源 合兴 同心 诚信 丰泽 顺意 和顺 祥和 源发 裕丰 粤客 深惠
    """
)

KINDS: tuple[tuple[str, str], ...] = (
    ("CONVENIENCE", "便利店"),
    ("GROCERY", "士多"),
    ("SUPERMARKET", "超市"),
    ("CONVENIENCE", "便民店"),
    ("GROCERY", "粮油店"),
    ("SUPERMARKET", "生活超市"),
    ("RESTAURANT", "餐厅"),
    ("WHOLESALE", "批发部"),
)
SOURCES = ("业代开发", "老客户介绍", "展会", "主动来电")
SUMMARIES = (
    "已补货,陈列良好,老板满意。",
    "竞品正在做促销,下次带活动方案。",
    "库存充足,本次未下单。",
    "老板外出,与店员核对了库存。",
    "临期品已提醒先卖。",
    "新品试卖反馈不错,下周加量。",
    "要求增加冰柜陈列位。",
    "价格已确认,等待送货。",
)
REJECT_REASONS = ("单价与协议不符,请重新报价", "与上一单重复", "超出活动数量")
CANCEL_REASONS = ("客户要求取消", "下错单", "客户改约下周")


@dataclass(frozen=True, slots=True)
class Article:
    """A kind of goods: `price` is the list price of one base unit in yuan, `case` how many are in a 箱."""

    category: str
    brands: str
    name: str
    base: str
    case: int
    middle: tuple[str, int] | None
    shelf: int
    price: str


ARTICLES: tuple[Article, ...] = (
    Article("碳酸饮料", "汽泉 冰峡 乐嘭", "可乐500ml", "瓶", 24, ("排", 6), 270, "2.20"),
    Article("碳酸饮料", "汽泉 冰峡 乐嘭", "柠檬汽水500ml", "瓶", 24, ("排", 6), 270, "2.20"),
    Article("碳酸饮料", "汽泉 乐嘭", "可乐330ml罐", "罐", 24, ("组", 6), 365, "1.90"),
    Article("碳酸饮料", "汽泉 冰峡", "可乐2L", "瓶", 6, None, 270, "5.60"),
    Article("包装水", "青岩 云脉 梧桐泉", "矿泉水550ml", "瓶", 24, ("提", 12), 540, "1.20"),
    Article("包装水", "青岩 云脉", "纯净水1.5L", "瓶", 12, ("提", 6), 540, "2.00"),
    Article("包装水", "青岩 梧桐泉", "纯净水4.5L", "桶", 4, None, 540, "5.80"),
    Article("茶饮料", "茗客 竹里 南山叶", "绿茶500ml", "瓶", 15, None, 365, "2.60"),
    Article("茶饮料", "茗客 竹里", "冰红茶500ml", "瓶", 15, None, 365, "2.60"),
    Article("茶饮料", "茗客 南山叶", "凉茶310ml罐", "罐", 24, ("组", 6), 540, "2.90"),
    Article("果汁", "果屿 鲜橙季", "橙汁450ml", "瓶", 15, None, 270, "3.10"),
    Article("果汁", "果屿 鲜橙季", "苹果汁1L", "盒", 12, None, 270, "7.80"),
    Article("功能饮料", "劲牛仔 动能", "维生素饮料250ml", "罐", 24, ("组", 6), 540, "4.60"),
    Article("功能饮料", "劲牛仔 动能", "电解质水550ml", "瓶", 15, None, 365, "3.60"),
    Article("乳品", "牧原谷 晨牧 鹏乳", "纯牛奶250ml", "盒", 24, ("提", 12), 180, "2.70"),
    Article("乳品", "牧原谷 晨牧", "高钙奶250ml", "盒", 12, None, 180, "3.60"),
    Article("乳品", "牧原谷 鹏乳", "酸奶饮品200g", "盒", 24, ("提", 12), 150, "2.90"),
    Article("乳品", "晨牧 鹏乳", "儿童奶190ml", "盒", 15, None, 180, "3.20"),
    Article("方便食品", "康味 老面坊 香溢", "红烧牛肉面桶", "桶", 12, None, 180, "3.80"),
    Article("方便食品", "康味 老面坊 香溢", "香辣牛肉面五连包", "包", 6, None, 180, "11.50"),
    Article("方便食品", "康味 老面坊", "酸辣粉桶", "桶", 12, None, 240, "4.90"),
    Article("方便食品", "香溢", "自热米饭", "盒", 12, None, 270, "12.80"),
    Article("饼干糕点", "麦屋 甜田", "苏打饼干400g", "包", 12, None, 365, "7.20"),
    Article("饼干糕点", "麦屋 甜田", "夹心饼干118g", "包", 24, None, 365, "4.10"),
    Article("饼干糕点", "麦屋", "蛋黄派276g", "盒", 12, None, 240, "8.60"),
    Article("休闲零食", "脆脆鲜 山里人", "薯片75g", "包", 20, None, 270, "4.90"),
    Article("休闲零食", "山里人 脆脆鲜", "香瓜子260g", "包", 20, None, 300, "7.60"),
    Article("休闲零食", "山里人", "花生米150g", "包", 30, None, 240, "3.90"),
    Article("休闲零食", "脆脆鲜", "海苔12g", "包", 48, None, 365, "2.80"),
    Article("糖果巧克力", "甜田 奇巧妙", "薄荷糖22g", "盒", 144, ("盒装", 12), 540, "2.40"),
    Article("糖果巧克力", "奇巧妙", "牛奶巧克力80g", "块", 60, ("盒装", 12), 365, "6.50"),
    Article("粮油调味", "金穗园 岭南厨", "调和油5L", "桶", 4, None, 540, "62.00"),
    Article("粮油调味", "金穗园", "丝苗米5kg", "袋", 4, None, 365, "32.50"),
    Article("粮油调味", "岭南厨 老酱园", "生抽500ml", "瓶", 12, None, 720, "7.40"),
    Article("粮油调味", "岭南厨 老酱园", "蚝油700g", "瓶", 12, None, 540, "8.90"),
    Article("粮油调味", "老酱园", "辣椒酱280g", "瓶", 24, None, 540, "8.20"),
    Article("粮油调味", "岭南厨", "精制盐400g", "包", 50, None, 1095, "1.80"),
    Article("酒类", "鹏啤 海岸线", "淡爽啤酒500ml罐", "罐", 12, ("组", 6), 365, "3.90"),
    Article("酒类", "鹏啤 海岸线", "纯生啤酒500ml", "瓶", 12, None, 365, "6.20"),
    Article("酒类", "客家醇", "米酒500ml", "瓶", 6, None, 730, "18.50"),
    Article("日用纸品", "绵云 棉朵", "抽纸3层120抽", "包", 24, ("提", 6), 1095, "3.10"),
    Article("日用纸品", "绵云 棉朵", "卷纸10卷", "提", 6, None, 1095, "16.80"),
    Article("日用纸品", "绵云", "湿巾80片", "包", 24, None, 1095, "6.90"),
    Article("洗护清洁", "净一净 蓝浪", "洗衣液2kg", "瓶", 6, None, 1095, "19.90"),
    Article("洗护清洁", "净一净 蓝浪", "洗洁精1kg", "瓶", 12, None, 1095, "7.80"),
    Article("洗护清洁", "净一净", "香皂115g", "块", 72, ("盒", 6), 1095, "3.40"),
    Article("洗护清洁", "齿亮", "牙膏120g", "支", 72, ("盒", 6), 1095, "8.50"),
    Article("冲调饮品", "暖谷 茗客", "奶茶80g杯", "杯", 30, None, 365, "3.60"),
    Article("冲调饮品", "暖谷", "燕麦片600g", "袋", 12, None, 540, "17.90"),
    Article("冲调饮品", "暖谷", "速溶咖啡13g×30条", "盒", 24, None, 540, "28.80"),
)


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """One article of one brand, with the numbers that the generator needs."""

    n: int
    sku: str
    name: str
    pinyin: str
    barcode: str
    brand: str
    category: str
    base_unit: str
    case: int
    middle_name: str | None
    middle_factor: int | None
    shelf: int
    tax: Decimal
    price: Decimal


def initials(text: str) -> str:
    """Pinyin initials, lower case: what a rep types to find a shop."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def ean13(digits: str) -> str:
    """Twelve digits and their check digit. Numbers that start with 2 are for use inside a firm and clash with none."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def products() -> list[DemoProduct]:
    """All articles of all brands."""
    found: list[DemoProduct] = []
    for article in ARTICLES:
        for rank, brand in enumerate(article.brands.split()):
            n = len(found) + 1
            name = f"{brand} {article.name}"
            middle = article.middle or (None, None)
            # Grain, oil, salt and milk carry the reduced rate of VAT.
            reduced = (article.category == "乳品" and "纯牛奶" in article.name) or article.name in {
                "丝苗米5kg",
                "精制盐400g",
            }
            found.append(
                DemoProduct(
                    n=n,
                    sku=f"P{n:04}",
                    name=name,
                    pinyin=initials(name).replace(" ", ""),
                    barcode=ean13(f"2{n:011}"),
                    brand=brand,
                    category=article.category,
                    base_unit=article.base,
                    case=article.case,
                    middle_name=middle[0],
                    middle_factor=middle[1],
                    shelf=article.shelf,
                    tax=Decimal("0.0900" if reduced else "0.1300"),
                    price=(Decimal(article.price) * (20 - rank) / 20).quantize(Decimal("0.01")),
                )
            )
    return found


__all__ = [
    "CANCEL_REASONS", "COMPANY", "DEPARTMENTS", "GIVEN", "KINDS", "REJECT_REASONS", "SHOPS", "SOURCES", "STREETS",
    "SUMMARIES", "SURNAMES", "TEAMS", "DemoProduct", "ean13", "initials", "products",
]  # fmt: skip
