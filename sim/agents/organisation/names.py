"""What organisations are called: pools of names, in both languages, by kind."""

from __future__ import annotations

from collections.abc import Iterable

from sim.text import Text

NAMES: dict[str, tuple[Text, ...]] = {
    "interest": tuple(Text(*pair) for pair in (
        ("Evening Waltz dance group", "晚霞舞蹈队"), ("Riverbank choir", "河畔合唱团"), ("Morning Sun taiji group", "晨光太极队"),
        ("Ink and Brush circle", "墨香书画社"), ("Plum Blossom opera circle", "梅花戏曲社"), ("Bamboo Shade chess circle", "竹荫棋友会"),
        ("Lotus yoga group", "荷韵瑜伽队"), ("Silver Strings ensemble", "银弦民乐队"), ("Swift Feet walking group", "健步行走队"),
        ("Autumn Leaves photo circle", "秋叶摄影社"), ("Green Balcony gardeners", "绿阳台园艺社"), ("Nimble Fingers crafts circle", "巧手编织社"),
        ("Shuttlecock friends", "羽毽之友"), ("Old Street story circle", "老街故事会"), ("Sunday reading circle", "周日读书会"),
        ("Drum and Gong troupe", "锣鼓队"), ("Red Fan yangge group", "红扇秧歌队"), ("Magpie recitation circle", "喜鹊朗诵社"),
        ("Table tennis friends", "乒乓之友"), ("Lantern riddles circle", "灯谜社"), ("Paper-cutting circle", "剪纸社"),
        ("Harmonica ensemble", "口琴队"), ("Flower arrangers", "插花社"), ("Anglers of the Liu", "浏河钓友会"),
        ("Qipao walking group", "旗袍队"), ("Go players' circle", "围棋社"), ("Bonsai friends", "盆景之友"),
        ("Square dance of Estate Road", "院前广场舞队"), ("Cycling friends", "骑行队"), ("Home cooks' circle", "家常菜社"),
        ("Old songs choir", "老歌合唱队"), ("Bird keepers' circle", "养鸟会"),
    )),
    "governance": tuple(Text(*pair) for pair in (
        ("Courtyard council", "庭院议事会"), ("Good Neighbours council", "好邻里议事会"), ("Orderly Parking group", "停车自治小组"),
        ("Corridor wardens", "楼道管家会"), ("Estate stewards", "小区管家团"), ("Peace at Home mediators", "和家调解会"),
        ("Common Courtyard association", "同院共治会"), ("Water and Light watch", "水电安全自管会"), ("Building heads' forum", "楼栋长议事团"),
        ("Old Wall renewal group", "旧院焕新会"), ("Fair Rules circle", "公约监督会"), ("Gatehouse council", "门楼议事会"),
    )),
    "mutual_aid": tuple(Text(*pair) for pair in (
        ("Warm Hearth helpers", "暖炉互助会"), ("Young-old for old-old circle", "以老助老互助社"), ("Bowl of Soup neighbours", "一碗汤邻里团"),
        ("Helping Hands sisters", "巧娘互助队"), ("Four O'clock school circle", "四点半互助社"), ("Knock on the Door friends", "敲门问安队"),
        ("Shared Umbrella circle", "共伞互助会"), ("Time Savings helpers", "时间储蓄互助社"), ("Family carers' circle", "照护者之家"),
        ("Little Sprouts parents", "小苗家长会"), ("Evergreen companions", "长青陪伴队"), ("Next Door helpers", "隔壁帮帮团"),
    )),
    "volunteer": tuple(Text(*pair) for pair in (
        ("Riverside patrol", "河畔巡逻队"), ("Red Armband volunteers", "红袖章志愿队"), ("Clean Lanes brigade", "洁巷志愿队"),
        ("Green Leaf volunteers", "绿叶环保队"), ("Night Watch patrol", "守夜巡逻队"), ("Silver Age volunteers", "银龄志愿队"),
        ("Morning Broom brigade", "晨扫志愿队"), ("Fire Safety volunteers", "消防安全志愿队"), ("Sorting guides", "分类引导队"),
        ("Spring Breeze volunteers", "春风志愿队"), ("Safe Crossing volunteers", "平安护学队"), ("Handy repair volunteers", "便民维修队"),
    )),
}  # fmt: skip


def name_for(kind: str, address: int, taken: Iterable[Text]) -> Text:
    """A name nobody bears: the first free one from a place that the founder's address decides, numbered if need be."""
    pool, used = NAMES[kind], set(taken)
    start = address % len(pool)
    for nth in range(len(used) + len(pool) + 1):
        name = pool[(start + nth) % len(pool)]
        again = nth // len(pool)
        if again:
            name = Text(f"{name.en} {again + 1}", f"{name.zh}{again + 1}")
        if name not in used:
            return name
    raise AssertionError("more names were tried than are used")
