// Whether the operator's desk shows who listens to her call. Holds at once, also for calls that are talked in.
import { Switch } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useCan } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";

import { saveSupervision, supervisionQuery } from "../api/settings";
import classes from "./settings.module.css";

export function SupervisionSwitch({ shop }: { shop: string }) {
  const { t } = useLingui();
  const may = useCan("settings.edit");
  const cache = useQueryClient();
  const query = supervisionQuery(shop);
  const { data, error } = useQuery(query);
  const save = useMutation({
    mutationFn: (sees: boolean) => saveSupervision(shop, sees),
    onSuccess: (fresh) => cache.setQueryData(query.queryKey, fresh),
  });
  if (!data) return <ProblemText error={error} />;
  return (
    <div className={classes.form}>
      <Switch label={t`The operator sees when a supervisor listens, whispers or joins`} checked={save.isPending ? save.variables : data.operator_sees} disabled={!may}
        onChange={(event) => save.mutate(event.currentTarget.checked)} />
      <ProblemText error={save.error} />
      <Saved when={save.isSuccess} />
    </div>
  );
}
