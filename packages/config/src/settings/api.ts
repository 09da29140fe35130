import { z } from 'zod';
import { flag, listOf, MISSING, must, text } from './schema.js';

/** Which messages of one direction a program is told of. All default to false. */
export interface ApiMessages {
  /** As JSON or text. Default false. */
  readonly parsed?: boolean;
  /** As octets in hex. */
  readonly packets?: boolean;
  /** Octets and what they say in one event. */
  readonly consolidate?: boolean;
  readonly open?: boolean;
  readonly update?: boolean;
  readonly notification?: boolean;
  readonly keepalive?: boolean;
  readonly refresh?: boolean;
  readonly operational?: boolean;
}

/** Who is told of a neighbour, and of what. */
export interface ApiSettings {
  /** Names of the programs that get its events and may command it. Default none. */
  readonly processes?: readonly string[];
  /** Regular expressions: the programs whose names match one of them. Default none. */
  readonly processesMatch?: readonly string[];
  /** Tell when the session goes up or down. Default false. */
  readonly neighborChanges?: boolean;
  /** Tell what the OPENs agreed on. Default false. */
  readonly negotiated?: boolean;
  /** Tell each change of the state machine. Default false. */
  readonly fsm?: boolean;
  /** Tell of signals of the process. Default false. */
  readonly signal?: boolean;
  readonly receive?: ApiMessages;
  readonly send?: ApiMessages;
}

/** The same with nothing left open. */
export interface Api extends Required<Omit<ApiSettings, 'receive' | 'send'>> {
  readonly receive: Required<ApiMessages>;
  readonly send: Required<ApiMessages>;
}

const off = () => flag().default(false);

const messagesSchema = z
  .strictObject(
    {
      parsed: off(),
      packets: off(),
      consolidate: off(),
      open: off(),
      update: off(),
      notification: off(),
      keepalive: off(),
      refresh: off(),
      operational: off(),
    },
    { error: MISSING },
  )
  .prefault({});

const oneSchema: z.ZodType<Api> = z.strictObject(
  {
    processes: listOf(text()).default([]),
    processesMatch: listOf(
      text()
        .max(256, { error: 'must be at most 256 characters' })
        .refine(isPattern, { error: 'must be a regular expression' }),
    ).default([]),
    neighborChanges: off(),
    negotiated: off(),
    fsm: off(),
    signal: off(),
    receive: messagesSchema,
    send: messagesSchema,
  },
  { error: must('an object, or a list of them') },
);

/** One block or several, as a list. */
export const apiSchema: z.ZodType<readonly Api[]> = z.preprocess(
  (value) => (value === undefined || Array.isArray(value) ? value : [value]),
  z.array(oneSchema).default([]),
);

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
