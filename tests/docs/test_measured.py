"""Pages whose tables take long to measure: each says which model it speaks of, and that is the model as it is."""

from __future__ import annotations

import pytest

from tests.support import ROOT
from tests.support.pages import made_by, table_of, text_of

TABLES = [
    *(("patterns", group) for group in ("points", "organisations", "governance")),
    ("randomness", "table"),
    ("replications", "table"),
    ("replications", "field studies"),
]


@pytest.mark.parametrize(("page", "mark"), TABLES)
def test_a_table_speaks_of_the_model_as_it_is(page: str, mark: str) -> None:
    """If the change of the model is meant, its tool makes it anew."""
    assert table_of(page, mark).startswith(made_by(page, "|")), f"python docs/tools/{page}.py"


@pytest.mark.parametrize("page", dict.fromkeys(page for page, _ in TABLES))
def test_every_table_of_a_page_is_looked_at(page: str) -> None:
    """There is no other, and the tool is there."""
    assert text_of(page).count("<!-- end of ") == sum(page == one for one, _ in TABLES)
    assert (ROOT / "docs" / "tools" / f"{page}.py").is_file()
