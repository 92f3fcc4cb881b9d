# %% [markdown] id="stomp-frame-title" role="lesson" minutes=1
# # 05 One STOMP frame
#
# WebSocket carries messages and does not care what is in them. STOMP says what is in them: frames, each with a command,
# headers and a body, in a form that you can read with the naked eye. It looks very like HTTP, and is meant to: the
# standard calls its frames modelled on HTTP ("Protocol Overview"). Many mistakes in STOMP programs come from taking the
# likeness for more than it is.
#
# In this chapter you write both directions of the codec that the rest of your client stands on: from values to octets, and
# from octets back to values. Then somebody attacks a program that was less careful than yours.

# %% [markdown] id="stomp-frame-title" lang="zh" of="067a199f"
# # 05 一个 STOMP 帧
#
# WebSocket 只管运送消息，不管里面是什么。里面是什么由 STOMP 来说：一个个帧，每帧有命令、header 和正文，肉眼就能读。
# 它看上去和 HTTP 非常像，而且是有意为之：标准自己就说，它的帧仿照 HTTP（"Protocol Overview"）。STOMP 程序里的许多错误，正是出于把这份
# 相似看得太重。
#
# 本章你会写出编解码器的两个方向，你的客户端其余部分都要站在它上面：从值到八位组，再从八位组回到值。然后，会有人来攻击一个
# 不如你仔细的程序。

# %% id="start-the-frame-broker" role="demo"
from stompkata import lab

broker = lab.broker()

# %% [markdown] id="a-frame-again" role="lesson" minutes=1
# ## A frame, octet by octet
#
# This is a SEND frame: a client gives a message to the broker. Each row below is one field: where it begins, its octets
# in hexadecimal, the same octets as text, its name, and what it means.

# %% [markdown] id="a-frame-again" lang="zh" of="f2b6cb39"
# ## 一个八位组一个八位组地看
#
# 这是一个 SEND 帧：客户端把一条消息交给 broker。下面每一行是一个字段：从哪里开始、十六进制的八位组、同样的八位组写成文本、字段名，
# 以及它的含义。

# %% id="dissect-a-send" role="demo" minutes=1
lab.dissect(b"SEND\ndestination:/topic/greetings\ncontent-type:text/plain\n\nhello\x00")

# %% [markdown] id="predict-the-length" role="lesson"
# ## Predict: how long is é中?
#
# A frame may say how long its body is, in the header `content-length`. Here the body is the two characters `é中`, written
# in UTF-8. Which length belongs into the header?

# %% [markdown] id="predict-the-length" lang="zh" of="1c5b8108"
# ## 预测：é中 有多长？
#
# 帧可以在 `content-length` 这个 header 里说明正文有多长。现在正文是两个字符 `é中`，用 UTF-8 编码。header 里该写几？

# %% id="guess-the-length" role="predict" minutes=1
lab.predict(
    "content-length-e-zhong",
    "Which content-length does the body é中 have?",
    ["2", "4", "5", "6"],
)

# %% id="reveal-the-length" role="demo" minutes=1
body = "é中".encode("utf-8")
print(len("é中"), "characters,", len(body), "octets:", body.hex(" "))

# %% id="dissect-the-length" role="demo"
lab.dissect(b"SEND\ndestination:/topic/greetings\ncontent-length:5\n\n" + body + b"\x00")

# %% [markdown] id="lengths-are-octets" role="lesson" minutes=1.5
# `é` takes two octets and `中` three. `content-length` counts the octets of the body (STOMP 1.2, "Header content-length").
# Whoever counts characters writes 2 here; then the reader takes two octets for the body, expects the NUL and meets `e4`
# instead. In plain English text the two counts are the same, so this mistake waits for the first customer with an accent in
# the name.
#
# With a `content-length` the reader takes that many octets, whatever they are, and a NUL must still follow. Without it the
# body ends at the first NUL. So a body that itself holds a NUL *must* have one, and every other body should.

# %% [markdown] id="lengths-are-octets" lang="zh" of="6e3f2fea"
# `é` 占两个八位组，`中` 占三个。`content-length` 数的是正文的八位组（STOMP 1.2, "Header content-length"）。数字符的人会在这里写 2；
# 于是读的一方取两个八位组当正文，接着期待 NUL，却撞上了 `e4`。纯英文文本里两种数法结果相同，所以这个错误会一直潜伏，直到第一位名字里带
# 重音符号（或者用汉字）的客户出现。
#
# 有 `content-length` 时，读的一方不管内容，照数取那么多八位组，后面仍必须跟一个 NUL。没有时，正文到第一个 NUL 为止。因此，正文里若含有
# NUL，就*必须*带上它；其他正文也应当带上。

