// The part of WebHID that headsets need; TypeScript's own library does not describe it yet.

export interface HidItem {
  isArray?: boolean;
  isRange?: boolean;
  usages?: number[];
  usageMinimum?: number;
  usageMaximum?: number;
  reportSize: number;
  reportCount: number;
}
export interface HidReport {
  reportId: number;
  items?: HidItem[];
}
export interface HidCollection {
  usagePage: number;
  children?: HidCollection[];
  inputReports?: HidReport[];
  outputReports?: HidReport[];
}
export interface HidDevice extends EventTarget {
  opened: boolean;
  productName: string;
  collections: HidCollection[];
  open(): Promise<void>;
  sendReport(report: number, data: Uint8Array<ArrayBuffer>): Promise<void>;
}
export interface HidInput extends Event {
  reportId: number;
  data: DataView;
}
export interface Hid extends EventTarget {
  getDevices(): Promise<HidDevice[]>;
  requestDevice(options: { filters: { usagePage: number }[] }): Promise<HidDevice[]>;
}

/** Chrome and Edge have it, on https or this computer itself. */
export const hid = (): Hid | undefined => (navigator as Navigator & { hid?: Hid }).hid;
