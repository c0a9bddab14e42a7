"""Names and numbers as figures write them, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from sim.community import Community
from sim.lab.comparison.study import Study
from sim.measures import YUAN, Measure
from sim.report.text.caveats import CAUTION, ONE_SEED
from sim.report.text.intervals import BAND, interval_of
from sim.text import Lang, Text

WAN, YI = 1e4, 1e8
MANY_SEEDS = 10
MOST_NAMED = 6  # seeds that are listed one by one
POINTS = Text("percentage points", "百分点")
OVER = {
    "mean": Text("mean of the last year", "末年均值"),
    "sum": Text("sum of the run", "全程合计"),
    "last": Text("at the end", "期末"),
    "ratio": Text("over the run", "全程"),
}


def footer(study: Study, lang: Lang) -> str:
    """Which case, how many runs, and what the model is not."""
    scenario = next(iter(study.arms.values()))
    count = len(study.seeds)
    seeds = Text(f"{count} seeds" if count > 1 else "1 seed", f"{count}个随机种子")
    own = Text(seeds.en + ", each with a parameter set of its own", seeds.zh + "，各用一组参数")
    title = Text(scenario.title.en, scenario.title.zh)
    return "·".join(part.to(lang) for part in (title, own if study.draws else seeds, CAUTION))


def interval_name(study: Study) -> Text:
    """What the interval of a difference is."""
    return interval_of(over_draws=bool(study.draws))


def community_footer(community: Community, lang: Lang) -> str:
    """Which synthetic community this is, and what the model is not."""
    seed = Text(
        f"synthetic community, seed {community.settings.seed}, first week",
        f"合成社区，种子{community.settings.seed}，第一周",
    )
    return "·".join(part.to(lang) for part in (seed, CAUTION))


def range_note(seeds: int) -> Text:
    """What a written range or a band covers."""
    if seeds == 1:
        return ONE_SEED
    if seeds < MANY_SEEDS:
        return Text(f"ranges: lowest to highest of {seeds} seeds", f"区间：{seeds}个种子的最低至最高")
    return Text(f"ranges: the middle {BAND} of {seeds} seeds", f"区间：{seeds}个种子的中间{BAND}")


def band_note(seeds: int) -> Text:
    """What a coloured band covers, as a sentence."""
    if seeds == 1:
        return Text(f"{capital(ONE_SEED).en}.", f"{ONE_SEED.zh}。")
    if seeds < MANY_SEEDS:
        return Text(f"Bands: from the lowest to the highest of {seeds} seeds.", f"色带：{seeds}个种子的最低至最高。")
    return Text(f"Bands: the middle {BAND} of {seeds} seeds.", f"色带：{seeds}个种子的中间{BAND}。")


def capital(words: Text) -> Text:
    """Words with a capital letter first."""
    return Text(words.en[:1].upper() + words.en[1:], words.zh)


def percent(share: float, digits: int = 1) -> str:
    """A share in per cent, `12.3%`; one that would read as zero though it is not says so."""
    shown = 100 * share
    least = 10.0**-digits
    if 0 < shown < least / 2:
        return f"<{least:.{digits}f}%"
    return f"{shown:.{digits}f}%"


def percent_range(low: float, high: float, digits: int = 1) -> str:
    """A range of shares, `5.8–6.1%`."""
    return f"{100 * low:.{digits}f}–{percent(high, digits)}"


def value_text(measure: Measure, value: float) -> str:
    """A value of a measure in per cent, in thousands, or with the digits that say something."""
    return percent(value) if measure.percent else plain_number(value)


def tick_text(measure: Measure, value: float) -> str:
    """A value on an axis, without digits that say nothing."""
    shown = 100 * value if measure.percent else value
    digits = ",.0f" if abs(shown) >= 1e6 else ",.6g"  # noqa: PLR2004  # from there on `g` writes powers of ten
    return f"{shown:{digits}}{'%' if measure.percent else ''}".replace("-", "−")


def value_range(measure: Measure, low: float, high: float) -> str:
    """A range of values of a measure."""
    return percent_range(low, high) if measure.percent else f"{plain_number(low)} – {plain_number(high)}"


def plain_number(value: float) -> str:
    """A number with thousands separators, or with three digits where it is small."""
    size = abs(value)
    if size >= 100:  # noqa: PLR2004  # digits after the point say nothing from here on
        text = f"{value:,.0f}"
    elif size >= 10 or value == round(value):  # noqa: PLR2004
        text = f"{value:.1f}".removesuffix(".0")
    else:
        text = f"{value:.2f}" if size >= 1 else f"{value:.3f}"
    return text.replace("-", "−")


def yuan_text(value: float, lang: Lang) -> str:
    """A sum of money: `62.3万元`, `1.2亿元`; `¥623,000`, `¥1.23 million`."""
    if lang == "zh":
        if abs(value) >= YI:
            return f"{value / YI:.2f}亿元"
        return f"{value / WAN:.1f}万元" if abs(value) >= WAN else f"{value:,.0f}元"
    if abs(value) >= 1e6:  # noqa: PLR2004
        return f"¥{value / 1e6:.2f} million"
    return f"¥{round(value, -3):,.0f}" if abs(value) >= 1e5 else f"¥{value:,.0f}"  # noqa: PLR2004


def yuan_words(value: float) -> Text:
    """A sum of money as `yuan_text` writes it, in both languages."""
    return Text(yuan_text(value, "en"), yuan_text(value, "zh"))


def unit_of_change(measure: Measure) -> Text:
    """The unit of a difference in a measure: percentage points where the measure is read in per cent."""
    return POINTS if measure.percent else measure.unit


def change_words(measure: Measure, size: Text) -> Text:
    """A difference in a measure with its unit: `1.2 percentage points`, `1.2个百分点`."""
    unit, counted = unit_of_change(measure), "个" if measure.percent else ""
    return Text(f"{size.en} {unit.en}", f"{size.zh}{counted}{unit.zh}")


def signed(measure: Measure, value: float, digits: int, lang: Lang) -> str:
    """A difference with its sign; per cent in percentage points."""
    if measure.unit == YUAN:
        words = yuan_text(abs(value), lang)
    else:
        words = f"{abs(100 * value if measure.percent else value):,.{digits}f}"
    nothing = not any(digit in words for digit in "123456789")
    return words if nothing else ("+" if value > 0 else "−") + words


def seeds_named(seeds: Sequence[int]) -> Text:
    """How many seeds, and which: whoever asks for one seed sees that it is seed 0."""
    if len(seeds) == 1:
        return Text(f"seed {seeds[0]}", f"种子 {seeds[0]}")
    count, first, last = len(seeds), seeds[0], seeds[-1]
    if list(seeds) == list(range(first, last + 1)):
        return Text(f"{count} seeds ({first} to {last})", f"{count} 个种子（{first} 至 {last}）")
    listed = [str(seed) for seed in seeds] if count <= MOST_NAMED else [str(first), str(seeds[1]), "…", str(last)]
    return Text(f"{count} seeds ({', '.join(listed)})", f"{count} 个种子（{'、'.join(listed)}）")
