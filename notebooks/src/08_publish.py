# %% [markdown] id="publish-title" role="lesson" minutes=1
# # 08 Publish
#
# To publish is to hand a message to the broker: one SEND frame, and your part is done. What becomes of it is somebody
# else's business, and you do not hear of it. Most of the trouble with messaging lives in that silence: a program has sent,
# nothing complained, and nobody has received.
#
# In this chapter you write the SEND frame, and then the one thing that STOMP offers against the silence: the **receipt**.
# You will see what it proves, which is less than most people think.

# %% [markdown] id="publish-title" lang="zh" of="0e168ce2"
# # 08 发布
#
# 发布，就是把一条消息交给 broker：一个 SEND 帧，你的事就做完了。之后它怎么样，是别人的事，你也听不到下文。消息系统的麻烦大半就藏在这片
# 沉默里：程序发出去了，没有报错，却也没有人收到。
#
# 本章你会写出 SEND 帧，再写出 STOMP 用来对付这片沉默的唯一办法：**回执（receipt）**。你会看到它究竟证明了什么，而那比多数人以为的要少。

# %% id="borrow-the-client" role="demo"
from stompkata import lab

lab.borrow("02_handshake", "03_websocket_frame", "04_messages")
lab.borrow("05_stomp_frame", "06_streaming_parser", "07_connect")

# %% [markdown] id="two-helpers" role="lesson" minutes=0.5
# That filled in what you have not written yet of the chapters before. Your codec of chapter 05 is all that the next two
# cells need: a broker, a function that opens a session, and one that opens a session and subscribes. (It asks for a
# receipt, so that it returns when the broker has the subscription. You will soon see what that is.)

# %% [markdown] id="two-helpers" lang="zh" of="ac2974f8"
# 前几章里你还没写的部分，这样就补齐了。下面两个单元格只用到第 05 章里你的编解码器：一个 broker，一个打开会话的函数，还有一个打开会话并订阅的
# 函数。（它要了一张回执，所以返回的时候，broker 已经有了这个订阅。回执是什么，你很快就会看到。）

# %% id="open-the-sessions" role="demo" minutes=0.5
from mystomp.stomp_frame import decode_frame, encode_frame

broker = lab.broker()


def session(broker):
    """A session in which CONNECTED has come."""
    socket = lab.socket(broker)
    socket.send(encode_frame("CONNECT", [("accept-version", "1.2"), ("host", "kata")]))
    socket.receive()
    return socket

# %% id="seat-a-listener" role="demo" minutes=0.5
def listener(broker, destination):
    """A session that has subscribed to a destination."""
    socket = session(broker)
    headers = [("id", "0"), ("destination", destination), ("receipt", "ready")]
    socket.send(encode_frame("SUBSCRIBE", headers))
    socket.receive()
    return socket


me = session(broker)

# %% [markdown] id="predict-nobody" role="lesson"
# ## Predict: an empty room
#
# You publish a price to `/topic/prices`. The broker is new: nobody has ever subscribed to anything.

# %% [markdown] id="predict-nobody" lang="zh" of="0758fca0"
# ## 预测：空荡荡的房间
#
# 你向 `/topic/prices` 发布一个价格。Broker 刚刚启动，还没有任何人订阅过任何东西。（选项依次是：下一个订阅的人；没有人；没有人，而且发送者会收到
# ERROR；一分钟之内订阅的人。）

# %% id="guess-who-gets-it" role="predict" minutes=1
lab.predict(
    "nobody-subscribed",
    "Nobody has subscribed to the topic. Who gets the message?",
    [
        "whoever subscribes next",
        "nobody",
        "nobody, and the sender gets an ERROR",
        "whoever subscribes within the next minute",
    ],
)

# %% [markdown] id="keep-the-map-in-sight" role="lesson"
# Made your choice? Here is a map of the broker. It holds you and nothing else; keep it in sight while you run the cell under
# it.

# %% [markdown] id="keep-the-map-in-sight" lang="zh" of="18628095"
# 选好了吗？这是 broker 的地图，上面只有你，别无他物。运行它下面的单元格时，请盯着它。

# %% id="map-of-nobody" role="demo" minutes=0.5
lab.map(broker)

# %% id="publish-to-nobody" role="demo" minutes=0.5
me.send(encode_frame("SEND", [("destination", "/topic/prices")], b"42"))

