# %% [markdown] id="subscribe-title" role="lesson" minutes=1
# # 09 Subscribe
#
# A **SUBSCRIBE** frame tells the broker what you want to hear. One connection may send many of them, and everything
# that the broker then has for you comes in on that one connection, as **MESSAGE** frames in one row. So each of them
# raises a question that your program has to answer: for which of your subscriptions is this one?
#
# In this chapter you see how the broker answers it, and why two answers that look as good are wrong. Then you write the
# part of your client that keeps the subscriptions. At the end it can listen, and you chat with another program.

# %% [markdown] id="subscribe-title" lang="zh" of="55d3a8c0"
# # 09 订阅
#
# **SUBSCRIBE** 帧告诉 broker 你想听什么。一条连接可以发很多个，而 broker 要给你的一切，都从这一条连接上、排成一队以 **MESSAGE** 帧
# 进来。于是每来一个，你的程序都得回答一个问题：这一个是给哪个订阅的？
#
# 本章先看 broker 怎样回答它，以及两个看上去同样好的答案为什么是错的。然后你来写客户端里保管订阅的那一部分。写完，它就能听了，
# 你会用它和另一个程序聊天。

# %% id="borrow-what-came-before" role="demo"
from stompkata import lab

lab.borrow("02_handshake", "03_websocket_frame", "04_messages", "05_stomp_frame")
lab.borrow("06_streaming_parser", "07_connect", "08_publish")

# %% [markdown] id="a-session-to-play-with" role="lesson"
# Whatever you have not written of the earlier chapters is borrowed now. For the experiments you need a broker, and a
# session at it: a socket on which CONNECT has gone out and CONNECTED has come back.

# %% [markdown] id="a-session-to-play-with" lang="zh" of="17defd07"
# 前面章节里你还没写的，现在先借来。做实验还需要一个 broker，以及它那里的一个会话：一个已经发出 CONNECT、也收到了 CONNECTED 的 socket。

# %% id="open-a-session" role="demo" minutes=0.5
broker = lab.broker()


def enter(broker, version="1.2"):
    """A session: a socket on which CONNECTED has come."""
    session = lab.socket(broker)
    session.send(f"CONNECT\naccept-version:{version}\nhost:kata\n\n\x00".encode())
    session.receive()
    return session


me = enter(broker)

# %% [markdown] id="predict-the-copies" role="lesson"
# ## Predict: how many?
#
# One connection subscribes twice to the same topic. The two subscriptions have different ids, `red` and `blue`:
#
# ```python
# b"SUBSCRIBE\nid:red\ndestination:/topic/a\n\n\x00"
# b"SUBSCRIBE\nid:blue\ndestination:/topic/a\n\n\x00"
# ```
#
# Then one message is sent to `/topic/a`. What comes back on this connection?

# %% [markdown] id="predict-the-copies" lang="zh" of="b1306ae8"
# ## 预测：来几个？
#
# 一条连接对同一个 topic 订阅了两次。两个订阅的 id 不同，一个叫 `red`，一个叫 `blue`：
#
# ```python
# b"SUBSCRIBE\nid:red\ndestination:/topic/a\n\n\x00"
# b"SUBSCRIBE\nid:blue\ndestination:/topic/a\n\n\x00"
# ```
#
# 然后向 `/topic/a` 发送一条消息。这条连接上会回来什么？（选项依次是：一个 MESSAGE，两个订阅共用；一个 MESSAGE，给先订阅的；
# 两个 MESSAGE；一个 ERROR。）

# %% id="guess-the-copies" role="predict" minutes=1
lab.predict(
    "two-subscriptions-one-send",
    "Two subscriptions to one topic on one connection, one SEND. What comes back?",
    ["one MESSAGE, for both", "one MESSAGE, for the older", "two MESSAGEs", "an ERROR"],
)

# %% id="reveal-the-copies" role="demo" minutes=1
me.send(b"SUBSCRIBE\nid:red\ndestination:/topic/a\n\n\x00")
me.send(b"SUBSCRIBE\nid:blue\ndestination:/topic/a\n\n\x00")
me.send(b"SEND\ndestination:/topic/a\n\nhello\x00")
for came in [me.receive(), me.receive(), me.receive(timeout=0.3)]:
    print(came)

