"""Any locale: with names and titles in Chinese, in both languages, files are the same UTF-8 everywhere."""

from __future__ import annotations

import json
import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.file import dump
from sim.text import default_language
from tests.support import ROOT, small

TITLE = "六合街坊 −1 ¥"
EVERY_COMMAND = """
import sys
from sim.cli import main
for lang in ("en", "zh"):
    for command in (
        ["run", sys.argv[1], "--weeks", "2", "--out", sys.argv[2] + lang],
        ["story", sys.argv[1], "--weeks", "2", "--out", sys.argv[2] + lang + ".md"],
        ["params", "office"],
        ["run", sys.argv[1], "--set", "office.stuff=1"],
    ):
        sys.argv[3:] = [*command, "--lang", lang]
        words, sys.argv = sys.argv, ["gongtong", *sys.argv[3:]]
        try:
            main()
        except SystemExit as end:
            print("status", end.code)
        sys.argv = words
"""
AS_THEY_ARE: dict[str, dict[str, str]] = {
    "the C locale": {"LC_ALL": "C"},
    "no locale at all": {},
    "a locale that is not installed": {"LANG": "zh_CN.GB18030"},
    "ASCII and nothing else": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


def commands_under(settings: dict[str, str], folder: Path, name: str) -> subprocess.CompletedProcess[bytes]:
    """Commands in both languages, in a fresh Python under some settings of the locale."""
    foreign = ("LC_", "LANG", "PYTHONIOENCODING", "PYTHONUTF8", "PYTHONCOERCECLOCALE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    scenario = folder / f"{name}.yaml"
    scenario.write_text(dump(small(weeks=2).but({"title.en": TITLE, "title.zh": TITLE})), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", EVERY_COMMAND, str(scenario), str(folder / f"{name}-")],
        cwd=ROOT, env={**kept, **settings}, capture_output=True, check=False,
    )  # fmt: skip


def everything_was_said_and_written(done: subprocess.CompletedProcess[bytes], folder: Path, name: str) -> None:
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert b"Traceback" not in done.stderr
    assert done.stdout.count(b"status 2") == 2
    assert (
        done.stderr.count(b"office.stuff") == done.stderr.count(b"staff") == 2
    )  # the nearest name, in either language
    for lang in ("en", "zh"):
        manifest = json.loads((folder / f"{name}-{lang}" / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["scenario"]["title"]["zh"] == TITLE
    assert "年" in (folder / f"{name}-zh.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("settings", AS_THEY_ARE.values(), ids=AS_THEY_ARE.keys())
def test_both_languages_work_in_a_container_without_locales(settings: dict[str, str], tmp_path: Path) -> None:
    """File names are in Chinese where the system can have them."""
    name = "case" if "PYTHONUTF8" in settings else "街坊"
    everything_was_said_and_written(commands_under(settings, tmp_path, name), tmp_path, name)


@pytest.mark.slow
@pytest.mark.parametrize("charset", ["GB18030", "GBK"])
def test_both_languages_work_under_a_chinese_charset(charset: str, tmp_path: Path) -> None:
    """Files are UTF-8 all the same, and what is printed is in the charset of the terminal."""
    localedef = shutil.which("localedef")
    if localedef is None:
        pytest.skip("no localedef to make a locale with")
    made = subprocess.run(
        [localedef, "-i", "zh_CN", "-f", charset, str(tmp_path / f"zh_CN.{charset}")],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no sources of locales")
    done = commands_under({"LOCPATH": str(tmp_path), "LC_ALL": f"zh_CN.{charset}"}, tmp_path, "街坊")
    everything_was_said_and_written(done, tmp_path, "街坊")
    assert "结果已存入" in done.stdout.decode(charset)


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({"LC_ALL": "zh_CN.GB18030"}, "zh"),
        ({"LANG": "zh_TW.Big5"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(
    settings: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert default_language() == language


def test_a_locale_that_python_does_not_know_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS, where `LC_CTYPE=UTF-8` is set, which `locale` refuses."""

    def unknown() -> tuple[str, str]:
        raise ValueError("unknown locale: UTF-8")

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(locale, "getlocale", unknown)
    assert default_language() == "en"
