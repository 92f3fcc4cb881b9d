"""What crossed a wire: raw bytes with who, when and where; decoded when looked at."""
