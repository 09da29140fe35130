// Builds what is not built yet, then runs the demo.
import { buildFastOrExit } from '../../../.ci/build-fast.mjs';

await buildFastOrExit('@mesh-examples/demo');
const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
