// A new answer, or a new draft of one: shop, key and language are given once, the words may change.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { cannedKey, draftCanned, proposeCanned, type CannedAnswer } from "@/shared/api/canned";
import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { languages } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import classes from "./canned.module.css";
import { variableWords } from "./words";

export function CannedForm({ answer, variables, onDone }: { answer?: CannedAnswer; variables: string[]; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const [shop, setShop] = useState(answer?.shop_id ?? shops[0]?.id ?? "");
  const [key, setKey] = useState(answer?.key ?? "");
  const [language, setLanguage] = useState(answer?.language ?? "uk");
  const [text, setText] = useState(answer ? answer.draft || answer.text : "");
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: () => (answer ? draftCanned(answer, text) : proposeCanned(shop, key, language, text)),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: cannedKey });
      onDone();
    },
  });
  return (
    <form className={classes.form} onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      {!answer && (
        <div className={classes.three}>
          <Select label={t`Shop`} data={shops.map(({ id, name }) => ({ value: id, label: name }))} value={shop} onChange={(next) => setShop(next ?? "")} allowDeselect={false} />
          <TextInput label={t`Key`} description={t`Typed after the slash`} leftSection="/" maxLength={30} value={key} onChange={(event) => setKey(event.currentTarget.value)} data-autofocus autoFocus />
          <Select label={t`Language`} data={["uk", "ru", "en", "zh"].map((code) => ({ value: code, label: tell(i18n, languages, code) }))} value={language} onChange={(next) => setLanguage(next ?? "uk")} allowDeselect={false} />
        </div>
      )}
      <Textarea label={t`Words`} autosize minRows={3} maxRows={14} maxLength={4000} dir="auto" value={text} onChange={(event) => setText(event.currentTarget.value)} autoFocus={Boolean(answer)} />
      <div className={classes.variables} role="group" aria-label={t`Put in`}>
        <span><Trans>Put in</Trans></span>
        {variables.map((name) => (
          <button key={name} type="button" title={`{{${name}}}`} onClick={() => setText((now) => `${now}${now && !/\s$/.test(now) ? " " : ""}{{${name}}}`)}>{tell(i18n, variableWords, name)}</button>
        ))}
      </div>
      <ProblemText error={save.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending} disabled={!text.trim() || (!answer && !key.trim())}><Trans>Send for approval</Trans></Button>
        <Button variant="default" onClick={onDone}><Trans>Cancel</Trans></Button>
      </div>
    </form>
  );
}
