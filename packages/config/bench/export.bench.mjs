// A million routes written as configuration text while the process lives on: the delay of its event loop. Run with
// `node --expose-gc packages/config/bench/export.bench.mjs [routes]` after a build. The delay is by the clock, so that other
// work counts; what the export itself holds the loop up for is by the processor's.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '@mesh/bgp-session';
import { createMinimalConfiguration, exportChunks, parseRouteText } from '@mesh/config';
import { processorMs, report } from '../../../examples/bench/report.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const RUNS = 3;

const configuration = createMinimalConfiguration();
configuration.addRoutes(routes());
globalThis.gc?.();

const runs = [];
for (let i = 0; i < RUNS; i++) runs.push(await exported());
const middle = (figure) => runs.map((run) => run[figure]).sort((a, b) => a - b)[RUNS >> 1];
const passed = [
  report({ name: 'a slice of the export, p99', measured: middle('sliceP99'), unit: 'ms', goal: 20, better: 'less' }),
  report({
    name: 'a slice of the export, longest',
    measured: middle('sliceMax'),
    unit: 'ms',
    goal: 100,
    better: 'less',
  }),
  report({ name: 'export of the routes', measured: COUNT / middle('processorMs'), unit: 'k routes/s' }),
  report({ name: 'the loop meanwhile, p99', measured: middle('p99'), unit: 'ms', goal: 20, better: 'less' }),
  report({ name: 'the loop meanwhile, longest', measured: middle('max'), unit: 'ms', goal: 100, better: 'less' }),
];
process.exitCode = passed.every(Boolean) ? 0 : 1;

async function exported() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const slices = [];
  const host = systemClock();
  let since = 0;
  const defer = (fn) => {
    if (since > 0) slices.push(processorMs() - since);
    host.defer(() => {
      since = processorMs();
      fn();
    });
  };
  const clock = { now: () => host.now(), after: (ms, fn) => host.after(ms, fn), defer };
  const start = processorMs();
  delay.enable();
  let length = 0;
  for await (const chunk of exportChunks(configuration, { clock })) length += chunk.length;
  delay.disable();
  slices.sort((a, b) => a - b);
  if (length < COUNT) throw new Error('nothing was written');
  // What is counted is the interval of its timer, which is a millisecond by itself.
  return {
    processorMs: processorMs() - start,
    sliceP99: slices[Math.floor(slices.length * 0.99)],
    sliceMax: slices.at(-1),
    p99: delay.percentile(99) / 1e6,
    max: delay.max / 1e6,
  };
}

/** A route at a time: a program reads them from somewhere and keeps none. */
function* routes() {
  const sets = Array.from(
    { length: 1000 },
    (_, i) => parseRouteText(`route 0.0.0.0/0 next-hop self as-path [ 65001 ${65002 + i} ] med ${i}`)[0].attributes,
  );
  for (let i = 0; i < COUNT; i++) {
    const prefix = `${1 + (i >>> 16)}.${(i >>> 8) & 255}.${i & 255}.0/24`;
    yield { nlri: { family: 0x000101, prefix }, nextHop: 'self', attributes: sets[i % 1000] };
  }
}
