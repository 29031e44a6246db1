"""Flows drawn through the API, then called for real: keys, silence, keys typed ahead, an order by key, call-back, message."""
import math
import os
import struct
import time

from centre import check, wait_until

TOLD = 1250  # the recorded welcome, as a tone
OFFERED = 850  # sentences of the line (centre.py)


def wav(hz, seconds=0.8, rate=16000):
    samples = b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * hz * i / rate))) for i in range(int(rate * seconds)))
    return (b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16)
            + b"data" + struct.pack("<I", len(samples)) + samples)


def step(name, kind, exits=None, **fields):
    return {"name": name, "kind": kind, "exits": [{"on": on, "to": to} for on, to in (exits or {}).items()], **fields}


def words(**by_language):
    return {"texts": [{"language": language, "text": text} for language, text in by_language.items()]}


def cases(k):
    w = k.w

    class Drawn:
        id = None

    drawn = Drawn()

    def flow():
        return w.owner.get(f"/api/v1/flows/{drawn.id}")

    def change(method, path, body=None):
        r = w.owner.call(method, f"/api/v1/flows/{drawn.id}{path}", body, headers={"If-Match": f'"{flow()["version"]}"'})
        check(r.status == 200, f"{method} flow{path}: {r}")
        return r.json

    def welcome():
        shop = w.owner.me["shops"][0]["id"]
        p = w.owner.post("/api/v1/prompts", {"shop_id": shop, "name": "welcome", "language": "uk", "text": "Вітаємо", "from": "", "to": ""})
        r = w.owner.call("PUT", f"/api/v1/prompts/{p['id']}/audio", raw=wav(TOLD), headers={"If-Match": '"1"', "Content-Type": "audio/wav"})
        check(r.status == 200, f"upload: {r}")
        w.owner.post(f"/api/v1/prompts/{p['id']}/approve", {}, headers={"If-Match": f'"{r.json["version"]}"'})

    def repairs():
        for q in w.owner.get("/api/v1/queues")["items"]:
            if q["name"] == "repairs":
                return q["id"]
        first = dict(w.owner.get("/api/v1/queues")["items"][0], id="0", name="repairs", member_ids=[w.bohdan.me["person_id"]])
        first["rules"] = dict(first["rules"], members=[])
        return w.owner.post("/api/v1/queues", first)["id"]

    def body():
        return {"start": "hello", "languages": ["uk"], "steps": [
            step("hello", "say", {"next": "menu"}, say={"prompt": "welcome"}),
            step("menu", "menu", {"1": "line", "2": "repairs", "3": "order", "4": "back", "5": "message", "invalid": "line", "timeout": "line"},
                 title="Меню", say=words(uk="Натисніть клавішу."), attempts=2, timeout_ms=1500),
            step("line", "queue"), step("repairs", "queue", queue_id=repairs()),
            step("order", "order_lookup", {"found": "sure", "not_found": "line", "failed": "line"}),
            step("sure", "order_confirm", {"done": "bye", "declined": "line", "failed": "line"}),
            step("back", "callback"), step("message", "voicemail"),
            step("bye", "hang_up", say=words(uk="До побачення."))]}

    def draw(new=None):
        if not drawn.id:
            welcome()
            made = w.owner.post("/api/v1/flows", {"shop_id": w.owner.me["shops"][0]["id"], "name": "Shop", "body": body()})
            drawn.id = made["id"]
            check([f for f in made["findings"] if f["severity"] == "error"] == [], f"faults: {made['findings']}")
        else:
            change("PUT", "", {"name": "Shop", "body": new or body()})
        change("POST", "/publish", {"note": "test"})
        change("PUT", "/uses", {"uses": [{"kind": "shop", "value": ""}]})

    def undrawn(fn):
        """The other tests meet no flow."""
        def inside():
            draw()
            try:
                return fn()
            finally:
                change("PUT", "/uses", {"uses": []})
        inside.__name__ = fn.__name__
        return inside

    def talks(call):
        """Something is being spoken to him just now."""
        table = k.TABLES
        heard = [table[kind][b] for at, kind, data in list(call.heard_raw)[-15:] if kind in table for b in data]
        return len(heard) > 1000 and math.sqrt(sum(s * s for s in heard) / len(heard)) > 400

    def at_menu(number):
        call = k.call_shop(number)
        call.hears(TOLD)
        wait_until(lambda: call.heard(TOLD, 0.3) < 300 and talks(call), 8, "the menu is spoken")
        return call

    @undrawn
    def a_key_in_a_flow_goes_to_the_other_queue():
        main, other = k.operator(w.oksana), k.operator(w.bohdan)
        call = at_menu("+380671118801")
        call.press("2")
        leg = other.next_ring()
        check(main.no_ring(), "nobody else rings")
        leg.answer()
        call.hears(k.OPERATOR)
        card = w.bohdan.wait_contact("talking")
        passed = [(s["step"], s["exit"]) for s in card["flow"]["steps"]]
        check(passed == [("hello", "next"), ("menu", "2"), ("repairs", "")], f"the card shows his way: {passed}")
        call.bye()
        w.bohdan.finish()

    @undrawn
    def keys_typed_ahead_are_taken():
        other = k.operator(w.bohdan)
        call = k.call_shop("+380671118802")
        call.press("2")  # before a word was spoken
        other.next_ring().answer()
        call.hears(k.OPERATOR)
        call.bye()
        w.bohdan.finish()

    @undrawn
    def a_wrong_key_and_silence_lead_to_the_line():
        main = k.operator(w.oksana)
        call = at_menu("+380671118803")
        call.press("9")
        wait_until(lambda: talks(call), 5, "he is told so")
        leg = main.next_ring(25)  # then he presses nothing
        leg.answer()
        card = w.oksana.wait_contact("talking")
        check([s["exit"] for s in card["flow"]["steps"]][1] == "timeout", f"{card['flow']}")
        call.bye()
        w.oksana.finish()

    def order_for(phone):
        order = w.owner.post("/api/v1/orders", {
            "shop_id": w.owner.me["shops"][0]["id"], "recipient": "Ганна Клавіша", "phone": phone, "address": "Київ, вул. Садова 9",
            "city": "Київ", "delivery_method": "courier", "note": "", "pay_method": "cod",
            "lines": [{"sku": "X2", "name": "Чайник", "quantity": 1, "price": {"minor": 125000, "currency": "UAH"}}]})
        slot = (int(time.time() * 1000) // 86400000 + 2) * 86400000
        return w.owner.post(f"/api/v1/orders/{order['id']}/checks", {
            "field": "delivery_time", "result": "changed", "delivery_from": slot, "delivery_to": slot + 4 * 3600000},
            headers={"If-Match": f'"{order["version"]}"'})

    @undrawn
    def an_order_is_told_and_confirmed_by_key():
        order = order_for("0671118804")
        number = "".join(c for c in order["number"] if c.isdigit())
        call = at_menu("+380671118899")  # another number than the order's: the digits open it
        call.press("3" + number + "#" + "8804")
        wait_until(lambda: talks(call), 8, "the state is spoken")
        seen = len(call.heard_raw)
        wait_until(lambda: len(call.heard_raw) >= 500 or len(call.heard_raw) > seen + 50, 8, "and goes on")
        call.press("1")

        def confirmed():
            return w.owner.get(f"/api/v1/orders/{order['id']}")["desk_state"] == "confirmed"
        try:
            wait_until(confirmed, 6, "the order is confirmed")
        except k.Failed:
            call.press("1")  # the first was typed into the state, which was still spoken
            wait_until(confirmed, 12, "the order is confirmed")
        call.wait("ended", 20)
        wait_until(lambda: w.owner.get("/api/v1/contacts")["items"][0]["exit"] == "key_exit", 5, "served by the flow: no lost call")

    @undrawn
    def wrong_digits_open_no_order():
        order = order_for("0671118805")
        number = "".join(c for c in order["number"] if c.isdigit())
        main = k.operator(w.oksana)
        call = at_menu("+380671118805")
        call.press("3")
        for _ in range(3):
            wait_until(lambda: talks(call), 8, "the number is asked")
            call.press(number + "#0000")
            wait_until(lambda: not call.to_press, 5, "pressed")
        leg = main.next_ring(25)
        leg.answer()
        card = w.oksana.wait_contact("talking")
        check(not card["flow"].get("order_id"), f"no order was found: {card['flow']}")
        call.bye()
        w.oksana.finish()

    @undrawn
    def a_flow_promises_a_call_back():
        call = at_menu("+380671118806")
        call.press("4")
        call.wait("ended", 15)
        task = wait_until(lambda: [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"], 5, "a task")[0]
        check(task["reason"] == "callback", f"{task}")

    @undrawn
    def a_flow_takes_a_message():
        call = at_menu("+380671118807")
        call.press("5")
        call.hears(850)
        wait_until(lambda: call.heard(850, 0.3) < 300 and call.heard(600, 0.3) < 300, 10, "then it listens")
        k.spoken(1.5)
        call.bye()
        wait_until(lambda: [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "voicemail"], 8, "a voicemail task")

    @undrawn
    def a_version_published_in_mid_call_does_not_touch_it():
        other = k.operator(w.bohdan)
        call = at_menu("+380671118808")
        new = body()
        new["steps"][1]["exits"] = [dict(e, to="bye") if e["on"] == "2" else e for e in new["steps"][1]["exits"]]
        change("PUT", "", {"name": "Shop", "body": new})
        change("POST", "/publish", {"note": "key 2 hangs up now"})
        call.press("2")
        other.next_ring().answer()
        call.hears(k.OPERATOR)  # a BYE that overtakes her answer would be a call that nobody took
        call.bye()
        w.bohdan.finish()

    @undrawn
    def he_hangs_up_in_the_flow_and_is_called_back():
        call = at_menu("+380671118809")
        call.bye()
        task = wait_until(lambda: [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"], 5, "a task")[0]
        check(task["reason"] == "before_line", f"{task}")

    def times(on):
        shop = w.owner.me["shops"][0]["id"]
        kept = w.owner.get(f"/api/v1/shops/{shop}/callback-rules")["items"][0]
        rule = {"on": on, "slot_minutes": 30, "capacity": 6, "ahead_days": 2, "own_hours": False, "week": []}
        r = w.owner.call("PUT", f"/api/v1/shops/{shop}/callback-rules", rule, headers={"If-Match": f'"{kept["version"]}"'})
        check(r.status == 200, f"the rule of times: {r}")
        return lambda: w.owner.get(f"/api/v1/shops/{shop}/callback-slots")["items"]

    @undrawn
    def he_chooses_a_time_by_key_and_is_booked():
        slots = times(True)
        try:
            new = body()
            next(s for s in new["steps"] if s["name"] == "back")["choose_time"] = True
            draw(new)
            call = at_menu("+380671118813")
            first = slots()[0]
            call.press("4")
            wait_until(lambda: call.heard(TOLD, 0.3) < 300 and talks(call), 8, "the times are told")
            call.press("2")
            call.wait("ended", 30)
            task = wait_until(lambda: [t for t in w.owner.get("/api/v1/tasks")["items"] if t["reason"] == "booked"], 5, "a task")[0]
            check((task["due_at"], task["slot_until"]) == (first["from"], first["to"]), f"{task} of {first}")
            # By its time: at the half hour the list's first one is another, or this one is over.
            taken = lambda: next((s["taken"] for s in slots() if s["from"] == first["from"]), None)
            check(taken() in (1, None), "his place is taken")
            promises = [p for p in w.owner.get("/api/v1/promises?state=open")["items"] if p["source"] == "booked"]
            check([(p["kind"], p["due_at"]) for p in promises] == [("callback", first["to"])], f"{promises}")
            w.owner.post(f"/api/v1/tasks/{task['contact_id']}/done", {"text": "wrote to him"})
            wait_until(lambda: taken() in (0, None), 5, "settled: his place is free")
        finally:
            times(False)

    def offered(steps):
        """What the wait of the shop's queue offers."""
        queue = next(q for q in w.owner.get("/api/v1/queues")["items"] if w.oksana.me["person_id"] in q["member_ids"])
        queue["rules"] = dict(queue["rules"], overflow=steps)
        r = w.owner.call("PUT", f"/api/v1/queues/{queue['id']}", queue, headers={"If-Match": f'"{queue["version"]}"'})
        check(r.status == 200, f"the steps of the wait: {r}")

    def hears_only(call, hz, what):
        others = [tone for tone in (k.MUSIC, OFFERED) if tone != hz]
        wait_until(lambda: call.heard(hz, 0.3) > 3000 and all(call.heard(tone, 0.3) < 1000 for tone in others), 10, what)

    def is_told_times(call):
        """Words that are spoken, and neither music nor a sentence of the line."""
        wait_until(lambda: call.heard(k.MUSIC, 0.3) < 1000 and call.heard(OFFERED, 0.3) < 1000 and talks(call), 15, "the times are told")

    def who_waits_keys_a_time_and_is_booked():
        """At work and on a break, then nobody at work at all: both hear each word, and are booked."""
        slots = times(True)
        offered([{"after_ms": 2000, "action": "offer_callback", "queue_id": "0", "keep_age": True, "priority": 0, "argument": ""}])
        k.operator(w.oksana, ready=False)
        try:
            for number, state in (("+380671118814", "paused"), ("+380671118815", "signed_out")):
                w.oksana.post("/api/v1/me/presence", {"state": state, "reason": "lunch" if state == "paused" else ""})
                before = {t["contact_id"] for t in w.owner.get("/api/v1/tasks")["items"]}
                call = k.call_shop(number)
                hears_only(call, k.MUSIC, "he waits")
                hears_only(call, OFFERED, "he is offered a call-back, now or at a time")
                hears_only(call, k.MUSIC, "and goes on waiting")
                first = slots()[0]
                call.press("2")
                is_told_times(call)
                check(not call.ended, "he has not chosen yet")
                call.press("2")
                wait_until(lambda: call.heard(OFFERED, 0.3) > 3000, 8, "he hears that he is booked")
                call.wait("ended", 10)
                tasks = [t for t in w.owner.get("/api/v1/tasks")["items"] if t["contact_id"] not in before]
                check([t["reason"] for t in tasks] == ["booked"], f"{state}: one call-back, at his time: {tasks}")
                check((tasks[0]["due_at"], tasks[0]["slot_until"]) == (first["from"], first["to"]), f"{tasks[0]} of {first}")
                # By its time: at the half hour the list's first one is another, or this one is over.
                taken = lambda: next((s["taken"] for s in slots() if s["from"] == first["from"]), None)
                check(taken() in (1, None), "his place is taken")
                w.owner.post(f"/api/v1/tasks/{tasks[0]['contact_id']}/done", {"text": "wrote to him"})
                wait_until(lambda: taken() in (0, None), 5, "settled: his place is free")
        finally:
            offered([])
            times(False)

    def who_waits_is_told_that_no_time_is_left():
        """The offer was made, then the times were switched off: he is told so, and key 1 is there."""
        times(True)
        offered([{"after_ms": 1500, "action": "offer_callback", "queue_id": "0", "keep_age": True, "priority": 0, "argument": ""}])
        try:
            call = k.call_shop("+380671118816")
            hears_only(call, OFFERED, "he is offered a call-back, now or at a time")
            hears_only(call, k.MUSIC, "and goes on waiting")
            times(False)
            call.press("2")
            hears_only(call, OFFERED, "he hears that there is none")
            hears_only(call, k.MUSIC, "and goes on waiting")
            call.press("1")
            wait_until(lambda: call.heard(OFFERED, 0.3) > 3000, 8, "he hears that he is called back")
            call.wait("ended", 10)
            tasks = [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"]
            check(any(t["reason"] == "callback" for t in tasks), f"{tasks}")
        finally:
            offered([])
            times(False)

    def after_talk(flow_id):
        queue = next(q for q in w.owner.get("/api/v1/queues")["items"] if w.oksana.me["person_id"] in q["member_ids"])
        queue["rules"] = dict(queue["rules"], after_talk_flow_id=flow_id)
        r = w.owner.call("PUT", f"/api/v1/queues/{queue['id']}", queue, headers={"If-Match": f'"{queue["version"]}"'})
        check(r.status == 200, f"the queue's flow after the talk: {r}")

    @undrawn
    def an_operator_sends_the_buyer_into_a_flow():
        main, other = k.operator(w.oksana), k.operator(w.bohdan)
        call = at_menu("+380671118810")
        call.press("1")
        leg = main.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        contact = w.oksana.wait_contact("talking")["contact_id"]
        path = f"/api/v1/contacts/{contact}/transfer"
        draft = w.owner.post("/api/v1/flows", {"shop_id": w.owner.me["shops"][0]["id"], "name": "Only drawn"})
        r = w.oksana.call("POST", path, {"flow_id": draft["id"]})
        check(r.status == 409 and r.json["code"] == "flows.not_published" and ["flow", "Only drawn"] in r.json["params"], f"not published: {r}")
        r = w.oksana.call("POST", path, {"flow_id": "77"})
        check(r.status == 404 and r.json["code"] == "calls.flow", f"absent: {r}")
        check(w.oksana.get("/api/v1/transfer-targets")["flows"] == [{"flow_id": drawn.id, "name": "Shop"}], "only the published one is offered")
        w.oksana.post(path, {"flow_id": drawn.id})
        leg.wait("ended", 5)
        call.hears(TOLD)  # as if he had called it
        wait_until(lambda: call.heard(TOLD, 0.3) < 300 and talks(call), 8, "the menu is spoken")
        w.oksana.finish()  # released: she wraps up while he is in the flow
        call.press("2")
        other.next_ring().answer()
        call.hears(k.OPERATOR)
        card = w.bohdan.wait_contact("talking")
        passed = [s["step"] for s in card["flow"]["steps"]]
        check(passed == ["hello", "menu", "line", "hello", "menu", "repairs"], f"both ways are on the card: {passed}")
        call.bye()
        w.bohdan.finish()

        def parts():
            return [p["what"] for p in w.owner.get(f"/api/v1/contacts/{contact}/parts")["items"]]
        wait_until(lambda: parts() == ["talk", "transfer", "talk"], 5, "its history")

    def rated_of(person):
        days = [time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86400)) for days in (-1, 2)]
        report = w.owner.get(f"/api/v1/reports/figures?from={days[0]}&to={days[1]}&step=none&by=person")
        codes = [c["code"] for c in report["columns"]]
        hers = next((r["values"] for r in report["rows"] if r["group_id"] == person), None)
        return hers and [hers[codes.index(code)] for code in ("rating", "ratings", "rating_share")]

    @undrawn
    def he_rates_the_talk_after_she_hung_up():
        change("PUT", "/uses", {"uses": []})
        rates = {"start": "rate", "languages": ["uk"], "steps": [step("rate", "rate", {"next": "bye", "none": "bye"}), step("bye", "hang_up", say=words(uk="Дякуємо."))]}
        made = w.owner.post("/api/v1/flows", {"shop_id": w.owner.me["shops"][0]["id"], "name": "Rating"})
        r = w.owner.call("PUT", f"/api/v1/flows/{made['id']}", {"name": "Rating", "body": rates}, headers={"If-Match": f'"{made["version"]}"'})
        r = w.owner.call("POST", f"/api/v1/flows/{made['id']}/publish", {"note": ""}, headers={"If-Match": f'"{r.json["version"]}"'})
        check(r.status == 200, f"published: {r}")
        after_talk(made["id"])
        try:
            main = k.operator(w.oksana)
            call = k.call_shop("+380671118811")
            main.next_ring().answer()
            call.hears(k.OPERATOR)
            contact = w.oksana.wait_contact("talking")["contact_id"]
            w.oksana.post(f"/api/v1/contacts/{contact}/hang-up")
            wait_until(lambda: call.heard(k.OPERATOR, 0.3) < 300 and talks(call), 8, "he is asked")
            w.oksana.wait_contact("wrap_up")  # meanwhile
            call.press("5")
            call.wait("ended", 20)
            wait_until(lambda: (w.oksana.wait_contact("wrap_up").get("flow") or {}).get("rating") == 5, 5, "his rating is with the contact")
            w.oksana.finish()
            check(not [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"], "nobody is owed a call")
            wait_until(lambda: [p.get("rating") for p in w.owner.get(f"/api/v1/contacts/{contact}/parts")["items"]] == [5], 5, "in its history")

            def listed(most):
                return [c.get("rating") for c in w.owner.get(f"/api/v1/contacts?rating_max={most}")["items"] if c["contact_id"] == contact]
            wait_until(lambda: listed(5) == [5] and not listed(4), 5, "in the list of contacts, by its rating")
            wait_until(lambda: rated_of(w.oksana.me["person_id"]) == [50, 1, 1000], 10, "in her figures")
            again = k.call_shop("+380671118812")
            main.next_ring().answer()
            again.hears(k.OPERATOR)
            again.bye()  # he hangs up himself: nobody asks
            w.oksana.finish()
        finally:
            after_talk("0")

    return [an_operator_sends_the_buyer_into_a_flow, he_rates_the_talk_after_she_hung_up, a_key_in_a_flow_goes_to_the_other_queue, keys_typed_ahead_are_taken, a_wrong_key_and_silence_lead_to_the_line,
            an_order_is_told_and_confirmed_by_key, wrong_digits_open_no_order, a_flow_promises_a_call_back, a_flow_takes_a_message,
            a_version_published_in_mid_call_does_not_touch_it, he_hangs_up_in_the_flow_and_is_called_back,
            he_chooses_a_time_by_key_and_is_booked, who_waits_keys_a_time_and_is_booked, who_waits_is_told_that_no_time_is_left]
