"""launch.py PORT TCP_PORT: a broker for loads that its own limits would refuse."""

import asyncio
import sys

import stompkata as sk
from stompkata.cli.broker import spare_the_collector

# The generator may be the slower one: it is to be measured, not cut off.
LIMITS = sk.Limits(connections=20_000, subscriptions=20_000, destinations=40_000, outbound=2**25)


async def main() -> None:
    spare_the_collector()       # as `stompkata broker` does
    async with sk.serve(port=int(sys.argv[1]), tcp_port=int(sys.argv[2]), limits=LIMITS):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
