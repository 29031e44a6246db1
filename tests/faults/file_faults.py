"""Files of messengers against a server of the whole tree: recorded ends that give them slowly, endlessly, cut, elsewhere or not at all;
a peer that speaks clamd's protocol; kill -9 while files are fetched; what we send, fetched by the channel from our address.
Alone: OL_BINARY=... python3 -B tests/faults/file_faults.py
"""
import hashlib
import hmac
import json
import os
import random
import socket
import struct
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from centre import Centre, Desk, check, run, wait_until  # noqa: E402

SECRET = "shared-by-both-sides-0123456789"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x02"
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()


def picture(number, size=5000):
    return PNG + random.Random(number).randbytes(size)


class End:
    """Telegram's Bot API with its files, and any address that a partner names."""

    def __init__(self):
        self.got, self.fetched, self.lock = [], [], threading.Lock()
        end = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                said = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
                if self.path.endswith("/getFile"):
                    return self.say(200, json.dumps({"ok": True, "result": {"file_path": f"photos/{said['file_id']}.jpg"}}).encode())
                with end.lock:
                    end.got.append((self.path, said))
                self.say(200, json.dumps({"ok": True, "result": {"message_id": len(end.got)}, "id": "p1"}).encode())

            def do_GET(self):
                with end.lock:
                    end.fetched.append(self.path)
                getattr(self, "give_" + self.path.strip("/").split("/")[-1].split(".")[0].rstrip("0123456789"), self.give_photo)()

            def give_photo(self):
                number = int("".join(c for c in self.path.split("/")[-1] if c.isdigit()) or 0)
                time.sleep(0.02)
                self.say(200, picture(number))

            def give_gone(self):
                self.say(404, b"gone")

            def give_file(self):
                self.say(302, b"", {"Location": "file:///etc/passwd"})

            def give_round(self):
                self.say(302, b"", {"Location": self.path})

            def give_moved(self):
                self.say(302, b"", {"Location": "/photo7"})

            def give_large(self):
                self.say(200, b"", {"Content-Length": str(100 << 20)}, more=lambda: self.pour(100 << 20))

            def give_endless(self):
                self.say(200, b"", {"Content-Length": None, "Connection": "close"}, more=lambda: self.pour(1 << 40))

            def give_cut(self):
                self.say(200, b"half", {"Content-Length": "1000", "Connection": "close"})
                self.close_connection = True

            def give_virus(self):
                self.say(200, b"bill " + EICAR)

            def pour(self, size):
                part = b"x" * 65536
                while size > 0:
                    self.wfile.write(part)
                    size -= len(part)

            def say(self, status, data, headers=None, more=None):
                try:
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
                        if value is not None:
                            self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(data)
                    if more:
                        more()
                except OSError:
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # the server hangs up, or was killed
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Clamd:
    """INSTREAM on a Unix socket; finds EICAR."""

    def __init__(self, path):
        self.path, self.looked = path, 0
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(path)
        self.door.listen(8)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            peer, _ = self.door.accept()
            with peer, peer.makefile("rb") as said:
                check(said.read(10) == b"zINSTREAM\0", "its command")
                data = b""
                while (size := struct.unpack(">I", said.read(4))[0]) > 0:
                    data += said.read(size)
                self.looked += 1
                peer.sendall(b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in data else b"stream: OK\0")


class Rig:
    def __init__(self, kind, more=()):
        self.end, self.kind, self.told = End(), kind, 0
        self.centre = Centre("files", more=["--stores.private_networks", "true", "--channels.telegram_api", f"http://127.0.0.1:{self.end.port}", *more])
        self.centre.start()
        self.sign_in()
        shop = self.owner.me["shops"][0]["id"]
        credentials = {"token": "1:abc", "secret": SECRET} if kind == "telegram" else {"account": f"http://127.0.0.1:{self.end.port}/in", "secret": SECRET}
        self.channel = self.owner.post("/api/v1/channel-accounts", {"shop_id": shop, "kind": kind, "name": "Recorded", **credentials})
        self.door = "/public" + self.channel["webhook_url"].split("/public", 1)[1]

    def sign_in(self):
        people = self.centre.people()
        login = next(iter(people))
        self.owner = Desk(self.centre.http, login, people[login])

    def photo(self, number):
        body = json.dumps({"update_id": number, "message": {"message_id": number, "date": int(time.time()), "caption": f"Photo {number}", "from": {"id": 42, "first_name": "Ira"},
                                                            "chat": {"id": 42, "type": "private"}, "photo": [{"file_id": f"photo{number}", "file_size": 5000}]}}).encode()
        return Desk(self.centre.http).call("POST", self.door, raw=body, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})

    def tells(self, *paths):
        self.told += 1
        files = [{"url": f"http://127.0.0.1:{self.end.port}/{p}" if "://" not in p else p, "name": p} for p in paths]
        body = json.dumps({"events": [{"type": "message", "id": f"m{self.told}", "thread": "u42", "sender": {"id": "u42"}, "text": f"Told {self.told}", "files": files}]}).encode()
        headers = {"X-Orderline-Signature": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}
        r = Desk(self.centre.http).call("POST", self.door, raw=body, headers={"Content-Type": "application/json", **headers})
        check(r.status == 200, f"told: {r}")

    def conversation(self):
        items = [c for c in self.owner.get("/api/v1/conversations?view=all")["items"] if c["channel"] == self.kind]
        return items[0] if items else None

    def files(self):
        one = self.conversation()
        messages = self.owner.get(f"/api/v1/conversations/{one['id']}/messages?since=0&limit=100")["items"] if one else []
        return [f for m in messages for f in m["files"]]

    def file(self, name):
        return next((f for f in self.files() if f["name"] == name), {})


