"""`stompkata broker --tls-cert --tls-key`: both ports speak TLS, and two files that will not do are explained."""

import datetime
import os
import ssl
import subprocess
from pathlib import Path

import pytest
import trustme
from broker_command import fails, running

import stompkata as sk
from stompkata.cli.addresses import machine_addresses, reachable
from stompkata.cli.certificate import Certificate, read_certificate
from stompkata.errors import StompkataError

YEAR = datetime.timedelta(days=365)


class Files:
    """Certificates of one authority, as pairs of files."""

    def __init__(self, folder: Path):
        self.folder, self.authority = folder, trustme.CA()
        self.trusting = ssl.create_default_context()
        self.authority.configure_trust(self.trusting)

    def pair(self, *names: str, **dates) -> tuple[Path, Path]:
        made = self.authority.issue_cert(*names, **dates)
        cert, key = self.folder / f"{names[0]}.pem", self.folder / f"{names[0]}.key"
        cert.write_bytes(b"".join(pem.bytes() for pem in made.cert_chain_pems))
        key.touch(mode=0o600)
        key.write_bytes(made.private_key_pem.bytes())
        return cert, key


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def options(cert: Path, key: Path) -> tuple[str, ...]:
    return "--tls-cert", str(cert), "--tls-key", str(key)


posix = pytest.mark.skipif(os.name != "posix", reason="ended by a signal")


@posix
async def test_both_ports_speak_tls_and_their_addresses_say_so(files):
    with running(*options(*files.pair("localhost", "127.0.0.1")), "--tcp-port", "0") as (_, where):
        assert where["url"].startswith("wss://127.0.0.1:") and where["tcp_url"].startswith("stomp+ssl://127.0.0.1:")
        async with (
            sk.connect(where["url"], ssl=files.trusting) as ws_client,
            sk.connect(where["tcp_url"], ssl=files.trusting) as tcp_client,
        ):
            news = ws_client.subscribe("/topic/news")
            await ws_client.publish("/topic/ready", "", receipt=True)
            await tcp_client.publish("/topic/news", "hello", receipt=True)

            assert (await anext(news)).text == "hello"


@posix
async def test_the_address_is_a_name_of_the_certificate_and_a_host_by_which_it_may_be_called(files):
    login = {"STOMPKATA_PASSCODE": "secret"}
    with running(
        *options(*files.pair("localhost", "broker.example")),
        "--host",
        "0.0.0.0",
        "--login",
        "ada",
        "--origin",
        "https://hub.example",
        **login,
    ) as (_, where):
        port = where["url"].rpartition(":")[2]
        async with sk.connect(where["url"], login="ada", passcode="secret", ssl=files.trusting):
            pass
        answer = await upgrade_over_tls(int(port.strip("/")), files.trusting, f"broker.example:{port.strip('/')}")

    assert where["urls"] == [f"wss://localhost:{port}", f"wss://broker.example:{port}"]
    assert answer.startswith(b"HTTP/1.1 101 ")


