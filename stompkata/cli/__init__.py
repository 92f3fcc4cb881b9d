"""The `stompkata` command."""
