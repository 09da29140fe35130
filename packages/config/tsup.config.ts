import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', storage: 'src/storage/index.ts', yaml: 'src/yaml/index.ts' },
  format: ['esm', 'cjs'],
  clean: true,
  sourcemap: true,
  splitting: true,
  treeshake: true,
  target: 'node20',
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});
