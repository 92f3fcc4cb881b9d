"""Scripts about destinations and subscriptions: what names there are, and who gets what."""


def send_without_destination(play):
    play.connect("one").says("SEND", "m", receipt="r")


def subscribe_without_destination(play):
    play.connect("one").says("SUBSCRIBE", id="a", receipt="r")


def subscribe_without_id_in_1_2(play):
    one = play.connect("one").says("SUBSCRIBE", destination="/queue/{q}", receipt="r")
    one.says("SEND", "m", destination="/queue/{q}")


def subscribe_without_id_in_1_0(play):
    one = play.connect("one", "1.0").says("SUBSCRIBE", destination="/queue/{q}", receipt="r")
    one.says("SEND", "m", destination="/queue/{q}")


def subscribe_twice_without_id_in_1_0(play):
    one = play.connect("one", "1.0").says("SUBSCRIBE", destination="/queue/{q}")
    one.says("SUBSCRIBE", destination="/queue/{q}", receipt="r")


def an_unknown_destination_for_send(play):
    one = play.connect("one").says("SEND", "m", destination="/nope/x", receipt="r")
    one.says("SEND", "m", destination="/queue/{q}", receipt="s")


def an_unknown_destination_for_subscribe(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/nope/x", receipt="r")
    one.says("SUBSCRIBE", id="a", destination="/queue/{q}", receipt="s")


def a_slash_within_the_name_of_a_queue(play):
    play.connect("one").says("SEND", "m", destination="/queue/{q}/x", receipt="r")


def a_slash_within_the_name_of_a_topic(play):
    play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}/x", receipt="r")


def a_percent_sign_stands_for_a_slash(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}%2Fx")
    one.says("SEND", "m", destination="/topic/{t}%2Fx").awaits(2)


def no_name_after_queue(play):
    play.connect("one").says("SEND", "m", destination="/queue/", receipt="r")


def no_name_after_topic(play):
    play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/", receipt="r")


def a_prefix_and_nothing_else(play):
    play.connect("one").says("SEND", "m", destination="/topic", receipt="r")


def an_empty_destination(play):
    play.connect("one").says("SEND", "m", destination="", receipt="r")


def a_bare_name_is_a_queue(play):
    one = play.connect("one").says("SEND", "m1", destination="{q}", receipt="r")
    one.says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("SUBSCRIBE", id="b", destination="{p}")
    one.says("SEND", "m2", destination="/queue/{p}")


def a_bare_name_with_a_slash(play):
    play.connect("one").says("SEND", "m", destination="{q}/x", receipt="r")


def prefixes_are_case_sensitive(play):
    play.connect("one").says("SEND", "m", destination="/Queue/{q}", receipt="r")


def a_topic_goes_to_everybody(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}", receipt="r")
    two = play.connect("two").says("SUBSCRIBE", id="a", destination="/topic/{t}", receipt="r")
    play.connect("three").says("SEND", "m", destination="/topic/{t}", receipt="s")
    one.awaits(3)
    two.awaits(3)


def a_topic_forgets_what_nobody_heard(play):
    one = play.connect("one").says("SEND", "m1", destination="/topic/{t}", receipt="r")
    one.says("SUBSCRIBE", id="a", destination="/topic/{t}").says("SEND", "m2", destination="/topic/{t}").awaits(3)


def two_subscriptions_to_one_topic(play):
    play.any_order = True
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}")
    one.says("SUBSCRIBE", id="b", destination="/topic/{t}").says("SEND", "m", destination="/topic/{t}").awaits(3)


def a_star_is_one_word(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}.*.x")
    for name in ("{t}.x", "{t}.a.b.x", "x.{t}.a.x"):
        one.says("SEND", name, destination="/topic/" + name)
    one.says("SEND", "m1", destination="/topic/{t}.a.x").awaits(2)
    one.says("SEND", "m2", destination="/topic/{t}.*.x").awaits(3)


def a_hash_is_any_number_of_words(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}.#")
    one.says("SEND", "m0", destination="/topic/x{t}")
    for number, name in enumerate(("{t}", "{t}.a", "{t}.a.b.c")):
        one.says("SEND", name, destination="/topic/" + name).awaits(number + 2)


def overlapping_patterns_give_a_copy_each(play):
    play.any_order = True
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}.*")
    one.says("SUBSCRIBE", id="b", destination="/topic/{t}.#").says("SUBSCRIBE", id="c", destination="/topic/{t}.x")
    one.says("SEND", "m", destination="/topic/{t}.x").awaits(4)


