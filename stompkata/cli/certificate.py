"""The certificate of a broker: read from two files, tried on itself, and explained when it will not do."""

import ssl
from pathlib import Path
from typing import Any, NamedTuple

import typer

from stompkata.cli.users import warn_if_others_can_read
from stompkata.errors import StompkataError

REASONS = {  # of OpenSSL -> in words
    "KEY_VALUES_MISMATCH": "the key does not belong to the first certificate of {cert}",
    "NO_START_LINE": "there is no certificate in PEM form in {cert}, or no key in {key}",
    "EE_KEY_TOO_SMALL": "the key of {cert} is too small to be safe",
    "CA_MD_TOO_WEAK": "the signature of {cert} is too weak to be safe",
}


class Certificate(NamedTuple):
    """`context` makes a listener TLS; `names` and `addresses` are those that clients may call it by."""

    context: ssl.SSLContext
    names: tuple[str, ...]
    addresses: tuple[str, ...]


def read_certificate(cert: Path | None, key: Path | None) -> Certificate | None:
    """Both files together; None without them. One that clients will refuse is told on standard error, and used.

    Raises:
        StompkataError: one is missing, cannot be read, is not what it is for, or does not belong to the other.
    """
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise StompkataError(
            f"TLS needs both files, and there is no {'--tls-cert' if cert is None else '--tls-key'}\n"
            "  try:  --tls-cert cert.pem --tls-key key.pem"
        )
    _check(cert, "CERTIFICATE", "--tls-cert")
    _check(key, "PRIVATE KEY", "--tls-key")
    warn_if_others_can_read(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(cert, key, password=lambda: _encrypted(key))
    except ssl.SSLError as error:
        why = REASONS.get(error.reason or "", f"OpenSSL says {error.reason or error}").format(cert=cert, key=key)
        raise StompkataError(f"no TLS with {cert} and {key}: {why}") from None
    found = _as_a_client_sees_it(context, cert)
    names = [(kind, name) for kind, name in found.get("subjectAltName", ()) if kind in ("DNS", "IP Address")]
    if found and not names:
        typer.echo(f"stompkata: clients will refuse {cert}: it names no host (no subjectAltName)", err=True)
    return Certificate(
        context,
        tuple(name for kind, name in names if kind == "DNS"),
        tuple(name for kind, name in names if kind != "DNS"),
    )


def _check(file: Path, kind: str, option: str) -> None:
    try:
        text = file.read_bytes()
    except OSError as error:
        raise StompkataError(f"cannot read {file} of {option}: {error.strerror}") from None
    begins = b"-----BEGIN "
    if not any(line.startswith(begins) and kind.encode() in line for line in text.splitlines()):
        holds = "holds no PEM text" if begins not in text else f"holds no {kind}"
        raise StompkataError(
            f"{file} of {option} {holds} (a line -----BEGIN … {kind}-----)\n"
            "  try:  --tls-cert cert.pem --tls-key key.pem; OpenSSL turns other forms into PEM"
        )


def _encrypted(key: Path) -> str:
    raise StompkataError(
        f"the key in {key} is encrypted, and nobody could be asked when the broker starts by itself\n"
        f"  try:  openssl pkey -in {key} -out plain.pem"
    )


def _as_a_client_sees_it(server: ssl.SSLContext, cert: Path) -> dict[str, Any]:
    """Shake hands in memory, trusting this one certificate; says on standard error why others will refuse it."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    client.load_verify_locations(cert)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [client.wrap_bio(back, there), server.wrap_bio(there, back, server_side=True)]
    for end in ends * 3:
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLCertVerificationError as error:
            typer.echo(f"stompkata: clients will refuse {cert}: {error.verify_message}", err=True)
            return {}
    return ends[0].getpeercert() or {}
