// `pnpm fuzz`: a seeded mutation fuzzer over every decoder, on the built packages. Prints a line a target — executions,
// how many were decoded, throws, the slowest input — and fails on a throw or an input beyond the bound.
//   FUZZ_EXECUTIONS  how many in all (default 5,000,000)
//   FUZZ_SEED        where the generator starts (default 1)
//   FUZZ_TARGET      only targets whose name has this in it
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFastOrExit } from '../../../.ci/build-fast.mjs';

const EXECUTIONS = Number(process.env.FUZZ_EXECUTIONS ?? 5_000_000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
/** A session thread may not be held longer than this by one message, in milliseconds. */
const SLOW_MS = 10;

const packages = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
await buildFastOrExit('config');
const { fuzz } = await import('./engine.mjs');
const { targets } = await import('./targets.mjs');
const config = await import(path.join(packages, 'config/dist/index.js'));

const all = targets(config).filter(({ name }) => name.includes(process.env.FUZZ_TARGET ?? ''));
const weights = all.reduce((sum, { weight }) => sum + weight, 0);
const hex = (bytes) => Buffer.from(bytes).toString('hex');
let [executions, throws, slow] = [0, 0, 0];
const started = performance.now();

for (const [i, target] of all.entries()) {
  const result = await fuzz(target, Math.ceil((EXECUTIONS * target.weight) / weights), SEED + i);
  const { ms, bytes } = result.slowest;
  executions += result.executions;
  throws += result.crashers.length;
  const decoded = ((100 * result.decoded) / result.executions).toFixed(0);
  console.log(
    `${target.name.padEnd(36)} ${String(result.executions).padStart(9)} executions, ${decoded.padStart(3)} % decoded, ` +
      `${result.crashers.length} throws, slowest ${ms.toFixed(2)} ms`,
  );
  for (const { bytes: crasher, error } of result.crashers) console.log(`  THROWS ${hex(crasher)}\n    ${error.stack}`);
  if (ms <= SLOW_MS) continue;
  slow++;
  console.log(`  SLOW, the bound is ${SLOW_MS} ms: ${hex(bytes)}`);
}
const seconds = (performance.now() - started) / 1000;
console.log(
  `${executions} executions over ${all.length} targets in ${seconds.toFixed(0)} s: ${throws} throws, ${slow} inputs beyond ${SLOW_MS} ms`,
);
process.exitCode = throws + slow === 0 ? 0 : 1;
