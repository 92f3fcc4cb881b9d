"""What a page holds of a live view, in a real browser but without JupyterLab: the kernel's part is played by hand."""

import pytest

from stompkata.widgets.page import script

STAGE = """
globalThis.stage = () => {
  const sent = [], seen = { one: [], two: [] };
  let receive;
  const model = {
    on: (_, callback) => { receive = callback; }, off: () => { receive = () => undefined; },
    send: (content) => sent.push(JSON.parse(JSON.stringify(content))),
  };
  const store = new LiveStore(model);
  const view = (name) => ({ show: (number) => seen[name].push(number), dirty: () => undefined });
  const [one, two] = [view("one"), view("two")];
  store.add(one);
  store.add(two);
  const words = () => sent.filter(({ type }) => type === "select");
  return { store, one, two, seen, sent, words, hear: (content) => receive({ type: "select", ...content }, []) };
};
"""


@pytest.fixture
def page(chromium):
    page = chromium.new_page()
    page.evaluate(script("live_store.js") + STAGE)
    yield page
    page.close()


def test_an_older_selection_that_comes_back_does_not_undo_a_newer_one(page):
    found = page.evaluate("""() => {
      const { store, one, seen, words, hear } = stage();
      store.select(1, one);
      store.select(2, one);
      for (const word of words()) hear(word);
      return { number: store.number, told: words().map(({ number }) => number), seen };
    }""")

    assert found == {"number": 2, "told": [1, 2], "seen": {"one": [], "two": [1, 2]}}


def test_what_another_page_selected_before_ones_own_word_reached_the_kernel_is_over(page):
    found = page.evaluate("""() => {
      const { store, one, seen, words, hear } = stage();
      store.select(5, one);
      hear({ number: 7 }); // the kernel heard of 7 first, and of 5 then
      hear(words()[0]);
      hear({ number: 9, page: "another" });
      return { number: store.number, seen };
    }""")

    assert found == {"number": 9, "seen": {"one": [9], "two": [5, 9]}}


def test_a_selection_is_told_once_and_a_view_that_left_hears_of_none(page):
    found = page.evaluate("""() => {
      const { store, one, two, seen, words } = stage();
      store.remove(two);
      store.select(3, one);
      store.select(3, one);
      return { words: words().length, seen };
    }""")

    assert found == {"words": 1, "seen": {"one": [], "two": []}}


def test_a_closed_store_greets_no_more(page):
    found = page.evaluate("""async () => {
      const { store, sent } = stage();
      store.close();
      const before = sent.length;
      await new Promise((done) => setTimeout(done, 700)); // two greetings would be due
      return [before, sent.length];
    }""")

    assert found == [2, 2]


def test_a_page_whose_kernel_is_gone_does_not_call_for_it_again_and_again(page):
    found = page.evaluate("""async () => {
      const { store, one } = stage();
      let calls = 0;
      store.model.send = () => { calls += 1; throw new Error("Cannot send"); };
      store.add(one); // greets anew
      await new Promise((done) => setTimeout(done, 700)); // two more would be due
      return calls;
    }""")

    assert found == 1
