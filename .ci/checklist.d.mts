/** What is wrong, a sentence each, and how many promises there are and are shown. */
export function checkPromises(): { promises: number; shown: number; problems: string[] };
/** The marks in the titles of a file's tests. */
export function marksOf(text: string): string[];
