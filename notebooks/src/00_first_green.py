# %% [markdown] id="first-green-title" role="lesson" minutes=0.5
# # 00 First green
#
# **STOMP** is a small language in which programs pass messages to each other. A sentence of it is called a **frame**. In
# the next ten minutes you write one frame, and a real broker answers it. On the way you make the moves that every chapter
# is made of: **predict**, **look**, **build**, **break**.
#
# Click into the first grey cell below and press Shift+Enter; that runs it and moves on to the next one. Everything stays
# on your own machine, and no cell of this course can harm it. When something turns red, read it: a red report tells you
# about the protocol, not about your installation.

# %% [markdown] id="first-green-title" lang="zh" of="edad38c9"
# # 00 第一抹绿
#
# **STOMP** 是一门小小的语言，程序用它互相传递消息；它的一句话叫做一个**帧（frame）**。接下来的十分钟里，你会亲手写出一个帧，并得到一个
# 真实 broker 的回应。一路上你会走完每一章都有的四步：**预测**、**观察**、**动手**、**搞坏它**。
#
# 点进下面第一个灰色单元格，按 Shift+Enter：运行它，然后跳到下一个。一切都只发生在你自己的机器上，本课程的任何单元格
# 都伤不到它。看到红色，就读一读：红色报告讲的是协议，而不是你装坏了什么。

# %% [markdown] id="a-broker-of-your-own" role="lesson" minutes=0.5
# ## A broker of your own
#
# A **broker** takes in messages and hands each one on to whoever subscribed to its **destination**, a name such as
# `/topic/hello`. The next cell starts one. It lives inside this notebook, listens only on your own machine, and goes away
# when the notebook does. Clients reach it over a **WebSocket**, a connection on which both sides may speak at any time, and
# which a web page can open, too.

# %% [markdown] id="a-broker-of-your-own" lang="zh" of="bfdd1396"
# ## 一个属于你的 broker
#
# **Broker（消息代理）** 收下消息，再把每一条转交给订阅了相应 **destination（目的地）** 的人；destination 是一个名字，比如 `/topic/hello`。
# 下一个单元格会启动一个 broker：它就住在这个 notebook 里，只监听本机，notebook 关掉，它也就没了。客户端通过 **WebSocket** 与它相连：
# 在这种连接上，双方随时都可以说话，网页也能打开它。

# %% id="start-the-broker" role="demo"
from stompkata import lab

broker = lab.broker()

# %% [markdown] id="a-window-on-the-wire" role="lesson"
# And this opens a window on its wire. It is empty now. Every frame that comes in or goes out from here on shows up in it
# while it happens, so keep it in sight.

# %% [markdown] id="a-window-on-the-wire" lang="zh" of="5d198829"
# 再给它的线路开一扇窗。现在窗里是空的；从此刻起，每一个进出的帧都会实时出现在里面，请把它留在视线之内。

# %% id="open-the-window" role="demo" minutes=0.5
lab.frames(broker)

# %% [markdown] id="predict-the-end" role="lesson"
# ## Predict: where does a frame end?
#
# Here are 34 octets on their way to a broker (an **octet** is a byte of eight bits, and the word that the standards use),
# written as Python shows them: `\n` is one octet, the line feed; `\x00` is one octet too, with the value zero.
#
# ```python
# b"SEND\ndestination:/topic/hello\n\nhi\x00"
# ```
#
# The broker reads octets from a stream. Nobody tells it where one frame stops and the next one begins; it has to see that
# in the octets. What tells it that this frame is over?

# %% [markdown] id="predict-the-end" lang="zh" of="d56376da"
# ## 预测：一个帧到哪里为止？
#
# 下面是正在发往 broker 的 34 个**八位组（octet）**，也就是 34 个八比特的字节，标准里用的是这个词。它们按 Python 的写法显示：`\n` 是一个
# 八位组，即换行；`\x00` 也只是一个八位组，值为零。
#
# ```python
# b"SEND\ndestination:/topic/hello\n\nhi\x00"
# ```
#
# Broker 是从一条字节流里读的。没有人告诉它上一个帧到哪里结束、下一个帧从哪里开始，它只能从八位组本身看出来。
# 那么，是什么告诉它这个帧结束了？（选项依次是：空行；值为 00 的八位组；WebSocket 消息的结尾；线路上的停顿。）

