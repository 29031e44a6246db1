"""kill -9 while a call out is under way: nobody is dialled twice by itself, and who had answered is owed a call."""
import time

from centre import check, wait_until
from phone import Carrier


def cases(k):
    w = k.w

    def begin(number, buyer_first):
        """(carrier, her phone, contact, whether to put back): the trunk, the setting and the dialled number."""
        by = Carrier(w.centre.sip, hz=k.BUYER)
        k.phones.append(by)
        w.owner.post("/api/v1/trunks", {"settings": {"name": "telco", "host": "127.0.0.1", "port": by.port, "user": "", "priority": 10,
                                                     "caller_id": "+380441112233", "countries": ["UA"]}, "secret": ""})
        shop(buyer_first=buyer_first)
        agent = k.operator(w.centre, w.oksana)
        contact = w.oksana.post("/api/v1/calls", {"number": number, "confirm_quiet": True})["contact_id"]
        return by, agent, contact

    def shop(**settings):
        path = f"/api/v1/shops/{w.owner.me['shops'][0]['id']}"
        r = w.owner.call("PATCH", path, settings, headers={"If-Match": f'"{w.owner.get(path)["version"]}"'})
        check(r.status == 200, f"PATCH shop: {r}")

    def again(by):
        """The server is killed and started; gives what it says of its death."""
        dialled = len(by.invites)
        w.centre.kill()
        w.centre.start()
        crash = w.owner.get("/api/v1/demo").get("last_crash")
        check(len(by.invites) == dialled, "nobody is dialled again by itself")
        return crash

    def end():
        shop(buyer_first=False)
        for t in w.owner.get("/api/v1/trunks")["items"]:
            w.owner.post(f"/api/v1/trunks/{t['id']}/remove")

    def call_out_that_rings_is_closed_by_a_kill_and_owes_nothing():
        try:
            by, agent, contact = begin("+380671119911", False)
            agent.next_ring().answer()
            by.next_ring().ring()
            wait_until(lambda: (w.oksana.current() or {}).get("dial", {}).get("stage") == "ringing", 5, "it rings there")
            wait_until(lambda: k.row_of(w.owner, contact), 5, "its row, which a commit behind the ring writes")
            crash = again(by)
            check(crash["callbacks_made"] == 0, f"last_crash: {crash}")
            check(k.row_of(w.owner, contact)["exit"] == "system_fail", f"row: {k.row_of(w.owner, contact)}")
        finally:
            end()

    def buyer_who_answered_first_is_owed_a_call_after_a_kill():
        try:
            by, agent, contact = begin("+380671119912", True)
            by.next_ring().answer()
            agent.next_ring()
            wait_until(lambda: (w.oksana.current() or {}).get("dial", {}).get("stage") == "buyer_waits", 5, "he waits for her")
            wait_until(lambda: k.row_of(w.owner, contact), 5, "his row")
            crash = again(by)
            check(crash["callbacks_made"] == 1, f"last_crash: {crash}")
            tasks = [t for t in w.owner.get("/api/v1/tasks")["items"] if t["caller"]["number_masked"].endswith("12")]
            check(len(tasks) == 1 and tasks[0]["kind"] == "callback", f"one call-back: {tasks}")
        finally:
            end()

    def a_three_way_is_on_the_record_after_a_kill():
        bohdan = w.centre.desk("bohdan")
        ann = k.operator(w.centre, w.oksana)
        call = k.dial(w.centre, "+380671119913")
        leg = ann.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        bob = k.operator(w.centre, bohdan)
        contact = w.oksana.wait_contact("talking")["contact_id"]
        path = f"/api/v1/contacts/{contact}"
        w.oksana.post(path + "/consult", {"person_id": bohdan.agent()["person_id"]})
        bob.next_ring().answer()
        call.hears(k.MUSIC)
        w.oksana.post(path + "/conference")
        call.hears(k.OPERATOR)
        began = time.monotonic()
        wait_until(lambda: time.monotonic() > began + 6, 7, "as long as a beat of the server's life")

        def conference():
            return [p for p in w.owner.get(path + "/parts")["items"] if p["what"] == "conference"]
        wait_until(conference, 5, "it stands in the history while it goes on")
        w.centre.kill()
        w.centre.start()
        told = w.owner.get(path + "/parts")["items"]
        parts = {p["what"]: p for p in told}
        check(len(told) == 3 and set(parts) == {"talk", "consult", "conference"}, f"the history: {told}")
        joined, talk = parts["conference"], parts["talk"]
        check(joined["person_name"] and joined["person_name"] != talk["person_name"] and joined["by_name"] == talk["person_name"], f"{joined}")
        check(talk["ended"] == "server" and talk["until"] == joined["until"] and 0 < joined["until"] - joined["from"] < 15000, f"{told}")
        mine = [r["contact_id"] for r in bohdan.get("/api/v1/contacts")["items"]]
        check(contact in mine, "the colleague finds the call among his own")
        bohdan.sign_out(30)

    return [a_three_way_is_on_the_record_after_a_kill, call_out_that_rings_is_closed_by_a_kill_and_owes_nothing, buyer_who_answered_first_is_owed_a_call_after_a_kill]
