import type { Row } from './lib/row.js';
import { errnoInjection } from './rows/errno-injection.js';
import { exportWithSessions } from './rows/export.js';
import { fullDisk } from './rows/full-disk.js';
import { killPoints } from './rows/kill-points.js';
import { loadFuzz, textFuzz } from './rows/load-fuzz.js';
import { manyWriters } from './rows/many-writers.js';
import { modeAndOwner } from './rows/mode-owner.js';
import { powerLoss } from './rows/power-loss.js';
import { racer } from './rows/racer.js';
import { randomKills } from './rows/random-kills.js';

const ROWS: readonly Row[] = [
  killPoints,
  randomKills,
  errnoInjection,
  fullDisk,
  powerLoss,
  racer,
  manyWriters,
  modeAndOwner,
  exportWithSessions,
  loadFuzz,
  textFuzz,
];

const isQuick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const rows = ROWS.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
let failed = rows.length === 0 ? 1 : 0;
for (const row of rows) {
  const started = performance.now();
  const { goal, measured, wrong } = await row.run(isQuick ? row.quick : row.full).catch((error: Error) => ({
    goal: row.what,
    measured: 'it could not be run',
    wrong: [error.stack ?? error.message],
  }));
  if (wrong.length > 0) failed++;
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(
    `${wrong.length === 0 ? 'PASS' : 'FAIL'}  ${row.id.padEnd(3)}  ${goal.padEnd(62)}  ${measured} (${seconds} s)`,
  );
  for (const what of wrong.slice(0, 5)) console.log(`      ${what}`);
  if (wrong.length > 5) console.log(`      and ${wrong.length - 5} more`);
}
process.exitCode = failed === 0 ? 0 : 1;
