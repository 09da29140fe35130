import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@mesh/source'] },
  ssr: { resolve: { conditions: ['@mesh/source'], externalConditions: ['@mesh/source'] } },
  test: { name: 'mesh-node', testTimeout: 60_000, include: ['test/**/*.test.ts'] },
});
