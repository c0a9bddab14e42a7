"""What an experiment found: three sentences that follow from its numbers by rule, and the figure that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.figure import Figure

from sim.lab.analysis.response import main_effects
from sim.lab.comparison.study import Study
from sim.lab.design.outcomes import Outcomes
from sim.lab.design.sweep import Sweep
from sim.lab.experiments import Experiment
from sim.report.analyses.answers_of_arms import arm_sentences
from sim.report.analyses.answers_of_levels import level_sentences
from sim.report.analyses.response import main_figure, pairs_figure
from sim.report.figures.differences import effects
from sim.report.text.prose import paragraph
from sim.text import Lang, Text

MOST_FACTORS = 2


@dataclass(frozen=True)
class Answer:
    """The answer to an experiment's question.

    Attributes
    ----------
    text : Text
        Three sentences: the first measure, option by option; who is told apart from whom; the other measures.
    experiment : Experiment
    found : Study or Outcomes
        What it rests on.
    """

    text: Text
    experiment: Experiment
    found: Study | Outcomes

    def figure(self, lang: Lang) -> Figure:
        """Differences between arms in all measures, or the first measure by factors."""
        if isinstance(self.found, Study):
            return effects(self.found, lang, self.found.measured(self.experiment.inquiry.measures))
        levels = _swept(self.experiment)
        main = self.found.measures[0]
        found = main_effects(levels, self.found, main)
        if len(found) == 1:
            return main_figure(levels, main, found, lang)
        return pairs_figure(levels, self.found, main, found, lang)


def answer(experiment: Experiment, found: Study | Outcomes) -> Answer:
    """The answer to an experiment: three sentences made of its results, and the results they rest on."""
    if isinstance(found, Study):
        said = arm_sentences(found, experiment.inquiry.measures)
    else:
        said = level_sentences(_swept(experiment), found)
    return Answer(paragraph(said), experiment, found)


def answerable(experiment: Experiment) -> bool:
    """Whether sentences can answer an experiment: of arms, or a grid of one or two factors; not a screening."""
    inquiry = experiment.inquiry
    if not isinstance(inquiry, Sweep):
        return True
    return inquiry.design.kind == "grid" and 1 <= len(inquiry.factors) <= MOST_FACTORS


def _swept(experiment: Experiment) -> Sweep:
    if not isinstance(experiment.inquiry, Sweep):
        raise TypeError(experiment.name)
    return experiment.inquiry
