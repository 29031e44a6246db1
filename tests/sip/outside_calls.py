"""Numbers outside: asked, joined, handed the buyer; he is sent there, by a flow, by a queue's step; tones say who hears whom."""
from centre import check, wait_until
from flow_calls import step

FAR = 2100  # whoever answers outside
OFFERED = 1350  # "press one": a tone in the tests
NUMBER = "+380671230000"


def cases(k):
    w = k.w

    def outside(**kw):
        by = k.Carrier(w.centre.sip, hz=FAR, **kw)
        k.phones.append(by)
        k.trunk(by)
        return by

    def talk():
        """(her phone, her leg, the buyer's call, path of the contact)"""
        agent = k.operator(w.oksana)
        call = k.call_shop("+380671118820")
        leg = agent.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        return agent, leg, call, f"/api/v1/contacts/{w.oksana.wait_contact('talking')['contact_id']}"

    def a_number_outside_is_asked_joins_and_takes_the_buyer():
        by = outside()
        _, leg, call, path = talk()
        w.oksana.post(path + "/consult", {"number": "067 123 00 00"})
        far = by.next_ring()
        check(f"sip:{NUMBER}@" in far.invite.first, f"the number: {far.invite.first}")
        far.ring()
        leg.hears(500, but_not=(k.BUYER,))
        call.hears(k.MUSIC, but_not=(k.OPERATOR,))
        far.answer()
        leg.hears(FAR, but_not=(k.BUYER, 500))
        far.hears(k.OPERATOR, but_not=(k.BUYER,))
        call.hears(k.MUSIC, but_not=(FAR,))
        party = w.oksana.current()["talk"]["parties"][0]
        check(party["outside"] and party["name"].endswith("00") and "123" not in party["name"], f"shown masked: {party}")
        w.oksana.post(path + "/conference")
        for ear, voices in ((call, (k.OPERATOR, FAR)), (leg, (k.BUYER, FAR)), (far, (k.BUYER, k.OPERATOR))):
            for hz in voices:
                ear.hears(hz)
        w.oksana.post(path + "/consult/complete")
        leg.wait("ended")
        call.hears(FAR, but_not=(k.OPERATOR, k.MUSIC))
        far.hears(k.BUYER, but_not=(k.OPERATOR,))
        w.oksana.finish()
        far.bye()
        call.wait("ended")

    def who_is_sent_outside_comes_back_when_it_is_busy():
        by = outside(answers=(486, None))
        agent, leg, call, path = talk()
        w.oksana.post(path + "/transfer", {"number": NUMBER})
        leg.wait("ended")
        again = agent.next_ring()
        again.answer()
        w.oksana.wait_contact("talking")
        call.hears(k.OPERATOR, but_not=(k.MUSIC,))
        w.oksana.post(path + "/transfer", {"number": NUMBER})
        far = by.next_ring()
        far.ring()
        call.hears(500)
        far.answer()
        call.hears(FAR, but_not=(500,))
        far.hears(k.BUYER)
        call.bye()
        far.wait("ended")

    def a_flow_sends_him_outside_or_goes_on():
        by = outside(answers=(486, None))
        main = k.operator(w.oksana)
        body = {"start": "out", "languages": ["uk"], "steps": [
            step("out", "transfer", {"failed": "line"}, number=NUMBER), step("line", "queue")]}
        made = w.owner.post("/api/v1/flows", {"shop_id": w.owner.me["shops"][0]["id"], "name": "Outside", "body": body})
        path = f"/api/v1/flows/{made['id']}"

        def change(method, tail, given):
            version = w.owner.get(path)["version"]
            r = w.owner.call(method, path + tail, given, headers={"If-Match": f'"{version}"'})
            check(r.status == 200, f"{method} {tail}: {r}")
        change("POST", "/publish", {"note": "test"})
        change("PUT", "/uses", {"uses": [{"kind": "shop", "value": ""}]})
        try:
            call = k.call_shop("+380671118821")
            main.next_ring().answer()  # busy there: the flow goes on into the line
            call.hears(k.OPERATOR)
            call.bye()
            w.oksana.finish()
            call = k.call_shop("+380671118822")
            far = by.next_ring()
            call.hears(k.MUSIC)
            far.answer()
            call.hears(FAR)
            far.hears(k.BUYER)
            check(main.no_ring(), "nobody here is troubled")
            far.bye()
            call.wait("ended")
            check(not k.open_callbacks(), "who was served outside is owed nothing")
        finally:
            change("PUT", "/uses", {"uses": []})

    def the_last_step_of_a_queue_goes_outside():
        by = outside()
        queue = w.owner.get("/api/v1/queues")["items"][0]
        rules = dict(queue["rules"], overflow=[{"after_ms": 1500, "action": "external", "queue_id": "0", "keep_age": True,
                                             "priority": 0, "argument": NUMBER}])

        def put(body):
            version = w.owner.get("/api/v1/queues")["items"][0]["version"]
            r = w.owner.call("PUT", f"/api/v1/queues/{queue['id']}", body, headers={"If-Match": f'"{version}"'})
            check(r.status == 200, f"PUT queue: {r}")
        put(dict(queue, rules=rules))
        try:
            call = k.call_shop("+380671118823")
            call.hears(k.MUSIC)
            far = by.next_ring()
            far.answer()
            call.hears(FAR, but_not=(k.MUSIC,))
            far.hears(k.BUYER)
            call.bye()
            far.wait("ended")
            wait_until(lambda: not k.open_callbacks(), 5, "no call-back is owed")
        finally:
            put(queue)

    def at_her_number():
        """Bohdan is rung at a number outside by this carrier until the test is over."""
        r = w.bohdan.call("PUT", "/api/v1/me/phone", {"kind": "outside", "outside_number": "067 555 11 22"})
        check(r.status == 200 and r.json["outside_number"] == "+380675551122", f"her number: {r}")

    def at_her_desk():
        w.bohdan.call("PUT", "/api/v1/me/phone", {"kind": "browser", "outside_number": ""})

    def an_operator_at_a_number_outside_answers_by_key():
        by = outside()
        at_her_number()
        try:
            wait_until(lambda: w.bohdan.agent()["reachable"], 5, "a number outside needs no registration")
            check(w.bohdan.agent()["phone_kind"] == "outside", f"{w.bohdan.agent()}")
            w.bohdan.ready()
            call = k.call_shop("+380671118824")
            far = by.next_ring()
            check("sip:+380675551122@" in far.invite.first, f"her number: {far.invite.first}")
            far.answer()  # so would her voicemail
            far.hears(OFFERED)
            call.hears(k.MUSIC, but_not=(FAR,))
            far.press("5")
            call.hears(k.MUSIC, but_not=(FAR,))
            far.press("1")
            far.hears(k.BUYER, but_not=(OFFERED,))
            call.hears(FAR, but_not=(k.MUSIC,))
            check(w.bohdan.current()["state"] == "talking", "her desk shows the talk")
            far.bye()
            call.wait("ended")
            w.bohdan.finish()
            w.bohdan.sign_out(15)
        finally:
            at_her_desk()

    def a_live_call_moves_to_her_mobile_and_back():
        by = outside()
        agent, leg, call, path = talk()
        user_phone = w.oksana.me["phone"]
        r = w.oksana.call("PUT", "/api/v1/me/phone", {"kind": user_phone["kind"], "outside_number": NUMBER})
        check(r.status == 200, f"{r}")
        try:
            check(w.oksana.current()["phone"] == "sip", "her desk knows at which phone she talks")
            w.oksana.post(path + "/move", {"to": "outside"})
            gone = by.next_ring()
            gone.ring()
            check(w.oksana.current()["rings_at"] == "outside", "and where it rings")
            w.oksana.post(path + "/move", {"to": "stay"})
            gone.wait("cancelled")
            call.hears(k.OPERATOR, but_not=(k.MUSIC,))
            now = w.oksana.current()
            check(now["phone"] == "sip" and now["rings_at"] == "", f"she stays: {now['phone']} {now['rings_at']}")
            w.oksana.post(path + "/move", {"to": "outside"})
            far = by.next_ring()
            call.hears(k.OPERATOR, but_not=(k.MUSIC,))  # she talks on while it rings
            far.answer()
            far.press("1")
            leg.wait("ended")
            far.hears(k.BUYER, but_not=(k.OPERATOR,))
            call.hears(FAR, but_not=(k.OPERATOR, k.MUSIC))
            check(w.oksana.current()["phone"] == "outside", "her desk shows the other phone")
            r = w.oksana.call("POST", path + "/move", {"to": "outside"})
            check(r.code == "calls.there_already", f"{r}")
            r = w.oksana.call("POST", path + "/move", {"to": "elsewhere"})
            check(r.status == 400 and r.code == "calls.move_to", f"{r}")
            w.oksana.post(path + "/move", {"to": "sip"})
            back = agent.next_ring()
            back.answer()
            far.wait("ended")
            call.hears(k.OPERATOR, but_not=(FAR, k.MUSIC))
            check(w.oksana.current()["state"] == "talking", "one call all the time")
            call.bye()
            w.oksana.finish()
        finally:
            w.oksana.call("PUT", "/api/v1/me/phone", {"kind": user_phone["kind"], "outside_number": ""})

    return [an_operator_at_a_number_outside_answers_by_key, a_live_call_moves_to_her_mobile_and_back,
            a_number_outside_is_asked_joins_and_takes_the_buyer, who_is_sent_outside_comes_back_when_it_is_busy,
            a_flow_sends_him_outside_or_goes_on, the_last_step_of_a_queue_goes_outside]
