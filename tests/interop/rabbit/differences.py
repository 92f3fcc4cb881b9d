"""Where our preset `rabbitmq` and RabbitMQ 3.10 part, and why we leave it so. Nothing else may differ."""

from difflib import ndiff
from fnmatch import fnmatchcase

GREETING_1_0 = ["- one < CONNECTED * version:1.0", "+ one < CONNECTED session:<session>"]
SAYS_WHY = ["+ one < ERROR*"]
TOO_EARLY = ["- one < RECEIPT receipt-id:r"]

# why -> scenario -> the lines that only RabbitMQ says (-), and those that only we say (+); * is anything
EXPLAINED: dict[str, dict[str, list[str]]] = {
    "RabbitMQ greets a client of 1.0 with headers of 1.1; 1.0 knows `session` alone (S10-06), and no heart-beats": {
        "connect_with_1_0": GREETING_1_0,
        "connect_without_accept_version": GREETING_1_0,
        "heart_beats_in_1_0": GREETING_1_0,
        "padding_in_connect_of_1_0": GREETING_1_0,
        "no_escapes_in_1_0": GREETING_1_0,
        "an_undefined_escape_in_1_0": GREETING_1_0,
        "a_sender_of_1_2_and_a_reader_of_1_0": GREETING_1_0,
        "spaces_around_a_value_in_1_0": GREETING_1_0,
        "subscribe_without_id_in_1_0": GREETING_1_0,
        "subscribe_twice_without_id_in_1_0": GREETING_1_0,
        "unsubscribe_by_destination_in_1_0": GREETING_1_0,
        "an_ack_of_1_0": GREETING_1_0,
        "a_nack_of_1_0": GREETING_1_0,
    },
    "who gives no login is `guest` to RabbitMQ (default_user); a broker of ours that has users asks everybody": {
        "connect_without_any_header": ["- one < CONNECTED * version:1.0", *SAYS_WHY],
        "connect_without_login": ["- one < CONNECTED * version:1.2", *SAYS_WHY],
    },
    "RabbitMQ splits accept-version at commas alone, so that ` 1.2` is no version; we forgive the space": {
        "connect_with_spaces_between_versions": ["- one < CONNECTED * version:1.1", "+ one < CONNECTED * version:1.2"],
    },
    "our broker is one host, whatever it is called (S12-32)": {
        "an_unknown_host": ["- one < ERROR*", "+ one < CONNECTED*"],
    },
    "RabbitMQ beats in whole seconds, rounded down, and as slowly as asked; we keep milliseconds, and stay below a minute": {
        "heart_beats_are_whole_seconds": [
            "- one < CONNECTED heart-beat:1000,5000 *", "+ one < CONNECTED heart-beat:1000,5500 *",
            "- two < CONNECTED heart-beat:1000,1000 *", "+ two < CONNECTED heart-beat:1999,1000 *",
        ],
        "heart_beats_longer_than_a_minute": [
            "- one < CONNECTED heart-beat:3600000,120000 *", "+ one < CONNECTED heart-beat:60000,60000 *",
        ],
    },
    "what RabbitMQ cannot read, and a second CONNECT, ends the connection without a word; we say why (S12-26, S12-79)": {
        "connect_twice": ["- one < end", *SAYS_WHY],
        "a_content_length_that_is_too_short": SAYS_WHY,
        "a_content_length_that_is_no_number": SAYS_WHY,
        "a_negative_content_length": SAYS_WHY,
        "a_header_without_colon": SAYS_WHY,
    },
    "RabbitMQ reads and writes escapes in every version and in CONNECT, and always `\\r`; we follow the version": {
        "an_undefined_escape_in_connect": ["- one < end", "+ one < CONNECTED*", "+ one is still connected"],
        "an_undefined_escape_in_1_0": ["- one < end", "+ one < MESSAGE * x:a\\\\tb | 'm'"],
        "a_sender_of_1_2_and_a_reader_of_1_0": ["- one < MESSAGE * x:a\\\\cb | 'm'", "+ one < MESSAGE * x:a:b | 'm'"],
        "an_escaped_carriage_return_in_1_1": ["- one < MESSAGE * x:a\\\\rb | 'm'", "+ one < MESSAGE * x:a\\rb | 'm'"],
    },
    "all our presets but `strict` let an undefined escape pass as it stands, as clients do not escape well": {
        "an_undefined_escape_in_1_2": ["- one < end", "+ one < MESSAGE * x:a\\\\tb | 'm'"],
    },
    "RabbitMQ trims what precedes a value of 1.0, we also what follows (S10-04)": {
        "spaces_around_a_value_in_1_0": ["- one < MESSAGE * x:a  | 'm'", "+ one < MESSAGE * x:a | 'm'"],
    },
    "RabbitMQ hands on a header that has no name; we hold to the grammar (S12-05)": {
        "a_header_without_name": ["- one < MESSAGE :value *", *SAYS_WHY, "+ one < end"],
    },
    "what only a broker may say, RabbitMQ refuses (message-id) or hands on (ack in auto mode); we put our own in its place": {
        "a_sender_that_names_the_message": ["- one < ERROR*", "+ one < MESSAGE*", "+ one < RECEIPT receipt-id:r"],
        "a_sender_that_pretends_to_be_the_broker": ["- one < MESSAGE ack:<ack 1> *", "+ one < MESSAGE content-length:*"],
    },
    "AMQP properties have types; to us all headers are text": {
        "a_priority_that_is_no_number": ["- one < ERROR*", "+ one < MESSAGE * priority:high *", "+ one < RECEIPT receipt-id:r"],
    },
    "RabbitMQ asks for no `id` in 1.1 and 1.2; without it the client cannot tell whose MESSAGE it is (S12-51)": {
        "subscribe_without_id_in_1_2": [
            "- one < RECEIPT receipt-id:r", *SAYS_WHY, "- one < MESSAGE *", "+ left in /queue/{q}: 'm', redelivered:false",
        ],
    },
    "we have no exchanges but amq.topic": {
        "an_unknown_exchange": ["- one < end", "+ one is still connected"],
        "an_exchange_without_key": ["- one < RECEIPT receipt-id:r", *SAYS_WHY],
        "a_direct_exchange": [*SAYS_WHY, *SAYS_WHY, "- one < MESSAGE *", "- one < RECEIPT receipt-id:r"],
    },
    "to us /amq/queue/ is another name of /queue/, which makes the queue if need be": {
        "send_to_an_amq_queue_that_does_not_exist": ["+ left in /queue/{p}: 'm', redelivered:false"],
        "subscribe_to_an_amq_queue_that_does_not_exist": [
            "- one < ERROR*", "- one < end", "+ one is still connected",
        ],
    },
    "RabbitMQ gives a RECEIPT before it knows whether the frame can take effect; ours means that it did (S12-76)": {
        "the_same_subscription_id_twice": TOO_EARLY,
        "subscribe_twice_without_id_in_1_0": TOO_EARLY,
        "an_ack_twice": TOO_EARLY,
        "a_nack_after_the_ack": TOO_EARLY,
        "an_ack_that_an_earlier_one_covered": TOO_EARLY,
        "an_ack_in_auto_mode": TOO_EARLY,
        "a_nack_in_auto_mode": TOO_EARLY,
    },
    "an ack that RabbitMQ cannot parse leaves the session open, one that names nothing ends it; to us all ids are alike": {
        "an_ack_of_nothing": ["+ one < end"],
        "an_ack_of_what_another_one_holds": ["+ two < end"],
    },
    "a reader with room again is last in RabbitMQ's row, and keeps its place in ours": {
        "a_reader_at_its_prefetch_is_passed_over": [
            "- two < MESSAGE * | 'm4'", "+ one < MESSAGE * | 'm4'", "- one < MESSAGE * | 'm5'", "+ two < MESSAGE * | 'm5'",
        ],
    },
    "0 is no limit to AMQP; we ask for a whole number from 1 on": {
        "a_prefetch_of_none": [
            *SAYS_WHY, "- one < MESSAGE * | 'm1'", "- one < MESSAGE * | 'm2'", "- one < RECEIPT receipt-id:r",
            "- left in /queue/{q}: 'm1', redelivered:true", "+ left in /queue/{q}: 'm1', redelivered:false",
            "- left in /queue/{q}: 'm2', redelivered:true", "+ left in /queue/{q}: 'm2', redelivered:false",
        ],
    },
    "RabbitMQ 3.10 forgets how to ack with the subscription (4.x does not): the messages wait for the end of the connection": {
        "an_ack_after_unsubscribe": [
            "- one < ERROR*", "+ one < RECEIPT receipt-id:r", "- left in /queue/{q}: 'm1', redelivered:true",
        ],
    },
    "1.0 has no NACK (S10-27)": {
        "a_nack_of_1_0": [*SAYS_WHY, "- one < MESSAGE *", "- one < RECEIPT receipt-id:r"],
    },
    "to RabbitMQ the message-id says all; 1.1 asks for the subscription too (S11-34)": {
        "an_ack_of_1_1_without_subscription": [
            "- one < RECEIPT receipt-id:r", *SAYS_WHY, "+ left in /queue/{q}: 'm1', redelivered:true",
        ],
        "an_ack_of_1_1_with_another_subscription": [
            "- one < RECEIPT receipt-id:r", *SAYS_WHY, "+ one < end", "+ left in /queue/{q}: 'm1', redelivered:true",
        ],
    },
    "RabbitMQ confirms a SEND in a transaction when it is published; we say at once that it was accepted": {
        "a_receipt_for_a_send_in_a_transaction": ["+ one < RECEIPT receipt-id:s", "- one < RECEIPT receipt-id:s"],
    },
    "a second BEGIN makes RabbitMQ forget what the first one held; names must differ (S12-66)": {
        "begin_twice": ["- one < RECEIPT receipt-id:r", *SAYS_WHY, "+ reader < MESSAGE * | 'm1'"],
    },
    "an ACK in an open transaction already speaks for its message: we refuse the other one, RabbitMQ the COMMIT": {
        "an_ack_inside_and_again_outside": [
            "- one < RECEIPT receipt-id:r", "- one < RECEIPT receipt-id:s",
            "- one > 'COMMIT*", "+ one > 'COMMIT*", "+ left in /queue/{q}: 'm1', redelivered:true",
        ],
    },
}  # fmt: skip


def differences(rabbitmq: list[str], ours: list[str]) -> list[str]:
    """The lines that only one of two transcripts has."""
    return [line.rstrip("\n") for line in ndiff(rabbitmq, ours) if line[0] in "+-"]


def explained(scenario: str) -> list[str]:
    """The lines that are known to differ in a scenario."""
    return [line for scenarios in EXPLAINED.values() for line in scenarios.get(scenario, ())]


def judge(scenario: str, found: list[str]) -> list[str]:
    """What was found and is not in the table, and what is in the table and was not found."""
    expected, odd = explained(scenario), []
    for line in found:
        known = next((pattern for pattern in expected if fnmatchcase(line, pattern)), None)
        if known is None:
            odd.append(f"not explained: {line}")
        else:
            expected.remove(known)
    return odd + [f"explained, but not found: {pattern}" for pattern in expected]
