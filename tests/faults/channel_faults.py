"""Messengers against a server of the whole tree: recorded ends of Telegram and of a partner that are slow, ask to wait, fail, go down
and come back; deliveries twice and after a kill; kill -9 while messages leave, counted on both sides.
Alone: OL_BINARY=... python3 -B tests/faults/channel_faults.py
"""
import hashlib
import hmac
import json
import os
import random
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from centre import Centre, Desk, check, run, wait_until  # noqa: E402

SECRET = "shared-by-both-sides-0123456789"


class End:
    """What stands at the other end: Telegram's Bot API under /bot, a partner under /in. `answers` are taken one by one, then it is well."""

    def __init__(self):
        self.got, self.answers, self.lock, self.port = [], [], threading.Lock(), 0
        end = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                said = json.loads(body or b"{}")
                telegram = self.path.startswith("/bot")
                if telegram and not self.path.endswith("/sendMessage") or said.get("type") == "ping":
                    return self.say(200, {"ok": True, "result": {"id": 1}})
                with end.lock:
                    status, wait, also = end.answers.pop(0) if end.answers else (200, 0, {})
                if status == 200:
                    with end.lock:
                        end.got.append(said)
                        number = len(end.got)
                    if wait:
                        time.sleep(wait)
                    return self.say(200, {"ok": True, "result": {"message_id": number}} if telegram else {"id": f"p{number}"})
                if telegram:
                    return self.say(status, {"ok": False, "error_code": status, "description": "Told so", "parameters": also})
                self.say(status, {"error": "again"}, {"Retry-After": str(also["retry_after"])} if also else {})

            def say(self, status, body, headers=None):
                data = json.dumps(body).encode()
                try:
                    self.send_response(status)
                    for name, value in {**(headers or {}), "Content-Type": "application/json", "Content-Length": str(len(data))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    pass  # the server was killed

        self.handler = Handler
        self.up()

    def up(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), self.handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def down(self):
        self.server.shutdown()
        self.server.server_close()

    def texts(self):
        with self.lock:
            return [one["text"] for one in self.got]


class Rig:
    def __init__(self, kind):
        self.end, self.kind, self.said, self.told = End(), kind, 0, 0
        self.centre = Centre("channels", more=["--stores.private_networks", "true", "--channels.telegram_api", f"http://127.0.0.1:{self.end.port}"])
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

    def close(self):
        self.centre.remove()
        self.end.down()

    def tells(self, text, number=None):
        """A delivery of one message, signed as this end signs."""
        if number is None:
            self.told += 1
            number = self.told
        if self.kind == "telegram":
            body = json.dumps({"update_id": number, "message": {"message_id": number, "date": int(time.time()), "text": text, "from": {"id": 42, "first_name": "Ira"},
                                                                "chat": {"id": 42, "type": "private"}}}).encode()
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        else:
            body = json.dumps({"events": [{"type": "message", "id": f"m{number}", "thread": "u42", "sender": {"id": "u42", "name": "Ira"}, "text": text}]}).encode()
            headers = {"X-Orderline-Signature": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}
        return Desk(self.centre.http).call("POST", self.door, raw=body, headers={"Content-Type": "application/json", **headers})

    def begins(self):
        """A buyer writes, the owner takes it by hand."""
        check(self.tells("Hello").status == 200, "a signed delivery is taken")

        def there():
            items = self.owner.get("/api/v1/conversations?view=all")["items"]
            return items[0] if items else None
        one = wait_until(there, 10, "the conversation stands")
        self.id = one["id"]
        self.owner.post("/api/v1/me/presence", {"state": "ready"})
        wait_until(lambda: self.act("take").status == 200, 10, "taken")

    def view(self):
        return self.owner.get(f"/api/v1/conversations/{self.id}")

    def act(self, verb, body=None):
        version = self.view()["conversation"]["version"]
        return self.owner.call("POST", f"/api/v1/conversations/{self.id}/{verb}", body or {}, headers={"If-Match": f'"{version}"'})

    def says(self, text):
        self.said += 1
        answer = self.act("reply", {"client_id": f"reply-{self.said:06}", "text": text})
        check(answer.status == 200, f"reply: {answer}")
        return answer.json["message"]["id"]

    def ours(self):
        out, since = {}, 0
        while True:
            page = self.owner.get(f"/api/v1/conversations/{self.id}/messages?since={since}&limit=100") if since else \
                self.owner.get(f"/api/v1/conversations/{self.id}/messages?since=1&limit=100")
            for one in page["items"]:
                since = one["seq"]
                if one["direction"] == "out":
                    out[one["text"]] = one
            if not page["more"]:
                return out

    def state(self, text):
        one = self.ours().get(text)
        return one and one["state"]


def in_rig(kind, fn):
    rig = Rig(kind)
    try:
        rig.begins()
        return fn(rig)
    finally:
        rig.close()


def telegram_asks_to_wait_fails_and_goes_down():
    def body(rig):
        rig.end.answers = [(429, 0, {"retry_after": 2}), (500, 0, {})]
        begun = time.monotonic()
        rig.says("First")
        wait_until(lambda: rig.state("First") == "sent", 30, "sent after 429 and 500")
        check(time.monotonic() - begun >= 2, "it waited as long as it was asked")
        check(rig.end.texts() == ["First"], f"once: {rig.end.texts()}")
        rig.end.down()
        for n in range(5):
            rig.says(f"Down {n}")
        waiting = wait_until(lambda: (rig.ours().get("Down 0") or {}).get("trouble"), 10, "why it waits is told")
        check(waiting["code"] == "conversations.out_unreachable" and waiting["next_at"], f"told: {waiting}")
        rig.end.up()
        wait_until(lambda: rig.state("Down 4") == "sent", 60, "all at once after it is back")
        check(rig.end.texts()[1:] == [f"Down {n}" for n in range(5)], f"in order, once: {rig.end.texts()}")
        rig.end.answers = [(403, 0, {})]
        failed = rig.says("Never")
        wait_until(lambda: rig.state("Never") == "failed", 10, "a refusal is told")
        rig.owner.post(f"/api/v1/conversations/{rig.id}/messages/{failed}/again")
        wait_until(lambda: rig.state("Never") == "sent", 10, "sent by hand once more")
    return in_rig("telegram", body)


def deliveries_are_kept_over_a_kill_and_count_once():
    def body(rig):
        dice, acknowledged = random.Random(7), []
        for n in range(60):
            number = rig.told = rig.told + 1
            try:
                if rig.tells(f"Told {n}", number).status == 200:
                    acknowledged.append(f"Told {n}")
                if dice.random() < 0.3:
                    rig.tells(f"Told {n}", number)
            except OSError:
                pass
            if n % 20 == 19:
                rig.centre.kill()
                rig.centre.start()
                rig.sign_in()

        def all_there():
            page = rig.owner.get(f"/api/v1/conversations/{rig.id}/messages?since=1&limit=100")["items"]
            texts = [one["text"] for one in page if one["direction"] == "in"]
            check(len(texts) == len(set(texts)), "none twice")
            return set(acknowledged) <= set(texts)
        wait_until(all_there, 20, "every acknowledged delivery stands in the conversation")
    return in_rig("telegram", body)


def kill_while_messages_leave(kind):
    """At random moments; a message is at the other end once, or the desk says that it is not known."""
    def body(rig):
        dice = random.Random(11)
        rig.end.answers = [(200, 0.15, {})] * 400
        written = []
        for round_ in range(4):
            for n in range(6):
                written.append(f"R{round_} {n}")
                rig.says(written[-1])
            deadline = time.monotonic() + dice.uniform(0.1, 1.5)
            wait_until(lambda: time.monotonic() > deadline, 5, "a random moment", step=0.01)
            rig.centre.kill()
            rig.centre.start()
            rig.sign_in()

        def settled():
            states = {text: one["state"] for text, one in rig.ours().items()}
            return states if all(states.get(t) in ("sent", "delivered", "read", "perhaps_sent") for t in written) else None
        states = wait_until(settled, 90, "each has left or is told as not known")
        there = rig.end.texts()
        unknown = [t for t in written if states[t] == "perhaps_sent"]
        if kind == "telegram":
            check(len(there) == len(set(there)), f"none twice: {there}")
            check(all(there.count(t) == 1 for t in written if states[t] == "sent"), "what is sent is there")
            check(len(unknown) <= 4, f"at most one of each kill: {unknown}")
        else:  # the same key twice is one message
            by_id = {one["id"]: one["text"] for one in rig.end.got}
            check(not unknown and sorted(by_id.values()) == sorted(written), f"each key one message: {unknown} {len(by_id)}")
        print(f"# {kind}: {len(written)} written, {len(there)} arrived, {len(unknown)} told as not known", flush=True)
    return in_rig(kind, body)


def partner_is_slow():
    def body(rig):
        rig.end.answers = [(200, 4, {}), (429, 0, {"retry_after": 1})]
        rig.says("Slow")
        wait_until(lambda: rig.state("Slow") == "sending", 5, "shown as leaving meanwhile")
        rig.says("Behind it")
        wait_until(lambda: rig.state("Behind it") == "sent", 30, "both have left")
        check(rig.end.texts() == ["Slow", "Behind it"], f"in order: {rig.end.texts()}")
    return in_rig("generic", body)


def cases():
    def of(name, fn, *args):
        return name, lambda: fn(*args)
    return [
        of("telegram_asks_to_wait_fails_and_goes_down", telegram_asks_to_wait_fails_and_goes_down),
        of("partner_is_slow", partner_is_slow),
        of("deliveries_are_kept_over_a_kill_and_count_once", deliveries_are_kept_over_a_kill_and_count_once),
        of("kill_while_messages_leave_telegram", kill_while_messages_leave, "telegram"),
        of("kill_while_messages_leave_partner", kill_while_messages_leave, "generic"),
    ]


if __name__ == "__main__":
    sys.exit(run(cases()))
