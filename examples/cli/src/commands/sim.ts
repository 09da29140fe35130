import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatCount, plural } from '@mesh-examples/lib';
import { runScenario, type ScenarioEvent, type Simulation } from '@mesh-examples/lib/simulation';
import { type Command, command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { file, integer, text } from '../options/kinds.js';
import type { OptionValues } from '../options/option.js';
import { loadScenario } from '../sim/load-scenario.js';
import { scenarioPage } from '../sim/page.js';

const section = 'Output';

const OPTIONS = {
  scenario: file({ section: 'Input', help: 'a module that exports a scenario, .mjs or .ts' }),
  html: text({ section, placeholder: 'FILE', help: 'write the topology and the timeline of the messages as a page' }),
  speed: integer({
    section,
    placeholder: 'N',
    min: 1,
    max: 1000,
    help: 'so many times as fast as time goes, on a terminal (else as fast as it can be computed)',
  }),
} as const;

export const sim: Command = command({
  name: 'sim',
  summary: 'run a network in virtual time',
  usage: ['SCENARIO [OPTIONS]'],
  description: [
    'Runs the routers of a scenario in this process, in virtual time: real codec, state machine and RIBs, no sockets. Says',
    'what happens as it does, on a terminal with a line of how things stand, and ends with the hash of the run.',
  ].join('\n'),
  examples: ['mesh sim ring.mjs', 'mesh sim ring.mjs --html ring.html', 'mesh sim ring.ts --speed 10'],
  options: OPTIONS,
  run: (options, io) => simulate(options, io),
});

async function simulate(options: OptionValues<typeof OPTIONS>, { stdout, interrupted }: Io): Promise<ExitCode> {
  const scenario = await loadScenario(options.scenario);
  const waiting: string[] = [];
  let messages = 0;
  const onEvent = (event: ScenarioEvent): void => {
    if (event.kind === 'message') messages++;
    const line = lineOf(event);
    if (line !== undefined) waiting.push(line);
  };
  const pause = async (simulation: Simulation): Promise<void> => {
    interrupted.throwIfAborted();
    const clear = stdout.isTTY ? '\r\u001b[K' : '';
    for (const line of waiting.splice(0)) await stdout.write(`${clear}${line}\n`);
    if (!stdout.isTTY) return;
    await stdout.write(`${clear}${standing(simulation, messages)}`);
    if (options.speed !== undefined) await sleep(250 / options.speed);
  };
  const record = await runScenario(scenario, { onEvent, pause });
  const summary = `${plural(messages, 'message')} in ${record.untilMs / 1000} s of virtual time; trace ${record.hash}`;
  await stdout.write(`${stdout.isTTY ? '\r\u001b[K' : ''}${summary}\n`);
  if (options.html === undefined) return ExitCode.OK;
  try {
    await writeFile(options.html, scenarioPage(record));
  } catch (error) {
    throw new Failure(`cannot write ${options.html}: ${(error as Error).message}`);
  }
  return ExitCode.OK;
}

/** What is worth a line: steps, NOTIFICATIONs, and sessions that come and go. */
function lineOf(event: ScenarioEvent): string | undefined {
  const at = `${(event.at / 1000).toFixed(3).padStart(9)} s `;
  if (event.kind === 'step') return `${at} ${event.text}`;
  if (event.kind === 'state') {
    const isNews = event.text === 'Established' || event.text === 'Idle';
    return isNews ? `${at} ${event.router} with ${event.peer}: ${event.text}` : undefined;
  }
  return event.type === 'NOTIFICATION' ? `${at} ${event.from} to ${event.to}: ${event.text}` : undefined;
}

function standing({ clock, routers, topology }: Simulation, messages: number): string {
  const running = routers.filter(({ up }) => up);
  const ends = running.flatMap(({ speaker }) => speaker.peers()).filter(({ state }) => state === 'Established').length;
  const routes = running.reduce((sum, { rib }) => sum + rib.size, 0);
  const sessions = `${ends / 2} of ${plural(topology.links.length, 'session')} up`;
  const seconds = (clock.now() / 1000).toFixed(1);
  return `${seconds} s: ${sessions}, ${formatCount(routes)} best paths, ${plural(messages, 'message')}`;
}