# %% id="guess-frame-end" role="predict" minutes=1
lab.predict(
    "frame-end",
    "What tells the broker that this frame is over?",
    [
        "the empty line",
        "the octet 00",
        "the end of the WebSocket message",
        "a pause on the line",
    ],
)

# %% [markdown] id="look-at-a-frame" role="lesson"
# Made your choice? Then look: `lab.dissect` takes bytes apart and names every piece.

# %% [markdown] id="look-at-a-frame" lang="zh" of="ed33fea1"
# 选好了吗？那就来看看：`lab.dissect` 会把字节拆开，给每一块标上名字。

# %% id="reveal-frame-end" role="demo" minutes=1
lab.dissect(b"SEND\ndestination:/topic/hello\n\nhi\x00")

# %% [markdown] id="name-the-parts" role="lesson" minutes=1
# Read it from the top. The first line is the **command**. Then come the **headers**, one `name:value` on each line, until
# an **empty line** ends them. Everything after it is the **body**, and the octet 00, called **NUL**, ends the frame
# (STOMP 1.2, "STOMP Frames").
#
# So the empty line is an end too, but only of the headers: a body follows it. And the end of the WebSocket message is
# none at all, as you are about to see. (The warning and the advice are no errors: this frame is legal. Chapter 05 comes back
# to the first.)

# %% [markdown] id="name-the-parts" lang="zh" of="269ff56b"
# 从上往下读。第一行是**命令（command）**；接着是若干 **header（首部）**，每行一个 `name:value`；一个**空行**结束 header；
# 空行之后都是**正文（body）**；最后那个八位组 00 叫做 **NUL**，它结束整个帧（STOMP 1.2, "STOMP Frames"）。
#
# 所以空行也是一种结束，不过只结束 header，后面还有正文。至于 WebSocket 消息的结尾，它什么也不结束，你马上就会看到。
# （那条 warning 和那条建议都不是错误：这个帧是合法的。第 05 章会再谈到前者。）

# %% [markdown] id="make-your-first-frame" role="lesson" leader=false
# ## Build: your first frame
#
# A client opens a STOMP session with a CONNECT frame. It says which versions of the protocol it speaks and which host it
# wants to talk to, and it has no body. The cell below holds one, almost whole.
#
# Run the cell and the check under it **before** you change anything. The check fails, and that is worth seeing: the first
# line of the report says what is wrong, then you see what was tried, the octets, and one next step. Then finish the frame:
# put your code where the comment stands.

# %% [markdown] id="make-your-first-frame" lang="zh" of="d832230e"
# ## 动手：你的第一个帧
#
# 客户端用一个 CONNECT 帧打开 STOMP 会话：说明自己会讲哪些协议版本、想找哪台主机，没有正文。下面的单元格里就有一个，
# 差一点就完整了。
#
# **先什么都别改**，把这个单元格和它下面的检查各运行一次。检查会失败，而这正值得一看：报告的第一行说错在哪里，接着是试了什么、
# 实际的八位组，以及一个建议的下一步。看完再把帧补完整：把代码写在注释所在的位置。

# %% id="kata-hello-frame" role="kata" kata="first_green.hello_frame" minutes=2
def hello_frame() -> bytes:
    """Return a whole CONNECT frame that offers version 1.2 and names the host `kata`.

    The command and both headers are there. What else does a frame without a body need?
    """
    frame = b"CONNECT\naccept-version:1.2\nhost:kata\n"
    ### BEGIN SOLUTION
    frame += b"\n\x00"
    ### END SOLUTION
    return frame

# %% id="check-hello-frame" role="check"
lab.check(hello_frame)

# %% [markdown] id="stuck-on-hello" role="lesson" leader=false
# Stuck? Type `lab.hint(hello_frame)` into a new cell. The first hint is a question, the next ones say more, and none of
# them counts against you.

# %% [markdown] id="stuck-on-hello" lang="zh" of="a99af24c"
# 卡住了？在新单元格里输入 `lab.hint(hello_frame)`。第一条提示是一个问题，后面的会说得更多；看提示不扣分。

