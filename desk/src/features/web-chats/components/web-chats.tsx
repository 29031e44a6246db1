// Chats on the shops' pages: which there are, their tags, and the form of the one that is open.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useCan, useMe } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";

import { addWebChat, webChatsQuery, type WebChat } from "../api/web-chats";
import { tagOf } from "../lib/draft";
import { TagLine } from "./tag-line";
import { WebChatForm } from "./web-chat-form";
import classes from "./web-chats.module.css";

export function WebChats() {
  const { t } = useLingui();
  const may = useCan("settings.edit");
  const { data, error } = useQuery(webChatsQuery);
  const [open, setOpen] = useState<string>();
  return (
    <>
      <p><Trans>A chat stands on your shop's pages by one line of them. What a buyer writes there waits in the same line as the calls.</Trans></p>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.items.length === 0 && open !== "new" && (
        <Empty icon="chat" title={t`No chat on your pages yet`}><Trans>Add one, choose how it looks, and put its tag into your shop's pages.</Trans></Empty>
      )}
      {data?.items.map((chat) =>
        open === chat.id
          ? <WebChatForm key={chat.id} chat={chat} onDone={() => setOpen(undefined)} />
          : <Card key={chat.id} chat={chat} onOpen={() => setOpen(chat.id)} />,
      )}
      {open === "new" && <NewChat onDone={setOpen} />}
      {may && open === undefined && data && (
        <div><Button leftSection={<Icon name="plus" />} onClick={() => setOpen("new")}><Trans>Add a chat</Trans></Button></div>
      )}
    </>
  );
}

function Card({ chat, onOpen }: { chat: WebChat; onOpen: () => void }) {
  const { t } = useLingui();
  const may = useCan("settings.edit");
  const { shops } = useMe();
  const tag = tagOf(window.location.origin, chat.key);
  const shop = shops.find((one) => one.id === chat.shop_id);
  return (
    <article className={classes.chat} aria-label={chat.name}>
      <div className={classes.head}>
        <h2>{chat.name}</h2>
        {shops.length > 1 && shop && <span className={classes.quiet}>{shop.name}</span>}
        {!chat.enabled && <Tag tone="paused"><Trans>switched off</Trans></Tag>}
        <span className={classes.buttons}><Button size="xs" variant="default" onClick={onOpen}>{may ? <Trans>Change</Trans> : <Trans>Look</Trans>}</Button></span>
      </div>
      <p className={classes.quiet}>
        {chat.origins.length > 0 ? chat.origins.join(", ") : t`no page is named yet: only this centre's own demo page may use it`}
      </p>
      <TagLine tag={tag} />
    </article>
  );
}

/** Made under a name; all else is chosen in its form, which opens then. */
function NewChat({ onDone }: { onDone: (id?: string) => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [shop, setShop] = useState(shops[0]?.id ?? "");
  const [name, setName] = useState("");
  const add = useMutation({
    mutationFn: () => addWebChat(shop, name.trim()),
    onSuccess: (chat) => {
      cache.setQueryData(webChatsQuery.queryKey, (old) => ({ items: [...(old?.items ?? []), chat] }));
      onDone(chat.id);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending) add.mutate();
  };
  return (
    <form className={classes.chat} onSubmit={submit}>
      <div className={classes.two}>
        <TextInput label={t`Name of the chat`} description={t`For you; buyers do not see it.`} required autoFocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {shops.length > 1 && (
          <Select label={t`Shop`} description={t`Its hours and languages hold.`} allowDeselect={false} value={shop} data={shops.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(value) => setShop(value ?? shop)} />
        )}
      </div>
      <ProblemText error={add.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={add.isPending}><Trans>Add the chat</Trans></Button>
        <Button variant="default" type="button" onClick={() => onDone()}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}
