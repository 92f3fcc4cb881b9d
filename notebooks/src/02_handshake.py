# %% [markdown] id="handshake-title" role="lesson" minutes=1
# # 02 The handshake
#
# A WebSocket begins as an HTTP request. One side asks to leave HTTP, the other agrees, and from the next octet on the same
# TCP connection speaks another protocol. This chapter takes that one exchange apart, line by line: what is checked, by
# whom, and what for.
#
# You write the arithmetic that proves an answer right, the judge that accepts or refuses an answer, and, if you like, the
# request itself. At the end your octets open a WebSocket to two servers, written by different people, with nothing between
# them and TCP.

# %% [markdown] id="handshake-title" lang="zh" of="16dbb5df"
# # 02 握手
#
# 每条 WebSocket 都从一个 HTTP 请求开始。一方提出离开 HTTP，另一方同意，从下一个八位组起，同一条 TCP 连接上讲的就是另一种协议了。
# 本章把这一问一答逐行拆开：查了什么、谁来查、为什么查。
#
# 你会写出证明应答无误的那段运算，写出接受或拒绝应答的裁判；如果愿意，再写出请求本身。到最后，你的八位组会直接在 TCP 上
# 与两台出自不同作者之手的服务器打开 WebSocket，中间没有任何别的东西。

# %% [markdown] id="a-ladder-on-the-wire" role="lesson" minutes=0.5
# The next cell starts a broker, and draws who says what to whom on its wires: one line down for each side, one arrow for
# each message. It is empty now. Keep it in sight: every attempt of this chapter shows up in it.

# %% [markdown] id="a-ladder-on-the-wire" lang="zh" of="58031c8f"
# 下一个单元格启动一个 broker，并画出它的线路上谁对谁说了什么：每一方一条竖线，每条消息一支箭头。现在它是空的。请把它留在视线之内：
# 本章的每一次尝试都会出现在里面。

# %% id="start-the-server" role="demo"
from stompkata import lab

broker = lab.broker()
wire = lab.ladder(broker)
wire

# %% [markdown] id="the-request" role="lesson" minutes=1
# ## The request
#
# Here is a whole opening request, as a client puts it on the wire. Lines end in CR LF, carriage return and line feed, as
# HTTP wants it (Python writes `\r\n`), and an empty line ends the head.

# %% [markdown] id="the-request" lang="zh" of="2ea7d34b"
# ## 请求
#
# 下面是一个完整的开场请求，与客户端发到线路上的一模一样。按照 HTTP 的要求，每行以 CR LF 结尾，即回车加换行（Python 写作 `\r\n`），空行结束头部。

# %% id="show-the-request" role="demo" minutes=2
request = (
    b"GET / HTTP/1.1\r\n"
    b"Host: 127.0.0.1\r\n"
    b"Upgrade: websocket\r\n"
    b"Connection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n"
    b"\r\n"
)
lab.dissect(request)

# %% [markdown] id="what-each-line-is-for" role="lesson" minutes=2
# Five headers, and each has a reader of its own (RFC 6455 §4.1):
#
# | line | who needs it, and why |
# | --- | --- |
# | `GET / HTTP/1.1` | the HTTP server: which resource; only GET, and HTTP/1.1 at least |
# | `Host` | the HTTP server: which of the sites on this address |
# | `Upgrade: websocket` | the HTTP server: which protocol to change to |
# | `Connection: Upgrade` | every proxy on the way: `Upgrade` is meant for the next hop, so a proxy that does not know it drops it |
# | `Sec-WebSocket-Key` | the WebSocket server: 16 random octets in base64, to be answered with a computation |
# | `Sec-WebSocket-Version` | the WebSocket server: 13, the number of the RFC's protocol |
#
# `Upgrade` and `Connection` are HTTP's own way to change protocols (RFC 9110 §7.8); nothing in them is new. The two lines
# that begin with `Sec-` are WebSocket's. Script in a web page may not set headers of that name, so a page cannot trick a
# browser into sending a handshake by way of an ordinary HTTP request (RFC 6455 §1.6).

