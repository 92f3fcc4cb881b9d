"""client_adapter.py PORT TRANSPORT COUNT SIZE PINGS: the client against the harness's canned server, one JSON line."""

import asyncio
import json
import sys
import time

import stompkata as sk

now = time.perf_counter


async def main(port: int, transport: str, count: int, size: int, pings: int) -> None:
    url = f"ws://127.0.0.1:{port}/" if transport == "ws" else f"stomp://127.0.0.1:{port}"
    async with sk.connect(url) as client:
        start, bad = now(), 0
        messages = client.subscribe(f"/blast/{count}/{size}")
        for number in range(count):
            bad += int((await anext(messages)).body[1:9]) != number
        receive = count / (now() - start)

        echoes, body = client.subscribe("/echo"), b"x" * size
        start = now()
        for _ in range(count):
            await client.publish("/sink", body)
        await client.publish("/echo", b"ping")
        await anext(echoes)
        send = count / (now() - start)

        trips = []
        for _ in range(pings):
            start = now()
            await client.publish("/echo", b"ping")
            await anext(echoes)
            trips.append(now() - start)
        trips.sort()
        print(json.dumps({"ok": not bad, "receive_per_s": receive, "send_per_s": send,
                          "rtt_us": trips[len(trips) // 2] * 1e6}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6])))
