import { type CloseReason, formatCloseReason, type Session } from '@mesh/bgp-session';
import { ErrorCode, formatFamily } from '@mesh/bgp-wire';
import { AdjRibIn, type Route, RouteStore } from '@mesh/rib';
import { formatColumns, formatCount, formatOctets, plural } from '@mesh-examples/lib';
import { Batch } from '../codec/batch.js';
import { type Command, command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { Failure } from '../failure.js';
import { whenAborted } from '../interrupted.js';
import type { Io } from '../io.js';
import { integer, text, toggle } from '../options/kinds.js';
import type { OptionValues } from '../options/option.js';
import { Progress } from '../progress.js';
import { routeObject, routeText } from '../routes/route-line.js';
import { TableDumpFile } from '../routes/table-dump.js';
import { describeSession } from '../session/describe.js';
import { Link } from '../session/link.js';
import { SESSION_OPTIONS, sessionChoice } from '../session/options.js';
import { Received } from '../session/received.js';

const ending = 'When to end (else at the end of the session, or when interrupted)';
const output = 'Output';

const OPTIONS = {
  untilEor: toggle({ section: ending, help: 'when the peer has sent End-of-RIB for every family' }),
  idle: integer({
    section: ending,
    placeholder: 'SECONDS',
    min: 1,
    max: 86_400,
    unit: 'seconds',
    help: 'when no UPDATE has come for a while',
  }),
  count: integer({ section: ending, min: 1, max: 100_000_000, help: 'when this many routes are held' }),
  json: toggle({ section: output, help: 'write the routes as JSON lines; the summary goes to standard error' }),
  follow: toggle({ section: output, help: 'write changes as they come, instead of the routes held at the end' }),
  mrt: text({
    section: output,
    placeholder: 'FILE',
    help: 'write the routes held at the end as an MRT table (RFC 6396), with gzip where the name ends in .gz',
  }),
  ...SESSION_OPTIONS,
} as const;

export const collect: Command = command({
  name: 'collect',
  summary: 'take the routes of a peer',
  usage: ['(--listen [ADDR:]PORT | --peer ADDRESS) --local-as ASN --router-id ID [OPTIONS]'],
  description: [
    'Brings up a session, takes what the peer announces, and says how much it was; with --json also what it was, one',
    'route a line. The routes are those held at the end: what was withdrawn before is gone.',
  ].join('\n'),
  examples: [
    'mesh collect --listen 127.0.0.1:1790 --local-as 65002 --router-id 192.0.2.1 --until-eor --json > routes.jsonl',
    'mesh collect --listen 127.0.0.1:1790 --local-as 65002 --router-id 192.0.2.1 --until-eor --mrt table.gz',
    'mesh collect --peer 192.0.2.1 --local-as 65001 --peer-as 65002 --local-address 192.0.2.2 --follow',
  ],
  options: OPTIONS,
  run: (options, io) => new Collection(options, io).run(),
});

/** One run of the command. */
class Collection {
  readonly #options: OptionValues<typeof OPTIONS>;
  readonly #io: Io;
  readonly #output: Batch;
  readonly #received: Received;
  #session: Session | undefined;
  #finish: () => void = () => undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: OptionValues<typeof OPTIONS>, io: Io) {
    this.#options = options;
    this.#io = io;
    this.#output = new Batch(io.stdout);
    const onChange = (current: Route | undefined, previous: Route | undefined) => this.#follow(current, previous);
    const table = new AdjRibIn(new RouteStore(), options.follow ? { onChange } : {});
    this.#received = new Received(table, () => this.#changed());
  }

  async run(): Promise<ExitCode> {
    const dump = this.#options.mrt === undefined ? undefined : await TableDumpFile.create(this.#options.mrt);
    try {
      return await this.#collect(dump);
    } finally {
      await dump?.close();
    }
  }

  async #collect(dump: TableDumpFile | undefined): Promise<ExitCode> {
    const finished = new Promise<'finished'>((resolve) => {
      this.#finish = () => resolve('finished');
    });
    const link = await Link.open(sessionChoice(this.#options), {
      established: (session) => {
        this.#session = session;
        return { sink: this.#received };
      },
    });
    const progress = new Progress(this.#io.stderr, () => this.#status(link));
    try {
      if (link.listening !== undefined) await progress.note(`listening on ${link.listening}`);
      const interrupted = whenAborted(this.#io.interrupted);
      const session = await Promise.race([link.established(), link.broken, interrupted]);
      if (session !== 'interrupted') {
        await progress.note(`session with ${link.name}: ${describeSession(session)}`);
        this.#armIdleTimer();
      }
      const end =
        session === 'interrupted' ? session : await Promise.race([link.ended, link.broken, finished, interrupted]);
      await progress.stop();
      return await this.#report(end, dump);
    } finally {
      clearTimeout(this.#idleTimer);
      await progress.stop();
      await link.close();
    }
  }

  /** Writes routes and summary. A session that the peer or we ended for an error is a failure, after both. */
  async #report(end: CloseReason | 'finished' | 'interrupted', dump: TableDumpFile | undefined): Promise<ExitCode> {
    await dump?.write(this.#received.table.routes(), this.#session, Date.now());
    if (this.#options.json && !this.#options.follow) {
      for (const route of this.#received.table.routes()) await this.#output.line(JSON.stringify(routeObject(route)));
    }
    await this.#output.flush();
    const isJson = this.#options.json || this.#options.follow;
    await (isJson ? this.#io.stderr : this.#io.stdout).write(this.#summary());
    if (typeof end === 'object' && isError(end)) throw new Failure(`the session ended: ${formatCloseReason(end)}`);
    return ExitCode.OK;
  }

  #changed(): void {
    const { untilEor, count, idle } = this.#options;
    if (untilEor && this.#session && this.#received.isComplete(this.#session.families)) this.#finish();
    if (count !== undefined && this.#received.table.size() >= count) this.#finish();
    if (idle !== undefined) this.#armIdleTimer();
    if (this.#options.follow) void this.#output.flush();
  }

  #armIdleTimer(): void {
    const { idle } = this.#options;
    if (idle === undefined) return;
    if (this.#idleTimer) this.#idleTimer.refresh();
    else this.#idleTimer = setTimeout(() => this.#finish(), idle * 1000);
  }

  #follow(current: Route | undefined, previous: Route | undefined): void {
    const route = current ?? previous;
    if (!route) return;
    const isWithdrawal = current === undefined;
    const line = this.#options.json
      ? JSON.stringify({ change: isWithdrawal ? 'withdraw' : 'announce', ...routeObject(route) })
      : `${isWithdrawal ? '-' : '+'} ${routeText(route)}`;
    void this.#output.line(line);
  }

  #status(link: Link): string {
    const { table, updates, octets } = this.#received;
    const state = link.peer?.state ?? 'Idle';
    return `${state}, ${formatCount(table.size())} routes, ${plural(updates, 'UPDATE')}, ${formatOctets(octets)}`;
  }

  #summary(): string {
    const { table, updates, octets, malformed } = this.#received;
    const families = this.#session?.families ?? [];
    const rows = [
      ['  routes', formatCount(table.size())],
      ...families.map((family) => [`  ${formatFamily(family)}`, formatCount(table.size(family))]),
      ['  UPDATEs', formatCount(updates)],
      ['  octets', formatCount(octets)],
      ...(malformed === 0 ? [] : [['  malformed', plural(malformed, 'UPDATE')]]),
    ];
    return ['collected', ...formatColumns(rows, '<<'), ''].join('\n');
  }
}

/** A Cease, and a connection that simply ends, are how sessions end. */
function isError(reason: CloseReason): boolean {
  if (reason.kind === 'connection-lost') return reason.error !== undefined;
  return 'notification' in reason && reason.notification.code !== ErrorCode.CEASE;
}
