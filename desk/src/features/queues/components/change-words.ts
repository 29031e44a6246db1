// Tells a changed field and its values in the words of the form.
import { useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";

import { useCan } from "@/shared/lib/session";
import { queueFields } from "@/shared/words/queue-fields";
import { stepActions, strategies } from "@/shared/words/queues";

import { flowNamesQuery } from "../api/queues";
import { useDraft } from "./draft";

export function useWords() {
  const { t, i18n } = useLingui();
  const { names, others } = useDraft();
  const { data: flows } = useQuery({ ...flowNamesQuery, enabled: useCan("settings.view") });
  const lists: [RegExp, (key: string) => string][] = [
    [/^member_ids\[(.+)\]$/, (id) => t`Member: ${names.get(id) ?? id}`],
    [/^rules\.members\[([^\]]+)\]/, (id) => t`Terms of ${names.get(id) ?? id}`],
    [/^rules\.overflow\[(\d+)\]/, (at) => t`While they wait, step ${Number(at) + 1}`],
    [/^rules\.skill_steps\[(\d+)\]/, (at) => t`Skills, step ${Number(at) + 1}`],
    [/^rules\.penalty_rules\[(\d+)\]/, (at) => t`Penalties, step ${Number(at) + 1}`],
  ];
  const field = (path: string): string => {
    const known = queueFields.find((one) => one.path === path.replace(/\[.*/, ""));
    if (known) return i18n._(known.name);
    if (path === "rules.strategy") return t`Whom to choose`;
    if (path === "name") return t`Name of the queue`;
    for (const [pattern, tell] of lists) {
      const [whole, key] = pattern.exec(path) ?? [];
      if (whole === undefined || key === undefined) continue;
      const rest = path.slice(whole.length).replace(/^\./, "");
      return rest ? `${tell(key)}: ${part(rest)}` : tell(key);
    }
    return path;
  };
  const part = (name: string): string =>
    ({
      tier: t`Tier`, penalty: t`Penalty`, position: t`Position`, grade: t`Grade`, priority: t`Priority`, delay_ms: t`Delay`,
      paused: t`switched off`, wrap_up_ms: t`Wrap-up`, after_ms: t`after`, lasts_ms: t`for how long`, skills: t`Skills`, action: t`what`, argument: t`which`,
      queue_id: t`Queue`, max: t`highest`, min: t`lowest`, raise: t`raise to`,
    })[name] ?? name;
  const value = (path: string, text: string): string => {
    if (text === "") return "—";
    const plain: unknown = JSON.parse(text);
    if (plain === null) return "—";
    if (typeof plain === "boolean") return plain ? t`yes` : t`no`;
    if (typeof plain === "number") return /_ms$/.test(path) ? `${plain / 1000} ${t`s`}` : String(plain);
    if (typeof plain === "string") return code(path, plain);
    return Object.entries(plain as object).filter(([key]) => key !== "person_id").map(([key, inner]) => `${part(key.replace(/\[.*/, ""))}: ${value(key, JSON.stringify(inner))}`).join(", ");
  };
  const code = (path: string, word: string): string => {
    if (/^member_ids|person_id$/.test(path)) return names.get(word) ?? word;
    if (path === "rules.after_talk_flow_id") return word === "0" ? "—" : flows?.items.find((one) => one.id === word)?.name ?? word;
    if (/queue_id$|yields_to/.test(path)) return word === "0" ? "—" : others.find((one) => one.id === word)?.name ?? word;
    const choice: MessageDescriptor | undefined =
      path === "rules.strategy" ? strategies[word] : /action$/.test(path) ? stepActions[word]
        : queueFields.find((one) => one.path === path.replace(/\[.*/, ""))?.choices?.[word];
    return choice ? i18n._(choice) : word;
  };
  return { field, value };
}
