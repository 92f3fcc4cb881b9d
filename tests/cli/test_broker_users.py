"""Who may log in to `stompkata broker`: logins of a file, or one of the environment; their passcodes are told to nobody."""

import os
import signal

import pytest
from broker_command import end, fails, running

import stompkata as sk
from stompkata.cli.users import read_users
from stompkata.errors import ErrorReceived, StompkataError

CANARY = "correct-horse-battery-staple"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="ended by a signal")


@pytest.fixture
def people(tmp_path):
    file = tmp_path / "people.txt"
    file.touch(mode=0o600)
    return file


async def test_each_login_of_the_file_has_its_own_passcode(people):
    people.write_text("ada:first\nbob:second\n", encoding="utf-8")
    with running("--users", str(people)) as (_, where):
        for login, passcode in (("ada", "first"), ("bob", "second")):
            async with sk.connect(where["url"], login=login, passcode=passcode):
                pass
        with pytest.raises(ErrorReceived, match="the login or the passcode is wrong"):
            async with sk.connect(where["url"], login="ada", passcode="second"):
                pass


@pytest.mark.parametrize("octets", [
    b"ada:first\nbob:second", b"ada:first\r\nbob:second\r\n", b"\xef\xbb\xbfada:first\nbob:second\n",
    b"# people\n\n ada : first \n   # and\n\tbob:\tsecond\n\n"])  # fmt: skip
def test_comments_blank_lines_and_what_editors_add_do_not_count(people, octets):
    people.write_bytes(octets)

    assert read_users(people, ()) == {"ada": "first", "bob": "second"}


def test_a_passcode_may_hold_all_that_a_login_may_not(people):
    people.write_text("ada:a:b # c\\n\u2028é\n", encoding="utf-8")

    assert read_users(people, ()) == {"ada": "a:b # c\\n\u2028é"}


@pytest.mark.parametrize(("octets", "complaint"), [
    (b"ada:first\n" + CANARY.encode(), "line 2 of FILE has no ':'"),
    (b"ada:first\n\nada:" + CANARY.encode(), "line 3 of FILE repeats a login"),
    (b":" + CANARY.encode(), "line 1 of FILE lacks its login or its passcode"),
    (b"ada: ", "line 1 of FILE lacks its login or its passcode"),
    (b"# nobody\n", "FILE names no login"),
    (("ada:" + CANARY).encode("utf-16"), "not in UTF-8")])  # fmt: skip
def test_a_file_that_cannot_be_understood_says_where_and_quotes_nothing(people, octets, complaint):
    people.write_bytes(octets)
    with pytest.raises(StompkataError) as refused:
        read_users(people, ())

    assert complaint in str(refused.value).replace(str(people), "FILE")
    assert CANARY not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "cannot read the logins of" in fails("--users", str(tmp_path / "nobody.txt"))
    assert "Is a directory" in fails("--users", str(tmp_path))


@pytest.mark.parametrize(
    ("mode", "warns"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o622, True)]
)
def test_a_file_that_others_can_read_is_told_and_used(people, capfd, mode, warns):
    people.write_text("ada:first\n", encoding="utf-8")
    people.chmod(mode)
    users = read_users(people, ())

    assert users == {"ada": "first"}
    assert (f"chmod 600 {people}" in capfd.readouterr().err) is warns


def test_the_passcode_of_the_environment_is_for_one_login_and_not_for_two():
    complaint = fails("--login", "ada", "--login", "bob", "--port", "0", STOMPKATA_PASSCODE=CANARY)

    assert "the passcode of one login, and 2 are named" in complaint and "--users FILE" in complaint
    assert CANARY not in complaint


async def test_a_login_of_the_command_line_stands_beside_those_of_the_file(people):
    people.write_text("ada:first\n", encoding="utf-8")
    with running("--users", str(people), "--login", "bob", STOMPKATA_PASSCODE="second") as (_, where):
        for login, passcode in (("ada", "first"), ("bob", "second")):
            async with sk.connect(where["url"], login=login, passcode=passcode):
                pass


@pytest.mark.parametrize(
    ("logins", "complaint"), [(["ada"], "comes twice"), (["bob", "bob"], "passcode of one login"), ([""], "is empty")]
)
def test_a_login_that_is_named_twice_or_has_no_name_is_refused(people, monkeypatch, logins, complaint):
    monkeypatch.setenv("STOMPKATA_PASSCODE", CANARY)
    people.write_text("ada:first\n", encoding="utf-8")
    with pytest.raises(StompkataError, match=complaint):
        read_users(people, logins)


async def test_no_passcode_is_in_what_the_broker_says_of_those_it_lets_in_or_not(people, tmp_path):
    people.write_text(f"ada:{CANARY}\n", encoding="utf-8")
    file = tmp_path / "conversation.jsonl"
    with running("--users", str(people), "--record", str(file)) as (process, where):
        async with sk.connect(where["url"], login="ada", passcode=CANARY):
            pass
        for login, passcode in ((CANARY, "x"), ("ada", CANARY + "x")):
            with pytest.raises(ErrorReceived):
                async with sk.connect(where["url"], login=login, passcode=passcode):
                    pass
        said = end(process, signal.SIGTERM)

    assert said.count("no CONNECTED, the login or the passcode is wrong") == 2
    assert CANARY not in said
