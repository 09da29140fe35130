// Runs one target for a number of executions and reports what threw and what was slow.
import { performance } from 'node:perf_hooks';
import { mutate } from './mutate.mjs';
import { Random } from './random.mjs';

/** How many slow inputs are run again, and how often. */
const SLOWEST_KEPT = 5;
const REPEATS = 5;
/** Inputs that threw, kept for the report: one a message. */
const CRASHERS_KEPT = 20;

/** `{ name, executions, decoded, crashers, slowest }`; `slowest` in milliseconds is the minimum of five runs alone. */
export async function fuzz({ name, seeds, run }, executions, seed) {
  const random = new Random(seed);
  const crashers = new Map();
  const slow = [];
  let decoded = 0;
  let bar = 0;
  for (let i = 0; i < executions; i++) {
    const bytes = mutate(seeds, random);
    const started = performance.now();
    try {
      const result = run(bytes);
      if (result instanceof Promise ? await result : result) decoded++;
    } catch (error) {
      const reason = String(error?.message ?? error).slice(0, 200);
      if (!crashers.has(reason) && crashers.size < CRASHERS_KEPT) crashers.set(reason, { bytes, error });
    }
    const took = performance.now() - started;
    if (took > bar) bar = keepSlow(slow, bytes, took);
  }
  return { name, executions, decoded, crashers: [...crashers.values()], slowest: await slowestOf(slow, run) };
}

/** Keeps the slowest inputs; returns what the next one has to exceed. */
function keepSlow(slow, bytes, took) {
  slow.push({ bytes, took });
  slow.sort((a, b) => b.took - a.took);
  slow.length = Math.min(slow.length, SLOWEST_KEPT);
  return slow.length === SLOWEST_KEPT ? slow.at(-1).took : 0;
}

/** The first run of an input may pay for a collection or a compilation; its minimum alone tells what the input costs. */
async function slowestOf(slow, run) {
  let slowest = { ms: 0, bytes: new Uint8Array(0) };
  for (const { bytes } of slow) {
    let ms = Number.POSITIVE_INFINITY;
    for (let i = 0; i < REPEATS; i++) {
      const started = performance.now();
      try {
        await run(bytes);
      } catch {
        // Reported as a crasher already.
      }
      ms = Math.min(ms, performance.now() - started);
    }
    if (ms > slowest.ms) slowest = { ms, bytes };
  }
  return slowest;
}
