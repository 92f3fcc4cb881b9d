"""What a client is told that the tap cannot bring to its server: an answer in the client's own protocol."""

import ssl

STARTS = b"GET ", b"POST ", b"OPTIONS ", b"HEAD ", b"PUT "
UNTRUSTED = "try SSL_CERT_FILE=ca.pem, a file with the CA that signed it, or the name that it is for"


def reason(to: str, error: OSError) -> str:
    """Why there is no connection, in words; of a certificate, what to do."""
    why = str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        why = f"its certificate is refused, {error.verify_message.rstrip('.')} ({error.reason}); {UNTRUSTED}"
    elif isinstance(error, ssl.SSLError):
        why = f"no TLS, {error.reason}; try a URL without TLS (ws://, stomp://), or the port that speaks it"
    return f"no connection to {to}: {why}"


def answer(began: bytes, why: str) -> bytes:
    """502 to what begins as HTTP (RFC 9110 §15.6.3), ERROR to what begins as STOMP, and nothing to all else."""
    words = f"the tap has {why}\n".encode()
    if began.startswith(STARTS):
        return (b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(words), words))
    if began.lstrip(b"\r\n").startswith((b"CONNECT", b"STOMP")):
        return (b"ERROR\nmessage:the tap has no connection to the server\ncontent-type:text/plain\n"
                b"content-length:%d\n\n%s\0" % (len(words), words))
    return b""
