"""Batches are sent while somebody looks, and no faster than the page draws."""

from stompkata.widgets.batches import PATIENCE, SLOW, WINDOW, Batches


class Page:
    def __init__(self, news=({"type": "x"}, [b""])):
        self.sent, self.asked, self.news = [], [], news
        self.batches = Batches(lambda content, buffers: self.sent.append(content), self.make)

    def make(self, fresh):
        self.asked.append(fresh)
        return self.news


def test_nothing_is_sent_before_somebody_looks():
    page = Page()
    assert not page.batches.flush(0.0) and not page.asked

    page.batches.leave(page.batches.heard, {"type": "hello", "page": "a"})
    assert page.batches.flush(0.0)
    assert page.sent == [{"type": "x", "id": 1, "fresh": True}]


def test_a_new_page_gets_all_of_it_and_a_greeting_again_changes_nothing():
    page = Page()
    for name, fresh in (("a", True), ("a", False), ("b", True)):
        page.batches.leave(page.batches.heard, {"type": "hello", "page": name})
        page.batches.flush(0.0)
        assert page.asked[-1] is fresh


def test_a_page_that_does_not_keep_up_is_sent_less():
    page = Page()
    page.batches.shown()
    sent = [page.batches.flush(0.001 * turn) for turn in range(WINDOW + 4)]
    assert sent.count(True) == WINDOW
    assert page.batches.flush(0.1 + SLOW)

    page.batches.leave(page.batches.heard, {"type": "ack", "id": 4})
    page.batches.leave(page.batches.heard, {"type": "ack", "id": 99})  # never sent
    assert page.batches.flush(0.11 + SLOW)


def test_all_that_is_asked_for_again_while_a_batch_is_made_is_sent_with_the_next():
    page = Page()
    page.batches.shown()
    page.batches._news = lambda fresh: page.batches.again() or ({"type": "x"}, [b""])
    page.batches.flush(0.0)
    page.batches._news = page.make
    page.batches.flush(0.1)

    assert page.asked == [True]


def test_no_news_is_no_message():
    page = Page(news=None)
    page.batches.shown()

    assert not page.batches.flush(0.0) and page.asked == [True]


def test_a_page_that_is_gone_is_given_up():
    page = Page()
    page.batches.shown()
    page.batches.flush(0.0)

    assert page.batches.watched(PATIENCE - 1) and not page.batches.watched(PATIENCE)


def test_a_page_that_has_drawn_all_there_was_is_told_what_comes_an_hour_later():
    page = Page()
    page.batches.shown()
    page.batches.flush(0.0)
    page.batches.leave(page.batches.heard, {"type": "ack", "id": 1})
    page.news = None
    page.batches.flush(0.1)
    page.news = {"type": "x"}, [b""]

    assert page.batches.watched(3600.0) and page.batches.flush(3600.0)
    assert page.batches.watched(3600.0 + PATIENCE - 1) and not page.batches.watched(3600.0 + PATIENCE)
