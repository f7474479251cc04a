// The style sheet of the answer to notices: made for paper, and read on screens from 360 px on. Its hash stands in the page's
// policy; a test says the right one when it moves. Text keeps 4.5 : 1 on its ground (WCAG 2.2, 1.4.3).

export const NOTICE_STYLE_HASH = 'sha256-WdHwr3XdE8IyAdivXnZXYeRCXbiPXspjDf3UZbmYWIo=';

export const NOTICE_STYLE = `
@page{size:A4;margin:18mm 18mm 20mm}
*{box-sizing:border-box}
body{margin:0;background:#eceae5;color:#1d2329;font:16px/1.5 system-ui,-apple-system,"Segoe UI","Liberation Sans",sans-serif;overflow-wrap:anywhere}
main{max-width:52rem;margin:0 auto;padding:1.5rem 1rem}
.sheet{background:#fff;border:1px solid #dcdad2;padding:2.25rem 2.5rem;margin:0 0 1.5rem}
h1{font-size:1.65rem;line-height:1.2;margin:.2rem 0 1.1rem;letter-spacing:-.01em}
h2{font-size:1.05rem;margin:1.5rem 0 .5rem}
p{margin:0 0 .4rem}
a{color:inherit}
a:focus-visible{outline:2px solid #0b6e99;outline-offset:2px}
ul,ol{margin:0;padding-left:1.25rem}
li{margin:.2rem 0}
.eyebrow,.quiet{color:#59636e;font-size:.875rem}
.eyebrow{margin:0}
.outcome{border:1px solid #dcdad2;border-left:5px solid;padding:.9rem 1.1rem;margin:0 0 1.25rem}
.outcome h2{font-size:1.2rem;margin:0 0 .2rem}
.outcome p{margin:0}
.attributed{border-left-color:#1f6f43}
.open{border-left-color:#8a5a00}
dl{margin:0;border-top:1px solid #dcdad2}
dl>div{display:grid;grid-template-columns:7rem 1fr;gap:.25rem 1rem;padding:.4rem 0;border-bottom:1px solid #dcdad2}
dt{color:#59636e}
dd{margin:0}
.chain{padding-left:1.6rem}
.chain>li{padding:0 0 .45rem .2rem}
.chain p{margin:0}
.sign{display:grid;grid-template-columns:2fr 1fr;gap:2rem;margin:3.5rem 0 0}
.sign span{border-top:1px solid #1d2329;padding-top:.25rem;font-size:.875rem;color:#59636e}
table{width:100%;border-collapse:collapse;font-size:.9rem}
caption{position:absolute;left:-99rem}
th{text-align:left;color:#59636e;font-size:.8rem;padding:.4rem .6rem .4rem 0}
td{border-top:1px solid #dcdad2;padding:.4rem .6rem .4rem 0;vertical-align:top}
td:first-child{min-width:8rem}
code{font-family:ui-monospace,"SF Mono","DejaVu Sans Mono",monospace;font-size:.75rem}
.files td:last-child{width:45%}
@media (max-width:40rem){
main{padding:0}
.sheet{padding:1.25rem 1rem;border-width:0 0 1px}
dl>div{grid-template-columns:1fr;gap:0}
.stacked thead{position:absolute;left:-99rem}
.stacked,.stacked tbody,.stacked tr,.stacked td{display:block}
.stacked tr{border-top:1px solid #dcdad2;padding:.5rem 0}
.stacked td,.files td:last-child{border:0;padding:.1rem 0;width:auto}
.stacked td::before{content:attr(data-head) ": ";color:#59636e;font-size:.8rem}
}
@media print{
html{font-size:12.5px}
body{background:#fff;font-size:10pt;line-height:1.4}
main{max-width:none;padding:0}
.sheet{border:0;padding:0;margin:0}
.sheet+.sheet{break-before:page}
h2{break-after:avoid}
.outcome,.chain>li,tr,dl>div,.sign{break-inside:avoid}
}
`;
