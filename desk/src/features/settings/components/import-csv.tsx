// CSV import in three steps: the file, which column is what, progress with a report per row.
import { Button, FileButton, Progress } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Import } from "@/shared/api/types";
import { useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { importStates } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { cancelImport, importQuery, uploadCsv } from "../api/imports";
import { ColumnMap } from "./column-map";
import classes from "./settings.module.css";

export function ImportCsv() {
  const { shops } = useMe();
  const cache = useQueryClient();
  const [id, setId] = useState<string>();
  const upload = useMutation({
    mutationFn: (file: File) => uploadCsv(shops[0]?.id ?? "", file),
    onSuccess: (fresh) => {
      cache.setQueryData(importQuery(fresh.id).queryKey, fresh);
      setId(fresh.id);
    },
  });
  if (id) return <Running id={id} onAgain={() => setId(undefined)} />;
  return (
    <div className={classes.drop}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const [file] = event.dataTransfer.files;
        if (file) upload.mutate(file);
      }}>
      <Icon name="upload" size={28} />
      <p><Trans>Drop a CSV file with orders here. Charset, separator and columns are recognised.</Trans></p>
      <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => { if (file) upload.mutate(file); }}>
        {(props) => <Button {...props} loading={upload.isPending}><Trans>Choose a file</Trans></Button>}
      </FileButton>
      <ProblemText error={upload.error} />
    </div>
  );
}

function Running({ id, onAgain }: { id: string; onAgain: () => void }) {
  const { data, error } = useQuery(importQuery(id));
  if (!data) return <ProblemText error={error} />;
  if (data.state === "uploaded") return <ColumnMap data={data} onCancel={onAgain} />;
  return <Report data={data} onAgain={onAgain} />;
}

function Report({ data, onAgain }: { data: Import; onAgain: () => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelImport(data.id),
    onSuccess: (fresh) => cache.setQueryData(importQuery(data.id).queryKey, fresh),
  });
  const { rows, done, created, updated, unchanged, failed } = data;
  const share = rows > 0 ? (done / rows) * 100 : 0;
  return (
    <section className={classes.form}>
      <h2>{data.file_name} · {tell(i18n, importStates, data.state)}</h2>
      <Progress value={share} size="md" aria-label={t`Progress`} transitionDuration={0} />
      <p role="status"><Trans>{done} of {rows} rows: {created} new, {updated} changed, {unchanged} unchanged, {failed} refused</Trans></p>
      {data.error && <p role="alert">{data.error}</p>}
      <ProblemText error={cancel.error} />
      <div className={classes.buttons}>
        {data.state === "running" && (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}><Trans>Stop</Trans></Button>
        )}
        {data.state !== "running" && (
          <>
            <Button component="a" href={`/api/v1/imports/${data.id}/report`} download variant="default" leftSection={<Icon name="note" />}>
              <Trans>Report for every row</Trans>
            </Button>
            <Button onClick={onAgain}><Trans>Another file</Trans></Button>
          </>
        )}
      </div>
    </section>
  );
}
