// The look of the widget, adopted as a constructed style sheet: a strict content policy allows no inline one.
// Logical sides only, so that a page that reads from right to left gets its mirror.

const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;
const ours = "#0f766e";

/** What can be read on the shop's colour: white, or black where white would be too faint (WCAG 4.5:1). */
export function inkOn(colour: string): "#fff" | "#000" {
  const parts = hex.exec(colour)?.slice(1).map((part) => {
    const value = parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) ?? [0, 0, 0];
  const [red = 0, green = 0, blue = 0] = parts;
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5 ? "#fff" : "#000";
}

/** `colour` comes from settings: anything but #rrggbb is refused, so that nothing else gets into the sheet. */
export function paint(colour: string): string {
  const shop = hex.test(colour) ? colour : ours;
  return `:host{--shop:${shop};--on-shop:${inkOn(shop)}}${sheet}`;
}

const dark = "--bg:#111927;--raised:#1c2739;--line:#2b394f;--text:#e9eef5;--soft:#a9b6c8;--bad:#fca5a5;--bar:#3a2a0e;--on-bar:#fbd38d;--shade:0 12px 40px rgb(0 0 0/55%);color-scheme:dark";
const sheet = `
:host{--bg:#fff;--raised:#f1f4f8;--line:#dbe2ea;--text:#0f172a;--soft:#52607a;--bad:#b91c1c;--bar:#fdf0d5;--on-bar:#6b3a05;--shade:0 12px 40px rgb(15 23 42/22%),0 2px 6px rgb(15 23 42/14%);color-scheme:light}
:host([data-scheme=dark]){${dark}}
@media (prefers-color-scheme:dark){:host(:not([data-scheme=light])){${dark}}}
*,*::before,*::after{box-sizing:border-box}
.root{font:15px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans SC",sans-serif;color:var(--text);text-align:start;letter-spacing:normal}
button,select,textarea,input{font:inherit;color:inherit;letter-spacing:inherit;margin:0}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--text);outline-offset:2px}
[hidden]{display:none!important}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
svg{width:20px;height:20px;flex:none;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.launch{position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;width:56px;height:56px;border:0;border-radius:50%;background:var(--shop);color:var(--on-shop);box-shadow:var(--shade);display:grid;place-items:center;padding:0}
.launch svg{width:26px;height:26px}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#b91c1c;color:#fff;font-size:13px;font-weight:700;line-height:22px;text-align:center}
.invite{position:fixed;inset-block-end:88px;inset-inline-end:20px;z-index:2147483000;max-width:min(300px,calc(100vw - 40px));display:flex;align-items:flex-start;background:var(--bg);border:1px solid var(--line);border-radius:14px;box-shadow:var(--shade);animation:rise 120ms ease-out}
.words{border:0;background:none;text-align:start;padding:12px 4px 12px 14px;padding-inline:14px 4px;white-space:pre-wrap;overflow-wrap:anywhere;min-width:0}
.no svg{width:16px;height:16px}
.no{color:var(--soft)}
.panel{position:fixed;inset-block-end:88px;inset-inline-end:20px;z-index:2147483001;width:376px;max-width:calc(100vw - 40px);height:600px;max-height:calc(100vh - 108px);max-height:calc(100dvh - 108px);display:flex;flex-direction:column;background:var(--bg);border-radius:14px;box-shadow:var(--shade);overflow:hidden;overscroll-behavior:contain;animation:rise 120ms ease-out}
@keyframes rise{from{transform:translateY(8px);opacity:0}}
.head{display:flex;align-items:center;gap:4px;padding:10px 8px 10px 16px;padding-inline:16px 8px;background:var(--shop);color:var(--on-shop);flex:none}
.head :focus-visible{outline-color:currentColor}
.title{flex:1;min-width:0}
.title h2{margin:0;font-size:16px;line-height:22px;font-weight:650;overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.title p{margin:0;font-size:13px;line-height:18px;overflow-wrap:anywhere}
.icon{width:40px;height:40px;border:0;border-radius:8px;background:none;color:inherit;display:grid;place-items:center;padding:0;flex:none;text-decoration:none}
.icon:hover{background:rgb(128 128 128/28%)}
.language{border:0;background:none;height:40px;border-radius:8px;padding:0 4px;font-size:13px;max-width:64px}
.language option{color:#0f172a;background:#fff}
.bar{margin:0;padding:8px 16px;background:var(--bar);color:var(--on-bar);font-size:13px;flex:none}
.share{display:flex;align-items:center;gap:12px;padding:6px 16px;min-height:40px;font-size:13px;line-height:18px;color:var(--soft);border-block-end:1px solid var(--line);flex:none;cursor:pointer}
.sharing{flex:1;min-width:0;overflow-wrap:anywhere}
.knob{flex:none;width:36px;height:20px;border-radius:10px;border:1px solid var(--soft);background:var(--raised);position:relative}
.knob::after{content:"";position:absolute;inset-block-start:2px;inset-inline-start:2px;width:14px;height:14px;border-radius:50%;background:var(--soft)}
:checked+.knob{background:var(--shop);border-color:var(--shop)}
:checked+.knob::after{inset-inline-start:18px;background:var(--on-shop)}
:focus-visible+.knob{outline:2px solid var(--text);outline-offset:2px}
.log{flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:12px 16px;display:flex;flex-direction:column;gap:4px}
.log>:first-child{margin-block-start:auto}
.log:focus-visible{outline-offset:-2px}
.hello{color:var(--soft);text-align:center;padding:12px;margin:auto 0;white-space:pre-wrap;overflow-wrap:anywhere}
.day,.note{align-self:center;text-align:center;color:var(--soft);font-size:12px;padding:6px 12px}
.older{align-self:center;border:1px solid var(--line);background:none;border-radius:8px;padding:4px 12px;font-size:13px;color:var(--soft);min-height:32px}
.message{max-width:85%;align-self:flex-start;display:flex;flex-direction:column;align-items:flex-start;margin-block-start:4px}
.message[data-by=buyer]{align-self:flex-end;align-items:flex-end}
.who{font-size:12px;color:var(--soft);padding-inline:4px}
.text{margin:0;padding:8px 12px;border-radius:14px;background:var(--raised);white-space:pre-wrap;overflow-wrap:anywhere}
.file a{color:inherit}
.thumb{display:block;max-width:100%;border-radius:8px;margin-block-end:4px}
progress{display:block;width:100%;height:6px;margin-block-start:4px;appearance:none;border:0;border-radius:3px;background:#0003;overflow:hidden}
progress::-webkit-progress-bar{background:#0003}
progress::-webkit-progress-value{background:currentColor}
progress::-moz-progress-bar{background:currentColor}
.held{margin:0;font-size:12px;color:var(--soft);padding-inline:4px}
.panel[data-drop]{outline:3px dashed var(--shop);outline-offset:-8px}
.risky{display:block;font-size:12px;line-height:16px;font-weight:600}
[data-by=buyer] .text{background:var(--shop);color:var(--on-shop)}
[data-tick=failed] .text{background:var(--raised);color:var(--text);box-shadow:inset 0 0 0 1px var(--bad)}
.meta{display:flex;align-items:center;gap:4px;font-size:11.5px;line-height:18px;color:var(--soft);padding-inline:4px}
.meta svg{width:15px;height:15px}
[data-tick=read] .meta svg{stroke-width:2.8;color:var(--text)}
.meta .far{color:var(--text)}
.wrong{color:var(--bad);font-size:13px;margin:0}
.again{border:0;background:none;padding:2px 0;text-decoration:underline;color:var(--text);font-size:13px;min-height:24px}
.typing{height:22px;padding-inline:20px;font-size:13px;color:var(--soft);flex:none;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.composer{display:flex;align-items:flex-end;gap:4px;padding:8px 8px 10px 12px;padding-inline:12px 8px;border-block-start:1px solid var(--line);flex:none}
textarea,input{width:100%;border:1px solid var(--line);border-radius:10px;background:var(--bg);padding:8px 12px;font-size:16px;line-height:22px}
textarea{resize:none;max-height:132px;field-sizing:content;min-height:40px}
textarea::placeholder,input::placeholder{color:var(--soft);opacity:1}
.send{color:var(--text)}
.send:disabled{color:var(--soft);cursor:default}
.doors{display:flex;flex-wrap:wrap;gap:6px;padding:0 12px 8px;flex:none}
.chip{display:flex;align-items:center;gap:6px;min-height:36px;padding:4px 12px;border:1px solid var(--line);border-radius:18px;background:var(--bg);font-size:13px;text-align:start}
.chip:hover{background:var(--raised)}
.chip svg{width:16px;height:16px}
.sheetHead{display:flex;align-items:center;gap:8px;margin:-8px 0}
.sheetHead h3{flex:1;margin:0;font-size:16px;line-height:22px;outline:0}
.letter select{width:100%;border:1px solid var(--line);border-radius:10px;background:var(--bg);padding:8px 12px;font-size:16px;min-height:40px;font-weight:400}
.told{background:var(--raised);border-radius:10px;padding:12px;display:flex;flex-direction:column;gap:6px;overflow-wrap:anywhere}
.again{align-self:flex-start}
.letter{flex:1;min-height:0;overflow-y:auto;padding:16px;display:flex;flex-direction:column;gap:12px}
.letter p{margin:0}
.fields{display:flex;flex-direction:column;gap:12px}
.letter label{display:flex;flex-direction:column;gap:4px;font-size:13px;font-weight:600}
.letter textarea{min-height:88px;font-weight:400}
.letter input{font-weight:400}
.rate{flex:none;padding:12px 16px;border-block-start:1px solid var(--line)}
.rate p{margin:0}
.rate fieldset{border:0;margin:0;padding:0;min-width:0}
.rate legend{padding:0 0 8px;font-weight:600}
.scores{display:flex;gap:8px}
.scores label{flex:1}
.scores span{display:grid;place-items:center;min-height:44px;border:1px solid var(--line);border-radius:10px;cursor:pointer;font-weight:600}
.scores span:hover{background:var(--raised)}
.scores [data-on] span{background:var(--shop);color:var(--on-shop);border-color:transparent}
.scores :focus-visible+span{outline:2px solid var(--text);outline-offset:2px}
.ends{display:flex;justify-content:space-between;gap:12px;font-size:12px;color:var(--soft);padding-block-start:4px}
.more{display:flex;gap:8px;margin-block-start:8px}
.more .submit{white-space:nowrap}
.submit{align-self:flex-start;border:0;border-radius:10px;background:var(--shop);color:var(--on-shop);padding:10px 18px;font-weight:600;min-height:44px}
.submit:disabled{opacity:.6}
[aria-invalid=true]{border-color:var(--bad)}
@media (max-width:480px){
.panel{inset:0;width:100%;max-width:none;height:100%;height:100dvh;max-height:none;border-radius:0;animation:none}
.launch[aria-expanded=true]{display:none}
}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.text,.panel,.launch{border:1px solid}}
`;