# %% [markdown] id="break-it-yourself" role="lesson" minutes=1 leader=false
# Green? Then break it on purpose. Take the NUL away again, run both cells and read the report: this time it misses
# one octet, and says which. Put the NUL back and check once more. You have now met your first failure while it was cheap.

# %% [markdown] id="break-it-yourself" lang="zh" of="fa831c71"
# 绿了吗？那就故意把它搞坏：再把 NUL 拿掉，运行这两个单元格，读读报告。这一次只缺一个八位组，报告会说出是哪一个。
# 然后把 NUL 放回去，再检查一遍。趁着代价最小，你已经见识过第一次失败了。

# %% [markdown] id="the-broker-waits" role="break"
# ## Break it: a frame without an end
#
# What does a real peer do with a frame that does not end? `lab.socket` opens a WebSocket to the broker and sends whatever
# octets you give it, right or wrong.

# %% [markdown] id="the-broker-waits" lang="zh" of="b108235a"
# ## 搞坏它：没有结尾的帧
#
# 如果一个帧没有结尾，真实的对端会怎么做？`lab.socket` 会向 broker 打开一条 WebSocket，你给它什么八位组它就发什么，不论对错。

# %% id="send-without-nul" role="break" minutes=0.5
slow = lab.socket(broker)
slow.send(b"CONNECT\naccept-version:1.2\nhost:kata\n\n")
slow.receive(timeout=0.3)

# %% [markdown] id="the-missing-octet" role="break"
# Nothing. The broker is not angry, it is waiting: for all it knows, the rest of the frame is still on its way. So send the
# rest, all one octet of it.

# %% [markdown] id="the-missing-octet" lang="zh" of="95c952ce"
# 什么也没有。Broker 没有生气，它在等：在它看来，帧的剩余部分还在路上。那就把剩下的补上，总共一个八位组。

# %% id="send-the-nul" role="break" minutes=0.5
slow.send(b"\x00")
slow.receive()[:21]

# %% [markdown] id="a-stream-has-no-seams" role="break" minutes=0.5
# CONNECTED: the session is open. (Only the first 21 octets are shown. Behind them comes the name of the session, another
# one each time.) Your frame crossed in two WebSocket messages, and the broker put it together, because
# STOMP is defined on a stream of octets, and a stream has no seams. RabbitMQ, a broker, and Spring, a framework for Java
# with a broker in it, join such pieces as well. Others, such as StompBrokerJS, do not; with one whole frame in each
# WebSocket message you are understood everywhere.

# %% [markdown] id="a-stream-has-no-seams" lang="zh" of="f651f49f"
# CONNECTED：会话打开了。（这里只显示前 21 个八位组，后面是会话的名字，每次都不一样。）你的帧是分成两条 WebSocket 消息过去的，broker 把它拼了
# 起来，因为 STOMP 定义在八位组的流之上，而流没有接缝。RabbitMQ（一个 broker）和 Spring（自带 broker 的 Java 框架）同样会拼；StompBrokerJS 等则不会。每条 WebSocket 消息里只放一个完整的帧，到哪里都有人听得懂。

# %% [markdown] id="your-own-bytes" role="lesson" leader=false
# ## Your own bytes on the wire
#
# Now the frame that you wrote. Run the cell, then look up at the window: your CONNECT has gone in, and CONNECTED has come
# back. If nothing comes, your frame has no end yet.

# %% [markdown] id="your-own-bytes" lang="zh" of="057ccc72"
# ## 线路上是你自己的字节
#
# 轮到你写的帧了。运行单元格，再抬头看看那扇窗：你的 CONNECT 进去了，CONNECTED 回来了。要是什么也没回来，说明你的帧还没有结尾。

# %% id="open-your-session" role="demo" minutes=1 leader=false
me = lab.socket(broker)
me.send(hello_frame())
connected = me.receive()
connected[:21] or connected

# %% [markdown] id="somebody-else" role="lesson"
# ## Somebody else in the room
#
# There is a second client at hand: `@stomp/stompjs`, the STOMP client that web pages commonly use, unmodified. It runs in
# this very page, opens a connection of its own to your broker, and says hello to everybody who has subscribed to
# `/topic/hello`.

