"""Run in Pyodide: a whole conversation where there are no threads and no sockets."""

import json
import sys
import threading

import stompkata as sk

heard = {}
for transport in ("ws", "tcp"):
    recording = sk.Recording()
    async with sk.serve(port=None, recording=recording) as server:  # noqa: F704, PLE1142 - Pyodide awaits at top level
        async with sk.connect(server.pipe(transport, chunk=7)) as client:
            news = client.subscribe("/topic/news")
            await client.publish("/topic/news", "grüezi, 世界", receipt=True)
            heard[transport] = (await anext(news)).text
    heard[f"{transport} records"] = len(recording)
heard["dissected"] = sk.dissect(b"SEND\ndestination:/a\n\nhi\0").summary
heard["platform"], heard["threads"] = sys.platform, threading.active_count()
print(json.dumps(heard))
