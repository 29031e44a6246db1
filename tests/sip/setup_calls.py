"""A phone set up by its address: it reads its account as Linphone does, registers with what it read, and takes a call."""
import os
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree

from centre import Desk, check, level, wait_until

NS = "{http://www.linphone.org/xsds/lpconfig.xsd}"


def cases(k):
    w = k.w

    def address(make):
        setup = w.oksana.post("/api/v1/me/phone/setups", {"make": make, "transport": "udp"})
        return urllib.parse.urlsplit(setup["url"]).path, setup

    def read(path):
        """As a phone: signed in nowhere."""
        return Desk(w.centre.http).call("GET", path)

    def a_phone_reads_its_account_registers_and_takes_a_call():
        w.oksana.call("PUT", "/api/v1/me/phone", {"kind": "sip"})
        path, setup = address("linphone")
        check(setup["uses"] == 5, setup)
        answer = read(path)
        check(answer.status == 200 and answer.headers["Content-Type"].startswith("application/xml"), answer)
        check(answer.headers["Cache-Control"] == "no-store", answer.headers["Cache-Control"])
        sections = {s.get("name"): {e.get("name"): e.text for e in s} for s in xml.etree.ElementTree.fromstring(answer.raw).iter(f"{NS}section")}
        proxy, auth = sections["proxy_0"], sections["auth_info_0"]
        server = re.fullmatch(r"<sip:127\.0\.0\.1:(\d+);transport=udp>", proxy["reg_proxy"])
        check(server and int(server.group(1)) == w.centre.sip, proxy["reg_proxy"])
        check(proxy["reg_identity"].endswith(f"({auth['username']})\" <sip:{auth['username']}@127.0.0.1>"), proxy["reg_identity"])
        phone = k.phone(auth["username"], auth["passwd"], hz=k.OPERATOR, auto="answer")
        check(phone.register(int(proxy["reg_expires"])) == 200, "registered with what the file says")
        wait_until(lambda: w.oksana.agent()["reachable"], 5, "the centre knows the phone")
        w.oksana.ready()
        call = k.call_shop("+380671118899")
        call.hears(k.OPERATOR)
        leg = next(iter(phone.calls.values()))
        leg.hears(k.BUYER)
        call.bye()
        w.oksana.finish()

    def linphone_sets_itself_up_by_the_address_and_takes_a_call():
        """The real program, given nothing but the address of the QR code."""
        w.oksana.call("PUT", "/api/v1/me/phone", {"kind": "sip"})
        _, setup = address("linphone")
        folder = os.path.join(w.centre.folder, "linphone")
        os.makedirs(os.path.join(folder, ".local/share/linphone"), exist_ok=True)
        subprocess.run(["sox", "-n", "-r", "8000", "-c", "1", "-b", "16", os.path.join(folder, "tone.wav"), "synth", "60", "sine",
                        str(k.OPERATOR), "gain", "-12"], check=True)
        with open(os.path.join(folder, "rc"), "w", encoding="utf-8") as f:
            f.write(f"[misc]\nconfig-uri={setup['url']}\n[sip]\nsip_port=-1\nsip_tcp_port=0\nsip_tls_port=0\n"
                    "[rtp]\naudio_rtp_port=-1\n")
        log = open(os.path.join(folder, "log"), "ab")
        phone = subprocess.Popen(["linphonec", "-a", "-c", os.path.join(folder, "rc")], stdin=subprocess.PIPE, stdout=log, stderr=log,
                                 cwd=folder, env={**os.environ, "HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}, text=True)
        k.CHILDREN.append(phone)

        def say(line):
            phone.stdin.write(line + "\n")
            phone.stdin.flush()
        heard = os.path.join(folder, "heard.wav")
        try:
            say("soundcard use files")
            say(f"record {heard}")
            wait_until(lambda: w.oksana.agent()["reachable"], 20, "Linphone has read its account and registered")
            w.oksana.ready()
            call = k.call_shop("+380671118898")
            w.oksana.wait_contact("talking", 15)
            say(f"play {os.path.join(folder, 'tone.wav')}")
            call.hears(k.OPERATOR, 15)
            k.spoken(2)
            call.bye()
            w.oksana.finish()
        finally:
            say("quit")
            try:
                phone.wait(8)
            except subprocess.TimeoutExpired:
                k.end(phone)
            log.close()
        raw = open(heard, "rb").read()[44:]
        samples = [int.from_bytes(raw[i:i + 2], "little", signed=True) for i in range(0, len(raw) - 1, 2)]
        check(level(samples[-12000:-1600], k.BUYER) > 2000, f"Linphone heard the buyer: {level(samples[-12000:-1600], k.BUYER):.0f}")

    def the_address_is_used_up_replaced_and_told_by_nothing():
        path, _ = address("yealink")
        file = path + "001565a1b2c3.cfg"
        keys = dict(line.split(" = ", 1) for line in read(file).raw.decode().splitlines()[1:])
        secret = w.oksana.get("/api/v1/me/phone/secret")
        check([keys["account.1.auth_name"], keys["account.1.password"]] == [secret["sip_user"], secret["sip_password"]], "account")
        check(keys["account.1.sip_server.1.port"] == str(w.centre.sip), keys)
        never = read("/public/v1/phones/AAAAAAAAAAAAAAAAAAAAAA/001565a1b2c3.cfg")
        for _ in range(4):
            check(read(file).status == 200, "five readings")
        over = read(file)
        body = lambda answer: {n: v for n, v in answer.json.items() if n != "request_id"}  # noqa: E731
        check(over.status == 404 and body(over)["code"] == "phones.setup_over", f"{over}: in words, with the way out")
        check(body(never)["code"] == "phones.no_file", f"{never}")
        first, _ = address("linphone")
        address("grandstream")
        check(read(first).status == 404, "an earlier address ends")
        rows = w.owner.get("/api/v1/audit?limit=50")["items"]
        check([r["what"] for r in rows if r["what"].startswith("phone.setup")][:3] == ["phone.setup_made", "phone.setup_made", "phone.setup_used"], rows[:4])
        token = path.strip("/").split("/")[-1]
        check(token not in w.centre.log() and not any(token in r["detail"] for r in rows), "the token stands in a log")

    return [a_phone_reads_its_account_registers_and_takes_a_call, linphone_sets_itself_up_by_the_address_and_takes_a_call, the_address_is_used_up_replaced_and_told_by_nothing]
