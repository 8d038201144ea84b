// Secrets come from files and credentials of systemd; one in the configuration or the environment is refused or named, and never repeated.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, noticesOf, secretVariables } from '../../src/config/index.js';
import { folderWith, refusal } from './helpers.js';

const withAuth = (auth: string): string =>
  `clusters:\n  - name: prod\n    ui: https://h:8080\n    auth: ${auth}\n`;

function load(text: string, env: Readonly<Record<string, string>> = {}) {
  const folder = folderWith({ 't.yaml': text });
  return loadConfig({ file: join(folder, 't.yaml'), env, cwd: folder });
}

describe('a credential of the service', () => {
  const auth = '{ header: Authorization, valueFile: "credential:trimtab.token" }';

  it('is a file of $CREDENTIALS_DIRECTORY', () => {
    const { config } = load(withAuth(auth), { CREDENTIALS_DIRECTORY: '/run/credentials/trimtab.service' });
    expect(config.clusters[0]?.auth.valueFile).toBe('/run/credentials/trimtab.service/trimtab.token');
  });

  it('is named where there are none, as in a shell', () => {
    const loaded = load(withAuth(auth));
    expect(loaded.config.clusters[0]?.auth.valueFile).toBe('credential:trimtab.token');
    expect(noticesOf(loaded).map((n) => n.text)).toEqual([
      'credential:trimtab.token: only the service has credentials: here $CREDENTIALS_DIRECTORY is not set',
    ]);
  });

  it.each(['credential:', 'credential:../shadow', 'credential:/etc/shadow', 'credential:..'])(
    '%s is none',
    (value) => {
      const told = refusal(() =>
        load(withAuth(`{ header: A, valueFile: "${value}" }`), { CREDENTIALS_DIRECTORY: '/run/credentials' }),
      );
      expect(told).toContain(
        'expected credential:NAME with the name of a credential of the service, without a path',
      );
    },
  );

  it('is one for secrets only', () => {
    const { config } = load(withAuth('{ ca: "credential:x" }'), { CREDENTIALS_DIRECTORY: '/run/c' });
    expect(config.clusters[0]?.auth.ca).toMatch(/\/credential:x$/);
  });
});

describe('a secret in the configuration is refused, with where it belongs, and not repeated', () => {
  it.each([
    ['the value in place of its file', '{ header: Authorization, valueFile: "Bearer s3cr3t" }'],
    ['a private key', '{ cert: c.pem, key: "-----BEGIN PRIVATE KEY-----\\ns3cr3t" }'],
    ['a password', '{ password: s3cr3t }'],
    ['a token', '{ header: Authorization, token: s3cr3t }'],
    ['a value', '{ header: Authorization, value: "Bearer s3cr3t" }'],
  ])('%s', (_, auth) => {
    const told = refusal(() => load(withAuth(auth)));
    expect(told).toMatch(/^TRIMTAB_E_CONFIG /);
    expect(told).toMatch(/not the secret itself|secrets are read from files only/);
    expect(told).not.toContain('s3cr3t');
  });
});

describe('a secret in a wrong place is not repeated', () => {
  it.each([
    ['in place of auth', withAuth('"Bearer s3cr3t"')],
    ['in place of auth, as it is', withAuth('s3cr3t')],
    ['in place of auth, and a number', withAuth('53536')],
    ['as a name within auth', withAuth('{ Bearer s3cr3t }')],
    ['in place of the name of a header', withAuth('{ header: "X: s3cr3t" }')],
    ['as an item of a list', 'clusters:\n  - "Bearer s3cr3t"\n'],
    ['with @ in a URL', 'clusters: [{ name: prod, ui: "https://storm:x@s3cr3t@ui:8080" }]\n'],
  ])('%s', (_, text) => {
    const told = refusal(() => load(text));
    expect(told).toMatch(/^TRIMTAB_E_CONFIG /);
    expect(told).not.toMatch(/s3cr3t|53536/);
  });
});

it.each([
  ['a part of the path is not a directory', 't.yaml/token'],
  ['it cannot be read (ENAMETOOLONG)', 'x'.repeat(300)],
])('a file of auth that cannot even be looked at is told with the reason: %s', (why, file) => {
  const loaded = load(withAuth(`{ header: Authorization, valueFile: ${file} }`));
  expect(noticesOf(loaded).map(({ text }) => text)).toEqual([expect.stringContaining(`${file}: ${why}`)]);
});

it('a secret that every user may open is named, with the command that mends it', () => {
  const folder = folderWith({ 't.yaml': withAuth('{ header: Authorization, valueFile: token }') });
  const token = join(folder, 'token');
  writeFileSync(token, 'Bearer s3cr3t\n');
  const notices = (): string[] =>
    noticesOf(loadConfig({ file: join(folder, 't.yaml'), env: {}, cwd: folder })).map((n) => n.text);
  chmodSync(token, 0o644);
  expect(notices()).toEqual([`every user of this machine may open it: chmod o= ${token}`]);
  chmodSync(token, 0o640);
  expect(notices()).toEqual([]);
});

it('variables that were meant to give a secret are known, others are not', () => {
  const env = {
    TRIMTAB_TOKEN: 'x',
    TRIMTAB_UI_PASSWORD: 'x',
    TRIMTAB_AUTH: 'x',
    TRIMTAB_CONFIG: 'x',
    OTHER_TOKEN: 'x',
  };
  expect(secretVariables(env)).toEqual(['TRIMTAB_AUTH', 'TRIMTAB_TOKEN', 'TRIMTAB_UI_PASSWORD']);
});

describe('auth without TLS', () => {
  const told = (addresses: string, auth: string): string[] => {
    const loaded = load(`clusters:\n  - { name: prod, ${addresses}, auth: { ${auth} } }\n`);
    return noticesOf(loaded).flatMap(({ path, text }) =>
      /no such file/.test(text) ? [] : `${path}: ${text}`,
    );
  };
  const all = 'header: A, valueFile: token, ca: ca.pem, cert: cert.pem, key: key.pem';

  it('is told: a secret can be read on its way, and certificates do nothing', () => {
    expect(told('ui: "http://h:8080"', all)).toEqual([
      'clusters[0].auth.header: its value is sent to http://h:8080 unencrypted: use https',
      'clusters[0].auth.ca: does nothing with http',
      'clusters[0].auth.cert: does nothing with http',
      'clusters[0].auth.key: does nothing with http',
    ]);
    expect(told('engine: heron, tracker: "https://h:8888", api: "http://h:9000"', all)).toEqual([
      'clusters[0].auth.header: its value is sent to http://h:9000 unencrypted: use https',
    ]);
  });

  it('is not told where there is none of it, or TLS', () => {
    expect(told('ui: "https://h:8080"', all)).toEqual([]);
    expect(told('ui: "http://h:8080"', '')).toEqual([]);
  });
});
