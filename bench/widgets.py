"""Open widgets against a whole server: so many pages, each with a conversation and its socket, and how long a message takes from one of
them to the screen of who has it, and her answer to his page. Loopback only; each page has an address of its own there, as pages have."""
import asyncio
import base64
import contextlib
import json
import os
import resource
import secrets
import sqlite3
import struct
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from centre import Centre, check  # noqa: E402

AT_ONCE = 40       # pages that open at the same time
TALKING = 50       # conversations that one person has
MESSAGES = 20      # of each: within a buyer's own pace
PER_ADDRESS = 4    # conversations that one address opens (five in ten minutes are the most)


def measure(widgets, say):
    soft = min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    check(soft > widgets + 2000, f"{soft} open files are too few for {widgets} widgets")
    centre = Centre("widgets").start()
    try:
        return asyncio.run(Pages(centre, widgets, say).run())
    finally:
        centre.remove()


class Socket:
    """A WebSocket of RFC 6455 as a browser has it: frames from it are masked, pings are answered."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port, path, address, headers=""):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{headers}"
                     f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        check(b" 101 " in head.split(b"\r\n")[0], f"{path}: {head[:200]!r}")
        return cls(reader, writer)

    def send(self, what):
        self.frame(1, json.dumps(what).encode())

    def frame(self, code, body):
        size = bytes([0x80 | len(body)]) if len(body) < 126 else bytes([0xFE]) + struct.pack(">H", len(body))
        mask = os.urandom(4)
        self.writer.write(bytes([0x80 | code]) + size + mask + bytes(b ^ mask[i & 3] for i, b in enumerate(body)))

    async def next(self):
        while True:
            first, second = await self.reader.readexactly(2)
            size = second & 127
            if size == 126:
                size = struct.unpack(">H", await self.reader.readexactly(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", await self.reader.readexactly(8))[0]
            body = await self.reader.readexactly(size)
            if first & 15 == 9:
                self.frame(10, body)
            elif first & 15 == 8:
                raise ConnectionError(f"closed: {body!r}")
            elif first & 15 == 1:
                return json.loads(body)


class Page:
    def __init__(self, pages, n):
        self.pages, self.n, self.id, self.version = pages, n, "", 0
        k = n // PER_ADDRESS
        self.address = f"127.{1 + k // 62500}.{k // 250 % 250}.{1 + k % 250}"
        self.who = {"key": "wc_demo", "token": secrets.token_urlsafe(32)}
        self.socket, self.acked, self.heard = None, {}, {}

    async def open(self):
        """As the widget does at a buyer's first question: the conversation, then the socket."""
        body = json.dumps({**self.who, "client_id": secrets.token_hex(8), "text": f"opening {self.n}", "name": "Bench", "contact": "bench@example.com"})
        reader, writer = await asyncio.open_connection("127.0.0.1", self.pages.port, local_addr=(self.address, 0))
        writer.write(f"POST /public/v1/chat/open HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode())
        answer = await reader.read()
        writer.close()
        check(b" 200 " in answer.split(b"\r\n")[0], f"open: {answer[:300]!r}")
        await self.connect()

    async def connect(self):
        self.socket = await Socket.open(self.pages.port, "/public/v1/chat/live", self.address)
        self.socket.send({"type": "hello", **self.who, "since": 1})
        welcome = await self.socket.next()
        check(welcome["type"] == "welcome", str(welcome))
        self.task = asyncio.create_task(self.listen())

    async def listen(self):
        try:
            while True:
                frame = await self.socket.next()
                now = time.monotonic()
                if frame["type"] == "ack":
                    self.acked[frame["client_id"]] = now
                elif frame["type"] == "message":
                    self.heard[frame["message"]["text"]] = now
        except (ConnectionError, asyncio.IncompleteReadError) as e:
            if not self.pages.over:
                self.pages.lost.append(f"page {self.n}: {e}")


class Pages:
    def __init__(self, centre, widgets, say):
        self.centre, self.port, self.say, self.over, self.lost = centre, centre.http, say, False, []
        self.pages = [Page(self, n) for n in range(widgets)]
        self.seen, self.version = {}, {}

    async def run(self):
        await self.a_few_first()
        before, began = self.memory(), time.monotonic()
        await self.open_all(self.pages)
        took, full = time.monotonic() - began, self.memory()
        self.say(f"#   {len(self.pages)} open after {took:.0f} s, {(full - before) / len(self.pages):.1f} kB each")
        await self.sit_down()
        him, her, back = await self.talk()
        cpu = self.cpu()
        await asyncio.sleep(20)
        idle = (self.cpu() - cpu) / 20
        self.over = True
        return {"widgets": len(self.pages), "opened_per_s": len(self.pages) / took, "kb_each": (full - before) / len(self.pages), "idle_percent": 100 * idle,
                "acknowledged_ms": him, "on_her_screen_ms": her, "answer_on_his_page_ms": back, "lost_count": len(self.lost), "lost": self.lost[:3]}

    async def a_few_first(self):
        """What grows once (caches, threads, arenas) is no widget's memory."""
        self.warm = [Page(self, 60000 + n) for n in range(200)]
        await self.open_all(self.warm)

    async def open_all(self, pages):
        left = iter(pages)

        async def one_by_one():
            for page in left:
                await page.open()
        await asyncio.gather(*(one_by_one() for _ in range(AT_ONCE)))

    async def sit_down(self):
        """She takes her conversations by hand, and looks at the desk's live stream."""
        desk = self.desk = self.centre.desk("supervisor")
        desk.post("/api/v1/me/presence", {"state": "paused", "reason": "chats by the inbox"})
        self.mine = self.pages[:: max(1, len(self.pages) // TALKING)][:TALKING]
        socket = await Socket.open(self.port, "/api/v1/live", "127.0.0.1", f"Cookie: {desk.cookie}\r\nOrigin: http://127.0.0.1:{self.port}\r\n")
        self.screen = asyncio.create_task(self.look(socket))
        ids = self.ids()
        for page in self.mine:
            page.id = str(ids[f"opening {page.n}"])
            chat = await asyncio.to_thread(desk.get, f"/api/v1/conversations/{page.id}")
            taken = await asyncio.to_thread(self.change, page, "take", {}, chat["conversation"]["version"])
            check(taken.status == 200, f"take: {taken}")

    def ids(self):
        """A page is never told its conversation's id."""
        db = sqlite3.connect(f"file:{self.centre.var}/orderline.db?mode=ro", uri=True, timeout=30)
        try:
            return dict(db.execute("select text, conversation_id from message where text like 'opening %'"))
        finally:
            db.close()

    def change(self, page, verb, body, version):
        return self.desk.call("POST", f"/api/v1/conversations/{page.id}/{verb}", body, headers={"If-Match": f'"{version}"'})

    async def look(self, socket):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                frame = await socket.next()
                if frame.get("type") == "conversation_message":
                    self.seen[frame["data"]["message"]["text"]] = time.monotonic()
                if frame.get("type") == "conversation":
                    self.version[frame["data"]["id"]] = frame["data"]["version"]

    async def talk(self):
        said, answered = {}, {}
        for turn in range(MESSAGES):
            for page in self.mine:
                text = f"question {page.n} {turn}"
                said[text] = (page, time.monotonic())
                page.socket.send({"type": "message", "client_id": f"m-{page.n:06d}-{turn:03d}", "text": text})
                await asyncio.sleep(0.02)
            page = self.mine[turn % len(self.mine)]
            text = f"answer {turn}"
            answered[text] = (page, time.monotonic())
            r = await asyncio.to_thread(self.change, page, "reply", {"client_id": secrets.token_hex(8), "text": text}, self.version[page.id])
            check(r.status == 200, f"reply: {r}")
        await self.until(lambda: all(t in self.seen for t in said) and all(t in p.heard for t, (p, _) in answered.items()))
        acked = [p.acked[f"m-{p.n:06d}-{int(t.split()[2]):03d}"] - at for t, (p, at) in said.items()]
        return spread(acked), spread([self.seen[t] - at for t, (_, at) in said.items()]), spread([p.heard[t] - at for t, (p, at) in answered.items()])

    async def until(self, fn):
        end = time.monotonic() + 60
        while not fn():
            check(time.monotonic() < end, "messages are missing after a minute")
            await asyncio.sleep(0.05)

    def memory(self):
        with open(f"/proc/{self.centre.process.pid}/status", encoding="ascii") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("RssAnon"))

    def cpu(self):
        with open(f"/proc/{self.centre.process.pid}/stat", encoding="ascii") as f:
            return sum(int(n) for n in f.read().rsplit(")", 1)[1].split()[11:13]) / os.sysconf("SC_CLK_TCK")


def spread(seconds):
    ms = sorted(1000 * s for s in seconds)
    return {"p50": round(ms[len(ms) // 2], 1), "p99": round(ms[min(len(ms) - 1, len(ms) * 99 // 100)], 1), "most": round(ms[-1], 1), "of": len(ms)}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10000, print)))