# %% [markdown] id="play-with-the-frame" role="lesson"
# Here is the frame once more, to play with. Point at a field, and its octets light up; point at an octet, and you see whose
# it is. Then click the octet `35`, the digit 5 of the length, and type `32` over it, the digit 2. What does the reader
# meet where it wanted a NUL? (Undo takes it back.)

# %% [markdown] id="play-with-the-frame" lang="zh" of="b3cc23ae"
# 再看一次这个帧，这回可以动手。指着一个字段，它的八位组就亮起来；指着一个八位组，就能看到它属于谁。然后点中八位组 `35`，也就是长度里的数字
# 5，输入 `32`，即数字 2。读的一方在期待 NUL 的地方遇到了什么？（Undo 可以撤销。）

# %% id="a-frame-to-play-with" role="demo" minutes=1.5
lab.bytes(b"SEND\ndestination:/topic/greetings\ncontent-length:5\n\n" + body + b"\x00")

# %% [markdown] id="very-like-http" role="lesson" minutes=2.5
# ## Very like HTTP, side by side
#
# | | HTTP/1.1 (RFC 9110, 9112) | STOMP 1.2 |
# | --- | --- | --- |
# | first line | method, target, version | the command alone |
# | end of a line | CR LF | LF; a reader of 1.2 takes CR LF as well |
# | space around a header's value | not part of the value | part of the value |
# | header names | `Host` is `host` | `host` only; case matters |
# | the same header twice | joined as a list, or an error | the first one counts |
# | a line end inside a value | impossible | written as an escape |
# | end of the body | Content-Length, chunks, or the end of the connection | `content-length` and a NUL, or the first NUL |
# | who may speak | the client asks, the server answers | both, at any time |
#
# The last row is why a web page needs WebSocket for STOMP. Outside of a page, bare TCP will do.

# %% [markdown] id="very-like-http" lang="zh" of="de170186"
# ## 和 HTTP 非常类似，并排看
#
# | | HTTP/1.1（RFC 9110、9112） | STOMP 1.2 |
# | --- | --- | --- |
# | 第一行 | 方法、目标、版本 | 只有命令 |
# | 行尾 | CR LF | LF；1.2 的读者也接受 CR LF |
# | header 值两边的空格 | 不属于值 | 属于值 |
# | header 名 | `Host` 就是 `host` | 只认 `host`，区分大小写 |
# | 同一个 header 出现两次 | 合成列表，或者算错 | 第一个算数 |
# | 值里面的换行 | 不可能 | 写成转义 |
# | 正文的结尾 | Content-Length、分块，或连接关闭 | `content-length` 加 NUL，或第一个 NUL |
# | 谁可以说话 | 客户端问，服务器答 | 双方，随时 |
#
# 最后一行，正是网页讲 STOMP 需要 WebSocket 的原因。在网页之外，直接走 TCP 就够了。

# %% [markdown] id="predict-the-spaces" role="lesson"
# ## Predict: whose are the spaces?
#
# A frame holds the header line `nick: eve `, with one space after the colon and one at the end. What is the value of
# `nick`?

# %% [markdown] id="predict-the-spaces" lang="zh" of="c77d622f"
# ## 预测：空格归谁？
#
# 帧里有一行 header：`nick: eve `，冒号后面一个空格，末尾一个空格。`nick` 的值是什么？（选项里的 `·` 代表一个空格。）

# %% id="guess-the-spaces" role="predict" minutes=1
lab.predict(
    "header-spaces",
    "The value of nick, with each space written as ·, is",
    ["eve", "·eve", "eve·", "·eve·"],
)

# %% id="reveal-the-spaces" role="demo" minutes=1
lab.dissect(b"SEND\nnick: eve \ndestination:/topic/chat\n\nhi\x00")

# %% [markdown] id="spaces-count" role="lesson" minutes=1
# Both spaces belong to the value: STOMP 1.1 and 1.2 forbid to trim or pad headers ("Value Encoding"). Real peers do not all
# agree. STOMP 1.0 did not say, and its own examples have a space after the colon; stompjs 7.5 trims every name and value it
# receives, in every version. If a token of yours ends in a space, the two ends of a connection may see two tokens.

