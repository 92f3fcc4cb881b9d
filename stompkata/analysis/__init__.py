"""What a recorded conversation means: its units read, its questions and answers joined, its heart-beats judged."""
