import { MeshError } from '@mesh/bgp-wire';
import { formatOperational, readOperational } from '../text/statement.js';
import { endOfStatement, type FileKeyword } from './row.js';

/** Whoever has OPERATIONAL messages while its text is read. */
export interface OperationalDraft {
  operational?: readonly string[];
}

/** `operational { kind afi safi …; }`: what stands behind `announce operational`; several blocks add up. */
export const operational: FileKeyword<OperationalDraft> = {
  keyword: 'operational',
  argument: '{ <kind> afi <afi> safi <safi> …; … }',
  repeatable: true,
  read({ cursor }, draft) {
    const list: string[] = [];
    cursor.expect('{');
    while (!cursor.accept('}')) {
      if (cursor.accept(';')) continue;
      list.push(formatOperational(readOperational(cursor)));
      endOfStatement(cursor);
    }
    draft.operational = [...(draft.operational ?? []), ...list];
  },
  print(settings, lines) {
    const list = settings.operational ?? [];
    lines.block('operational', () => {
      for (const one of list) lines.statement(oneLine(one));
    });
  },
};

function oneLine(text: string): string {
  if (!text.includes('\n')) return text;
  throw new MeshError('MESH_SETTINGS_INVALID', `a configuration text holds texts of one line, got '${text}'`);
}
