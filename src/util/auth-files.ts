// The files of a cluster's auth: read and checked, so that none of them fails only once a server is asked.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { TrimtabError } from '../errors/index.js';
import { whyUnreadable } from './unreadable.js';

/** Paths, as the configuration names them. */
export interface AuthFiles {
  readonly valueFile?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

type AuthOption = keyof AuthFiles;

export interface AuthFileProblem {
  readonly option: AuthOption;
  readonly file: string;
  readonly text: string;
  /** Absent where the catalogue says it. */
  readonly next?: string;
}

export interface AuthContents {
  /** One line of printable ASCII. */
  readonly headerValue?: string;
  /** PEM, all three. */
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE naming the option, the file and what is wrong with it */
export function readAuthFiles(auth: AuthFiles): AuthContents {
  const { problems, contents } = examined(auth);
  const [problem] = problems;
  if (problem === undefined) return contents;
  const { option, file, text, next } = problem;
  throw new TrimtabError(
    'TRIMTAB_E_CONFIG_FILE',
    `clusters[].auth.${option}: ${file}: ${text}`,
    next === undefined ? {} : { next },
  );
}

/** All that is wrong with them; empty when they can be used. */
export function authFileProblems(auth: AuthFiles): readonly AuthFileProblem[] {
  return examined(auth).problems;
}

function examined(auth: AuthFiles): { problems: readonly AuthFileProblem[]; contents: AuthContents } {
  const problems: AuthFileProblem[] = [];
  /** undefined for an option that is not there, and for a file that is no good. */
  const read = <T>(option: AuthOption, parse: (bytes: Buffer) => T): T | undefined => {
    const file = auth[option];
    if (file === undefined) return undefined;
    try {
      return parse(bytesOf(file));
    } catch (thrown) {
      if (!(thrown instanceof Unusable)) throw thrown;
      const { message: text, next } = thrown;
      problems.push({ option, file, text, ...(next === undefined ? {} : { next }) });
      return undefined;
    }
  };
  const headerValue = read('valueFile', headerValueOf);
  const ca = read('ca', certificatesOf);
  const cert = read('cert', certificatesOf);
  const key = read('key', (bytes) => {
    const pair = { pem: bytes, key: privateKeyOf(bytes) };
    if (cert === undefined || cert.first.checkPrivateKey(pair.key)) return pair;
    throw new Unusable(`does not belong to the certificate in ${auth.cert} (auth.cert)`);
  });
  const contents = {
    ...(headerValue === undefined ? {} : { headerValue }),
    ...(ca === undefined ? {} : { ca: ca.pem }),
    ...(cert === undefined ? {} : { cert: cert.pem }),
    ...(key === undefined ? {} : { key: key.pem }),
  };
  if (problems.length === 0) read(auth.cert === undefined ? 'ca' : 'cert', () => tryOut(contents));
  return { problems, contents };
}

/** Of one file, by itself or beside the others. */
class Unusable extends Error {
  constructor(
    text: string,
    readonly next?: string,
  ) {
    super(text);
  }
}

function bytesOf(file: string): Buffer {
  try {
    // A pipe gives what it has to the first who reads it, and would be waited for.
    const kind = statSync(file);
    if (!kind.isFile() && !kind.isDirectory()) throw new Unusable('it is no regular file');
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Unusable) throw error;
    if (!file.startsWith('credential:')) throw new Unusable(whyUnreadable(error));
    throw new Unusable(
      'only the service has credentials: here $CREDENTIALS_DIRECTORY is not set',
      'Run the command as the service does, or name a file.',
    );
  }
}

function headerValueOf(bytes: Buffer): string {
  const value = bytes.toString('utf8').trim();
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new Unusable('holds no header value (one line of printable ASCII)');
}

const certificate =
  /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END (X509 |TRUSTED )?CERTIFICATE-----/g;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const encrypted = /^-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m;

/** At least one. Of a file without any Node's TLS says nothing, and trusts as if it were not named. */
function certificatesOf(pem: Buffer): { readonly pem: Buffer; readonly first: X509Certificate } {
  const text = pem.toString('latin1');
  const [first] = (text.match(certificate) ?? []).map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new Unusable(`certificate ${index + 1} in it is damaged`);
    }
  });
  if (first !== undefined) return { pem, first };
  throw new Unusable(
    privateKey.test(text)
      ? 'holds no certificate, but a private key: cert and key may be swapped'
      : 'holds no certificate (PEM, with a line of BEGIN CERTIFICATE)',
  );
}

function privateKeyOf(pem: Buffer): KeyObject {
  const text = pem.toString('latin1');
  if (!privateKey.test(text)) {
    throw new Unusable(
      text.match(certificate) !== null
        ? 'holds no private key, but a certificate: cert and key may be swapped'
        : 'holds no private key (PEM, with a line of BEGIN PRIVATE KEY)',
    );
  }
  if (encrypted.test(text)) {
    throw new Unusable(
      'the private key in it is encrypted, and nobody is there to type the passphrase: give one that needs no passphrase',
      'openssl pkey -in KEY -out PLAIN writes it without; let nobody else read that file.',
    );
  }
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Unusable('the private key in it is damaged');
  }
}

/** What OpenSSL of this machine refuses whatever its form, such as a key that is too short. */
function tryOut({ ca, cert, key }: AuthContents): void {
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    const reason = (error as { readonly reason?: string }).reason ?? (error as Error).message;
    throw new Unusable(`TLS of this machine refuses it: ${reason}`);
  }
}
