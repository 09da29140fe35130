import type { Reporter, TestModule } from 'vitest/node';

/** What one test counted, by what it is a count of: `vectors`, `byte-exact`, `explained`. */
export type Counts = Record<string, number>;

declare module 'vitest' {
  interface TaskMeta {
    counts?: Counts;
    /** Who has said something of a vector, and of what. */
    compared?: Counts;
  }
}

/** Adds to the counts of the test that runs. */
export function count(task: { readonly meta: { counts?: Counts } }, counts: Counts): void {
  const own = task.meta.counts ?? {};
  task.meta.counts = own;
  addTo(own, counts);
}

/** Closes a run with what was counted, a line for each group of tests. */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const groups = new Map<string, Counts>();
    const compared: Counts = {};
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { counts, compared: own = {} } = test.meta();
        addTo(compared, own);
        if (!counts) continue;
        const name = test.parent.type === 'suite' ? test.parent.fullName : test.name;
        const sums = groups.get(name) ?? {};
        addTo(sums, counts);
        groups.set(name, sums);
      }
    }
    process.stdout.write(`\nWhat was checked:\n${[...groups].map(([name, sums]) => lineOf(name, sums)).join('\n')}\n`);
    if (Object.keys(compared).length > 0)
      process.stdout.write(`\nWho was asked of what, in vectors:\n${byOracle(compared)}\n`);
  }
}

function addTo(sums: Counts, more: Counts): void {
  for (const [name, value] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + value;
}

function lineOf(name: string, sums: Counts): string {
  const parts = Object.entries(sums).map(([key, value]) => `${value.toLocaleString('en')} ${key}`);
  return `  ${name}: ${parts.join(', ')}`;
}

/** `exabgp origin` and its like, a line for each first word. */
function byOracle(compared: Counts): string {
  const oracles = new Map<string, Counts>();
  for (const [name, value] of Object.entries(compared)) {
    const [oracle = '', ...member] = name.split(' ');
    oracles.set(oracle, { ...oracles.get(oracle), [member.join(' ')]: value });
  }
  return [...oracles].map(([oracle, sums]) => lineOf(oracle, sums)).join('\n');
}
