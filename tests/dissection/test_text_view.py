"""A dissection in the terminal: octets, what they mean, and ^^ under what is wrong."""

import stompkata as sk
from stompkata.dissection.visible import visible


def test_a_frame_stands_beside_its_octets():
    assert str(sk.dissect(b"SEND\ndestination:/topic/a\n\nhi\0")) == """\
STOMP SEND /topic/a, body of 2 octets (1 warning, advice)
     0  53 45 4e 44 0a                       SEND.         command         SEND · what the frame is for
        warning at 0: a body, but no content-length [S12-14] (STOMP 1.2, "Header content-length")
        try: add content-length
        advice at 0: a body, but no content-type [S12-16] (STOMP 1.2, "Header content-type")
        try: add it where a reader wants to know: text/plain, application/json, …
     5  64 65 73 74 69 6e 61 74 69 6f 6e 3a  destination:  header          destination: /topic/a · where the message
    17  2f 74 6f 70 69 63 2f 61 0a           /topic/a.                     goes, or comes from
    26  0a                                   .             blank line      the head ends here
    27  68 69                                hi            body            hi · the octets up to the first NUL
    29  00                                   .             NUL             NUL · the frame ends here"""


def test_a_fault_is_marked_under_its_octets():
    assert str(sk.dissect(b"ACK\nid:a\\tb\n\n\0")) == """\
STOMP ACK (1 error)
     0  41 43 4b 0a                          ACK.          command         ACK · what the frame is for
     4  69 64 3a 61 5c 74 62 0a              id:a\\tb.      header          id: a\\tb · names the subscription, or the
                    ^^ ^^                                                  message to acknowledge
        error at 8: an undefined escape [S12-07] (STOMP 1.2, "Value Encoding")
        try: write a backslash as \\\\
    12  0a                                   .             blank line      the head ends here
    13  00                                   .             NUL             NUL · the frame ends here"""


def test_bits_are_shown_as_bits_and_marked_as_bits():
    assert str(sk.dissect(b"\xa1\x00")) == """\
WebSocket text frame, 0 octets of payload (1 error)
     0  1... ....                                          FIN             1 · the last frame of its message
     0  .0.. ....                                          RSV1            0
     0  ..1. ....                                          RSV2            1 · an extension must say what this means
          ^
        error at 0: RSV2 is set, and no extension was agreed [W-14] (RFC 6455 §5.2)
        try: set it to 0
     0  ...0 ....                                          RSV3            0
     0  .... 0001                                          opcode          0x1 · text
     1  0... ....                                          MASK            0 · no masking-key
     1  .000 0000                                          payload length  0 · octets of payload"""


def test_what_a_message_carries_stands_below_it():
    lines = str(sk.dissect(b"\x81\x0bACK\nid:1\n\n\0")).split("\n")

    assert "  it carries: STOMP ACK" in lines
    assert lines[-1].startswith("      10  00")


def test_a_long_body_says_how_much_is_left_out():
    head = b"SEND\ndestination:/a\ncontent-length:4028\ncontent-type:text/plain\n\n"
    text = str(sk.dissect(head + b"x" * 4028 + b"\0"))

    assert "… 3 980 more octets" in text  # 4 lines of 12 octets are shown
    assert text.count("78 78 78") == 4 * 4


def test_a_fault_in_what_is_left_out_is_shown_all_the_same():
    data = b"\x81\x7e\x01\x00" + b"x" * 200 + b"\xff" + b"x" * 55
    text = str(sk.dissect(data))

    assert "error at 204: a text message is not UTF-8 [W-23]" in text
    assert "… 144 more octets" in text and "… 52 more octets" in text
    assert [line for line in text.split("\n") if "ff 78" in line]


def test_nothing_hides_and_no_line_is_wider_than_the_screen():
    data = "MESSAGE\nname:user\u202egnp.exe\x1b[2J {}\n\n\0".format("東京" * 60).encode()
    text = str(sk.dissect(data))

    assert visible("user\u202egnp.exe\x1b") in text
    assert "\u202e" not in text and "\x1b" not in text
    assert all(len(line) + sum(char in "東京" for char in line) <= 120 for line in text.split("\n"))


def test_several_frames_stand_under_their_headings():
    lines = str(sk.dissect(b"\n\nACK\nid:1\n\n\0ACK\nid:2\n\n\0")).split("\n")

    assert lines[0] == "2 STOMP frames: ACK, ACK"
    assert [line for line in lines if line.startswith("  frame")] == ["  frame 1:", "  frame 2:"]
