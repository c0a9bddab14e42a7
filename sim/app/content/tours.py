"""Guided tours: scenes of question, guess, act and reveal, as data in `sim/data/tours`.

The commands of a scene are those of the wire (`docs/app-protocol.md`), so that whatever plays a tour can do nothing a
facilitator could not do by hand. Weeks count weeks done, as on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import Field, PlainSerializer, ValidationError, field_validator, model_validator

from sim.app.content.presets import presets
from sim.app.wire import both
from sim.lab.run.outputs import known_measures
from sim.param import Number, Real, Settings, Switch, Whole, refusal
from sim.scenario.file import plain, read_yaml, with_line
from sim.scenario.messages import first_complaint
from sim.text import GongtongError, Text

VALUE = "value"  # the field of the figure that was guessed

Said = Annotated[Text, PlainSerializer(both)]
WorldNumber = Literal[0, 1]


class Begin(Settings):
    """Start the first world anew from its first week, with a preset."""

    do: Literal["preset"]
    world: Literal[0] = 0
    name: str

    @field_validator("name", mode="after")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in presets():
            raise refusal(
                f"name: there is no preset {value!r}; known are {', '.join(presets())}",
                f"name：没有预设方案 {value!r}；现有 {'、'.join(presets())}",
            )
        return value


class SceneChange(Settings):
    """Change a number, or switch a module on or off, from a week on (the week that comes next unless one is named)."""

    do: Literal["change"]
    world: WorldNumber = 0
    week: Whole | None = Field(default=None, ge=0)
    path: str
    value: Switch | Number | str


class Compare(Settings):
    """Show a second world, which starts as an exact copy of the first, or one world only."""

    do: Literal["compare"]
    on: Switch


class Play(Settings):
    """Live on until so many weeks are done."""

    do: Literal["play"]
    until: Whole = Field(ge=1)


Command = Annotated[Begin | SceneChange | Compare | Play, Field(discriminator="do")]


class Readout(Settings):
    """A figure to be read off the curves.

    Attributes
    ----------
    measure : str
    after : int
        Weeks done when it is read.
    over : int
        How many weeks up to then are put together, by the measure's own rule.
    world : int
    less : int or None
        The world whose figure is taken off: a difference between two worlds.
    """

    measure: str
    after: Whole = Field(ge=1)
    over: Whole = Field(default=4, ge=1)
    world: WorldNumber = 0
    less: WorldNumber | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        try:
            known_measures([self.measure])
        except GongtongError as error:
            en, zh = (words.rstrip(".。") for words in error.text)
            raise refusal(f"measure: {en}", f"measure：{zh}") from None
        if self.over > self.after:
            raise refusal(
                f"over: {self.over} weeks are more than the {self.after} that are done",
                f"over：{self.over} 周多于已过的 {self.after} 周",
            )
        return self


class Guess(Readout):
    """What the room is asked to guess, and the slider it does so with.

    Attributes
    ----------
    low, high, step : float
        Ends and step of the slider, in the measure's own unit (shares from 0 to 1).
    """

    low: Real
    high: Real
    step: Real = Field(gt=0)

    @model_validator(mode="after")
    def _a_slider(self) -> Self:
        if self.low >= self.high or self.step > self.high - self.low:
            raise refusal(
                f"step: {self.step:g} does not fit between {self.low:g} and {self.high:g}",
                f"step：{self.step:g} 不适合 {self.low:g} 到 {self.high:g} 的滑块",
            )
        return self


class Scene(Settings):
    """A question to the room, what is done then, and how to read what comes out.

    Attributes
    ----------
    title, question : Text
    begin : tuple of commands
        Done when the scene is entered, before the question.
    guess : Guess
    act : tuple of commands
        Done once the guess is in; the last one plays until the guess can be read.
    reading : Text
        One or two sentences that hold whatever the figure is; its fields are `value` and those of `figures`.
    figures : dict of Readout
    debrief : Text
        A question to talk about.
    """

    title: Said
    begin: tuple[Command, ...] = ()
    question: Said
    guess: Guess
    act: tuple[Command, ...]
    reading: Said
    figures: dict[str, Readout] = Field(default_factory=dict)
    debrief: Said

    @model_validator(mode="after")
    def _fields_are_filled(self) -> Self:
        known = {VALUE, *self.figures}
        for words in self.reading:
            used = {name for _, name, _, _ in Formatter().parse(words) if name is not None}
            if not set(self.figures) <= used <= known:
                raise refusal(
                    f"reading: its fields are {', '.join(sorted(used))}; figures are {', '.join(sorted(known))}",
                    f"reading：所用字段为 {'、'.join(sorted(used))}；数字有 {'、'.join(sorted(known))}",
                )
        return self


class Tour(Settings):
    """A sequence of scenes that live on from one another.

    Attributes
    ----------
    name : str
    title, about : Text
    minutes : int
        Roughly, with the talk.
    scenes : tuple of Scene
    """

    name: str
    title: Said
    about: Said
    minutes: Whole = Field(ge=1, le=180)
    scenes: tuple[Scene, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        """Refuse scenes that change or read what is not there yet, or what is over."""
        course = _Course()
        for at, scene in enumerate(self.scenes):
            wrong = next(course.follow(scene), None)
            if wrong is not None:
                raise refusal(f"scenes.{at}: {wrong.en}", f"scenes.{at}：{wrong.zh}")
        return self


class _Course:
    """Where a tour stands: weeks done, and how many worlds there are; none before the first preset."""

    def __init__(self) -> None:
        self.week, self.worlds = 0, 0

    def follow(self, scene: Scene) -> Iterator[Text]:
        """Go through a scene; whatever is not possible in it."""
        for command in (*scene.begin, *scene.act):
            yield from self._do(command)
        if not self.worlds:
            yield Text("no preset begins the tour", "导览没有以预设方案开始")
        if not (scene.act and isinstance(scene.act[-1], Play)):
            yield Text("act must end with play", "act 须以 play 结束")
        for reading in (scene.guess, *scene.figures.values()):
            if reading.after > self.week:
                yield Text(
                    f"{reading.measure} is read after week {reading.after}, but {self.week} are done",
                    f"读取第 {reading.after} 周的 {reading.measure}，但只过了 {self.week} 周",
                )
            if max(reading.world, reading.less or 0) >= self.worlds:
                yield Text(
                    f"{reading.measure} is read in a world that is not shown", f"{reading.measure} 取自未显示的世界"
                )

    def _do(self, command: Begin | SceneChange | Compare | Play) -> Iterator[Text]:
        if isinstance(command, Begin):
            self.week, self.worlds = 0, max(self.worlds, 1)
        elif isinstance(command, Compare):
            self.worlds = min(self.worlds, 1) * (2 if command.on else 1)
        elif isinstance(command, Play):
            if command.until <= self.week:
                yield Text(
                    f"plays until week {command.until}, but {self.week} are done",
                    f"播放至第 {command.until} 周，但已过 {self.week} 周",
                )
            self.week = max(self.week, command.until)
        else:
            if command.world >= max(self.worlds, 1):
                yield Text(
                    f"{command.path} is changed in a world that is not shown", f"{command.path} 改在未显示的世界"
                )
            if command.week is not None and command.week < self.week:
                yield Text(
                    f"{command.path} is changed in week {command.week}, but {self.week} are done",
                    f"在第 {command.week} 周改动 {command.path}，但已过 {self.week} 周",
                )


def read_tour(text: str, file: str) -> Tour:
    """A tour from the text of a file; `file` is named in messages.

    Raises
    ------
    GongtongError
        With one sentence that names file, line, field and what is wrong.
    """
    data = read_yaml(text, file)
    if not isinstance(data, Mapping):
        raise GongtongError(
            Text(f"{file}: a tour is a group of named values.", f"{file}：导览文件应为一组带名称的值。")
        )
    try:
        return Tour.model_validate({"name": Path(file).stem.partition("_")[2] or Path(file).stem, **plain(data)})
    except ValidationError as error:
        raise GongtongError(with_line(first_complaint(error.errors(), Tour), data, file)) from None


@cache
def tours() -> dict[str, Tour]:
    """The tours that come with the package, by name, in the order of their files' names without the number in front."""
    folder = Path(str(resources.files("sim") / "data" / "tours"))
    found = (read_tour(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.yaml")))
    return {tour.name: tour for tour in found}


def commands_before(tour: Tour, scene: int) -> tuple[Command, ...]:
    """Everything done before a scene's question: what brings the worlds to where it stands, from the first week on."""
    earlier = [command for one in tour.scenes[:scene] for command in (*one.begin, *one.act)]
    return (*earlier, *tour.scenes[scene].begin)
