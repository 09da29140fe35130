import type { Reporter, TestModule } from 'vitest/node';

/** Closes a run with one plain line, and fails it in CI where a test was skipped: what was not run is not shown. */
export class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) for (const test of module.children.allTests()) counts[test.result().state] += 1;
    const skipped = counts.skipped + counts.pending;
    process.stdout.write(
      `\n${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
    );
    if (process.env['CI'] && (skipped > 0 || counts.passed === 0)) {
      process.stderr.write('a run in CI skips nothing and is not empty\n');
      process.exitCode = 1;
    }
  }
}
