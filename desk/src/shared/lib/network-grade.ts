// How good a network is for speech: what people notice (ITU-T G.114 for delay; loss and jitter as the estimate of the line counts them). Pure.
import type { Network } from "./phone";

export type Grade = "good" | "fair" | "poor";

export function gradeOf({ delay_ms = 0, loss_permille, jitter_ms }: Omit<Network, "relayed">): Grade {
  if (delay_ms >= 400 || loss_permille >= 50 || jitter_ms >= 60) return "poor";
  if (delay_ms >= 200 || loss_permille >= 15 || jitter_ms >= 30) return "fair";
  return "good";
}