# %% [markdown] id="somebody-is-late" role="lesson"
# Perhaps the broker keeps it for somebody who comes later? One comes, and you publish the next price. What does he hear
# first?

# %% [markdown] id="somebody-is-late" lang="zh" of="3cf24f1e"
# 也许 broker 会替后来的人留着？来了一个，你又发布下一个价格。他最先听到的是什么？

# %% id="publish-once-more" role="demo" minutes=0.5
late = listener(broker, "/topic/prices")
me.send(encode_frame("SEND", [("destination", "/topic/prices")], b"43"))
late.receive()

# %% [markdown] id="topics-forget" role="lesson" minutes=1
# The price of 43. On the map, the pulse of the first message ran as far as the destination and ended there, and is counted
# in its box: *reached nobody*. No ERROR came: to have no listener is no mistake, as little as for a radio station. A topic
# hands a message to those who are there at that moment, and keeps nothing.

# %% [markdown] id="topics-forget" lang="zh" of="c90841bc"
# 是 43。在地图上，第一条消息的脉冲跑到 destination 就停住了，方框里记着：*reached nobody*。没有 ERROR：没有听众不算过错，好比电台没人收听也
# 照样播音。Topic 只把消息交给那一刻在场的人，什么也不留。

# %% [markdown] id="topics-and-queues" role="lesson" minutes=2.5
# ## Topics and queues, and who invented them
#
# The words are older than STOMP. A classic message broker, as Java knows it from **JMS**, has two kinds of place to send
# to. **AMQP 0-9-1**, the native tongue of RabbitMQ, takes them apart further: a sender names an **exchange** and a
# **routing key**, a **binding** says which keys lead into which **queue**, and only queues hold messages.
#
# | | JMS | AMQP 0-9-1 | STOMP |
# | --- | --- | --- | --- |
# | the sender names | a Topic or a Queue | an exchange and a routing key | a destination |
# | each listener gets a copy | Topic | a queue for each listener, all bound to one exchange | by custom `/topic/…` |
# | one of the listeners gets it | Queue | one queue with several consumers | by custom `/queue/…` |
# | nobody listens | a Topic forgets, a Queue keeps | an exchange forgets, a queue keeps | as the server likes |
#
# STOMP itself has neither topics nor queues. A destination is any text, and the standard says in so many words that its
# meaning is up to the server (STOMP 1.2, "Protocol Overview"). RabbitMQ, for one, reads it so:
#
# | destination | what RabbitMQ makes of it |
# | --- | --- |
# | `/topic/prices.gold` | exchange `amq.topic`, routing key `prices.gold` |
# | `/queue/orders` | queue `orders`, which is made when it is not there |
# | `/amq/queue/orders` | queue `orders`; if there is none, the message is lost without a word |
# | `/exchange/logs/error` | exchange `logs`, routing key `error` |

# %% [markdown] id="topics-and-queues" lang="zh" of="d907f277"
# ## Topic 与 queue，以及它们的来历
#
# 这两个词比 STOMP 还老。传统的消息代理，比如 Java 世界里 **JMS** 所说的那种，有两类可以发往的地方。RabbitMQ 的母语 **AMQP 0-9-1** 拆得更细：
# 发送者指定一个 **exchange（交换机）** 和一个 **routing key（路由键）**，**binding（绑定）** 规定哪些键通向哪个 **queue（队列）**，而只有
# queue 能存放消息。
#
# | | JMS | AMQP 0-9-1 | STOMP |
# | --- | --- | --- | --- |
# | 发送者指定 | Topic 或 Queue | exchange 加 routing key | destination |
# | 每个听众各得一份 | Topic | 每个听众一个 queue，都绑定到同一个 exchange | 习惯上写 `/topic/…` |
# | 多个听众里只有一个得到 | Queue | 一个 queue，多个消费者 | 习惯上写 `/queue/…` |
# | 没人在听 | Topic 不留，Queue 留着 | exchange 不留，queue 留着 | 由服务器决定 |
#
# STOMP 本身既没有 topic 也没有 queue。Destination 可以是任何文本，标准说得明明白白：它是什么意思，由服务器决定
# （STOMP 1.2, "Protocol Overview"）。以 RabbitMQ 为例，它是这样读的：
#
# | destination | RabbitMQ 的理解 |
# | --- | --- |
# | `/topic/prices.gold` | exchange `amq.topic`，routing key `prices.gold` |
# | `/queue/orders` | queue `orders`，没有就新建 |
# | `/amq/queue/orders` | queue `orders`；要是没有，消息就无声无息地丢了 |
# | `/exchange/logs/error` | exchange `logs`，routing key `error` |

