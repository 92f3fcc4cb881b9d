"""`stompkata probe` in a process of its own: a table, what the server is, and how to connect to it."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT
from importlib.metadata import version

import pytest

import stompkata as sk

HOSTILE = b"ERROR\nmessage:\x1b[2J\x1b]0;owned\x07[bold red]no[/]\n\n\xe2\x80\xaex\0"
BROKER = """\
stompkata probe ws://127.0.0.1:PORT5/
asked                                       answer                                 meaning
TCP to 127.0.0.1:PORT5                      connected                              somebody listens
HTTP GET                                    426 Upgrade Required                   wants an upgrade, as a WebSocket does
WebSocket, no subprotocol                   101 Switching Protocols                granted
WebSocket, v12.stomp · v11.stomp ·          101 Switching Protocols                chosen
v10.stomp
WebSocket, all subprotocols                 101 Switching Protocols, v12.stomp     the best is chosen
WebSocket, from another site's page         403 Forbidden                          Origin is checked: allow your page's
WebSocket, permessage-deflate               101 Switching Protocols                does not compress
SockJS /info                                426 Upgrade Required                   no SockJS here
SockJS's WebSocket, raw                     101 Switching Protocols, v12.stomp     no SockJS: it grants any path
SockJS's WebSocket, framed                  101 Switching Protocols, then silence
CONNECT over WebSocket, all versions        CONNECTED 1.2, heart-beat 10000,10000  both sides beat every 10 s
CONNECT over WebSocket, 1.2 · 1.1 · 1.0     CONNECTED, in that version
CONNECT over WebSocket, no accept-version   CONNECTED 1.0
CONNECT over WebSocket, no host header      CONNECTED 1.2                          as stompjs does, unless told a host

What it is
stompkata VERSION: so says the server header of its CONNECTED. It speaks STOMP over WebSocket at ws://127.0.0.1:PORT5/.

How to connect
stompjs:
    import { Client } from "@stomp/stompjs";

    const client = new Client({
      brokerURL: "ws://127.0.0.1:PORT5/",
      heartbeatIncoming: 10000, heartbeatOutgoing: 10000,
    });
    client.onConnect = () =>
      client.subscribe("/topic/news", (message) => console.log(message.body));
    client.activate();

Spring's client:
    var client = new WebSocketStompClient(new StandardWebSocketClient());
    client.setMessageConverter(new StringMessageConverter());
    client.setTaskScheduler(scheduler);  // without one, no heart-beats
    var handler = new StompSessionHandlerAdapter() {};
    var session = client.connectAsync("ws://127.0.0.1:PORT5/", handler)
        .get(5, SECONDS);

stompkata:
    import stompkata as sk

    async with sk.connect("ws://127.0.0.1:PORT5/") as client:
        async for message in client.subscribe("/topic/news"):
            print(message.text)
"""


async def run(*arguments: str, code: int = 0, **environment: str) -> str:
    """What it printed, errors included, once it has ended with that code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "stompkata",
        "probe",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        env=os.environ | environment,
    )
    said = (await asyncio.wait_for(process.communicate(), 40))[0].decode()
    assert process.returncode == code and "Traceback" not in said, said
    return said


async def test_a_broker_of_ours_is_told_in_a_table_in_words_and_in_three_languages():
    async with sk.serve() as server:
        said = re.sub(r"(?<=127\.0\.0\.1:)\d{5}", "PORT5", await run(server.url))

    assert said == BROKER.replace("VERSION", version("stompkata"))


async def test_the_printed_program_of_ours_runs(tmp_path):
    async with sk.serve() as server, sk.connect(server.url) as other:
        said = await run(server.url)
        program = re.search(r"^stompkata:\n(.*)", said, re.DOTALL | re.MULTILINE)[1].replace("    import", "import", 1)
        program = re.sub(
            r"(?m)^    ", "", program.replace("import stompkata as sk", "import stompkata as sk\nasync def main():\n")
        )
        body = program.partition("async with")
        (tmp_path / "it.py").write_text(
            "import asyncio\nimport stompkata as sk\nasync def main():\n"
            + re.sub(r"(?m)^", "    ", body[1] + body[2].rstrip() + "\n        break")
            + "\nasyncio.run(main())\n"
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(tmp_path / "it.py"), stdout=PIPE, stderr=STDOUT
        )
        while not server.subscriptions:
            await asyncio.sleep(0.01)
        other.publish("/topic/news", "hello")
        printed = (await asyncio.wait_for(process.communicate(), 20))[0]

    assert printed == b"hello\n"


async def test_a_port_without_anybody_ends_with_one():
    said = await run("ws://127.0.0.1:9/ws", code=1)

    assert "nobody listens at 127.0.0.1:9\n  try:  is the server started" in said


async def test_what_is_no_url_is_misuse():
    assert (await run("nonsense", code=2)).startswith(
        "stompkata: 'nonsense' is nothing that can be probed\n  try:  ws://"
    )


async def test_the_passcode_comes_from_the_environment_and_is_never_shown():
    async with sk.serve(users={"ada": "correct-horse"}, port=None, tcp_port=0) as server:
        said = await run("--login", "ada", server.tcp_url, STOMPKATA_PASSCODE="correct-horse")
        asked = await run("--login", "ada", server.tcp_url, code=2, STOMPKATA_PASSCODE="")

    assert 'login="ada", passcode="PASSCODE"' in said and "correct-horse" not in said
    assert "no passcode for the login 'ada'" in asked


async def test_hostile_text_of_a_server_does_not_reach_the_terminal():
    async def answer(reader, writer):
        await reader.read(4096)
        writer.write(HOSTILE)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        said = await run(f"stomp://127.0.0.1:{server.sockets[0].getsockname()[1]}")

    assert "⟨ESC⟩]0;owned⟨BEL⟩[bold red]no[/]" in said and not set("\x1b\x07\u202e") & set(said)


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("columns", [80, 120])
async def test_on_a_terminal_the_table_fits_and_nothing_of_the_progress_stays(columns):
    import fcntl
    import pty
    import struct
    import termios

    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    async with sk.serve(port=None, tcp_port=0) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "stompkata",
            "probe",
            server.tcp_url,
            stdin=its,
            stdout=its,
            stderr=its,
            env=os.environ | {"TERM": "xterm-256color", "COLUMNS": str(columns)},
        )
        os.close(its)
        said = await asyncio.to_thread(_all_of, ours)
        assert await process.wait() == 0

    lines = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said).replace("\r\n", "\n").split("\n")
    table = lines[lines.index(next(line for line in lines if line.startswith("asked"))) : lines.index("What it is") - 1]
    assert len(table) > 5 and all(len(line) <= columns for line in table)
    assert "\x1b[32m" in said  # green: it speaks STOMP


def _all_of(terminal: int) -> str:
    said = b""
    try:
        while data := os.read(terminal, 4096):
            said += data
    except OSError:  # the other end has gone
        pass
    os.close(terminal)
    return said.decode()
