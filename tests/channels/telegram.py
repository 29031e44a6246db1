"""Telegram asked for news (getUpdates) by a server that no webhook can reach: nothing lost or twice over kills, a webhook of another
program is told and left alone, ours of before is taken off. Alone: OL_BINARY=... python3 -B tests/channels/telegram.py
"""
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from line import Line
from centre import check, run, wait_until


class BotApi:
    """What Telegram does: updates wait until they are confirmed by a larger offset; with a webhook there is no getUpdates."""

    def __init__(self):
        self.updates, self.lock, self.webhook, self.asked, self.sent, self.twice = [], threading.Lock(), "", [], [], False
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
                status, answer = api.answer(self.path.rsplit("/", 1)[1], body)
                data = json.dumps({"ok": status == 200, **answer}).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    pass  # the server was killed

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, method, body):
        self.asked.append(method)
        if method == "getMe":
            return 200, {"result": {"id": 1, "username": "kettles_bot"}}
        if method == "getWebhookInfo":
            return 200, {"result": {"url": self.webhook}}
        if method == "deleteWebhook":
            self.webhook = ""
            return 200, {"result": True}
        if method == "sendMessage":
            self.sent.append(body["text"])
            return 200, {"result": {"message_id": 1000 + len(self.sent)}}
        if method != "getUpdates":
            return 404, {"error_code": 404, "description": "Not Found"}
        if self.webhook:
            return 409, {"error_code": 409, "description": "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
        until = time.monotonic() + min(body.get("timeout", 0), 2)
        while True:
            with self.lock:
                self.updates = [u for u in self.updates if u["update_id"] >= body.get("offset", 0)]
                ready = self.updates[:body.get("limit", 100)]
            if ready or time.monotonic() > until:
                return 200, {"result": ready}
            threading.Event().wait(0.02)

    def says(self, text):
        with self.lock:
            number = self.last = getattr(self, "last", 500) + 1
            self.updates.append({"update_id": number, "message": {"message_id": number, "date": int(time.time()), "text": text,
                                                                  "from": {"id": 42, "first_name": "Ira"}, "chat": {"id": 42, "type": "private"}}})


class Telegram(Line):
    def __init__(self, webhook=""):
        self.api = BotApi()
        self.api.webhook = webhook
        super().__init__("telegram", {"token": "1:abc"}, ["--channels.telegram_api", f"http://127.0.0.1:{self.api.port}"])

    def close(self):
        super().close()
        self.api.server.shutdown()


def with_telegram(fn, **how):
    rig = Telegram(**how)
    try:
        return fn(rig)
    finally:
        rig.close()


def updates_are_read_once_over_kills():
    def body(rig):
        rig.api.says("Hello")
        rig.take("Hello")
        told = []
        for round_ in range(3):
            for n in range(10):
                told.append(f"R{round_} {n}")
                rig.api.says(told[-1])
            rig.again()
        wait_until(lambda: set(told) <= set(rig.heard()), 30, "all are there")
        check(len(rig.heard()) == len(told) + 1, "none twice")
        wait_until(lambda: not rig.api.updates, 10, "all are confirmed")
        rig.says("Good day")
        rig.becomes("Good day", "sent")
        check(rig.api.sent == ["Good day"] and "setWebhook" not in rig.api.asked, f"{rig.api.asked[-5:]}")
    return with_telegram(body)


def a_webhook_of_others_is_told_and_left():
    def body(rig):
        wait_until(lambda: rig.card()["standing"] == "faulty", 20, "refused")
        said = rig.check()
        check(said["trouble"]["code"] == "conversations.link_webhook", f"told: {said['trouble']}")
        check("https://other.example" in str(said["trouble"]["params"]), "whose")
        check(rig.api.webhook, "left alone")
        rig.api.webhook = "https://desk.example" + "/public" + rig.channel["webhook_url"].split("/public", 1)[1]
        wait_until(lambda: not rig.api.webhook, 60, "ours of before is taken off")
        rig.api.says("Hello")
        rig.take("Hello")
        check(rig.check()["standing"] == "works", "works")
    return with_telegram(body, webhook="https://other.example/hook")


def cases():
    return [(fn.__name__, fn) for fn in (updates_are_read_once_over_kills, a_webhook_of_others_is_told_and_left)]


if __name__ == "__main__":
    sys.exit(run(cases()))
