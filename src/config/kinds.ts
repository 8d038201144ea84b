// The kinds of value an option may have: how each is checked, and the words that say what is expected.

import { createHash } from 'node:crypto';
import { validate } from 'node-cron';
import { z } from 'zod';
import { formatSeconds, parseDuration } from '../util/index.js';
import { cronProblem, cronWords } from './recurring.js';
import { credentialPrefix, isCredentialName, looksLikeSecret } from './secrets.js';

/** What the rest of the code reads from an option's schema, next to JSON schema's own keywords. */
export interface OptionNotes {
  /** "a duration such as 90s, 10m or 2h": follows "expected" in messages and is the type on the reference page. */
  readonly words: string;
  /** Values that need more than a check: durations become seconds, files, models and programs with a path are resolved against the file's directory. */
  readonly kind?: 'duration' | 'file' | 'model' | 'program';
  /** True where a mistake may put a secret: the value is not repeated in messages. */
  readonly secret?: boolean;
}

function kind<S extends z.ZodType>(schema: S, notes: OptionNotes & { readonly pattern?: string }): S {
  return schema.meta({ ...notes });
}

/** Refuses with the kind's own words, or with ones that fit the value better. */
function refuse(context: z.RefinementCtx, input: unknown, expected: string): never {
  context.issues.push({ code: 'custom', message: expected, input });
  return z.NEVER;
}

const durationWords = 'a duration such as 90s, 10m or 2h';
/** More can only be a slip of the keyboard, and dates end somewhere. */
const longestSeconds = 366 * 86_400;

/**
 * Text with a unit in the file, seconds in the parsed configuration.
 * @param minSeconds the shortest; without it any that is longer than zero
 * @param maxSeconds the longest; without it a year
 */
export function duration(minSeconds?: number, maxSeconds = longestSeconds) {
  const tooShort = minSeconds === undefined ? 'longer than zero' : `of at least ${formatSeconds(minSeconds)}`;
  const tooLong = `of at most ${maxSeconds === longestSeconds ? '366 days' : formatSeconds(maxSeconds)}`;
  const schema = z.string().transform((text, context) => {
    const seconds = parseDuration(text);
    if (seconds === undefined) return refuse(context, text, durationWords);
    if (seconds > maxSeconds) return refuse(context, text, `${durationWords}, ${tooLong}`);
    const fits = minSeconds === undefined ? seconds > 0 : seconds >= minSeconds;
    return fits ? seconds : refuse(context, text, `${durationWords}, ${tooShort}`);
  });
  return kind(schema, { words: durationWords, kind: 'duration', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$' });
}

const forever = 'forever';
/** Nobody keeps anything longer, and dates end somewhere. */
const longestKeptDays = 36_525;

/**
 * How long something is kept: text with a unit in the file, seconds in the parsed configuration; or `forever` in both.
 * @param minDays the shortest, days
 */
export function durationOrForever(minDays: number) {
  const words = `a duration such as 365d, from ${minDays} to ${longestKeptDays} days, or ${forever}`;
  const schema = z.string().transform((text, context) => {
    if (text === forever) return forever;
    const days = (parseDuration(text) ?? 0) / 86_400;
    return days >= minDays && days <= longestKeptDays ? days * 86_400 : refuse(context, text, words);
  });
  return kind(schema, { words, kind: 'duration', pattern: `^(${forever}|\\d+(\\.\\d+)?(ms|s|m|h|d))$` });
}

export function notEmptyText(words = 'text') {
  return kind(z.string().regex(/\S/), { words });
}

/** A path; relative ones are resolved before the schema sees them. */
export function file() {
  return kind(z.string().regex(/\S/), { words: 'the path of a file', kind: 'file' });
}

/** Never the secret itself, nor its value in a message. */
export function secretFile() {
  const isSecret = 'the path of a file or credential:NAME, not the secret itself';
  const schema = z.string().superRefine((value, context) => {
    const name = value.startsWith(credentialPrefix) ? value.slice(credentialPrefix.length) : undefined;
    if (!/\S/.test(value) || looksLikeSecret(value)) refuse(context, value, isSecret);
    else if (name !== undefined && !isCredentialName(name))
      refuse(context, value, 'credential:NAME with the name of a credential of the service, without a path');
  });
  return kind(schema, { words: 'the path of a file or credential:NAME', kind: 'file', secret: true });
}

export function directory() {
  return kind(z.string().regex(/\S/), { words: 'the path of a directory', kind: 'file' });
}

/** A path, or a bare name that is looked up in PATH. */
export function program() {
  return kind(z.string().regex(/\S/), { words: 'the path or the name of a program', kind: 'program' });
}

/** @param shipped what comes with the package, by its name */
export function model(shipped: string) {
  return kind(z.string().regex(/\S/), {
    words: `the name ${shipped} or the path of a directory`,
    kind: 'model',
  });
}

export function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return kind(z.enum(values), { words: oneOf(values) });
}

export function whole(min: number, max?: number) {
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  const schema = z.int().min(min);
  return kind(max === undefined ? schema : schema.max(max), { words: `a whole number ${range}` });
}

export function anyWhole() {
  return kind(z.int(), { words: 'a whole number' });
}

export function anyNumber() {
  return kind(z.number(), { words: 'a number' });
}

export function positive() {
  return kind(z.number().positive(), { words: 'a number above 0' });
}

/** Both ends belong to it. */
export function numberFrom(min: number, max: number) {
  return kind(z.number().min(min).max(max), { words: `a number from ${min} to ${max}` });
}

export function notNegativeBelow(max: number) {
  return kind(z.number().min(0).lt(max), { words: `a number of at least 0 and below ${max}` });
}

/** Of a name of a cluster: what is kept of each has a file of its name, and file systems take 255 bytes, of which colons take three. */
const longestClusterName = 64;

/** The name of a cluster: it becomes part of file names, so it has no slash and no space. */
export function clusterName() {
  return kind(
    z
      .string()
      .max(longestClusterName)
      .regex(/^[A-Za-z0-9_:][A-Za-z0-9._:-]*$/),
    {
      words: `a name of at most ${longestClusterName} letters, digits, dots, colons, dashes and underscores that does not begin with a dot or a dash`,
    },
  );
}

/** The same text always gives the same name, and another text, as far as it is too long, another one. */
export function asClusterName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9._:-]|^[.-]/g, '_');
  if (name.length <= longestClusterName) return name;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `${name.slice(0, longestClusterName - hash.length - 1)}_${hash}`;
}

