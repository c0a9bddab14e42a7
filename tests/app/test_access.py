"""The door: who may come in, by which names, and what is said to who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from sim.app.server.access import HEADERS, House, host_name, is_secret
from sim.app.server.server import static_files
from sim.text import GongtongError
from tests.support.workshop import HERE, page, server

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


NAME = "teacher-pc.local"


@pytest.fixture(scope="module")
def named() -> Iterator[TestClient]:
    """A workshop that is called by a name, or by a proxy of that name."""
    with server(House(hosts=(NAME,))) as client:
        yield client


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (f"{NAME}:8149", f"http://{NAME}:8149"),  # by its name
        ("Teacher-PC.local:8149", "http://Teacher-PC.local:8149"),
        ("127.0.0.1:8149", f"https://{NAME}"),  # by a proxy that says the server's own address
        (NAME, f"https://{NAME}"),  # by one that passes the name on
        ("127.0.0.1:8149", HERE),
    ],
)
def test_an_allowed_name_opens_page_and_talk(named: TestClient, host: str, origin: str) -> None:
    """Its own, or that of a proxy in front of it."""
    assert named.get("/", headers={"host": host}).status_code == 200
    assert named.post("/door", headers={"host": host, "origin": origin}).status_code == 204
    with named.websocket_connect("/ws", headers={"host": host, "origin": origin}) as socket:
        socket.send_json({"do": "open"})
        assert socket.receive_json()["is"] == "welcome"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("other.local", "http://other.local"),
        ("127.0.0.1:8149", "https://evil.example"),
        ("127.0.0.1:8149", f"https://{NAME}.evil.example"),
        ("127.0.0.1:8149", "http://localhost:8149"),
        ("127.0.0.1:8149", "null"),
    ],
)
def test_other_names_are_refused_with_what_to_do(named: TestClient, host: str, origin: str) -> None:
    """A page in both languages that names the option; the talk is refused before it begins."""
    if host != "other.local":
        assert named.get("/static/main.js", headers={"host": host, "origin": origin}).status_code == 200
    refused = named.post("/door", headers={"host": host, "origin": origin})
    assert refused.status_code == 403
    assert refused.headers["content-type"].startswith("text/html")
    for lang in ("en", "zh"):
        [said] = re.findall(f'<p lang="{lang}">(.*?)</p>', refused.text)
        assert "--allow-host" in said
    with pytest.raises(WebSocketDisconnect), named.websocket_connect("/ws", headers={"host": host, "origin": origin}):
        pass


def test_the_page_of_a_refusal_repeats_names_only() -> None:
    """Nothing that a browser would run, or a shell."""
    with server() as client:
        assert "--allow-host teacher-pc.local" in client.get("/", headers={"host": "Teacher-PC.local:80"}).text
        for host in ("<script>alert(1)</script>", "a b", "$(reboot)", "x" * 300, "", "-x"):
            said = client.get("/", headers={"host": host})
            assert said.status_code == 403
            assert "--allow-host ?" in said.text


@pytest.mark.parametrize("given", ["http://a.example", "a.example:80", "a.example/x", "", "a b", "*", "-a", "x" * 300])
def test_what_is_no_name_is_refused_in_a_sentence(given: str) -> None:
    """Naming the option and an example."""
    with pytest.raises(GongtongError, match=r"--allow-host.*teacher-pc\.local"):
        host_name(given)
    assert [host_name(name) for name in ("Teacher-PC.local.", "10.0.0.7")] == ["teacher-pc.local", "10.0.0.7"]


def test_every_answer_says_how_it_is_to_be_treated() -> None:
    """Also of what is not there, not allowed, or broken."""
    with server() as client:
        asked = [
            client.get("/"),
            client.get("/static/main.js"),
            client.get("/nothing"),
            client.get("/static/nothing"),
            client.get("/door"),
            client.delete("/"),
            client.post("/door", headers={"origin": HERE}),
            client.get("/", headers={"host": "evil.example"}),
            client.get("/ws"),
        ]
    assert {one.status_code for one in asked} == {200, 204, 403, 404, 405}
    for one in asked:
        assert {name: one.headers[name] for name in HEADERS} == HEADERS, one.request.url


def test_a_fault_of_the_server_is_answered_through_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same headers."""
    with server() as client:
        monkeypatch.setattr(Path, "read_bytes", lambda _: 1 / 0)
        quiet = TestClient(client.app, base_url=HERE, raise_server_exceptions=False)
        broken = quiet.get("/")
    assert broken.status_code == 500
    assert broken.headers["x-content-type-options"] == "nosniff"


ADDRESS = re.compile(
    r"""(?:href|src|action)=["'`]/|url\(["']?/|["'`]/(?:static|ws|door)\b|location\.(?:origin|host)\}/"""
)


def test_addresses_of_the_page_are_relative() -> None:
    """So that a proxy may put it under a path of its own."""
    own = {path: file for path, file in static_files().items() if file.suffix in (".html", ".css", ".js")}
    assert len(own) > 30
    for path, file in own.items():
        assert not ADDRESS.search(file.read_text("utf-8")), path
