import { Demo } from "@/features/demo/components/demo";

export function DemoPage() {
  return <Demo />;
}
