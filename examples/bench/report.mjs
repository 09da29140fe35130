// Runs measurements and prints one line each: goal, median, floor of the same run, PASS or MISS.

/** Median of the results of `runs` calls; the first call warms up and does not count. */
export function median(runs, measure) {
  measure();
  const results = Array.from({ length: runs }, () => measure()).sort((a, b) => a - b);
  return results[results.length >> 1];
}

/** Milliseconds of processor time this process has used, its garbage collector included: other work does not count. */
export function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Seconds of processor time a call takes, with garbage of what came before collected first. */
export function seconds(action) {
  globalThis.gc?.();
  const start = processorMs();
  action();
  return (processorMs() - start) / 1000;
}

const number = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

/** One line. `better` is `more` or `less`; a line without goal is for comparison. True unless the goal is missed. */
export function report({ name, measured, unit, goal, better = 'more', floor }) {
  const passed = goal === undefined || (better === 'more' ? measured >= goal : measured <= goal);
  const wanted = goal === undefined ? '' : `goal ${better === 'more' ? '≥' : '≤'} ${number(goal)}`;
  const beside = floor === undefined ? '' : `${floor.name} ${number(floor.measured)}`;
  const verdict = goal === undefined ? '' : passed ? 'PASS' : 'MISS';
  console.log(
    `${verdict.padEnd(4)}  ${name.padEnd(46)} ${number(measured).padStart(8)} ${unit.padEnd(12)} ${wanted.padEnd(14)} ${beside}`,
  );
  return passed;
}
