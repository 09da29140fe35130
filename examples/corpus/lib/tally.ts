import type { Reporter, TestModule } from 'vitest/node';

/** What one test counted, by what it is a count of: `vectors`, `byte-exact`, `explained`. */
export type Counts = Record<string, number>;

declare module 'vitest' {
  interface TaskMeta {
    counts?: Counts;
  }
}

/** Adds to the counts of the test that runs. */
export function count(task: { readonly meta: { counts?: Counts } }, counts: Counts): void {
  const own = task.meta.counts ?? {};
  task.meta.counts = own;
  for (const [name, value] of Object.entries(counts)) own[name] = (own[name] ?? 0) + value;
}

/** Closes a run with what was counted, a line for each group of tests. */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const groups = new Map<string, Counts>();
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const counts = test.meta().counts;
        if (!counts) continue;
        const name = test.parent.type === 'suite' ? test.parent.fullName : test.name;
        const sums = groups.get(name) ?? {};
        for (const [key, value] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + value;
        groups.set(name, sums);
      }
    }
    const lines = [...groups].map(([name, sums]) => {
      const parts = Object.entries(sums).map(([key, value]) => `${value.toLocaleString('en')} ${key}`);
      return `  ${name}: ${parts.join(', ')}`;
    });
    process.stdout.write(`\nWhat was checked:\n${lines.join('\n')}\n`);
  }
}
