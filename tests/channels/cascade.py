"""A message that must arrive: a partner's messenger first, then SMS by a real SMPP line. kill -9 before the step and after it: the step is
made once, a late "delivered" is shown, and there is no third. Alone: OL_BINARY=... python3 -B tests/channels/cascade.py
"""
import hashlib
import hmac
import json
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from line import Line
from smsc import Smsc
from centre import check, run, wait_until

IRA, SECRET, WAIT = "+380501112233", "shared-secret-of-the-partner", 30


class Partner:
    """Takes what it is sent and tells nothing by itself."""

    def __init__(self):
        self.got, partner = [], self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                if body.get("type") != "ping":
                    partner.got.append(body)
                data = json.dumps({"id": f"p-{len(partner.got)}"}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Cascade(Line):
    def __init__(self):
        self.partner, self.smsc = Partner(), Smsc()
        super().__init__("generic", {"account": f"http://127.0.0.1:{self.partner.server.server_address[1]}/in", "secret": SECRET})
        self.add("sms", {"account": f"smpp://kettles@127.0.0.1:{self.smsc.port}?from=Kettles", "token": "secret"})
        shop = self.owner.me["shops"][0]["id"]
        steps = [{"channel": "generic", "wait_s": WAIT}, {"channel": "sms", "wait_s": WAIT}]
        answer = self.owner.call("PUT", f"/api/v1/cascades/{shop}", {"steps": steps}, headers={"If-Match": '"1"'})
        check(answer.status == 200, f"the list: {answer}")
        self.tells({"type": "message", "id": "m1", "thread": "u42", "text": "Hello", "sender": {"id": "u42", "name": "Ira", "verified_phone": IRA}})
        self.take("Hello")

    def tells(self, event):
        body = json.dumps({"events": [event]}).encode()
        path = "/" + self.card()["webhook_url"].split("/", 3)[3]
        signed = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        ask = urllib.request.Request(f"http://127.0.0.1:{self.centre.http}{path}", body, {"X-Orderline-Signature": signed, "Content-Type": "application/json"})
        with urllib.request.urlopen(ask, timeout=10) as answer:
            check(answer.status == 200, "told")

    def must_arrive(self, text):
        answer = self.act("reply", {"client_id": "must-000001", "text": text, "must_arrive": True})
        check(answer.status == 200, f"reply: {answer}")

    def lines(self):
        return [one["text"] for one in self.words("system")]

    def close(self):
        super().close()
        self.smsc.down()
        self.partner.server.shutdown()


def the_step_is_made_once_over_kills_and_late_news_is_shown():
    rig = Cascade()
    try:
        rig.must_arrive("Your courier waits")
        wait_until(lambda: len(rig.partner.got) == 1, 10, "the first left")
        rig.again()  # between the steps
        check(not rig.smsc.got, "not before its time")
        wait_until(lambda: rig.smsc.got, WAIT + 20, "the next went")
        rig.again()
        rig.becomes("Your courier waits", "sent")
        check("cascaded sms" in rig.lines(), f"told: {rig.lines()}")
        rig.tells({"type": "delivered", "id": "p-1", "thread": "u42"})
        wait_until(lambda: "cascade_late" in rig.lines(), 10, f"late news: {rig.lines()}")
        rig.again()
        texts = rig.smsc.texts()
        check([t for t in texts if "courier" in t] == ["Your courier waits"], f"once: {texts}")
        check(len(rig.partner.got) == 1, f"once by the partner: {rig.partner.got}")
        check(rig.lines().count("cascaded sms") == 1 and "cascade_ended" not in rig.lines(), f"{rig.lines()}")
    finally:
        rig.close()


def cases():
    return [(fn.__name__, fn) for fn in (the_step_is_made_once_over_kills_and_late_news_is_shown,)]


if __name__ == "__main__":
    sys.exit(run(cases()))
