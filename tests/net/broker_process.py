"""A broker in a process of its own, which can be stopped and killed."""

import asyncio
import subprocess
import sys
from contextlib import asynccontextmanager

PROGRAM = """
import asyncio, sys
import stompkata as sk

async def main():
    async with sk.serve(port=None, tcp_port=int(sys.argv[1])) as server:
        print(server.tcp_url, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@asynccontextmanager
async def broker_process(port=0):
    """`async with broker_process() as (process, url)`; it is dead at the end of the block."""
    command = [sys.executable, "-c", PROGRAM, str(port)]
    process = await asyncio.to_thread(subprocess.Popen, command, stdout=subprocess.PIPE)
    try:
        yield process, (await asyncio.to_thread(process.stdout.readline)).decode().strip()
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
        process.stdout.close()
