// A contact that rings is heard, announced, and seen in the tab's title and as a notice while the window is hidden.
import { useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";

import { Ring } from "@/features/phone/lib/ring";
import { usePhone } from "@/shared/lib/phone";
import { useLive } from "@/shared/live/store";
import { callerKinds } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

export function RingWatch() {
  const { t, i18n } = useLingui();
  const contact = useLive((live) => live.contact);
  const due = useLive((live) => live.due.length);
  const ring = useMemo(() => new Ring(), []);
  const navigate = useNavigate();
  const phone = usePhone();
  const chat = useLive((live) => live.chatOffer);
  const chatName = chat?.conversation.buyer_name || t`A buyer`;
  const ringing = contact?.state === "offered";
  const who = contact ? contact.caller.name || tell(i18n, callerKinds, contact.caller.who) : "";
  const title = ringing ? t`☎ ${who} is calling` : chat ? t`${chatName} writes` : "Orderline";

  const talks = useRef(false);
  const chatTitle = useRef(title);
  useEffect(() => {
    talks.current = contact !== null;
    chatTitle.current = title;
  });

  useEffect(() => {
    document.title = title;
    if (!ringing) return;
    ring.start(phone.devices().ring);
    void navigate({ to: "/" });
    const notice = showNotice(title);
    return () => {
      ring.stop();
      notice?.close();
    };
  }, [ringing, title, ring, phone, navigate]);

  const chatId = chat?.conversation.id;
  useEffect(() => {
    if (!chatId) return;
    ring.tick(); // softer than a call: she may be talking
    if (!talks.current) void navigate({ to: "/" });
    const notice = showNotice(chatTitle.current);
    return () => notice?.close();
  }, [chatId, ring, navigate]);

  useEffect(() => {
    if (due > 0) ring.tick();
  }, [due, ring]);

  return (
    <div className="ol-hidden" role="alert" aria-live="assertive">
      {ringing ? t`${who} is calling. Press F2 to answer.` : chat ? t`${chatName} writes in the chat. Press F2 to take it.` : ""}
    </div>
  );
}

function showNotice(title: string): Notification | undefined {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return undefined;
  const notice = new Notification(title, { tag: "orderline-ring", requireInteraction: true });
  notice.onclick = () => window.focus();
  return notice;
}
