#!/usr/bin/env node
// Runs the node in this process, so that signals are its own. In a clone whatever is not built yet is built first.
import { buildFastOrExit } from '../../../.ci/build-fast.mjs';

await buildFastOrExit('@mesh-examples/mesh-node');
const { main } = await import('../dist/index.js');
process.exitCode = await main(process.argv.slice(2));
