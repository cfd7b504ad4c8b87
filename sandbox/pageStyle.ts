/** The start page's style sheet. */
export const pageStyle = `
:root{--bg:#f6f6f4;--card:#fff;--line:#dfdfda;--ink:#1d2126;--soft:#636b74;--accent:#0b5cad;--good:#1a7f4b;--bad:#b3261e;--wait:#8a5a00;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--bg:#15181c;--card:#1d2126;--line:#333a42;--ink:#e8eaec;--soft:#9aa4ae;--accent:#7ab8ff;--good:#5fd098;--bad:#ff8a80;--wait:#f0b849}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.5rem 1.25rem 3rem;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:1.6rem;margin:0;letter-spacing:-.01em}
h2{font-size:1.05rem;margin:0 0 .6rem}
h3{font-size:.8rem;margin:.2rem 0 .4rem;color:var(--soft);font-weight:600}
p{margin:.2rem 0}
a{color:var(--accent)}
code,pre{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
section{margin-top:1.75rem}
.top{display:flex;justify-content:space-between;align-items:flex-start;gap:1rem}
.top p,.muted,.empty,footer,time{color:var(--soft)}
time{font-variant-numeric:tabular-nums;font-size:.87em;white-space:nowrap}
button{font:inherit;font-weight:600;padding:.4rem .9rem;border:1px solid var(--accent);border-radius:.4rem;background:var(--accent);color:var(--card);cursor:pointer}
button.quiet{background:none;color:var(--bad);border-color:var(--line);white-space:nowrap}
button:hover{filter:brightness(1.08)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
input{font:inherit;padding:.3rem .5rem;border:1px solid var(--line);border-radius:.4rem;background:var(--bg);color:inherit;max-width:100%}
input[type=number]{width:4.5rem}
label{color:var(--soft);font-size:.9rem}
#notice{min-height:1.5em;color:var(--good)}
#notice.bad{color:var(--bad)}
.services{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1rem;margin-top:.5rem}
.card,.list,.scroll,.empty{background:var(--card);border:1px solid var(--line);border-radius:.6rem}
.card{padding:1rem 1.1rem}
.card form{display:flex;flex-wrap:wrap;gap:.5rem .9rem;align-items:center;margin-bottom:.7rem}
.card dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem .9rem;margin:.6rem 0 0}
.card dt{color:var(--soft)}
.card dd{margin:0;overflow-wrap:anywhere}
summary{cursor:pointer}
.summary{display:flex;flex-wrap:wrap;gap:1.2rem 2.4rem;margin:1.6rem 0 0}
.summary dd{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.2}
.summary dt{color:var(--soft);font-size:.87rem}
.empty{padding:1rem 1.1rem;margin:0 0 .6rem}
.list{overflow:hidden}
.fax+.fax{border-top:1px solid var(--line)}
.fax>summary{display:flex;flex-wrap:wrap;gap:.3rem .9rem;align-items:center;padding:.6rem 1.1rem;list-style:none}
.fax>summary::-webkit-details-marker{display:none}
.fax>summary:hover{background:color-mix(in srgb,var(--accent) 6%,transparent)}
.arrow{font-weight:700;width:1.2em;text-align:center}
.arrow.in{color:var(--good)}
.arrow.out{color:var(--accent)}
.service{width:4.5rem;font-weight:600}
.numbers{font-variant-numeric:tabular-nums}
.document{max-width:16rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.pages{min-width:5.5rem;text-align:right}
.marks{flex:1;display:flex;gap:.4rem;flex-wrap:wrap}
.mark{font-size:.8rem;color:var(--soft);border:1px solid var(--line);border-radius:1rem;padding:0 .55rem}
.badge{font-size:.84rem;font-weight:600;color:var(--wait);min-width:12.5rem}
.badge.delivered,.badge.received,.good{color:var(--good)}
.badge.failed,.bad{color:var(--bad)}
.badge.canceled{color:var(--soft)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1rem 2rem;padding:.4rem 1.1rem 1.1rem 3.1rem}
.columns ul,.columns ol{list-style:none;margin:0 0 .8rem;padding:0}
.columns li{margin:.15rem 0}
.hash{display:block;color:var(--soft);overflow-wrap:anywhere;font-size:11.5px}
.scroll{overflow-x:auto;margin-bottom:.7rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;color:var(--soft);font-weight:600;font-size:.8rem}
th,td{padding:.35rem .7rem;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
tr:last-child td{border-bottom:0}
td.wide{width:99%;white-space:normal;overflow-wrap:anywhere;min-width:14rem}
footer{margin-top:2.5rem;font-size:.9rem}
@media(max-width:40rem){.badge,.pages{min-width:0}.columns{padding-left:1.1rem}.numbers{flex-basis:100%}}
`;
