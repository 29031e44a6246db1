import { expect, it } from "vitest";

import type { WebChat } from "../api/web-chats";
import { changesOf, helloOf, originsOf, previewPage, tagOf } from "./draft";

const saved: WebChat = {
  id: "1", shop_id: "2", name: "Pages", key: "wc_a", enabled: true, queue_id: "5", origins: [], title: "", greeting: "", colour: "", answer_within_s: 120, languages: [], shut_note: "",
  when_shut: "form", invitations: [], share: "asks", files: true, version: 3,
};
const around = { shop: "Kettles", languages: ["uk", "en"], language: "uk", opensAt: 1000 };

it("sends what she changed and nothing else; no queue is said as 0", () => {
  expect(changesOf(saved, { ...saved, title: "Ask us" })).toEqual({ title: "Ask us" });
  expect(changesOf(saved, { ...saved, queue_id: null })).toEqual({ queue_id: "0" });
  expect(changesOf({ ...saved, queue_id: undefined }, { ...saved, queue_id: null })).toEqual({});
});

it("takes addresses as they are pasted, without their paths and twice given", () => {
  expect(originsOf("https://shop.example/kettles?x=1\n\nhttps://shop.example , http://localhost:3000/")).toEqual(["https://shop.example", "http://localhost:3000"]);
  expect(originsOf("shop.example")).toEqual(["shop.example"]); // the server says what is wrong with it
});

it("makes the tag of the server's own address", () => {
  expect(tagOf("https://desk.example", "wc_a")).toBe('<script src="https://desk.example/widget/v1/orderline.js" data-key="wc_a" async></script>');
});

it("shows each moment as the page would be told it", () => {
  const invitations = [{ page: "/cart", language: "en", text: "Help?", after_s: 30, with_cart: true }];
  expect(helloOf({ ...saved, invitations }, "invited", around)).toMatchObject({ open: true, invitations: [{ text: "Help?", page: "", language: "", after_s: 0, with_cart: false }] });
  expect(helloOf({ ...saved, invitations }, "open", around)).toMatchObject({ invitations: [], languages: ["uk", "en"] });
  expect(helloOf({ ...saved, languages: ["uk"] }, "shut", around)).toMatchObject({ open: false, opens_at: 1000, languages: ["uk"] });
});

it("lets nothing of the form become markup of the preview", () => {
  const page = previewPage("https://desk.example", { title: `"><script>alert(1)</script>&quot;` }, true, false);
  const parsed = new DOMParser().parseFromString(page, "text/html");
  expect(parsed.querySelectorAll("script")).toHaveLength(1);
  expect(JSON.parse(parsed.querySelector("script")?.dataset.preview ?? "")).toEqual({ hello: { title: `"><script>alert(1)</script>&quot;` }, shown: true });
});
