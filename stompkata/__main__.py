"""`python -m stompkata` is the `stompkata` command."""

from stompkata.cli.entry import main

if __name__ == "__main__":
    main()
