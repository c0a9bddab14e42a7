"""Names and numbers as figures write them, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from sim.community import Community
from sim.lab.arms import ALL
from sim.lab.compare import Study
from sim.ledger import OFFICE
from sim.measures import Measure
from sim.report.caveats import CAUTION, ONE_SEED
from sim.report.style import EVERY_MODULE, FIRST_ARM, MODULE_COLOURS, OTHER_COLOURS
from sim.text import Lang, Text

WAN, YI = 1e4, 1e8
MANY_SEEDS = 10


def arm_colours(study: Study) -> dict[str, str]:
    """A colour for each arm: the first is grey, an arm of one module has that module's, all modules are dark."""
    chosen = {arm: MODULE_COLOURS[arm] for arm in study.arms if arm in MODULE_COLOURS}
    chosen |= {arm: EVERY_MODULE for arm in study.arms if arm == ALL}
    chosen[study.baseline] = FIRST_ARM
    free = (
        colour
        for colour in chain(MODULE_COLOURS.values(), OTHER_COLOURS)
        if colour not in chosen.values() and colour != MODULE_COLOURS[OFFICE]
    )
    return {arm: chosen.get(arm) or next(free, OTHER_COLOURS[0]) for arm in study.arms}


def module_colours(modules: Sequence[str]) -> dict[str, str]:
    """A colour for each module; those from outside the package take the colours left over."""
    unknown = [module for module in modules if module not in MODULE_COLOURS]
    return {
        module: MODULE_COLOURS.get(module) or OTHER_COLOURS[unknown.index(module) % len(OTHER_COLOURS)]
        for module in modules
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
    return Text("90% of parameter sets", "90%的参数组") if study.draws else Text("95% interval", "95%区间")


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
    return Text(f"ranges: the middle 80% of {seeds} seeds", f"区间：{seeds}个种子的中间80%")


def band_note(seeds: int) -> Text:
    """What a coloured band covers, as a sentence."""
    if seeds == 1:
        return Text(f"{capital(ONE_SEED).en}.", f"{ONE_SEED.zh}。")
    if seeds < MANY_SEEDS:
        return Text(f"Bands: from the lowest to the highest of {seeds} seeds.", f"色带：{seeds}个种子的最低至最高。")
    return Text(f"Bands: the middle 80% of {seeds} seeds.", f"色带：{seeds}个种子的中间80%。")


def capital(words: Text) -> Text:
    """The same words with a capital letter first."""
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
