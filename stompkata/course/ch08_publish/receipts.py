"""Who waits for which RECEIPT: made frames, recorded ones and those of a broker, held against a learner's class."""

from stompkata.course.ch08_publish.waits import Waits, expecting, receipt, same_words, who_waits
from stompkata.course.peers import dialogue, in_time
from stompkata.course.seed import draw, word
from stompkata.course.transcripts import recorded, transcript
from stompkata.kata import Kata, check, expect, expect_error

Kata(
    "publish.Receipts",
    "who waits for which RECEIPT",
    chapter="08_publish",
    rule="S12-76",
    minutes=9,
    hints=[
        "A RECEIPT comes: by what do you find the one who waits for it? And who strikes him out when he has left?",
        'STOMP 1.2, "RECEIPT" for receipt-id, "ERROR" for an ERROR that carries one; asyncio.Future for the wait.',
        (
            'A guest list: after f.add_done_callback(lambda _: guests.remove("ada")) Ada is off the list however f ends,'
            " one turn of the loop later. Until then she stands there, and f.done() is True."
        ),
        (
            'After one, two = receipts.expect("1"), receipts.expect("2"): on_frame(("RECEIPT", {"receipt-id": "2"},'
            ' b"")) should be True, two.done() True, and one.done() False.'
        ),
    ],
)


@check("publish.Receipts", "a RECEIPT ends its own wait, and no other", rule="S12-75")
def own_wait_only(Receipts):
    async def talk():
        receipts, third = Receipts(), word(draw("publish.Receipts"))
        waits = expecting(receipts, "1", "2", third)
        for number, want in (("2", f"1 waits, 2 ended, {third} waits"), (third, f"1 waits, 2 ended, {third} ended")):
            told = receipts.on_frame(receipt(number))
            await waits.stand(want, because=f"the RECEIPT for {number} has come, and no other")
            expect(told, True, because=f"it ended the wait for {number}")

    in_time(talk())


@check("publish.Receipts", "a RECEIPT may come before anybody awaits", rule="S12-76")
def before_the_await(Receipts):
    async def talk():
        receipts = Receipts()
        two, one = receipts.expect("2"), receipts.expect("1")
        told = [receipts.on_frame(receipt("1")), receipts.on_frame(receipt("2"))]
        expect(told, [True, True], because="both were expected when they came; the await may follow later")
        await Waits({"1": one, "2": two}).stand("1 ended, 2 ended", because="what has come is not lost")

    in_time(talk())


@check("publish.Receipts", "what nobody waits for is told by False", rule="S12-76")
def nobody_waits(Receipts):
    async def talk():
        receipts = Receipts()
        unknown = "nobody waits for it: it is late, or somebody else asked"
        expect(receipts.on_frame(receipt("1")), False, because=unknown)
        waits = expecting(receipts, "1")
        for frame in (receipt("2"), ("ERROR", {"receipt-id": "2"}, b""), ("ERROR", {"message": "x"}, b"")):
            expect(receipts.on_frame(frame), False, because=unknown)
        told = [receipts.on_frame(receipt("1")) for _ in range(2)]
        expect(told, [True, False], because="the second one has nobody's wait to end")
        await waits.stand("1 ended", because="its RECEIPT has come")
        expect(receipts.on_frame(receipt("1")), False, because="that wait is over")

    in_time(talk())


@check("publish.Receipts", "only RECEIPT and ERROR speak of receipts", rule="S12-75")
def other_frames(Receipts):
    async def talk():
        receipts = Receipts()
        waits = expecting(receipts, "1")
        forged = (
            "MESSAGE",
            {"destination": "/topic/a", "subscription": "0", "message-id": "7", "receipt-id": "1"},
            b"",
        )
        told = receipts.on_frame(forged)
        await waits.stand("1 waits", because="any sender may put a header receipt-id into his message")
        expect(told, False, because="it ended nobody's wait")
        expect(receipts.on_frame(receipt("1")), True, because="this one is the broker's word")
        await waits.stand("1 ended", because="its RECEIPT has come now")

    in_time(talk())


