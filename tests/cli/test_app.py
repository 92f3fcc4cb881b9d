"""The `stompkata` command as a whole."""

import subprocess
import sys

COMMANDS = ("lab", "next", "check", "hint", "predict", "borrow", "progress", "reset", "class", "broker", "tap", "dissect", "doctor")


def run(*arguments: str, code: int = 0, stdin: bytes = b"") -> str:
    command = [sys.executable, "-m", "stompkata", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=30, check=False)
    shown = (done.stdout + done.stderr).decode()
    assert done.returncode == code, shown
    assert "Traceback" not in shown
    return shown


def test_help_names_every_command():
    shown = run("--help")

    assert [name for name in COMMANDS if f" {name} " not in shown] == []


def test_version_names_the_package_and_python():
    assert run("--version").startswith("stompkata 0.1.0 (Python 3.")


def test_a_misspelt_command_is_answered_with_the_right_one():
    assert "Did you mean 'broker'" in run("brokr", code=2)


def test_what_a_command_needs_is_loaded_only_when_it_runs():
    heavy = ["asyncio", "rich", "IPython", "stompkata.net", "stompkata.stomp", "stompkata.dissector"]
    code = f"import sys, stompkata.cli.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)

    assert done.stdout == "[]\n"


def test_a_frame_of_the_standard_is_explained_octet_by_octet():
    shown = run("dissect", "81 85 37 fa 21 3d 7f 9f 4d 51 58")  # RFC 6455 §5.7: a masked "Hello"

    assert "masking-key" in shown.lower() and "Hello" in shown


def test_a_broken_rule_is_named_and_the_exit_code_says_so():
    shown = run("dissect", r"SEND\ndestination:/a\\tb\n\n\0", code=1)  # \t is no escape of STOMP 1.2

    assert "S12-" in shown


def test_standard_input_is_read_as_it_is():
    assert "CONNECT" in run("dissect", stdin=b"CONNECT\naccept-version:1.2\nhost:a\n\n\0")


def test_nothing_to_dissect_is_said():
    assert "nothing to dissect" in run("dissect", code=2)


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "no-such-file" in run("dissect", "--file", str(tmp_path / "no-such-file"), code=2)
