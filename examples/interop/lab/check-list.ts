import type { Reporter, TestCase, TestModule } from 'vitest/node';

const MARKS: Readonly<Record<string, string>> = {
  passed: 'ok',
  failed: 'FAILED',
  skipped: 'SKIPPED',
  pending: 'NOT RUN',
};

/** Closes a run with what was checked: daemon, check, result, one a line. */
export class CheckList implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) => [...module.children.allTests()].map(line));
    process.stdout.write(`\nWhat was checked:\n${lines.join('\n')}\n`);
  }
}

function line(test: TestCase): string {
  const group = test.parent.type === 'suite' ? test.parent.fullName : '';
  const seconds = ((test.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
  return `  ${group} > ${test.name}: ${MARKS[test.result().state]} (${seconds} s)`;
}
