"""Misconceptions about subscriptions, each recognised by what came back."""

from stompkata.course.ch09_subscribe.incoming import CallbackError
from stompkata.course.ch09_subscribe.outgoing import FreshId
from stompkata.course.ch09_subscribe.subscriptions import KATA, Called
from stompkata.kata import diagnosis


def _is_dispatch(seen) -> bool:
    return bool(seen.args) and isinstance(seen.args[0], tuple) and seen.args[0][0] == "MESSAGE"


@diagnosis(KATA, "one-id-for-all", next="let the object count the subscriptions that it has made")
def one_id_for_all(seen):
    if isinstance(seen.want, FreshId) and not seen.want.unsubscribed:
        return "Two subscriptions have one id. The destination is no id: it may be subscribed to more than once."


@diagnosis(KATA, "id-reused", next="which number only ever grows?")
def id_reused(seen):
    if isinstance(seen.want, FreshId) and seen.want.unsubscribed:
        return f"The id {seen.got!r} had been given out before. What counts the subscriptions of now goes down again."


@diagnosis(KATA, "number-for-text", next="make the id text once, where it is made")
def number_for_text(seen):
    if isinstance(seen.got, int) and isinstance(seen.want, str) and str(seen.got) == seen.want:
        return f"The id is the number {seen.got}. What comes back in a MESSAGE is the text {seen.want!r}: another key."
    if type(seen.error) is KeyError and seen.args and seen.error.args == seen.args[:1] and str(seen.args[0]).isdigit():
        return f"Nothing is kept under the text {seen.args[0]!r}, which subscribe gave out. A number is another key."


@diagnosis(KATA, "ack-ignored", next="what becomes of the parameter ack?")
def ack_ignored(seen):
    if isinstance(seen.got, dict) and "ack" in seen.want and seen.got.get("ack") != seen.want["ack"]:
        said = f"ack:{seen.got['ack']}" if "ack" in seen.got else "no ack"
        return f"The frame says {said}, whatever was asked for. The broker would not wait for any ACK."


@diagnosis(KATA, "caller-hides-id", next="put id, destination and ack in front")
def caller_hides_id(seen):
    if isinstance(seen.got, dict) and seen.got.get("id") == "mine":
        return "The caller's own header `id` stands before yours, and the first of two counts."


@diagnosis(KATA, "glued-by-hand", next="let encode_frame write it")
def glued_by_hand(seen):
    if isinstance(seen.got, tuple) and b"/queue/C:\\new" in seen.got[1]:
        return "The destination went in as it was: its colon and its backslash are not escaped."


@diagnosis(KATA, "unsubscribes-by-destination", next="what did the broker get from you that is unique?")
def unsubscribes_by_destination(seen):
    if isinstance(seen.got, dict) and set(seen.want) == {"id"} and "id" not in seen.got:
        return "UNSUBSCRIBE without an id was possible in STOMP 1.0. Since 1.1 the id is a must, and nothing else will do."


@diagnosis(KATA, "unknown-unsubscribed", next="look whether you have that id, and raise KeyError if not")
def unknown_unsubscribed(seen):
    if "KeyError" in repr(seen.want) and isinstance(seen.got, bytes) and seen.args == ("nobody",):
        return "You made an UNSUBSCRIBE for an id that was never subscribed. A typo of the caller's would cost him the session."


@diagnosis(KATA, "fans-out-again", next="call one callback for one MESSAGE")
def fans_out_again(seen):
    if isinstance(seen.want, Called) and len(seen.got.who) > len(seen.want.who) == 1:
        return "You gave one MESSAGE to all who subscribed there. The broker has made the copies already: one for each."


@diagnosis(KATA, "routes-by-destination", next="which key would make this lookup one step?")
def routes_by_destination(seen):
    if isinstance(seen.want, Called) and not seen.want.after and len(seen.got.who) == len(seen.want.who) == 1:
        return (
            "You chose by destination. Several subscriptions may match it; only the header `subscription` tells which"
            " one this copy is for."
        )


@diagnosis(KATA, "not-forgotten", next="forget the callback before you make the frame")
def not_forgotten(seen):
    twice = "KeyError" in repr(seen.want) and isinstance(seen.got, bytes)
    if twice or (isinstance(seen.want, Called) and seen.want.after == "unsubscribe" and seen.got.who):
        return "The frame of UNSUBSCRIBE was made, but the callback is still in your table."


@diagnosis(KATA, "unknown-raises", next="ask the table with .get, or with `in`")
def unknown_raises(seen):
    missing = isinstance(seen.error, LookupError) or "NoneType" in str(seen.error)
    if _is_dispatch(seen) and missing and not isinstance(seen.error, CallbackError) and "raises" not in repr(seen.want):
        return (
            "Your table has nothing under that id, and the exception would end the loop that reads the connection: one"
            " late MESSAGE, and every subscription falls silent."
        )


@diagnosis(KATA, "changed-while-iterating", next="find the one callback first, and call it when the search is over")
def changed_while_iterating(seen):
    if isinstance(seen.error, RuntimeError) and "during iteration" in str(seen.error):
        return "The callback has changed your table while a loop was walking through it."


@diagnosis(KATA, "key-error-mistaken", next="keep the call of the callback out of the `try`")
def key_error_mistaken(seen):
    if _is_dispatch(seen) and "(raises)" in repr(seen.want) and seen.got is False:
        return (
            "The callback raised a KeyError of its own, and your `except KeyError` took it for an unknown id. The"
            " message is lost, and nobody hears of it."
        )


@diagnosis(KATA, "swallows-errors", next="let the exception go through")
def swallows_errors(seen):
    if _is_dispatch(seen) and "(raises)" in repr(seen.want) and seen.error is None:
        return "The exception of the callback has been swallowed: the message is lost, and nobody hears of it."


@diagnosis(KATA, "dropped-after-error")
def dropped_after_error(seen):
    if isinstance(seen.want, Called) and seen.want.after == "an exception" and not seen.got.who:
        return "After the exception nobody is there any more, while the broker goes on sending to that subscription."
