"""Both kata of this course, solved."""

GREET = (
    "def greet(host, login, passcode):\n"
    "    return f'CONNECT\\naccept-version:1.2\\nhost:{host}\\nlogin:{login}\\npasscode:{passcode}\\n\\n\\0'.encode()\n"
)
TELL = (
    "def tell(destination, body):\n"
    "    return b'SEND\\ndestination:%b\\ncontent-length:%d\\n\\n%b\\0' % (destination.encode(), len(body), body)\n"
)
