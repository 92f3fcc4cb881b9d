# %% [markdown] id="connect-title" role="lesson" minutes=1
# # 07 Connect: an open socket is not a session
#
# The WebSocket of chapter 02 is open, and octets can pass both ways. Neither side knows yet which STOMP the other one
# speaks, who it is, or how long it may be silent before it counts as dead. Two frames settle that: CONNECT asks, and
# CONNECTED answers. What they settle is called the **session**, and it lasts until the connection ends.
#
# In this chapter you write the frame that asks, and the function that reads the answer. Most answers are friendly. The
# others teach more.

# %% [markdown] id="connect-title" lang="zh" of="4425cfd4"
# # 07 连接：socket 打开了，会话还没有
#
# 第 02 章的 WebSocket 已经打开，八位组可以双向通行。可双方还不知道对方讲的是哪个版本的 STOMP、对方是谁、对方沉默多久才算断了。
# 两个帧把这些谈妥：CONNECT 提问，CONNECTED 作答。谈妥的结果就叫**会话（session）**，一直有效到连接结束。
#
# 本章你要写出提问的帧，以及读懂回答的函数。多数回答是友好的；从其余的回答里，能学到的更多。

# %% id="start-the-session-broker" role="demo" minutes=0.5
from stompkata import lab

lab.borrow("02_handshake", "03_websocket_frame", "04_messages")
lab.borrow("05_stomp_frame", "06_streaming_parser")
from mystomp.stomp_frame import decode_frame

broker = lab.broker()

# %% [markdown] id="what-was-borrowed" role="lesson"
# Your own functions stay as they are. `lab.borrow` fills in what you have not written, and lends what chapters 03, 04
# and 06 are going to give; what it has filled in is marked as borrowed.

# %% [markdown] id="what-was-borrowed" lang="zh" of="e55cf93c"
# 你自己写的函数原封不动。`lab.borrow` 补上你没写的，并借出第 03、04、06 章将来要给的；凡是补上的，都标为 borrowed。

# %% [markdown] id="predict-a-hasty-send" role="lesson"
# ## Predict: a hasty SEND
#
# A client opens its WebSocket, and the server answers 101. The next thing that the client sends is this, with no
# CONNECT before it:
#
# ```python
# b"SEND\ndestination:/topic/news\n\nhello\x00"
# ```
#
# The frame itself is flawless. What becomes of it?

# %% [markdown] id="predict-a-hasty-send" lang="zh" of="ad9b7f59"
# ## 预测：性急的 SEND
#
# 客户端打开 WebSocket，服务器回了 101。客户端接着就发了下面这个帧，前面没有任何 CONNECT：
#
# ```python
# b"SEND\ndestination:/topic/news\n\nhello\x00"
# ```
#
# 帧本身无可挑剔。它的下场是什么？（选项依次是：被送达；留着，等 CONNECT 来；ERROR，并关闭连接；被忽略。）

# %% id="guess-a-hasty-send" role="predict" minutes=1
lab.predict(
    "open-is-not-connected",
    "What becomes of the SEND?",
    [
        "it is delivered",
        "it is kept until a CONNECT comes",
        "ERROR, and the connection closes",
        "it is ignored",
    ],
)

# %% id="send-in-haste" role="demo" minutes=0.5
hasty = lab.socket(broker)
hasty.send(b"SEND\ndestination:/topic/news\n\nhello\x00")
print(hasty.receive().decode().rstrip("\x00"))

# %% [markdown] id="still-there" role="lesson"
# An ERROR, with a reason and a piece of advice. Is the connection still there?

# %% [markdown] id="still-there" lang="zh" of="5a57985a"
# 来的是 ERROR，有原因，还有建议。那么连接还在吗？

# %% id="the-end-of-haste" role="demo" minutes=0.5
try:
    hasty.receive()
except ConnectionError as gone:
    print(gone)

# %% id="ladder-of-haste" role="demo" minutes=1
lab.ladder(hasty)

# %% [markdown] id="open-is-not-connected" role="lesson" minutes=1
# Read the ladder from the top. 101 answers the handshake, and ends it: a WebSocket is open, and that is all. Then SEND
# goes out, ERROR comes back, and the server closes with 1002, which means a protocol error (RFC 6455 §7.4.1). A client
# begins with CONNECT (STOMP 1.2, "Connecting"); before that there is no session in which anything could be sent.
#
# Other brokers say the same in fewer words. These two were recorded:

