// Logs are JSON lines on stderr (or short text on a terminal), so that stdout belongs to the command's answer.
import winston from 'winston';
import { shownLines } from './shown.js';

export type Logger = winston.Logger;
export type LogFormat = 'json' | 'text';
export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** @param format json for a service, text for a person at a terminal */
export function createLogger(level: LogLevel, format: LogFormat): Logger {
  const { combine, timestamp, json, printf } = winston.format;
  const text = printf(({ level: l, message, timestamp: _, ...rest }) => {
    const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
    return shownLines(`${l}: ${String(message)}${details}`);
  });
  return winston.createLogger({
    level,
    format: format === 'json' ? combine(timestamp(), json()) : text,
    transports: [new winston.transports.Console({ stderrLevels: [...logLevels] })],
  });
}