# %% id="map-the-copies" role="demo" minutes=1
lab.map(broker)

# %% [markdown] id="one-copy-each" role="lesson" minutes=1.5
# Two. The broker counts subscriptions, not connections: one message in, a copy for each subscription out. This is
# **fan-out**. Both copies have the same destination and the same body; what tells them apart is the header
# `subscription`, in which the broker gives you back the `id` of your own SUBSCRIBE (STOMP 1.2, "MESSAGE"). The map says
# the same: one sent, two delivered.
#
# Does the older subscription get its copy first? Here it did. But the standard promises no order between the two, and
# this is what RabbitMQ 3.10 did when it was recorded, with a subscription `0` and, after it, a subscription `1`:

# %% [markdown] id="one-copy-each" lang="zh" of="c1c616f8"
# 两个。Broker 数的是订阅，不是连接：进来一条消息，每个订阅出去一份拷贝，这就是**扇出（fan-out）**。两份拷贝的 destination 相同，正文也相同；
# 能区分它们的是 `subscription` 这个 header，broker 在里面把你自己 SUBSCRIBE 的 `id` 还给了你（STOMP 1.2, "MESSAGE"）。地图说的也一样：
# 发出一条，送达两份。
#
# 先订阅的会先拿到吗？这里是这样。但标准没有承诺两者之间的先后。下面是 RabbitMQ 3.10 被录下来时的做法，先有订阅 `0`，后有订阅 `1`：

# %% id="copies-of-rabbitmq" role="demo" minutes=0.5
from stompkata.course.transcripts import transcript

for command, headers, body in transcript("rabbitmq-3.10").frames("two-subscriptions"):
    if command == "MESSAGE":
        print(command, "for", headers["subscription"], "at", headers["destination"], body)

# %% [markdown] id="three-frames" role="lesson" minutes=2
# ## The frames themselves
#
# Three frames, and one value that goes through all of them:
#
# | frame | from | headers that it must have | STOMP 1.2 |
# | --- | --- | --- | --- |
# | SUBSCRIBE | client | `id`, which you choose; `destination` | "SUBSCRIBE" |
# | MESSAGE | broker | `subscription`, which is that id; `message-id`; `destination` | "MESSAGE" |
# | UNSUBSCRIBE | client | `id` | "UNSUBSCRIBE" |
#
# Ids only have to differ within one connection: another client may use the same ones. SUBSCRIBE may also say `ack`:
# with `auto`, which holds if you say nothing, the broker counts a message as taken once it is sent; `client` and
# `client-individual` make it wait for your word (STOMP 1.2, "SUBSCRIBE ack Header"). Chapter 11 is about that.
#
# Here is a SUBSCRIBE to play with. Click its octet `69`, the letter i of `id`, and type `49` over it, a capital I. What
# does the reader miss now? (Header names are compared octet for octet; you met that in chapter 05.)

# %% [markdown] id="three-frames" lang="zh" of="1a708b4f"
# ## 帧本身
#
# 三种帧，一个值贯穿其中：
#
# | 帧 | 来自 | 必须有的 header | STOMP 1.2 |
# | --- | --- | --- | --- |
# | SUBSCRIBE | 客户端 | `id`，由你来定；`destination` | "SUBSCRIBE" |
# | MESSAGE | broker | `subscription`，就是那个 id；`message-id`；`destination` | "MESSAGE" |
# | UNSUBSCRIBE | 客户端 | `id` | "UNSUBSCRIBE" |
#
# id 只需在一条连接之内互不相同，别的客户端用同样的 id 也无妨。SUBSCRIBE 还可以带 `ack`：不写就是 `auto`，broker 一发出就算你收下了；
# `client` 和 `client-individual` 则让它等你开口（STOMP 1.2, "SUBSCRIBE ack Header"）。那是第 11 章的内容。
#
# 下面这个 SUBSCRIBE 可以动手改。点中八位组 `69`，也就是 `id` 的字母 i，输入 `49`，大写的 I。读的一方现在缺了什么？
# （header 名是逐个八位组比较的，第 05 章见过。）

