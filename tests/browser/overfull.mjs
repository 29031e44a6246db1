// More than a desk should ever hold: 500 orders with names of 80 letters, 200 people on the board, texts that look like HTML.
export const evil = `<img src=x onerror="window.hurt=1"><b>O'Brien</b> & "Co"`;
export const longName = "Олександра-Вікторія Переяславсько-Хмельницька-Воскресенська (Святошинський район)";

/** Orders by hand through the API: every third with a long name, every fifth with one that looks like HTML. */
export async function orders(api, count, shopId) {
  const price = { minor: 123456700, currency: "UAH" };
  for (let at = 0; at < count; at += 10) {
    await Promise.all(Array.from({ length: Math.min(10, count - at) }, async (_, step) => {
      const n = at + step;
      const left = count - 1 - n; // the newest is the worst
      const name = left % 5 === 0 ? `${evil} ${longName}` : left % 3 === 0 ? longName : `Покупець ${n}`;
      const answer = await api("POST", "/api/v1/orders", {
        shop_id: shopId, recipient: name, phone: `+38067${String(1000000 + n)}`, address: left % 3 ? `Головна, ${n}` : `${longName}, вулиця ${longName}, 12`,
        city: left % 3 ? "Київ" : "Переяслав-Хмельницький-на-Трубежі", delivery_method: "courier", pay_method: "cod", note: left % 5 ? "" : evil,
        lines: [{ sku: "X".repeat(left % 3 ? 4 : 40), name: left % 5 ? `Чайник ${longName}` : evil, quantity: 3, price }],
      });
      if (!answer.ok) throw new Error(`order ${n}: ${answer.status} ${await answer.text()}`);
    }));
  }
}

export async function fill(centre) {
  const owner = await centre.signIn("owner");
  const { shops } = await (await owner("GET", "/api/v1/me")).json();
  await orders(owner, 500, shops[0].id);
  const { items: queues } = await (await owner("GET", "/api/v1/queues")).json();
  const members = [...queues[0].member_ids];
  for (let at = 0; at < 200; at += 4) {
    await Promise.all(Array.from({ length: 4 }, async (_, step) => {
      const n = at + step;
      const made = await owner("POST", "/api/v1/people", { name: n % 7 ? `Оператор ${n}` : `${longName} ${n}`, login: `many${n}`, language: "uk", roles: ["inbound_operator"], shop_ids: [shops[0].id] });
      const { person, password } = await made.json();
      members.push(person.id);
      const session = await centre.call("POST", "/api/v1/session", { login: `many${n}`, password });
      const cookie = session.headers.get("set-cookie").split(";")[0];
      const states = [{ state: "ready", reason: "" }, { state: "paused", reason: "meal" }, { state: "paused", reason: "training" }];
      await centre.call("POST", "/api/v1/me/presence", states[n % 3], cookie);
    }));
  }
}
