"""A probe of servers of other people: it knows each of them, and the programs that it prints connect."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import stompkata as sk
from stompkata.cli.probe_snippets import snippets
from stompkata.cli.probe_verdict import complaints, verdict
from stompkata.probing.probe import FOREIGN, probe
from stompkata.probing.tries import EVERY_VERSION, Outcome, Probed

HERE = Path(__file__).parent
PATIENT = 10.0  # seconds for a try: a busy machine is not what is tested here
VERSIONS = {EVERY_VERSION: "1.2", "1.2": "1.2", "1.1": "1.1", "1.0": "1.0", "": "1.0", "no host": "1.2"}
WATCHED = """
const theirs = client.onConnect;
client.onConnect = (frame) => {
  theirs(frame);
  console.log("connected", client.connectedVersion);
  client.deactivate();
};
client.onWebSocketError = (error) => { console.log("error", error.message); client.deactivate(); };
"""


def versions(probed: Probed, way: str) -> dict[str, str]:
    return {one.asked: one.frame.headers.get("version") for one in probed.all("stomp", way) if one.answered}


async def run_in_node(code: str) -> str:
    """What the printed program for stompjs says of its connection; this Node may have no WebSocket of its own."""
    code = 'import { WebSocket } from "ws";\nglobalThis.WebSocket = WebSocket;\n' + code + WATCHED
    node = await asyncio.create_subprocess_exec(
        "node", "--input-type=module", "-e", code, cwd=HERE, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    try:
        return (await asyncio.wait_for(node.communicate(), 30))[0].decode().strip()
    finally:
        if node.returncode is None:
            node.kill()


def printed(probed: Probed) -> dict[str, str]:
    return {snippet.title: snippet.code for snippet in snippets(probed, None)}


@asynccontextmanager
async def sockjs_node(tcp_port: int):
    """`async with sockjs_node(port) as (process, url)`."""
    node = await asyncio.create_subprocess_exec("node", HERE / "sockjs_server.mjs", str(tcp_port), stdout=PIPE)
    try:
        port = int(await asyncio.wait_for(node.stdout.readline(), 20))
        yield node, f"http://127.0.0.1:{port}/ws"
    finally:
        if node.returncode is None:
            node.kill()
        await node.wait()


async def test_rabbitmq_over_websocket(rabbitmq):
    probed = await probe(rabbitmq.url, timeout=PATIENT)

    assert verdict(probed).startswith("RabbitMQ 3.") and "through its Web-STOMP plugin" in verdict(probed)
    assert "It refuses host:127.0.0.1, and accepts host:/, and none at all." in verdict(probed)
    assert versions(probed, "plain") == VERSIONS and probed.host == "/"
    assert probed.connected("plain").frame.headers["heart-beat"] == "10000,10000"
    assert probed.find("upgrade", "plain", FOREIGN).answered  # it leaves Origin to a proxy
    assert not probed.find("info").answered and complaints(probed) == []


async def test_rabbitmq_without_its_path(rabbitmq):
    probed = await probe(rabbitmq.url.removesuffix("/ws"), timeout=PATIENT)

    assert probed.base == rabbitmq.url and "That path was guessed" in verdict(probed)


async def test_rabbitmq_over_tcp_also_where_the_url_says_websocket(rabbitmq):
    right, wrong = (
        await probe(rabbitmq.tcp_url, timeout=PATIENT),
        await probe(rabbitmq.tcp_url.replace("stomp", "ws"), timeout=PATIENT),
    )

    assert "through its STOMP plugin" in verdict(right) and versions(right, "tcp") == VERSIONS
    assert wrong.connected("tcp").url == rabbitmq.tcp_url


async def test_a_login_that_rabbitmq_does_not_know(rabbitmq):
    probed = await probe(rabbitmq.url, login="nobody", passcode="canary", timeout=PATIENT)

    assert verdict(probed) == "Probably RabbitMQ: the words of its ERROR are as there. It lets nobody in this way."
    assert "canary" not in repr(probed)


async def test_activemq_over_tcp(activemq):
    probed = await probe(activemq.tcp_url, timeout=PATIENT)

    assert verdict(probed).startswith("Apache ActiveMQ 5.") and "(Classic)" in verdict(probed)
    assert versions(probed, "tcp") == VERSIONS


async def test_sockjs_node_over_raw_and_framed_websocket_and_it_outlives_the_probe(node_modules):
    async with sk.serve(tcp_port=0) as broker, sockjs_node(urlsplit(broker.tcp_url).port) as (node, url):
        for _ in range(3):
            probed = await probe(url, timeout=PATIENT)
        assert node.returncode is None

    assert probed.find("get").data == b"Welcome to SockJS!\n" and probed.find("info").answered
    assert probed.find("upgrade", "plain").outcome is Outcome.NO  # the base is no WebSocket
    assert versions(probed, "raw") == versions(probed, "framed") == VERSIONS | {"1.0": None, "": None}
    sessions = [one.url for one in probed.tries if one.way == "framed"]  # Spring takes no session's name twice
    assert len(set(sessions)) == len(sessions) > 5
    assert probed.find("upgrade", "raw").subprotocol is None


async def test_the_program_for_stompjs_connects_to_rabbitmq_over_websocket_and_over_tcp(node_modules, rabbitmq):
    for url in (rabbitmq.url, rabbitmq.tcp_url):
        assert await run_in_node(printed(await probe(url, timeout=PATIENT))["stompjs"]) == "connected 1.2"


async def test_a_server_that_chooses_no_subprotocol_needs_the_program_that_offers_none(node_modules):
    async with sk.serve(tcp_port=0) as broker, sockjs_node(urlsplit(broker.tcp_url).port) as (_, url):
        code = printed(await probe(url, timeout=PATIENT))["stompjs"]
        raw = url.replace("http", "ws") + "/websocket"

        assert await run_in_node(code) == "connected 1.2"
        usual = code.replace(f'webSocketFactory: () => new WebSocket("{raw}"),', f'brokerURL: "{raw}",')
        assert usual != code and await run_in_node(usual) == "error Server sent no subprotocol"


async def test_the_program_of_ours_connects_to_rabbitmq(rabbitmq):
    code = printed(await probe(rabbitmq.url, timeout=PATIENT))["stompkata"]
    names: dict = {}
    exec(  # noqa: S102
        code.partition("\n\n")[0]
        + "\nasync def main():\n    "
        + code.partition("\n\n")[2].partition("\n")[0]
        + "\n        return client.connected_version\n",
        names,
    )

    assert await names["main"]() == "1.2"
