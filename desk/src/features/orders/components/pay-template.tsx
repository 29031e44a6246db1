// Where buyers of a shop pay: the address of its payment page or an account number, and the words around it by language.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import { ownNames } from "@/shared/lib/i18n";
import { useCan, useMe } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";

import { payTemplateQuery, savePayTemplate, type PayTemplate } from "../api/paying";
import classes from "./pay-line.module.css";

export function PayTemplates() {
  const { t } = useLingui();
  const { shops } = useMe();
  const [id, setId] = useState(shops[0]?.id ?? "");
  const { data, error } = useQuery({ ...payTemplateQuery(id), enabled: id !== "" });
  const languages = shops.find((shop) => shop.id === id)?.languages ?? ["en"];
  return (
    <>
      {shops.length > 1 && <Select label={t`Shop`} value={id} onChange={(value) => setId(value ?? id)} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))} />}
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && <Form key={`${id}-${data.version}`} shop={id} kept={data} languages={languages} />}
    </>
  );
}

// Names in braces are the shop's to type: as values they are left as they are.
const inAddress = "{order}, {amount}, {currency}", inWords = "{order}, {amount}, {currency}, {link}";

function Form({ shop, kept, languages }: { shop: string; kept: PayTemplate; languages: string[] }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [link, setLink] = useState(kept.link);
  const [words, setWords] = useState<Record<string, string>>(kept.words);
  const save = useMutation({
    mutationFn: () => savePayTemplate(shop, { link: link.trim(), words: Object.fromEntries(Object.entries(words).filter(([, text]) => text.trim())), version: kept.version }),
    onSuccess: (fresh) => {
      cache.setQueryData(payTemplateQuery(shop).queryKey, fresh);
      void cache.invalidateQueries({ queryKey: ["order"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const wrong = save.error instanceof ApiError ? save.error.field : undefined;
  const all = [...new Set([...languages, ...Object.keys(kept.words)])];
  return (
    <form className={classes.template} onSubmit={submit}>
      <TextInput label={t`Address of the shop's payment page`} placeholder="https://shop.example/pay?order={order}&sum={amount}" value={link} disabled={!may} error={wrong === "link"}
        description={t`${inAddress} are filled in. Leave it empty when buyers pay to an account number.`} onChange={(event) => setLink(event.currentTarget.value)} />
      {all.map((code) => (
        <Textarea key={code} label={t`What the buyer reads: ${ownNames[code as keyof typeof ownNames] ?? code}`} lang={code} autosize minRows={2} maxLength={1000} disabled={!may} value={words[code] ?? ""}
          error={wrong === `words.${code}` && t`The sum must stand in it, and the link when there is an address.`} onChange={(event) => setWords({ ...words, [code]: event.currentTarget.value })} />
      ))}
      <p className={classes.quiet}><Trans>In the words: {inWords}. The operator sends them by one key from the order; they go into the buyer's own conversation, within the contact policy.</Trans></p>
      <ProblemText error={save.error} />
      {may && <div className={classes.line}><Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button><Saved when={save.isSuccess} /></div>}
    </form>
  );
}
