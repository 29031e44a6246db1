// The operator's browser phone behind an interface: one nailed-up leg, brought up at sign-in, onto which calls are
// bridged. The real one speaks WebRTC (features/phone); unit tests bring a fake.
import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";

export type PhoneStatus = "off" | "asking" | "connecting" | "up" | "down";

/** Why it is down: told in language by the phone check. */
export type PhoneProblem = "denied" | "no_device" | "insecure" | "no_route" | "refused" | "elsewhere";

export interface PhoneState {
  status: PhoneStatus;
  problem?: PhoneProblem;
  muted: boolean;
}

export interface Devices {
  input: string;
  output: string;
  /** Where it rings: loudspeakers of the room, while the talk is in the headset. */
  ring: string;
  /** The browser takes noise of the room away. */
  quiet: boolean;
}

/** The network between this browser and the server, since the last look. */
export interface Network {
  delay_ms?: number;
  loss_permille: number;
  jitter_ms: number;
  /** No direct way was found: through the TURN relay. */
  relayed: boolean;
}

export interface Phone {
  state(): PhoneState;
  subscribe(listener: () => void): () => void;
  connect(): Promise<void>;
  disconnect(): void;
  setMuted(muted: boolean): void;
  devices(): Devices;
  setDevices(devices: Devices): Promise<void>;
  /** Microphone level now, 0..1; 0 while off. */
  level(): number;
  network(): Promise<Network | undefined>;
  /** What the microphone hears for so long, as a file to play. */
  sample(ms: number): Promise<Blob | undefined>;
}

const Context = createContext<Phone | null>(null);

export function PhoneProvider({ phone, children }: { phone: Phone; children: ReactNode }) {
  return <Context.Provider value={phone}>{children}</Context.Provider>;
}

export function usePhone(): Phone {
  const phone = useContext(Context);
  if (!phone) throw new Error("usePhone needs PhoneProvider");
  return phone;
}

export function usePhoneState(): PhoneState {
  const phone = usePhone();
  return useSyncExternalStore(phone.subscribe, phone.state);
}
