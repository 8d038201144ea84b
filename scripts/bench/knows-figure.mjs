// Horizontal bars as an SVG file, one for each row or stacked, drawn by ECharts on the server.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as echarts from 'echarts';

const colours = ['#1f6feb', '#8250df', '#d1570b', '#1a7f37', '#6e7781'];

/**
 * @param {string} file where to write it
 * @param {{ title: string, rows: string[], stacked?: boolean, series: { name: string, values: number[] }[] }} figure values in percent
 */
export function writeBars(file, { title, rows, stacked = false, series }) {
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: 820,
    height: 110 + 30 * rows.length,
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center', textStyle: { fontSize: 14, fontWeight: 500 } },
    ...(series.length > 1 ? { legend: { bottom: 0, itemGap: 40 } } : {}),
    grid: { left: 190, right: 30, top: 40, bottom: 60 },
    xAxis: { type: 'value', max: stacked ? 100 : null, axisLabel: { formatter: '{value} %' } },
    yAxis: { type: 'category', data: rows, inverse: true },
    series: series.map(({ name, values }, i) => ({
      name,
      type: 'bar',
      stack: stacked ? 'all' : undefined,
      data: values.map((value) => Math.round(10 * value) / 10),
      itemStyle: { color: colours[i % colours.length] },
    })),
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${chart.renderToSVGString()}\n`);
  chart.dispose();
}
