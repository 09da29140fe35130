import { defineConfig } from 'vitest/config';
import { PlainReporter } from '../../.ci/reporter.js';
import { TallyReporter } from './lib/tally.js';

// Not one of the root's projects: the data is outside the repository, in the folder that MESH_CORPUS names.
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['@mesh/source'] },
  ssr: { resolve: { conditions: ['@mesh/source'], externalConditions: ['@mesh/source'] } },
  test: {
    name: 'corpus',
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    reporters: ['default', new TallyReporter(), new PlainReporter()],
  },
});
