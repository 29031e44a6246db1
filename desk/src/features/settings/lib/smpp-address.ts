// The address of a bind as the server keeps it: smpp://login@host:port?from=Shop.
export interface Smpp {
  host: string;
  port: string;
  login: string;
  from: string;
  tls: boolean;
  /** What else stands after "?": kept as it is. */
  rest: [string, string][];
}

export function smppAddress({ host, port, login, from, tls, rest }: Smpp): string {
  const place = `${host.trim()}${port.trim() ? `:${port.trim()}` : ""}`;
  const keys: [string, string][] = [...(from.trim() ? [["from", from.trim()] as [string, string]] : []), ...rest];
  const query = keys.length > 0 ? `?${keys.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&")}` : "";
  return `${tls ? "smpps" : "smpp"}://${encodeURIComponent(login.trim())}@${place}${query}`;
}

/** Its fields again; undefined: it is no address of a bind. */
export function readSmppAddress(address: string): Smpp | undefined {
  const found = /^(smpps?):\/\/([^@/?]*)@([^/?:]+|\[[^\]]+\])(?::(\d+))?\/?(?:\?(.*))?$/.exec(address);
  if (!found) return undefined;
  const [, scheme, login = "", host = "", port = "", query = ""] = found;
  const keys = [...new URLSearchParams(query)];
  return { host, port, login: decodeURIComponent(login), from: keys.find(([key]) => key === "from")?.[1] ?? "", tls: scheme === "smpps", rest: keys.filter(([key]) => key !== "from") };
}
