"""Files of comparisons and sweeps: the fields that they share, and the reader that names the line of an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar

from pydantic import Field, ValidationError, field_validator, model_validator

from sim.lab.design.seeds import seeds_of
from sim.param import FrozenDict, Settings, Whole, refusal, whole
from sim.scenario import Scenario, Title
from sim.scenario.file import is_there, load, plain, read_text, read_yaml, with_line
from sim.scenario.messages import Complaint, first_complaint
from sim.scenario.paths import named_once, short_name
from sim.text import GongtongError, Text

T = TypeVar("T")
OWN_EXPERIMENTS = Path("experiments")  # where somebody works


def experiment_files() -> dict[str, Path]:
    """Ready comparisons and sweeps by name: those that come with the package, and those of one's own folder."""
    shipped = Path(str(resources.files("sim") / "data" / "experiments"))
    return {path.stem: path for folder in (shipped, OWN_EXPERIMENTS) for path in sorted(folder.glob("*.yaml"))}


class RunsFile(Settings):
    """Fields of every file about runs.

    Attributes
    ----------
    question : Title or None
        What it is to answer.
    scenario : str
        A shipped scenario, or a scenario file next to this one.
    weeks : int or None
        Length of every run; the scenario's unless given.
    set : dict
        Values that are changed for all runs, by dotted names.
    seeds : tuple of int
        A number means so many.
    """

    called: ClassVar[Text] = Text("a sweep", "批量文件")

    question: Title | None = None
    scenario: str = "liuhe"
    weeks: Whole | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    seeds: tuple[Whole, ...] | None = None

    @field_validator("set", mode="after")
    @classmethod
    def _set_once(cls, value: dict[str, Any]) -> dict[str, Any]:
        return named_once(value)

    @field_validator("seeds", mode="before")
    @classmethod
    def _so_many(cls, value: object) -> object:
        value = whole(value)
        return _seeds(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("seeds", mode="after")
    @classmethod
    def _possible_seeds(cls, value: tuple[int, ...] | None) -> tuple[int, ...] | None:
        return None if value is None else _seeds(value)

    @model_validator(mode="after")
    def _weeks_once(self) -> Self:
        if self.weeks is not None and "weeks" in self.set:
            raise refusal(
                "weeks: is given besides set.weeks; give it in one place",
                "weeks：与 set.weeks 同时给出；请只在一处给出",
            )
        return self


def _seeds(given: int | tuple[int, ...]) -> tuple[int, ...]:
    try:
        return seeds_of(given)
    except GongtongError as error:
        raise refusal(*(said.rstrip(".。") for said in error.text)) from None


F = TypeVar("F", bound=RunsFile)


class FileReader(Generic[F]):
    """Reads one file, or what is given without one; knows the line of whatever is wrong.

    Attributes
    ----------
    given : RunsFile
        What it says.
    folder : Path
        Where files are looked for that it names.

    Parameters
    ----------
    path
        None if all is given elsewhere.
    instead
        Values given elsewhere, such as on the command line, that stand in for the file's; those in `set` one by one.

    Raises
    ------
    GongtongError
        With one sentence that names file, line, field, value and what is allowed.
    """

    def __init__(self, kind: type[F], path: Path | None, instead: Mapping[str, object] = FrozenDict()) -> None:
        self.path = path
        self.data: Mapping[str, Any] = FrozenDict() if path is None else read_group(path, kind.called)
        try:
            self.given = kind.model_validate(_with_given(plain(self.data), instead))
        except ValidationError as error:
            self.refuse(first_complaint(error.errors(), kind))

    @property
    def question(self) -> Text | None:
        """The question of the file, if it asks one."""
        said = self.given.question
        return None if said is None else Text(said.en, said.zh)

    @property
    def folder(self) -> Path:
        """The folder in which files are looked for that it names."""
        return Path() if self.path is None else self.path.parent

    def base(self) -> Scenario:
        """The scenario with the values that are changed for all runs."""
        base = self.checked(("scenario",), self._scenario)
        weeks = {} if self.given.weeks is None else {"weeks": self.given.weeks}
        changes = {**weeks, **self.given.set}
        try:
            return base.but(changes) if changes else base
        except GongtongError as error:
            # some values are only possible together, so the wrong one is that without which the others are
            wrong = next((name for name in changes if _possible(base, changes, name)), None)
            where = ("weeks",) if wrong in weeks else ("set",) if wrong is None else ("set", wrong)
            self.refuse(Complaint(where, error.text))

    def _scenario(self) -> Scenario:
        beside = self.folder / self.given.scenario
        return load(beside if is_there(beside) else self.given.scenario)

    def checked(self, where: tuple[str, ...], make: Callable[..., T], *what: Any) -> T:
        """The value that a function makes of arguments; its refusal gets the line of a field."""
        try:
            return make(*what)
        except GongtongError as error:
            self.refuse(Complaint(where, error.text))

    def wrong(self, where: tuple[str, ...], said: Text) -> NoReturn:
        """Refuse the value of a field, with its line."""
        field = ".".join(where)
        self.refuse(Complaint(where, Text(f"{field}: {said.en.rstrip('.')}.", f"{field}：{said.zh.rstrip('。')}。")))

    def refuse(self, complaint: Complaint) -> NoReturn:
        """Raise a complaint with its line."""
        said = complaint.text if self.path is None else with_line(complaint, self.data, self.path.name)
        raise GongtongError(said) from None


def _possible(base: Scenario, changes: Mapping[str, object], without: str) -> bool:
    """Whether changes are possible without one of them."""
    try:
        base.but({name: value for name, value in changes.items() if name != without})
    except GongtongError:
        return False
    return True


def _with_given(data: Mapping[str, Any], instead: Mapping[str, object]) -> dict[str, object]:
    """The values of a file with those given elsewhere in their place."""
    changed, more = data.get("set"), instead.get("set")
    both = {"set": _instead(changed, more)} if isinstance(changed, Mapping) and isinstance(more, Mapping) else {}
    return {**data, **instead, **both}


def _instead(given: Mapping[str, Any], more: Mapping[str, object]) -> dict[str, object]:
    """Values by name, some of them replaced, whichever form of a name either side uses."""
    names = {short_name(name) for name in more}
    return {**{name: value for name, value in given.items() if short_name(name) not in names}, **more}


def read_group(path: Path, called: Text) -> Mapping[str, Any]:
    """The named values of a YAML file, with their lines.

    Raises
    ------
    GongtongError
        If it cannot be read or holds something else.
    """
    data = read_yaml(read_text(path), path.name)
    if not isinstance(data, Mapping):
        said = Text("{called} is a group of named values.", "{called}应为一组带名称的值。").filled(called=called)
        raise GongtongError(Text(f"{path.name}: {said.en}", f"{path.name}：{said.zh}"))
    return data


def is_comparison(path: Path) -> bool:
    """Whether a file compares arms."""
    return "arms" in _keys(path)


def is_sweep(path: Path) -> bool:
    """Whether a file varies factors by a design."""
    return bool({"factors", "design"} & _keys(path))


def _keys(path: Path) -> set[str]:
    """The names at the top of a YAML file; none if it is no group."""
    data = read_yaml(read_text(path), path.name)
    return set(data) if isinstance(data, Mapping) else set()
