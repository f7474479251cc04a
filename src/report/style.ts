// The style sheet of the HTML report. Its hash stands in the page's policy; a test says the right one when it moves.
// Text colours keep 4.5 : 1 on their grounds in both schemes (WCAG 2.2, 1.4.3).

export const STYLE_HASH = 'sha256-gliudG078OlLOCjgVhLOTAkVU/OpNoHE56blLcC39YY=';

export const STYLE = `
:root{--paper:#f6f5f1;--card:#fff;--ink:#1d2329;--soft:#59636e;--line:#dcdad2;--out:#0b6e99;--in:#b5651d;--high:#b3261e;--medium:#8a5a00;--low:#59636e;--good:#1f6f43;--b1:#eceae3;--b2:#f4e3c1;--b3:#f3cfae;--b4:#efb3a8;--mark:#1d2329}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--card:#1c2024;--ink:#e8e6e1;--soft:#a3acb5;--line:#343a40;--out:#5fb8e0;--in:#e0a066;--high:#ff8a80;--medium:#f0b95a;--low:#a3acb5;--good:#7ccb9c;--b1:#2a2f34;--b2:#4b3f22;--b3:#5d4023;--b4:#6a322b;--mark:#f4f2ed}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI","Liberation Sans",sans-serif;overflow-wrap:anywhere}
.banner,main,footer{max-width:74rem;margin:0 auto;padding:0 1.25rem}
.banner{padding-top:2.5rem;padding-bottom:.5rem}
h1{font-size:clamp(1.55rem,1.1rem + 2vw,2.4rem);line-height:1.18;margin:.3rem 0 .6rem;letter-spacing:-.015em;max-width:30em;text-wrap:balance}
h2{font-size:1.3rem;margin:2.75rem 0 .75rem;letter-spacing:-.01em}
h3{font-size:1.2rem;margin:0}
section>h3{font-size:1rem;margin:1.25rem 0 .4rem}
h4{font-size:.8rem;margin:0 0 .5rem;color:var(--soft);font-weight:600}
p{margin:0 0 .6rem}
ul,ol{margin:0;padding-left:1.2rem}
li{margin:.15rem 0}
a{color:inherit;text-decoration-thickness:1px;text-underline-offset:.15em}
a:focus-visible,summary:focus-visible{outline:2px solid var(--out);outline-offset:2px}
small{display:block;font-size:.82rem;color:var(--soft);font-weight:400}
.quiet,.eyebrow,.lede{color:var(--soft)}
.quiet{font-size:.875rem}
.eyebrow{font-size:.9rem;margin:0}
.lede{font-size:1.05rem;max-width:46em}
.calm h1{color:var(--good)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem}
.mono,code{font-family:ui-monospace,"SF Mono","DejaVu Sans Mono",monospace;font-size:.82em}
.number{font-variant-numeric:tabular-nums;white-space:nowrap}
.figures,.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1px;margin:1.25rem 0 0;background:var(--card);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.figures>div,.facts>div{box-shadow:0 0 0 1px var(--line);padding:.65rem .9rem}
dt{font-size:.8rem;color:var(--soft)}
dd{margin:0}
.figures dd,.facts dd{font-size:1.2rem;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.facts{margin:1rem 0 .75rem}
.facts dd{font-size:1.05rem}
.facts small{letter-spacing:0}
.card{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--low);border-radius:8px;padding:1.25rem 1.4rem;margin:0 0 1.5rem}
.cases{margin-top:2.25rem}
.severity-high{border-top-color:var(--high)}
.severity-medium{border-top-color:var(--medium)}
.card>header{display:flex;flex-wrap:wrap;gap:.5rem 2rem;justify-content:space-between;align-items:flex-start;margin-bottom:1rem}
.card>header>div{flex:1 1 20rem}
.what{font-weight:400;color:var(--soft);padding-left:.35rem}
.who{margin:.1rem 0 0;color:var(--soft);font-size:.95rem}
.verdict{margin:0;text-align:right}
.verdict strong{display:block;font-size:1.2rem;letter-spacing:-.01em}
.verdict span{font-size:.875rem;color:var(--soft)}
.severity-high .verdict strong{color:var(--high)}
.severity-medium .verdict strong{color:var(--medium)}
.halves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.25rem 2.25rem;margin:0 0 1rem}
figure{margin:0 0 .6rem}
figcaption{font-size:.82rem;margin:.1rem 0 .25rem}
svg{display:block;overflow:visible}
svg text{font-size:11px;fill:var(--soft)}
.key{margin-right:.75rem;white-space:nowrap}
.key::before{content:"";display:inline-block;width:.7em;height:.7em;margin-right:.4em;border-radius:2px;background:var(--out)}
.key-in::before{background:var(--in)}
.key-prior::before{border-radius:50%;background:var(--card);border:2px solid var(--mark)}
.key-result::before{border-radius:50%;background:var(--mark)}
.out{fill:var(--out)}
.in{fill:var(--in)}
.axis{stroke:var(--soft)}
.grid{stroke:var(--line)}
.band-lead{fill:var(--b1)}
.band-raised{fill:var(--b2)}
.band-likely{fill:var(--b3)}
.band-certain{fill:var(--b4)}
.way{stroke:var(--mark);stroke-width:2}
.prior{fill:var(--card);stroke:var(--mark);stroke-width:2}
.result{fill:var(--mark)}
.notch{stroke:var(--mark);stroke-width:1.5}
.notch-against{stroke:var(--in);stroke-width:2.5}
.graph{max-width:30rem}
.link{stroke:var(--line)}
.subject{fill:var(--mark)}
.teller{fill:var(--card);stroke:var(--mark);stroke-width:2}
.far{stroke:var(--card)}
.node{fill:var(--card);stroke:var(--soft);stroke-width:1.5}
.key-teller::before{background:var(--card);border:2px solid var(--mark)}
.indexes{stroke:var(--mark);stroke-width:2.5}
.key-indexes::before{border-radius:50%;background:var(--soft);border:2px solid var(--mark)}
.key-node::before{border-radius:50%;background:var(--card);border:2px solid var(--soft)}
.graph .key-out::before,.graph .key-in::before{border-radius:50%}
.findings{list-style:none;padding:0}
.findings>li{padding:0 0 .7rem .95rem;border-left:3px solid var(--out);margin:0 0 .6rem}
.against .findings>li{border-left-color:var(--in)}
.findings p{margin:0 0 .15rem}
.weight{white-space:nowrap}
.against h4:not(:first-child){margin-top:1rem}
summary{cursor:pointer;font-size:.875rem;color:var(--soft)}
.card>details{border-top:1px solid var(--line);padding:.6rem 0 0;margin-top:.6rem}
.seen{list-style:none;padding:.3rem 0 0}
.seen code{display:block}
.seen li{margin:0 0 .5rem}
.reproduce dt{margin-top:.5rem;color:var(--ink)}
.reproduce code{font-size:.875rem}
.reproduce dd{font-size:.875rem;color:var(--soft)}
.more{margin:.75rem 0}
.more>summary{margin-bottom:.75rem}
table{width:100%;border-collapse:collapse;font-size:.925rem}
.stacked{background:var(--card);border:1px solid var(--line);border-radius:8px;border-spacing:0;border-collapse:separate;overflow:hidden}
th,td{overflow-wrap:break-word}
bdi,.mono{overflow-wrap:anywhere}
th{text-align:left;font-size:.8rem;color:var(--soft);font-weight:600;padding:.55rem .8rem}
td{padding:.55rem .8rem;border-top:1px solid var(--line);vertical-align:top}
.contents table{margin-top:.4rem}
.contents td,.contents th{padding:.3rem .8rem .3rem 0}
.meter{margin-top:.35rem;max-width:9rem}
.track{fill:var(--b1)}
.fill{fill:var(--low)}
.fill-high{fill:var(--high)}
.fill-medium{fill:var(--medium)}
.remarks{padding-left:1rem;font-size:.85rem}
.hash{font-size:.7rem}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--soft);font-size:.85rem}
footer p{border-top:1px solid var(--line);padding-top:1rem;max-width:60em}
@media (max-width:46rem){
.stacked thead{position:absolute;left:-99rem}
.stacked,.stacked tbody{display:block}
.stacked tr{display:grid;grid-template-columns:1fr 1fr 1fr;gap:.6rem 1rem;padding:.8rem 1rem;border-top:1px solid var(--line)}
.stacked tr:first-child{border-top:0}
.stacked td{display:block;border:0;padding:0}
.stacked td::before{content:attr(data-head);display:block;font-size:.75rem;color:var(--soft)}
.stacked td:has(.hash),.stacked td:has(.remarks),.stacked td:has(.meter){grid-column:1/-1}
.stacked .meter{max-width:none}
.minor{display:none}
.verdict{text-align:left}
.card{padding:1rem}
}
@media print{
body{background:#fff;font-size:10.5pt}
.banner{padding-top:0}
.card,.stacked tr,.findings>li{break-inside:avoid}
h2,h3,h4{break-after:avoid}
details>summary{display:none}
details::details-content{content-visibility:visible;display:block}
.banner,main,footer{max-width:none;padding-left:0;padding-right:0}
}
`;
