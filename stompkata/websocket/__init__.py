"""RFC 6455 explained: the handshake, the frame, and an encoder for lessons. No I/O."""
