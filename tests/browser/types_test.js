// job-progress.d.ts says what is true of job-progress.js and of the routes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as widget from '../../sample-host/web/job-progress.js';

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const declarations = pathOf('../../sample-host/web/job-progress.d.ts');
const program = ts.createProgram([pathOf('widget_user.ts'), declarations], {
  strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
});
const checker = program.getTypeChecker();
const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(declarations)));

function membersOf(name) {
  const type = checker.getDeclaredTypeOfSymbol(exported.find((each) => each.name === name));
  return type.getProperties().map((each) => each.name).sort();
}

// The keys of `name` in the OpenAPI description's schemas.
async function described(name) {
  const text = await readFile(pathOf('../../plugin/openapi.yaml'), 'utf8');
  const [, schema] = text.match(new RegExp(`^    ${name}:\\n((?: {6}.*\\n|\\n)+)`, 'm'));
  const [, properties] = schema.match(/^      properties:\n((?: {8}.*\n|\n)+)/m);
  return [...properties.matchAll(/^ {8}(\w+):/gm)].map(([, key]) => key).sort();
}

test('A page in TypeScript compiles, and what it does wrong is noticed', () => {
  const problems = ts.getPreEmitDiagnostics(program)
    .map((each) => `${each.file?.fileName}: ${ts.flattenDiagnosticMessageText(each.messageText, '\n')}`);

  assert.deepEqual(problems, []);
});

test('What is declared is exported, and nothing else', () => {
  const values = exported.filter((each) => each.flags & ts.SymbolFlags.Value).map((each) => each.name);

  assert.deepEqual(values.sort(), Object.keys(widget).sort());
});

test('A run has the fields that the routes are described with', async () => {
  assert.deepEqual(membersOf('JobRun'), await described('RunFields'));
  assert.deepEqual(membersOf('MediaSyncProgress'), await described('MediaSyncProgress'));
});
