// What the page of a drill has beside the report's own style sheet. Colours keep 4.5 : 1 on their grounds in both schemes.
export const DRILL_STYLE = `
:root{--good-b:#e0efe4;--pass-b:#f7e8cc;--bad-b:#f8dcd8;--idle-b:#eceae3}
@media (prefers-color-scheme:dark){:root{--good-b:#1f3a2a;--pass-b:#40361d;--bad-b:#4a2320;--idle-b:#2a2f34}}
.matrix{table-layout:fixed}
.matrix td{vertical-align:middle;height:1px}
.matrix thead th:first-child{width:21%}
.matrix th[scope=row]{font-size:1rem;color:var(--ink);padding:.8rem;border-top:1px solid var(--line);max-width:20rem;font-weight:600}
.matrix th[scope=row] small{margin-top:.15rem}
.matrix thead th small{font-weight:400}
.cell{border-radius:6px;padding:.55rem .75rem;background:var(--idle-b);min-height:4.6rem;height:100%}
.cell strong{display:block;font-size:1.02rem}
.cell small{color:var(--ink);opacity:.85}
.cell-stopped{background:var(--good-b)}
.cell-stopped strong,.yes{color:var(--good)}
.cell-passes{background:var(--pass-b)}
.cell-passes strong,.no{color:var(--medium)}
.cell-wrong{background:var(--bad-b);outline:2px solid var(--high)}
.cell-wrong strong{color:var(--high)}
.innocent th,.innocent td{border-top:2px solid var(--soft)!important}
.key-works::before{background:var(--idle-b);border:1px solid var(--soft)}
.key-stopped::before{background:var(--good-b);border:1px solid var(--good)}
.key-passes::before{background:var(--pass-b);border:1px solid var(--medium)}
.key-wrong::before{background:var(--bad-b);border:1px solid var(--high)}
.keys{margin:.7rem 0 0}
.wide{overflow-x:auto}
.wide:focus-visible{outline:2px solid var(--out);outline-offset:2px}
.office{min-width:46rem}
.found td:last-child,.found td:last-child small{white-space:nowrap}
.office text{font-size:13px}
.office .name{font-weight:600;fill:var(--ink);font-size:14px}
.office .box{fill:var(--card);stroke:var(--line)}
.office .box-router{stroke:var(--out);stroke-width:2}
.office .box-innocent{stroke:var(--good);stroke-width:2}
.office .cable{stroke:var(--soft);stroke-width:1.5;fill:none}
.office .zone{fill:none;stroke:var(--line);stroke-dasharray:4 4}
pre{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.9rem 1rem;overflow-x:auto;font:.8rem/1.5 ui-monospace,"SF Mono","DejaVu Sans Mono",monospace;margin:0 0 .8rem;overflow-wrap:normal}
pre:focus-visible{outline:2px solid var(--out);outline-offset:2px}
.remark{color:var(--soft)}
.rule-drop{color:var(--high)}
.rule-accept{color:var(--good)}
.wrong-list{color:var(--high);font-weight:600}
.steps{font-size:.85rem}
.steps td,.steps th{padding:.25rem .8rem .25rem 0}
main details{margin:.4rem 0}
main>section>p{max-width:50em}
@media (max-width:46rem){.matrix tr{grid-template-columns:1fr}.matrix th[scope=row]{display:block;border:0;padding:0;max-width:none}.matrix tr.innocent{border-top:2px solid var(--soft)}.matrix td::before{margin-bottom:.2rem}.cell{min-height:0;height:auto}.matrix td{height:auto}.found td:nth-child(4){grid-column:1/-1}}
@media print{.cell-wrong{outline:2px solid #000}pre{white-space:pre-wrap}}
`;
