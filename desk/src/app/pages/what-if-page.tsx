import { WhatIf } from "@/features/what-if/components/what-if";

export function WhatIfPage() {
  return <WhatIf />;
}
