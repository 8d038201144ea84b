// Loads of an episode as rows of a trace with mean 1: rhythms that are trained on, and other shapes that are not.
import type { TraceRow } from '../../simulator/index.js';
import type { Random } from '../../util/index.js';
import { between, pick, scaled } from './draw.js';
import type { LoadFamily } from './family.js';

const rowSeconds = 60;

type Shape = (minute: number) => number;
type Draw = (random: Random, minutes: number) => Shape;

const flat: Draw = () => () => 1;

const rhythm: Draw = (random) => {
  const period = scaled(random, 90, 1440);
  const amplitude = between(random, 0.15, 0.6);
  const phase = random.uniform();
  return (minute) => 1 + amplitude * Math.sin(2 * Math.PI * (minute / period + phase));
};

const steps: Draw = (random, minutes) => {
  const stays: { until: number; level: number }[] = [];
  for (let at = 0; at < minutes; ) {
    at += scaled(random, 25, 150);
    stays.push({ until: at, level: scaled(random, 0.4, 1.8) });
  }
  return (minute) => stays.find(({ until }) => minute < until)?.level ?? 1;
};

const bursts: Draw = (random, minutes) => {
  const calm = rhythm(random, minutes);
  const begins = Array.from({ length: 1 + random.integer(3) }, () => minutes * random.uniform());
  const [height, lasts] = [between(random, 1.4, 3), between(random, 8, 50)];
  return (minute) =>
    calm(minute) * (begins.some((from) => minute >= from && minute < from + lasts) ? height : 1);
};

/** Not trained on: on and off, saw teeth, two peaks a day, a trend that goes on. */
const onOff: Draw = (random) => {
  const [period, duty, low] = [scaled(random, 20, 120), between(random, 0.3, 0.7), between(random, 0.3, 0.6)];
  return (minute) => ((minute / period) % 1 < duty ? 1.3 : low);
};

const sawTooth: Draw = (random) => {
  const [period, height] = [scaled(random, 60, 240), between(random, 0.6, 1.4)];
  return (minute) => 0.5 + height * ((minute / period) % 1);
};

const twoPeaks: Draw = (random) => {
  const period = scaled(random, 180, 480);
  const peak = (x: number, at: number): number => Math.exp(-(((x - at) / 0.08) ** 2));
  return (minute) => {
    const x = (minute / period) % 1;
    return 0.6 + 1.2 * peak(x, 0.3) + 0.9 * peak(x, 0.75);
  };
};

const trend: Draw = (random, minutes) => {
  const end = scaled(random, 0.4, 2.5);
  return (minute) => 1 + (end - 1) * (minute / minutes);
};

const shapes: Readonly<Record<Exclude<LoadFamily, 'traces'>, readonly [Draw, ...Draw[]]>> = {
  rhythms: [flat, rhythm, rhythm, steps, bursts],
  others: [onOff, sawTooth, twoPeaks, trend],
};

/** One row a minute, mean 1, with noise that lasts for some minutes. */
export function drawLoad(
  random: Random,
  family: Exclude<LoadFamily, 'traces'>,
  minutes: number,
): readonly TraceRow[] {
  const shape = pick(random, shapes[family])(random, minutes);
  const [noise, lasts] = [between(random, 0, 0.08), between(random, 2, 20)];
  const keep = Math.exp(-1 / lasts);
  let drift = 0;
  const rates = Array.from({ length: minutes + 1 }, (_, minute) => {
    drift = keep * drift + Math.sqrt(1 - keep * keep) * random.normal();
    return Math.max(0.02, shape(minute) * Math.exp(noise * drift));
  });
  return withMeanOne(rates);
}

/** A stretch of a recorded trace, any of its rows one minute. */
export function stretchOf(random: Random, rows: readonly TraceRow[], minutes: number): readonly TraceRow[] {
  const most = Math.max(1, rows.length - minutes - 1);
  const from = random.integer(most);
  const rates = Array.from({ length: minutes + 1 }, (_, i) =>
    Math.max(0.02, rows[(from + i) % rows.length]?.rate ?? 0),
  );
  return withMeanOne(rates);
}

function withMeanOne(rates: readonly number[]): TraceRow[] {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return rates.map((rate, i) => ({ seconds: i * rowSeconds, rate: rate / mean }));
}
