import { defineConfig } from 'vitest/config';
import { PlainReporter } from '../../.ci/reporter.js';
import project from './vitest.config.js';

// `pnpm coverage`: the unit tests of the node once more, and how much of its source they run. A folder of its own, so that
// the other projects do not pay for it.
export default defineConfig({
  ...project,
  root: import.meta.dirname,
  test: {
    ...project.test,
    // Fifty storms and five hundred nodes run the same code again and again, and `pnpm test` has run them.
    exclude: ['test/simulation/five-hundred.test.ts'],
    env: { MESH_CHAOS_SEEDS: '3' },
    isolate: false,
    reporters: ['default', new PlainReporter()],
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['src/**'],
      exclude: [
        // Needs root, namespaces and daemons: the interop suite runs it.
        'src/lab/**',
        'src/commands/lab.ts',
      ],
      reporter: [['text', { maxCols: 120 }]],
      thresholds: { lines: 80, functions: 80, branches: 80, statements: 80 },
    },
  },
});
