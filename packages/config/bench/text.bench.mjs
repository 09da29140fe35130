// Route text: routes a second read and printed, and 1 MiB of hostile text. Run with
// `node --expose-gc packages/config/bench/text.bench.mjs [routes]` after a build.
import { formatRoute, parseRouteText } from '@mesh/config';
import { median, report, seconds } from '../../../examples/bench/report.mjs';

const COUNT = Number(process.argv[2] ?? 100_000);
const RUNS = 5;
const MIB = 1 << 20;
const passed = [];
const line = (row) => passed.push(report(row));
const perSecond = (action, count = COUNT) => median(RUNS, () => count / seconds(action) / 1e3);

const network = (i) => `${10 + (i >>> 16)}.${(i >>> 8) & 255}.${i & 255}.0/24`;

/** Routes as files have them: a prefix and its next hop, some with the attributes of an injected route. */
const plain = Array.from({ length: COUNT }, (_, i) => `route ${network(i)} next-hop 192.0.2.1`);
const full = Array.from(
  { length: COUNT },
  (_, i) =>
    `route ${network(i)} next-hop 192.0.2.${i & 127} origin igp as-path [ 65001 ${65002 + (i % 500)} ] med ${i % 1000} local-preference 100 community [ 65001:${i % 60000} ]`,
);
const many = [
  `attributes next-hop 192.0.2.1 origin igp as-path [ 65001 65002 ] community 65001:1 nlri ${plain.map((_, i) => network(i)).join(' ')}`,
];
const flows = Array.from(
  { length: COUNT / 20 },
  (_, i) =>
    `ipv4 flow destination 192.0.2.${i & 255}/32 protocol =tcp destination-port [ =80 =443 ] extended-community rate-limit:0`,
);

function measure(name, lines, goals) {
  const text = lines.join('\n');
  const routes = parseRouteText(text);
  line({
    name: `read ${name}`,
    measured: perSecond(() => parseRouteText(text), routes.length),
    unit: 'k routes/s',
    goal: goals?.read,
  });
  line({
    name: `print ${name}`,
    measured: perSecond(() => {
      for (const route of routes) formatRoute(route);
    }, routes.length),
    unit: 'k routes/s',
    goal: goals?.print,
  });
}

measure('routes with a next hop', plain, { read: 300, print: 500 });
measure('routes with five attributes', full, { read: 300, print: 500 });
measure('an attributes statement of many prefixes', many, { read: 300, print: 500 });
measure('flows of three components', flows);

/** Milliseconds until a text is read or refused. */
const milliseconds = (text) =>
  median(RUNS, () => {
    return (
      1e3 *
      seconds(() => {
        try {
          parseRouteText(text);
        } catch {}
      })
    );
  });

for (const [name, text] of [
  ['one word', 'a'.repeat(MIB)],
  ['open brackets', `route 10.0.0.0/24 next-hop self as-path ${'['.repeat(MIB)}`],
  ['a string without end', `"${'\\'.repeat(MIB)}`],
  ['continued lines', '\\\n'.repeat(MIB / 2)],
  ['comments', '#\n'.repeat(MIB / 2)],
  ['a list without end', `route 10.0.0.0/24 next-hop self community [ ${'1:1 '.repeat(MIB / 4)}`],
  ['an AS path without end', `route 10.0.0.0/24 next-hop self as-path [ ${'1 '.repeat(MIB / 2)}`],
]) {
  line({ name: `1 MiB of hostile text: ${name}`, measured: milliseconds(text), unit: 'ms', goal: 50, better: 'less' });
}

process.exitCode = passed.every(Boolean) ? 0 : 1;
