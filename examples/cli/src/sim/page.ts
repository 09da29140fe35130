import type { ScenarioRecord } from '@mesh-examples/lib/simulation';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-parts.js';

/** A run as a page that needs nothing beside itself: the topology, and the timeline of the messages. */
export function scenarioPage(record: ScenarioRecord): string {
  const title = escapeHtml(record.title);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
<h1>${title}</h1>
<p id="facts"></p>
<div id="topology"></div>
<p><label>time <input id="time" type="range" min="0" value="0"></label> <output id="now"></output>
<label><input id="keepalives" type="checkbox"> with KEEPALIVEs</label>
<label>router <select id="router"><option value="">all</option></select></label></p>
<table><thead><tr><th>ms<th>from<th>to<th>what</thead><tbody id="timeline"></tbody></table>
<script type="application/json" id="record">${JSON.stringify(record).replaceAll('<', '\\u003c')}</script>
<script>${PAGE_SCRIPT}</script>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