async def upgrade_over_tls(port: int, trusting: ssl.SSLContext, host: str) -> bytes:
    import asyncio

    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting, server_hostname="broker.example")
    writer.write(
        f"GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return answer


def test_one_file_without_the_other_is_refused(files):
    cert, key = files.pair("localhost")

    assert "there is no --tls-key" in fails("--port", "0", "--tls-cert", str(cert))
    assert "there is no --tls-cert" in fails("--port", "0", "--tls-key", str(key))


def test_files_that_do_not_belong_together_or_are_something_else_are_told_apart(files):
    cert, key = files.pair("localhost")
    other, _ = files.pair("other.example")
    (files.folder / "binary.der").write_bytes(ssl.PEM_cert_to_DER_cert(cert.read_text()))
    (files.folder / "damaged.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    encrypted = files.folder / "encrypted.key"
    subprocess.run(["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:x", "-out", encrypted], check=True)
    tried = {
        (other, key): "the key does not belong to the first certificate",
        (key, cert): f"{key} of --tls-cert holds no CERTIFICATE",
        (cert, cert): f"{cert} of --tls-key holds no PRIVATE KEY",
        (files.folder / "binary.der", key): "holds no PEM text",
        (files.folder / "damaged.pem", key): "OpenSSL says",
        (files.folder / "absent.pem", key): "No such file",
        (files.folder, key): "Is a directory",
        (cert, encrypted): "is encrypted",
    }
    for pair, complaint in tried.items():
        with pytest.raises(StompkataError) as refused:
            read_certificate(*pair)

        assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        ({"not_after": datetime.datetime.now() - YEAR}, "certificate has expired"),
        (
            {"not_before": datetime.datetime.now() + YEAR, "not_after": datetime.datetime.now() + 2 * YEAR},
            "certificate is not yet valid",
        ),
    ],
)
def test_a_certificate_that_clients_will_refuse_is_told_and_used(files, capfd, dates, why):
    assert read_certificate(*files.pair("localhost", **dates)) is not None
    assert f"clients will refuse {files.folder / 'localhost.pem'}: {why}" in capfd.readouterr().err


def test_a_good_certificate_is_read_in_silence_with_all_it_is_valid_for(files, capfd):
    found = read_certificate(*files.pair("localhost", "*.hub.example", "127.0.0.1"))

    assert (found.names, found.addresses) == (("localhost", "*.hub.example"), ("127.0.0.1",))
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_a_key_that_others_can_read_is_told(files, capfd):
    cert, key = files.pair("localhost")
    key.chmod(0o644)
    read_certificate(cert, key)

    assert f"chmod 600 {key}" in capfd.readouterr().err


# The addresses that are told.


def valid_for(*names: str, addresses: tuple[str, ...] = ()) -> Certificate:
    return Certificate(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), names, addresses)


PLACES = [  # the listener, what it was told, its certificate; for this machine, for others
    ("ws://127.0.0.1:1/", "127.0.0.1", None, ["ws://127.0.0.1:1/"], {}),
    ("ws://[::1]:1/", "::1", None, ["ws://[::1]:1/"], {}),
    ("ws://192.0.2.1:1/", "192.0.2.1", None, [], {"ws://192.0.2.1:1/": ""}),
    ("stomp://broker.example:1", "broker.example", None, [], {"stomp://broker.example:1": ""}),
    ("wss://127.0.0.1:1/", "127.0.0.1", valid_for("localhost"), ["wss://localhost:1/"], {}),
    ("wss://127.0.0.1:1/", "127.0.0.1", valid_for("hub.example"), ["wss://127.0.0.1:1/"], {}),
    ("wss://192.0.2.1:1/", "192.0.2.1", valid_for("hub.example"), [], {"wss://hub.example:1/": ""}),
    (
        "wss://192.0.2.1:1/",
        "192.0.2.1",
        valid_for("*.hub.example", addresses=("192.0.2.1",)),
        [],
        {"wss://192.0.2.1:1/": ""},
    ),
    ("wss://192.0.2.1:1/", "192.0.2.1", valid_for(), [], {"wss://192.0.2.1:1/": ""}),
]


@pytest.mark.parametrize(("url", "host", "certificate", "here", "there"), PLACES)
def test_an_address_is_told_to_those_who_can_use_it(url, host, certificate, here, there):
    assert reachable(url, host, certificate) == (here or [url] * (not there), there)


@pytest.mark.parametrize("host", ["0.0.0.0", ""])
def test_all_addresses_are_told_as_those_of_this_machine(host):
    import socket

    here, there = reachable("ws://127.0.0.1:1/", host, None)

    assert here == ["ws://127.0.0.1:1/"]
    assert list(there) == [f"ws://{address}:1/" for address in machine_addresses(socket.AF_INET)]
    assert not any("0.0.0.0" in url or "127." in url for url in there)
