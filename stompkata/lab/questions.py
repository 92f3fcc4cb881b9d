"""A prediction as a report: the question, then the choice kept, then the verdict."""

from stompkata.kata.outcome import Row
from stompkata.kata.registry import Prediction
from stompkata.kata.report import Report


def ask(prediction: Prediction, question: str = "", *, how: str = "") -> Report:
    """The question with its numbered choices."""
    rows = [Row(str(number), choice) for number, choice in enumerate(prediction.choices, 1)]
    return Report(prediction.id, "PREDICT", question or prediction.question,
                  (*rows, Row("next", f"predict first, or skip{how and ': ' + how}")))


def verdict(prediction: Prediction, choice: str | None, question: str = "") -> Report:
    """What was predicted, what is so, and the misconception behind a wrong choice."""
    rows = [Row("yours", choice or "you did not predict")]
    if choice != prediction.answer:
        rows.append(Row("answer", prediction.answer))
    rows.append(Row("because", prediction.because))
    if choice in prediction.wrong:
        rows.append(Row("why", prediction.wrong[choice][1]))
    word = "RIGHT" if choice == prediction.answer else "NOT SO" if choice else "SKIPPED"
    return Report(prediction.id, word, question or prediction.question, tuple(rows))


def choose(prediction: Prediction, answer: str | int) -> str | None:
    """The choice that is meant by its text or its number; None if it is none of them."""
    text = str(answer).strip()
    if text.isdigit() and text not in prediction.choices:
        return prediction.choices[int(text) - 1] if 0 < int(text) <= len(prediction.choices) else None
    return next((choice for choice in prediction.choices if choice.casefold() == text.casefold()), None)
