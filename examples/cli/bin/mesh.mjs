#!/usr/bin/env node
// Runs the command in this process, so that standard input, output and signals are its own. In a clone whatever is not
// built yet is built first; that takes a moment and says nothing on standard output.
import { buildFastOrExit } from '../../../.ci/build-fast.mjs';

await buildFastOrExit('@mesh-examples/cli');
const { main } = await import('../dist/index.js');
process.exitCode = await main(process.argv.slice(2));
