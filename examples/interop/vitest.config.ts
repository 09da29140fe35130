import { defineConfig } from 'vitest/config';
import { PlainReporter } from '../../.ci/reporter.js';
import { CheckList } from './lab/check-list.js';

// Not one of the root's projects: the suite needs root, five daemons and a namespace, which run.mjs sees to.
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['@mesh/source'] },
  ssr: { resolve: { conditions: ['@mesh/source'], externalConditions: ['@mesh/source'] } },
  test: {
    name: 'interop',
    include: ['test/**/*.test.ts'],
    fileParallelism: false, // one port 179 an address, and hold times of three seconds want the machine for themselves
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new CheckList(), new PlainReporter()],
  },
});