# %% id="subscribe-to-play-with" role="demo" minutes=1.5
lab.bytes(b"SUBSCRIBE\nid:red\ndestination:/topic/a\n\n\x00")

# %% [markdown] id="coming-late" role="lesson" minutes=0.5
# ## Coming late
#
# Now the other way round. First a message goes to `/topic/news`, and one to `/queue/news`. Nobody has subscribed to
# either. Only then a client subscribes to both. From chapter 08 you know what a topic does with its message. And a queue?

# %% [markdown] id="coming-late" lang="zh" of="f486e46b"
# ## 来晚的人
#
# 现在反过来。先有一条消息发往 `/topic/news`，一条发往 `/queue/news`，此时谁也没有订阅。然后才有一个客户端两个都订阅。Topic 拿它那条消息怎么办，
# 你在第 08 章已经见过。那么 queue 呢？

# %% id="reveal-the-late-one" role="demo" minutes=1
def come_late(session):
    session.send(b"SEND\ndestination:/topic/news\n\nsent to the topic\x00")
    session.send(b"SEND\ndestination:/queue/news\n\nsent to the queue\x00")
    session.send(b"SUBSCRIBE\nid:topic\ndestination:/topic/news\n\n\x00")
    session.send(b"SUBSCRIBE\nid:queue\ndestination:/queue/news\n\n\x00")
    print(session.receive(timeout=0.3), session.receive(timeout=0.3), sep="\n")


come_late(me)

# %% [markdown] id="topics-do-not-remember" role="lesson" minutes=1.5
# The topic has forgotten, as in chapter 08. (Scroll up to the map: it is live, and says that one message reached nobody.)
# The **queue** has kept its message until somebody came to take it. So with a topic the order counts: subscribe first,
# and send when the broker has the subscription. How do you know that it has? SUBSCRIBE may ask for a receipt, as SEND
# did in chapter 08.
#
# Where is all that written? Not in STOMP: it treats a destination as an opaque text, and leaves to the server what
# delivery means there ("Protocol Overview"). The same program at a broker that behaves as Spring's built-in one does:

# %% [markdown] id="topics-do-not-remember" lang="zh" of="f22b2b9f"
# Topic 什么也没留，和第 08 章里一样。（往上翻到地图：它实时更新，上面写着有一条没有到任何人手里。）**Queue（队列）** 则把消息留到有人来取为止。
# 所以对 topic 来说先后要紧：先订阅，等 broker 已经有了这个订阅再发。怎么知道它有了呢？SUBSCRIBE 也可以要回执，就像第 08 章里的 SEND。
#
# 这些写在哪里？不在 STOMP 里：它把 destination 当作一段不透明的文本，在那里怎样才算送达，由服务器自己决定（"Protocol Overview"）。
# 同样的程序，换一个行为像 Spring 内置 broker 的来试：

# %% id="late-at-spring" role="demo" minutes=0.5
come_late(enter(lab.broker("spring", preset="spring")))

# %% [markdown] id="queue-is-a-name" role="lesson" minutes=0.5
# Nothing at all. To that broker `/queue/` is a name like any other.

# %% [markdown] id="queue-is-a-name" lang="zh" of="02c39b2a"
# 什么都没有。对那个 broker 来说，`/queue/` 只是一个普通的名字。

# %% [markdown] id="why-not-by-destination" role="lesson" minutes=1
# ## Why not by destination?
#
# A MESSAGE has a `destination` header, too. Could a program not look up its callback by that? One reason why not you
# have seen: `red` and `blue` had the same one. Here is another. Many brokers take **wildcards** in a SUBSCRIBE. This
# one behaves as RabbitMQ does, where `*` stands for any one word between two dots:

