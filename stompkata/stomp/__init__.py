"""STOMP 1.0, 1.1 and 1.2: octets to frames and back, heart-beat arithmetic, and who may send what when. No I/O."""