def amq_topic_is_where_topics_live(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/exchange/amq.topic/{t}.*")
    one.says("SEND", "m1", destination="/topic/{t}.x").awaits(2)
    one.says("SEND", "m2", destination="/exchange/amq.topic/{t}.y").awaits(3)


def an_unknown_exchange(play):
    play.connect("one").says_last("SEND", destination="/exchange/nowhere/x", receipt="r")


def an_exchange_without_key(play):
    one = play.connect("one").says("SEND", "m", destination="/exchange/amq.topic", receipt="r")
    one.says("SEND", "m", destination="/exchange", receipt="s")


def a_direct_exchange(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/exchange/amq.direct/{t}")
    one.says("SEND", "m", destination="/exchange/amq.direct/{t}", receipt="r").awaits(3)


def amq_queue_is_a_queue_that_exists(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("SEND", "m", destination="/amq/queue/{q}", receipt="r")


def subscribe_to_amq_queue(play):
    one = play.connect("one").says("SEND", "m", destination="/queue/{q}", receipt="r")
    one.says("SUBSCRIBE", id="a", destination="/amq/queue/{q}", receipt="s")


def send_to_an_amq_queue_that_does_not_exist(play):
    play.connect("one").says("SEND", "m", destination="/amq/queue/{p}", receipt="r")


def subscribe_to_an_amq_queue_that_does_not_exist(play):
    play.connect("one").says_last("SUBSCRIBE", id="a", destination="/amq/queue/{p}", receipt="r")


def reply_to_makes_a_queue_for_the_answer(play):
    one = play.connect("one")
    two = play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("SEND", "question", destination="/queue/{q}", reply_to="/temp-queue/answers")
    two.says("SEND", "answer", destination=two.messages[0]["reply-to"])
    one.awaits(2)


def reply_to_the_same_name_twice(play):
    one = play.connect("one")
    two = play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    for question in ("first", "second"):
        one.says("SEND", question, destination="/queue/{q}", reply_to="/temp-queue/answers")
    for number, message in enumerate(two.messages):
        two.says("SEND", "answer to " + message.body, destination=message["reply-to"])
        one.awaits(number + 2)


def reply_to_something_else_passes_through(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("SEND", "m", destination="/queue/{q}", reply_to="/queue/answers")


def subscribe_to_temp_queue(play):
    play.connect("one").says("SUBSCRIBE", id="a", destination="/temp-queue/x", receipt="r")


def send_to_temp_queue(play):
    play.connect("one").says("SEND", "m", destination="/temp-queue/x", receipt="r")


def an_id_that_looks_like_a_temp_queue(play):
    play.connect("one").says("SUBSCRIBE", id="/temp-queue/x", destination="/queue/{q}", receipt="r")


def the_same_subscription_id_twice(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("SUBSCRIBE", id="a", destination="/queue/{p}", receipt="r")


def a_subscription_id_of_another_connection(play):
    play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", receipt="r")
    play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}", receipt="r")


def unsubscribe_by_id(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("UNSUBSCRIBE", id="a", receipt="r").says("SEND", "m", destination="/queue/{q}")


def unsubscribe_by_destination_in_1_0(play):
    one = play.connect("one", "1.0").says("SUBSCRIBE", destination="/queue/{q}")
    one.says("UNSUBSCRIBE", destination="/queue/{q}", receipt="r").says("SEND", "m", destination="/queue/{q}")


def unsubscribe_by_destination_what_has_an_id(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.says("UNSUBSCRIBE", destination="/queue/{q}", receipt="r").says("SEND", "m", destination="/queue/{q}")


def unsubscribe_what_was_never_subscribed(play):
    play.connect("one").says("UNSUBSCRIBE", id="a", receipt="r")


def unsubscribe_without_saying_what(play):
    play.connect("one").says("UNSUBSCRIBE", receipt="r")


def the_same_id_again_after_unsubscribe(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}").says("UNSUBSCRIBE", id="a")
    one.says("SUBSCRIBE", id="a", destination="/queue/{p}", receipt="r").says("SEND", "m", destination="/queue/{p}")


def a_topic_with_acknowledgements(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}", ack="client-individual")
    one.says("SEND", "m", destination="/topic/{t}").awaits(2).says("NACK", id=one.messages[0]["ack"]).awaits(3)
    one.says("ACK", id=one.messages[-1]["ack"], receipt="s")
