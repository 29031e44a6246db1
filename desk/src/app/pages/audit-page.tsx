import { Audit } from "@/features/audit/components/audit";

export function AuditPage() {
  return <Audit />;
}
