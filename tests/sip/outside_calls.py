"""Numbers outside: asked, joined, handed the buyer; he is sent there, by a flow, by a queue's step; tones say who hears whom."""
from centre import check, wait_until
from flow_calls import step

FAR = 2100  # whoever answers outside
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

    return [a_number_outside_is_asked_joins_and_takes_the_buyer, who_is_sent_outside_comes_back_when_it_is_busy,
            a_flow_sends_him_outside_or_goes_on, the_last_step_of_a_queue_goes_outside]
