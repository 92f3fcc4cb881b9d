"""What may be behind a wait that ends when it should not, or never."""

import asyncio
import inspect

from stompkata.kata import diagnosis


@diagnosis("publish.Receipts", "expects-when-awaited", next="write `def expect`, and return a future")
def expects_when_awaited(seen):
    if inspect.iscoroutinefunction(vars(seen.function)["expect"]):
        return (
            "`async def expect` makes a coroutine, and no line of it runs before the await. A RECEIPT that is faster than"
            " that finds nobody."
        )


@diagnosis("publish.Receipts", "wakes-everybody", next="which header of the RECEIPT tells whose it is?")
def wakes_everybody(seen):
    if seen.args[0][0] == "RECEIPT" and "waits" in repr(seen.want) and "waits" not in repr(seen.got):
        return "One RECEIPT has ended every wait. It speaks of one frame, the one whose receipt it names in receipt-id."


@diagnosis("publish.Receipts", "first-in-the-row", next="look the wait up by receipt-id")
def first_in_the_row(seen):
    if repr(seen.want).startswith("1 waits, 2 ended") and repr(seen.got).startswith("1 ended, 2 waits"):
        return (
            "You ended the wait that is oldest. Answers need not come in the order of the questions; each has a name."
        )


@diagnosis("publish.Receipts", "raises-on-unknown", next="dict.get gives None where there is nothing")
def raises_on_unknown(seen):
    if isinstance(seen.error, LookupError) and seen.args[0][0] in ("RECEIPT", "ERROR"):
        return "A frame for which nobody waits ended your program. One that comes late is an everyday thing."


@diagnosis("publish.Receipts", "answers-twice", next="ask waiter.done() first")
def answers_twice(seen):
    if isinstance(seen.error, asyncio.InvalidStateError):
        return "A future ends once. This one had ended, or had been given up, and was still in the table."


@diagnosis("publish.Receipts", "every-frame-counts", next="look at the command as well")
def every_frame_counts(seen):
    if seen.args[0][0] == "MESSAGE" and "waits" in repr(seen.want):
        return "A MESSAGE has ended the wait. Its headers were written by its sender, who can put any name there."


@diagnosis("publish.Receipts", "sleeps-through-errors", next="what else than a RECEIPT can carry a receipt-id?")
def sleeps_through_errors(seen):
    if "raised" in repr(seen.want) and not any(words in repr(seen.got) for words in ("raised", "ended")):
        return "The ERROR was passed over. No RECEIPT will come after it, so this wait would never end."


@diagnosis("publish.Receipts", "errors-end-well", next="future.set_exception makes the await raise")
def errors_end_well(seen):
    if "raised" in repr(seen.want) and "raised" not in repr(seen.got):
        return "The wait ended as if all was well. Whoever sent it takes the message for published, and it is lost."


@diagnosis("publish.Receipts", "given-up-stays", next="what of a future is called when it ends, in whatever way?")
def given_up_stays(seen):
    if repr(seen.want).startswith("waiting: ") and len(repr(seen.got)) > len(repr(seen.want)) - len("nobody"):
        return "Whoever gave up, or was answered, still stands in the table. A client that runs for months fills it up."


@diagnosis("publish.Receipts", "forgets-the-first", next="raise ValueError before you put the new one in")
def forgets_the_first(seen):
    if "ValueError" in repr(seen.want) and seen.error is None:
        return "The second wait has taken the first one's place, and nobody will ever end that one."
