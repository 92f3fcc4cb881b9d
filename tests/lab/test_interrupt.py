"""Interrupt, in a real kernel: a cell that waits for what never comes ends at once, and the next cell works."""

import time

import pytest
from jupyter_client.manager import KernelManager

WITHIN = 0.5  # seconds from Interrupt to the end of the cell; on a busy machine, twice what `time.sleep` takes
PATIENCE = 20.0


class Kernel:
    """A real kernel, driven as a front end drives it."""

    def __init__(self):
        self._manager = KernelManager(kernel_name="python3", transport_encryption="auto")
        self._manager.start_kernel()
        self._client = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=PATIENCE)

    def close(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def start(self, code: str) -> str:
        """Send a cell and return at once."""
        return self._client.execute(code)

    def run(self, code: str) -> dict:
        """Run a cell to its end; its answer, with what it printed under "printed".

        A kernel drops the cells that were queued behind a failed one, and for a millisecond those that come after it;
        no person is that quick.
        """
        printed: list[str] = []

        def note(message):
            printed.append(message["content"].get("text", ""))

        answer = {"status": "aborted"}
        while answer["status"] == "aborted":
            answer = self._client.execute_interactive(code, timeout=PATIENCE, output_hook=note)["content"]
        return answer | {"printed": "".join(printed)}

    def interrupt(self, sent: str) -> tuple[str, float]:
        """Press the stop button; the error the cell ended with, and how many seconds that took."""
        start = time.monotonic()
        self._manager.interrupt_kernel()
        while True:
            answer = self._client.get_shell_msg(timeout=PATIENCE)
            if answer["parent_header"].get("msg_id") == sent:
                return answer["content"].get("ename", answer["content"]["status"]), time.monotonic() - start

    def wait_until_it_prints(self, word: str) -> None:
        while word not in self._client.get_iopub_msg(timeout=PATIENCE)["content"].get("text", ""):
            pass


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    setup = kernel.run(
        "import asyncio\n"
        "from stompkata import lab\n"
        "broker = lab.broker()\n"
        "me = lab.client(broker)\n"
        "news = me.subscribe('/topic/never')\n"
        "raw = lab.socket(broker)"
    )
    assert setup["status"] == "ok", setup
    kernel.run("1 / 0")  # a kernel's first traceback loads what formats it: a third of a second that is not measured
    yield kernel
    kernel.close()


def interrupted(kernel, waiting):
    """The error that a cell which waits ends with, and in how many seconds."""
    sent = kernel.start(f"print('waiting', flush=True)\n{waiting}")
    kernel.wait_until_it_prints("waiting")
    return kernel.interrupt(sent)


@pytest.mark.parametrize(
    "waiting, error",
    [
        ("news.receive(timeout=60)", "KeyboardInterrupt"),
        ("raw.receive(timeout=60)", "KeyboardInterrupt"),
        ("await asyncio.sleep(60)", "CancelledError"),
        ("await asyncio.get_running_loop().create_future()", "CancelledError"),
    ],
)
def test_a_waiting_cell_is_interrupted_at_once_and_the_next_cell_works(kernel, waiting, error):
    _, sleeping = interrupted(kernel, "import time; time.sleep(60)")
    ended, seconds = interrupted(kernel, waiting)

    assert (ended, seconds < max(WITHIN, 2 * sleeping)) == (error, True), (seconds, sleeping)
    told = kernel.run("me.publish('/topic/never', 'after all'); print(news.receive().text)")
    assert told["printed"].strip() == "after all", told


def test_a_cell_that_acknowledges_is_interrupted_wherever_it_is_and_the_next_one_acknowledges(kernel):
    kernel.run("jobs = me.subscribe('/queue/jobs', headers={'ack': 'client-individual'})")
    for _ in range(5):
        ended, _ = interrupted(kernel, "while True:\n    me.publish('/queue/jobs'); jobs.receive().ack()")
        assert ended == "KeyboardInterrupt"

    told = kernel.run("me.publish('/queue/jobs', 'last')\nwhile (last := jobs.receive()).text != 'last': last.ack()\n"
                      "last.ack(); me.publish('/topic/never', receipt=True); print(last.text, me.connected)")
    assert told["printed"].strip() == "last True", told
    kernel.run("news.receive()")


def test_pasted_asyncio_run_works_after_one_explicit_call_and_only_then(kernel):
    pasted = "async def main(): return 'ran'\nprint(asyncio.run(main()))"

    assert kernel.run(pasted)["ename"] == "RuntimeError"
    assert kernel.run("lab.allow_nested_loops()\n" + pasted)["printed"] == "ran\n"
    told = kernel.run("me.publish('/topic/never', 'still here'); print(news.receive().text)")
    assert told["printed"].strip() == "still here"


def test_the_kernel_ends_without_a_word(kernel):
    # last: it ends the module's kernel. A hanging thread would hold it back, and the manager would have to kill it
    kernel._client.shutdown()
    start = time.monotonic()
    while kernel._manager.is_alive() and time.monotonic() - start < 5:
        time.sleep(0.02)

    assert not kernel._manager.is_alive()
