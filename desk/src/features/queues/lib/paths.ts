// A field of a queue by its path, as the server's findings name it: "rules.skill_steps[1].lasts_ms".
import type { QueueSettings } from "@/shared/api/types";

export function at(queue: QueueSettings, path: string): unknown {
  return path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], queue);
}

export function withAt(queue: QueueSettings, path: string, value: unknown): QueueSettings {
  const put = (part: Record<string, unknown>, [key = "", ...rest]: string[]): Record<string, unknown> => ({
    ...part,
    [key]: rest.length === 0 ? value : put((part[key] ?? {}) as Record<string, unknown>, rest),
  });
  return put(queue as unknown as Record<string, unknown>, path.split(".")) as unknown as QueueSettings;
}

/** "rules.overflow[2].after_ms" lies under "rules.overflow" and under "rules.overflow[2]". */
export const isUnder = (field: string, path: string) =>
  field === path || field.startsWith(`${path}[`) || field.startsWith(`${path}.`);
