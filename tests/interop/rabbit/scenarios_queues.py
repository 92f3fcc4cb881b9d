"""Scripts about queues: order, fairness, prefetch, and what happens to messages whose reader goes."""


def fill(play, *bodies, queue="/queue/{q}"):
    """A peer that has sent these messages."""
    sender = play.connect("sender")
    for body in bodies:
        sender.says("SEND", body, destination=queue)
    return sender


def a_message_waits_for_its_reader(play):
    fill(play, "m1", "m2", "m3")
    play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", receipt="r")


def two_readers_take_turns(play):
    for name in ("one", "two"):
        play.connect(name).says("SUBSCRIBE", id="a", destination="/queue/{q}")
    fill(play, "m1", "m2", "m3", "m4", "m5")


def two_subscriptions_of_one_reader_take_turns(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("SUBSCRIBE", id="b", destination="/queue/{q}")
    fill(play, "m1", "m2", "m3")


def the_first_reader_gets_what_waited(play):
    fill(play, "m1", "m2", "m3")
    for name in ("one", "two"):
        play.connect(name).says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client")


def one_message_at_a_time(play):
    fill(play, "m1", "m2", "m3")
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client", prefetch_count="1")
    one.says("ACK", id=one.messages[-1]["ack"]).says("ACK", id=one.messages[-1]["ack"])


def two_messages_at_a_time(play):
    fill(play, "m1", "m2", "m3", "m4")
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client-individual", prefetch_count="2")
    one.says("ACK", id=one.messages[1]["ack"]).says("ACK", id=one.messages[0]["ack"])


def a_reader_at_its_prefetch_is_passed_over(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client", prefetch_count="1")
    play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client")
    sender = fill(play, "m1", "m2", "m3")
    one.says("ACK", id=one.messages[0]["ack"])
    sender.says("SEND", "m4", destination="/queue/{q}").says("SEND", "m5", destination="/queue/{q}")


def no_prefetch_in_auto_mode(play):
    fill(play, "m1", "m2", "m3")
    play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", prefetch_count="1")


def a_prefetch_of_none(play):
    fill(play, "m1", "m2")
    play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client", prefetch_count="0", receipt="r")



def a_prefetch_that_is_no_number(play):
    fill(play, "m1", "m2")
    play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client", prefetch_count="few", receipt="r")



def a_prefetch_for_each_of_two_subscriptions(play):
    fill(play, "m1", "m2", "m3")
    fill(play, "n1", "n2", queue="/queue/{p}")
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client-individual", prefetch_count="1")
    one.says("SUBSCRIBE", id="b", destination="/queue/{p}", ack="client-individual", prefetch_count="1")
    one.says("ACK", id=one.messages[1]["ack"]).says("ACK", id=one.messages[0]["ack"])


def what_was_not_acknowledged_returns_after_loss(play):
    fill(play, "m1", "m2", "m3")
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client")
    one.says("ACK", id=one.messages[0]["ack"])
    two = play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client")
    one.drops()
    two.awaits(3)


def what_was_not_acknowledged_returns_after_disconnect(play):
    fill(play, "m1", "m2", "m3")
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client-individual")
    one.says("ACK", id=one.messages[1]["ack"]).says("DISCONNECT", receipt="bye")
    play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client").awaits(3)


def what_returns_comes_before_what_is_newer(play):
    sender = fill(play, "m1", "m2", "m3")
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client", prefetch_count="2")
    sender.says("SEND", "m4", destination="/queue/{q}")
    one.says("DISCONNECT", receipt="bye")
    play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client").awaits(5)


def what_two_readers_held_returns_in_order(play):
    one, two = (play.connect(name).says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client") for name in ("one", "two"))
    fill(play, "m1", "m2", "m3", "m4")
    two.says("DISCONNECT", receipt="bye")
    one.says("DISCONNECT", receipt="bye")
    play.connect("three").says("SUBSCRIBE", id="a", destination="/queue/{q}").awaits(5)


def unacknowledged_at_unsubscribe(play):
    fill(play, "m1", "m2")
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client")
    one.says("UNSUBSCRIBE", id="a", receipt="r")
    play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("DISCONNECT")


def an_ack_after_unsubscribe(play):
    fill(play, "m1", "m2")
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="client")
    one.says("UNSUBSCRIBE", id="a").says("ACK", id=one.messages[0]["ack"], receipt="r")


def delivered_in_auto_mode_is_consumed(play):
    fill(play, "m1", "m2")
    play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="auto").drops()


def an_unknown_ack_mode(play):
    fill(play, "m1")
    play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", ack="perhaps", receipt="r")


def messages_of_two_senders(play):
    one, two = play.connect("one"), play.connect("two")
    for number in (1, 2):
        one.says("SEND", f"a{number}", destination="/queue/{q}")
        two.says("SEND", f"b{number}", destination="/queue/{q}")
    play.connect("three").says("SUBSCRIBE", id="a", destination="/queue/{q}")


def a_hundred_messages_in_one_segment(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", receipt="r")
    one.octets("".join(f"SEND\ndestination:/queue/{{q}}\n\n{number}\0" for number in range(100)), waits=False)
    one.awaits(102)