# %% [markdown] id="open-is-not-connected" lang="zh" of="9c370d81"
# 从上往下读这张时序图。101 回答了握手，握手也就到此为止：WebSocket 打开了，仅此而已。接着 SEND 出去，ERROR 回来，服务器以 1002 关闭，
# 意思是协议错误（RFC 6455 §7.4.1）。客户端要从 CONNECT 开始（STOMP 1.2, "Connecting"）；在那之前没有会话，也就没有地方可以 SEND。
#
# 别的 broker 说的也是这个意思，只是话更少。下面两句是事先录下来的：

# %% id="others-on-haste" role="demo" minutes=0.5
from stompkata.course.transcripts import transcript

for name in ("rabbitmq-3.10", "activemq-5.17"):
    [(command, headers, _)] = transcript(name).frames("before-connect")
    print(f"{transcript(name).peer}: {command} {headers['message']}")

# %% [markdown] id="connect-header-by-header" role="lesson" minutes=2
# ## The frame that asks
#
# | header | | who reads it, and what for |
# | --- | --- | --- |
# | `accept-version` | must | the broker: versions that you speak, in rising order, with commas between |
# | `host` | must | the broker, where one server holds several separate worlds; RabbitMQ calls them virtual hosts, its first one is `/` |
# | `login`, `passcode` | may | whoever guards the door |
# | `heart-beat` | may | the broker's clock: `10000,20000` says "I can send every 10 s, and want to hear something every 20 s"; chapter 10 |
#
# So far STOMP 1.2, "CONNECT or STOMP Frame" and "Heart-beating". Like every frame it has an empty line and a NUL.
# Unlike every other one that a client sends, it is never escaped: it is read before anybody knows whether the peers
# speak a version that has escapes ("Value Encoding").

# %% [markdown] id="connect-header-by-header" lang="zh" of="b11cad6b"
# ## 提问的帧
#
# | header | | 谁来读，拿去做什么 |
# | --- | --- | --- |
# | `accept-version` | 必须 | broker：你会讲的版本，按升序排列，以逗号隔开 |
# | `host` | 必须 | broker：一台服务器里可以有几个互不相通的世界；RabbitMQ 称之为 virtual host，第一个叫 `/` |
# | `login`、`passcode` | 可选 | 守门的人 |
# | `heart-beat` | 可选 | broker 的时钟：`10000,20000` 表示“我每 10 秒能发一次，希望每 20 秒能听到一点动静”；见第 10 章 |
#
# 以上出自 STOMP 1.2, "CONNECT or STOMP Frame" 和 "Heart-beating"。和每个帧一样，它有空行和 NUL。和客户端发的其他帧不一样，它从不转义：
# 读它的时候，还没人知道双方讲的版本有没有转义（"Value Encoding"）。

# %% [markdown] id="play-with-connect" role="lesson"
# Here is one to play with; its passcode is `a:b`. Three changes, and Undo after each:
#
# - Click the `3a` between `61` and `62`, the colon in `a:b`, and type `0a`, a line feed. What has become of the `b`?
# - Type `5c`, a backslash, over the same octet. Does anybody mind?
# - Type `20`, a space, over a comma between two versions. Does anybody mind that?

# %% [markdown] id="play-with-connect" lang="zh" of="d203ca9e"
# 这里有一个可以动手的帧，它的 passcode 是 `a:b`。做三处改动，每次改完用 Undo 撤销：
#
# - 点中 `61` 和 `62` 之间的 `3a`，也就是 `a:b` 里的冒号，输入 `0a`，即换行。`b` 变成了什么？
# - 在同一个八位组上输入 `5c`，即反斜杠。有谁介意吗？
# - 在两个版本之间的逗号上输入 `20`，即空格。这回有谁介意吗？

# %% id="a-connect-to-play-with" role="demo" minutes=2
lab.bytes(
    b"CONNECT\naccept-version:1.0,1.1,1.2\nhost:kata\n"
    b"login:ada\npasscode:a:b\nheart-beat:10000,20000\n\n\x00"
)

# %% [markdown] id="what-nobody-minds" role="lesson" minutes=0.5
# The line feed cuts the passcode in two, and what is left is a header line without a colon: an error, luckily. Had it
# read `x:y`, it would have been a header that somebody else wrote into your frame, as in chapter 05; only that this
# time no escape can help. A CONNECT with such a value must not be made at all.
#
# The backslash and the space are octets like any other. The frame stays legal, and means something else than you think.

