"""Two loads against a real server with the demo shop: signed webhooks from 128 connections, and rings with a listening desk."""
import base64
import hashlib
import hmac
import json
import os
import selectors
import socket
import struct
import sys
import threading
import time
from urllib.parse import urlparse

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
for folder in ("tests/lib", "tests/faults"):
    sys.path.insert(0, os.path.join(ROOT, folder))
from centre import Centre, Desk, check, wait_until  # noqa: E402
from phone import Phone  # noqa: E402
from shop_server import Shop, deliver  # noqa: E402

SECRET = "bench-secret"
CONNECTIONS = 128  # a commit takes some milliseconds: fewer would measure the disk's round trip, not the server


def started():
    """A server of its own folder and ports, its owner, and a connected shop: (centre, owner, shop, store)."""
    centre = Centre("bench", more=["--stores.private_networks", "true"]).start()
    owner = Desk(centre.http, "owner", centre.people()["owner"])
    shop = Shop()
    store = owner.post("/api/v1/stores", {"shop_id": owner.me["shops"][0]["id"], "kind": "woocommerce", "name": "Bench", "url": shop.url,
                                          "key": "ck", "secret": "cs", "webhook_secret": SECRET})
    return centre, owner, shop, store


# ---- orders in ----

def webhooks(centre, shop, store, seconds):
    """Orders answered 200 (which is after the commit) a second. The shop's REST side is closed: the signed bodies are applied."""
    path = urlparse(store["webhook_url"]).path
    requests = iter(list(signed_requests(shop, path, centre.http, 8000 * seconds)))  # signed before the clock runs
    shop.close()
    cpu = cpu_s(centre.process.pid)
    began = time.monotonic()
    done, refused, latencies = drive(centre.http, requests, seconds)
    spent, took = cpu_s(centre.process.pid) - cpu, time.monotonic() - began
    return {"orders": done, "refused": refused, "seconds": round(took, 2), "per_s": round(done / took),
            "per_cpu_s": round(done / spent) if spent else None, "p50_ms": at(latencies, 0.5), "p99_ms": at(latencies, 0.99),
            "connections": CONNECTIONS}