# %% [markdown] id="what-each-line-is-for" lang="zh" of="0247921b"
# 五个 header，每个都有自己的读者（RFC 6455 §4.1）：
#
# | 行 | 谁需要它，为什么 |
# | --- | --- |
# | `GET / HTTP/1.1` | HTTP 服务器：要哪个资源；只能是 GET，且至少 HTTP/1.1 |
# | `Host` | HTTP 服务器：这个地址上的哪个站点 |
# | `Upgrade: websocket` | HTTP 服务器：要换成哪个协议 |
# | `Connection: Upgrade` | 沿途每个代理：`Upgrade` 只对下一跳有效，不认识它的代理会把它丢掉 |
# | `Sec-WebSocket-Key` | WebSocket 服务器：16 个随机八位组的 base64，要用一次运算来回答 |
# | `Sec-WebSocket-Version` | WebSocket 服务器：13，即该 RFC 所定协议的编号 |
#
# `Upgrade` 和 `Connection` 是 HTTP 自带的换协议手段（RFC 9110 §7.8），并无新意。以 `Sec-` 开头的两行才属于 WebSocket。
# 网页里的脚本不允许设置这类名字的 header，因此网页无法借一个普通的 HTTP 请求骗浏览器发出握手（RFC 6455 §1.6）。

# %% [markdown] id="predict-the-change" role="lesson"
# ## Predict: which change still gets a 101?
#
# A server that agrees answers `101 Switching Protocols`. You are going to send four changed copies of the request to two
# servers. One copy still opens a WebSocket. Which?

# %% [markdown] id="predict-the-change" lang="zh" of="515ad6e3"
# ## 预测：改了哪一处，仍会得到 101？
#
# 同意升级的服务器回答 `101 Switching Protocols`。接下来你会把请求改出四份，分别发给两台服务器，其中一份仍能打开 WebSocket。
# 是哪一份？（选项依次是：用 POST 代替 GET；`Sec-WebSocket-Version: 12`；去掉 `Upgrade`；写成 `upgrade: WEBSOCKET`。）

# %% id="guess-the-change" role="predict" minutes=1
lab.predict(
    "handshake-change",
    "Which change to the request still gets a 101?",
    [
        "POST in place of GET",
        "Sec-WebSocket-Version: 12",
        "no Upgrade header",
        "upgrade: WEBSOCKET",
    ],
)

# %% [markdown] id="two-servers" role="lesson" minutes=1
# The first server is the embedded broker; the `websockets` library judges its handshakes. The second is Tornado, the server
# that brings you this very page: Jupyter is built on it, and all that you run here travels over one of its WebSockets. The
# next cell can start another Tornado beside it, with nothing behind its door. Then `ask` puts octets on a TCP connection, as
# they are, and returns what comes back. (`await` lets the notebook go on working while it waits.)

# %% [markdown] id="two-servers" lang="zh" of="536f638b"
# 第一台服务器是内嵌 broker，它的握手由 `websockets` 库裁决。第二台是 Tornado，也就是把这个页面送到你面前的那台服务器：Jupyter 就建在它上面，
# 你在这里运行的一切，走的都是它的一条 WebSocket。下一个单元格备好一个函数，能在旁边再启动一个 Tornado，门后什么也没有。随后的 `ask` 把八位组原样放到
# 一条 TCP 连接上，再把回来的东西交给你。（`await` 让 notebook 在等待时继续干活。）

# %% id="start-tornado" role="demo" minutes=0.5
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler


def tornado(handler) -> int:
    """Start a Tornado with this behind its door, and return its port."""
    application = Application([("/", handler)], log_function=lambda handler: None)
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(application).add_sockets(sockets)
    return sockets[0].getsockname()[1]

# %% id="ask-over-tcp" role="demo" minutes=1
import asyncio
from urllib.parse import urlsplit

servers = {"broker": urlsplit(broker.url).port, "Tornado": tornado(WebSocketHandler)}


