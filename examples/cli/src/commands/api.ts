import path from 'node:path';
import { Writable } from 'node:stream';
import { systemClock } from '@mesh/bgp-session';
import { formatFamily } from '@mesh/bgp-wire';
import { type Api, CommandSession, type EventListener } from '@mesh/config';
import { ApiDaemon } from '../api/api-daemon.js';
import { ApiSocket } from '../api/api-socket.js';
import { type ApiEnvironment, apiEnvironment } from '../api/environment.js';
import { eventWriter } from '../api/event-writer.js';
import { LineQueue } from '../api/line-queue.js';
import { configurationOf, readSettings, settingsOf } from '../api/load-configuration.js';
import { type Command, command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import type { Io, WatchedSignal } from '../io.js';
import { choice, text, toggle } from '../options/kinds.js';
import type { OptionValues } from '../options/option.js';
import { SESSION_OPTIONS } from '../session/options.js';
import { UsageError } from '../usage-error.js';

const section = 'Input and output';

/** The options of a single neighbour, as those of `mesh inject`. */
const NEIGHBOR = {
  peer: SESSION_OPTIONS.peer,
  port: SESSION_OPTIONS.port,
  listen: SESSION_OPTIONS.listen,
  passive: SESSION_OPTIONS.passive,
  localAs: SESSION_OPTIONS.localAs,
  peerAs: SESSION_OPTIONS.peerAs,
  routerId: SESSION_OPTIONS.routerId,
  localAddress: SESSION_OPTIONS.localAddress,
  holdTime: SESSION_OPTIONS.holdTime,
  families: SESSION_OPTIONS.families,
  addPath: SESSION_OPTIONS.addPath,
} as const;

const API_OPTIONS = {
  config: text({ section, short: 'c', placeholder: 'FILE', help: "ExaBGP's configuration, or settings in JSON" }),
  socket: text({ section, placeholder: 'PATH', help: 'take commands on a Unix socket, too; only the owner may' }),
  output: choice({
    section,
    placeholder: 'FORM',
    words: ['text', 'json'],
    initial: 'text',
    help: 'the form of answers on standard output and the socket: text or json',
  }),
  apiVersion: choice({
    section,
    placeholder: 'N',
    words: ['', '4', '6'],
    initial: '',
    help: 'version of events and grammar, 4 or 6 (default exabgp.api.version, or 6)',
  }),
  events: toggle({ section, help: 'events on standard output as well, of every neighbour' }),
  hold: toggle({ section, help: 'stay when standard input is at its end' }),
  ...NEIGHBOR,
} as const;

export const api: Command = command({
  name: 'api',
  summary: "take ExaBGP's commands, for its scripts and for people",
  usage: ['--config FILE [OPTIONS]', '--peer ADDRESS --local-as ASN --peer-as ASN [OPTIONS]'],
  description: [
    'Runs a speaker that does what commands say: on standard input, on a Unix socket, and those that the programs of',
    "process blocks write. Both of ExaBGP's grammars are taken. A command is answered by done, or by what is wrong and",
    'error. Programs get the events that the api blocks of their neighbours name, and are started again when they end, at',
    'most five times in 64 seconds. Without a configuration there is the one neighbour that the options describe.',
    'At the end of standard input it waits until everything has been sent, and ends; with programs, a socket or --hold it',
    'stays. SIGTERM, SIGINT and SIGHUP end it, SIGALRM begins anew, SIGUSR1 reads the configuration again, SIGUSR2 starts',
    'the programs again as well.',
    'Of the environment it reads exabgp.api.ack, exabgp.api.version, exabgp.api.respawn, exabgp.api.terminate,',
    'exabgp.tcp.bind and exabgp.tcp.port, or the same with underscores.',
  ].join('\n'),
  examples: [
    'mesh api --config exabgp.conf',
    'mesh api --config exabgp.conf --socket /run/mesh/api.sock --hold',
    "echo 'announce route 10.0.0.0/24 next-hop self' | mesh api --peer 192.0.2.2 --local-as 65001 --peer-as 65002 --local-address 192.0.2.1",
  ],
  options: API_OPTIONS,
  async run(options, io) {
    const environment = environmentOf(options);
    const load = loader(options, environment);
    const clock = systemClock();
    const report = (line: string) => void io.stderr.write(`mesh api: ${line}\n`);
    const output = new LineQueue(streamOf(io), clock, {
      onCut: (reason) => {
        report(`standard output is not read: ${reason}`);
        daemon.shutdown(ExitCode.FAILURE);
      },
    });
    let socket: ApiSocket | undefined;
    const daemon: ApiDaemon = await ApiDaemon.start({
      load,
      environment,
      clock,
      folder: path.dirname(path.resolve(options.config ?? '.')),
      stderr: io.stderr,
      listeners: options.events ? [observer(output, environment)] : [],
      waiting: () => output.length + (socket?.waiting ?? 0),
    });
    const { ack, version } = environment;
    const session = new CommandSession(daemon, {
      ack,
      version,
      output: options.output,
      write: (line) => output.write(line),
    });
    const unwatch = io.onSignal((signal) => SIGNALS[signal](daemon));
    const onInterrupt = () => daemon.shutdown();
    io.interrupted.addEventListener('abort', onInterrupt);
    if (io.interrupted.aborted) onInterrupt();
    try {
      if (options.socket !== undefined) {
        socket = await ApiSocket.listen({
          path: options.socket,
          host: daemon,
          clock,
          environment,
          output: options.output,
          report,
        });
        report(`commands are taken at ${options.socket}`);
      }
      const stays = options.hold || socket !== undefined || daemon.programs.length > 0;
      const speak = async () => {
        await session.run(piecesOf(io.stdin));
        if (stays) return;
        await daemon.flushed();
        daemon.shutdown();
      };
      // Who is shut down in the midst of it has been told why.
      speak().catch((error: unknown) => {
        if (!daemon.isEnding) report(String(error));
      });
      return await daemon.ended;
    } finally {
      unwatch();
      io.interrupted.removeEventListener('abort', onInterrupt);
      daemon.shutdown();
      await daemon.ended;
      await socket?.close();
      await output.drained();
    }
  },
});

/** What signals do, with ExaBGP's meaning of them and the numbers that its events have. */
const SIGNALS: Readonly<Record<WatchedSignal, (daemon: ApiDaemon) => void>> = {
  SIGHUP: (daemon) => daemon.shutdown(),
  SIGALRM: (daemon) => {
    daemon.signal(14, 'SIGALRM');
    daemon.restart();
  },
  SIGUSR1: (daemon) => {
    daemon.signal(10, 'SIGUSR1');
    daemon.reload();
  },
  SIGUSR2: (daemon) => {
    daemon.signal(12, 'SIGUSR2');
    daemon.reload({ full: true });
  },
};

type ApiOptions = OptionValues<typeof API_OPTIONS>;

function environmentOf({ apiVersion }: ApiOptions): ApiEnvironment {
  const environment = apiEnvironment(process.env);
  return apiVersion === '' ? environment : { ...environment, version: apiVersion === '4' ? 4 : 6 };
}

/** How the configuration comes to be. Throws `UsageError` where options are missing or exclude each other. */
function loader(options: ApiOptions, environment: ApiEnvironment) {
  const { config, peer, localAs, peerAs, listen } = options;
  if (config !== undefined) {
    if (peer !== undefined) throw new UsageError('--config and --peer exclude each other');
    return async () => configurationOf(await readSettings(config), environment);
  }
  if (peer === undefined) throw new UsageError('--config or --peer is needed');
  if (localAs === undefined || peerAs === undefined) throw new UsageError('--local-as and --peer-as are needed');
  const localAddress = listen?.address ?? options.localAddress;
  const settings = settingsOf({
    ...options,
    peer,
    localAs,
    peerAs,
    localAddress,
    listenPort: listen?.port ?? 0,
    families: (options.families ?? []).map((family) => formatFamily(family).replace('-', ' ')).join(' '),
    addPath: options.addPath !== undefined,
  });
  return async () => configurationOf(settings, environment);
}

const NONE = {
  parsed: false,
  packets: false,
  consolidate: false,
  open: false,
  update: false,
  notification: false,
  keepalive: false,
  refresh: false,
  operational: false,
};

/** What somebody sees who asks for events without saying which. */
const EVENTS: Api = {
  processes: [],
  processesMatch: [],
  neighborChanges: true,
  negotiated: true,
  fsm: false,
  signal: true,
  receive: { ...NONE, parsed: true, open: true, update: true, notification: true, refresh: true, operational: true },
  send: { ...NONE, parsed: true, notification: true },
};

function observer(output: LineQueue, { version }: ApiEnvironment): EventListener {
  const write = eventWriter('json', () => version);
  return { name: 'standard output', api: EVENTS, tell: (event) => output.push(write(event)!) };
}

/** Standard output as a stream that says when it has had enough. */
function streamOf(io: Io): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      io.stdout.write(chunk).then(() => done(), done);
    },
  });
}

async function* piecesOf(octets: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of octets) yield decoder.decode(piece, { stream: true });
}