const portWords = 'the port from 1 to 65535';

export function hostAndPort() {
  const form = /^[^\s/:]+:\d{1,5}$|^\[[^\s/\]]+\]:\d{1,5}$/;
  const canBe = (address: string): boolean => !form.test(address) || hasUsablePort(address);
  const words = 'a host and port such as master-1:6627';
  return kind(z.string().regex(form).refine(canBe, `${words}, ${portWords}`), { words });
}

function hasUsablePort(address: string): boolean {
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  return port > 0 && port < 65_536;
}

/** As it is written into the configuration of other machines: no port, no space. */
export function hostName() {
  return kind(z.string().regex(/^[A-Za-z0-9_.-]+$|^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/), {
    words: 'the name or the address of a host, without port',
  });
}

export function yesOrNo() {
  return kind(z.boolean(), { words: 'true or false' });
}

export function headerName() {
  return kind(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), {
    words: 'the name of an HTTP header such as Authorization, without its value',
    secret: true,
  });
}

const cronFields = /^\s*(?:[\d*/,#?LWA-Za-z-]+\s+){4,5}[\d*/,#?LWA-Za-z-]+\s*$/;

/** Five fields, or six with seconds; whoever uses it checks what is in them. */
export function cron() {
  return kind(z.string().regex(cronFields), { words: cronWords });
}

/** One that both take: the scheduler of the agent, for which both days must fit, and what reckons the time between two looks. */
export function schedule() {
  const schema = z.string().superRefine((text, context) => {
    const problem = cronFields.test(text) ? cronProblem(text, true) : cronWords;
    if (problem !== null || !validate(text)) refuse(context, text, problem ?? cronWords);
  });
  return kind(schema, { words: cronWords });
}

export function timeZone() {
  return kind(z.string().refine(isTimeZone), {
    words: 'the name of a time zone such as UTC or Europe/Zurich',
  });
}

/** The base URL of a web server, as given by a person: a trailing slash, or /api/v1 and what follows, is dropped. */
export function baseUrl(example: string) {
  const schema = z.string().transform((given, context) => {
    const url = parseBaseUrl(given);
    return 'url' in url ? url.url : refuse(context, given, `${url.expected}, such as ${example}`);
  });
  return kind(schema, { words: `an http or https URL such as ${example}` });
}

function parseBaseUrl(given: string): { url: string } | { expected: string } {
  if (!URL.canParse(given.trim())) {
    const isPort = /^https?:\/\/[^/?#]*:\d{5,}(?=[/?#]|$)/i.test(given.trim());
    return { expected: `an http or https URL${isPort ? `, ${portWords}` : ''}` };
  }
  const url = new URL(given.trim());
  if (!/^https?:$/.test(url.protocol)) return { expected: 'an http or https URL' };
  if (url.username !== '' || url.password !== '')
    return { expected: 'a URL without user and password (put the header in auth.header and auth.valueFile)' };
  if (url.search !== '' || url.hash !== '') return { expected: 'a base URL without "?" or "#"' };
  const prefix = url.pathname.replace(/\/api\/v1(\/.*)?$/, '').replace(/\/+$/, '');
  if (prefix.endsWith('.html')) return { expected: 'a base URL without the name of a page' };
  return { url: `${url.origin}${prefix}` };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** "a, b or c" */
export function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
