"""Scripts about transactions, receipts and the end of a session."""

from scenarios_acks import reads


def hears_in_a_transaction(play):
    """A reader, and a writer with an open transaction."""
    play.connect("reader").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    return play.connect("one").says("BEGIN", transaction="t")


def sends_appear_at_commit(play):
    one = hears_in_a_transaction(play)
    one.says("SEND", "m1", destination="/queue/{q}", transaction="t")
    one.says("SEND", "m2", destination="/queue/{q}", transaction="t").says("COMMIT", transaction="t", receipt="r")


def sends_vanish_at_abort(play):
    one = hears_in_a_transaction(play)
    one.says("SEND", "m1", destination="/queue/{q}", transaction="t").says("ABORT", transaction="t", receipt="r")


def a_send_outside_overtakes(play):
    one = hears_in_a_transaction(play).says("SEND", "m1", destination="/queue/{q}", transaction="t")
    one.says("SEND", "m2", destination="/queue/{q}").says("COMMIT", transaction="t")


def a_receipt_for_a_send_in_a_transaction(play):
    one = hears_in_a_transaction(play)
    one.says("SEND", "m1", destination="/queue/{q}", transaction="t", receipt="s")
    one.says("COMMIT", transaction="t", receipt="c")


def a_receipt_for_begin(play):
    play.connect("one").says("BEGIN", transaction="t", receipt="r").says("ABORT", transaction="t", receipt="s")


def an_unknown_transaction_in_send(play):
    play.connect("one").says("SEND", "m", destination="/queue/{q}", transaction="t", receipt="r")


def an_unknown_transaction_in_commit(play):
    play.connect("one").says("COMMIT", transaction="t", receipt="r")


def an_unknown_transaction_in_abort(play):
    play.connect("one").says("ABORT", transaction="t", receipt="r")


def an_unknown_transaction_in_ack(play):
    one = reads(play, "client", "m1")
    one.says("ACK", id=one.messages[0]["ack"], transaction="t", receipt="r")


def begin_twice(play):
    one = hears_in_a_transaction(play).says("SEND", "m1", destination="/queue/{q}", transaction="t")
    one.says("BEGIN", transaction="t", receipt="r").says("COMMIT", transaction="t", receipt="s")


def begin_without_transaction(play):
    play.connect("one").says("BEGIN", receipt="r")


def commit_without_transaction(play):
    play.connect("one").says("COMMIT", receipt="r")


def commit_twice(play):
    hears_in_a_transaction(play).says("COMMIT", transaction="t").says("COMMIT", transaction="t", receipt="r")


def the_same_name_after_commit(play):
    one = hears_in_a_transaction(play).says("COMMIT", transaction="t").says("BEGIN", transaction="t", receipt="r")
    one.says("SEND", "m", destination="/queue/{q}", transaction="t").says("COMMIT", transaction="t")


def two_transactions_at_once(play):
    one = hears_in_a_transaction(play).says("BEGIN", transaction="u")
    one.says("SEND", "m1", destination="/queue/{q}", transaction="t")
    one.says("SEND", "m2", destination="/queue/{q}", transaction="u")
    one.says("COMMIT", transaction="u").says("ABORT", transaction="t")


def disconnect_aborts(play):
    one = hears_in_a_transaction(play).says("SEND", "m", destination="/queue/{q}", transaction="t")
    one.says("DISCONNECT", receipt="bye")


def a_loss_aborts(play):
    one = reads(play, "client", "m1").says("BEGIN", transaction="t").says("BEGIN", transaction="u")
    one.says("SEND", "answer", destination="/queue/{p}", transaction="t")
    one.says("ACK", id=one.messages[0]["ack"], transaction="u")
    two = play.connect("two").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.drops()
    two.awaits(2)


def an_ack_in_a_transaction_that_commits(play):
    one = reads(play, "client-individual", "m1", "m2").says("BEGIN", transaction="t")
    one.says("ACK", id=one.messages[0]["ack"], transaction="t", receipt="r").says("COMMIT", transaction="t", receipt="s")


def an_ack_in_a_transaction_that_aborts(play):
    one = reads(play, "client-individual", "m1").says("BEGIN", transaction="t")
    one.says("ACK", id=one.messages[0]["ack"], transaction="t").says("ABORT", transaction="t")
    one.says("ACK", id=one.messages[0]["ack"], receipt="r")


def a_nack_in_a_transaction(play):
    one = reads(play, "client-individual", "m1").says("BEGIN", transaction="t")
    one.says("NACK", id=one.messages[0]["ack"], transaction="t", receipt="r").says("COMMIT", transaction="t")


def an_ack_inside_and_again_outside(play):
    one = reads(play, "client-individual", "m1").says("BEGIN", transaction="t")
    one.says("ACK", id=one.messages[0]["ack"], transaction="t")
    one.says("ACK", id=one.messages[0]["ack"], receipt="r").says_last("COMMIT", transaction="t", receipt="s")


def a_send_and_an_ack_in_one_transaction(play):
    one = reads(play, "client", "m1", "m2").says("BEGIN", transaction="t")
    one.says("ACK", id=one.messages[1]["ack"], transaction="t")
    one.says("SEND", "answer", destination="/queue/{p}", transaction="t").says("COMMIT", transaction="t", receipt="r")


def the_rest_of_a_transaction_after_an_error(play):
    one = hears_in_a_transaction(play).says("SEND", "m1", destination="/queue/{q}", transaction="t")
    one.says("SEND", "m2", destination="/nope/x", transaction="t", receipt="r")
    one.says("COMMIT", transaction="t", receipt="s")


def a_transaction_on_subscribe_is_nothing(play):
    play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}", transaction="t", receipt="r")


def receipts_for_subscribe_and_unsubscribe(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/topic/{t}", receipt="r 1")
    one.says("UNSUBSCRIBE", id="a", receipt="r:2")


def receipts_in_the_order_of_the_frames(play):
    play.connect("one").octets("BEGIN\ntransaction:t\nreceipt:1\n\n\0SUBSCRIBE\nid:a\ndestination:/queue/{q}\nreceipt:2\n\n\0"
                               "ABORT\ntransaction:t\nreceipt:3\n\n\0UNSUBSCRIBE\nid:a\nreceipt:4\n\n\0")  # fmt: skip


def disconnect_with_receipt(play):
    play.connect("one").says("DISCONNECT", receipt="bye")


def disconnect_without_receipt(play):
    play.connect("one").says("DISCONNECT")


def frames_after_disconnect(play):
    play.connect("one").octets("DISCONNECT\nreceipt:bye\n\n\0SEND\ndestination:/queue/{q}\n\nm\0")



def disconnect_while_messages_come(play):
    one = play.connect("one").says("SUBSCRIBE", id="a", destination="/queue/{q}")
    one.octets("SEND\ndestination:/queue/{q}\nreceipt:r\n\nm\0", waits=False)
    one.awaits(3).says("DISCONNECT", receipt="bye")
