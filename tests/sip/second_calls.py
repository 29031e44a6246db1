"""Two devices of one operator, her desk phone and her mobile: who rings, who has the call, and what the other is told."""
import threading

from centre import check, wait_until

FAR = 2100  # her mobile
OFFERED = 1350  # "press one": a tone in the tests
HER_NUMBER = "+380675551133"
ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'


def cases(k):
    w = k.w

    def beside(run):
        """Oksana with her desk phone, and her mobile beside it behind a carrier."""
        def case():
            by = k.Carrier(w.centre.sip, hz=FAR)
            k.phones.append(by)
            k.trunk(by)
            before = w.oksana.me["phone"]
            r = w.oksana.call("PUT", "/api/v1/me/phone", {"kind": "sip", "outside_number": HER_NUMBER, "second": "outside"})
            check(r.status == 200 and r.json["second"] == "outside", f"the second device: {r}")
            try:
                run(by)
            finally:
                w.oksana.call("PUT", "/api/v1/me/phone", {"kind": before["kind"], "outside_number": "", "second": "none"})
        case.__name__ = run.__name__
        return case

    def both(by, agent, number):
        call = k.call_shop(number)
        desk, mobile = agent.next_ring(), by.next_ring()
        check(f"sip:{HER_NUMBER}@" in mobile.invite.first, f"her number: {mobile.invite.first}")
        mobile.ring()
        return call, desk, mobile

    @beside
    def the_desk_phone_answers_and_the_mobile_is_told_so(by):
        agent = k.operator(w.oksana)
        call, desk, mobile = both(by, agent, "+380671119901")
        desk.answer()
        mobile.wait("cancelled", 4)
        check(mobile.cancel_reason == ELSEWHERE, f"why: {mobile.cancel_reason!r}")
        call.hears(k.OPERATOR, but_not=(FAR, k.MUSIC))
        desk.hears(k.BUYER)
        contact = w.oksana.wait_contact("talking")
        check(contact["phone"] == "sip" and contact["rings"] == 1, f"one ring, at the desk: {contact['phone']} {contact['rings']}")
        call.bye()
        desk.wait("ended")
        w.oksana.finish()

    @beside
    def the_mobile_answers_by_key_and_the_desk_phone_is_told_so(by):
        agent = k.operator(w.oksana)
        call, desk, mobile = both(by, agent, "+380671119902")
        mobile.answer()  # so would its voicemail: the desk phone rings on
        mobile.hears(OFFERED)
        check("cancelled" not in desk.events, "a voicemail takes no call")
        mobile.press("1")
        desk.wait("cancelled", 4)
        check(desk.cancel_reason == ELSEWHERE, f"why: {desk.cancel_reason!r}")
        mobile.hears(k.BUYER, but_not=(OFFERED,))
        call.hears(FAR, but_not=(k.OPERATOR, k.MUSIC))
        check(w.oksana.wait_contact("talking")["phone"] == "outside", "she talks at the mobile")
        mobile.bye()
        call.wait("ended")
        w.oksana.finish()

    @beside
    def one_refuses_and_the_other_rings_on(by):
        agent = k.operator(w.oksana, auto=486)
        call = k.call_shop("+380671119903")
        mobile = by.next_ring()
        mobile.ring()
        check(agent.next_ring().ended, "the desk phone is busy")
        check(w.oksana.wait_contact("offered"), "she is asked all the same")
        mobile.answer()
        mobile.hears(OFFERED)
        mobile.press("1")
        call.hears(FAR, but_not=(k.MUSIC,))
        call.bye()
        mobile.wait("ended")
        w.oksana.finish()
        check(w.oksana.agent()["state"] != "not_responding", f"nobody is to blame: {w.oksana.agent()}")

    @beside
    def a_dead_phone_harms_nothing(by):
        agent = k.operator(w.oksana, auto="silent")
        call = k.call_shop("+380671119904")
        mobile = by.next_ring(4)
        mobile.ring()
        agent.next_ring()
        k.spoken(4)
        check(w.oksana.current()["state"] == "offered", "the mobile rings on beside the dead phone")
        mobile.answer()
        mobile.press("1")
        call.hears(FAR, but_not=(k.MUSIC,))
        call.bye()
        mobile.wait("ended")
        w.oksana.finish()

    @beside
    def an_unregistered_phone_leaves_the_mobile(by):
        w.oksana.ready()
        wait_until(lambda: w.oksana.agent()["reachable"], 5, "reachable by the mobile alone")
        call = k.call_shop("+380671119905")
        mobile = by.next_ring()
        mobile.answer()
        mobile.press("1")
        call.hears(FAR)
        mobile.hears(k.BUYER)
        call.bye()
        mobile.wait("ended")
        w.oksana.finish()

    @beside
    def both_refuse_and_the_next_operator_is_asked(by):
        agent = k.operator(w.oksana)
        call, desk, mobile = both(by, agent, "+380671119906")
        desk.reject(603)
        k.spoken(0.5)
        check("cancelled" not in mobile.events, "the mobile rings on")
        second = k.operator(w.bohdan)
        mobile.reject(486)
        leg = second.next_ring(10)
        leg.answer()
        call.hears(k.OPERATOR)
        call.bye()
        leg.wait("ended")

    @beside
    def his_hang_up_stops_both(by):
        agent = k.operator(w.oksana)
        call, desk, mobile = both(by, agent, "+380671119907")
        call.bye()
        desk.wait("cancelled", 4)
        mobile.wait("cancelled", 4)
        check(not desk.cancel_reason and not mobile.cancel_reason, "this one she has missed")

    @beside
    def the_lines_time_stops_both_and_blames_her_once(by):
        agent = k.operator(w.oksana)
        call, desk, mobile = both(by, agent, "+380671119908")
        desk.wait("cancelled", 15)
        mobile.wait("cancelled", 4)
        check(not desk.cancel_reason and not mobile.cancel_reason, "this one she has missed")
        call.hears(k.MUSIC)
        wait_until(lambda: w.oksana.agent()["state"] == "not_responding", 5, f"one missed call: {w.oksana.agent()}")
        call.bye()

    @beside
    def both_answer_in_one_instant(by):
        agent = k.operator(w.oksana)
        call, desk, mobile = both(by, agent, "+380671119909")
        mobile.answer()
        mobile.hears(OFFERED)
        go = threading.Barrier(2)

        def at_once(what):
            go.wait()
            what()
        both_at = [threading.Thread(target=at_once, args=(what,)) for what in (desk.answer, lambda: mobile.press("1"))]
        desk.crosses = True  # a CANCEL comes too late: its 200 is on the way
        for one in both_at:
            one.start()
        for one in both_at:
            one.join()
        wait_until(lambda: desk.ended != mobile.ended, 6, f"one of them is let go: {desk.events} {mobile.events}")
        won, hz = (mobile, FAR) if desk.ended else (desk, k.OPERATOR)
        call.hears(hz, but_not=(k.MUSIC,))
        won.hears(k.BUYER)
        call.bye()
        won.wait("ended")
        w.oksana.finish()

    @beside
    def a_late_answer_is_acknowledged_and_ended(by):
        agent = k.operator(w.oksana)
        call, desk, mobile = both(by, agent, "+380671119910")
        mobile.crosses = True  # its 200 crosses the CANCEL
        desk.answer()
        mobile.wait("answered", 5)
        mobile.wait("ack", 5)
        mobile.wait("ended", 5)
        call.hears(k.OPERATOR, but_not=(FAR,))
        desk.hears(k.BUYER)
        call.bye()
        desk.wait("ended")
        w.oksana.finish()

    return [the_desk_phone_answers_and_the_mobile_is_told_so, the_mobile_answers_by_key_and_the_desk_phone_is_told_so,
            one_refuses_and_the_other_rings_on, a_dead_phone_harms_nothing, an_unregistered_phone_leaves_the_mobile,
            both_refuse_and_the_next_operator_is_asked, his_hang_up_stops_both, the_lines_time_stops_both_and_blames_her_once, both_answer_in_one_instant,
            a_late_answer_is_acknowledged_and_ended]