# %% [markdown] id="spaces-count" lang="zh" of="a9f1de4b"
# 两个空格都属于值：STOMP 1.1 和 1.2 禁止修剪或填充 header（"Value Encoding"）。现实中的对端并不一致：STOMP 1.0 没有规定，它自己的例子
# 在冒号后就带着空格；stompjs 7.5 收到的名字和值一律修剪，不论哪个版本。要是你的令牌（token）以空格结尾，连接的两端看到的可能就是两个令牌。

# %% [markdown] id="four-escapes" role="lesson" minutes=1.5
# ## Build: escapes
#
# A colon ends a header's name, a line feed ends its value. What if the value itself holds one? Then it is written in two
# octets, a backslash and a letter (STOMP 1.2, "Value Encoding"):
#
# | octet | | written |
# | --- | --- | --- |
# | `0d` | carriage return | `\r` |
# | `0a` | line feed | `\n` |
# | `3a` | colon | `\c` |
# | `5c` | backslash | `\\` |
#
# Names are escaped as well as values. CONNECT and CONNECTED are not: a peer of version 1.0 must be able to read them, and
# 1.0 has no escapes.

# %% [markdown] id="four-escapes" lang="zh" of="88b3174a"
# ## 动手：转义
#
# 冒号结束 header 的名字，换行结束它的值。如果值里面本来就有这样的字符呢？那就写成两个八位组：一个反斜杠加一个字母
# （STOMP 1.2, "Value Encoding"）：
#
# | 八位组 | | 写作 |
# | --- | --- | --- |
# | `0d` | 回车 | `\r` |
# | `0a` | 换行 | `\n` |
# | `3a` | 冒号 | `\c` |
# | `5c` | 反斜杠 | `\\` |
#
# 名字和值都要转义。CONNECT 和 CONNECTED 例外：1.0 版的对端也要读得懂它们，而 1.0 没有转义。

# %% id="kata-escape" role="kata" kata="stomp_frame.escape" minutes=3
def escape(text: str) -> str:
    """Return a header's name or value as it stands in a frame.

    CR, LF, colon and backslash are escaped, and nothing else.
    """
    ### BEGIN SOLUTION
    written = {"\r": "\\r", "\n": "\\n", ":": "\\c", "\\": "\\\\"}
    return "".join(written.get(character, character) for character in text)
    ### END SOLUTION

# %% id="check-escape" role="check"
lab.check(escape)

# %% [markdown] id="back-again" role="lesson" minutes=0.5
# Now back. The standard is strict here: any other letter after a backslash is a fatal error, and so is a backslash at the
# very end. A typo must not look like a working frame.

# %% [markdown] id="back-again" lang="zh" of="70000a61"
# 现在反过来。标准在这里很严：反斜杠后面跟任何其他字母都是致命错误，末尾孤零零一个反斜杠也是。一个笔误不该看起来像一个正常的帧。

# %% id="kata-unescape" role="kata" kata="stomp_frame.unescape" minutes=5
def unescape(text: str) -> str:
    """Return what an escaped name or value means.

    Raise ValueError for an escape that STOMP 1.2 does not define.
    """
    ### BEGIN SOLUTION
    meaning = {"r": "\r", "n": "\n", "c": ":", "\\": "\\"}
    characters = iter(text)
    plain = []
    for character in characters:
        if character == "\\":
            letter = next(characters, "")
            if letter not in meaning:
                raise ValueError(f"STOMP 1.2 has no escape \\{letter}")
            character = meaning[letter]
        plain.append(character)
    return "".join(plain)
    ### END SOLUTION

# %% id="check-unescape" role="check"
lab.check(unescape)

# %% [markdown] id="four-replaces" role="lesson" minutes=0.5
# Is unescaping not four replaces, one after the other? Here they are, in the order in which stompjs 7.5 does them, on the
# Windows path `C:\new`, which goes over the wire as `C\c\\new`:

# %% [markdown] id="four-replaces" lang="zh" of="3f906283"
# 反转义不就是接连四次替换吗？下面就是这四次，顺序与 stompjs 7.5 相同，用在 Windows 路径 `C:\new` 上；它在线路上写作 `C\c\\new`：

# %% id="replace-four-times" role="demo" minutes=0.5
path = r"C\c\\new"
path = path.replace(r"\r", "\r").replace(r"\n", "\n")
path = path.replace(r"\c", ":").replace(r"\\", "\\")
print(path)

