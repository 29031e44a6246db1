"""Calls by TCP and TLS, and what the wire may do: other peers, certificates, SRTP."""
import os
import shutil
import subprocess

from centre import REPO, check, free_port, level, wait_until
from stream_phone import Papers, StreamCarrier, StreamPhone


class Shared:
    papers = None
    tls_port = 0


def server_options(folder):
    """The server's own certificate, by an authority of the tests; trunks are checked by the same."""
    Shared.papers = Papers(os.path.join(folder, "papers"))
    certificate, key = Shared.papers.issue("server")
    Shared.tls_port = free_port()
    return ["--sip.tls_certificate", certificate, "--sip.tls_key", key, "--sip.tls_port", str(Shared.tls_port),
            "--sip.tls_authorities", Shared.papers.authority]


def cases(k):
    w = k.w

    def stream_phone(*args, tls=True, **kw):
        port = Shared.tls_port if tls else w.centre.sip
        p = StreamPhone(port, *args, authority=Shared.papers.authority if tls else None, **kw)
        k.phones.append(p)
        return p

    def carrier(papers=None, **kw):
        c = StreamCarrier(w.centre.sip, papers, hz=k.BUYER, **kw)
        k.phones.append(c)
        return c

    def operator(tls):
        user, secret = w.oksana.sip_phone()
        p = stream_phone(user, secret, tls=tls, hz=k.OPERATOR)
        check(p.register() == 200, f"{user} could not register by {p.transport}")
        wait_until(lambda: w.oksana.agent()["reachable"], 5, f"{user} is reachable")
        w.oksana.ready()
        return p

    def talk(agent, call):
        leg = agent.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        leg.hears(k.BUYER)
        return leg

    def phone_by_tls_is_rung_holds_and_hangs_up():
        agent = operator(tls=True)
        call = k.call_shop()
        leg = talk(agent, call)
        check(";transport=tls" in leg.target, f"our Contact: {leg.target}")
        leg.hold()
        call.hears(k.MUSIC)
        leg.hold(False)
        call.hears(k.OPERATOR)
        leg.bye()
        call.wait("ended")
        w.oksana.finish()

    def phone_by_tcp_is_rung_and_the_buyer_calls_by_tls():
        agent = operator(tls=False)
        buyer = stream_phone("buyer", hz=k.BUYER)
        call = buyer.dial("shop", "+380501234567")
        call.wait("answered")
        leg = talk(agent, call)
        call.bye()
        leg.wait("ended")
        w.oksana.finish()

    def both_ways(by, **settings):
        """Registered there, a call out with tones, a call in down the same connection."""
        made = k.trunk(by, registers=True, host="localhost" if by.context else "127.0.0.1", **settings)
        wait_until(lambda: by.registered, 10, "registered at the carrier")

        def state():
            return next(t["state"] for t in w.owner.get("/api/v1/trunks")["items"] if t["id"] == made["id"])
        wait_until(lambda: state()["code"] == "ok" and state()["registered"], 10, f"the desk shows it: {state()}")
        agent = k.operator(w.oksana)
        k.call_out()
        leg = k.her_leg(agent)
        far = by.next_ring()
        check(far.invite.get("via").startswith(f"SIP/2.0/{by.transport} "), f"Via: {far.invite.get('via')}")
        far.ring()
        far.answer()
        leg.hears(k.BUYER)
        far.hears(k.OPERATOR)
        check(far.bye().status == 200, "the BYE of the carrier")
        leg.wait("ended")
        w.oksana.finish()
        w.oksana.ready()
        call = by.dial("shop", "+380671110088")
        call.wait("answered")
        leg = talk(agent, call)
        row = w.oksana.wait_contact("talking")
        check(row["caller"]["number"] == "+380671110088", f"{row['caller']}")
        leg.bye()
        call.wait("ended")
        w.oksana.finish()

    def trunk_by_tls_carries_calls_both_ways():
        both_ways(carrier(Shared.papers.issue("carrier"), password="right"), transport="tls")

    def trunk_by_tcp_carries_calls_both_ways():
        both_ways(carrier(password="right"), transport="tcp")

    def trunk_with_a_strange_certificate_is_refused_and_its_test_says_why():
        other = Papers(os.path.join(w.centre.folder, "strangers"))
        by = carrier(other.issue("carrier"))
        t = k.trunk(by, transport="tls", host="localhost")
        said = w.owner.post(f"/api/v1/trunks/{t['id']}/test")
        check(said["steps"][0]["code"] == "certificate_untrusted", f"the test: {said}")
        named = carrier(Shared.papers.issue("elsewhere", "DNS:elsewhere.example"))
        t2 = k.trunk(named, name="other", transport="tls", host="localhost")
        said = w.owner.post(f"/api/v1/trunks/{t2['id']}/test")
        check(said["steps"][0]["code"] == "certificate_name", f"the test: {said}")
        now = next(x for x in w.owner.get("/api/v1/trunks")["items"] if x["id"] == t["id"])
        r = w.owner.call("PUT", f"/api/v1/trunks/{t['id']}", {"settings": {**now["settings"], "check_certificate": False}},
                         headers={"If-Match": f'"{now["version"]}"'})
        check(r.status == 200, f"PUT: {r}")
        said = wait_until(lambda: (lambda s: s if s["ok"] else None)(w.owner.post(f"/api/v1/trunks/{t['id']}/test")), 15, "taken unchecked")
        check([s["code"] for s in said["steps"]] == ["ok"], f"the test: {said}")

    def test_call_of_a_trunk_says_how_it_went():
        by = k.carrier(answers=(486, 404, None))
        t = k.trunk(by)

        def test():
            return [s["code"] for s in w.owner.post(f"/api/v1/trunks/{t['id']}/test", {"number": "+380501234567"}, timeout=30)["steps"]]
        check(test() == ["ok", "call.busy"], "a busy number is said")
        check(test() == ["ok", "call.wrong_number"], "a number that does not exist is said")
        by.auto = "answer"
        check(test() == ["ok", "call.answered"], "an answer is said")
        far = by.next_ring()
        far.wait("ended")
        r = w.owner.call("POST", f"/api/v1/trunks/{t['id']}/test", {"number": "+380900212345"})
        check(r.status == 403, f"a premium number is never called: {r}")
        check(len(by.invites) == 3, "and nothing went out")

    def baresip_calls_by_tls_with_srtp():
        agent = k.operator(w.oksana)
        folder = os.path.join(w.centre.folder, "baresip-tls")
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["sox", "-n", "-r", "8000", "-c", "1", "-b", "16", os.path.join(folder, "tone.wav"), "synth", "60", "sine",
                        str(k.BUYER), "gain", "-12"], check=True)
        modules = next(d for d in ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules") if os.path.isdir(d))
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as f:
            f.write(f"""sip_listen 127.0.0.1:{free_port(2)}
sip_transports tls
sip_cafile {Shared.papers.authority}
sip_verify_server yes
net_interface 127.0.0.1
module_path {modules}
module g711.so
module srtp.so
module aufile.so
module aubridge.so
module sndfile.so
module_app account.so
module_app menu.so
audio_source aufile,{folder}/tone.wav
audio_player aubridge,silent
audio_alert aubridge,silent
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
snd_path {folder}
rtp_timeout 0
""")
        with open(os.path.join(folder, "accounts"), "w", encoding="utf-8") as f:
            f.write(f"<sip:+380671110099@127.0.0.1:{Shared.tls_port};transport=tls>;regint=0;mediaenc=srtp-mand;audio_codecs=PCMU\n")
        open(os.path.join(folder, "contacts"), "w").close()
        baresip = k.spawn(["baresip", "-f", folder, "-e", f"/dial sip:shop@127.0.0.1:{Shared.tls_port}"],
                          env={**os.environ, "HOME": folder})

        def ring_from(peer):  # a peer that could not begin says so in its log, not on the wire
            try:
                return agent.next_ring(20)
            except k.Failed as e:
                log = open(os.path.join(w.centre.folder, "baresip.log"), encoding="utf-8", errors="replace").read()
                raise k.Failed(f"{e}; baresip (exit {peer.poll()}) says: {log[-600:]!r}") from None
        try:
            leg = ring_from(baresip)
            leg.answer()
            leg.hears(k.BUYER)
            contact = w.oksana.wait_contact("talking")
            k.spoken(2)
            w.oksana.post(f"/api/v1/contacts/{contact['contact_id']}/hang-up")
            k.check_stereo(w.oksana.finish()["contact_id"])
        finally:
            baresip.terminate()
            try:
                baresip.wait(5)
            except subprocess.TimeoutExpired:
                k.end(baresip)
        heard = [n for n in os.listdir(folder) if n.endswith("dec.wav")]
        check(heard, f"baresip kept no sound: {os.listdir(folder)}")
        raw = open(os.path.join(folder, heard[0]), "rb").read()[44:]
        samples = [int.from_bytes(raw[i:i + 2], "little", signed=True) for i in range(0, len(raw) - 1, 2)]
        check(level(samples[-8000:-1600], k.OPERATOR) > 2000, "baresip hears the operator")

    def her_phones_transfer_key_gives_the_buyer_away():
        agent = k.operator(w.oksana)
        bob = k.operator(w.bohdan)
        call = k.call_shop()
        rung = wait_until(lambda: [p for p in (agent, bob) if not p.no_ring()], 10, "somebody rings")[0]
        other = bob if rung is agent else agent
        leg = rung.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        check(leg.refer("nobody")[1].startswith("SIP/2.0 404"), "nobody of that name")
        check(leg.refer("+380501112233")[1].startswith("SIP/2.0 404"), "no number outside by the phone")
        check(call.refer("owner")[0] == 403, "a buyer has no transfer key")
        check(leg.refer(other.user) == (202, "SIP/2.0 200 OK"), "the colleague is given the buyer")
        leg.wait("ended")
        his = other.next_ring()
        his.answer()
        his.hears(k.BUYER)
        call.hears(k.OPERATOR)
        call.bye()
        his.wait("ended")
        w.oksana.finish()
        w.bohdan.finish()

    def kamailio():
        """The edge of deploy/kamailio as it stands there, between the centre and a carrier."""
        program = next((p for p in ("/usr/sbin/kamailio", "/usr/local/sbin/kamailio") if os.path.exists(p)), None)
        check(program, "kamailio is not installed: tools/setup test")
        folder = os.path.join(w.centre.folder, "edge")
        os.makedirs(folder, exist_ok=True)
        shutil.copy(os.path.join(REPO, "deploy", "kamailio", "kamailio.cfg"), folder)
        port = free_port()
        by = k.carrier()
        with open(os.path.join(folder, "site.cfg"), "w", encoding="utf-8") as f:
            f.write(f'''#!define EDGE_LISTEN udp:127.0.0.1:{port}
#!define CENTRE_URI "sip:127.0.0.1:{w.centre.sip}"
#!define CENTRE_IP "127.0.0.1"
#!define CENTRE_PORT {w.centre.sip}
#!define CARRIER_URI "sip:127.0.0.1:{by.port}"
#!define CARRIER_DOMAIN "127.0.0.1"
#!define CARRIER_IP "127.0.0.1"
''')
        edge = k.spawn([program, "-DD", "-f", os.path.join(folder, "kamailio.cfg"), "-P", os.path.join(folder, "pid"), "-Y", folder,
                        "-w", folder, "-m", "32", "-M", "4"], start_new_session=True)
        return edge, port, by

    def calls_pass_through_kamailio_both_ways():
        edge, port, by = kamailio()
        try:
            t = k.trunk(by, name="edge", port=port)
            by.server = ("127.0.0.1", port)  # all that the carrier says goes to the edge

            def works():
                check(edge.poll() is None, f"kamailio ended with {edge.returncode}")
                return next(x["state"]["code"] for x in w.owner.get("/api/v1/trunks")["items"] if x["id"] == t["id"]) == "ok"
            wait_until(works, 40, "the edge answers OPTIONS")
            user, secret = w.oksana.sip_phone()
            agent = k.phone(user, secret, hz=k.OPERATOR, ip="127.0.0.9")
            agent.server = ("127.0.0.1", port)
            check(agent.register() == 200, "she registers through the edge")
            wait_until(lambda: w.oksana.agent()["reachable"], 5, "her phone is reachable")
            w.oksana.ready()
            k.call_out()
            leg = agent.next_ring()
            check(len(leg.invite.all("via")) == 2 and leg.routes, f"her phone is rung through the edge: {leg.invite.all('via')}")
            leg.answer()
            far = by.next_ring()
            check(len(far.invite.all("via")) == 2 and far.routes, "the carrier is called through the edge")
            far.ring()
            far.answer()
            leg.hears(k.BUYER)
            far.hears(k.OPERATOR)
            check(far.bye().status == 200, "the carrier's BYE finds its way")
            leg.wait("ended")
            w.oksana.finish()
            w.oksana.ready()
            call = by.dial("shop", "+380671110066")
            call.wait("answered")
            check(call.routes, "the answer names the edge")
            leg = agent.next_ring()
            leg.answer()
            call.hears(k.OPERATOR)
            leg.hears(k.BUYER)
            leg.hold()
            call.hears(k.MUSIC)
            leg.hold(False)
            call.hears(k.OPERATOR)
            leg.bye()
            call.wait("ended")
            w.oksana.finish()
        finally:
            edge.terminate()
            try:
                edge.wait(5)
            except subprocess.TimeoutExpired:
                k.end(edge)

    return [her_phones_transfer_key_gives_the_buyer_away, calls_pass_through_kamailio_both_ways, phone_by_tls_is_rung_holds_and_hangs_up, phone_by_tcp_is_rung_and_the_buyer_calls_by_tls, trunk_by_tls_carries_calls_both_ways,
            trunk_by_tcp_carries_calls_both_ways, trunk_with_a_strange_certificate_is_refused_and_its_test_says_why,
            test_call_of_a_trunk_says_how_it_went, baresip_calls_by_tls_with_srtp]
