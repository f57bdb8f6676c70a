/** The style of a listing page; icons are shapes cut out of the text's colour, so that nothing has to be fetched. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f4f6f8; --card: #fff; --ink: #1d2733; --soft: #566373; --line: #e3e8ed;
  --accent: #0e6b6b; --tint: #eef6f5; --shadow: 0 1px 2px rgb(20 32 48/5%), 0 6px 20px rgb(20 32 48/6%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10161f; --card: #182130; --ink: #e3e9ef; --soft: #9dabba; --line: #273243;
    --accent: #6ccac2; --tint: #1c2c3a; --shadow: 0 1px 2px rgb(0 0 0/30%), 0 6px 20px rgb(0 0 0/20%);
  }
}
*, ::before, ::after { box-sizing: border-box }
[hidden] { display: none !important }
html { text-size-adjust: 100%; -webkit-text-size-adjust: 100% }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 60rem; margin: 0 auto; padding: clamp(1.25rem, 5vw, 3rem) clamp(.75rem, 3vw, 2rem) 4rem }
a { color: inherit; text-decoration: none }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: .4rem }
nav ol { display: flex; flex-wrap: wrap; margin: 0 0 .15rem; padding: 0; list-style: none; font-size: .9rem; color: var(--soft) }
nav li { display: flex; min-width: 0; max-width: 100% }
nav li::after { content: "/"; margin: 0 .35rem; opacity: .55 }
nav a { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; outline-offset: 0 }
nav a:hover { color: var(--accent); text-decoration: underline; text-underline-offset: .2em }
h1 { margin: 0; font-size: clamp(1.35rem, 1.1rem + 1.4vw, 1.9rem); line-height: 1.25; letter-spacing: -.01em; overflow-wrap: anywhere }
#bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .6rem 1rem; min-height: 2.6rem; margin: .35rem 0 1rem }
#count { margin: 0; font-size: .9rem; color: var(--soft) }
#filter { position: relative; flex: 0 1 17rem }
#filter span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
#filter input {
  width: 100%; height: 2.5rem; padding: 0 2.4rem 0 .85rem; border: 1px solid var(--line); border-radius: .6rem;
  background: var(--card); color: inherit; font: inherit; font-size: .95rem;
}
#filter input::placeholder { color: var(--soft); opacity: 1 }
#filter input:focus { outline: 2px solid var(--accent); outline-offset: -1px }
#filter kbd {
  position: absolute; top: .6rem; right: .65rem; padding: 0 .4rem; border: 1px solid var(--line); border-radius: .3rem;
  color: var(--soft); font: .75rem/1.2rem ui-monospace, monospace; pointer-events: none;
}
#filter input:focus ~ kbd, #filter input:not(:placeholder-shown) ~ kbd { display: none }
#note { margin: 0 0 1rem; padding: .6rem .9rem; border-radius: .6rem; background: var(--tint); font-size: .9rem }
table {
  display: block; overflow: clip;
  background: var(--card); border: 1px solid var(--line); border-radius: .8rem; box-shadow: var(--shadow);
}
thead, tbody { display: block }
tr { display: grid; grid-template-columns: minmax(0, 1fr) 6.5rem 11.5rem; align-items: baseline }
tbody tr { border-top: 1px solid var(--line) }
.large .block { content-visibility: auto; contain-intrinsic-size: auto 256rem }
thead { position: sticky; top: 0; z-index: 1; background: var(--card) }
th, td { padding: 0; text-align: left; font-weight: 400; min-width: 0 }
th { font-size: .82rem; color: var(--soft) }
th a { display: flex; align-items: baseline; padding: .6rem .9rem; white-space: nowrap }
th a:hover, th[aria-sort] { color: var(--ink) }
th a::after { content: "\\2191"; content: "\\2191" / ""; margin-left: .35em; opacity: 0 }
th[aria-sort=descending] a::after { content: "\\2193"; content: "\\2193" / "" }
th[aria-sort] a::after { opacity: 1; color: var(--accent) }
th a:hover::after { opacity: .6 }
th small { margin-left: .35em; opacity: .75 }
#by-size a { flex-direction: row-reverse }
#by-size a::after { margin: 0 .35em 0 0 }
td + td { padding: .5rem .9rem; font-size: .9rem; color: var(--soft); text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
#by-modified a, td + td + td { text-align: left; padding-left: 1.4rem }
tbody tr:hover, tbody tr:focus-within { background: var(--tint) }
td a { display: flex; align-items: baseline; gap: .75rem; padding: .5rem .9rem; overflow-wrap: anywhere; white-space: pre-wrap }
td a:hover bdi, td a:hover span { color: var(--accent) }
td a.folder { font-weight: 500 }
td a::before {
  content: ""; flex: none; width: 16px; height: 16px; background: var(--soft); opacity: .75; translate: 0 2px;
  clip-path: path(evenodd, "M4.4 1H9.6L13.5 4.9V13.6A1.4 1.4 0 0 1 12.1 15H4.4A1.4 1.4 0 0 1 3 13.6V2.4A1.4 1.4 0 0 1 4.4 1ZM4.2 2.2V13.8H12.3V5.6H8.9V2.2Z");
}
td a.folder::before {
  background: var(--accent); opacity: 1;
  clip-path: path("M2.4 2.5H6.1L7.8 4.3H13.6A1.4 1.4 0 0 1 15 5.7V12.1A1.4 1.4 0 0 1 13.6 13.5H2.4A1.4 1.4 0 0 1 1 12.1V3.9A1.4 1.4 0 0 1 2.4 2.5Z");
}
td a.text::before { clip-path: path(evenodd, "M4.4 1H9.6L13.5 4.9V13.6A1.4 1.4 0 0 1 12.1 15H4.4A1.4 1.4 0 0 1 3 13.6V2.4A1.4 1.4 0 0 1 4.4 1ZM4.2 2.2V13.8H12.3V5.6H8.9V2.2ZM5.6 7.2H10.9V8.3H5.6ZM5.6 9.3H10.9V10.4H5.6ZM5.6 11.4H9V12.5H5.6Z") }
td a.image::before { clip-path: path(evenodd, "M2.4 2H13.6A1.4 1.4 0 0 1 15 3.4V12.6A1.4 1.4 0 0 1 13.6 14H2.4A1.4 1.4 0 0 1 1 12.6V3.4A1.4 1.4 0 0 1 2.4 2ZM2.2 3.2V12.8H13.8V3.2ZM3 12L6.3 7.2L8.8 10.6L10.4 8.8L13 12ZM10.2 4.6A1.3 1.3 0 1 1 10.2 7.2A1.3 1.3 0 1 1 10.2 4.6Z") }
td a.audio::before { clip-path: path("M5.4 2.9L13.6 1.4V11.6A2.2 2.2 0 1 1 12.3 9.6V4.7L6.7 5.7V13.1A2.2 2.2 0 1 1 5.4 11.1Z") }
td a.video::before { clip-path: path(evenodd, "M2.4 2.5H13.6A1.4 1.4 0 0 1 15 3.9V12.1A1.4 1.4 0 0 1 13.6 13.5H2.4A1.4 1.4 0 0 1 1 12.1V3.9A1.4 1.4 0 0 1 2.4 2.5ZM2.2 3.7V12.3H13.8V3.7ZM6.4 5.4L10.8 8L6.4 10.6Z") }
td a.archive::before { clip-path: path(evenodd, "M1.5 2H14.5V5.5H1.5ZM2.7 3.2V4.3H13.3V3.2ZM2.2 6.3H13.8V14H2.2ZM3.4 7.5V12.8H12.6V7.5ZM6 8.6H10V9.8H6Z") }
td a.up::before { clip-path: path("M8 2.2L13 7.2L12 8.2L8.7 4.9V13.5H7.3V4.9L4 8.2L3 7.2Z") }
#none { margin: 2.5rem 0; text-align: center; color: var(--soft) }
@media (max-width: 40rem) {
  #filter { flex: 1 1 100% }
  tr { grid-template-columns: auto 1fr }
  .large .block { contain-intrinsic-size: auto 410rem }
  thead tr { display: flex }
  thead { position: static }
  #by-size a, #by-modified a, th a { padding: .6rem 0 .6rem .9rem }
  #by-size a { flex-direction: row }
  th a::after, #by-size a::after { margin: 0 0 0 .2em }
  td { grid-column: 1 / -1 }
  td a { padding-block: .6rem }
  td:has(+ td:not(:empty)) a, td:has(+ td + td:not(:empty)) a { padding-bottom: .1rem }
  td + td { grid-column: 1; padding: 0 0 .6rem 2.65rem; text-align: left; font-size: .82rem }
  td + td + td { grid-column: 2; padding: 0 .9rem .6rem 0 }
  td + td:not(:empty) + td { padding-left: .9rem }
  td + td:empty + td { grid-column: 1 / -1; padding-left: 2.65rem }
  td + td:empty { display: none }
}
@media (forced-colors: active) {
  td a::before { background: LinkText !important; forced-color-adjust: none }
}
@media (prefers-contrast: more) {
  :root { --soft: var(--ink); --line: currentColor }
}
@media print {
  #filter { display: none }
  table { box-shadow: none }
}
`;
