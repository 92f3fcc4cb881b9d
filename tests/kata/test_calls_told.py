"""How a report repeats the calls on an object: the last one whole, and before it as many as there is room for."""

from stompkata.kata.calls import Recorded


class Shelf:
    """Something to call."""

    def put(self, name, value):
        return value


def told(*values):
    recorded = Recorded(Shelf)
    shelf = recorded()
    for place, value in enumerate(values):
        shelf.put(f"place {place}", value)
    return recorded.last.text()


def test_a_few_short_calls_are_told_from_the_beginning():
    assert told(1, 2) == "shelf = Shelf(); shelf.put('place 0', 1); shelf.put('place 1', 2)"


def test_of_many_calls_the_last_four_are_told():
    assert told(*range(9)) == (
        "…; shelf.put('place 5', 5); shelf.put('place 6', 6); shelf.put('place 7', 7); shelf.put('place 8', 8)"
    )


def test_long_calls_make_room_for_the_last_one():  # it was the one that was cut off
    text = told("one", "x" * 40, "y" * 40, {"subscription": "1", "destination": "/topic/orders.new"})

    assert text.startswith("…; shelf.put('place 3'") and text.endswith("'/topic/orders.new'})")
    assert len(text) <= 133
