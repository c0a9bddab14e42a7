"""The door: a token is right or wrong, whatever characters are in it."""

from __future__ import annotations

import pytest

from sim.app.server.access import House, is_secret
from tests.support.workshop import page, server

WRONG = ("secret。", "ｓｅｃｒｅｔ", "secret\ud83d", "secret\x00", "秘", "", "secre", None, 3, ["secret"])


@pytest.mark.parametrize("given", WRONG)
def test_a_wrong_token_opens_nothing_and_breaks_nothing(given: object) -> None:
    """Such as one copied from a sentence with the full stop after it, or cut in the middle of a character."""
    assert not is_secret(given, "secret")
    assert not House(token="secret").admits(given)  # noqa: S106
    assert is_secret("secret", "secret")


@pytest.mark.parametrize("given", ["secret。", "secret\ud83d"])
def test_a_wrong_token_is_refused_in_a_sentence(given: str) -> None:
    """The page is told, and may try again on the same connection."""
    with server(House(token="secret")) as client, page(client, token=given) as (one, refused):  # noqa: S106
        assert refused["is"] == "refused"
        assert "token" in refused["text"]["en"]
        assert "口令" in refused["text"]["zh"]
        assert one.ask("open", token="secret")["leader"]  # noqa: S106