def in_rig(kind, fn, **more):
    rig = Rig(kind, **more)
    try:
        return fn(rig)
    finally:
        rig.centre.remove()
        rig.end.server.shutdown()


def what_an_address_gives_is_told():
    def body(rig):
        rig.tells("photo1", "gone", "file", "round", "moved")
        rig.tells("large", "endless", "cut")

        def told(name, state, code):
            def so():
                f = rig.file(name)
                return f.get("state") == state and (f.get("trouble") or {}).get("code", "") == code
            wait_until(so, 30, f"{name}: {state} {code}, is {rig.file(name)}")
        told("photo1", "kept", "")
        check(rig.owner.call("GET", f"/api/v1/files/{rig.file('photo1')['id']}").raw == picture(1), "whole")
        told("moved", "kept", "")
        told("gone", "failed", "files.expired")
        told("file", "failed", "files.redirects")
        told("round", "failed", "files.redirects")
        told("large", "failed", "files.too_large")
        told("endless", "failed", "files.too_large")
        told("cut", "waiting", "files.unreachable")
        again = rig.owner.call("POST", f"/api/v1/files/{rig.file('gone')['id']}/again", {})
        check(again.status == 200 and again.json["state"] == "waiting", f"again: {again}")
    return in_rig("generic", body)


def private_addresses_are_refused_where_they_are_not_allowed():
    def body(rig):
        rig.tells("photo1")
        wait_until(lambda: rig.file("photo1").get("state") == "failed", 20, f"refused: {rig.files()}")
        check(rig.file("photo1")["trouble"]["code"] in ("files.private", "files.address"), f"{rig.files()}")
        check(not rig.end.fetched, f"nobody asked: {rig.end.fetched}")
    rig = Rig("generic")
    try:
        rig.centre.stop()
        rig.centre.more = [m for m in rig.centre.more if m not in ("--stores.private_networks", "true")]
        rig.centre.start()
        rig.sign_in()
        body(rig)
    finally:
        rig.centre.remove()


def killed_while_files_are_fetched():
    def body(rig):
        dice, told = random.Random(5), []
        for round_ in range(5):
            for _ in range(8):
                number = len(told) + 1
                if rig.photo(number).status == 200:
                    told.append(number)
            time.sleep(dice.uniform(0.0, 0.3))
            rig.centre.kill()
            rig.centre.start()
            rig.sign_in()
        wait_until(lambda: [f["state"] for f in rig.files()] == ["kept"] * len(told), 60, f"all are fetched: {[f['state'] for f in rig.files()]}")
        for number, f in zip(told, rig.files()):
            check(rig.owner.call("GET", f"/api/v1/files/{f['id']}").raw == picture(number), f"photo {number} is whole")
        folder = os.path.join(rig.centre.var, "files")
        there = [os.path.join(d, n) for d, _, names in os.walk(folder) for n in names]
        check(len(there) == len(told), f"nothing is left over: {len(there)} files of {len(told)}")
        check(all(hashlib.sha256(open(p, "rb").read()).hexdigest() == os.path.basename(p) for p in there), "each is what its name says")
        print(f"# {len(told)} photos, 5 kills, {len(rig.end.fetched)} fetches", flush=True)
    return in_rig("telegram", body)


