import { defineConfig } from 'vitest/config';
import { PlainReporter } from '../../../.ci/reporter.js';

// As the interop suite not one of the root's projects: run.mjs makes the namespace that the daemons live in.
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['@mesh/source'] },
  ssr: { resolve: { conditions: ['@mesh/source'], externalConditions: ['@mesh/source'] } },
  test: {
    name: 'conformance-of-daemons',
    include: ['*.test.ts'],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 60_000,
    reporters: ['default', new PlainReporter()],
  },
});
