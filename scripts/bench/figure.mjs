// Figures of the experiments as SVG files: points and curves over two axes, drawn by ECharts on the server.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as echarts from 'echarts';

const colours = ['#1f6feb', '#d1570b', '#1a7f37', '#8250df', '#6e7781'];

/**
 * @param {string} file where to write it
 * @param {{ title: string, x: string, y: string, log?: boolean, diagonal?: boolean,
 *   series: { name: string, points?: [number, number][], curve?: [number, number][], low?: [number, number][], high?: [number, number][] }[] }} figure
 */
export function writeFigure(file, { title, x, y, log = false, diagonal = false, series }) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 460 });
  const all = series.flatMap((one) => [...(one.points ?? []), ...(one.curve ?? [])]).flat();
  const span = [Math.min(...all), Math.max(...all)];
  const axis = (name) => ({
    type: log ? 'log' : 'value',
    name,
    nameLocation: 'middle',
    nameGap: 34,
    scale: true,
    splitLine: { lineStyle: { color: '#e6e6e6' } },
    ...(diagonal ? { min: log ? 10 ** Math.floor(Math.log10(span[0])) : 0 } : {}),
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center', textStyle: { fontSize: 15, fontWeight: 500 } },
    legend: { bottom: 0, itemGap: 40, data: series.map(({ name }) => name) },
    grid: { left: 70, right: 24, top: 44, bottom: 78 },
    xAxis: axis(x),
    yAxis: { ...axis(y), nameGap: 50 },
    series: [
      ...series.flatMap(({ name, points, curve, low, high }, i) => {
        const color = colours[i % colours.length];
        const line = (data, type) => ({
          name,
          type: 'line',
          data,
          showSymbol: false,
          lineStyle: { color, width: 2, type },
          itemStyle: { color },
        });
        return [
          ...(points
            ? [{ name, type: 'scatter', data: points, symbolSize: 7, itemStyle: { color, opacity: 0.75 } }]
            : []),
          ...(curve ? [line(curve, 'solid')] : []),
          ...(low ? [line(low, 'dashed')] : []),
          ...(high ? [line(high, 'dashed')] : []),
        ];
      }),
      ...(diagonal
        ? [
            {
              type: 'line',
              data: [
                [span[0], span[0]],
                [span[1], span[1]],
              ],
              showSymbol: false,
              silent: true,
              lineStyle: { color: '#999999', width: 1 },
            },
          ]
        : []),
    ],
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${chart.renderToSVGString()}\n`);
  chart.dispose();
}
