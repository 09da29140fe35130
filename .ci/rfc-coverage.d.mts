/** Every page of `docs/rfc` as its path from the root and its text. */
export function renderPages(): [file: string, text: string][];
