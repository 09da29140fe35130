// Commands read, as scripts send them. Run with `node --expose-gc packages/config/bench/commands.bench.mjs [commands]`
// after a build.
import { parseCommand } from '@mesh/config';
import { median, report, seconds } from '../../../examples/bench/report.mjs';

const COUNT = Number(process.argv[2] ?? 100_000);
const RUNS = 5;

const network = (i) => `${10 + (i >>> 16)}.${(i >>> 8) & 255}.${i & 255}.0/24`;
const KINDS = {
  'announce a route': (i) => `announce route ${network(i)} next-hop 192.0.2.1`,
  'announce a route to a peer': (i) => `peer 192.0.2.${i & 127} announce route ${network(i)} next-hop self`,
  'the same in the grammar of version 4': (i) =>
    `neighbor 192.0.2.${i & 127} local-as 65001 withdraw route ${network(i)}`,
  'show a table': () => 'rib show in extensive json',
};

function read(lines) {
  for (const line of lines) parseCommand(line);
}

for (const [name, command] of Object.entries(KINDS)) {
  const lines = Array.from({ length: COUNT }, (_, i) => command(i));
  report({
    name: `read commands: ${name}`,
    measured: median(RUNS, () => COUNT / seconds(() => read(lines)) / 1e3),
    unit: 'k/s',
  });
}
