// Which column is what: guessed by the server, corrected here, kept under a name for the next file.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Import } from "@/shared/api/types";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { importFields } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { importQuery, startImport } from "../api/imports";
import classes from "./settings.module.css";

export function ColumnMap({ data, onCancel }: { data: Import; onCancel: () => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const [map, setMap] = useState(data.map);
  const [name, setName] = useState("");
  const start = useMutation({
    mutationFn: () => startImport(data.id, map, name.trim() || undefined),
    onSuccess: (fresh) => cache.setQueryData(importQuery(data.id).queryKey, fresh),
  });
  const fields = [
    { value: "", label: t`not used` },
    ...Object.keys(importFields).map((value) => ({ value, label: tell(i18n, importFields, value) })),
  ];
  const choose = (column: string, field: string | null) => {
    const rest = Object.fromEntries(Object.entries(map).filter(([key]) => key !== column));
    setMap(field ? { ...rest, [column]: field } : rest);
  };
  const rows = data.rows;
  return (
    <section className={classes.form}>
      <h2>{data.file_name}</h2>
      <p><Trans>{rows} rows, {data.charset}, separator “{data.separator}”</Trans></p>
      {data.maps.length > 0 && (
        <Select label={t`Use a kept map`} placeholder={t`Choose`} data={data.maps.map((one) => one.name)} value={null}
          onChange={(value) => setMap(data.maps.find((one) => one.name === value)?.map ?? map)} />
      )}
      <div className={classes.scroll}>
        <table className={table.table}>
          <thead><tr><th><Trans>Column</Trans></th><th><Trans>Is</Trans></th><th><Trans>First rows</Trans></th></tr></thead>
          <tbody>
            {data.columns.map((column, at) => (
              <tr key={column}>
                <td><strong>{column}</strong></td>
                <td><Select aria-label={column} value={map[column] ?? ""} data={fields} w={200} searchable onChange={(value) => choose(column, value)} /></td>
                <td className={table.quiet}>{data.sample.slice(0, 3).map((row) => row[at]).filter(Boolean).join(" · ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TextInput label={t`Keep this map under a name (optional)`} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <ProblemText error={start.error} />
      <div className={classes.buttons}>
        <Button loading={start.isPending} onClick={() => start.mutate()}><Trans>Import</Trans></Button>
        <Button variant="default" onClick={onCancel}><Trans>Another file</Trans></Button>
      </div>
    </section>
  );
}
