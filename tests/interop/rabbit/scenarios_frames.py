"""Scripts about octets: line ends, escapes, lengths, headers that repeat or pretend."""


def hears(play, name="one", version="1.2"):
    """A peer that is subscribed to the queue of the script."""
    return play.connect(name, version).says("SUBSCRIBE", id="a", destination="/queue/{q}")


def a_message_with_headers_of_the_senders_own(play):
    hears(play).says("SEND", "m", destination="/queue/{q}", colour="red", content_type="text/plain", x_y="1")


def an_empty_body(play):
    hears(play).says("SEND", destination="/queue/{q}")


def a_text_body_in_any_alphabet(play):
    hears(play).says("SEND", "日本語 é ☃", destination="/queue/{q}", title="Grüße")


def a_nul_within_the_content_length(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\ncontent-length:5\n\na\0b\0c\0")


def a_body_that_is_no_text(play):
    hears(play).octets(b"SEND\ndestination:/queue/{q}\ncontent-length:4\n\n\xff\xfe\x00\x80\0")


def a_nul_ends_a_body_without_content_length(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\n\nm\0\n\n\n")


def a_content_length_that_is_too_short(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\ncontent-length:1\n\nabc\0")


def a_content_length_that_is_no_number(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\ncontent-length:two\n\nab\0")


def a_negative_content_length(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\ncontent-length:-1\n\nab\0")


def two_content_lengths(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\ncontent-length:2\ncontent-length:9\n\nab\0")


def the_first_of_repeated_headers_wins(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\nx:first\nx:second\ndestination:/queue/{p}\n\nm\0")


def line_ends_of_two_octets_in_1_2(play):
    hears(play).octets("SEND\r\ndestination:/queue/{q}\r\nx:1\r\n\r\nm\0\r\n")


def line_ends_of_two_octets_in_1_1(play):
    hears(play, version="1.1").octets("SEND\r\ndestination:/queue/{q}\r\nx:1\r\n\r\nm\0\r\n")


def three_frames_in_one_segment(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\n\nm1\0\nSEND\ndestination:/queue/{q}\n\nm2\0\n\n"
                       "SEND\ndestination:/queue/{q}\nreceipt:r\n\nm3\0")  # fmt: skip


def frames_after_an_error_in_one_segment(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\n\nm1\0SEND\ndestination:/nope/x\n\nm2\0"
                       "SEND\ndestination:/queue/{q}\n\nm3\0")  # fmt: skip


def a_frame_octet_by_octet(play):
    hears(play).one_by_one("SEND\ndestination:/queue/{q}\ncontent-length:2\n\nm1\0")


def escapes_in_1_2(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\nx:a\\cb\\nc\\\\d\\re\ny\\cz:1\n\nm\0")


def escapes_in_1_1(play):
    hears(play, version="1.1").octets("SEND\ndestination:/queue/{q}\nx:a\\cb\\nc\\\\d\ny\\cz:1\n\nm\0")


def no_escapes_in_1_0(play):
    hears(play, version="1.0").octets("SEND\ndestination:/queue/{q}\nx:a\\cb\\nc\n\nm\0")


def an_escaped_carriage_return_in_1_1(play):
    hears(play, version="1.1").octets("SEND\ndestination:/queue/{q}\nx:a\\rb\n\nm\0")


def an_undefined_escape_in_1_2(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\nx:a\\tb\n\nm\0")


def an_undefined_escape_in_1_0(play):
    hears(play, version="1.0").octets("SEND\ndestination:/queue/{q}\nx:a\\tb\n\nm\0")


def a_sender_of_1_2_and_a_reader_of_1_0(play):
    hears(play, version="1.0")
    play.connect("two").octets("SEND\ndestination:/queue/{q}\nx:a\\cb\n\nm\0")


def colons_in_a_value(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\nx:a:b:c\n\nm\0")


def spaces_around_a_value_in_1_2(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\nx: a \n\nm\0")


def spaces_around_a_value_in_1_0(play):
    hears(play, version="1.0").octets("SEND\ndestination: /queue/{q}\nx: a \n\nm\0")


def an_empty_value(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\nx:\n\nm\0")


def a_header_without_colon(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\nnocolon\n\nm\0")


def a_header_without_name(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\n:value\n\nm\0")


def an_unknown_command(play):
    play.connect("one").says("HELLO", receipt="r")


def a_command_in_small_letters(play):
    play.connect("one").says("send", "m", destination="/queue/{q}", receipt="r")


def a_command_of_servers(play):
    play.connect("one").says("MESSAGE", "m", destination="/queue/{q}", message_id="1", subscription="a")


def a_body_where_none_belongs(play):
    play.connect("one").says("SUBSCRIBE", "body", id="a", destination="/queue/{q}", receipt="r")


def a_sender_that_names_the_message(play):
    hears(play).says("SEND", "m", destination="/queue/{q}", message_id="mine", receipt="r")


def a_sender_that_pretends_to_be_the_broker(play):
    hears(play).says("SEND", "m", destination="/queue/{q}", subscription="z", ack="z", redelivered="true")


def headers_with_a_meaning_in_amqp(play):
    hears(play).says("SEND", "m", destination="/queue/{q}", priority="5", correlation_id="c", type="t", persistent="true",
                     app_id="a", content_encoding="x")  # fmt: skip


def a_priority_that_is_no_number(play):
    hears(play).says("SEND", "m", destination="/queue/{q}", priority="high", receipt="r")


def a_timestamp(play):
    hears(play).says("SEND", "m", destination="/queue/{q}", timestamp="1234567890")


def a_megabyte(play):
    hears(play).octets("SEND\ndestination:/queue/{q}\n\n" + 1024 * 1024 * "x" + "\0")
