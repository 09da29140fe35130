import { setImmediate as breathe } from 'node:timers/promises';
import { formatCloseReason } from '@mesh/bgp-session';
import { createContext } from '@mesh/bgp-wire';
import { AdjRibOut, RouteStore, type SkipReason } from '@mesh/rib';
import { formatColumns, formatCount, formatDuration, formatOctets, plural } from '@mesh-examples/lib';
import { type Command, command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { Failure } from '../failure.js';
import { whenAborted } from '../interrupted.js';
import type { Io } from '../io.js';
import { address, integer, text, toggle } from '../options/kinds.js';
import type { OptionValues } from '../options/option.js';
import { Progress } from '../progress.js';
import { describeSession } from '../session/describe.js';
import { GatedSource } from '../session/gated-source.js';
import { Link } from '../session/link.js';
import { nextHopOption, withNextHops } from '../session/next-hop-rule.js';
import { SESSION_OPTIONS, sessionChoice } from '../session/options.js';
import { generatedSource } from '../sources/generated.js';
import { mrtSource } from '../sources/mrt.js';
import { readFile } from '../sources/read-file.js';
import type { RouteSource, RouteTarget } from '../sources/route-source.js';
import { routeTextSource } from '../sources/route-text.js';
import { updatesSource } from '../sources/updates.js';
import { UsageError } from '../usage-error.js';

const source = 'Routes (from one of the first four)';
const sending = 'Sending';

const OPTIONS = {
  mrt: text({
    section: source,
    placeholder: 'FILE',
    help: 'an MRT file, a table or a log of messages; - for standard input',
  }),
  updates: text({
    section: source,
    placeholder: 'FILE',
    help: 'a file of BGP messages one after another; - for standard input',
  }),
  routes: text({ section: source, placeholder: 'FILE', help: 'a file of route text; - for standard input' }),
  count: integer({
    section: source,
    min: 1,
    max: 20_000_000,
    help: 'this many invented routes, as the Internet has them',
  }),
  from: address({
    section: source,
    help: 'of an MRT file only the routes of this peer (default of a table: the first route of each prefix)',
  }),
  seed: integer({ section: source, min: 0, max: 0xffffffff, initial: 1, help: 'another seed, another table' }),
  ipv6: integer({
    section: source,
    placeholder: 'PERCENT',
    min: 0,
    max: 100,
    unit: 'per cent',
    initial: 0,
    help: 'share of IPv6 among invented routes',
  }),
  nextHop: nextHopOption(sending),
  prepend: toggle({ section: sending, help: 'put our AS number before the paths, on external sessions' }),
  hold: toggle({ section: sending, help: 'stay up afterwards until interrupted, and come back if the session ends' }),
  linger: integer({
    section: sending,
    placeholder: 'SECONDS',
    min: 1,
    max: 86_400,
    unit: 'seconds',
    help: 'stay up for a while afterwards',
  }),
  ...SESSION_OPTIONS,
} as const;

export const inject: Command = command({
  name: 'inject',
  summary: 'announce routes to a peer',
  usage: [
    '(--mrt FILE | --updates FILE | --routes FILE | --count N) --peer ADDRESS --local-as ASN --router-id ID [OPTIONS]',
  ],
  description: [
    'Reads routes, brings up a session, announces everything, and ends with Cease once the stream has taken it all.',
    'Files may be compressed with gzip or bzip2. Exit code 1 where the peer refuses, with its reason in words.',
  ].join('\n'),
  examples: [
    'mesh inject --count 100000 --peer 192.0.2.1 --local-as 65001 --peer-as 65002 --local-address 192.0.2.2 --next-hop self',
    'mesh inject --updates table.bgp.gz --peer 192.0.2.1 --port 1790 --local-as 65001 --router-id 192.0.2.2 --hold',
  ],
  options: OPTIONS,
  run: (options, io) => new Injection(options, io).run(),
});

/** One run of the command. */
class Injection {
  readonly #io: Io;
  readonly #options: OptionValues<typeof OPTIONS>;
  readonly #source: RouteSource;
  readonly #rib: AdjRibOut;
  readonly #skipped = new Map<SkipReason, number>();
  /** Routes read so far. */
  #read = 0;
  #isRead = false;
  /** When what is going on now, reading or sending, began. */
  #since = performance.now();
  /** The command is over, so that reading on would be for nobody. */
  #isOver = false;
  #gate: GatedSource | undefined;
  #peerName = '';

  constructor(options: OptionValues<typeof OPTIONS>, io: Io) {
    this.#options = options;
    this.#io = io;
    this.#source = sourceOf(options, io);
    this.#rib = new AdjRibOut(new RouteStore(), {
      prependLocalAs: options.prepend,
      onSkipped: (_route, reason) => this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1),
    });
  }

  async run(): Promise<ExitCode> {
    const link = await Link.open(sessionChoice(this.#options), {
      established: (session) => {
        this.#gate = new GatedSource(this.#rib.open(session));
        if (this.#isRead) this.#gate.open();
        return { source: this.#gate };
      },
    });
    const progress = new Progress(this.#io.stderr, () => this.#status(link));
    try {
      if (link.listening !== undefined) await progress.note(`listening on ${link.listening}`);
      const interrupted = whenAborted(this.#io.interrupted);
      const done = await Promise.race([this.#inject(link, progress), link.broken, interrupted]);
      if (done === 'interrupted') throw new Failure('interrupted before everything was sent');
      await progress.stop();
      await this.#io.stdout.write(done);
      await this.#stay(link, interrupted);
      return ExitCode.OK;
    } finally {
      this.#isOver = true;
      await progress.stop();
      await link.close();
    }
  }

  /** Everything up to the moment when the stream has taken the last route. Returns the summary. */
  async #inject(link: Link, progress: Progress): Promise<string> {
    const established = link.established().then(async (session) => {
      await progress.note(`session with ${link.name}: ${describeSession(session)}`);
      return session;
    });
    const ended = link.ended.then((reason) => {
      throw new Failure(`the session ended before everything was sent: ${formatCloseReason(reason)}`);
    });
    // Where the peer refuses, there is nothing more to read for.
    const refused = established.then(() => new Promise<never>(() => undefined));
    const [session] = await Promise.race([Promise.all([established, this.#readAll()]), refused, ended]);
    this.#peerName = `AS ${session.peerAs} at ${link.name}`;
    this.#since = performance.now();
    const before = link.peer?.traffic.sent;
    this.#isRead = true;
    this.#gate?.open();
    await Promise.race([this.#rib.flushed(), ended]);
    const seconds = (performance.now() - this.#since) / 1000;
    const after = link.peer?.traffic.sent;
    return this.#summary(
      seconds,
      (after?.updates ?? 0) - (before?.updates ?? 0),
      (after?.octets ?? 0) - (before?.octets ?? 0),
    );
  }

  /** Reads the source into the RIB, and lets the session have its turns meanwhile. */
  async #readAll(): Promise<void> {
    const target: RouteTarget = withNextHops(this.#options.nextHop, {
      announce: (family, bytes, offset, length, pathId, attributes, nextHop) => {
        this.#read += 1;
        this.#rib.announceEncoded(family, bytes, offset, length, pathId, attributes, nextHop);
      },
      withdraw: (family, bytes, offset, length, pathId) => {
        this.#rib.withdrawEncoded(family, bytes, offset, length, pathId);
      },
    });
    let breathed = performance.now();
    for await (const _ of this.#source.feed(target)) {
      if (this.#isOver) return;
      if (performance.now() - breathed < BREATH_MS) continue;
      await breathe();
      breathed = performance.now();
    }
    if (this.#rib.size === 0) throw new Failure(`there is no route in ${this.#source.name}`);
  }

  /** Keeps the session up as long as the options say. */
  async #stay(link: Link, interrupted: Promise<'interrupted'>): Promise<void> {
    const { hold, linger } = this.#options;
    if (!hold && linger === undefined) return;
    const timeout = new AbortController();
    const timer = linger === undefined ? undefined : setTimeout(() => timeout.abort(), linger * 1000);
    try {
      await Promise.race([interrupted, link.broken, whenAborted(timeout.signal), ...(hold ? [] : [link.ended])]);
    } finally {
      clearTimeout(timer);
    }
  }

  #status(link: Link): string {
    const state = link.peer?.state ?? 'Idle';
    const octets = formatOctets(link.peer?.traffic.sent.octets ?? 0);
    const total = this.#rib.size;
    const done = this.#isRead ? total - this.#rib.pending : this.#read;
    const rate = `${formatCount((1000 * done) / (performance.now() - this.#since))}/s`;
    if (!this.#isRead) return `${state}, ${formatCount(done)} routes read, ${rate}`;
    return `${state}, ${formatCount(done)} of ${formatCount(total)} routes sent, ${octets}, ${rate}`;
  }

  #summary(seconds: number, updates: number, octets: number): string {
    const unsent = [...this.#skipped.values()].reduce((sum, count) => sum + count, 0);
    const sent = this.#rib.size - unsent;
    const rows: [string, string][] = [
      ['  routes', formatCount(sent)],
      ['  UPDATEs', formatCount(updates)],
      ['  octets', formatCount(octets)],
      ['  time', formatDuration(1000 * seconds)],
      ['  rate', `${formatCount(sent / seconds)} prefixes/s`],
    ];
    for (const [reason, count] of this.#skipped)
      rows.push(['  not sent', `${plural(count, 'route')}: ${SKIPPED[reason]}`]);
    for (const remark of this.#source.remarks()) rows.push(['  note', remark]);
    return [`injected ${this.#source.name} into ${this.#peerName}`, ...formatColumns(rows, '<<'), ''].join('\n');
  }
}

/** How long reading may keep the session waiting. */
const BREATH_MS = 10;

const SKIPPED: Readonly<Record<SkipReason, string>> = {
  family: 'the session does not speak their family',
  'next-hop': 'the session cannot carry their next hop; give one with --next-hop',
  'too-large': 'they do not fit a message with their attributes',
  'long-lived-stale': 'they have the community llgr-stale, and the peer does not know long-lived graceful restart',
  orf: 'the peer has asked for a filter that they do not pass',
  otc: 'they have OTC, and the peer is no customer',
  loop: 'the AS of the peer is in their path',
  source: 'the peer is where they came from',
};

/** The one source that the options name. */
function sourceOf(options: OptionValues<typeof OPTIONS>, io: Io): RouteSource {
  const { mrt, from, updates, routes, count, seed, ipv6, asn2 } = options;
  if (from !== undefined && mrt === undefined) throw new UsageError('--from needs --mrt');
  const sources = [
    mrt === undefined ? undefined : () => mrtSource(mrt, readFile(mrt, io.stdin), from),
    updates === undefined
      ? undefined
      : () =>
          updatesSource(updates, readFile(updates, io.stdin), createContext({ asn4: !asn2, extendedMessage: true })),
    routes === undefined ? undefined : () => routeTextSource(routes, readFile(routes, io.stdin)),
    count === undefined ? undefined : () => generatedSource({ count, seed, ipv6Share: ipv6 / 100 }),
  ].filter((one) => one !== undefined);
  const [make] = sources;
  if (make === undefined) throw new UsageError('--mrt, --updates, --routes or --count is needed');
  if (sources.length > 1) throw new UsageError('--mrt, --updates, --routes and --count exclude each other');
  return make();
}
