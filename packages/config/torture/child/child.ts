import { contend } from './contend.js';
import { flip } from './flip.js';
import { saveForever } from './save-forever.js';
import { saveOnce } from './save-once.js';

/** What is run in a process of its own, to be killed or to be in the way. */
const TASKS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  contend,
  flip,
  'save-forever': saveForever,
  'save-once': saveOnce,
};

const [task, ...args] = process.argv.slice(2);
await TASKS[task!]!(args);