# %% [markdown] id="what-nobody-minds" lang="zh" of="d9b307ef"
# 换行把 passcode 切成两截，剩下的成了没有冒号的 header 行：幸好，这是个错误。假如那里写的是 `x:y`，那就是别人往你的帧里塞进了一个
# header，和第 05 章一样；只不过这一次没有转义可以救你。带着这种值的 CONNECT，根本就不该造出来。
#
# 反斜杠和空格则是普普通通的八位组。帧依然合法，只是意思和你想的不一样了。

# %% [markdown] id="predict-the-version" role="lesson"
# ## Predict: which version?
#
# A client from the future offers `accept-version:1.0,1.3`. The broker speaks 1.0, 1.1 and 1.2. Which version does the
# session have?

# %% [markdown] id="predict-the-version" lang="zh" of="c5372513"
# ## 预测：哪个版本？
#
# 一个来自未来的客户端提出 `accept-version:1.0,1.3`。Broker 会讲 1.0、1.1 和 1.2。会话用的是哪个版本？（最后一个选项是：没有会话，
# 回来的是 ERROR。）

# %% id="guess-the-version" role="predict" minutes=1
lab.predict(
    "versions-in-common",
    "You offer 1.0 and 1.3; the broker speaks 1.0, 1.1 and 1.2. The session is",
    ["1.0", "1.2", "1.3", "none: ERROR comes back"],
)

# %% id="offer-versions" role="demo" minutes=1
def offer(versions: str, to=broker) -> None:
    """Offer these versions, and print what a broker makes of them."""
    socket = lab.socket(to)
    socket.send(f"CONNECT\naccept-version:{versions}\nhost:kata\n\n\x00".encode())
    lines = socket.receive().decode().split("\n")
    version = [line for line in lines if line.startswith("version")]
    print(f"{versions:8} -> {lines[0]}, {''.join(version) or 'no version header'}")


offer("1.0,1.1")
offer("1.0,1.3")
offer("1.0, 1.1")
offer("1.0, 1.1", to=lab.broker("to the letter", preset="strict"))

# %% [markdown] id="highest-in-common" role="lesson" minutes=1.5
# The broker takes the highest version that both speak ("Protocol Negotiation"). For `1.0,1.3` that is 1.0, and its
# CONNECTED has no version header, because 1.1 invented that header. So a missing version is not a missing answer. It is
# the answer 1.0; and 1.0 has no escapes, no heart-beats, and no way to refuse a message. Whoever writes on as if it were
# 1.2 is misread without anybody noticing.
#
# The third line is the space from above, and this broker forgave it. The one that reads to the letter looks for a version
# `·1.1`, with a space in front, finds none, and gives 1.0 without a word. RabbitMQ 3.10 and ActiveMQ 5.17 were seen to do
# the same.

# %% [markdown] id="highest-in-common" lang="zh" of="c8a799b9"
# Broker 取双方都会讲的最高版本（"Protocol Negotiation"）。对 `1.0,1.3` 来说就是 1.0；它的 CONNECTED 没有 version，因为这个 header 是
# 1.1 才发明的。所以，没有 version 不等于没有回答，它就是回答：1.0。而 1.0 没有转义，没有心跳，也没法拒收消息。谁要是还照 1.2 的规矩写下去，
# 就会被读错，而且谁也察觉不到。
#
# 第三行就是刚才那个空格，这个 broker 没有计较。一字不差地照读的那个，会去找版本 `·1.1`，前面带着空格，找不到，就一声不吭地给了 1.0。
# 据观察，RabbitMQ 3.10 和 ActiveMQ 5.17 也是这样。

# %% [markdown] id="make-connect-frame" role="lesson" minutes=0.5 leader=false
# ## Build: the frame that asks
#
# You have the writer already: `encode_frame` from chapter 05, and it leaves CONNECT unescaped. What remains is to
# decide which headers there are. `None` means that a value was not given; an empty text is a value.

# %% [markdown] id="make-connect-frame" lang="zh" of="4e92822a"
# ## 动手：提问的帧
#
# 写帧的工具你已经有了：第 05 章的 `encode_frame`，它不会给 CONNECT 转义。剩下的是决定该有哪些 header。`None` 表示没有给值；空字符串也是值。

# %% id="kata-connect-frame" role="kata" kata="connect.connect_frame" minutes=7
from mystomp.stomp_frame import encode_frame


