import type { MakeTap, SessionInfo } from '@mesh/bgp-session';
import { createContext, Framer, isPrefixNlri, MessageType, type PrefixNlri, UpdateView } from '@mesh/bgp-wire';

export type Direction = 'received' | 'sent';

/** A message as it passed. */
export interface LoggedMessage {
  readonly direction: Direction;
  readonly type: number;
  readonly frame: Uint8Array;
}

/** What passed on one connection, in the order it did. */
export class StreamLog {
  readonly messages: LoggedMessage[] = [];
  readonly initiator: 'local' | 'remote';
  /** Milliseconds, on a clock of its own. */
  readonly openedAt = performance.now();
  establishedAt: number | undefined;
  session: SessionInfo | undefined;
  closed = false;

  constructor(initiator: 'local' | 'remote') {
    this.initiator = initiator;
  }

  of(direction: Direction, type: number): readonly LoggedMessage[] {
    return this.messages.filter((message) => message.direction === direction && message.type === type);
  }
}

/** Writes down the messages of a speaker, a connection at a time. */
export class MessageLog {
  readonly streams: StreamLog[] = [];

  readonly tap: MakeTap = ({ initiator }) => {
    const log = new StreamLog(initiator);
    this.streams.push(log);
    const reader = (direction: Direction) => {
      const framer = new Framer({ extendedMessage: true });
      return (octets: Uint8Array) => {
        framer.push(octets, (frame) => {
          log.messages.push({ direction, type: frame[18]!, frame: frame.slice() });
          return true;
        });
      };
    };
    return {
      received: reader('received'),
      sent: reader('sent'),
      established: (session) => {
        log.session = session;
        log.establishedAt = performance.now();
      },
      closed: () => {
        log.closed = true;
      },
    };
  };

  /** Those of the newest connection. */
  get last(): StreamLog {
    const log = this.streams.at(-1);
    if (log === undefined) throw new Error('no connection yet');
    return log;
  }

  /** Messages of a type on the newest connection. */
  of(direction: Direction, type: number): readonly LoggedMessage[] {
    return this.last.of(direction, type);
  }

  /** What the UPDATEs of the newest connection announce, from the message of that number on; once for each time it was said. */
  announced(direction: Direction, from = 0): readonly PrefixNlri[] {
    const { messages, session } = this.last;
    const context = (direction === 'sent' ? session?.tx : session?.rx) ?? createContext();
    return messages
      .slice(from)
      .filter((message) => message.direction === direction && message.type === MessageType.UPDATE)
      .flatMap(({ frame }) => new UpdateView(frame, context).announced())
      .filter(isPrefixNlri);
  }
}
