"""Scripts about CONNECT: versions, logins, hosts, heart-beats, and what comes instead of it."""

LOGIN = {"login": "guest", "passcode": "guest"}


def connect_with_1_0(play):
    play.connect("one", "1.0")


def connect_with_1_1(play):
    play.connect("one", "1.1")


def connect_with_1_2(play):
    play.connect("one", "1.2")


def connect_with_several_versions(play):
    play.connect("one", "1.0,1.1,1.2")
    play.connect("two", "1.1,1.0")
    play.connect("three", "1.2,3.0,x")


def connect_without_accept_version(play):
    play.raw("one").says("CONNECT", host="/", **LOGIN)


def connect_with_spaces_between_versions(play):
    play.connect("one", "1.1, 1.2")


def no_common_version_and_then_one(play):
    play.raw("one").says("CONNECT", accept_version="3.0", **LOGIN).says("CONNECT", accept_version="1.2", **LOGIN).ends()


def junk_as_version(play):
    play.connect("one", "latest")


def empty_accept_version(play):
    play.connect("one", "")


def the_stomp_command_connects_too(play):
    play.raw("one").says("STOMP", accept_version="1.2", host="/", **LOGIN)


def connect_without_any_header(play):
    play.raw("one").says("CONNECT")


def a_wrong_passcode_and_then_the_right_one(play):
    one = play.raw("one").says("CONNECT", accept_version="1.2", host="/", login="guest", passcode="wrong")
    one.says("CONNECT", accept_version="1.2", host="/", **LOGIN).ends()


def an_unknown_login(play):
    play.connect("one", login="nobody").ends()


def connect_without_login(play):
    play.raw("one").says("CONNECT", accept_version="1.2", host="/")


def connect_without_host(play):
    play.raw("one").says("CONNECT", accept_version="1.2", **LOGIN)


def an_unknown_host(play):
    play.connect("one", host="nowhere").ends()


def heart_beats_follow_the_client(play):
    play.connect("one", heart_beat="10000,5000")
    play.connect("two", heart_beat="0,0")
    play.connect("three", heart_beat="0,3000")
    play.connect("four", heart_beat="20000,0")


def heart_beats_are_whole_seconds(play):
    play.connect("one", heart_beat="5500,700")
    play.connect("two", heart_beat="999,1999")


def heart_beats_longer_than_a_minute(play):
    play.connect("one", heart_beat="120000,3600000")


def heart_beats_in_1_0(play):
    play.connect("one", "1.0", heart_beat="10000,5000")


def junk_as_heart_beat(play):
    play.connect("one", heart_beat="often").ends()


def half_a_heart_beat(play):
    play.connect("one", heart_beat="1000").ends()


def a_receipt_for_connect(play):
    play.connect("one", receipt="r")


def connect_twice(play):
    play.connect("one").says("CONNECT", accept_version="1.2", host="/", **LOGIN)


def send_before_connect(play):
    one = play.raw("one").says("SEND", "m", destination="/queue/{q}", receipt="r")
    one.says("CONNECT", accept_version="1.2", host="/", **LOGIN).ends()


def disconnect_before_connect(play):
    play.raw("one").says("DISCONNECT", receipt="r").ends()


def an_unknown_command_before_connect(play):
    play.raw("one").says("HELLO").ends()


def line_ends_before_connect(play):
    play.raw("one").octets("\n\n\r\nCONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0")


def connect_is_not_escaped(play):
    play.raw("one").octets("CONNECT\naccept-version:1.2\nhost:/\nlogin:gues\\ct\npasscode:guest\n\n\0").ends()


def an_undefined_escape_in_connect(play):
    play.raw("one").octets("CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\nx:\\t\n\n\0").ends()


def padding_in_connect_of_1_0(play):
    play.raw("one").octets("CONNECT\nlogin: guest\npasscode: guest\n\n\0").ends()


def padding_in_connect_of_1_2(play):
    play.raw("one").octets("CONNECT\naccept-version:1.2\nhost:/\nlogin: guest\npasscode:guest\n\n\0").ends()


def a_body_in_connect(play):
    play.raw("one").octets("CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\nbody\0").ends()
