import { defineConfig } from 'tsup';
import { pureConstants } from '../../.ci/pure-constants.js';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    mrt: 'src/mrt/index.ts',
    bmp: 'src/bmp/index.ts',
    pcap: 'src/pcap/index.ts',
    rtr: 'src/rtr/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  clean: true,
  sourcemap: true,
  splitting: true,
  treeshake: true,
  target: 'node20',
  esbuildPlugins: [pureConstants(/[\\/]bgp-wire[\\/]src[\\/].*\.ts$/)],
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
});