# %% [markdown] id="one-pass" role="lesson" minutes=0.5
# A line feed has appeared where none was sent. Each replace reads the output of the one before it, so the second half of
# `\\` and the `n` behind it became a pair that nobody wrote. One pass from left to right reads each octet once. On this
# value your version is right where the famous one is not.

# %% [markdown] id="one-pass" lang="zh" of="614e1473"
# 凭空多出一个换行，谁也没发过它。每次替换读的都是上一次的输出，于是 `\\` 的后半个和它后面的 `n` 凑成了一对，而这一对没人写过。从左到右只走一遍，
# 每个八位组就只读一次。在这个值上，你的版本是对的，而那个著名的库不是。

# %% [markdown] id="make-encode-frame" role="lesson" minutes=0.5 leader=false
# ## Build: from values to octets
#
# You have every part: the command line, header lines, the empty line, the body, the NUL. Call `escape` from the cell above.

# %% [markdown] id="make-encode-frame" lang="zh" of="20b06cdd"
# ## 动手：从值到八位组
#
# 每个部件你都有了：命令行、header 行、空行、正文、NUL。上面单元格里的 `escape` 可以直接调用。

# %% id="kata-encode-frame" role="kata" kata="stomp_frame.encode_frame" minutes=6
def encode_frame(command: str, headers: list[tuple[str, str]], body: bytes = b"") -> bytes:
    """Return the octets of one frame, lines ended by LF, text in UTF-8.

    Names and values are escaped, but not in CONNECT and CONNECTED. If there is a body, the
    last header is content-length, in octets; `headers` never holds one.
    Without a body there is none.
    """
    ### BEGIN SOLUTION
    lines = [command]
    for name, value in headers:
        if command not in ("CONNECT", "CONNECTED"):
            name, value = escape(name), escape(value)
        lines.append(f"{name}:{value}")
    if body:
        lines.append(f"content-length:{len(body)}")
    return "\n".join([*lines, "", ""]).encode("utf-8") + body + b"\x00"
    ### END SOLUTION

# %% id="check-encode-frame" role="check"
lab.check(encode_frame)

# %% [markdown] id="what-a-reader-meets" role="lesson" minutes=1
# ## What a reader meets
#
# A writer chooses; a reader takes what comes. Three frames, all legal, that a reader has to understand. First: lines that
# end in CR LF, and the same header twice.

# %% [markdown] id="what-a-reader-meets" lang="zh" of="b7246ed7"
# ## 读的一方会遇到什么
#
# 写的一方可以选择，读的一方只能来什么接什么。下面三个帧都合法，读的一方都得看懂。第一个：以 CR LF 结尾的行，以及重复出现的 header。

# %% id="dissect-crlf-and-repeats" role="demo" minutes=1
lab.dissect(
    b"MESSAGE\r\nsubscription:0\r\nmessage-id:7\r\ndestination:/topic/a\r\n"
    b"foo:World\r\nfoo:Hello\r\n\r\nhi\x00"
)

# %% [markdown] id="first-wins" role="lesson" minutes=0.5
# The first `foo` counts: a server on the way may have put its own in front, and keeps the older one as history (STOMP 1.2,
# "Repeated Header Entries"). A Python `dict` built pair by pair does the opposite.
#
# Second and third: a body with a NUL in it, and a CONNECT whose passcode holds a colon, which is not escaped there.

# %% [markdown] id="first-wins" lang="zh" of="721b07c0"
# 第一个 `foo` 算数：途中的服务器可能在前面加了自己的一个，旧的留作历史（STOMP 1.2, "Repeated Header Entries"）。而在 Python 里逐对填一个
# `dict`，结果恰好相反。
#
# 第二个和第三个：正文里含有 NUL；以及一个 CONNECT，它的 passcode 里有冒号，在那里冒号是不转义的。

# %% id="dissect-nul-in-body" role="demo" minutes=1
lab.dissect(
    b"MESSAGE\nsubscription:0\nmessage-id:8\ndestination:/topic/a\n"
    b"content-length:3\n\na\x00b\x00\n"
)

# %% id="dissect-raw-colon" role="demo" minutes=0.5
lab.dissect(b"CONNECT\naccept-version:1.2\nhost:kata\npasscode:a:b\\n\n\n\x00")

# %% [markdown] id="make-decode-frame" role="lesson" minutes=0.5 leader=false
# ## Build: from octets to values
#
# One whole frame comes in; chapter 06 will cut frames out of a stream. Call `unescape` from above.

