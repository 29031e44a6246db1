"""Calls out: the buyer rung first; desk phones that dial by themselves, and their second line with a transfer."""
import contextlib
import time

from centre import check, wait_until
from phone import Media

WORDS, PRESS_ONE, RINGBACK = 850, 1350, 500  # as tests/lib/centre.py writes the prompts
OWN = "127.0.0.2"  # of her phone: the carrier is known by 127.0.0.1, and who calls from there is the carrier


def zone_where_it_is(hour):
    """A zone of IANA whose clock shows about that hour now."""
    ahead = (hour - time.gmtime().tm_hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def cases(k):
    w = k.w

    @contextlib.contextmanager
    def shop(**settings):
        """The shop so, and by day, until the test is over."""
        path = f"/api/v1/shops/{w.owner.me['shops'][0]['id']}"

        def put(part):
            r = w.owner.call("PATCH", path, part, headers={"If-Match": f'"{w.owner.get(path)["version"]}"'})
            check(r.status == 200, f"PATCH shop: {r}")
        before = w.owner.get(path)
        put({"tz": zone_where_it_is(12), **settings})
        try:
            yield
        finally:
            put({name: before[name] for name in ("tz", "buyer_first", "phones_dial")})

    def row(contact):
        return next((r for r in w.owner.get("/api/v1/contacts")["items"] if r["contact_id"] == contact), {})

    def stage():
        return ((w.oksana.current() or {}).get("dial") or {}).get("stage")

    def the_buyer_is_rung_first_and_her_phone_when_he_answers():
        by = k.carrier()
        k.trunk(by)
        agent = k.operator(w.oksana, ip=OWN)
        with shop(buyer_first=True):
            k.call_out()
            far = by.next_ring()
            far.ring()
            wait_until(lambda: stage() == "ringing" and w.oksana.current()["dial"]["buyer_first"], 5, "the desk says that he is rung")
            check(agent.no_ring(), "her phone is silent meanwhile")
            check(w.oksana.agent()["state"] == "talking", "and nobody offers her anything")
            far.answer()
            leg = agent.next_ring()
            check(stage() == "buyer_waits", f"the desk says that he waits: {w.oksana.current()['dial']}")
            far.hears(k.MUSIC)
            leg.answer()
            leg.hears(k.BUYER)
            far.hears(k.OPERATOR, but_not=(k.MUSIC, WORDS))
            check(w.oksana.current()["state"] == "talking", "the desk shows the talk")
            k.spoken(1.2)
            far.bye()
            leg.wait("ended")
            k.check_stereo(w.oksana.finish()["contact_id"])

    def who_is_rung_first_and_meets_nobody_is_owed_a_call():
        by = k.carrier()
        k.trunk(by)
        agent = k.operator(w.oksana, ip=OWN)
        with shop(buyer_first=True):
            contact = k.call_out("+380671119901")
            far = by.next_ring()
            far.answer()
            leg = agent.next_ring()
            leg.reject(486)
            far.hears(WORDS, but_not=(k.MUSIC,))
            far.wait("ended")
            task = wait_until(k.open_callbacks, 5, "his call-back")[0]
            check(task["reason"] == "missed", f"{task}")
            wait_until(lambda: row(contact).get("exit") == "unattended", 5, f"the row says why: {row(contact)}")
            w.owner.post(f"/api/v1/tasks/{task['contact_id']}/done", {"text": "test"})
            wait_until(lambda: w.oksana.agent()["state"] == "ready", 10, "she is free again")
            contact = k.call_out("+380671119902")
            far = by.next_ring()
            far.ring()
            w.oksana.post(f"/api/v1/contacts/{contact}/hang-up")
            far.wait("cancelled")
            wait_until(lambda: w.oksana.current() is None, 5, "nothing is left of it for her")
            check(agent.no_ring() and not k.open_callbacks(), "who was not reached is owed nothing")

    def a_desk_phone_dials_out_by_itself():
        by = k.carrier(answers=(None, 486, None))
        k.trunk(by)
        agent = k.operator(w.oksana, ip=OWN)
        with shop(phones_dial=True):
            call = agent.dial("0501234567")
            far = by.next_ring()
            check("sip:+380501234567@" in far.invite.first, f"the number: {far.invite.first}")
            check("sip:+380441112233@" in far.invite.get("from"), f"caller id: {far.invite.get('from')}")
            far.ring()
            call.wait("early")
            call.hears(RINGBACK)
            card = w.oksana.wait_contact("dialling")
            check(card["caller"]["number"] == "+380501234567" and not call.answered, f"her desk opens the card: {card['caller']}")
            far.answer()
            call.wait("answered")
            call.hears(k.BUYER, but_not=(RINGBACK,))
            far.hears(k.OPERATOR)
            check(w.oksana.wait_contact("talking")["contact_id"] == card["contact_id"], "the talk is that contact")
            k.spoken(1.2)
            call.bye()
            far.wait("ended")
            check(w.oksana.finish()["contact_id"] == card["contact_id"], "the wrap-up too")
            k.check_stereo(card["contact_id"])
            call = agent.dial("+380501234568")
            call.wait("failed 486")
            card = w.oksana.wait_contact("wrap_up")
            check(card["dial"]["outcome"] == "busy", f"noted by itself: {card['dial']}")
            w.oksana.finish("busy")
            call = agent.dial("+380501234569")
            far = by.next_ring()
            far.ring()
            call.hears(RINGBACK)
            call.cancel()
            far.wait("cancelled")
            wait_until(lambda: w.oksana.current() is None, 5, "who gave up has no wrap-up")

    def what_a_desk_phone_may_not_dial_it_is_told():
        by = k.carrier()
        k.trunk(by)
        agent = k.operator(w.oksana, ip=OWN)
        stranger = k.phone("buyer", hz=k.BUYER, ip="127.0.0.3")

        def refused(number, status, words=True):
            call = agent.dial(number)
            if words:
                call.hears(WORDS)
            call.wait(f"failed {status}")
        refused("+380501234567", 403, words=False)  # the setting is off
        with shop(phones_dial=True):
            refused("+447911123456", 403)
            refused("112", 404)
            w.oksana.sign_out(15)
            refused("+380501234567", 403)
            w.oksana.ready()
            check(not by.invites, "nobody was called")
            call = stranger.dial("+380501234567", "+380671119903")
            call.wait("answered")  # the shop's line, as whatever else he dials
            check(not by.invites, "a stranger calls nobody by us")
            call.bye()

    def at_night_there_a_desk_phone_asks_for_a_key():
        by = k.carrier()
        k.trunk(by)
        agent = k.operator(w.oksana, ip=OWN)
        with shop(phones_dial=True, tz=zone_where_it_is(2)):
            call = agent.dial("+380501234567")
            call.wait("answered")
            call.hears(PRESS_ONE)
            check(not by.invites, "nobody is woken by a slip of the hand")
            call.press("5")
            call.press("1")
            far = by.next_ring()
            far.answer()
            call.hears(k.BUYER, but_not=(PRESS_ONE,))
            far.bye()
            call.wait("ended")
            w.oksana.finish()

    def on_two_lines():
        """She talks to the buyer, holds him, and has another line: (her phone, first line, buyer's call)."""
        agent = k.operator(w.oksana, ip=OWN)
        call = k.call_shop("+380671119904")
        leg = agent.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        leg.hold()
        call.hears(k.MUSIC, but_not=(k.OPERATOR,))
        return agent, leg, call

    def transfer_of_two_lines_gives_the_buyer_to_a_colleague():
        agent, leg, call = on_two_lines()
        bob = k.operator(w.bohdan, hz=k.COLLEAGUE)
        second = agent.dial(bob.user)
        his = bob.next_ring()
        second.wait("ringing")
        his.reject(486)
        second.wait("failed 486")
        leg.hold(False)
        call.hears(k.OPERATOR, but_not=(k.MUSIC,))
        leg.hold()
        wait_until(lambda: w.bohdan.agent()["state"] == "not_responding" or w.bohdan.agent()["state"] == "ready", 5, "his state settled")
        w.bohdan.ready()
        second = agent.dial(bob.user)
        his = bob.next_ring()
        his.answer()
        second.wait("answered")
        second.hears(k.COLLEAGUE, but_not=(k.BUYER,))
        his.hears(k.OPERATOR, but_not=(k.BUYER,))
        call.hears(k.MUSIC, but_not=(k.OPERATOR, k.COLLEAGUE))
        status, said = leg.refer(bob.user, replaces=his)
        check(status == 202 and " 481 " in said, f"somebody else's dialog: {status} {said}")
        second.hears(k.COLLEAGUE, but_not=(k.BUYER,))
        status, said = leg.refer(bob.user, replaces=second)
        check(status == 202 and " 200 " in said, f"REFER: {status} {said}")
        leg.wait("ended")
        second.wait("ended")
        call.hears(k.COLLEAGUE, but_not=(k.OPERATOR, k.MUSIC))
        his.hears(k.BUYER, but_not=(k.OPERATOR,))
        w.oksana.finish()
        call.bye()
        w.bohdan.finish()

    def a_number_by_the_second_line_needs_the_setting():
        by = k.Carrier(w.centre.sip, hz=2100)
        k.phones.append(by)
        k.trunk(by)
        agent, leg, call = on_two_lines()
        second = agent.dial("+380671230000")
        second.wait("failed 403")
        with shop(phones_dial=True):
            second = agent.dial("+380671230000")
            far = by.next_ring()
            far.answer()
            second.wait("answered")
            second.hears(2100, but_not=(k.BUYER,))
            second.bye()
            far.wait("ended")
            leg.hold(False)
            call.hears(k.OPERATOR, but_not=(k.MUSIC,))
            leg.hold()
            second = agent.dial("+380671230000")
            far = by.next_ring()
            far.answer()
            second.hears(2100)
            status, said = second.refer("+380671230000", replaces=leg)
            check(status == 202 and " 200 " in said, f"REFER on the second line: {status} {said}")
            leg.wait("ended")
            call.hears(2100, but_not=(k.OPERATOR, k.MUSIC))
            w.oksana.finish()
            call.bye()
            far.wait("ended")

    def several_early_dialogs_end_in_the_one_that_answers():
        """A forking carrier: two phones ring with sound of their own, the second answers (RFC 3261 13.2.2.4)."""
        by = k.carrier()
        k.trunk(by)
        agent = k.operator(w.oksana, ip=OWN)
        k.call_out()
        leg = k.her_leg(agent)
        far = by.next_ring()
        other = Media(2100)
        by.early(far)
        leg.hears(k.BUYER)
        sdp = far.sdp().replace(f"m=audio {far.rtp.getsockname()[1]} ", f"m=audio {other.port} ")
        by.say(far.invite, 183, body=sdp, tag="theother")
        by.say(far.invite, 200, body=sdp, tag="theother")
        wait_until(lambda: w.oksana.current()["state"] == "talking", 5, "it is a talk")
        leg.hears(2100, but_not=(k.BUYER,))
        other.hears(k.OPERATOR)
        leg.bye()
        bye = far.wait("ended") and by.last_bye
        check("tag=theother" in bye.get("to"), f"the BYE goes to who answered: {bye.get('to')}")
        other.alive = False
        w.oksana.finish()

    return [several_early_dialogs_end_in_the_one_that_answers, the_buyer_is_rung_first_and_her_phone_when_he_answers, who_is_rung_first_and_meets_nobody_is_owed_a_call,
            a_desk_phone_dials_out_by_itself, what_a_desk_phone_may_not_dial_it_is_told, at_night_there_a_desk_phone_asks_for_a_key,
            transfer_of_two_lines_gives_the_buyer_to_a_colleague, a_number_by_the_second_line_needs_the_setting]