# %% [markdown] id="somebody-else" lang="zh" of="9ec90500"
# ## 房间里还有别人
#
# 手边还有第二个客户端：`@stomp/stompjs`，网页里常用的 STOMP 客户端，未作任何改动。它就运行在这个页面里，自己连上你的 broker，
# 向所有订阅了 `/topic/hello` 的人问好。

# %% [markdown] id="subscribe-first" role="lesson" leader=false
# So subscribe first. It takes one more frame, and you can read it already.

# %% [markdown] id="subscribe-first" lang="zh" of="a45326af"
# 所以要先订阅。只需再来一个帧，而你已经看得懂了。

# %% id="subscribe-to-hello" role="demo" minutes=0.5 leader=false
if connected:
    me.send(b"SUBSCRIBE\nid:0\ndestination:/topic/hello\n\n\x00")

# %% id="bring-in-stompjs" role="demo" minutes=0.5
lab.stompjs(broker)

# %% id="hear-the-greeting" role="demo" minutes=0.5 leader=false
if connected:
    print(me.receive(timeout=1))

# %% [markdown] id="what-you-heard" role="lesson" minutes=0.5 leader=false
# That MESSAGE was written by another program, in another language, by people who have never heard of you. It reached you
# because both of you keep to the same short standard. (stompjs needs a page to live in. When a notebook is run by a
# program, with no browser open, nobody says hello, and the cell above says that nothing came.) Answer it:

# %% [markdown] id="what-you-heard" lang="zh" of="29a20489"
# 这条 MESSAGE 出自另一个程序、另一种语言，写它的人从没听说过你。它能到你手里，是因为双方遵守同一份短短的标准。
# （stompjs 需要一个页面才能运行。如果 notebook 是由程序在没有浏览器的情况下执行的，就没有人来问好，上面的单元格会告诉你什么也没收到。）
# 回它一句吧：

# %% id="answer-stompjs" role="demo" minutes=0.5 leader=false
if connected:
    me.send(b"SEND\ndestination:/topic/hello\n\nhello from me\x00")
    print(me.receive())

# %% [markdown] id="both-hear-it" role="lesson" leader=false
# The broker gives a copy to every subscriber: one to stompjs, and one to you, since you subscribed as well.

# %% [markdown] id="both-hear-it" lang="zh" of="6a511e52"
# Broker 给每个订阅者一份拷贝：一份给 stompjs，一份给你，因为你也订阅了。

# %% [markdown] id="look-back" role="lesson"
# ## Look back
#
# Here is everything that has crossed the broker's wires. Every connection opens with two messages in HTTP, the handshake.
# Find the CONNECT that came in two halves, and the row in which it was complete. Choose a row, and you see its octets.

# %% [markdown] id="look-back" lang="zh" of="2858e955"
# ## 回头看看
#
# 这里是从 broker 的线路上经过的一切。每条连接都以两条 HTTP 消息开头，那就是握手。找出分成两半过来的那个 CONNECT，再看看它在哪一行才完整。
# 选中一行，就能看到它的八位组。

# %% id="show-the-conversation" role="demo" minutes=0.5
lab.frames(broker)

# %% [markdown] id="the-map" role="lesson" minutes=0.5
# ## Where everything is
#
# The course follows an outline of WebSocket, STOMP, Spring and stompjs. Chapters without a link are still to come. Type
# `lab.progress()` into a new cell, here or in any chapter, to see where you are: what is green, what your client can do by
# now, and what comes next.
#
# | in the outline | chapter |
# | --- | --- |
# | polling, streaming and WebSocket compared; what HTTP headers cost; extensions | 01 Four ways to push |
# | the handshake and the `Upgrade` header | [02 The handshake](02_handshake.ipynb) |
# | WebSocket: Frame | 03 One WebSocket frame; 04 Messages, fragments, closing |
# | STOMP: Frame | [05 One STOMP frame](05_stomp_frame.ipynb); 06 The streaming parser; 12 Three versions |
# | STOMP: connect | [07 Connect](07_connect.ipynb); 10 Heart-beats |
# | STOMP: publish (topic, send message) | [08 Publish](08_publish.ipynb); 11 Acknowledgement and transactions |
# | STOMP: subscribe (topic) | [09 Subscribe](09_subscribe.ipynb) |
# | Spring: the demo | 16 Spring demo |
# | Spring: architecture, a walk through the source | 17 Spring inside |
# | Spring: custom STOMP | 18 Custom STOMP |
# | stompjs: StompHandler, HeartbeatInfo, FrameImpl | 13 stompjs from the inside: frames and handler |
# | stompjs: Client, Stomp; version 4 against 5 | 14 stompjs from the inside: client |
# | SockJS | 15 SockJS |
# | your client against every server | 19 One client, every server |
# | Broadband Forum USP | 20 USP over STOMP |

