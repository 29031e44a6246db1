"""A release server with one channel of ours at the other end of a line, and a desk that reads and answers."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from centre import Centre, Desk, check, wait_until  # noqa: E402


class Line:
    def __init__(self, kind, credentials, more=()):
        self.said = 0
        self.centre = Centre("channels", more=["--stores.private_networks", "true", *more])
        self.centre.start()
        self.sign_in()
        self.kind = kind
        self.channel = self.add(kind, credentials)

    def add(self, kind, credentials):
        shop = self.owner.me["shops"][0]["id"]
        return self.owner.post("/api/v1/channel-accounts", {"shop_id": shop, "kind": kind, "name": "Ours", **credentials})

    def sign_in(self):
        people = self.centre.people()
        login = next(iter(people))
        self.owner = Desk(self.centre.http, login, people[login])

    def again(self):
        self.centre.kill()
        self.centre.start()
        self.sign_in()

    def close(self):
        self.centre.remove()

    def card(self):
        items = self.owner.get("/api/v1/channel-accounts")["items"]
        return next(one for one in items if one["id"] == self.channel["id"])

    def check(self):
        return self.owner.post(f"/api/v1/channel-accounts/{self.channel['id']}/check")

    def change(self, **part):
        card = self.card()
        answer = self.owner.call("PATCH", f"/api/v1/channel-accounts/{card['id']}", part, headers={"If-Match": f'"{card["version"]}"'})
        check(answer.status == 200, f"changed: {answer}")

    def conversations(self):
        return [one for one in self.owner.get("/api/v1/conversations?view=all")["items"] if one["account_id"] == self.channel["id"]]

    def take(self, text):
        """The conversation whose last words are these, in the owner's hands."""
        one = wait_until(lambda: next((c for c in self.conversations() if c["preview"].startswith(text)), None), 20, f"a conversation with {text!r}")
        self.id = one["id"]
        self.owner.post("/api/v1/me/presence", {"state": "ready"})
        wait_until(lambda: self.act("take").status == 200, 10, "taken")

    def act(self, verb, body=None):
        version = self.owner.get(f"/api/v1/conversations/{self.id}")["conversation"]["version"]
        return self.owner.call("POST", f"/api/v1/conversations/{self.id}/{verb}", body or {}, headers={"If-Match": f'"{version}"'})

    def says(self, text):
        self.said += 1
        answer = self.act("reply", {"client_id": f"reply-{self.said:06}", "text": text})
        check(answer.status == 200, f"reply: {answer}")
        return answer.json["message"]["id"]

    def words(self, direction):
        return [one for one in self.owner.get(f"/api/v1/conversations/{self.id}/messages?limit=100")["items"] if one["direction"] == direction]

    def heard(self):
        return [one["text"] for one in self.words("in")]

    def one(self, text):
        return next((one for one in self.words("out") if one["text"] == text), None) or {}

    def becomes(self, text, state, seconds=30):
        return wait_until(lambda: self.one(text).get("state") == state and self.one(text), seconds, f"{text[:20]!r} is {state} (now {self.one(text).get('state')})")
