import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    bfd: 'src/bfd/index.ts',
    bmp: 'src/bmp/index.ts',
    diagnostics: 'src/diagnostics.ts',
    rtr: 'src/rtr/index.ts',
    tcp: 'src/tcp/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  clean: true,
  sourcemap: true,
  splitting: true,
  treeshake: true,
  shims: true, // `import.meta.url` in CommonJS: where koffi is looked for
  target: 'node20',
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});