# %% [markdown] id="why-not-by-destination" lang="zh" of="7805da77"
# ## 为什么不能按 destination？
#
# MESSAGE 里也有 `destination` header。程序不能按它去找回调函数（callback）吗？一个理由你已经看到：`red` 和 `blue` 的 destination 一模一样。
# 还有第二个理由。许多 broker 允许在 SUBSCRIBE 里使用**通配符（wildcard）**。下面这个 broker 行为像 RabbitMQ，其中 `*` 代表两个点之间的任意一个词：

# %% id="subscribe-with-a-wildcard" role="demo" minutes=1
orders = lab.broker("orders", preset="rabbitmq")
clerk = enter(orders)
clerk.send(b"SUBSCRIBE\nid:all\ndestination:/topic/orders.*\n\n\x00")
clerk.send(b"SUBSCRIBE\nid:new\ndestination:/topic/orders.new\n\n\x00")
clerk.send(b"SEND\ndestination:/topic/orders.new\n\ntwo teas\x00")
print(clerk.receive(), clerk.receive(), sep="\n")

# %% id="map-of-the-wildcard" role="demo" minutes=1
lab.map(orders)

# %% [markdown] id="destination-of-the-send" role="lesson" minutes=1
# The `destination` in a MESSAGE is the one of the SEND (STOMP 1.2, "MESSAGE"). `/topic/orders.*`, the text that was
# subscribed to, comes back in no frame at all. A program that looks the callback up by destination calls the one for
# `/topic/orders.new` twice, and the one for `/topic/orders.*` never. The broker has done the matching already; it tells
# you the outcome in `subscription`, and you look up that.

# %% [markdown] id="destination-of-the-send" lang="zh" of="2adc8612"
# MESSAGE 里的 `destination` 是 SEND 的那一个（STOMP 1.2, "MESSAGE"）。你订阅时写的 `/topic/orders.*`，在任何一个回来的帧里都找不到。
# 按 destination 去查的程序，会把 `/topic/orders.new` 的回调函数调用两次，`/topic/orders.*` 的那个却一次也不调用。匹配的事 broker 已经做完了，
# 结果就写在 `subscription` 里，你查它就行。

# %% [markdown] id="predict-in-flight" role="lesson" minutes=0.5
# ## Predict: still on its way
#
# The last question before you build. A client has subscribed with `id:green`, and somebody else sends a message to that
# topic. The client has read nothing yet when it changes its mind, and sends this:
#
# ```python
# b"UNSUBSCRIBE\nid:green\nreceipt:3\n\n\x00"
# ```
#
# Only now it reads. What has come?

# %% [markdown] id="predict-in-flight" lang="zh" of="b76268f1"
# ## 预测：还在路上
#
# 动手之前的最后一个问题。一个客户端用 `id:green` 订阅了，别人向那个 topic 发来一条消息。客户端什么都还没读，就改了主意，发出：
#
# ```python
# b"UNSUBSCRIBE\nid:green\nreceipt:3\n\n\x00"
# ```
#
# 到现在它才开始读。来的是什么？（选项依次是：只有 RECEIPT；先 MESSAGE，后 RECEIPT；先 RECEIPT，后 MESSAGE；一个 ERROR。）

# %% id="guess-in-flight" role="predict" minutes=1
lab.predict(
    "unsubscribe-in-flight",
    "A message is sent, then the reader sends UNSUBSCRIBE, and reads. What has come?",
    [
        "only the RECEIPT",
        "the MESSAGE, then the RECEIPT",
        "the RECEIPT, then the MESSAGE",
        "an ERROR",
    ],
)

# %% [markdown] id="one-step-at-a-time" role="lesson"
# (The other receipts are there so that each step is over before the next one begins.)

# %% [markdown] id="one-step-at-a-time" lang="zh" of="b6c984a9"
# （另外几张回执，是为了让每一步都在下一步之前做完。）

# %% id="unsubscribe-too-late" role="demo" minutes=1
post = lab.broker("post")
reader, writer = enter(post), enter(post)
reader.send(b"SUBSCRIBE\nid:green\ndestination:/topic/b\nreceipt:1\n\n\x00")
reader.receive()
writer.send(b"SEND\ndestination:/topic/b\nreceipt:2\n\ncatch me\x00")
writer.receive()
reader.send(b"UNSUBSCRIBE\nid:green\nreceipt:3\n\n\x00")
print(reader.receive(), reader.receive(), sep="\n")