def connect_frame(
    host: str,
    versions: tuple[str, ...] = ("1.2", "1.1", "1.0"),
    login: str | None = None,
    passcode: str | None = None,
    heart_beat: tuple[int, int] = (0, 0),
) -> bytes:
    """Return a CONNECT frame with these headers, each once, in any order:

    - accept-version: the versions, in rising order, with a comma between two.
    - host.
    - login and passcode: each as it is, empty ones too, and left out where it is None.
    - heart-beat: the two numbers, with a comma between them.

    Nothing is escaped. Raise ValueError if host, login or passcode holds a CR or LF.
    """
    ### BEGIN SOLUTION
    headers = [("accept-version", ",".join(sorted(versions))), ("host", host)]
    headers += [("login", login)] if login is not None else []
    headers += [("passcode", passcode)] if passcode is not None else []
    if any("\n" in value or "\r" in value for _, value in headers):
        raise ValueError("a line end in CONNECT would begin another header")
    headers += [("heart-beat", "{},{}".format(*heart_beat))]
    return encode_frame("CONNECT", headers)
    ### END SOLUTION

# %% id="check-connect-frame" role="check"
lab.check(connect_frame)

# %% [markdown] id="make-on-connected" role="lesson" minutes=0.5 leader=false
# ## Build: the answer
#
# Three things can come back: CONNECTED, ERROR, or something that makes no sense here. Only the first one is a session,
# and even then there is one promise to check: the version has to be one that you offered.
#
# The frame comes as your `decode_frame` gives it: command, headers, body. `Session` and `StompError` are given. The
# numbers of heart-beat stay in the order in which the server wrote them: what it can do, and what it wants.

# %% [markdown] id="make-on-connected" lang="zh" of="4ba867b2"
# ## 动手：回答
#
# 回来的可能有三种：CONNECTED、ERROR，或者在这里说不通的东西。只有第一种是会话，而且即便如此，还有一个承诺要核对：那个版本必须是你提出过的。
#
# 帧就是你的 `decode_frame` 给出的样子：命令、header、正文。`Session` 和 `StompError` 已经给好。heart-beat 的两个数字保持服务器写的顺序：它能做什么，它想要什么。

# %% id="kata-on-connected" role="kata" kata="connect.on_connected" minutes=8
from dataclasses import dataclass


@dataclass(frozen=True)
class Session:
    """What both sides have agreed on, until the connection ends."""
    version: str
    session: str | None
    server: str | None
    heart_beat: tuple[int, int]


class StompError(Exception):
    """What a server said in an ERROR frame."""


def on_connected(frame: tuple, offered: tuple[str, ...]) -> Session:
    """Return the session that the server's answer to CONNECT opens.

    - version: without that header, 1.0. session, server: those headers, or None.
    - heart_beat: the header's two whole numbers, in its order; without it (0, 0).
    - An ERROR raises StompError; its text is the header message, or "".
    - Any other frame than CONNECTED, a version that is none of `offered`, and a heart-beat
      that is not two numbers with a comma between raise ValueError.
    """
    ### BEGIN SOLUTION
    command, headers, _ = frame
    if command == "ERROR":
        raise StompError(headers.get("message", ""))
    if command != "CONNECTED":
        raise ValueError(f"{command} is no answer to CONNECT")
    version = headers.get("version", "1.0")
    if version not in offered:
        raise ValueError(f"version {version} was never offered")
    can, wants = map(int, headers.get("heart-beat", "0,0").split(","))
    return Session(version, headers.get("session"), headers.get("server"), (can, wants))
    ### END SOLUTION

# %% id="check-on-connected" role="check"
lab.check(on_connected)

# %% [markdown] id="who-is-there" role="lesson"
# ## Who is there?
#
# This broker knows one user, `ada`, with the passcode `a:b`. The first client believes in escapes everywhere.

# %% [markdown] id="who-is-there" lang="zh" of="6c831747"
# ## 门外是谁？
#
# 这个 broker 只认识一个用户：`ada`，passcode 是 `a:b`。第一个客户端相信，转义到处都该有。

# %% id="an-escaped-passcode" role="demo" minutes=0.5
guarded = lab.broker("guarded", preset="strict", users={"ada": "a:b"})
careful = lab.socket(guarded)
careful.send(b"CONNECT\naccept-version:1.2\nhost:kata\nlogin:ada\npasscode:a\\cb\n\n\x00")
print(careful.receive().partition(b"\n\n")[0].decode())

