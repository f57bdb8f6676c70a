/** The style of the explanation page; its hash stands in the page's Content-Security-Policy. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f4f6f8; --card: #fff; --ink: #1d2733; --soft: #566373;
  --line: #dbe1e7; --code: #eef2f5; --accent: #0e6b6b; --on-accent: #fff;
  --accent-soft: #e0efee; --lamp: #96520a; --lamp-soft: #fdf1df;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", Cambria, Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10161f; --card: #182130; --ink: #e3e9ef; --soft: #9dabba;
    --line: #2a3647; --code: #121a26; --accent: #6ccac2; --on-accent: #0c1f20;
    --accent-soft: #17333a; --lamp: #f0b765; --lamp-soft: #33291b;
  }
}
* { box-sizing: border-box }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 54rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.6 var(--sans); overflow-wrap: anywhere;
}
header p { margin: 0; color: var(--soft); font-size: .9rem }
.status {
  display: inline-block; margin-right: .6rem; padding: .05rem .55rem;
  border-radius: 1rem; background: var(--lamp-soft); color: var(--lamp); font-weight: 600;
}
h1 { margin: .6rem 0 1.6rem; font: 700 clamp(1.5rem, 1.2rem + 1.5vw, 2.1rem)/1.25 var(--serif); text-wrap: balance }
h1 code { font-size: .85em }
h2 { margin: 0 0 .5rem; font: 600 1rem/1.4 var(--sans) }
section { margin: 0 0 1rem; padding: 1.1rem 1.3rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card) }
section.remedy { border-color: var(--accent); background: var(--accent-soft) }
ul { margin: 0; padding-left: 1.2rem }
li + li { margin-top: .25rem }
code, pre { font-family: var(--mono); font-size: .875em; overflow-wrap: anywhere }
code { padding: .1em .3em; border-radius: .25rem; background: var(--code) }
section.remedy code { background: var(--card) }
pre { margin: 0 0 .8rem; padding: .7rem .9rem; border-radius: .4rem; background: var(--code); line-height: 1.5; white-space: pre-wrap; max-height: 26rem; overflow: auto }
pre.hex { white-space: pre; overflow-wrap: normal }
pre.command { position: relative; padding-right: 6.5rem; border: 1px solid var(--line); background: var(--card); cursor: copy; user-select: all; -webkit-user-select: all }
pre.command::after { content: "click to select"; position: absolute; right: .8rem; top: .75rem; color: var(--soft); font: .75rem/1.6 var(--sans); user-select: none; -webkit-user-select: none }
pre.command:focus { outline: 2px solid var(--accent); outline-offset: 2px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.2rem; margin: 0 }
dt { color: var(--soft) }
dd { margin: 0 }
summary { font-weight: 600; cursor: pointer }
details[open] > summary { margin-bottom: .7rem }
details > :last-child { margin-bottom: 0 }
details + details { margin-top: .8rem }
section > p { margin: 0 0 .7rem }
summary span { margin-left: .4rem; color: var(--soft); font-weight: 400; font-size: .9em }
table { width: 100%; border-collapse: collapse; font: .85rem/1.5 var(--mono) }
td { padding: .25rem .6rem .25rem 0; border-top: 1px solid var(--line); vertical-align: top }
td:first-child { width: 34%; color: var(--soft) }
section > :last-child { margin-bottom: 0 }
footer { margin-top: 1.6rem; color: var(--soft); font-size: .9rem }
@media (max-width: 32rem) {
  body { padding: 1.4rem .8rem 3rem }
  section { padding: .9rem 1rem }
  pre.command { padding: .7rem .9rem 1.9rem }
  pre.command::after { top: auto; bottom: .4rem }
  td, td:first-child { display: block; width: auto; border: 0; padding: 0 }
  td:first-child { margin-top: .5rem }
}
`;
