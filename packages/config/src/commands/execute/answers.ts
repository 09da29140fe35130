import type { AnswerModes } from './session-modes.js';

type Output = AnswerModes['output'];

/** The lines that end what a command is answered, word for word as ExaBGP has them. */
export const ANSWERS: Readonly<Record<'done' | 'error' | 'shutdown', Readonly<Record<Output, string>>>> = {
  done: { text: 'done', json: '{ "answer": "done", "message": "command completed" }' },
  error: {
    text: 'error',
    json: '{ "answer": "error", "message": "this command does not support json output" }',
  },
  shutdown: { text: 'shutdown', json: '{ "answer": "shutdown", "message": "exbgp exited" }' },
};

/** The line before `error` that says what is wrong. */
export function errorLine(error: unknown, output: Output): string {
  const problem = problemOf(error);
  return output === 'json' ? `{"error": ${JSON.stringify(problem)}}` : `error: ${problem}`;
}

/** What is wrong, on one line: the place in the text is said, the picture of it left out. */
export function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const end = message.indexOf('\n');
  return end < 0 ? message : message.slice(0, end);
}