# %% [markdown] id="make-decode-frame" lang="zh" of="93b612c5"
# ## 动手：从八位组到值
#
# 进来的是一个完整的帧；从流里切出帧来是第 06 章的事。上面的 `unescape` 可以直接调用。

# %% id="kata-decode-frame" role="kata" kata="stomp_frame.decode_frame" minutes=9
def decode_frame(data: bytes) -> tuple[str, dict[str, str], bytes]:
    """Return command, headers and body of the one frame in `data`.

    - A line ends in LF or CR LF. A name ends at the first colon. Nothing is trimmed.
    - Names and values are unescaped, but not in CONNECT and CONNECTED.
    - Of repeated headers the first counts.
    - With content-length the body has that many octets, and a NUL follows.
      Without, it ends at the first NUL.
    - Behind the NUL there may be ends of line.

    Raise ValueError if the octets are anything else.
    """
    ### BEGIN SOLUTION
    lines, start = [], 0
    while not lines or lines[-1]:
        end = data.index(b"\n", start)
        lines.append(data[start:end].removesuffix(b"\r").decode("utf-8"))
        start = end + 1
    command, *pairs, _ = lines
    headers = {}
    for pair in pairs:
        name, colon, value = pair.partition(":")
        if not colon:
            raise ValueError(f"the header line {pair!r} has no colon")
        if command not in ("CONNECT", "CONNECTED"):
            name, value = unescape(name), unescape(value)
        headers.setdefault(name, value)
    if "content-length" in headers:
        end = start + int(headers["content-length"])
    else:
        end = data.index(b"\x00", start)
    if data[end : end + 1] != b"\x00" or data[end + 1 :].strip(b"\r\n"):
        raise ValueError("the frame does not end where it should")
    return command, headers, data[start:end]
    ### END SOLUTION

# %% id="check-decode-frame" role="check"
lab.check(decode_frame)

# %% [markdown] id="break-by-injection" role="break" minutes=1
# ## Break it: a nickname with a line feed
#
# A chat program lets its users choose a nickname and sends it along in a header. Its author has glued the frame together
# from text; there is no `escape` in it. Somebody chooses a nickname with care. Read the two lines: where will the message
# go?

# %% [markdown] id="break-by-injection" lang="zh" of="a4f1088b"
# ## 搞坏它：带换行的昵称
#
# 一个聊天程序让用户自选昵称，并把昵称放在 header 里一起发出去。作者是用字符串直接拼的帧，里面没有 `escape`。有人精心挑了个昵称。
# 读读下面两行：这条消息会去哪里？

# %% id="the-careless-program" role="break" minutes=0.5
def careless(nick: str, text: str) -> bytes:
    return f"SEND\nnick:{nick}\ndestination:/topic/chat\n\n{text}\x00".encode()


nickname = "eve\ndestination:/topic/admin"

# %% [markdown] id="two-listeners" role="break"
# One listener sits in the chat, one where only administrators are supposed to write. (The header `receipt` makes the broker
# say when it has the subscription; chapter 08 is about that.)

# %% [markdown] id="two-listeners" lang="zh" of="53a9e22b"
# 一个听众坐在聊天室里，另一个坐在本该只有管理员才能写的地方。（header `receipt` 让 broker 在有了这个订阅之后说一声，第 08 章专门讲它。）

# %% id="seat-the-listeners" role="break" minutes=0.5
def listener(destination: str):
    """A session that has subscribed to a destination."""
    session = lab.socket(broker)
    session.send(b"CONNECT\naccept-version:1.2\nhost:kata\n\n\x00")
    session.receive()
    session.send(f"SUBSCRIBE\nid:0\ndestination:{destination}\nreceipt:1\n\n\x00".encode())
    session.receive()
    return session


chat, admin = listener("/topic/chat"), listener("/topic/admin")

# %% id="inject-a-header" role="break" minutes=0.5
chat.send(careless(nickname, "open the door"))
admin.receive()

# %% id="who-heard-it" role="break" minutes=0.5
lab.map(broker)

# %% [markdown] id="why-it-was-forged" role="break" minutes=1
# The message came out among the administrators, and the map, which draws who got what, says the same: the chat has heard
# nothing. The line feed in the nickname ended its header, and what followed it was a header of its own, a forged
# `destination` before the true one; and the first one counts. The broker did nothing wrong: it read what was written. This
# is **header injection**, and it is why `escape` belongs into the one place where frames are made, not into the places
# where somebody remembers it.

