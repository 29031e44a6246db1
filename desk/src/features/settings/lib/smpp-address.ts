// The address of a bind as the server keeps it: smpp://login@host:port?from=Shop.
export interface Smpp {
  host: string;
  port: string;
  login: string;
  from: string;
  tls: boolean;
}

export function smppAddress({ host, port, login, from, tls }: Smpp): string {
  const place = `${host.trim()}${port.trim() ? `:${port.trim()}` : ""}`;
  const query = from.trim() ? `?from=${encodeURIComponent(from.trim())}` : "";
  return `${tls ? "smpps" : "smpp"}://${encodeURIComponent(login.trim())}@${place}${query}`;
}
