"""The folder of stills: one file a view, whole or absent, bounded in number, octets and age."""

import os
import stat

import pytest

from stompkata.widgets import stills

STILL = {"text/html": "<p>one</p>", "text/plain": "one"}
NOW = 1_800_000_000.0


def model(number: int) -> str:
    return f"{number:032x}"


def write_at(folder, number: int, seconds: float, octets: int = 10) -> None:
    found = stills.path(folder, model(number))
    with found.open("wb") as stream:
        stream.truncate(octets)
    os.utime(found, (seconds, seconds))


def kept(folder) -> set[str]:
    return {found.stem for found in folder.iterdir()}


def test_the_latest_still_of_a_view_is_read(tmp_path):
    stills.write(tmp_path, model(1), STILL)
    stills.write(tmp_path, model(1), STILL | {"text/plain": "two"})

    assert stills.read(tmp_path, model(1)) == {"text/html": "<p>one</p>", "text/plain": "two"}
    assert stills.read(tmp_path, model(2)) is None and kept(tmp_path) == {model(1)}


def test_the_folder_and_what_is_in_it_are_for_their_owner_alone(tmp_path):
    stills.make(tmp_path / "stills")
    stills.write(tmp_path / "stills", model(1), STILL)

    assert stat.S_IMODE((tmp_path / "stills").stat().st_mode) == 0o700
    assert stat.S_IMODE(stills.path(tmp_path / "stills", model(1)).stat().st_mode) == 0o600


@pytest.mark.parametrize("model_id", ["", "../outside", "/etc/passwd", model(1).upper() + "A", model(1) + "\n", "..", "a" * 31])
def test_what_is_no_model_id_never_becomes_a_path(tmp_path, model_id):
    (tmp_path / "outside.json").write_text('{"text/html": "", "text/plain": ""}')
    (tmp_path / "stills").mkdir()

    assert stills.read(tmp_path / "stills", model_id) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"text/html": 1, "text/plain": ""}'])
def test_a_file_that_we_did_not_write_is_no_still(tmp_path, content):
    stills.path(tmp_path, model(1)).write_bytes(content)

    with pytest.raises(ValueError):
        stills.read(tmp_path, model(1))


def test_the_largest_still_is_kept_and_one_octet_more_is_not(tmp_path):
    room = stills.LARGEST - len(b'{"text/html": "", "text/plain": ""}')
    assert stills.write(tmp_path, model(1), {"text/html": "a" * room, "text/plain": ""})
    assert not stills.write(tmp_path, model(2), {"text/html": "a" * (room + 1), "text/plain": ""})

    assert kept(tmp_path) == {model(1)}


def test_the_oldest_beyond_the_number_leaves(tmp_path):
    for number in range(stills.FILES):
        write_at(tmp_path, number, NOW + number)
    stills.prune(tmp_path, NOW)
    assert len(kept(tmp_path)) == stills.FILES
    write_at(tmp_path, stills.FILES, NOW + stills.FILES)
    stills.prune(tmp_path, NOW)

    assert len(kept(tmp_path)) == stills.FILES and model(0) not in kept(tmp_path)


def test_the_oldest_beyond_the_octets_leaves(tmp_path):
    write_at(tmp_path, 1, NOW, stills.OCTETS // 2)
    write_at(tmp_path, 2, NOW + 1, stills.OCTETS // 2)
    stills.prune(tmp_path, NOW)
    assert kept(tmp_path) == {model(1), model(2)}
    write_at(tmp_path, 3, NOW + 2, 1)
    stills.prune(tmp_path, NOW)

    assert kept(tmp_path) == {model(2), model(3)}


def test_what_is_older_than_a_week_leaves(tmp_path):
    write_at(tmp_path, 1, NOW - stills.AGE)
    write_at(tmp_path, 2, NOW - stills.AGE - 1)
    stills.prune(tmp_path, NOW)

    assert kept(tmp_path) == {model(1)}