def signed_requests(shop, path, port, count):
    template = json.dumps(shop.put(900000001), ensure_ascii=False)
    shop.orders.clear()
    for number in range(900000001, 900000001 + count):
        body = template.replace("900000001", str(number)).encode()
        signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        yield (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nX-WC-Webhook-Topic: order.created\r\n"
               f"X-WC-Webhook-Signature: {signature}\r\nX-WC-Webhook-Delivery-ID: {number}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


def drive(port, requests, seconds):
    """Each connection sends its next request when the last one is answered."""
    selector, sent_at, latencies = selectors.DefaultSelector(), {}, []
    done = refused = 0
    for _ in range(CONNECTIONS):
        s = socket.create_connection(("127.0.0.1", port), timeout=10)
        selector.register(s, selectors.EVENT_READ)
        sent_at[s] = time.monotonic()
        s.sendall(next(requests))
    end = time.monotonic() + seconds
    while sent_at:
        ready = selector.select(5)
        check(ready, "the server answers within 5 s")
        for key, _ in ready:
            s, answer = key.fileobj, key.fileobj.recv(65536)
            latencies.append(time.monotonic() - sent_at[s])
            done, refused = (done + 1, refused) if answer.startswith(b"HTTP/1.1 200") else (done, refused + 1)
            request = next(requests, None) if answer and time.monotonic() < end else None
            if request is None:
                selector.unregister(s)
                s.close()
                del sent_at[s]
                continue
            sent_at[s] = time.monotonic()
            s.sendall(request)
    return done, refused, latencies


# ---- from ring to card ----

def ring_to_card(centre, owner, shop, store, calls):
    """From the INVITE at her SIP phone to the card of the buyer at her desk's live stream, over the same loopback. Negative:
    the card was there before the phone rang."""
    path = urlparse(store["webhook_url"]).path
    check(deliver(centre.http, path, shop.put(910001, phone="0501239900"), SECRET)[0] == 200, "the buyer's order is taken")
    wait_until(lambda: owner.get("/api/v1/orders?q=910001")["items"], 10, "the buyer's order is there")
    desk = centre.desk("oksana")
    user, secret = desk.sip_phone()
    phone = Phone(centre.sip, user, secret)
    check(phone.register() == 200, "her phone registers")
    wait_until(lambda: desk.agent()["reachable"], 5, "her phone is reachable")
    live, buyer, deltas = Live(centre.http, desk.cookie), Phone(centre.sip, "buyer"), []
    for _ in range(calls):
        desk.ready()
        call = buyer.dial("shop", "+380501239900")
        ring = phone.next_ring(20)
        ring_at = time.monotonic()
        card = live.wait("offer", 5)
        check(card["data"]["orders"], "the card has her open order")
        deltas.append(card["at"] - ring_at)
        ring.answer()
        call.wait("answered")
        desk.wait_contact("talking")
        ring.bye()
        # The call was shorter than the row's way into the database: her answer is taken when the row is there.
        wrap_up = f"/api/v1/contacts/{desk.wait_contact('wrap_up')['contact_id']}/wrap-up"
        wait_until(lambda: desk.call("POST", wrap_up, {"disposition": "dropped", "note": "", "cause": ""}).status in (200, 204), 5, "wrap-up is taken")
    live.close()
    return {"rings": len(deltas), "p50_ms": at(deltas, 0.5), "max_ms": at(deltas, 1.0)}


class Live:
    """The desk's WebSocket (RFC 6455), read only: server frames are unmasked text."""

    def __init__(self, port, cookie):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.sendall((f"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
                             f"Cookie: {cookie}\r\n\r\n").encode())
        self.stream = self.socket.makefile("rb")
        check(b" 101 " in self.stream.readline(), "the live stream opens")
        while self.stream.readline().strip():
            pass
        self.changed, self.events, self.open = threading.Condition(), [], True
        threading.Thread(target=self._read, daemon=True).start()

    def wait(self, kind, seconds):
        with self.changed:
            check(self.changed.wait_for(lambda: any(e["type"] == kind for e in self.events), seconds), f"event {kind} in {seconds} s")
            found = next(e for e in self.events if e["type"] == kind)
            self.events.clear()
            return found

    def close(self):
        self.open = False
        self.socket.close()

    def _read(self):
        while self.open:
            try:
                head = self.stream.read(2)
                if len(head) < 2:
                    return
                size = head[1] & 127
                if size > 125:
                    size = struct.unpack(">H" if size == 126 else ">Q", self.stream.read(2 if size == 126 else 8))[0]
                body = self.stream.read(size)
            except (OSError, ValueError):
                return
            if head[0] & 15 != 1:
                continue
            event = json.loads(body)
            event["at"] = time.monotonic()
            with self.changed:
                self.events.append(event)
                self.changed.notify_all()


# ---- helpers ----

def cpu_s(pid):
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def at(seconds, share):
    """A percentile in ms, or None when nothing was measured."""
    if not seconds:
        return None
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


# ---- the line after a restart ----

def rebuild(waiting):
    """Seconds from the start of the process until all of `waiting` call-backs stand in the line again, after kill -9, and the same
    without any; the floor log says who is in the line."""
    import glob
    import sqlite3
    took = {}
    centre = Centre("rebuild").start()
    try:
        for rows in (0, waiting):
            centre.kill()
            if rows:
                fill(sqlite3, os.path.join(centre.var, "orderline.db"), rows)
            began = time.monotonic()
            seen = sum(os.path.getsize(f) for f in glob.glob(f"{centre.var}/floor/*.log"))
            centre.start()
            ready = time.monotonic() - began
            wait_until(lambda: queued(glob.glob(f"{centre.var}/floor/*.log"), seen) >= rows, 120, "all stand in the line again", 0.02)
            took[rows] = (round(ready, 2), round(time.monotonic() - began, 2))
        return {"waiting": waiting, "empty_start_s": took[0][1], "start_s": took[waiting][0], "line_s": took[waiting][1]}
    finally:
        centre.remove()


def queued(files, skip):
    text = b"".join(open(f, "rb").read() for f in sorted(files))
    return text[skip:].count(b'{"ContactQueued"')


def fill(sqlite3, path, rows):
    db = sqlite3.connect(path)
    columns = [c[1] for c in db.execute("pragma table_info(contact)")]
    model = dict(zip(columns, db.execute("select * from contact where number <> '' order by id desc limit 1").fetchone()))
    queue = db.execute("select id from contact_queue order by id limit 1").fetchone()[0]
    now = int(time.time() * 1000)
    first = model["id"] + 1000000
    for i in range(rows):
        model.update(id=first + i, channel="task", kind="callback", direction="out", state="open", queue_id=queue, exit="",
                     number=f"+38067{i:07d}", customer_id=0, entered_at=now - i, queued_at=now - i, answered_at=0, ended_at=0,
                     due_at=0, disposition="")
        db.execute(f"insert into contact({','.join(columns)}) values({','.join('?' * len(columns))})", [model[c] for c in columns])
    db.commit()
    db.close()
