/** The style of the status page; its hash stands in the page's Content-Security-Policy. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f4f6f8; --card: #fff; --ink: #1d2733; --soft: #566373; --line: #dbe1e7; --code: #eef2f5;
  --good: #0e7c7b; --moved: #7fa6c9; --asked: #d08a1d; --bad: #c0362c;
  --half: #0e7c7b; --most: #d08a1d; --worst: #c0362c; --area: #3f76b5;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10161f; --card: #182130; --ink: #e3e9ef; --soft: #9dabba; --line: #2a3647; --code: #121a26;
    --good: #4fbdb5; --moved: #7fa6c9; --asked: #eeb15a; --bad: #f0766b;
    --half: #4fbdb5; --most: #eeb15a; --worst: #f0766b; --area: #7fb0e8;
  }
}
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 64rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 var(--sans) }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1rem; margin-bottom: 1rem }
h1 { margin: 0; font-size: 1.6rem }
header p { margin: 0; color: var(--soft); font-size: .9rem }
header p.lost { color: var(--bad); font-weight: 600 }
h2 { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: 0 0 .5rem; font-size: 1rem }
section { margin: 0 0 1rem; padding: 1rem 1.2rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card) }
.numbers { display: grid; grid-template-columns: repeat(2, 1fr); gap: .6rem 1rem }
@media (min-width: 32rem) { .numbers { grid-template-columns: repeat(3, 1fr) } }
@media (min-width: 52rem) { .numbers { grid-template-columns: repeat(6, 1fr) } }
.numbers p { margin: 0; color: var(--soft); font-size: .85rem }
.numbers b { display: block; color: var(--ink); font: 600 1.5rem/1.3 var(--sans); font-variant-numeric: tabular-nums }
.key { color: var(--soft); font-weight: 400; font-size: .85rem }
.key i { display: inline-block; width: .7em; height: .7em; margin: 0 .3em 0 .6em; border-radius: .15em }
.s2 { background: var(--good); fill: var(--good) } .s3 { background: var(--moved); fill: var(--moved) }
.s4 { background: var(--asked); fill: var(--asked) } .s5 { background: var(--bad); fill: var(--bad) }
.l50 { background: var(--half); stroke: var(--half) } .l95 { background: var(--most); stroke: var(--most) }
.l99 { background: var(--worst); stroke: var(--worst) }
svg { display: block; width: 100%; height: 8.5rem; overflow: visible }
svg text { fill: var(--soft); font: 11px var(--sans) }
svg line { stroke: var(--line); stroke-width: 1 }
svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
svg .area { fill: var(--area); fill-opacity: .25; stroke: var(--area); stroke-width: 1.5 }
.wide { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
th { padding: .3rem .8rem .3rem 0; color: var(--soft); font-weight: 400; text-align: left; white-space: nowrap }
td { padding: .45rem .8rem .45rem 0; border-top: 1px solid var(--line); vertical-align: top }
td small { display: block; color: var(--soft); font-size: .8rem; white-space: nowrap }
td pre { margin: .4rem 0 0; padding: .4rem .6rem; border-radius: .3rem; background: var(--code); font: .78rem/1.45 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; max-height: 9rem; overflow: auto }
tr.detail td { border: 0; padding-top: 0 }
code { padding: .1em .3em; border-radius: .25rem; background: var(--code); font: .875em var(--mono) }
.failed { color: var(--bad) }
footer { color: var(--soft); font-size: .9rem }
`;
