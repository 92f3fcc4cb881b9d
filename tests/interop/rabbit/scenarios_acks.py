"""Scripts about ACK and NACK: what they cover, what comes back, and what they may not name."""

from scenarios_queues import fill


def reads(play, ack, *bodies, name="one", version="1.2", **headers):
    """A peer that holds these messages, unacknowledged."""
    fill(play, *bodies)
    return play.connect(name, version).says("SUBSCRIBE", id="a", destination="/queue/{q}", ack=ack, **headers)


def an_ack_covers_what_came_before_it(play):
    one = reads(play, "client", "m1", "m2", "m3")
    one.says("ACK", id=one.messages[1]["ack"], receipt="r")


def an_ack_covers_other_subscriptions_too(play):
    fill(play, "n1", "n2", queue="/queue/{p}")
    one = reads(play, "client", "m1")
    one.says("SUBSCRIBE", id="b", destination="/queue/{p}", ack="client")
    one.says("ACK", id=one.messages[1]["ack"])


def an_ack_covers_individual_ones_too(play):
    fill(play, "n1", queue="/queue/{p}")
    one = reads(play, "client-individual", "m1")
    one.says("SUBSCRIBE", id="b", destination="/queue/{p}", ack="client")
    one.says("ACK", id=one.messages[1]["ack"])


def an_individual_ack_covers_itself(play):
    one = reads(play, "client-individual", "m1", "m2", "m3")
    one.says("ACK", id=one.messages[1]["ack"], receipt="r")


def a_nack_brings_the_message_back(play):
    one = reads(play, "client-individual", "m1", "m2")
    one.says("NACK", id=one.messages[0]["ack"], receipt="r").says("ACK", id=one.messages[-1]["ack"])


def a_nack_covers_what_came_before_it(play):
    one = reads(play, "client", "m1", "m2", "m3")
    one.says("NACK", id=one.messages[1]["ack"])


def a_nack_covers_other_subscriptions_too(play):
    fill(play, "n1", "n2", queue="/queue/{p}")
    one = reads(play, "client", "m1")
    one.says("SUBSCRIBE", id="b", destination="/queue/{p}", ack="client")
    one.says("UNSUBSCRIBE", id="a").says("NACK", id=one.messages[1]["ack"])


def a_nack_gives_another_reader_its_turn(play):
    one = reads(play, "client-individual", "m1")
    play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client-individual")
    one.says("NACK", id=one.messages[0]["ack"])


def a_nack_without_requeue_is_the_end(play):
    one = reads(play, "client-individual", "m1", "m2")
    one.says("NACK", id=one.messages[0]["ack"], requeue="false", receipt="r")


def a_nack_with_requeue(play):
    one = reads(play, "client-individual", "m1")
    one.says("NACK", id=one.messages[0]["ack"], requeue="true", receipt="r")


def a_nack_with_junk_as_requeue(play):
    one = reads(play, "client-individual", "m1")
    one.says("NACK", id=one.messages[0]["ack"], requeue="perhaps", receipt="r")


def seven_nacks_of_one_message(play):
    one = reads(play, "client-individual", "m1")
    for _ in range(7):
        one.says("NACK", id=one.messages[-1]["ack"])


def a_nacked_message_comes_before_what_waits(play):
    one = reads(play, "client-individual", "m1", "m2", "m3", prefetch_count="2")
    one.says("NACK", id=one.messages[0]["ack"]).says("ACK", id=one.messages[1]["ack"])


def an_ack_twice(play):
    one = reads(play, "client-individual", "m1")
    one.says("ACK", id=one.messages[0]["ack"]).says_last("ACK", id=one.messages[0]["ack"], receipt="r")


def a_nack_after_the_ack(play):
    one = reads(play, "client-individual", "m1")
    one.says("ACK", id=one.messages[0]["ack"]).says_last("NACK", id=one.messages[0]["ack"], receipt="r")


def an_ack_that_an_earlier_one_covered(play):
    one = reads(play, "client", "m1", "m2")
    one.says("ACK", id=one.messages[1]["ack"]).says_last("ACK", id=one.messages[0]["ack"], receipt="r")


def an_ack_of_nothing(play):
    reads(play, "client", "m1").says("ACK", id="nothing", receipt="r")


def an_ack_without_id(play):
    reads(play, "client", "m1").says("ACK", receipt="r")


def an_ack_of_what_another_one_holds(play):
    one = reads(play, "client", "m1")
    play.connect("two").says("ACK", id=one.messages[0]["ack"], receipt="r")


def an_ack_in_auto_mode(play):
    one = reads(play, "auto", "m1")
    one.says_last("ACK", id=one.messages[0]["message-id"], receipt="r")


def a_nack_in_auto_mode(play):
    one = reads(play, "auto", "m1")
    one.says_last("NACK", id=one.messages[0]["message-id"], receipt="r")


def an_ack_of_1_0(play):
    one = reads(play, "client", "m1", "m2", version="1.0")
    one.says("ACK", message_id=one.messages[0]["message-id"], receipt="r")


def a_nack_of_1_0(play):
    one = reads(play, "client", "m1", version="1.0")
    one.says("NACK", message_id=one.messages[0]["message-id"], receipt="r")


def an_ack_of_1_1(play):
    one = reads(play, "client-individual", "m1", "m2", version="1.1")
    one.says("ACK", message_id=one.messages[1]["message-id"], subscription="a", receipt="r")


def an_ack_of_1_1_without_subscription(play):
    one = reads(play, "client", "m1", version="1.1")
    one.says("ACK", message_id=one.messages[0]["message-id"], receipt="r")


def an_ack_of_1_1_with_another_subscription(play):
    one = reads(play, "client", "m1", version="1.1")
    one.says("ACK", message_id=one.messages[0]["message-id"], subscription="b", receipt="r")


def an_ack_of_1_1_in_1_2(play):
    one = reads(play, "client", "m1")
    one.says("ACK", message_id=one.messages[0]["message-id"], subscription="a", receipt="r")


def an_ack_of_1_2_in_1_1(play):
    one = reads(play, "client", "m1", version="1.1")
    one.says("ACK", id=one.messages[0]["message-id"], receipt="r")
