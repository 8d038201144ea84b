// The files of auth: each that would fail once a server is asked, or would silently do nothing, is named before.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TrimtabError } from '../../src/errors/index.js';
import { type AuthFiles, authFileProblems, readAuthFiles } from '../../src/util/index.js';
import { tlsFile } from '../cli/broken-servers.js';

const folder = mkdtempSync(join(tmpdir(), 'trimtab-auth-'));
function written(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const [ca, cert, key] = [tlsFile('ca.pem'), tlsFile('server.pem'), tlsFile('server-key.pem')];
const pem = (file: string): string => readFileSync(file, 'utf8');
const another = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const otherKey = written('other.pem', another.export({ type: 'pkcs8', format: 'pem' }).toString());
const encrypted = createPrivateKey(pem(key)).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'secret',
});
const encryptedKey = written('encrypted.pem', encrypted.toString());
const empty = written('empty.pem', '');
const token = written('token', 'Bearer s3cret\n');
const damaged = written('damaged.pem', pem(ca).replace(/\n[A-Za-z0-9+/]{20}/, '\nAAAAAAAAAAAAAAAAAAAA'));
const damagedKey = written(
  'damaged-key.pem',
  pem(key).replace(/\n[A-Za-z0-9+/]{20}/, '\nAAAAAAAAAAAAAAAAAAAA'),
);

const told = (auth: AuthFiles): string[] =>
  authFileProblems(auth).map(({ option, file, text }) =>
    `${option} ${file}: ${text}`.replaceAll(folder, 'FOLDER').replaceAll(tlsFile(''), 'TLS/'),
  );

describe('files of auth', () => {
  it('that belong together are read as they are', () => {
    const { headerValue, ...read } = readAuthFiles({ valueFile: token, ca, cert, key });
    expect(headerValue).toBe('Bearer s3cret');
    expect(read).toEqual({ ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) });
    expect(readAuthFiles({})).toEqual({});
  });

  it('may hold several certificates, and the key beside its certificate', () => {
    const both = written('both.pem', `${pem(cert)}${pem(ca)}${pem(key)}`);
    expect(told({ ca: both, cert: both, key: both })).toEqual([]);
  });

  it.each<[string, AuthFiles]>([
    ['a key with a passphrase', { cert, key: encryptedKey }],
    ['a key of another certificate', { cert, key: otherKey }],
    ['certificate and key swapped', { cert: key, key: cert }],
    ['an empty authority', { ca: empty }],
    ['a token for an authority', { ca: token }],
    ['a damaged certificate', { ca: damaged }],
    ['a damaged key', { cert, key: damagedKey }],
    ['an empty value', { valueFile: empty }],
    ['a file that is not there', { valueFile: join(folder, 'gone') }],
    ['a folder', { key: folder, cert }],
    ['a device', { valueFile: '/dev/null' }],
  ])('%s', (_, auth) => {
    expect(told(auth)).toMatchSnapshot();
    let error: unknown;
    try {
      readAuthFiles(auth);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TrimtabError);
    const [option] = told(auth)[0]?.split(' ') ?? [];
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_CONFIG_FILE',
      message: expect.stringContaining(`clusters[].auth.${option}: `) as string,
    });
    expect(String(error)).not.toMatch(/s3cret|\n/);
  });
});
