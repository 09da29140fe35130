// Which clause of which document stands in which file, and what holds it: harvested from the citations in the sources
// and tests of the packages (`RFC 7606 §7.1`, the form that the conventions ask for) and written to `docs/rfc`. A test
// compares what is there with what this would write; `pnpm rfc` writes it.
//
// A clause's tests are those that cite it. Where none does, they are the tests that mirror its code: of the same path,
// or of the nearest folder above that has some.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const OUT = 'docs/rfc';
const PACKAGES = ['bgp-wire', 'bgp-session', 'rib', 'config'];
const TITLES = JSON.parse(readFileSync(path.join(root, '.ci/rfc-titles.json'), 'utf8'));

/** A document, and the clauses named right after it: `RFC 4271 §4.3, §6.3`, `draft-ietf-bess-mup-safi §3`. */
const CITATION =
  /\b(RFC (\d{2,5})|draft-[a-z0-9-]*[a-z0-9](?![a-z0-9-]*\.js))((?:(?:,| and|–)? ?§[\dA-Z]+(?:\.[\da-z]+)*)*)/g;

/** Every page as `[path, text]`, ready to be written. */
export function renderPages() {
  const documents = harvest();
  const pages = documents.map(({ name, clauses }) => [path.join(OUT, fileOf(name)), renderDocument(name, clauses)]);
  return [[path.join(OUT, 'README.md'), renderIndex(documents)], ...pages];
}

/** Documents with their clauses, each with the files that cite it. */
function harvest() {
  const documents = new Map();
  for (const { file, kind, text } of files()) {
    for (const [, name, , sections] of text.matchAll(CITATION)) {
      const clauses = [...sections.matchAll(/§([\dA-Z]+(?:\.[\da-z]+)*)/g)].map((match) => `§${match[1]}`);
      for (const clause of clauses.length === 0 ? [''] : clauses) {
        const document = getOrSet(documents, name, () => new Map());
        const places = getOrSet(document, clause, () => ({ code: new Set(), tests: new Set() }));
        places[kind].add(file);
      }
    }
  }
  return [...documents]
    .map(([name, clauses]) => ({ name, clauses: [...clauses].sort(([a], [b]) => compare(a, b)) }))
    .filter(({ clauses }) => clauses.some(([, { code }]) => code.size > 0))
    .sort((a, b) => compare(a.name, b.name));
}

/**
 * Sources and tests of the packages, comments' line breaks joined, for a citation may stand across one. What a package
 * publishes for tests counts among the tests.
 */
function* files() {
  for (const name of PACKAGES) {
    for (const [folder, kind] of [
      ['src', 'code'],
      ['test', 'tests'],
    ]) {
      const base = path.join('packages', name, folder);
      for (const file of readdirSync(path.join(root, base), { recursive: true, encoding: 'utf8' }).sort()) {
        if (!/\.(ts|json)$/.test(file)) continue;
        const text = readFileSync(path.join(root, base, file), 'utf8').replace(/\n\s*\*? ?/g, ' ');
        yield { file: path.join(base, file), kind: file.startsWith('testing/') ? 'tests' : kind, text };
      }
    }
  }
}

function getOrSet(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

/** Numbers inside names compare as numbers: RFC 791 before RFC 1997, §4.3 before §4.10. */
function compare(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

function fileOf(name) {
  return `${name.toLowerCase().replace(' ', '-')}.md`;
}

function renderIndex(documents) {
  const rows = documents.map(({ name, clauses }) => {
    const cited = clauses.filter(([clause, { code }]) => clause !== '' && code.size > 0);
    const packages = new Set(clauses.flatMap(([, { code }]) => [...code].map((file) => file.split('/')[1])));
    const tested = cited.filter(([, places]) => testsOf(places).length > 0);
    return `| [${name}](${fileOf(name)}) | ${TITLES[name] ?? ''} | ${[...packages].sort().join(', ')} | ${cited.length} | ${tested.length} |`;
  });
  return `${[
    '# RFC coverage',
    '',
    'Which documents the packages implement, and where. Written by `pnpm rfc` from the citations in code and tests; a page a document names its clauses, the files that implement them and the tests that hold them. What is not listed is not there. What every row of the codec has — decoder, encoder, text, JSON, arbitrary, vector — is held by a test over the tables.',
    '',
    '| document | title | packages | clauses | with tests |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}

function renderDocument(name, clauses) {
  const rows = clauses
    .filter(([, { code }]) => code.size > 0)
    .map(([clause, places]) => {
      const tests = testsOf(places);
      return `| ${clause || 'as a whole'} | ${links([...places.code])} | ${tests.length === 0 ? '—' : links(tests)} |`;
    });
  const source = name.startsWith('RFC')
    ? `https://www.rfc-editor.org/rfc/rfc${name.slice(4)}`
    : `https://datatracker.ietf.org/doc/${name}`;
  return `${[
    `# ${name}${TITLES[name] ? `: ${TITLES[name]}` : ''}`,
    '',
    `[The document](${source}) · [all documents](README.md) · written by \`pnpm rfc\``,
    '',
    '| clause | code | tests |',
    '|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}

function links(list) {
  return list
    .sort(compare)
    .map((file) => `[${file.replace(/^packages\//, '').replace(/\/(src|test)\//, ' ')}](../../${file})`)
    .join('<br>');
}

function testsOf({ code, tests }) {
  return tests.size > 0 ? [...tests] : [...new Set([...code].flatMap(mirrorsOf))];
}

/** Tests of the same path as a source file, else those of the nearest folder that has some. */
function mirrorsOf(file) {
  const [, name, , ...rest] = file.split('/');
  const base = path.join('packages', name, 'test');
  const exact = path.join(base, rest.join('/').replace(/\.ts$/, '.test.ts'));
  if (existsSync(path.join(root, exact))) return [exact];
  for (let depth = rest.length - 1; depth > 0; depth--) {
    const folder = path.join(base, ...rest.slice(0, depth));
    const named = path.join(base, `${rest.slice(0, depth).join('/')}.test.ts`);
    if (existsSync(path.join(root, named))) return [named];
    const rows = path.join(folder, 'rows.test.ts');
    if (existsSync(path.join(root, rows))) return [rows];
    const found = existsSync(path.join(root, folder))
      ? readdirSync(path.join(root, folder)).filter((one) => one.endsWith('.test.ts'))
      : [];
    if (found.length > 0) return found.map((one) => path.join(folder, one));
  }
  const alone = path.join(base, rest.at(-1).replace(/\.ts$/, '.test.ts'));
  return existsSync(path.join(root, alone)) ? [alone] : [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.join(root, OUT);
  mkdirSync(folder, { recursive: true });
  const pages = renderPages();
  const kept = new Set(pages.map(([file]) => path.basename(file)));
  for (const file of readdirSync(folder)) if (!kept.has(file)) rmSync(path.join(folder, file));
  for (const [file, text] of pages) writeFileSync(path.join(root, file), text);
  console.log(`wrote ${pages.length} pages to ${OUT}`);
}
