"""A prediction as a report: the question, then the choice kept, then the verdict."""

from collections.abc import Sequence

from stompkata.kata.outcome import Row
from stompkata.kata.registry import Prediction
from stompkata.kata.report import Report


def ask(prediction: Prediction, question: str = "", choices: Sequence[str] = (), *, how: str = "") -> Report:
    """The question with its numbered choices, in the words of the cell if it brings its own."""
    rows = [Row(str(number), choice) for number, choice in enumerate(wording(prediction, choices), 1)]
    return Report(
        prediction.id,
        "PREDICT",
        question or prediction.question,
        (*rows, Row("next", f"predict first, or skip{how and ': ' + how}")),
    )


def wording(prediction: Prediction, choices: Sequence[str]) -> tuple[str, ...]:
    """The choices as a cell words them (another language, say), as long as there are as many."""
    return tuple(choices) if len(choices) == len(prediction.choices) else prediction.choices


def verdict(prediction: Prediction, choice: str | None, question: str = "") -> Report:
    """What was predicted, what is so, and the misconception behind a wrong choice."""
    mistake = prediction.wrong[choice][1] if choice in prediction.wrong else ""
    rows = [Row("yours", f"{choice}: {mistake}" if mistake else choice or "you did not predict")]
    rows.append(
        Row("answer", f"{prediction.answer}: {prediction.because}" if prediction.because else prediction.answer)
    )
    word = "RIGHT" if choice == prediction.answer else "NOT SO" if choice else "SKIPPED"
    return Report(prediction.id, word, question or prediction.question, tuple(rows))


def choose(prediction: Prediction, answer: str | int) -> str | None:
    """The choice that is meant by its text or its number; None if it is none of them."""
    text = str(answer).strip()
    for choice in prediction.choices if isinstance(answer, str) else ():
        if choice.casefold() == text.casefold():
            return choice
    return prediction.choices[int(text) - 1] if text.isdigit() and 0 < int(text) <= len(prediction.choices) else None
