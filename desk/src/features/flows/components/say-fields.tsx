// What is said at a step: a prompt of the library, or words in each language of the flow, to be listened to at once.
import { ActionIcon, Select, Textarea } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";

import type { Say } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { languages as languageNames } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { listen, promptsQuery } from "../api/flows";
import { textIn, withText } from "../lib/edit";
import classes from "./flows.module.css";

interface Props {
  label: string;
  say: Say;
  languages: string[];
  onChange: (say: Say) => void;
  disabled?: boolean;
}

export function SayFields({ label, say, languages, onChange, disabled }: Props) {
  const { t, i18n } = useLingui();
  const { data } = useQuery(promptsQuery);
  const hear = useMutation({ mutationFn: (what: { text: string; language: string }) => listen(what.text, what.language), onSuccess: (url) => void new Audio(url).play() });
  const names = [...new Set(["greeting", ...(data?.items ?? []).map((one) => one.name)])];
  return (
    <div className={classes.texts} role="group" aria-label={label}>
      <Select label={label} value={say.prompt} disabled={disabled} data={[{ value: "", label: t`these words:` }, ...names.map((name) => ({ value: name, label: t`prompt ${name}` }))]}
        allowDeselect={false} onChange={(prompt) => onChange({ ...say, prompt: prompt ?? "" })} />
      {say.prompt === "" && languages.map((language) => {
        const name = tell(i18n, languageNames, language);
        return (
          <div key={language} className={classes.textRow}>
            <Textarea label={name} aria-label={`${label}: ${name}`} autosize minRows={1} maxRows={6} disabled={disabled} value={textIn(say, language)}
              onChange={(event) => onChange(withText(say, language, event.currentTarget.value))} />
            <ActionIcon variant="default" size={30} aria-label={t`Listen: ${name}`} disabled={!textIn(say, language)} loading={hear.isPending && hear.variables.language === language}
              onClick={() => hear.mutate({ text: textIn(say, language), language })}>
              <Icon name="speaker" size={16} />
            </ActionIcon>
          </div>
        );
      })}
      <ProblemText error={hear.error} />
    </div>
  );
}
