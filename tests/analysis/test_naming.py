"""A connection is called by its login, and no new one by that of the one before."""

from talk import Talk

from stompkata.analysis.naming import Names
from stompkata.analysis.units import read


def test_a_login_names_its_connection_until_another_begins():
    talk, names = Talk("ws-1").client("CONNECT accept-version:1.2 host:h login:ada"), Names()
    for unit in read(talk.recording):
        names.take(unit)
    assert (names.title("ws-1"), names.title("ws-2")) == ("ada (ws-1)", "ws-2")

    for unit in read(talk.event("open").recording):
        names.take(unit)
    assert names.title("ws-1") == "ws-1"