def the_scanner_says_what_is_given_out():
    path = os.path.join(tempfile.mkdtemp(), "clamd.ctl")

    def body(rig):
        rig.tells("photo1", "virus")
        wait_until(lambda: rig.file("virus").get("state") == "kept", 20, "fetched")
        check(rig.file("virus")["check"] == "unchecked", "the scanner is away")
        check(rig.owner.call("GET", f"/api/v1/files/{rig.file('photo1')['id']}").status == 503, "waits for it")
        clamd = Clamd(path)
        wait_until(lambda: rig.file("virus").get("check") == "infected", 60, f"found: {rig.file('virus')}")
        wait_until(lambda: rig.file("photo1").get("check") == "clean", 60, "and the other is clean")
        check(rig.owner.call("GET", f"/api/v1/files/{rig.file('photo1')['id']}").raw == picture(1), "given out")
        bad = rig.owner.call("GET", f"/api/v1/files/{rig.file('virus')['id']}")
        check(bad.status == 403 and EICAR not in bad.raw, f"never given out: {bad}")
        check(clamd.looked == 2, f"each once: {clamd.looked}")
    return in_rig("generic", body, more=["--files.scanner", path])


def a_file_of_ours_is_fetched_by_the_channel():
    def body(rig):
        rig.photo(1)
        one = wait_until(rig.conversation, 10, "the conversation stands")
        rig.owner.post("/api/v1/me/presence", {"state": "ready"})
        wait_until(lambda: rig.owner.call("POST", f"/api/v1/conversations/{one['id']}/take", {}, headers={"If-Match": f'"{rig.conversation()["version"]}"'}).status == 200, 10, "taken")
        sent = picture(99, 300_000)
        up = rig.owner.call("POST", f"/api/v1/conversations/{one['id']}/files?name=kettle.png", raw=sent)
        check(up.status == 200 and up.json["given"], f"uploaded: {up}")
        r = rig.owner.call("POST", f"/api/v1/conversations/{one['id']}/reply", {"client_id": "picture-01", "text": "", "files": [up.json["id"]]},
                           headers={"If-Match": f'"{rig.conversation()["version"]}"'})
        check(r.status == 200, f"reply: {r}")
        path, said = wait_until(lambda: next((g for g in rig.end.got if g[0].endswith("/sendPhoto")), None), 20, f"it leaves: {rig.end.got}")
        with urllib.request.urlopen(said["photo"], timeout=10) as answer:
            check(answer.read() == sent and answer.headers["Content-Type"] == "image/png", "the channel has it from our address")
            check("sandbox" in answer.headers["Content-Security-Policy"], "harmless")
    return in_rig("telegram", body)


def a_file_in_the_chat_of_the_page():
    """Two files of an operator; the buyer's page gets addresses that open these alone."""
    def body(rig):
        buyer = Desk(rig.centre.http)
        who = {"key": "wc_demo", "token": "a" * 43}
        r = buyer.call("POST", "/public/v1/chat/open", {**who, "client_id": "m-000001", "text": "Show me"})
        check(r.status == 200, f"opened: {r}")
        rig.kind = "webchat"
        one = wait_until(rig.conversation, 10, "the conversation stands")
        rig.owner.post("/api/v1/me/presence", {"state": "ready"})
        wait_until(lambda: rig.owner.call("POST", f"/api/v1/conversations/{one['id']}/take", {}, headers={"If-Match": f'"{rig.conversation()["version"]}"'}).status == 200, 10, "taken")
        ups = [rig.owner.call("POST", f"/api/v1/conversations/{one['id']}/files?name={name}", raw=data).json["id"] for name, data in (("kettle.png", picture(3)), ("page.html", b"<html>"))]
        r = rig.owner.call("POST", f"/api/v1/conversations/{one['id']}/reply", {"client_id": "picture-02", "text": "Look", "files": ups},
                           headers={"If-Match": f'"{rig.conversation()["version"]}"'})
        check(r.status == 200, f"reply: {r}")
        said = buyer.call("POST", "/public/v1/chat/history", who).json["messages"]
        files = [f for m in said for f in m["files"]]
        check([f["name"] for f in files] == ["kettle.png", "page.html"] and files[0]["picture"] and not files[1]["picture"], f"told: {files}")
        got = buyer.call("GET", files[0]["path"])
        check(got.raw == picture(3) and got.headers["Content-Type"] == "image/png", f"whole: {got.status}")
        page = buyer.call("GET", files[1]["path"])
        check(page.headers["Content-Type"] == "application/octet-stream" and page.headers["Content-Disposition"].startswith("attachment"), "a page is only downloaded")
        check(buyer.call("GET", files[0]["path"].replace("-", "-1", 1)).status == 404, "no other address")
    return in_rig("generic", body)


TESTS = [(fn.__name__, fn) for fn in (
    what_an_address_gives_is_told, private_addresses_are_refused_where_they_are_not_allowed, killed_while_files_are_fetched,
    the_scanner_says_what_is_given_out, a_file_of_ours_is_fetched_by_the_channel, a_file_in_the_chat_of_the_page)]

if __name__ == "__main__":
    sys.exit(run(TESTS))
