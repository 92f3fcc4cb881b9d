"""Recorded transcripts of real peers, as checks and lessons read them."""

import pytest

from stompkata.course.transcripts import names, recorded, transcript
from stompkata.errors import StompkataError


def test_four_peers_are_recorded():
    assert [name.rpartition("-")[0] for name in names()] == ["activemq", "rabbitmq", "stomp.py", "stompjs"]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_rabbitmq_answers_connect_in_each_version(version):
    (connected,) = transcript("rabbitmq-3.10").frames(f"connected-{version}")

    assert connected[0] == "CONNECTED" and connected[1]["version"] == version
    assert connected[1]["server"].startswith("RabbitMQ/3.10")


def test_two_subscriptions_get_two_messages_which_their_header_tells_apart():
    for name in ("rabbitmq-3.10", "activemq-5.17"):
        messages = [frame for frame in transcript(name).frames("two-subscriptions") if frame[0] == "MESSAGE"]

        assert sorted(headers["subscription"] for _, headers, _ in messages) == ["0", "1"]
        assert {headers["destination"] for _, headers, _ in messages} == {"/topic/transcript"}


def test_a_bad_login_gets_an_error_where_logins_are_checked():
    (error,) = transcript("rabbitmq-3.10").frames("bad-login")

    assert (error[0], error[1]["message"]) == ("ERROR", "Bad CONNECT")


def test_a_header_without_a_colon_is_an_error_to_activemq_and_rabbitmq_says_nothing():
    broken = ("to_server", ("(no frame)", {}, b"SEND\nnocolon\n\nhi\0"))

    assert transcript("rabbitmq-3.10").said("broken-frame")[2:] == [broken]
    said = transcript("activemq-5.17").said("broken-frame")[2:]
    assert said[0] == broken and said[1].frame[0] == "ERROR"


def commands(name: str, scene: str) -> list[str]:
    return [command for command, _, _ in transcript(name).frames(scene)[1:]]  # behind CONNECTED


def test_a_send_to_nowhere_ends_no_session_and_only_activemq_says_whose_error_it_is():
    for name, receipt_id in (("rabbitmq-3.10", None), ("activemq-5.17", "lost")):
        _, (_, error, _), _ = transcript(name).frames("no-destination")

        assert commands(name, "no-destination") == ["ERROR", "RECEIPT"] and error.get("receipt-id") == receipt_id


def test_one_id_twice_is_refused_by_rabbitmq_and_activemq_gives_both_the_same():
    assert commands("rabbitmq-3.10", "one-id-twice") == ["ERROR"]

    messages = transcript("activemq-5.17").frames("one-id-twice")[1:]
    assert [headers["subscription"] for _, headers, _ in messages] == ["2", "2"]
    assert [headers["destination"] for _, headers, _ in messages] == ["/topic/transcript", "/topic/other"]


def test_unsubscribe_without_an_id_gets_an_error_and_the_subscription_stays():
    for name in ("rabbitmq-3.10", "activemq-5.17"):
        assert commands(name, "unsubscribe-without-id") == ["ERROR", "MESSAGE"]


def test_what_a_client_said_is_read_through_its_masking():
    commands = [frame[0] for who, frame in transcript("stompjs-7.5").said("conversation") if who == "to_server"]

    assert commands == ["CONNECT", "SUBSCRIBE", "SEND", "UNSUBSCRIBE", "DISCONNECT"]


def test_it_is_never_called_live():
    assert transcript("activemq-5.17").peer == recorded("activemq-5.17") == "ActiveMQ 5.17, recorded"


def test_an_unknown_name_or_scene_is_told_what_there_is():
    with pytest.raises(StompkataError, match=r"there are activemq-5.17, rabbitmq-3.10"):
        transcript("rabbitmq-4")
    with pytest.raises(StompkataError, match="it has connected-1.0"):
        transcript("rabbitmq-3.10").said("x")
