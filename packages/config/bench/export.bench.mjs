// Configuration files: routes a second read and exported, how long the event loop waits meanwhile, and 1 MiB of hostile text.
// Run with `node --expose-gc packages/config/bench/export.bench.mjs [routes]` after a build.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Configuration, exportChunks, parseConfigurationText, parseRouteText } from '@mesh/config';
import { median, processorMs, report, seconds } from '../../../examples/bench/report.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const RUNS = 3;
const MIB = 1 << 20;
const passed = [];
const line = (row) => passed.push(report(row));

const HEAD = 'neighbor 192.0.2.1 { local-as 65001; peer-as 65002; local-address 192.0.2.254; ';
const prefix = (i) => `${1 + (i >>> 16)}.${(i >>> 8) & 255}.${i & 255}.0/24`;
const configuration = Configuration.fromSettings(parseConfigurationText(`${HEAD} }`));
for (let i = 0; i < COUNT; i += 1_000) {
  const text = Array.from({ length: 1_000 }, (_, k) => `route ${prefix(i + k)} next-hop self med ${k % 10}`).join('\n');
  configuration.addRoutes(parseRouteText(text));
}

/** The text, milliseconds of processor time, and how long the loop waited. */
async function exported() {
  globalThis.gc?.();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const chunks = [];
  const start = processorMs();
  delay.enable();
  for await (const chunk of exportChunks(configuration)) chunks.push(chunk);
  delay.disable();
  const ms = processorMs() - start;
  return { text: chunks.join(''), ms, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
}

await exported();
const runs = [];
for (let i = 0; i < RUNS; i++) runs.push(await exported());
const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const name = `export of ${COUNT / 1e6} M routes`;
line({ name, measured: COUNT / middle(runs.map(({ ms }) => ms)), unit: 'k routes/s' });
line({
  name: `${name}: p99 of the loop delay`,
  measured: middle(runs.map((one) => one.p99)),
  unit: 'ms',
  goal: 20,
  better: 'less',
});
line({
  name: `${name}: longest loop delay`,
  measured: middle(runs.map((one) => one.max)),
  unit: 'ms',
  goal: 100,
  better: 'less',
});

const part = runs[0].text.slice(0, runs[0].text.indexOf('\n', 8 * MIB)).concat('\n  }\n}\n');
const routes = parseConfigurationText(part).neighbors[0].routes.length;
line({
  name: 'a configuration file is read',
  measured: median(RUNS, () => routes / seconds(() => parseConfigurationText(part)) / 1e3),
  unit: 'k routes/s',
  goal: 300,
});

for (const [what, text] of [
  ['keywords twice', `${HEAD} ${'static {} '.repeat(MIB / 10)}`],
  ['programs', `process a { run ${'x '.repeat(MIB / 2)}`],
  ['open blocks', 'template {'.repeat(MIB / 10)],
  ['semicolons', ';'.repeat(MIB)],
]) {
  const read = () => {
    try {
      parseConfigurationText(text);
    } catch {}
  };
  line({
    name: `1 MiB of hostile text: ${what}`,
    measured: median(5, () => 1e3 * seconds(read)),
    unit: 'ms',
    goal: 50,
    better: 'less',
  });
}

process.exitCode = passed.every(Boolean) ? 0 : 1;