# %% [markdown] id="ask-three-brokers" role="lesson"
# Three brokers, all of them embedded ones: one that takes everything, one that insists on `/topic/` and `/queue/`, and one
# that follows RabbitMQ's rules. Ask each of them what it makes of three destinations.

# %% [markdown] id="ask-three-brokers" lang="zh" of="ec92f133"
# 三个 broker，都是内嵌的：一个来者不拒，一个只认 `/topic/` 和 `/queue/`，一个照 RabbitMQ 的规矩办。分别问问它们，怎么看下面三个 destination。

# %% id="three-opinions" role="demo" minutes=1
def answer(preset, destination):
    asker = session(lab.broker(preset, preset=preset))
    headers = [("destination", destination), ("receipt", "1")]
    asker.send(encode_frame("SEND", headers, b"hi"))
    command, headers, _ = decode_frame(asker.receive())
    return headers.get("message", command)


for destination in ("/topic/cafe", "cafe", "/cafe"):
    for preset in ("lenient", "strict", "rabbitmq"):
        print(f"{destination:12}{preset:9} {answer(preset, destination)}")

# %% [markdown] id="a-destination-is-opaque" role="lesson" minutes=0.5
# The frames were equally right; the answers differ. The one that follows RabbitMQ takes `cafe` for the name of a queue, and
# refuses `/cafe`, because it knows no kind of destination of that name. So `/topic` is no part of STOMP, and a client has no
# business taking a destination apart: it sends what it was told to.

# %% [markdown] id="a-destination-is-opaque" lang="zh" of="5a657834"
# 帧都同样正确，回答却各不相同。照 RabbitMQ 规矩办的那个，把 `cafe` 当作一个 queue 的名字，却拒绝 `/cafe`，因为它没有这样一类 destination。
# 所以 `/topic` 不是 STOMP 的一部分；客户端也不该去拆解 destination：让它发到哪里，它就发到哪里。

# %% [markdown] id="send-octet-by-octet" role="lesson"
# ## SEND, octet by octet
#
# Here is a SEND with everything that a price might want. `destination` is the only header it must have (STOMP 1.2, "SEND").
# `content-type` and `content-length` should come with every body; a name of your own, such as `currency`, travels on to
# whoever gets the message. And `receipt` is for the broker.
#
# Click the octet `64`, the `d` of `destination`, and type `44` over it, a capital `D`. What does the reader miss now?

# %% [markdown] id="send-octet-by-octet" lang="zh" of="0b1cc0c8"
# ## SEND，一个八位组一个八位组地看
#
# 这个 SEND 带上了一个价格可能需要的一切。必须有的 header 只有 `destination`（STOMP 1.2, "SEND"）。只要有正文，就应当带上 `content-type` 和
# `content-length`；你自己起的名字，比如 `currency`，会一路传到收消息的人那里。而 `receipt` 是说给 broker 听的。
#
# 点中八位组 `64`，也就是 `destination` 的 `d`，输入 `44`，即大写的 `D`。读的一方现在缺了什么？

# %% id="a-send-to-play-with" role="demo" minutes=2
lab.bytes(
    b"SEND\ndestination:/topic/prices\ncontent-type:text/plain\n"
    b"receipt:7\ncurrency:EUR\ncontent-length:2\n\n42\x00"
)

# %% [markdown] id="make-send-frame" role="lesson" minutes=1 leader=false
# ## Build: the SEND frame
#
# `encode_frame` escapes, counts and ends the frame. What is left to you is to decide which headers there are. Two things
# are particular to Python. A keyword cannot hold a hyphen, so `reply_to=` has to become `reply-to`. And text is not octets:
# `send_frame` takes both, a picture as `bytes` and a word as `str`.
#
# (One famous header does have underscores, ActiveMQ's `AMQ_SCHEDULED_DELAY`. To send that one, call `encode_frame` yourself.)

