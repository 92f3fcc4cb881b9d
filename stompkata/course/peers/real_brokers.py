"""Debian's RabbitMQ and ActiveMQ, each with a folder and ports of its own; nothing of the system's services is used.

They are throwaway: ended by SIGKILL, and by the kernel when this process dies without a word (`setpriv --pdeathsig`).
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from stompkata.errors import StompkataError

PATIENCE = 90.0  # seconds for a start; RabbitMQ takes about 6 on two quiet cores, ActiveMQ about 3
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one on PATH changes to the user of the system's service
ACTIVEMQ = Path("/usr/share/activemq/bin/activemq.jar")
CONNECT = b"CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0"


@dataclass(frozen=True)
class RealBroker:
    """A broker of other people that answers on loopback; `port` and `url` (WebSocket) are None where it has none."""

    name: str
    tcp_port: int
    port: int | None = None
    login: str = "guest"
    passcode: str = "guest"

    @property
    def tcp_url(self) -> str:
        """Its address for STOMP over TCP."""
        return f"stomp://127.0.0.1:{self.tcp_port}"

    @property
    def url(self) -> str | None:
        """Its address for STOMP over WebSocket."""
        return self.port and f"ws://127.0.0.1:{self.port}/ws"


def missing_rabbitmq() -> str:
    """Why there is no RabbitMQ to start; "" if there is."""
    return "" if RABBITMQ.exists() else "no RabbitMQ here: install Debian's package `rabbitmq-server`"


def missing_activemq() -> str:
    """Why there is no ActiveMQ to start; "" if there is."""
    return "" if ACTIVEMQ.exists() and shutil.which("java") else "no ActiveMQ here: install Debian's package `activemq`"


@contextmanager
def rabbitmq(folder: Path, tell: Callable[[str], None]) -> Iterator[RealBroker]:
    """RabbitMQ with its STOMP and Web-STOMP plugins; user guest, virtual host /, no AMQP listener."""
    epmd_port, distribution_port, tcp_port, port = free_ports(4)
    (folder / "enabled_plugins").write_text("[rabbitmq_stomp,rabbitmq_web_stomp].\n")
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp = none\nstomp.listeners.tcp.1 = 127.0.0.1:{tcp_port}\n"
        f"web_stomp.tcp.ip = 127.0.0.1\nweb_stomp.tcp.port = {port}\nloopback_users.guest = true\n"
        "disk_free_limit.absolute = 50MB\nlog.file = false\nlog.console = true\nlog.console.level = warning\n"
    )
    environment = {
        "HOME": str(folder),  # of .erlang.cookie
        "RABBITMQ_NODENAME": "stompkata@localhost",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_DIST_PORT": str(distribution_port),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_PORT": str(epmd_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "LANG": "C.UTF-8",
        "detached": "true",  # the start script becomes the virtual machine, instead of waiting for it
    }
    epmd = ["epmd", "-address", "127.0.0.1", "-port", str(epmd_port)]
    began = time.monotonic()
    log = folder / "log.txt"
    with running(epmd, folder / "epmd.log", environment), running([str(RABBITMQ)], log, environment) as server:
        wait_until_it_answers(server, folder / "log.txt", tcp_port, CONNECT)
        wait_until_it_answers(server, folder / "log.txt", port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        tell(f"RabbitMQ answered after {time.monotonic() - began:.1f} s")
        yield RealBroker("RabbitMQ", tcp_port, port)


@contextmanager
def activemq(folder: Path, tell: Callable[[str], None]) -> Iterator[RealBroker]:
    """ActiveMQ with one STOMP connector over TCP: Debian builds it without `activemq-http`, so it has no WebSocket."""
    (tcp_port,) = free_ports(1)
    places = [f"-Dactivemq.{name}={folder}" for name in ("base", "data", "conf")]
    small = ["-Xms64M", "-Xmx512M", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", f"-Djava.io.tmpdir={folder}"]
    connector = f"broker:(stomp://127.0.0.1:{tcp_port})?persistent=false&useJmx=false&useShutdownHook=false"
    home = f"-Dactivemq.home={ACTIVEMQ.parent.parent}"
    began = time.monotonic()
    command = ["java", *small, home, *places, "-jar", str(ACTIVEMQ), "start", connector]
    with running(command, folder / "log.txt", {}) as server:
        wait_until_it_answers(server, folder / "log.txt", tcp_port, CONNECT)
        tell(f"ActiveMQ answered after {time.monotonic() - began:.1f} s")
        yield RealBroker("ActiveMQ", tcp_port)


@contextmanager
def running(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    """A process in a session of its own, which does not outlive the `with`, nor this process, however it ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *command],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=os.environ | environment, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_it_answers(server: subprocess.Popen, log: Path, port: int, question: bytes) -> None:
    """Ask again and again until one answer comes."""
    deadline = time.monotonic() + PATIENCE
    while not answers(port, question):
        if server.poll() is not None or time.monotonic() > deadline:
            raise StompkataError(f"{server.args} does not answer on port {port}:\n{log.read_text()[-4000:]}")
        time.sleep(0.05)


def answers(port: int, question: bytes) -> bool:
    """Whether a first answer came to this question."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as asking:
            asking.sendall(question)
            return asking.recv(9) in (b"CONNECTED", b"HTTP/1.1 ")
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    """Different ports of loopback that nobody listens on; these servers cannot tell which one a port 0 became."""
    with ExitStack() as held:
        sockets = [held.enter_context(closing(socket.socket())) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
