// The desk's own icons: 24-grid strokes, drawn for this project. Always decoration: a word stands beside each one.

const paths = {
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  inbox: "M3 13l3-8h12l3 8v6H3zM3 13h5l2 3h4l2-3h5",
  send: "M4 12L20 4l-4 16-4-7zM12 13l8-9",
  ticks: "M2 12l5 5L17 6M12 16l1 1L23 6",
  snooze: "M12 5a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9.500 10.500h5l-5 5h5M4 4L2 6M20 4l2 2",
  phoneOff: "M3 3l18 18M6 3h3l2 5-2.5 1.5c.5 1.1 1.2 2.200 2 3M14 15l2-2 5 2v3a3 3 0 0 1-3 3 15 15 0 0 1-8-2.500M3.600 10A15 15 0 0 1 3 6",
  phoneIn: "M15 3v6h6M21 3l-6 6M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  box: "M3 8l9-5 9 5v8l-9 5-9-5zM3 8l9 5 9-5M12 13v8",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2",
  alarm: "M12 5a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9v4l2.500 2M4 4L2 6M20 4l2 2",
  check: "M4 12l5 5L20 6",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  mic: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  micOff: "M3 3l18 18M9 9v2a3 3 0 0 0 4.500 2.600M15 11V6a3 3 0 0 0-5.500-1.700M6 11a6 6 0 0 0 9 5.200M18 11a6 6 0 0 1-.4 2M12 17v4",
  speaker: "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11",
  hold: "M9 5v14M15 5v14",
  stop: "M6 6h12v12H6z",
  play: "M7 4l13 8-13 8z",
  keypad: "M6 5h.01M12 5h.01M18 5h.01M6 11h.01M12 11h.01M18 11h.01M6 17h.01M12 17h.01M18 17h.01",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 8 0 0 1 16 0",
  users: "M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM2 20a7 7 0 0 1 14 0M16 5.500a3.500 3.500 0 0 1 0 6M18 14a7 7 0 0 1 4 6",
  board: "M4 20V10M10 20V4M16 20v-7M22 20H2",
  chart: "M4 4v16h17M8 15l4-5 3 3 5-7",
  fork: "M4 12h6m0 0c4 0 4-6 10-6m-10 6c4 0 4 6 10 6M17 3l3 3-3 3m0 6 3 3-3 3",
  record: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  voicemail: "M6 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM18 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM6 16h12",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  plus: "M12 5v14M5 12h14",
  cross: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  right: "M9 6l6 6-6 6",
  left: "M15 6l-6 6 6 6",
  flag: "M5 21V4h13l-3 5 3 5H5",
  promise: "M8 3v4M16 3v4M4 6h16v15H4zM8.500 14l2.500 2.500 4.500-5",
  desk: "M4 4h16v12H4zM2 20h20M9 16v4M15 16v4",
  warning: "M12 4L2 20h20zM12 10v5M12 17.500v.01",
  offline: "M3 3l18 18M5 12a10 10 0 0 1 4-2.500M2 8.500a15 15 0 0 1 4-2.500M14.500 9.500A10 10 0 0 1 19 12M11 5a15 15 0 0 1 11 3.500M9 16a4 4 0 0 1 6 0M12 20v.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.01",
  question: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.4-1 .9-1 1.700M12 16.500v.01",
  out: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  coffee: "M5 9h12v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM17 10h2a2 2 0 0 1 0 5h-2M9 3v3M13 3v3",
  dot: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  store: "M4 10v10h16V10M3 10l2-6h14l2 6zM10 20v-6h4v6",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
  clip: "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a2 2 0 0 1-3-3L14 7",
  download: "M12 4v12M7 11l5 5 5-5M4 20h16",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  note: "M5 3h14v18H5zM9 8h6M9 12h6M9 16h3",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  bolt: "M13 2L4 14h7l-1 8 9-12h-7z",
  erase: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  ban: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.600 5.600l12.800 12.800",
  truck: "M2 6h12v10H2zM14 10h4l4 3v3h-8zM6 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM18 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  back: "M9 7L4 12l5 5M4 12h11a5 5 0 0 1 0 10h-2",
  home: "M3 11l9-8 9 8v10h-6v-6H9v6H3z",
  shield: "M12 3l8 3v6c0 4.500-3.300 7.800-8 9-4.700-1.200-8-4.500-8-9V6zM8.500 12l2.500 2.500 4.500-5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600L19 19M5 19l1.400-1.400M17.600 6.400L19 5",
  headset: "M4 15v-3a8 8 0 0 1 16 0v3M4 14h3v6H5a1 1 0 0 1-1-1zM20 14h-3v6h2a1 1 0 0 0 1-1zM20 19c0 2-3 3-6 3",
  tv: "M3 5h18v12H3zM8 21h8M12 17v4",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      strokeWidth={name === "keypad" ? 3 : 1.8} strokeLinecap="round" strokeLinejoin="round"
      aria-hidden focusable="false" className="ol-icon"
    >
      <path d={paths[name]} />
    </svg>
  );
}