async def ask(octets: bytes, server: str = "broker") -> bytes:
    """Send octets to a server over plain TCP, and return the head of its answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", servers[server])
    writer.write(octets)
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return head

# %% id="reveal-the-change" role="demo" minutes=2
changes = {
    "the request itself": (b"", b""),
    "POST in place of GET": (b"GET", b"POST"),
    "version 12": (b"Version: 13", b"Version: 12"),
    "no Upgrade header": (b"Upgrade: websocket\r\n", b""),
    "upgrade: WEBSOCKET": (b"Upgrade: websocket", b"upgrade: WEBSOCKET"),
}
print(f"{'':22}", *(f"{server:>8}" for server in servers))
for name, (old, new) in changes.items():
    answers = [await ask(request.replace(old, new), server) for server in servers]
    print(f"{name:22}", *(f"{answer[9:12].decode():>8}" for answer in answers))

# %% [markdown] id="what-the-change-shows" role="lesson" minutes=2
# Header names, and the words `websocket` and `upgrade` in their values, are compared without regard to case (RFC 6455
# §4.2.1), so only the last copy passes. The others fail at three different readers: POST at HTTP, the lost `Upgrade` at
# the change of protocols, version 12 at WebSocket itself.
#
# The two servers have not one line of WebSocket code in common, and agree on every *yes* and *no*. They even agree on 426
# for the old version: RFC 6455 §4.2.2 proposes that number, and demands a `Sec-WebSocket-Version` header with it, so that
# the client can try again with one that is known. Where the RFC names no number, for the lost `Upgrade`, each has picked
# one of its own. When you write a
# client, rely on *not 101*; when you write a server, say what the standard says.

# %% [markdown] id="what-the-change-shows" lang="zh" of="5889d0db"
# Header 的名字，以及值里的 `websocket` 和 `upgrade`，比较时都不分大小写（RFC 6455 §4.2.1），所以只有最后一份通过。其余三份分别倒在
# 三个不同的读者面前：POST 倒在 HTTP，缺了 `Upgrade` 倒在换协议，版本 12 倒在 WebSocket 自己。
#
# 两台服务器没有一行共同的 WebSocket 代码，每一个“行”与“不行”却都一致。对旧版本，它们连 426 都说得一样：RFC 6455 §4.2.2 提议用这个
# 数字，并且要求附上 `Sec-WebSocket-Version`，好让客户端换一个双方都懂的版本再试。RFC 没有点名数字的地方，也就是缺了 `Upgrade` 的时候，它们便各挑了一个。
# 写客户端时，只依赖“不是 101”；写服务器时，照标准说的去说。

# %% [markdown] id="the-answer" role="lesson" minutes=1
# ## The answer
#
# Now the whole answer of the broker to the unchanged request. (The line `Date` is left out here, as it differs from day to
# day.) Below it stands the one line of Tornado's answer that is spelt differently.

# %% [markdown] id="the-answer" lang="zh" of="c274335e"
# ## 应答
#
# 再看 broker 对原请求的完整应答。（`Date` 一行天天不同，这里略去。）它下面是 Tornado 的应答里写法不同的那一行。

# %% id="show-the-answer" role="demo" minutes=1
def show(answer: bytes) -> None:
    """Print the head of an answer, without its Date."""
    head = answer.partition(b"\r\n\r\n")[0].decode()
    print("\n".join(line for line in head.split("\r\n") if not line.startswith("Date")))


show(await ask(request))
lines = (await ask(request, "Tornado")).decode().split("\r\n")
print("\nTornado:", *(line for line in lines if "Accept" in line))

# %% [markdown] id="predict-the-proof" role="lesson"
# ## Predict: what does that proof prove?
#
# `Sec-WebSocket-Accept` is computed from the key that the client sent. A wrong value ends the attempt. So what do you know
# when it is right?

# %% [markdown] id="predict-the-proof" lang="zh" of="5c5e7f47"
# ## 预测：这个证明究竟证明了什么？
#
# `Sec-WebSocket-Accept` 由客户端发来的 key 算出，值不对，这次尝试就告吹。那么值对了，你知道了什么？（选项依次是：服务器知道一个秘密；
# 往后的通信是加密的；应答者读懂了这个握手；用户已经登录。）

# %% id="guess-the-proof" role="predict" minutes=1
lab.predict(
    "accept-proof",
    "The value of Sec-WebSocket-Accept is right. What do you know now?",
    [
        "the server knows a secret",
        "what follows is encrypted",
        "whoever answers has read this very handshake",
        "the user is logged in",
    ],
)

# %% [markdown] id="what-the-proof-proves" role="lesson" minutes=2
# Everything that goes into the computation is public: the key crosses the wire in the clear, and the rest is a constant
# printed in the RFC. So there is no secret, no encryption and no login in it. What remains is small and useful: an HTTP
# server that knows nothing of WebSocket, or a cache that replays an old 101, cannot have the right value for a key drawn
# at random this minute. The answer comes from somebody who has read *this* handshake and means WebSocket (RFC 6455 §1.3).
#
# The rule (§4.2.2): take the key as it stands in the header, 24 characters of text; append the text
# `258EAFA5-E914-47DA-95CA-C5AB0DC85B11`; take the SHA-1 **digest** of that, a fingerprint of 20 octets; write the digest in
# base64, which spells octets with letters, digits, `+` and `/`.
#
# Here is the request once more, to play with. Under its octets stand the steps of the computation. Click an octet of the
# key, type two other hexadecimal digits over it, and watch which of the steps change.

# %% [markdown] id="what-the-proof-proves" lang="zh" of="7091e7a7"
# 参与运算的一切都是公开的：key 明文走在线路上，其余是印在 RFC 里的一个常量。所以里面没有秘密，没有加密，也没有登录。剩下的用处不大却实在：
# 一台对 WebSocket 一无所知的 HTTP 服务器，或者一个把旧的 101 重放出来的缓存，不可能对着此刻随机抽出的 key 给出正确的值。应答来自读过
# *这一次*握手、并且真要讲 WebSocket 的一方（RFC 6455 §1.3）。
#
# 规则（§4.2.2）：取 header 里原样的 key，即 24 个字符的文本；在后面接上文本 `258EAFA5-E914-47DA-95CA-C5AB0DC85B11`；对整体求 SHA-1
# **摘要（digest）**，即 20 个八位组的指纹；再把摘要写成 base64，也就是只用字母、数字、`+` 和 `/` 来拼写八位组。
#
# 下面再次给出这个请求，供你摆弄。八位组的下方是运算的每一步。点中 key 的某个八位组，输入另外两位十六进制数字，看看哪些步骤跟着变了。

# %% id="play-with-the-key" role="demo" minutes=1.5
lab.bytes(request)

# %% [markdown] id="digest-has-two-spellings" role="lesson" minutes=0.5
# One octet of the key, and hardly one of the twenty octets of the digest stays as it was. A digest has two spellings, and
# mixing them up is the usual mistake here. Look at both, for another text:

# %% [markdown] id="digest-has-two-spellings" lang="zh" of="239446eb"
# 只动了 key 的一个八位组，摘要的二十个八位组就几乎面目全非。同一个摘要有两种写法，把它们弄混是这里的常见错误。换一段文本，两种都看看：

# %% id="two-spellings" role="demo" minutes=1
import hashlib

digest = hashlib.sha1(b"another text")
print(len(digest.digest()), "octets:    ", digest.digest())
print(len(digest.hexdigest()), "characters:", digest.hexdigest())

# %% [markdown] id="make-accept-key" role="lesson" leader=false
# ## Build: the proof
#
# Your client needs the computation to check a server; a server needs it to answer. The RFC prints one pair to try it on:
# for the key in the request above the value is the one in the answer above.

# %% [markdown] id="make-accept-key" lang="zh" of="ae7cb908"
# ## 动手：算出证明
#
# 你的客户端要用这段运算去检查服务器，服务器要用它来作答。RFC 印了一对数值供你试：上面请求里的 key，对应的正是上面应答里的值。

# %% id="kata-accept-key" role="kata" kata="handshake.accept_key" minutes=4
import base64
import hashlib

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def accept_key(key: str) -> str:
    """Return the Sec-WebSocket-Accept for this Sec-WebSocket-Key (RFC 6455 §4.2.2)."""
    ### BEGIN SOLUTION
    digest = hashlib.sha1((key + GUID).encode("ascii")).digest()
    return base64.b64encode(digest).decode("ascii")
    ### END SOLUTION

# %% id="check-accept-key" role="check"
lab.check(accept_key)

# %% [markdown] id="make-check-101" role="lesson" minutes=2
# ## Build: the judge
#
# A client must not trust an answer because it says 101. RFC 6455 §4.1 lists what makes it fail the connection: another
# status; an `Upgrade` that is missing or not `websocket`; a `Connection` without the token `upgrade`; a wrong proof; an
# extension or a **subprotocol** that it never asked for. A subprotocol says what the messages will mean; for STOMP the
# registered names are `v10.stomp`, `v11.stomp` and `v12.stomp`. The client offers some, the server picks one of them or
# none.
#
# Two things make the judge harder than it looks. TCP may hand you the answer in pieces, so the head can be *incomplete*.
# And the server may write its first WebSocket frame at once, so octets that are not HTTP can follow the empty line in
# the same piece. Reading header lines is HTTP's business, not WebSocket's: `headers_of` does it for you.

# %% [markdown] id="make-check-101" lang="zh" of="01b36c67"
# ## 动手：裁判
#
# 客户端不能因为应答写着 101 就信了它。RFC 6455 §4.1 列出了必须让连接失败的情形：状态码不是 101；`Upgrade` 缺失或不是 `websocket`；
# `Connection` 里没有 `upgrade` 这个词；证明不对；服务器启用了客户端没有要过的扩展或**子协议（subprotocol）**。子协议说明消息将表示什么；
# STOMP 登记的名字是 `v10.stomp`、`v11.stomp` 和 `v12.stomp`。客户端给出几个，服务器从中挑一个，或者一个也不挑。
#
# 有两件事让裁判比看上去难写。TCP 可能把应答分成几段交给你，所以头部可能*还没收全*。服务器也可能紧接着就写出第一个 WebSocket 帧，
# 于是空行之后，同一段数据里可能跟着不属于 HTTP 的八位组。至于读 header 行，那是 HTTP 的事，不是 WebSocket 的：交给现成的 `headers_of`。

# %% id="kata-check-101" role="kata" kata="handshake.check_101" minutes=7
class HandshakeError(Exception):
    """The answer does not open a WebSocket; the text is one word for what is wrong."""


def headers_of(lines: list[str]) -> dict[str, str]:
    """Names, in lower case, and values, without the spaces around them."""
    pairs = [line.partition(":") for line in lines]
    return {name.lower(): value.strip() for name, _, value in pairs}


def check_101(response: bytes, key: str, offered: tuple[str, ...] = ()) -> str | None:
    """Return the subprotocol that the server chose, or None.

    Raise HandshakeError with the first of these words that applies:

    incomplete  the empty line that ends the head has not come yet
    status      the status is not 101
    upgrade     the value of Upgrade is not websocket (case does not matter)
    connection  Connection, a list with commas, does not hold upgrade (case does not matter)
    accept      Sec-WebSocket-Accept is not accept_key(key) (case matters here)
    extensions  there is a Sec-WebSocket-Extensions, and you have asked for none
    protocol    Sec-WebSocket-Protocol names one that is not in `offered`
    """
    ### BEGIN SOLUTION
    head, end, _ = response.partition(b"\r\n\r\n")
    if not end:
        raise HandshakeError("incomplete")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = headers_of(lines)
    if status.split(" ")[1] != "101":
        raise HandshakeError("status")
    if headers.get("upgrade", "").lower() != "websocket":
        raise HandshakeError("upgrade")
    tokens = headers.get("connection", "").lower().split(",")
    if "upgrade" not in [token.strip() for token in tokens]:
        raise HandshakeError("connection")
    if headers.get("sec-websocket-accept") != accept_key(key):
        raise HandshakeError("accept")
    if "sec-websocket-extensions" in headers:
        raise HandshakeError("extensions")
    protocol = headers.get("sec-websocket-protocol")
    if protocol is not None and protocol not in offered:
        raise HandshakeError("protocol")
    return protocol
    ### END SOLUTION

# %% id="check-check-101" role="check"
lab.check(check_101)

# %% [markdown] id="browsers-are-stricter" role="lesson" minutes=1
# One place where real clients are stricter than the RFC: when you offered subprotocols and the server picked none, the RFC
# lets the connection stand, and so does your judge. Browsers, and the `ws` package of Node, close it (the rule is in the
# WebSockets Standard of the WHATWG). A STOMP broker that answers a browser's offer with nothing cannot be reached from it.
# You will meet such a server at the end of this chapter.

# %% [markdown] id="browsers-are-stricter" lang="zh" of="9b4c25f7"
# 有一处，现实中的客户端比 RFC 更严：你提出了子协议，服务器一个也没挑，按 RFC 连接照样成立，你的裁判也这样判。浏览器和 Node 的 `ws` 包却会
# 关掉它（规则出自 WHATWG 的 WebSockets Standard）。对浏览器的提议不作回应的 STOMP broker，从浏览器里就连不上。本章结尾你就会遇到
# 这样一台服务器。

# %% [markdown] id="make-build-upgrade" role="lesson" minutes=1 leader=false
# ## Build, if you like: the request
#
# The request has an order of its own only in its first line; headers may stand in any order. `Origin` tells the server
# which page the script came from: browsers always send it, other clients need not. Leave a header out when you have
# nothing to say in it; an empty one is not the same.

# %% [markdown] id="make-build-upgrade" lang="zh" of="3ef8780c"
# ## 选做：写出请求
#
# 请求里只有第一行的位置是固定的，header 的先后随意。`Origin` 告诉服务器脚本来自哪个页面：浏览器总会发，别的客户端不必发。没有内容的 header
# 就整行省去；空着发并不等价。

# %% id="kata-build-upgrade" role="kata" kata="handshake.build_upgrade" minutes=5
def build_upgrade(
    host: str,
    path: str,
    key: str,
    *,
    protocols: tuple[str, ...] = (),
    origin: str | None = None,
) -> bytes:
    """Return the opening request, empty line included.

    `protocols`, if there are any, go into one Sec-WebSocket-Protocol header, separated by
    commas, best first; `origin`, if it is not None, goes into Origin.
    """
    ### BEGIN SOLUTION
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}"]
    lines += ["Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
    if protocols:
        lines.append(f"Sec-WebSocket-Protocol: {', '.join(protocols)}")
    if origin is not None:
        lines.append(f"Origin: {origin}")
    return "\r\n".join([*lines, "", ""]).encode("ascii")
    ### END SOLUTION

# %% id="check-build-upgrade" role="check"
lab.check(build_upgrade)

# %% [markdown] id="break-the-version" role="break"
# ## Break it: speak an old dialect
#
# Before the RFC there were drafts, and browsers that spoke them; each said its number in `Sec-WebSocket-Version`. Be such a
# browser. In one line for yourself: which two headers of the refusal let you do better next time?

# %% [markdown] id="break-the-version" lang="zh" of="7ee78d7c"
# ## 搞坏它：讲一种旧方言
#
# RFC 定稿之前有过一批草案，也有过讲草案的浏览器，各自在 `Sec-WebSocket-Version` 里报出自己的编号。你来当一回这样的浏览器。
# 用一句话对自己说：拒绝里的哪两个 header，能让你下次做对？

# %% id="send-version-12" role="break" minutes=1
show(await ask(request.replace(b"Version: 13", b"Version: 12")))

# %% [markdown] id="break-the-choice" role="break" minutes=0.5
# `Upgrade` says which protocol to ask for, `Sec-WebSocket-Version` says which number. Now break the other side. Some servers
# name the subprotocol that they speak in every answer, whether anybody has offered it or not. Here is one, made of Tornado.
# (It takes some force: left to itself, Tornado picks only what was offered.) Who will mind: the server, the client, nobody?

# %% [markdown] id="break-the-choice" lang="zh" of="3346697d"
# `Upgrade` 说该请求哪个协议，`Sec-WebSocket-Version` 说该用哪个编号。再来搞坏另一边。有些服务器不管别人有没有提出，每次应答都报出自己讲的
# 那个子协议。下面就用 Tornado 做一台这样的服务器。（这得硬来：由着 Tornado 自己，它只会挑别人提出过的。）谁会介意：服务器，客户端，还是没有人？

# %% id="start-an-eager-server" role="break" minutes=0.5
class Eager(WebSocketHandler):
    """Says in every answer that it has chosen MQTT."""

    def set_default_headers(self):
        self.set_header("Sec-WebSocket-Protocol", "mqtt")


servers["eager"] = tornado(Eager)

# %% id="meet-an-eager-server" role="break" minutes=1
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake

print((await ask(request, "eager")).decode().split("\r\n")[0])
try:
    await connect(f"ws://127.0.0.1:{servers['eager']}/")
except InvalidHandshake as refused:
    print("websockets:", refused)

# %% [markdown] id="nothing-unasked" role="break" minutes=0.5
# The server says 101 and believes that it has a WebSocket. The client of `websockets`, a real one over TCP, reads the rest of
# the answer, and hangs up: it has offered nothing, so nothing may have been chosen. Had it gone on, it would now read MQTT as
# if it were something else. Does your judge see it, too?

# %% [markdown] id="nothing-unasked" lang="zh" of="d0f7a018"
# 服务器说了 101，以为自己已经有了一条 WebSocket。`websockets` 的客户端是真实的客户端，走的是 TCP；它把应答的其余部分也读了，然后挂断：它什么也
# 没提出过，对方也就没有什么可选。要是继续下去，它现在就会把 MQTT 当成别的东西来读。你的裁判也看出来了吗？

# %% id="judge-the-eager-server" role="break" minutes=0.5 leader=false
if lab.written(check_101):
    try:
        check_101(await ask(request, "eager"), "dGhlIHNhbXBsZSBub25jZQ==")
    except HandshakeError as refused:
        print("you:", refused)

# %% [markdown] id="compose-the-handshake" role="lesson" minutes=1 leader=false
# ## Everything so far
#
# Your request, if you wrote it (else the one from the top of the page, with an offer), over TCP to both servers; your judge
# over their answers. Both open a WebSocket, and only one of them knows what a `v12.stomp` is.

# %% [markdown] id="compose-the-handshake" lang="zh" of="5947a312"
# ## 把它们合起来
#
# 你的请求（没写的话，就用页首那一个，加上提议）经 TCP 发给两台服务器，你的裁判来判它们的应答。两台都打开了 WebSocket，但只有一台知道 `v12.stomp`
# 是什么。

# %% id="open-your-own-websockets" role="demo" minutes=1.5 leader=false
key, offer = "dGhlIHNhbXBsZSBub25jZQ==", ("v12.stomp",)
opening = request.removesuffix(b"\r\n") + b"Sec-WebSocket-Protocol: v12.stomp\r\n\r\n"
if lab.written(build_upgrade):
    opening = build_upgrade("127.0.0.1", "/", key, protocols=offer)
if lab.written(check_101):
    for server in ("broker", "Tornado"):
        print(f"{server:8} chose", check_101(await ask(opening, server), key, offer))

# %% [markdown] id="another-protocol" role="lesson" leader=false
# Then a connection to the broker goes on in another protocol. The frame is given this time, chapter 03 builds it: a CONNECT
# inside one masked WebSocket frame.

# %% [markdown] id="another-protocol" lang="zh" of="6f1532ea"
# 接着，在通往 broker 的一条连接上换一种协议继续。这次的帧是现成的，第 03 章会亲手来造：一个带掩码的 WebSocket 帧，里面装着 CONNECT。

# %% id="speak-websocket" role="demo" minutes=1 leader=false
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

reader, writer = await asyncio.open_connection("127.0.0.1", servers["broker"])
writer.write(opening)
await reader.readuntil(b"\r\n\r\n")
connect = b"CONNECT\naccept-version:1.2\nhost:kata\n\n\x00"
writer.write(encode(WebSocketFrame(Opcode.TEXT, connect, masking_key=b"kata")))
answer = lab.dissect(await reader.read(4096), sender="server")
print(answer.summary, "|", answer.inner[0].summary)

# %% [markdown] id="see-every-bit" role="lesson" leader=false
# CONNECTED, over a WebSocket that you opened octet by octet. Type `answer` into a new cell to see every bit of it, and look
# up at the ladder, or run `wire` again: the attempts that were refused are in it, as well as those that went through.

# %% [markdown] id="see-every-bit" lang="zh" of="4a7cd68d"
# CONNECTED，走的是你一个八位组一个八位组打开的 WebSocket。在新单元格里输入 `answer`，就能看到它的每一个比特；再抬头看看那张时序图，
# 或者重新运行 `wire`：被拒绝的和走通的尝试，都在里面。

# %% [markdown] id="after-the-101" role="lesson" minutes=1
# It is often said that after the handshake a WebSocket has nothing to do with HTTP any more. For the octets this is true:
# not one of them is HTTP. For the path it is not: the same proxies, load balancers and TLS endpoints still stand in it,
# some cut a connection that is silent for a minute, and over HTTP/2 there is no 101 at all; there a WebSocket is one stream
# among others on a shared connection, opened by an extended CONNECT (RFC 8441 §5).

# %% [markdown] id="after-the-101" lang="zh" of="507c54b2"
# 常有人说，握手成功之后，WebSocket 就跟 HTTP 没什么关系了。就八位组而言，这话不错：往后没有一个属于 HTTP。就路径而言却不然：
# 原先的代理、负载均衡和 TLS 终端都还站在路上，有些会切断静默一分钟的连接；而在 HTTP/2 上压根没有 101，一条 WebSocket 只是共享连接里的
# 一个流，由扩展的 CONNECT 打开（RFC 8441 §5）。

# %% [markdown] id="handshake-exit" role="lesson" minutes=1
# ## Take with you
#
# 1. The handshake is HTTP with a question in it. `Upgrade` and `Connection` are for HTTP, the `Sec-` lines for WebSocket.
# 2. The proof shows that somebody has read this handshake. It is neither a login nor encryption.
# 3. A client judges the answer, whole and in full: status, `Upgrade`, `Connection`, proof, and nothing that it did not ask for.
#
# **Read in the standards:** RFC 6455 §1.3 and §1.6 (what for), §4.1 (the client's duties), §4.2 (the server's), §4.4
# (versions), §11.3 (the headers); RFC 9110 §7.8 (`Upgrade`); RFC 8441 (HTTP/2).
#
# **Peers met:** the embedded broker and Tornado as servers, `websockets` as client, all over TCP.
#
# **Next:** 03 One WebSocket frame is to come; [05 One STOMP frame](05_stomp_frame.ipynb) is ready.

# %% [markdown] id="handshake-exit" lang="zh" of="3c7ad68f"
# ## 带走三点
#
# 1. 握手就是带着一个问题的 HTTP。`Upgrade` 和 `Connection` 是说给 HTTP 听的，`Sec-` 开头的几行是说给 WebSocket 听的。
# 2. 那个证明表明有人读过这一次握手。它既不是登录，也不是加密。
# 3. 客户端要等应答收全了再逐项裁判：状态、`Upgrade`、`Connection`、证明，外加没有任何自己没要过的东西。
#
# **去读标准：** RFC 6455 §1.3 与 §1.6（为什么）、§4.1（客户端的义务）、§4.2（服务器的义务）、§4.4（版本）、§11.3（各个 header）；
# RFC 9110 §7.8（`Upgrade`）；RFC 8441（HTTP/2）。
#
# **遇到的对端：** 当服务器的内嵌 broker 和 Tornado，当客户端的 `websockets`，全都经由 TCP。
#
# **下一章：** 03 一个 WebSocket 帧还在路上；[05 一个 STOMP 帧](05_stomp_frame.ipynb)已经就绪。