# %% [markdown] id="your-passcode" role="lesson" leader=false
# `a\cb` has four octets, and no passcode of this broker has four. Now your frame, read by your function. You offer
# `10000,20000`, and the two numbers come back the other way round: they are the server's, who can send as often as you
# want to hear, and wants to hear as often as you can send.

# %% [markdown] id="your-passcode" lang="zh" of="c159969d"
# `a\cb` 是四个八位组，而这个 broker 没有四个八位组的 passcode。再来看你的帧，由你的函数来读。你提出的是 `10000,20000`，回来的两个数字
# 却前后对调了：那是服务器的数字，你想多久听到一次，它就能多久发一次；你能多久发一次，它就想多久听到一次。

# %% id="ada-comes-in" role="demo" minutes=0.5 leader=false
if lab.written(connect_frame, on_connected):
    ada = lab.socket(guarded)
    ada.send(connect_frame("kata", login="ada", passcode="a:b", heart_beat=(10000, 20000)))
    session = on_connected(decode_frame(ada.receive()), ("1.2", "1.1", "1.0"))
    print(f"version {session.version}, heart-beat {session.heart_beat}")

# %% [markdown] id="what-was-kept" role="lesson"
# Every octet on this broker's wires is recorded. Here is what the recording kept of that first CONNECT:

# %% [markdown] id="what-was-kept" lang="zh" of="35cb0483"
# 这个 broker 线路上的每个八位组都会被录下来。下面是录下的第一个 CONNECT：

# %% id="the-passcode-recorded" role="demo" minutes=0.5
fourth = guarded.recording.get(4)  # the first three: open, the opening request, 101
[asked] = guarded.recording.dissect(fourth).inner
lab.dissect(asked.data)

# %% [markdown] id="masked-is-not-secret" role="lesson" minutes=1
# Asterisks: whoever looks over your shoulder, or gets the recording in an e-mail, learns no passcode. On the wire it
# stood in plain sight all the same. The mask of a WebSocket frame is no secret, because its key travels in the same
# frame (chapter 03); what makes a connection confidential is TLS, and the address then begins with `wss://` (RFC 6455
# §10.6).

# %% [markdown] id="masked-is-not-secret" lang="zh" of="28368447"
# 是星号：不管是站在你身后的人，还是从邮件里收到这份录制文件的人，都看不到 passcode。但在线路上，它照样一览无余。WebSocket 帧的掩码不是秘密，
# 因为密钥就放在同一个帧里（第 03 章）；能让连接保密的是 TLS，那时地址以 `wss://` 开头（RFC 6455 §10.6）。

# %% [markdown] id="read-the-refusal" role="lesson" minutes=0.5 leader=false
# ## Deeper: all that an ERROR says
#
# `message` is one line for a person. An ERROR may say more: a body with the details, the `receipt-id` of the frame that
# caused it, and after a failed negotiation the versions that the server does speak ("ERROR" and "Protocol
# Negotiation").

# %% [markdown] id="read-the-refusal" lang="zh" of="35c60a93"
# ## 深入：ERROR 说的全部内容
#
# `message` 是给人看的一行字。ERROR 还可以说得更多：正文里的细节；引起错误的那个帧的 `receipt-id`；版本没谈拢时，还有服务器会讲的版本
# （"ERROR" 和 "Protocol Negotiation"）。

# %% id="kata-read-error" role="kata" kata="connect.read_error" minutes=4
def read_error(frame: tuple[str, dict[str, str], bytes]) -> "StompError":
    """Return, and do not raise, the StompError that an ERROR frame says.

    Its text is the header message, or "". It gets three attributes:

    - details: the body as text; octets that are no UTF-8 become U+FFFD.
    - receipt_id: the header receipt-id, or None.
    - versions: the header version, taken apart at its commas, as a tuple; without it ().

    Raise ValueError if it is another frame.
    """
    ### BEGIN SOLUTION
    command, headers, body = frame
    if command != "ERROR":
        raise ValueError(f"{command} is no ERROR")
    error = StompError(headers.get("message", ""))
    error.details = body.decode("utf-8", errors="replace")
    error.receipt_id = headers.get("receipt-id")
    error.versions = tuple(headers["version"].split(",")) if "version" in headers else ()
    return error
    ### END SOLUTION

# %% id="check-read-error" role="check"
lab.check(read_error)

