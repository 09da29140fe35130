import { z } from 'zod';
import { MISSING, must, text } from './schema.js';

/** Who is told of a neighbour. */
export interface ApiSettings {
  /** Names of the programs that get its events and may command it. Default none. */
  readonly processes?: readonly string[];
}

export const apiSchema: z.ZodType<Required<ApiSettings>> = z
  .strictObject({ processes: z.array(text(), { error: must('a list') }).default([]) }, { error: MISSING })
  .prefault({});
