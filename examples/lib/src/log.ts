/** What a field of a log line may be. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Lines for machines: one JSON object each. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Text of a field at most: what comes from a wire may be long. */
const MAX_TEXT = 512;

/**
 * Writes a line for each event: time, level, event, fields. What is no printable text is escaped, so that what a neighbour
 * or a caller says never makes a line of its own (RFC 9003 §2 warns of it), and long text is cut.
 */
export function jsonLog(write: (line: string) => void, today: () => number = () => Date.now()): Log {
  const line = (level: string, event: string, fields: LogFields = {}) => {
    const entry = { time: new Date(today()).toISOString(), level, event, ...fields };
    write(
      `${JSON.stringify(entry, (_key, value) => (typeof value === 'string' ? cut(value) : value)).replace(UNSAFE, escaped)}\n`,
    );
  };
  return {
    info: (event, fields) => line('info', event, fields),
    error: (event, fields) => line('error', event, fields),
  };
}

export const silentLog: Log = { info: () => {}, error: () => {} };

/** What JSON leaves as it is and a terminal or a reader of lines does not: DEL, C1, line separators, direction marks. */
const UNSAFE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