# %% [markdown] id="why-it-was-forged" lang="zh" of="da5788e5"
# 消息出现在了管理员那里。地图画的是谁得到了什么，它说的也一样：聊天室什么也没听到。昵称里的换行结束了它自己的 header，后面跟着的便成了一个
# 独立的 header：一个伪造的 `destination`，排在真的前面，而排在前面的算数。Broker 没有做错，它读的就是写在那里的。这就是 **header 注入（header injection）**；也正因如此，`escape` 该放在造帧的那一个
# 地方，而不是放在每个“有人记得”的地方。

# %% [markdown] id="your-encoder-holds" role="break" leader=false
# Now the same nickname through your encoder:

# %% [markdown] id="your-encoder-holds" lang="zh" of="b8cffbc4"
# 再让同一个昵称经过你的编码器：

# %% id="try-your-encoder" role="break" minutes=0.5 leader=false
if lab.written(encode_frame):
    headers = [("nick", nickname), ("destination", "/topic/chat")]
    chat.send(encode_frame("SEND", headers, b"open the door"))
    print(admin.receive(timeout=0.3) or "the administrators heard nothing")

# %% [markdown] id="compose-the-codec" role="lesson" minutes=0.5 leader=false
# ## Everything so far
#
# Your encoder writes, your decoder reads, and a broker that knows neither of them stands between: a session opened, a
# subscription, and `é中` there and back.

# %% [markdown] id="compose-the-codec" lang="zh" of="558007c5"
# ## 把它们合起来
#
# 你的编码器写，你的解码器读，中间站着一个对两者一无所知的 broker：打开会话，订阅，再让 `é中` 走个来回。

# %% id="open-with-your-codec" role="demo" minutes=0.5 leader=false
if lab.written(encode_frame, decode_frame):
    me = lab.socket(broker)
    me.send(encode_frame("CONNECT", [("accept-version", "1.2"), ("host", "kata")]))
    command, headers, _ = decode_frame(me.receive())
    print(command, headers["version"])

# %% id="there-and-back" role="demo" minutes=0.5 leader=false
if lab.written(encode_frame, decode_frame):
    me.send(encode_frame("SUBSCRIBE", [("id", "0"), ("destination", "/topic/greetings")]))
    headers = [("destination", "/topic/greetings"), ("path", "C:\\new")]
    me.send(encode_frame("SEND", headers, "é中".encode()))
    command, headers, body = decode_frame(me.receive())
    print(command, headers["path"], headers["content-length"], body.decode())

# %% [markdown] id="stomp-frame-exit" role="lesson" minutes=1
# ## Take with you
#
# 1. Lengths count octets. `content-length` is measured after encoding, and the NUL comes all the same.
# 2. Escapes are read in one pass, and an undefined one is fatal. CONNECT and CONNECTED have none.
# 3. It looks like HTTP. But spaces count, case counts, the first of repeated headers counts, and both sides speak.
#
# **Read in the standards:** STOMP 1.2, "Value Encoding", "Body", "Header content-length", "Repeated Header Entries" and
# "Augmented BNF"; what was different before, in STOMP 1.1, "Value Encoding", and on the first page of STOMP 1.0.
#
# **Peers met:** the embedded broker. About stompjs 7.5 you read what it was seen to do; chapter 14 runs it.
#
# **Next:** 06 The streaming parser is to come; it feeds your decoder from a stream that is cut where nobody asked for
# it. [07 Connect](07_connect.ipynb) is there already.

# %% [markdown] id="stomp-frame-exit" lang="zh" of="278d0711"
# ## 带走三点
#
# 1. 长度数的是八位组。`content-length` 在编码之后量，而 NUL 照样要有。
# 2. 反转义只走一遍，没有定义的转义是致命错误。CONNECT 和 CONNECTED 没有转义。
# 3. 它看上去像 HTTP。但空格算数，大小写算数，重复的 header 以第一个为准，而且双方都能说话。
#
# **去读标准：** STOMP 1.2, "Value Encoding"、"Body"、"Header content-length"、"Repeated Header Entries" 和 "Augmented BNF"；
# 以前有什么不同，见 STOMP 1.1, "Value Encoding" 和 STOMP 1.0 的开头一页。
#
# **遇到的对端：** 内嵌 broker。关于 stompjs 7.5，你读到的是对它行为的观察结果；第 14 章会真正运行它。
#
# **下一章：** 06 流式解析器还在路上，它会从一条流里喂养你的解码器，而那条流偏偏断在没人想要的地方；[07 连接](07_connect.ipynb)已经就绪。
