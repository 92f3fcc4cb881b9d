"""The only place with asyncio: runtime, links, server, client, memory pipe."""
