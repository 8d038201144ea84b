// The figures of an evaluation as SVG, drawn by ECharts on the server: utility with its interval, and how paired differences spread.
import * as echarts from 'echarts';
import type { Evaluation, EvaluationRow } from '../../training/index.js';
import { createRandom, quantile } from '../../util/index.js';

const width = 960;
const rowHeight = 44;
const blue = '#1f6feb';
const grey = '#6e7781';
const font = 'system-ui, sans-serif';

type Renderer = echarts.CustomSeriesRenderItem;

/** A bar for each policy with the 95 % interval of its mean; no change and the oracle as lines. */
export function utilityFigure({ policies, keep, oracle }: Evaluation): string {
  const names = Object.keys(policies).reverse();
  const results = names.flatMap((name) => policies[name] ?? []);
  const lines = [
    { xAxis: keep.utility, name: 'no change', lineStyle: { color: grey } },
    { xAxis: oracle.utility, name: 'oracle', lineStyle: { color: '#1a7f37' } },
  ];
  const ends = lines.map(({ xAxis }) => xAxis);
  const { xAxis, ...frame } = frameOf('utility (mean over scenarios, 95 % interval)');
  return drawn(names.length, {
    ...frame,
    // A line beyond the axis is not drawn, and data alone make the axis.
    xAxis: { ...xAxis, dataMin: Math.min(...ends), dataMax: Math.max(...ends) },
    yAxis: categories(names),
    series: [
      {
        type: 'bar',
        data: results.map(({ utility }) => utility.mean),
        barWidth: 18,
        itemStyle: { color: blue, opacity: 0.75 },
        markLine: {
          symbol: 'none',
          silent: true,
          precision: 6,
          lineStyle: { type: 'dashed', width: 1.5 },
          label: { formatter: '{b}', fontFamily: font, color: '#24292f' },
          data: lines,
        },
      },
      {
        type: 'custom',
        renderItem: interval,
        encode: { x: [1, 2], y: 0 },
        data: results.map(({ utility }, i) => [i, ...utility.ci95]),
        z: 5,
      },
    ],
  });
}

/** Every run is a point: the reference minus each other policy; the box has the middle half, the whiskers 90 %. */
export function differencesFigure(evaluation: Evaluation): string {
  const { reference, rows } = evaluation;
  const others = Object.keys(evaluation.policies)
    .filter((name) => name !== reference)
    .reverse();
  const random = createRandom(1).fork('jitter');
  const all = others.map((name) => rows.map((row) => differenceOf(row, reference, name)));
  return drawn(others.length, {
    ...frameOf(`utility of ${reference} minus that of …, one point for each run`),
    yAxis: {
      type: 'value',
      min: -0.5,
      max: others.length - 0.5,
      interval: 0.5,
      axisTick: { show: false },
      axisLine: { show: false },
      splitLine: { show: false },
      axisLabel: {
        fontFamily: font,
        color: '#24292f',
        fontSize: 13,
        formatter: (at: number) => others[at] ?? '',
      },
    },
    series: [
      {
        type: 'scatter',
        symbolSize: 6,
        itemStyle: { color: blue, opacity: 0.45 },
        data: all.flatMap((values, i) => values.map((value) => [value, i + 0.36 * (random.uniform() - 0.5)])),
      },
      {
        type: 'custom',
        renderItem: box,
        encode: { x: [1, 2, 3, 4, 5], y: 0 },
        data: all.map((values, i) => [i, ...[0.05, 0.25, 0.5, 0.75, 0.95].map((p) => quantile(values, p))]),
        z: 5,
      },
      {
        type: 'line',
        data: [],
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          lineStyle: { color: grey, type: 'solid', width: 1 },
          data: [{ xAxis: 0 }],
        },
      },
    ],
  });
}

export function differenceOf(row: EvaluationRow, reference: string, other: string): number {
  return (row.utility[reference] ?? 0) - (row.utility[other] ?? 0);
}

function drawn(rows: number, option: echarts.EChartsOption): string {
  const height = rows * rowHeight + 92;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function frameOf(name: string) {
  return {
    animation: false,
    backgroundColor: '#ffffff',
    grid: { left: 130, right: 50, top: 30, bottom: 56 },
    xAxis: {
      type: 'value' as const,
      name,
      nameLocation: 'middle' as const,
      nameGap: 32,
      nameTextStyle: { fontFamily: font, color: '#24292f', fontSize: 13 },
      axisLabel: { fontFamily: font, color: '#57606a' },
      axisLine: { onZero: false },
      splitLine: { lineStyle: { color: '#e6e6e6' } },
    },
  };
}

function categories(names: readonly string[]) {
  return {
    type: 'category' as const,
    data: [...names],
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { fontFamily: font, color: '#24292f', fontSize: 13 },
  };
}

/** [row, low, high] */
const interval: Renderer = (_, api) => {
  const [low, high] = [point(api, 1), point(api, 2)];
  return {
    type: 'group',
    children: [
      line(low, high, 2),
      line([low[0], low[1] - 6], [low[0], low[1] + 6], 2),
      line([high[0], high[1] - 6], [high[0], high[1] + 6], 2),
    ],
  };
};

/** [row, 5 %, 25 %, 50 %, 75 %, 95 %] */
const box: Renderer = (_, api) => {
  const [low, left, middle, right, high] = [1, 2, 3, 4, 5].map((column) => point(api, column));
  if (!low || !left || !middle || !right || !high) return null;
  const half = 10;
  return {
    type: 'group',
    children: [
      line(low, left, 1.5),
      line(right, high, 1.5),
      {
        type: 'rect',
        shape: { x: left[0], y: left[1] - half, width: right[0] - left[0], height: 2 * half },
        style: { fill: 'none', stroke: '#24292f', lineWidth: 1.5 },
      },
      line([middle[0], middle[1] - half], [middle[0], middle[1] + half], 3),
    ],
  };
};

type Point = readonly [x: number, y: number];

function point(api: Parameters<Renderer>[1], column: number): Point {
  const [x, y] = api.coord([api.value(column), api.value(0)]);
  return [x ?? 0, y ?? 0];
}

function line([x1, y1]: Point, [x2, y2]: Point, lineWidth: number) {
  return { type: 'line' as const, shape: { x1, y1, x2, y2 }, style: { stroke: '#24292f', lineWidth } };
}
