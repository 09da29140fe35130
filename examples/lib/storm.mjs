// `pnpm storm --seeds 10000`: storms of so many seeds, from `--from` on (default 1); `pnpm storm --seed 7` runs one and
// prints its trace; `--traces` prints the hash of each, to compare hosts. A storm in which something is found is shrunk and printed; the exit code is 1 then.
import { parseArgs } from 'node:util';
import { buildFastOrExit } from '../../.ci/build-fast.mjs';

await buildFastOrExit('@mesh-examples/lib');
const { formatStorm, planStorm, runStorm, shrinkStorm } = await import('@mesh-examples/lib/storm');

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    from: { type: 'string' },
    traces: { type: 'boolean' },
  },
});
const first = Number(values.seed ?? values.from ?? 1);
const count = values.seed === undefined ? Number(values.seeds ?? 200) : 1;
let found = 0;
for (let seed = first; seed < first + count; seed++) {
  const report = runStorm(planStorm(seed));
  if (values.traces) console.log(seed, report.hash);
  if (report.complaints.length > 0) {
    found++;
    console.log(formatStorm(runStorm(shrinkStorm(report.plan))));
  } else if (count === 1) {
    console.log(formatStorm(report));
  }
  if (seed % 500 === 0) console.error(`seed ${seed}`);
}
console.log(`${count} storms, ${found} in which something was found`);
process.exitCode = found === 0 ? 0 : 1;
