import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API_NAMES, readOpenApi, renderOpenApi } from '../../test/support/openapi.ts';

const rendered = await renderOpenApi();

for (const name of API_NAMES)
  test(`docs/reference/${name}.json is what the routes say (if not: npm run openapi)`, async () => {
    assert.equal(await readOpenApi(name), rendered[name]);
  });

test('every operation says what it is for', () => {
  for (const name of API_NAMES) {
    const { paths } = JSON.parse(rendered[name]) as {
      paths: { [path: string]: { [method: string]: { summary?: string } } };
    };
    assert.ok(Object.keys(paths).length > 0, name);
    for (const [path, methods] of Object.entries(paths))
      for (const [method, { summary }] of Object.entries(methods))
        assert.ok(summary, `${method} ${path}`);
  }
});
