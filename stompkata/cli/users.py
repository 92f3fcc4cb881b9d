"""Who may log in to a broker: a file of passcodes, or one in the environment, never the command line."""

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from stompkata.cli.broker import PASSCODE
from stompkata.errors import StompkataError


def read_users(file: Path | None, logins: Sequence[str]) -> dict[str, str] | None:
    """Passcode by login, of the file and of those named; None if there are none of either.

    Raises:
        StompkataError: the file cannot be read or understood, a login comes twice, or there is no passcode to be had.
    """
    users = _from_file(file) if file is not None else {}
    for login in logins:
        if login in users or not login:
            raise StompkataError(
                f"the login {login!r} {'comes twice' if login else 'is empty'}\n  try:  --login once for each name"
            )
        users[login] = _passcode(login, logins)
    return users or None


def warn_if_others_can_read(file: Path) -> None:
    """Say so on standard error if other people of this machine can read a secret."""
    status = file.stat()
    if os.name == "posix" and stat.S_ISREG(status.st_mode) and status.st_mode & 0o077:
        typer.echo(f"stompkata: other users of this machine can read {file}; try  chmod 600 {file}", err=True)


def _from_file(file: Path) -> dict[str, str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        warn_if_others_can_read(file)
    except OSError as error:
        raise StompkataError(f"cannot read the logins of {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise StompkataError(f"the logins of {file} are not in UTF-8\n  try:  save the file as UTF-8 text") from None
    users: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            login, colon, passcode = (part.strip() for part in line.partition(":"))
            if not (login and colon and passcode) or login in users:
                what = (
                    "has no ':'"
                    if not colon
                    else "repeats a login"
                    if login in users
                    else "lacks its login or its passcode"
                )
                raise StompkataError(
                    f"line {number} of {file} {what}\n  try:  login:passcode, one on each line, # before a comment"
                )
            users[login] = passcode
    if not users:
        raise StompkataError(f"{file} names no login\n  try:  a line login:passcode in it")
    return users


def _passcode(login: str, logins: Sequence[str]) -> str:
    """The passcode of a login, never from the command line: other users of a machine can read those."""
    passcode = os.getenv(PASSCODE)
    if passcode and len(logins) > 1:
        raise StompkataError(
            f"{PASSCODE} is the passcode of one login, and {len(logins)} are named\n"
            "  try:  --users FILE with a line login:passcode for each"
        )
    if passcode:
        return passcode
    if not sys.stdin.isatty():
        raise StompkataError(
            f"no passcode for the login {login!r}\n"
            f"  try:  {PASSCODE}=… stompkata broker --login {login}, or --users FILE"
        )
    return str(typer.prompt(f"passcode for {login}", hide_input=True))