# %% id="ladder-of-the-late-one" role="demo" minutes=0.5
lab.ladder(post)

# %% [markdown] id="what-is-in-flight" role="lesson" minutes=1
# The MESSAGE was **in flight**: the broker had sent it before UNSUBSCRIBE arrived. (Read the ladder from the top:
# MESSAGE goes out above UNSUBSCRIBE, although the program saw them the other way round.) Nobody did anything wrong, and
# so a client must not treat it as an error. Only the RECEIPT for UNSUBSCRIBE tells that nothing more will come.
#
# It follows, too, that an id is better not used again: a late MESSAGE for the old subscription would look like the
# first one for the new.

# %% [markdown] id="what-is-in-flight" lang="zh" of="5ce81423"
# 那个 MESSAGE 当时**正在途中（in flight）**：UNSUBSCRIBE 到达之前，broker 已经把它发出来了。（从上往下读这张时序图：MESSAGE 在 UNSUBSCRIBE
# 的上方就出去了，尽管程序看到的次序相反。）谁也没做错，所以客户端不能把它当成错误。只有 UNSUBSCRIBE 的 RECEIPT
# 才告诉你：不会再来了。
#
# 由此还可以知道：一个 id 最好不要再用。否则，旧订阅迟到的 MESSAGE，看上去就像是新订阅的第一条。

# %% [markdown] id="make-subscriptions" role="lesson" minutes=1 leader=false
# ## Build: whom to call
#
# `Subscriptions` holds what one connection has subscribed to. It does no I/O: it gives you octets to send, and you give
# it the MESSAGEs that come in. For each subscription it keeps a **callback**, a function that is called with each
# message.
#
# One rule in its docstrings is not STOMP's but a decision, and a program that uses it must know it: what a callback
# raises is not caught. An error that is swallowed here would be a message that was lost without a word.

# %% [markdown] id="make-subscriptions" lang="zh" of="25d88d43"
# ## 动手：该调用谁
#
# `Subscriptions` 保管一条连接订阅了什么。它不做 I/O：它给你要发送的八位组，你把进来的 MESSAGE 交给它。每个订阅它都记着一个
# **回调函数（callback）**，每来一条消息就调用一次。
#
# docstring 里有一条规则不是 STOMP 的，而是一个决定，使用它的程序必须知道：回调函数抛出的异常不会被接住。在这里吞掉一个异常，
# 就等于一声不响地弄丢一条消息。

# %% id="kata-subscriptions" role="kata" kata="subscribe.Subscriptions" minutes=12
from mystomp.stomp_frame import encode_frame


class Subscriptions:
    """What one connection has subscribed to, and who is called for it.

    - SUBSCRIBE has the headers id, destination and ack, and behind them the pairs in
      `headers`; UNSUBSCRIBE has id alone. An id is text, and is never given out twice.
    - A MESSAGE is (command, headers, body). It goes to the one callback whose id stands in
      its header `subscription`; to nobody if that id is unknown, or the header is missing.
    - A callback may subscribe and unsubscribe. What it raises leaves `dispatch` as it is,
      and its subscription stays.
    """

    def __init__(self):
        """Begin without any."""
        ### BEGIN SOLUTION
        self.callbacks = {}
        self.number = 0
        ### END SOLUTION

    def subscribe(
        self, destination: str, callback, *, ack: str = "auto", headers=()
    ) -> tuple[str, bytes]:
        """Return a new id, and the octets of SUBSCRIBE."""
        ### BEGIN SOLUTION
        self.number += 1
        subscription_id = str(self.number)
        self.callbacks[subscription_id] = callback
        pairs = [("id", subscription_id), ("destination", destination), ("ack", ack)]
        return subscription_id, encode_frame("SUBSCRIBE", [*pairs, *headers])
        ### END SOLUTION

    def unsubscribe(self, subscription_id: str) -> bytes:
        """Return the octets of UNSUBSCRIBE; raise KeyError if the id is not subscribed."""
        ### BEGIN SOLUTION
        del self.callbacks[subscription_id]
        return encode_frame("UNSUBSCRIBE", [("id", subscription_id)])
        ### END SOLUTION

    def dispatch(self, message: tuple[str, dict[str, str], bytes]) -> bool:
        """Call `callback(message)`, and return True; for nobody, return False."""
        ### BEGIN SOLUTION
        callback = self.callbacks.get(message[1].get("subscription"))
        if callback is None:
            return False
        callback(message)
        return True
        ### END SOLUTION

