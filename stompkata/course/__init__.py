"""One module a chapter: its checks, hints and misconceptions."""
