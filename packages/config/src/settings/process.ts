import { z } from 'zod';
import { flag, listOf, MISSING, must, text } from './schema.js';

/** A program that is started beside the speaker, gets events and gives commands. */
export interface ProcessSettings {
  readonly name: string;
  /** The program and its arguments. */
  readonly run: readonly string[];
  /** How it is told of events and answered. Default `text`. */
  readonly encoder?: 'text' | 'json';
  /** Start it again when it ends. Default true. */
  readonly respawn?: boolean;
}

/** The same with nothing left open. */
export type Process = Required<ProcessSettings>;

export const processSchema: z.ZodType<Process> = z.strictObject(
  {
    name: text().regex(/^[A-Za-z0-9._-]{1,64}$/, { error: 'must be 1-64 of A-Z a-z 0-9 . _ -' }),
    run: listOf(text()).min(1, { error: 'must name a program' }),
    encoder: z.enum(['text', 'json'], { error: must('text or json') }).default('text'),
    respawn: flag().default(true),
  },
  { error: MISSING },
);