# %% [markdown] id="nothing-in-common" role="break"
# ## Break it: nothing in common
#
# Offer a version that nobody speaks, and read what comes back to the last line.

# %% [markdown] id="nothing-in-common" lang="zh" of="624bc481"
# ## 搞坏它：没有共同语言
#
# 提出一个谁也不会讲的版本，再把回来的东西读到最后一行。

# %% id="offer-only-the-unknown" role="break" minutes=1
NINE = b"CONNECT\naccept-version:9.9\nhost:kata\n\n\x00"
TWELVE = b"CONNECT\naccept-version:1.2\nhost:kata\n\n\x00"
stranger = lab.socket(broker)
stranger.send(NINE)
print(stranger.receive().decode().rstrip("\x00"))

# %% [markdown] id="try-once-more" role="break"
# The header `version` lists what this broker speaks, so the client could do better. On the same connection?

# %% [markdown] id="try-once-more" lang="zh" of="baaa35c8"
# `version` 这个 header 列出了 broker 会讲的版本，客户端本可以改正。就在同一条连接上？

# %% id="second-try" role="break" minutes=0.5
def second_try(socket) -> None:
    """Send a CONNECT that is right, after one that was not."""
    try:
        socket.send(TWELVE)
        print(decode_frame(socket.receive())[0])
    except ConnectionError as gone:
        print(gone)


second_try(stranger)

# %% [markdown] id="like-rabbitmq" role="break"
# The connection is gone. And at a broker that behaves like RabbitMQ?

# %% [markdown] id="like-rabbitmq" lang="zh" of="35271d11"
# 连接没了。换一个行为像 RabbitMQ 的 broker 呢？

# %% id="second-try-elsewhere" role="break" minutes=0.5
like_rabbitmq = lab.broker("like RabbitMQ", preset="rabbitmq")
stranger = lab.socket(like_rabbitmq)
stranger.send(NINE)
print(decode_frame(stranger.receive())[0])
second_try(stranger)

# %% [markdown] id="error-ends-it" role="break" minutes=1
# After an ERROR the server must close, says the standard ("ERROR"). RabbitMQ 3.10 was seen not to: it takes another
# CONNECT behind this one, and the preset imitates that. ActiveMQ 5.17 closes here, but not after the hasty SEND of the
# beginning.
#
# Build on neither. To your client an ERROR is the end: it reads why, closes, and begins anew with another handshake. A
# client that goes on after ERROR works at one broker, until it is moved to the next.

# %% [markdown] id="error-ends-it" lang="zh" of="c49685e9"
# 标准说，ERROR 之后服务器必须关闭连接（"ERROR"）。据观察，RabbitMQ 3.10 没有照办：它在这个 ERROR 之后还接受第二个
# CONNECT，这个 preset 模仿的正是这一点。ActiveMQ 5.17 在这里会关，可在开头那个性急的 SEND 之后却不关。
#
# 哪一种都别指望。对你的客户端来说，ERROR 就是结束：读出原因，关闭，然后从新的握手重新开始。收到 ERROR 还继续往下走的客户端，
# 在这个 broker 上能跑，换一个就不行了。

# %% [markdown] id="compose-the-session" role="lesson" minutes=0.5 leader=false
# ## Everything so far
#
# `mystomp` runs as a program, and with these two functions it comes one step further: your handshake, your frames, your
# session. Then it would like to subscribe, and says which chapter writes that.

# %% [markdown] id="compose-the-session" lang="zh" of="0c8b5bb0"
# ## 把它们合起来
#
# `mystomp` 可以作为程序运行；有了这两个函数，它又前进了一步：你的握手、你的帧、你的会话。接下来它想订阅，并会告诉你那该由哪一章来写。

# %% id="run-mystomp" role="demo" minutes=0.5 leader=false
if lab.written(connect_frame, on_connected):
    lab.mystomp(broker, "/topic/greetings")

# %% [markdown] id="a-script-in-a-cell" role="lesson"
# ## A script in a cell
#
# Programs that talk over a network often stand on `asyncio`, which lets one thread wait for many things; what does the
# waiting is called an event loop. Scripts on the web end in `asyncio.run(main())`, which starts a loop. Paste one into
# a cell, and this happens:

