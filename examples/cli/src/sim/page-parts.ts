/** How the page looks. */
export const PAGE_STYLE = `
body { font: 14px system-ui, sans-serif; margin: 2em; color: #222 }
svg { width: 100%; max-width: 720px; height: auto }
svg line { stroke: #bbb; stroke-width: 2 } svg line.up { stroke: #2a7 } svg line.lit { stroke: #e80; stroke-width: 4 }
svg circle { fill: #fff; stroke: #222; stroke-width: 2 } svg text { text-anchor: middle; font-size: 12px }
table { border-collapse: collapse } td, th { text-align: left; padding: 1px 12px 1px 0; vertical-align: top }
td:first-child { text-align: right; font-variant-numeric: tabular-nums } tr.step td { font-weight: bold; padding-top: 8px }
tr.state { color: #777 } tr.NOTIFICATION { color: #c22 } tr.UPDATE { color: #15c } tr.later { opacity: .35 }
`;

/**
 * What the page does: draws the topology in a circle, lists what happened, and shows the state at the chosen time. Text from
 * the record is only ever set as text.
 */
export const PAGE_SCRIPT = `
const record = JSON.parse(document.getElementById('record').textContent);
const { nodes, links } = record.topology;
const keyOf = (a, b) => JSON.stringify([a, b].sort());
const byId = (id) => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
const draw = (parent, name, attributes, text) => {
  const element = document.createElementNS(SVG, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  return parent.appendChild(element);
};
const svg = draw(byId('topology'), 'svg', { viewBox: '0 0 720 480' });
const place = new Map(nodes.map(({ name }, i) => {
  const angle = (2 * Math.PI * i) / nodes.length - Math.PI / 2;
  return [name, { x: 360 + 300 * Math.cos(angle), y: 240 + 190 * Math.sin(angle) }];
}));
const lines = new Map(links.map(({ a, b }) => {
  const [from, to] = [place.get(a), place.get(b)];
  return [keyOf(a, b), { a, b, line: draw(svg, 'line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y }) }];
}));
for (const { name, asn } of nodes) {
  const { x, y } = place.get(name);
  draw(svg, 'circle', { cx: x, cy: y, r: 20 });
  draw(svg, 'text', { x, y: y + 4 }, name);
  draw(svg, 'text', { x, y: y + 34 }, 'AS ' + asn);
  byId('router').add(new Option(name, name));
}
const messages = record.events.filter(({ kind }) => kind === 'message').length;
byId('facts').textContent = nodes.length + ' routers, ' + links.length + ' links, ' + messages + ' messages in ' +
  record.untilMs / 1000 + ' s' + (record.left ? ', ' + record.left + ' events more that were not kept' : '') + '; trace ' + record.hash;
const slider = byId('time');
slider.max = record.untilMs;
slider.value = record.untilMs;
let rows = [];
const list = () => {
  const wanted = byId('router').value;
  const all = byId('keepalives').checked;
  const body = byId('timeline');
  body.replaceChildren();
  rows = record.events.filter((event) => {
    if (event.kind === 'message' && event.type === 'KEEPALIVE' && !all) return false;
    return !wanted || event.kind === 'step' || [event.from, event.to, event.router, event.peer].includes(wanted);
  }).map((event) => {
    const row = body.insertRow();
    row.className = event.kind + ' ' + (event.type || '');
    const what = event.kind === 'state' ? 'is ' + event.text : (event.type ? event.type + ' ' : '') + event.text;
    for (const text of [event.at.toFixed(1), event.from || event.router || '', event.to || event.peer || '', what]) {
      row.insertCell().textContent = text;
    }
    return { event, row };
  });
  show();
};
const show = () => {
  const now = Number(slider.value);
  byId('now').textContent = (now / 1000).toFixed(2) + ' s';
  const up = new Map();
  const lit = new Set();
  for (const event of record.events) {
    if (event.at > now) break;
    if (event.kind === 'state') up.set(JSON.stringify([event.router, event.peer]), event.text === 'Established');
    if (event.kind === 'message' && now - event.at < 250) lit.add(keyOf(event.from, event.to));
  }
  for (const [key, { a, b, line }] of lines) {
    const isUp = up.get(JSON.stringify([a, b])) && up.get(JSON.stringify([b, a]));
    line.setAttribute('class', lit.has(key) ? 'lit' : isUp ? 'up' : '');
  }
  for (const { event, row } of rows) row.classList.toggle('later', event.at > now);
};
slider.oninput = show;
byId('keepalives').onchange = byId('router').onchange = list;
list();
`;