# %% id="check-subscriptions" role="check"
lab.check(Subscriptions)

# %% [markdown] id="break-the-ids" role="break" minutes=0.5
# ## Break it: one id, twice
#
# A program counts its subscriptions to make an id. It has two, gives up the first, subscribes to a third: the count is
# two again, and so is the id. What does the broker say to an id that is in use?

# %% [markdown] id="break-the-ids" lang="zh" of="552aec00"
# ## 搞坏它：一个 id 用两次
#
# 有个程序靠数订阅的个数来造 id。它有两个订阅，退掉第一个，再订第三个：个数又是二，id 也就又是二。对一个正在使用的 id，broker 会怎么说？

# %% id="subscribe-twice-with-one-id" role="break" minutes=0.5
def said(session):
    print(session.receive().decode().rstrip("\x00"))


house = lab.broker("house of cards")
careless = enter(house)
careless.send(b"SUBSCRIBE\nid:2\ndestination:/topic/a\n\n\x00")
careless.send(b"SUBSCRIBE\nid:2\ndestination:/topic/b\n\n\x00")
said(careless)

# %% id="map-after-the-error" role="break" minutes=0.5
lab.map(house)

# %% [markdown] id="everything-is-gone" role="break" minutes=0.5
# After ERROR the connection is closed (STOMP 1.2, "ERROR"), and a subscription lives no longer than its connection: the
# map shows the second one as refused, and the first, which was in order, as ended. One id too many, and everything that this client listened to is
# silent. Whoever connects again starts with no subscription.
#
# Two other brokers were given two subscriptions with the id `2` as well, and then a message for each. This is what was
# recorded:

# %% [markdown] id="everything-is-gone" lang="zh" of="35210038"
# ERROR 之后连接关闭（STOMP 1.2, "ERROR"），而订阅活不过它的连接：地图上，第二个订阅被拒绝（refused），原本没有任何问题的第一个也结束了（ended）。一个 id 多用了一次，
# 这个客户端所听的一切就都没了声音。重新连上的人，要从零个订阅开始。
#
# 另外两个 broker 也收到过两个 id 同为 `2` 的订阅，然后每个订阅各来一条消息。录下来的情形是这样：

# %% id="others-on-one-id" role="break" minutes=0.5
def others_said(scene):
    """Print what two brokers answered, behind CONNECTED, when they were recorded."""
    for name in ("rabbitmq-3.10", "activemq-5.17"):
        recorded = transcript(name)
        for command, headers, _ in recorded.frames(scene)[1:]:
            whose = f"for {headers.get('subscription')} at {headers.get('destination')}"
            print(f"{recorded.peer}: {command} {headers.get('message', whose)}")


others_said("one-id-twice")

# %% [markdown] id="nobody-finds-it-for-you" role="break" minutes=1
# RabbitMQ refuses, and hangs up. ActiveMQ takes both without a word, and marks the messages of both with the same `2`: a
# client that keeps one callback for an id now calls the newer one for everything. Do not count on a broker to find this
# mistake. It cannot happen where ids are never given out twice.
#
# UNSUBSCRIBE has its classic as well. In STOMP 1.0 it could name the destination in place of an id:

# %% [markdown] id="nobody-finds-it-for-you" lang="zh" of="41a8f6e5"
# RabbitMQ 拒绝，并断开连接。ActiveMQ 一声不吭地都收下，给两边的消息都标上同一个 `2`：每个 id 只记一个回调函数的客户端，从此不管什么消息，
# 调用的都是后来的那个。别指望 broker 替你发现这个错误。只要 id 从不重复发放，它就不会发生。
#
# UNSUBSCRIBE 也有它的经典错误。STOMP 1.0 里可以不写 id，只写 destination：