# %% [markdown] id="the-map" lang="zh" of="25d5e043"
# ## 什么在哪里
#
# 本课程沿着一份关于 WebSocket、STOMP、Spring 和 stompjs 的提纲展开。没有链接的章节还在路上。想知道自己走到了哪里，就在本章或任何一章的新单元格里输入
# `lab.progress()`：哪些已经绿了，你的客户端现在会做什么，接下来是什么。
#
# | 提纲里的内容 | 章节 |
# | --- | --- |
# | 轮询 / streaming / WebSocket 的比较；HTTP header 的开销；Extension | 01 四种推送方式 |
# | 握手与 `Upgrade` header | [02 握手](02_handshake.ipynb) |
# | WebSocket：Frame | 03 一个 WebSocket 帧；04 消息、分片与关闭 |
# | STOMP：Frame | [05 一个 STOMP 帧](05_stomp_frame.ipynb)；06 流式解析器；12 三个版本 |
# | STOMP：connect | [07 连接](07_connect.ipynb)；10 心跳 |
# | STOMP：publish（topic、send message） | [08 发布](08_publish.ipynb)；11 确认与事务 |
# | STOMP：subscribe（topic） | [09 订阅](09_subscribe.ipynb) |
# | Spring：spring demo | 16 Spring 示例 |
# | Spring：架构解析、源码解析 | 17 走进 Spring |
# | Spring：自定义 STOMP | 18 自定义 STOMP |
# | stompjs：StompHandler、HeartbeatInfo、FrameImpl | 13 走进 stompjs：帧与 handler |
# | stompjs：Client、Stomp；v4 与 v5 | 14 走进 stompjs：client |
# | SockJS | 15 SockJS |
# | 你的客户端对阵所有服务器 | 19 一个客户端，所有服务器 |
# | Broadband Forum USP | 20 USP over STOMP |

# %% [markdown] id="first-green-exit" role="lesson" minutes=0.5
# ## Take with you
#
# 1. A STOMP frame is a command, headers, an empty line, a body, and one NUL that ends it.
# 2. Frames are cut out of a stream. Where a WebSocket message begins or ends means nothing to STOMP.
# 3. A red report names the rule, the octet and the next step. Nothing is broken but the frame.
#
# **Read in the standards:** STOMP 1.2, "STOMP Frames" and "Connecting"; RFC 6455 §5.4 on what a message boundary means.
#
# **Peers met:** the embedded broker; `@stomp/stompjs` where there is a page.
#
# **Next:** [02 The handshake](02_handshake.ipynb): how the WebSocket under all of this comes about.

# %% [markdown] id="first-green-exit" lang="zh" of="12e8c8d7"
# ## 带走三点
#
# 1. 一个 STOMP 帧由命令、header、空行、正文和一个结束它的 NUL 组成。
# 2. 帧是从流里切出来的。WebSocket 消息在哪里开始、在哪里结束，对 STOMP 毫无意义。
# 3. 红色报告会点出规则、八位组和下一步。坏掉的只是那个帧。
#
# **去读标准：** STOMP 1.2, "STOMP Frames" 与 "Connecting"；RFC 6455 §5.4，关于消息边界的含义。
#
# **遇到的对端：** 内嵌 broker；有页面时还有 `@stomp/stompjs`。
#
# **下一章：** [02 握手](02_handshake.ipynb)：这一切底下的 WebSocket 是怎样建立起来的。
