import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { projects: ['packages/*/vitest.config.ts', 'examples/{cli,lib,harness}/vitest.config.ts'] },
});
