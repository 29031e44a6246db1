"""Networks: everything by IPv6; packets lost, late, out of order and twice between a phone and the centre, on both ways."""
from centre import Centre, check, level, wait_until
from phone import Carrier, Phone, Relay, Rough

DIGITS, BY_DESK = "1234567890*#", "77#"


def cases(k):
    w = k.w

    def everything_by_ipv6():
        """A trunk, a desk phone and a stranger's call, all on ::1: tones both ways, hold, a call out."""
        centre = Centre("v6", more=["--sip.address", "::1"]).start()
        owner, oksana = centre.desk("owner"), centre.desk("oksana")
        by = Carrier(centre.sip, password="right", hz=k.BUYER, ip="::1")
        owner.post("/api/v1/trunks", {"secret": by.password, "settings": {
            "name": "telco 6", "host": "::1", "port": by.port, "user": by.user, "priority": 10, "registers": True,
            "caller_id": "+380441112233", "countries": ["UA"]}})
        user, secret = oksana.sip_phone()
        agent = Phone(centre.sip, user, secret, ip="::1", hz=k.OPERATOR)
        try:
            wait_until(lambda: by.registered, 10, "registered at the carrier by IPv6")
            check(agent.register() == 200, "her phone registers by IPv6")
            wait_until(lambda: oksana.agent()["reachable"], 5, "her phone is reachable")
            oksana.ready()
            call = by.dial("shop", "+380671110088")
            call.wait("answered")
            leg = agent.next_ring()
            leg.answer()
            call.hears(k.OPERATOR)
            leg.hears(k.BUYER)
            leg.hold()
            call.hears(k.MUSIC, but_not=(k.OPERATOR,))
            leg.hold(False)
            call.hears(k.OPERATOR)
            leg.bye()
            call.wait("ended")
            oksana.finish()
            oksana.ready()
            r = oksana.call("POST", "/api/v1/calls", {"number": "+380501234567", "confirm_quiet": True})
            check(r.status == 200, f"POST /calls: {r}")
            leg = agent.next_ring()
            leg.answer()
            far = by.next_ring()
            check("[::1]" in far.invite.get("contact"), f"our Contact: {far.invite.get('contact')}")
            far.answer()
            leg.hears(k.BUYER)
            far.hears(k.OPERATOR)
            far.bye()
            leg.wait("ended")
            oksana.finish()
        finally:
            by.close()
            agent.close()
            centre.remove()

    def a_bad_network_loses_no_key_and_little_sound():
        """Through a relay that loses, delays and doubles on both ways: keys exact at every loss, pressed by him, by her phone and by her
        desk; of his voice in the recording (where our own ear listens), and of hers at his phone, the tone's strength remains."""
        agent = k.operator(w.oksana)
        strengths, hers = {}, {}
        for percent in (0, 1, 5, 20):
            call = k.call_shop(f"+38067112{percent:04d}")
            leg = agent.next_ring()
            leg.answer()
            call.hears(k.OPERATOR)
            contact = w.oksana.wait_contact("talking")["contact_id"]
            if percent:
                bad = {"loss": percent / 100, "jitter_s": 0.1, "twice": 0.02}
                call.relay = Relay(call, Rough(percent, **bad), Rough(percent + 100, **bad))
                call.reoffer()
            call.press(DIGITS)
            leg.press(DIGITS)
            wait_until(lambda: len(leg.digits) >= len(DIGITS), 12, f"{percent} %: keys heard: {leg.digits!r}")
            wait_until(lambda: len(call.digits) >= len(DIGITS), 12, f"{percent} %: keys at his phone: {call.digits!r}")
            w.oksana.post(f"/api/v1/contacts/{contact}/digits", {"digits": BY_DESK})
            wait_until(lambda: len(call.digits) >= len(DIGITS + BY_DESK), 12, f"{percent} %: keys of the desk: {call.digits!r}")
            k.spoken(2.5)
            check(leg.digits == DIGITS, f"{percent} % lost, 100 ms jitter: {leg.digits!r} heard of {DIGITS!r}")
            check(call.digits == DIGITS + BY_DESK, f"{percent} % lost, 100 ms jitter: {call.digits!r} heard at his phone")
            hers[percent] = call.line(k.OPERATOR)
            if percent:
                check(call.relay.towards.lost > 0 and call.relay.back.lost > 0, "both ways lose")
            leg.bye()
            call.wait("ended")
            w.oksana.finish()
            _, left, _ = k.recording_of(contact)
            strengths[percent] = level(left[-16000:-1600], k.BUYER)
            w.oksana.ready()
        print("# strength of his tone in the recording by loss: "
              + ", ".join(f"{p} % {s / strengths[0]:.2f}" for p, s in strengths.items()), flush=True)
        print("# strength of her tone at his phone by loss: " + ", ".join(f"{p} % {s / hers[0]:.2f}" for p, s in hers.items()), flush=True)
        check(all(s > 0.5 * hers[0] for s in hers.values()), f"too little comes to him: {hers}")
        check(all(s > 0.5 * strengths[0] for s in strengths.values()), f"too little is left: {strengths}")

    return [everything_by_ipv6, a_bad_network_loses_no_key_and_little_sound]