@check("publish.Receipts", "an ERROR that names a receipt makes its wait raise", rule="S12-81")
def refused(Receipts):
    async def talk():
        receipts = Receipts()
        waits = expecting(receipts, "1", "2", "3")
        told = receipts.on_frame(("ERROR", {"message": "no such queue", "receipt-id": "2"}, b"more"))
        want = "1 waits, 2 raised RuntimeError: no such queue, 3 waits"
        await waits.stand(want, because="whoever waits must learn that his frame was refused, and why")
        expect(told, True, because="it ended the wait for 2")
        expect(receipts.on_frame(("ERROR", {"receipt-id": "3"}, b"")), True, because="an ERROR need not have a message")
        await waits.stand("3 raised RuntimeError", because="there is no message to tell")

    in_time(talk())


@check("publish.Receipts", "whoever gives up leaves nothing behind", rule="S12-76")
def given_up(Receipts):
    async def talk():
        receipts = Receipts()
        waits = expecting(receipts, "1", "2")
        same_words(who_waits(receipts), "waiting: 1, 2", because="these two wait")
        await waits.give_up("1")
        same_words(who_waits(receipts), "waiting: 2", because="1 has given up; a table that keeps him grows for ever")
        told = [receipts.on_frame(receipt(number)) for number in "12"]
        expect(told, [False, True], because="for 1 nobody waits any more, for 2 somebody does")
        await waits.stand("2 ended", because="its RECEIPT has come")
        same_words(who_waits(receipts), "waiting: nobody", because="nobody waits any more")

    in_time(talk())


@check("publish.Receipts", "an id is expected once at a time", rule="S12-76")
def once_at_a_time(Receipts):
    async def talk():
        receipts = Receipts()
        first = expecting(receipts, "1")
        expect_error(lambda: receipts.expect("1"), ValueError, because="one RECEIPT cannot answer two questions")
        receipts.on_frame(receipt("1"))
        await first.stand("1 ended", because="the first to expect it still waits for it")
        again = expecting(receipts, "1")
        expect(receipts.on_frame(receipt("1")), True, because="the id was free again")
        await again.stand("1 ended", because="its RECEIPT has come")

    in_time(talk())


RABBITMQ, ACTIVEMQ = "rabbitmq-3.10", "activemq-5.17"


@check(
    "publish.Receipts", "it understands what two brokers once answered", rule="S12-81",
    peer="RabbitMQ 3.10 and ActiveMQ 5.17 (recorded)",
)  # fmt: skip
def once_recorded(Receipts):
    async def talk():
        for name, scene, want in (
            (RABBITMQ, "receipt", "sent ended"),
            (ACTIVEMQ, "receipt", "sent ended"),
            (ACTIVEMQ, "before-connect", "sent raised RuntimeError: Not connected."),
        ):
            receipts = Receipts()
            waits = expecting(receipts, "sent")
            told = [receipts.on_frame(frame) for frame in transcript(name).frames(scene)]
            await waits.stand(want, because=f"so answered {recorded(name)}")
            expect((told.count(True), told[-1]), (1, True), because="CONNECTED, before it, is no answer to a SEND")

    in_time(talk())


@dialogue("publish.Receipts", "a broker's own RECEIPTs find those who wait", rule="S12-76")
def at_a_broker(Receipts, peer):
    async def talk():
        receipts, session = Receipts(), peer.connected()
        waits = expecting(receipts, *"abc")
        for number in "abc":
            session.say("SEND", {"destination": "/topic/kata", "receipt": number}, b"hi")
        told = [receipts.on_frame(session.hear("RECEIPT", because="it was asked for")) for _ in "abc"]
        await waits.stand("a ended, b ended, c ended", because="three were asked for, and three came")
        expect(told, [True] * 3, because="each ended a wait")

    in_time(talk())
