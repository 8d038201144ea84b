// A value as a message shows it: never with what may be a password.
import { expect, it } from 'vitest';
import { show } from '../../src/util/index.js';

it.each([
  ['https://storm:hunter2@ui:8080', '"https://…@ui:8080"'],
  ['https://storm:hunter2@Secr3t@ui:8080', '"https://…@ui:8080"'],
  ['https://storm:hun/ter2@ui:8080', '"https://…@ui:8080"'],
  ['https://storm:hun ter2@ui:8080', '"https://…@ui:8080"'],
  ['http://ui:8080/x?user=me@corp.com&token=s3cret', '"http://…@corp.com?…"'],
  ['http://storm:hunter2@ui?token=abc', '"http://…@ui?…"'],
  ['https:/storm:hunter2@ui:8080', '"https:/…@ui:8080"'],
  ['storm:hunter2@ui:8080', '"…@ui:8080"'],
  ['https://ui:8080?token=hunter2', '"https://ui:8080?…"'],
  ['http://ui:8080/a', '"http://ui:8080/a"'],
  ['@daily', '"@daily"'],
])('%s', (value, shown) => {
  expect(show(value)).toBe(shown);
});
