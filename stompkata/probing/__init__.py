"""The parts of a probe: what it asks a server, over which channels, and what came back."""
