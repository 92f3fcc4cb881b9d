"""The broker as a state machine: frames in, deliveries out; no bytes, no sockets, no clock."""
