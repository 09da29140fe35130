import { defineConfig } from 'vitest/config';
import { PlainReporter } from './.ci/reporter.js';

export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'examples/{cli,conformance,harness,lib,mesh-node,vip-service}/vitest.config.ts',
      '.ci/test/vitest.config.ts',
    ],
    reporters: ['default', new PlainReporter()],
  },
});
