// Where I am signed in; any other place can be signed out from here.
import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { Ago } from "@/shared/ui/ticking";

import { endSession, sessionsQuery } from "../api/profile";

export function Sessions() {
  const cache = useQueryClient();
  const { data, error } = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: endSession,
    onSettled: () => void cache.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  return (
    <section>
      <h2><Trans>Signed in on</Trans></h2>
      <ProblemText error={error ?? end.error} />
      <table className={table.table}>
        <tbody>
          {data?.items.map((session) => (
            <tr key={session.id}>
              <td>{shortAgent(session.agent)}</td>
              <td className={table.quiet}>{session.ip}</td>
              <td className={table.quiet}><Ago at={session.last_seen_at} /></td>
              <td className={table.number}>
                {session.current ? (
                  <Tag tone="accent" icon="check"><Trans>here</Trans></Tag>
                ) : (
                  <Button size="xs" variant="default" onClick={() => end.mutate(session.id)}><Trans>Sign out there</Trans></Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** "Chrome · Linux" out of a browser's long signature. */
function shortAgent(agent: string): string {
  const browser = /(Firefox|Edg|Chrome|Safari)\//.exec(agent)?.[1]?.replace("Edg", "Edge");
  const system = /(Windows|Mac OS X|Android|iPhone|Linux)/.exec(agent)?.[1];
  return [browser, system].filter(Boolean).join(" · ") || agent.slice(0, 40);
}