# %% id="unsubscribe-without-an-id" role="break" minutes=0.5
careless = enter(house)
careless.send(b"SUBSCRIBE\nid:2\ndestination:/topic/a\n\n\x00")
careless.send(b"UNSUBSCRIBE\ndestination:/topic/a\n\n\x00")
said(careless)

# %% [markdown] id="others-without-an-id" role="break"
# The two others were asked as well, and then sent a message to `/topic/transcript`, where the subscription was:

# %% [markdown] id="others-without-an-id" lang="zh" of="b99f8465"
# 也问过另外那两个 broker，然后又向订阅所在的 `/topic/transcript` 发了一条消息：

# %% id="others-on-a-lost-id" role="break" minutes=0.5
others_said("unsubscribe-without-id")

# %% [markdown] id="back-to-one-zero" role="break" minutes=0.5
# Both refuse, and neither hangs up, although the standard says that they must. The subscription is as it was, and the next
# message comes: a client that has forgotten it gets messages for nobody, until it disconnects.
#
# And this is why naming the destination could not last. A session of version 1.0 may subscribe without any id:

# %% [markdown] id="back-to-one-zero" lang="zh" of="71a85513"
# 两个都拒绝了，却都没有断开，尽管标准说必须断开。订阅原样还在，下一条消息照样来：客户端要是已经把它忘了，在断开之前就会一直收到没有主人的消息。
#
# 只写 destination 的办法为什么维持不下去？1.0 版的会话可以不带任何 id 就订阅：

# %% id="subscribe-in-one-zero" role="break" minutes=0.5
old = enter(house, version="1.0")
old.send(b"SUBSCRIBE\ndestination:/topic/old\n\n\x00")
old.send(b"SEND\ndestination:/topic/old\n\nfor whom?\x00")
said(old)

# %% [markdown] id="for-whom" role="break" minutes=0.5
# No `subscription` header: there was no id to give back (STOMP 1.0, "SUBSCRIBE"). Which of your callbacks is meant,
# nobody can tell, and your `dispatch` says so with False. Versions 1.1 and 1.2 made the id a must.

# %% [markdown] id="for-whom" lang="zh" of="9e7f7733"
# 没有 `subscription` header：本来就没有 id 可还（STOMP 1.0, "SUBSCRIBE"）。它要找你的哪个回调函数，谁也说不上来，你的 `dispatch`
# 就用 False 说出这一点。1.1 和 1.2 版规定 id 必不可少。

# %% [markdown] id="a-chat" role="lesson" minutes=0.5 leader=false
# ## Everything so far: a chat
#
# Your own client listens now. You connect with `connect_frame` of chapter 07, subscribe, and wait; then stompjs comes
# in, in this page, and says hello to the same topic.

# %% [markdown] id="a-chat" lang="zh" of="059ad98e"
# ## 把它们合起来：聊天
#
# 你自己的客户端现在会听了。用第 07 章的 `connect_frame` 连上，订阅，等着；然后 stompjs 在这个页面里进来，向同一个 topic 问好。

# %% id="import-your-own" role="demo" leader=false
from mystomp.connect import connect_frame
from mystomp.publish import send_frame
from mystomp.stomp_frame import decode_frame

# %% id="enter-the-chat" role="demo" minutes=0.5 leader=false
def tell(message):
    print("heard:", message[2])


if lab.written(Subscriptions):
    chat, me = Subscriptions(), lab.socket(broker)
    me.send(connect_frame("kata"))
    me.receive()
    me.send(chat.subscribe("/topic/chat", tell)[1])

# %% id="stompjs-in-the-chat" role="demo" minutes=0.5 leader=false
lab.stompjs(broker, destination="/topic/chat")

# %% id="hear-the-chat" role="demo" minutes=0.5 leader=false
if lab.written(Subscriptions):
    heard = me.receive(timeout=1)
    print(chat.dispatch(decode_frame(heard)) if heard else heard)

