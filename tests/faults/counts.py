"""What an attack tried and what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from signal import ITIMER_REAL, SIGALRM, setitimer, signal
from traceback import format_exc
from types import FrameType

from sim.text import GongtongError

FAULTS = ("lost", "doubled", "tracebacks", "hangs")
PATIENCE = 20.0  # seconds for one small thing


class Hang(BaseException):
    """It did not come to an end; no `Exception`, so that nobody who catches those goes on."""


@dataclass
class Counts:
    """How often something was tried, and what came of it.

    Attributes
    ----------
    tried, refused : int
        Refused with a sentence, as it should be.
    lost, doubled, tracebacks, hangs : int
        Results that are not those of an undisturbed call, or are there twice; errors without a sentence; no end.
    examples : list of str
        What to try again, one for each fault.
    """

    tried: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    tracebacks: int = 0
    hangs: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """All that should be zero."""
        return sum(getattr(self, name) for name in FAULTS)

    def blame(self, fault: str, example: str) -> None:
        """Count a fault, and keep what shows it."""
        setattr(self, fault, getattr(self, fault) + 1)
        self.examples.append(f"{fault}: {example}")

    @contextmanager
    def trying(self, what: str, seconds: float = PATIENCE) -> Iterator[None]:
        """Something that may succeed, or be refused with a sentence in both languages; all else is a fault."""
        self.tried += 1
        try:
            with alarm(seconds):
                yield
        except GongtongError as error:
            self.refused += 1
            if not (error.text.en.strip() and error.text.zh.strip()):
                self.blame("tracebacks", f"{what}\nrefused without a sentence in both languages")
        except Hang:
            self.blame("hangs", what)
        except Exception:  # noqa: BLE001  # whatever it is, it is what is looked for
            self.blame("tracebacks", f"{what}\n{format_exc()}")


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise `Hang` if it takes longer."""

    def ring(_: int, __: FrameType | None) -> None:
        raise Hang

    before = signal(SIGALRM, ring)
    setitimer(ITIMER_REAL, seconds)
    try:
        yield
    finally:
        setitimer(ITIMER_REAL, 0)
        signal(SIGALRM, before)


# An attack tries so many times, with a source of luck, and counts
Attack = Callable[[int, int, Counts], None]