# %% [markdown] id="a-script-in-a-cell" lang="zh" of="2de235e9"
# ## 单元格里的脚本
#
# 与网络打交道的程序常常建立在 `asyncio` 上，它让一个线程同时等待许多事情；负责等待的叫做事件循环（event loop）。网上的脚本结尾都是
# `asyncio.run(main())`，由它启动一个循环。把这样的脚本贴进单元格，会发生这样的事：

# %% id="a-script" role="demo" minutes=0.5
import asyncio

import stompkata as sk


async def main():
    client = await sk.connect(broker.url)
    print("connected, version", client.version)
    await client.disconnect()

# %% id="a-pasted-script" role="demo" minutes=0.5
pasted = main()
try:
    asyncio.run(pasted)
except RuntimeError as error:
    print(error)
    pasted.close()  # it never began

# %% [markdown] id="await-in-a-cell" role="lesson"
# The kernel runs an event loop already, and in one thread there is room for one. A cell needs no other: it can wait by
# itself.

# %% [markdown] id="await-in-a-cell" lang="zh" of="e8707ed3"
# 内核里已经有一个事件循环在跑，而一个线程里只容得下一个。所以单元格不需要第二个，直接等就行。

# %% id="await-the-pasted" role="demo" minutes=0.5
await main()

# %% [markdown] id="nested-loops" role="lesson" minutes=0.5
# Sometimes the `asyncio.run` sits deep in somebody else's code, where you cannot put an `await`. Notebooks on the web
# begin with `nest_asyncio` then, as the first of these two cells does. It is no longer maintained;
# `lab.allow_nested_loops()` does the same by its successor. Either changes asyncio for this whole kernel, cannot be
# taken back before a restart, and hides true deadlocks; therefore it is never done for you.

# %% [markdown] id="nested-loops" lang="zh" of="d7023555"
# 有时 `asyncio.run` 藏在别人的代码深处，你没法在那里写 `await`。网上的 notebook 这时开头就用 `nest_asyncio`，像下面第一个单元格那样。它已经
# 没有人维护了；`lab.allow_nested_loops()` 用它的后继者做同样的事。无论哪一个，都会改动整个内核的 asyncio，不重启就收不回来，还会掩盖真正的
# 死锁；所以，它从不替你自动执行。

# %% id="as-the-web-does" role="demo" minutes=0.25
import nest_asyncio

nest_asyncio.apply()
asyncio.run(main())

# %% id="allow-nested-loops" role="demo" minutes=0.25
lab.allow_nested_loops()
asyncio.run(main())

# %% [markdown] id="connect-exit" role="lesson" minutes=1
# ## Take with you
#
# 1. An open socket is not a session. CONNECT asks, CONNECTED answers, and before that nothing else is heard.
# 2. The version is the highest that both speak, a missing one is 1.0, and one that you never offered is none.
# 3. ERROR is the end of a connection. Read why, close, begin anew.
#
# **Read in the standards:** STOMP 1.2, "Connecting" with its subsections, "Heart-beating" and "ERROR"; STOMP 1.0,
# "CONNECT", for the answer without a version; RFC 6455 §7.4.1 on close codes and §10.6 on TLS.
#
# **Peers met:** the embedded broker, lenient, strict, and like RabbitMQ; RabbitMQ 3.10 and ActiveMQ 5.17 as recorded.
# Where they are installed, `stompkata check --peers connect.connect_frame` meets them live.
#
# **Next:** [08 Publish](08_publish.ipynb): what you send, and who gets it.

# %% [markdown] id="connect-exit" lang="zh" of="0311a66d"
# ## 带走三点
#
# 1. Socket 打开了，会话还没有。CONNECT 提问，CONNECTED 作答；在那之前，说别的都没人听。
# 2. 版本是双方都会讲的最高版本；没有写版本就是 1.0；你没提出过的版本不算版本。
# 3. ERROR 是连接的终点。读出原因，关闭，重新开始。
#
# **去读标准：** STOMP 1.2, "Connecting" 及其小节、"Heart-beating" 和 "ERROR"；没有版本的回答见 STOMP 1.0, "CONNECT"；关闭码见
# RFC 6455 §7.4.1，TLS 见 §10.6。
#
# **遇到的对端：** 内嵌 broker，分别按 lenient、strict 和 rabbitmq 三种 preset 运行；录下来的 RabbitMQ 3.10 和 ActiveMQ 5.17。装有它们的机器上，
# `stompkata check --peers connect.connect_frame` 会与它们当面交谈。
#
# **下一章：** [08 发布](08_publish.ipynb)：你发出什么，谁会收到。