# %% [markdown] id="make-send-frame" lang="zh" of="78da74d7"
# ## 动手：SEND 帧
#
# 转义、计数和收尾都由 `encode_frame` 负责，留给你的是决定有哪些 header。有两点是 Python 特有的：关键字参数的名字里不能有连字符，所以
# `reply_to=` 得变成 `reply-to`；另外，文本不是八位组，`send_frame` 两样都收：图片给 `bytes`，文字给 `str`。
#
# （有一个出名的 header 名字里真有下划线：ActiveMQ 的 `AMQ_SCHEDULED_DELAY`。要发它，就自己调用 `encode_frame`。）

# %% id="kata-send-frame" role="kata" kata="publish.send_frame" minutes=6
from mystomp.stomp_frame import encode_frame


def send_frame(
    destination: str,
    body: bytes | str,
    *,
    content_type: str | None = None,
    receipt: str | None = None,
    transaction: str | None = None,
    **headers: str,
) -> bytes:
    """Return the octets of a SEND frame.

    - Its headers stand in this order: destination, content-type, receipt, transaction, and
      then `headers` as they were given. None is left out; an empty value is not.
    - Names are written with hyphens: content_type becomes content-type, and in the names of
      `headers`, too, each underscore becomes a hyphen. Values stay as they are.
    - A body of text is sent in UTF-8; octets are sent as they are.

    `encode_frame` escapes, and adds content-length for a body that is not empty.
    """
    ### BEGIN SOLUTION
    known = {
        "destination": destination,
        "content-type": content_type,
        "receipt": receipt,
        "transaction": transaction,
    }
    known |= {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = [(name, value) for name, value in known.items() if value is not None]
    octets = body.encode("utf-8") if isinstance(body, str) else body
    return encode_frame("SEND", pairs, octets)
    ### END SOLUTION

# %% id="check-send-frame" role="check"
lab.check(send_frame)

# %% [markdown] id="predict-the-receipt" role="lesson"
# ## Predict: a receipt from an empty room
#
# A client may ask for a receipt with any frame but CONNECT: it adds the header `receipt`, with a name that it chooses
# (STOMP 1.2, "Header receipt"). Now you ask for one with a SEND to `/topic/empty`, where nobody is.

# %% [markdown] id="predict-the-receipt" lang="zh" of="02f7738a"
# ## 预测：来自空房间的回执
#
# 除 CONNECT 以外，客户端可以为任何帧要求回执：加一个 `receipt` header，值是自己起的名字（STOMP 1.2, "Header receipt"）。现在你为一个发往
# `/topic/empty` 的 SEND 要回执，而那里一个人也没有。（选项依次是：RECEIPT；ERROR；什么也没有；等有人订阅之后才来 RECEIPT。）

# %% id="guess-the-receipt" role="predict" minutes=1
lab.predict(
    "receipt-without-subscriber",
    "The SEND asks for a receipt, and nobody has subscribed. What does the broker answer?",
    ["a RECEIPT", "an ERROR", "nothing", "a RECEIPT, once somebody has subscribed"],
)

# %% id="ask-for-a-receipt" role="demo" minutes=0.5
asker = session(broker)
headers = [("destination", "/topic/empty"), ("receipt", "price-1")]
asker.send(encode_frame("SEND", headers, b"44"))
asker.receive()

# %% id="ladder-of-the-receipt" role="demo" minutes=0.5
lab.ladder(asker)

# %% [markdown] id="what-a-receipt-proves" role="lesson" minutes=2
# The RECEIPT comes, and names in `receipt-id` the frame that it is for. It says that the server has *processed* that frame,
# and, as STOMP runs over one stream, that it has *received* all frames before it, which need not be processed yet
# (STOMP 1.2, "RECEIPT"). Whom the message reached is not in it. What do you know, and from when on?
#
# | when | you know |
# | --- | --- |
# | `send` has returned | the octets are in a buffer of your own machine |
# | the RECEIPT is there | the broker has taken the message on, or, like here, done away with it |
# | the reader acknowledges (chapter 11) | the *broker* knows that somebody got it; you do not |
# | an answer comes, as a message of its own | the other side has understood |

# %% [markdown] id="what-a-receipt-proves" lang="zh" of="3a14b703"
# RECEIPT 来了，并在 `receipt-id` 里指明它是给哪个帧的。它说的是：服务器已经*处理（processed）*了那个帧；又因为 STOMP 走的是一条流，在它之前的
# 所有帧也都已*收到（received）*，只是未必处理完（STOMP 1.2, "RECEIPT"）。至于消息到了谁手里，它只字未提。那么，你从什么时候起，知道些什么？
#
# | 什么时候 | 你知道 |
# | --- | --- |
# | `send` 返回了 | 八位组进了你自己机器上的某个缓冲区 |
# | RECEIPT 到了 | broker 接下了这条消息，或者像这里一样，已经把它处理掉了 |
# | 接收者确认了（第 11 章） | *broker* 知道有人拿到了；你并不知道 |
# | 有人用另一条消息作答 | 对方看懂了 |

# %% [markdown] id="make-receipts" role="lesson" minutes=1 leader=false
# ## Build: who waits for which receipt
#
# Receipts come when they come, between messages, and not always in the order of the questions. So a client keeps a table:
# for each receipt id, somebody who waits. In asyncio that is a **future**: a result that is not there yet. One side awaits
# it; the other side ends it, once. Here the event loop does that, as soon as the cell has begun to wait:

# %% [markdown] id="make-receipts" lang="zh" of="01bf6576"
# ## 动手：谁在等哪张回执
#
# 回执什么时候来，由不得你：它夹在消息之间，也不一定按提问的顺序。所以客户端要有一张表：每个 receipt id 对应一个等待者。在 asyncio 里，这就是
# **future**：一个还没有到的结果。一方 await 它，另一方结束它，而且只能结束一次。下面由事件循环来结束它，就在单元格开始等待之后：

# %% id="await-a-future" role="demo" minutes=1 leader=false
import asyncio

loop = asyncio.get_running_loop()
tea = loop.create_future()
tea.add_done_callback(lambda future: print("ended:", future))
loop.call_soon(tea.set_result, "a cup of tea")
print("got:  ", await tea)

# %% [markdown] id="two-other-ends" role="lesson" leader=false
# There are two other ends. Somebody may say that nothing will come, and the one who waits may lose patience:

# %% [markdown] id="two-other-ends" lang="zh" of="38e971ec"
# 结束的方式还有两种：有人说，不会有结果了；或者等的人失去了耐心：

# %% id="await-two-others" role="demo" minutes=1 leader=false
refused, forgotten = loop.create_future(), loop.create_future()
loop.call_soon(refused.set_exception, RuntimeError("no tea today"))
for future in (refused, forgotten):
    future.add_done_callback(lambda future: print("ended:", future))
    try:
        await asyncio.wait_for(future, 0.01)
    except (RuntimeError, TimeoutError) as error:
        print("got:  ", repr(error))

# %% [markdown] id="how-a-future-ends" role="lesson" minutes=1 leader=false
# `set_result` ends the wait well, and `set_exception` comes out of the `await`. When its time is over, `asyncio.wait_for`
# cancels the future. Whatever the end was, each function that was added by `add_done_callback` is then called, one turn of
# the loop later. `done()` tells whether a future has ended; to end it once more raises `InvalidStateError`.
#
# So `expect` hands out a future, and `on_frame` ends it. Your read loop will give every frame to `on_frame`.

# %% [markdown] id="how-a-future-ends" lang="zh" of="0736fb7b"
# `set_result` 让等待正常结束；`set_exception` 的异常会从 `await` 那里抛出来；时间一到，`asyncio.wait_for` 就取消 future。不论怎样结束，
# 用 `add_done_callback` 加上的每个函数都会被调用，不过要晚一步，等事件循环转到下一圈。`done()` 说明 future 是否已经结束；再结束一次，
# 就会抛出 `InvalidStateError`。
#
# 所以，`expect` 交出一个 future，`on_frame` 结束它。你的读循环会把每个帧都交给 `on_frame`。

# %% id="kata-receipts" role="kata" kata="publish.Receipts" minutes=9
import asyncio
from collections.abc import Awaitable


class Receipts:
    """Who waits for which RECEIPT: `waiting` has an entry, by receipt id, for each wait."""

    def __init__(self) -> None:
        self.waiting: dict[str, asyncio.Future] = {}

    def expect(self, receipt_id: str) -> Awaitable[None]:
        """Return something to await, which ends when this receipt has come.

        It may come before anybody awaits. However the wait ends, also by cancellation,
        its entry then goes. Raise ValueError for an id that somebody waits for already.
        """
        ### BEGIN SOLUTION
        if receipt_id in self.waiting:
            raise ValueError(f"somebody waits for {receipt_id} already")
        waiter = self.waiting[receipt_id] = asyncio.get_running_loop().create_future()
        waiter.add_done_callback(lambda _: self.waiting.pop(receipt_id))
        return waiter
        ### END SOLUTION

    def on_frame(self, frame: tuple[str, dict[str, str], bytes]) -> bool:
        """Take a frame of the broker's; return whether it ended a wait.

        - A RECEIPT ends the wait for the id in its header receipt-id, and no other.
        - An ERROR with such a header makes that wait raise RuntimeError, with the text of
          its header message ("" without one).
        - Any other frame, and an id for which nobody waits, changes nothing: return False.
        """
        ### BEGIN SOLUTION
        command, headers, _ = frame
        waiter = self.waiting.get(headers.get("receipt-id"))
        if command not in ("RECEIPT", "ERROR") or waiter is None or waiter.done():
            return False
        if command == "RECEIPT":
            waiter.set_result(None)
        else:
            waiter.set_exception(RuntimeError(headers.get("message", "")))
        return True
        ### END SOLUTION

# %% id="check-receipts" role="check"
lab.check(Receipts)

# %% [markdown] id="both-together" role="lesson" leader=false
# Both together: two prices, two receipts, and the order in which you await them is up to you.

# %% [markdown] id="both-together" lang="zh" of="1a4be47e"
# 两样合在一起：两个价格，两张回执，先 await 哪一张由你决定。

# %% id="await-two-receipts" role="demo" minutes=0.5 leader=false
if lab.written(send_frame, Receipts):
    receipts = Receipts()
    first, second = receipts.expect("price-2"), receipts.expect("price-3")
    asker.send(send_frame("/topic/prices", "45", receipt="price-2"))
    asker.send(send_frame("/topic/prices", "46", receipt="price-3"))
    print([receipts.on_frame(decode_frame(asker.receive())) for _ in range(2)])
    await asyncio.wait_for(second, 1)
    await asyncio.wait_for(first, 1)
    print("both processed; still waiting:", list(receipts.waiting))

# %% [markdown] id="brokers-without-receipts" role="lesson" minutes=0.5 leader=false
# Now the same question to a broker that follows the rules of the simple broker in Spring, a framework for Java. That one
# knows no receipts, but for DISCONNECT. No ERROR says so; nothing comes at all.

# %% [markdown] id="brokers-without-receipts" lang="zh" of="95da3708"
# 现在，拿同样的问题去问另一个 broker，它照 Spring（一个 Java 框架）自带的 simple broker 的规矩办事：除了 DISCONNECT，一概不给回执。没有 ERROR
# 来说明这一点，而是什么也不来。

# %% id="wait-in-vain" role="demo" minutes=0.5 leader=false
if lab.written(send_frame, Receipts):
    spring = session(lab.broker("spring", preset="spring"))
    waiter = receipts.expect("price-4")
    spring.send(send_frame("/topic/prices", "47", receipt="price-4"))
    try:
        await asyncio.wait_for(waiter, 0.3)
    except TimeoutError:
        print("gave up; still waiting:", list(receipts.waiting))

# %% [markdown] id="every-wait-has-an-end" role="lesson" minutes=0.5 leader=false
# A wait for somebody else needs an end of its own. What the missing receipt means, you do not know: the message may have
# been delivered all the same. Whoever sends it once more may have sent it twice.

# %% [markdown] id="every-wait-has-an-end" lang="zh" of="c212a7b6"
# 凡是等别人，都要给自己定一个期限。回执没来意味着什么，你并不知道：消息也许照样送到了。谁再发一遍，就可能发了两遍。

# %% [markdown] id="break-no-destination" role="break" minutes=0.5
# ## Break it: a SEND to nowhere
#
# A SEND without a destination, with a receipt asked for. What comes first, and what after it?

# %% [markdown] id="break-no-destination" lang="zh" of="a5f60895"
# ## 搞坏它：发往无处的 SEND
#
# 一个没有 destination 的 SEND，并且要了回执。先来的是什么，之后又是什么？

# %% id="send-to-nowhere" role="break" minutes=0.5
from stompkata.errors import ConnectionLost

lost = session(broker)
lost.send(encode_frame("SEND", [("receipt", "price-5")], b"48"))
command, headers, _ = decode_frame(lost.receive())
print(f"{command} {headers['receipt-id']}: {headers['message']}")
try:
    print(lost.receive())
except ConnectionLost as reason:
    print(reason)

# %% [markdown] id="what-others-said" role="break" minutes=1
# An ERROR that names the receipt, and the end of the connection, as the standard wants it (STOMP 1.2, "ERROR"). Whoever
# waits for `price-5` learns from it that his message is lost. That an ERROR should say whose it is (the same section) is
# only a recommendation, though. Two other brokers were sent such a SEND, with the receipt `lost`, and behind it a good one,
# with the receipt `sent`. What they answered was recorded:

# %% [markdown] id="what-others-said" lang="zh" of="3a963018"
# 来的是一个指明了回执的 ERROR，接着连接就断了，标准要的正是这样（STOMP 1.2, "ERROR"）。等着 `price-5` 的人由此知道，他的消息丢了。不过，
# ERROR 应当说明自己是给谁的（同一节），这只是一条建议。另有两个 broker 也收到过这样一个 SEND，要的回执是 `lost`；后面又跟了一个正常的，
# 要的回执是 `sent`。它们的回答录了下来：

# %% id="two-recorded-errors" role="break" minutes=0.5
from stompkata.course.transcripts import transcript

for name in ("rabbitmq-3.10", "activemq-5.17"):
    recorded = transcript(name)
    for command, headers, _ in recorded.frames("no-destination")[1:]:  # behind CONNECTED
        print(f"{recorded.peer}: {command:7} receipt-id: {headers.get('receipt-id')}")

# %% [markdown] id="why-a-time-limit" role="break" minutes=0.5
# ActiveMQ says whose ERROR it is, RabbitMQ does not. Neither of them hangs up: the second SEND has its RECEIPT. So whoever
# waits for `lost` at RabbitMQ gets neither a RECEIPT nor an ERROR of his own. What helps him is a limit of time, or a client
# that takes every ERROR for the end, as chapter 07 advised.

# %% [markdown] id="why-a-time-limit" lang="zh" of="1d69a0e2"
# ActiveMQ 说明了 ERROR 是给谁的，RabbitMQ 没有。两个都没有断开：第二个 SEND 照样得到了 RECEIPT。所以，在 RabbitMQ 那里等 `lost` 的人，
# 既等不到 RECEIPT，也等不到写明给他的 ERROR。能帮他的，要么是一个期限，要么是像第 07 章建议的那样，把任何 ERROR 都当作结束的客户端。

# %% [markdown] id="break-a-picture" role="break" minutes=1
# ## Break it: a picture without a length
#
# A program glues its frames together by hand and leaves `content-length` out. For text it has worked for years. Then
# somebody sends a picture; these are the first octets of every PNG file. It asks for a receipt, to be on the safe side.

# %% [markdown] id="break-a-picture" lang="zh" of="660db4b2"
# ## 搞坏它：没有长度的图片
#
# 有个程序手工拼帧，不写 `content-length`。发文本，它多年来都好好的。后来有人发了一张图片；下面是每个 PNG 文件开头的那些八位组。为了保险，它还要了
# 回执。

# %% id="send-a-picture" role="break" minutes=0.5
picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
gallery, careless = listener(broker, "/topic/pictures"), session(broker)
careless.send(b"SEND\ndestination:/topic/pictures\nreceipt:saved\n\n" + picture + b"\x00")
print(gallery.receive())
print(careless.receive())
command, headers, _ = decode_frame(careless.receive())
print(f"{command}: {headers['message']}")

# %% [markdown] id="a-receipt-for-half" role="break" minutes=1
# Read the three lines in turn. The gallery got eight octets of a picture: the first NUL has ended the frame. The RECEIPT says
# that the SEND was processed, which is true: that SEND was eight octets long. Then the broker went on reading, took the rest
# of the picture for the next frame, and closed. The error came late, in another place, and after a signature. Had the picture
# held a SEND of somebody's making behind its NUL, there would have been no error at all. ActiveMQ signs for the half picture
# as well; RabbitMQ hangs up before it signs, but has published the eight octets, too.

# %% [markdown] id="a-receipt-for-half" lang="zh" of="28601eb3"
# 依次读这三行。画廊（gallery）得到一张图片的八个八位组：第一个 NUL 就把帧结束了。RECEIPT 说这个 SEND 已经处理，这也没错：那个 SEND 就是八个八位组长。接着
# broker 往下读，把图片的剩余部分当成了下一个帧，于是关掉了连接。错误来得晚，出在别的地方，而且是在签收之后。假如图片的 NUL 后面藏着某人写好的一个
# SEND，那就连错误也不会有。ActiveMQ 同样会为这半张图片签收；RabbitMQ 没来得及签就挂断了，可那八个八位组它也已经发布出去。

# %% [markdown] id="your-picture-arrives" role="break" leader=false
# The same picture through your `send_frame`:

# %% [markdown] id="your-picture-arrives" lang="zh" of="d68a635c"
# 同一张图片，经过你的 `send_frame`：

# %% id="send-your-picture" role="break" minutes=0.5 leader=false
if lab.written(send_frame):
    asker.send(send_frame("/topic/pictures", picture, content_type="image/png"))
    print(gallery.receive())

# %% [markdown] id="look-back-on-the-map" role="break" minutes=0.5
# Here is everything that was published to this broker. Compare `/topic/empty` with the first message to
# `/topic/pictures`: one that reached nobody, and one that reached somebody in half. The broker has signed for both.

# %% [markdown] id="look-back-on-the-map" lang="zh" of="e2ca45af"
# 发布到这个 broker 的一切都在这里。比较 `/topic/empty` 和发往 `/topic/pictures` 的第一条消息：一条没有到任何人手里，另一条到了别人手里却只有一半。
# 这两条，broker 都签收了。

# %% id="map-of-the-chapter" role="break" minutes=0.5
lab.map(broker)

# %% [markdown] id="compose-publish" role="lesson" minutes=0.5 leader=false
# ## Everything so far
#
# `python -m mystomp` now publishes what you type. It runs here in a process of its own, beside this notebook, and types two
# lines. Somebody else, who has subscribed before, shows the octets that reach him.

# %% [markdown] id="compose-publish" lang="zh" of="60b44c4a"
# ## 把它们合起来
#
# `python -m mystomp` 现在能把你输入的内容发布出去。它在 notebook 旁边自己的进程里运行，输入两行。另有一个人事先订阅好了，把收到的八位组原样显示出来。

# %% id="run-the-publisher" role="demo" minutes=1 leader=false
if lab.written(send_frame):
    chat = listener(broker, "/topic/chat")
    lab.mystomp(broker, "/topic/chat", ["hello", "é中"])
    print(chat.receive())
    print(chat.receive())

# %% [markdown] id="publish-exit" role="lesson" minutes=1
# ## Take with you
#
# 1. Sent is not received. A topic hands a message to those who are there, and keeps nothing for those who are not.
# 2. A RECEIPT is the broker's signature for its own work. It does not say who got the message, or whether anybody did.
# 3. A destination means what the server takes it to mean. `/topic` is a custom, not a part of STOMP.
#
# **Read in the standards:** STOMP 1.2, "Protocol Overview", "SEND", "Header receipt", "RECEIPT" and "ERROR".
#
# **Peers met:** the embedded broker, under four sets of rules; RabbitMQ 3.10 and ActiveMQ 5.17 as recorded. With
# `stompkata check --peers` your two kata meet RabbitMQ, ActiveMQ, stomp.py and stompjs themselves.
#
# **Next:** [09 Subscribe](09_subscribe.ipynb): the other end of the wire, where several may ask for the same, and each has to know what is his.

# %% [markdown] id="publish-exit" lang="zh" of="b5e30f92"
# ## 带走三点
#
# 1. 发了不等于收到。Topic 把消息交给在场的人，不为不在场的人保留任何东西。
# 2. RECEIPT 是 broker 为自己的工作签的字。它没说谁得到了消息，也没说有没有人得到。
# 3. Destination 是什么意思，由服务器说了算。`/topic` 是习惯，不是 STOMP 的一部分。
#
# **去读标准：** STOMP 1.2, "Protocol Overview"、"SEND"、"Header receipt"、"RECEIPT" 和 "ERROR"。
#
# **遇到的对端：** 内嵌 broker，分别按四套规矩运行；录下来的 RabbitMQ 3.10 和 ActiveMQ 5.17。运行 `stompkata check --peers`，你的两个 kata 就会
# 与真正的 RabbitMQ、ActiveMQ、stomp.py 和 stompjs 交谈。
#
# **下一章：** [09 订阅](09_subscribe.ipynb)：线路的另一头。在那里，几个人可能要同一样东西，而每个人都得知道哪一份是自己的。
