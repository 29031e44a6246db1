"""Peers that do what they may, and what they may not: odd answers of trunks, a talk that moves, strange RTP, prompts that are gone."""
import os
import re
import threading
import time

from centre import Centre, check, encode_ulaw, tone, wait_until
from flow_calls import step, wav
from phone import Media, Phone

RINGBACK, GREETING, WELCOME = 500, 700, 1250
STRANGER = 2000


def cases(k):
    w = k.w

    def dialled(by):
        """(her leg, the far end that rings at this carrier)"""
        agent = k.operator(w.oksana)
        k.call_out()
        return k.her_leg(agent), by.next_ring()

    def talk(**kw):
        """(her leg, the buyer's call)"""
        agent = k.operator(w.oksana)
        call = k.call_shop(**kw)
        leg = agent.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        leg.hears(k.BUYER)
        return leg, call

    def both_hear(leg, call):
        leg.hears(k.BUYER)
        call.hears(k.OPERATOR)

    def over(leg, call):
        call.bye()
        leg.wait("ended")
        w.oksana.finish()

    def progress_without_sdp_is_ringing_made_by_us():
        by = k.carrier()
        k.trunk(by)
        leg, far = dialled(by)
        by.say(far.invite, 183, tag=far.local_tag)
        leg.hears(RINGBACK, but_not=(k.BUYER,))
        check(w.oksana.current()["dial"]["stage"] == "ringing", "the desk says that it rings")
        by.early(far)  # then words of the network come after all
        leg.hears(k.BUYER, but_not=(RINGBACK,))
        far.ring()  # a 180 after them takes nothing away
        far.answer()
        far.hears(k.OPERATOR)
        leg.hears(k.BUYER, but_not=(RINGBACK,))
        far.bye()
        leg.wait("ended")
        w.oksana.finish()

    def a_trunk_that_answers_twice_is_one_call():
        by = k.carrier()
        k.trunk(by)
        leg, far = dialled(by)
        far.answer()
        leg.hears(k.BUYER)
        acks = far.events.count("ack")
        check(acks >= 1, f"the 200 is acknowledged: {far.events}")
        by.say(far.invite, 200, body=far.sdp(), tag=far.local_tag)  # as if our ACK were lost
        wait_until(lambda: far.events.count("ack") > acks, 5, "the same answer again is acknowledged again")
        other = Media(STRANGER)
        far.forks["another"] = []
        by.say(far.invite, 200, body=re.sub(r"m=audio \d+", f"m=audio {other.port}", far.sdp()), tag="another")
        wait_until(lambda: far.forks["another"] == ["ACK", "BYE"], 5, f"another branch that answers is ended: {far.forks}")
        by.say(far.invite, 486, tag=far.local_tag)  # nonsense: busy, after the answer
        leg.hears(k.BUYER, but_not=(STRANGER,))
        far.hears(k.OPERATOR)
        check(other.packets == 0 and not far.ended, "nobody speaks to the other branch, and the first talks on")
        other.alive = False
        far.bye()
        leg.wait("ended")
        w.oksana.finish()

    def a_silent_trunk_is_left_and_its_late_answer_is_ended():
        silent, second = k.carrier(), k.carrier()
        k.trunk(silent, name="silent", priority=1)
        k.trunk(second, name="second", priority=2)
        leg, late = dialled(silent)
        far = second.next_ring(8)
        far.answer()
        leg.hears(k.BUYER)
        late.forks[late.local_tag] = []
        late.answer()  # when nobody waits for it any more
        wait_until(lambda: late.forks[late.local_tag] == ["ACK", "BYE"], 8, f"the late answer is ended: {late.forks}")
        late.alive = False
        leg.hears(k.BUYER)
        far.hears(k.OPERATOR)
        far.bye()
        leg.wait("ended")
        w.oksana.finish()

    def a_trunk_that_says_trying_and_nothing_more_is_left():
        stuck, second = k.carrier(), k.carrier()
        t = k.trunk(stuck, name="stuck", priority=1)
        k.trunk(second, name="second", priority=2)
        leg, late = dialled(stuck)
        stuck.say(late.invite, 100, tag=late.local_tag)
        far = second.next_ring(16)
        late.wait("cancelled", 5)
        far.answer()
        leg.hears(k.BUYER)
        far.hears(k.OPERATOR)
        far.bye()
        leg.wait("ended")
        w.oksana.finish()

        def told():
            steps.extend(s["code"] for s in w.owner.post(f"/api/v1/trunks/{t['id']}/test", {"number": "+380501234567"}, timeout=30)["steps"])
        steps = []
        asks = threading.Thread(target=told)
        asks.start()
        tried = stuck.next_ring()
        stuck.say(tried.invite, 100, tag=tried.local_tag)
        asks.join()
        check(steps == ["ok", "call.silent"], f"the test call says so: {steps}")
        tried.wait("cancelled", 5)

    def an_answer_that_crosses_our_cancel_is_ended():
        by = k.carrier()
        k.trunk(by)
        leg, far = dialled(by)
        far.crosses = True
        far.ring()
        leg.hears(RINGBACK)
        leg.bye()
        far.wait("answered")
        far.wait("ended")
        check("ack" in far.events, f"acknowledged, then ended: {far.events}")
        wait_until(lambda: w.oksana.current() is None, 5, "she gave up: no wrap-up")
        wait_until(lambda: w.oksana.agent()["state"] == "ready", 5, "she is ready again")

    def a_talk_moves_to_another_address_and_codec():
        leg, call = talk()
        contact = w.oksana.wait_contact("talking")["contact_id"]
        for side in (call, leg):
            side.move()
            side.reoffer()
            both_hear(leg, call)
            old = side.left[-1]
            old.setblocking(False)
            try:
                while old.recv(2048):  # what was under way when it moved
                    pass
            except OSError:
                pass
            k.spoken(0.3)
            try:
                old.recv(2048)
                raise k.Failed("sound still goes to the address that was left")
            except BlockingIOError:
                pass
        call.phone.codecs = [8]
        call.reoffer()
        check(call.codec == 8, f"the new codec is agreed: {call.codec}")
        both_hear(leg, call)
        call.move("127.0.0.6")  # and another machine, as a mobile's
        call.reoffer()
        both_hear(leg, call)
        k.spoken(0.5)
        call.bye()
        leg.wait("ended")
        check(w.oksana.finish()["contact_id"] == contact, "one contact all along")
        k.check_stereo(contact)

    def strange_rtp_harms_no_talk():
        leg, call = talk()
        contact = w.oksana.wait_contact("talking")["contact_id"]
        call.frames = 2
        k.spoken(0.6)
        leg.hears(k.BUYER)
        for _ in range(3):
            call.leaps = True
            k.spoken(0.3)
            leg.hears(k.BUYER)
        call.frames = 1
        for strange in (18, 96, 127):  # G.729 that nobody agreed on, and types without a meaning
            call.strange = strange
            leg.hears_nothing_of(k.BUYER)
            call.strange = None
            both_hear(leg, call)
        check(leg.digits == "" and not call.ended, f"no key was heard in it: {leg.digits!r}")
        k.spoken(1)
        call.bye()
        leg.wait("ended")
        w.oksana.finish()
        k.check_stereo(contact)

    def sound_from_another_port_and_to_a_wrong_one():
        leg, call = talk()
        call.move()  # the router between forgot the port: same stream, another source, nobody says so
        both_hear(leg, call)
        lost = Media(STRANGER)  # another phone of that address, which speaks to a port that is not its own
        lost.rtp_peer = call.rtp_peer
        k.spoken(0.8)
        leg.hears(k.BUYER, but_not=(STRANGER,))
        call.hears(k.OPERATOR)
        check(lost.packets == 0, "it hears nothing of the talk")
        lost.alive = False
        over(leg, call)

    def an_operator_who_is_not_heard_leaves_the_buyer_music():
        leg, call = talk()
        for _ in range(2):
            leg.sending = False  # her network fails, and nobody says so
            since = time.monotonic()
            call.hears(k.MUSIC, 7, but_not=(k.OPERATOR,))
            took = time.monotonic() - since
            check(3.5 < took < 5.5, f"music after {took:.1f} s")
            check(w.oksana.current()["state"] == "talking", "the talk goes on")
            leg.hears(k.BUYER)
            leg.sending = True
            since = time.monotonic()
            call.hears(k.OPERATOR, 3, but_not=(k.MUSIC,))
            print(f"# music after {took:.1f} s, her voice again {time.monotonic() - since:.1f} s after its first packet")
        over(leg, call)

    def missing_and_huge_prompts_keep_no_caller():
        """A greeting that is gone, a sentence of 5 MB; in a flow an upload whose file is gone, and one of 300 MB: he comes to the line."""
        centre = Centre("prompts")
        for name in os.listdir(centre.prompts):
            if name.startswith("greeting."):
                os.remove(os.path.join(centre.prompts, name))
        with open(os.path.join(centre.prompts, "callback_taken.uk.ulaw"), "wb") as f:
            f.write(bytes(map(encode_ulaw, tone(GREETING, 1))) * 640)
        phones = []
        try:
            centre.start()
            owner, oksana = centre.desk("owner"), centre.desk("oksana")
            check("prompt_too_large" in centre.log() and "callback_taken" in centre.log(), "the log names the huge file")
            user, secret = oksana.sip_phone()
            agent = Phone(centre.sip, user, secret, hz=k.OPERATOR)
            phones.append(agent)
            check(agent.register() == 200, "her phone registers")
            wait_until(lambda: oksana.agent()["reachable"], 5, "reachable")
            oksana.ready()

            def served(number):
                p = Phone(centre.sip, "buyer", hz=k.BUYER)
                phones.append(p)
                call = p.dial("shop", number)
                call.wait("answered")
                leg = agent.next_ring()
                leg.answer()
                call.hears(k.OPERATOR)
                call.bye()
                leg.wait("ended")
                card = oksana.finish()
                wait_until(lambda: oksana.agent()["state"] == "ready", 10, "ready again")
                return card
            served("+380671119931")
            check("prompt_unknown" in centre.log(), "the log says that the greeting is not there")
            shop = owner.me["shops"][0]["id"]

            def uploaded(name):
                p = owner.post("/api/v1/prompts", {"shop_id": shop, "name": name, "language": "uk", "text": "Вітаємо", "from": "", "to": ""})
                sound = wav(WELCOME, 0.8 if name == "welcome" else 0.9)
                r = owner.call("PUT", f"/api/v1/prompts/{p['id']}/audio", raw=sound, headers={"If-Match": '"1"', "Content-Type": "audio/wav"})
                check(r.status == 200, f"upload: {r}")
                owner.post(f"/api/v1/prompts/{p['id']}/approve", {}, headers={"If-Match": f'"{r.json["version"]}"'})
                return p["id"], r.json["recording"]
            prompts = [uploaded("welcome"), uploaded("thanks")]
            made = owner.post("/api/v1/flows", {"shop_id": shop, "name": "Shop", "body": {"start": "hello", "languages": ["uk"], "steps": [
                step("hello", "say", {"next": "more"}, say={"prompt": "welcome"}),
                step("more", "say", {"next": "line"}, say={"prompt": "thanks"}), step("line", "queue")]}})
            path = f"/api/v1/flows/{made['id']}"
            for method, tail, body in (("POST", "/publish", {"note": ""}), ("PUT", "/uses", {"uses": [{"kind": "shop", "value": ""}]})):
                r = owner.call(method, path + tail, body, headers={"If-Match": f'"{owner.get(path)["version"]}"'})
                check(r.status == 200, f"{tail}: {r}")
            files = [os.path.join(d, f"r-{recording}.ulaw") for _, recording in prompts for d, _, names in os.walk(centre.var)
                     if f"r-{recording}.ulaw" in names]
            check(len(files) == 2, f"the files of the uploads: {files}")
            centre.stop()
            os.remove(files[0])
            with open(files[1], "wb") as f:
                f.truncate(300 << 20)
            centre.start()
            check(agent.register() == 200, "her phone registers again")
            wait_until(lambda: oksana.agent()["reachable"], 5, "reachable")
            oksana.ready()
            card = served("+380671119932")
            check([s["step"] for s in card["flow"]["steps"]] == ["hello", "more", "line"], f"he came through the flow: {card['flow']}")
            told = [line for line in centre.log().splitlines() if "not_spoken" in line]
            check(all(any(recording in line for line in told) for _, recording in prompts), f"the log names both recordings: {told}")
            for prompt, _ in prompts:
                r = owner.call("GET", f"/api/v1/prompts/{prompt}/audio")
                check(r.status == 404 and r.code == "flows.recording_missing", f"at the desk it is said too: {r}")
            check(centre.rss_kb() < 600_000, f"the huge file is not in memory: {centre.rss_kb()} kB")
        finally:
            for one in phones:
                one.close()
            centre.remove()

    return [progress_without_sdp_is_ringing_made_by_us, a_trunk_that_answers_twice_is_one_call,
            a_silent_trunk_is_left_and_its_late_answer_is_ended, a_trunk_that_says_trying_and_nothing_more_is_left, an_answer_that_crosses_our_cancel_is_ended,
            an_operator_who_is_not_heard_leaves_the_buyer_music, a_talk_moves_to_another_address_and_codec, strange_rtp_harms_no_talk, sound_from_another_port_and_to_a_wrong_one,
            missing_and_huge_prompts_keep_no_caller]
