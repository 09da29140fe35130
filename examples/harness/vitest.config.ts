import { defineProject } from 'vitest/config';

export default defineProject({
  resolve: { conditions: ['@mesh/source'] },
  ssr: { resolve: { conditions: ['@mesh/source'], externalConditions: ['@mesh/source'] } },
  // Recipes have nothing in common but modules, which so are loaded once.
  test: { name: 'harness', testTimeout: 60_000, isolate: false, include: ['recipes/**/*.test.ts'] },
});
