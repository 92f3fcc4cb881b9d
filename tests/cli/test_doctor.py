"""`stompkata doctor` says what works here, and how to mend what does not."""

import re
from importlib.metadata import PackageNotFoundError

from typer.testing import CliRunner

import stompkata.cli.app
from stompkata.cli import doctor


def run(*arguments: str):
    return CliRunner().invoke(stompkata.cli.app.app, ["doctor", *arguments])


def test_what_is_required_is_here_where_the_tests_run():
    done = run()

    assert done.exit_code == 0, done.output
    assert "Everything that is required is here." in done.output
    for name in (
        "Python",
        "jupyterlab",
        "loopback sockets",
        "course",
        "your folder",
        "Chromium",
        "RabbitMQ",
        "ActiveMQ",
    ):
        assert name in done.output


def test_a_missing_package_is_named_with_the_command_that_mends_it(monkeypatch):
    def version(name):
        if name == "anywidget":
            raise PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(doctor, "version", version)
    done = run()

    assert done.exit_code == 1
    assert "MISSING  anywidget" in done.output and "pip install 'stompkata[lab]'" in done.output
    assert "1 thing to mend." in done.output


def test_each_package_is_named_with_the_extra_that_brings_it(monkeypatch):
    declared = ["h11>=0.16", 'typer>=0.20; extra == "cli"', "typer>=0.20; extra == 'lab'", "stompkata[cli]; extra == 'lab'",
                "nest-asyncio2>=1.7; (python_version > '3') and extra == 'lab'", "pytest; extra == 'test'"]
    monkeypatch.setattr(doctor, "requires", lambda name: declared)
    monkeypatch.setattr(doctor, "version", lambda name: _missing(name) if name != "stompkata" else "1.0")
    done = run()

    found = re.findall(r"^MISSING +(\S+) +not installed\n +mend: .*'stompkata(.*)'$", done.output, re.MULTILINE)
    assert found == [("h11", ""), ("typer", "[cli]"), ("nest-asyncio2", "[lab]")]
    assert done.exit_code == 1 and "3 things to mend." in done.output


def test_what_another_python_needs_is_not_missed(monkeypatch):
    monkeypatch.setattr(doctor, "requires", lambda name: ["h11; python_version < '3.11'", "rich; python_version < '4.0' and extra == 'cli'"])

    assert [checkup.name for checkup in doctor._packages()] == ["stompkata", "rich"]


def _missing(name: str) -> str:
    raise PackageNotFoundError(name)


def test_a_missing_peer_is_no_fault(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda program: None)
    done = run()

    assert done.exit_code == 0
    assert "absent   RabbitMQ" in done.output


def test_an_old_python_is_a_fault(monkeypatch):
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99,))

    assert run().exit_code == 1


def test_every_checkup_that_fails_says_how_to_mend_it(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda program: None)

    assert all(checkup.ok or checkup.mend for checkup in doctor.examine())
