"""A page of the running Jupyter server may talk to the lab's broker; pages of other servers may not."""

import json

import pytest

from stompkata.lab.origins import jupyter_origins


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("JPY_PARENT_PID", "4711")
    return tmp_path


def describe(runtime, pid: int, **changes) -> None:
    server = {"pid": pid, "port": 8888, "secure": False, "url": "http://localhost:8888/", "token": "t"}
    (runtime / f"jpserver-{pid}.json").write_text(json.dumps(server | changes))


def test_the_server_that_started_the_kernel_is_allowed_by_both_its_loopback_names(runtime):
    describe(runtime, 4711)
    describe(runtime, 4712, port=9999)

    assert jupyter_origins() == ("http://localhost:8888", "http://127.0.0.1:8888")


def test_a_server_with_tls_is_another_origin(runtime):
    describe(runtime, 4711, secure=True)

    assert jupyter_origins() == ("https://localhost:8888", "https://127.0.0.1:8888")


@pytest.mark.parametrize(("secure", "port", "origin"), [(False, 80, "http://localhost"), (True, 443, "https://localhost"),
                                                        (True, 80, "https://localhost:80")])
def test_a_port_that_browsers_leave_out_is_left_out(runtime, secure, port, origin):
    describe(runtime, 4711, secure=secure, port=port)

    assert jupyter_origins()[0] == origin


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"port": "x", "secure": false}'])
def test_a_file_that_says_nothing_allows_nothing(runtime, text):
    (runtime / "jpserver-4711.json").write_text(text)

    assert jupyter_origins() == ()


@pytest.mark.parametrize("parent", ["", "4713", "../4711"])
def test_without_a_known_server_nothing_is_allowed(runtime, monkeypatch, parent):
    describe(runtime, 4711)
    monkeypatch.setenv("JPY_PARENT_PID", parent)

    assert jupyter_origins() == ()
