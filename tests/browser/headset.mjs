// What Chromium would show of a headset by WebHID: no device is plugged into the machines that test.

/** A headset of the usual kind: hook and mute in report 2, lamps for off hook and ring in report 2, for mute in 3. */
export const fakeHeadset = () => {
  const device = Object.assign(new EventTarget(), {
    opened: false, productName: "Testphone 300", sent: {},
    collections: [{ usagePage: 0x0b, children: [],
      inputReports: [{ reportId: 2, items: [{ usages: [0x0b0020, 0x0b002f], reportSize: 1, reportCount: 2 }] }],
      outputReports: [{ reportId: 2, items: [{ usages: [0x080017, 0x080018], reportSize: 1, reportCount: 2 }] }, { reportId: 3, items: [{ usages: [0x080009], reportSize: 1, reportCount: 1 }] }] }],
    open() { this.opened = true; return Promise.resolve(); },
    sendReport(report, data) { this.sent[report] = data[0]; return Promise.resolve(); },
    press(byte) { this.dispatchEvent(Object.assign(new Event("inputreport"), { reportId: 2, data: new DataView(new Uint8Array([byte]).buffer) })); },
  });
  window.headset = device;
  Object.defineProperty(navigator, "hid", { value: Object.assign(new EventTarget(), { getDevices: () => Promise.resolve([device]), requestDevice: () => Promise.resolve([device]) }) });
};
