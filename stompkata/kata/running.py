"""Runs checks on a function in this process, and tells each outcome as a story."""

import inspect
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from stompkata.kata.calls import Recorded, shown
from stompkata.kata.causes import Cause, general
from stompkata.kata.difference import MISSING, rows
from stompkata.kata.expect import CheckFailed, error_text
from stompkata.kata.outcome import Outcome, Row
from stompkata.kata.registry import Check, Diagnosis, Seen
from stompkata.kata.settings import SettingsError

Cite = Callable[[str], str]


def run_check(check: Check, function: Callable, diagnoses: Iterable[Diagnosis] = (), cite: Cite = str) -> Outcome:
    """Run one check; whatever the function does short of never returning becomes an outcome.

    Raises:
        SettingsError: the check cannot be run, and that is not the function's fault.
    """
    recorded = Recorded(function)
    try:
        check.function(recorded)
    except (KeyboardInterrupt, SettingsError):
        raise
    except BaseException as error:  # SystemExit too: a learner's exit() is a failed check, not the end of the checker
        outcome = _unwritten(check, recorded, error) or _failed(check, recorded, error, diagnoses)
        if recorded.last and inspect.iscoroutine(recorded.last.got):
            recorded.last.got.close()  # a coroutine that nobody awaits would warn later, somewhere else
        return replace(outcome, rule=cite(check.rule))
    return Outcome(check.title, True, rule=cite(check.rule), peer=check.peer)


def learner_lines(error: BaseException, file: str) -> list[Row]:
    """The last two places in the learner's own file that the exception came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    lines = dict.fromkeys(f"{frame.lineno} in {frame.name}:  {frame.line or ''}".rstrip(": ") for frame in frames)
    return [Row("line", line, True) for line in list(lines)[-2:]]


def _unwritten(check: Check, recorded: Recorded, error: BaseException) -> Outcome | None:
    raised = getattr(error, "error", None) or error
    if not isinstance(raised, NotImplementedError):
        return None
    rows = (Row("call", recorded.last.text()),) if recorded.last else ()
    return Outcome(
        check.title,
        False,
        f"{recorded.__name__} is not written yet",
        rows,
        "write the body, run the cell, check again",
        diagnosis="not-written",
        written=False,
    )


def _failed(check: Check, recorded: Recorded, error: BaseException, diagnoses: Iterable[Diagnosis]) -> Outcome:
    failed = error if isinstance(error, CheckFailed) else None
    raised = failed.error if failed else error
    mine = failed or _is_learners(error, recorded)
    seen = _seen(recorded, failed, raised if mine else None)
    cause = _cause(seen, diagnoses, failed)
    if failed:
        headline, story = failed.what or check.title, _told(failed, recorded)
    elif mine:
        headline = f"{recorded.__name__} raised {type(error).__name__}"
        story = [Row("tried", check.title), *_call(recorded), Row("error", error_text(error))]
    else:
        headline = check.title
        story = [
            *_call(recorded),
            Row("got", shown(seen.got)),
            Row("error", f"the check could not go on: {error_text(error)}"),
        ]
    if raised is not None and mine:
        story += learner_lines(raised, file_of(recorded.function))
    if failed and failed.because:
        story.append(Row("rule", failed.because))
    if cause:
        story.append(Row("why", cause.why))
    return Outcome(
        check.title,
        False,
        headline,
        tuple(story),
        (cause and cause.next) or check.next,
        diagnosis=cause.id if cause else "",
        broken=not mine,
    )


def _told(failed: CheckFailed, recorded: Recorded) -> list[Row]:
    story = [Row("call", failed.call)] if failed.call else _call(recorded)
    story += [Row(label, text, True) for label, text in failed.story]
    if failed.want is not MISSING:
        story += [Row(label, text, True) for label, text in rows(failed.want, failed.got, failed.fields)]
    return story


def _call(recorded: Recorded) -> list[Row]:
    return [Row("call", recorded.last.text())] if recorded.last else []


def _seen(recorded: Recorded, failed: CheckFailed | None, raised: BaseException | None) -> Seen:
    call = recorded.last
    args, kwargs, got = (call.args, call.kwargs, call.got) if call else ((), {}, None)
    want: Any = MISSING
    if failed and failed.want is not MISSING:
        got, want = failed.got, failed.want
    return Seen(recorded.function, args, kwargs, got, want, raised)


def _cause(seen: Seen, diagnoses: Iterable[Diagnosis], failed: CheckFailed | None) -> Cause | None:
    for diagnosis in diagnoses:
        try:
            why = diagnosis.recognise(seen)
        except Exception:  # a diagnosis looks at anything a learner can return; stumbling is not recognising
            continue
        if why:
            return Cause(diagnosis.id, why, diagnosis.next)
    return None if failed and failed.what and seen.error is None else general(seen)


def _is_learners(error: BaseException, recorded: Recorded) -> bool:
    return bool(recorded.last and recorded.last.error is error) or bool(
        learner_lines(error, file_of(recorded.function))
    )


def file_of(function: Callable) -> str:
    """The file that a function, or a class by its first method, was compiled from."""
    function = inspect.unwrap(function)
    methods = (
        [value for value in vars(function).values() if inspect.isfunction(value)] if inspect.isclass(function) else []
    )
    return getattr(getattr(methods[0] if methods else function, "__code__", None), "co_filename", "")
