"""The messages of one direction inflated, each with what came before it in mind."""

import zlib

MOST = 4 * 2**20  # octets of a message; a few kilobytes can become gigabytes
_TAIL = b"\0\0\xff\xff"  # what a sender takes away (RFC 7692 §7.2.1)


class Inflater:
    """Inflates messages in their order, as one may refer to those before it (RFC 7692 §7.2.2)."""

    def __init__(self):
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)

    def inflate(self, data: bytes) -> bytes | None:
        """Inflate one whole message; None if it cannot be, or is longer than MOST."""
        found: bytes | None
        try:
            found = self._zlib.decompress(data + _TAIL, MOST)
        except zlib.error:
            found = None
        if found is None or self._zlib.unconsumed_tail or self._zlib.eof:
            found = None if self._zlib.unconsumed_tail else found
            self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        return found
