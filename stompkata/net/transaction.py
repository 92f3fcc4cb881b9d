"""Several frames that take effect together, or not at all."""

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING

from stompkata.errors import StompkataError

if TYPE_CHECKING:
    from stompkata.net.client import Client


class Transaction:
    """A transaction that was begun; SEND, ACK and NACK take part in it by its `id` in their transaction header.

    As a context it is committed at its end, confirmed by a RECEIPT; or aborted, if the block fails.
    """

    def __init__(self, client: "Client", transaction_id: str):
        self.id, self._client = transaction_id, client

    def commit(self, headers: Mapping[str, str] | None = None) -> Awaitable[None]:
        """Let all of it take effect (S12-67)."""
        return self._client.commit(self.id, headers)

    def abort(self, headers: Mapping[str, str] | None = None) -> Awaitable[None]:
        """Let none of it take effect."""
        return self._client.abort(self.id, headers)

    async def __aenter__(self) -> "Transaction":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind is None:
            receipt_id = f"{self.id}-commit"
            receipt = self._client.watch_for_receipt(receipt_id)
            self.commit({"receipt": receipt_id})
            await receipt
            return
        try:
            self.abort()
        except StompkataError:
            pass                                # with the connection, the transaction is gone too (S12-68)

    def __repr__(self) -> str:
        return f"<Transaction {self.id!r}>"
