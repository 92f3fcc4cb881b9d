"""A conversation over one TCP connection as a pcap file, for a program that reads captures; no packet is sent."""

import struct
from pathlib import Path

CLIENT, SERVER = ("10.0.0.1", 50_000), ("10.0.0.2", 80)
SEGMENT = 1400  # octets of one TCP segment
_RAW_IP = 101  # the link type of packets that begin with an IP header
_SYN, _ACK, _PUSH = 0x02, 0x10, 0x08


class Capture:
    """Collects packets; `say` sends octets as TCP would, cut into segments and numbered."""

    def __init__(self):
        self._packets: list[bytes] = []
        self._next = {True: 1000, False: 5000}  # sequence numbers: of the client, of the server
        for client, flags in ((True, _SYN), (False, _SYN | _ACK), (True, _ACK)):
            self._packet(client, b"", flags)
            self._next[client] += bool(flags & _SYN)

    def say(self, client: bool, data: bytes) -> int:
        """Send octets one way; returns the number of the packet that ends them, counted from 1."""
        for at in range(0, len(data), SEGMENT):
            self._packet(client, data[at:at + SEGMENT], _PUSH | _ACK)
        return len(self._packets)

    def write(self, path: Path) -> None:
        """Write the file: a header, and each packet after its time and length."""
        head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 2**18, _RAW_IP)
        packets = (struct.pack("<IIII", 1, at, len(one), len(one)) + one for at, one in enumerate(self._packets))
        path.write_bytes(head + b"".join(packets))

    def _packet(self, client: bool, data: bytes, flags: int) -> None:
        source, target = (CLIENT, SERVER) if client else (SERVER, CLIENT)
        answered = self._next[not client] if flags & _ACK else 0
        tcp = struct.pack("!HHIIBBHHH", source[1], target[1], self._next[client], answered, 5 << 4, flags, 65535, 0, 0)
        size = 20 + len(tcp) + len(data)
        addresses = bytes(int(part) for address, _ in (source, target) for part in address.split("."))
        self._packets.append(struct.pack("!BBHHHBBH", 0x45, 0, size, 0, 0, 64, 6, 0) + addresses + tcp + data)
        self._next[client] += len(data)
