"""Who waits on the phone goes on by chat: key 9, a link by SMS, and the chat that opens from it is his."""
import json
import sqlite3
import os

from centre import Centre, Desk, check, wait_until
from phone import Phone

NUMBER = "+380671119090"
SENTENCE = 850


def cases(k):
    def offers(centre, owner):
        step = {"after_ms": 1500, "action": "offer_chat", "queue_id": "0", "keep_age": True, "priority": 0, "argument": ""}
        queue = owner.get("/api/v1/queues")["items"][0]
        centre.queue(owner, rules=dict(queue["rules"], overflow=[step]))

    def waits(caller):
        call = caller.dial("shop", NUMBER)
        call.wait("answered")
        call.hears(k.MUSIC)
        return call

    def who_waits_goes_on_by_chat():
        centre = Centre("link", more=["--http.public_url", "https://desk.example"]).start()
        owner, caller = centre.desk("owner"), Phone(centre.sip, "buyer", hz=k.BUYER)
        try:
            shop = owner.me["shops"][0]["id"]
            offers(centre, owner)
            call = waits(caller)  # no SMS here: nothing is spoken, and the key does nothing
            call.press("9")
            k.spoken(3)
            check(call.heard(SENTENCE) < 500 and not call.ended, "no offer where nothing could be sent")
            call.bye()

            owner.post("/api/v1/channel-accounts", {"shop_id": shop, "kind": "sms", "name": "Texts", "account": "https://127.0.0.1:9/in", "secret": "shared"})
            call = waits(caller)
            call.hears(SENTENCE)
            call.hears(k.MUSIC)
            call.press("9")
            call.hears(SENTENCE)
            call.wait("ended", 10)
            row = wait_until(lambda: [c for c in owner.get("/api/v1/contacts")["items"] if c["exit"] == "key_exit"], 5, "he left by a key")[0]
            with sqlite3.connect(os.path.join(centre.var, "orderline.db")) as db:
                text = wait_until(lambda: db.execute("select text from message order by id desc").fetchone(), 5, "the SMS is kept")[0]
                lost = db.execute("select count(*) from lost_call where contact_id = ?", (int(row["contact_id"]),)).fetchone()[0]
            check(lost == 0, "nobody is owed a call")
            check("https://desk.example/chat/wc_demo#" in text, f"the link: {text}")

            page = Desk(centre.http).call("GET", "/chat/wc_demo")
            check(page.status == 200 and b"/chat/page.js" in page.raw, f"the page of the link: {page}")
            said = {"key": "wc_demo", "token": text.rpartition("#")[2], "client_id": "from-phone-1", "text": "Here I am",
                    "name": "Ira", "contact": "someone@else.example"}
            r = Desk(centre.http).call("POST", "/public/v1/chat/open", raw=json.dumps(said).encode(), headers={"Content-Type": "text/plain"})
            check(r.status == 200, f"the chat opens: {r}")
            with sqlite3.connect(os.path.join(centre.var, "orderline.db")) as db:
                contact = db.execute("select buyer_contact from conversation where channel = 'webchat' order by id desc").fetchone()
            check(contact == (NUMBER,), f"it is the caller's, whatever he types: {contact}")
        finally:
            caller.close()
            centre.remove()

    return [who_waits_goes_on_by_chat]