# %% [markdown] id="without-a-page" role="lesson" leader=false
# (Without a page nobody says hello, and the cell says that nothing came.) Answer it. Your own message comes back to you
# as well, since you have subscribed to where you send:

# %% [markdown] id="without-a-page" lang="zh" of="57aa574b"
# （没有页面就没有人来问好，单元格会告诉你什么也没收到。）回它一句吧。你自己的消息也会回到你这里，因为你订阅了自己发往的地方：

# %% id="answer-in-the-chat" role="demo" minutes=0.5 leader=false
if lab.written(Subscriptions):
    me.send(send_frame("/topic/chat", b"hello from me"))
    chat.dispatch(decode_frame(me.receive()))

# %% [markdown] id="the-whole-client" role="lesson" minutes=0.5 leader=false
# And now without a notebook. `python -m mystomp` is your client as a program of its own: it connects, subscribes,
# prints what comes, and publishes each line that you type. The next cell starts it and types two lines. In a terminal,
# in your folder, you can type yourself: `python -m mystomp ws://… /topic/chat`, with the address that `broker.url`
# shows, and chat with stompjs above.

# %% [markdown] id="the-whole-client" lang="zh" of="aaf5330f"
# 再来一次，这回不靠 notebook。`python -m mystomp` 就是独立成一个程序的你的客户端：连接，订阅，打印收到的一切，把你输入的每一行发布出去。
# 下一个单元格启动它，并输入两行。你也可以在终端里进入你的文件夹，自己输入：`python -m mystomp ws://… /topic/chat`，地址用 `broker.url`
# 显示的那个，和上面的 stompjs 聊天。

# %% id="run-the-whole-client" role="demo" minutes=1 leader=false
lab.mystomp(broker, "/topic/chat", ["hello from a program", "é中"])

# %% [markdown] id="subscribe-exit" role="lesson" minutes=1
# ## Take with you
#
# 1. The broker says which one: a MESSAGE belongs to the subscription whose id it carries, and to no other, whatever its
#    destination is.
# 2. A topic tells who is there now. Subscribe first, then send; and what was on its way when you unsubscribed still
#    comes.
# 3. Ids are the connection's own: never two at once, best never twice, and gone with the connection.
#
# **Read in the standards:** STOMP 1.2, "SUBSCRIBE", "SUBSCRIBE id Header", "UNSUBSCRIBE" and "MESSAGE"; STOMP 1.0,
# "SUBSCRIBE", for what it was like without ids.
#
# **Peers met:** the embedded broker, also as it imitates RabbitMQ and Spring; RabbitMQ 3.10 and ActiveMQ 5.17 as
# recorded; stompjs 7.5 where there is a page. `stompkata check --peers` holds your class before RabbitMQ and ActiveMQ, where they are
# installed.
#
# **Next:** 10 Heart-beats is to come. It asks how you find out that the other side is gone, when nobody says so.

# %% [markdown] id="subscribe-exit" lang="zh" of="04602018"
# ## 带走三点
#
# 1. 由 broker 来说是哪一个：MESSAGE 属于它所带 id 的那个订阅，不属于别的，无论它的 destination 是什么。
# 2. Topic 只告诉此刻在场的人。先订阅，再发送；而你退订时已经在路上的，还是会来。
# 3. id 属于这条连接自己：不能同时有两个相同的，最好永不重复，连接一断就全没了。
#
# **去读标准：** STOMP 1.2, "SUBSCRIBE"、"SUBSCRIBE id Header"、"UNSUBSCRIBE" 和 "MESSAGE"；没有 id 的年代是什么样，见 STOMP 1.0,
# "SUBSCRIBE"。
#
# **遇到的对端：** 内嵌 broker，以及它模仿 RabbitMQ 和 Spring 的样子；录下来的 RabbitMQ 3.10 和 ActiveMQ 5.17；有页面时还有 stompjs 7.5。
# 装有 RabbitMQ 和 ActiveMQ 时，`stompkata check --peers` 会让你的类与它们当面交谈。
#
# **下一章：** 10 心跳还在路上。它要问的是：对方不在了，却没有人告诉你，你怎么知道？
