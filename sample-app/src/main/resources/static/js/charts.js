// Charts of the last three minutes.

import uPlot from '../webjars/uplot/1.6.30/dist/uPlot.esm.js';
import { count, magnitude, millis } from './format.js';

const SECONDS = 180;
const AXIS_FONT = '11px system-ui, sans-serif';

const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

function faded(name, portion) {
  return `color-mix(in srgb, ${color(name)} ${portion}%, transparent)`;
}

function axis(more) {
  return {
    font: AXIS_FONT,
    stroke: () => color('quiet'),
    grid: { stroke: () => color('grid'), width: 1 },
    ticks: { show: false },
    ...more
  };
}

function xAxis() {
  return axis({
    grid: { show: false },
    size: 22,
    incrs: [30, 60],
    values: (chart, times) => times.map(time => time % 60 ? '' :
      new Date(time * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }))
  });
}

/**
 * A chart that keeps what it was given for three minutes.
 *
 * series: [{ key, label, color, fill, stepped }]; value: how a number is written; log: whether the axis is logarithmic
 */
export class Chart {
  constructor(figure, { series, read, value = count, log = false, least = 1 }) {
    this.figure = figure;
    this.read = read;
    this.data = [[], ...series.map(() => [])];
    const scale = log
      ? { distr: 3, log: 10, range: (chart, low, high) => logRange(low, high) }
      : { range: (chart, low, high) => [0, Math.max(least, high * 1.1 || 0)] };
    const options = {
      ...this.size(),
      padding: [8, 14, 0, 0],
      cursor: { y: false, points: { size: 6 }, drag: { setScale: false } },
      legend: { show: false },
      scales: { x: { time: true, range: (chart, from, to) => [to - SECONDS, to] }, y: scale },
      axes: [xAxis(), log
        ? axis({ size: 54, splits: powersOfTen, filter: (chart, ticks) => ticks, values: (chart, ticks) => ticks.map(magnitude) })
        : axis({ size: 54, space: 34, values: (chart, ticks) => ticks.map(value) })],
      series: [{}, ...series.map(one => ({
        label: one.label,
        width: 1.75,
        stroke: () => color(one.color),
        fill: one.fill ? () => faded(one.color, one.fill) : undefined,
        paths: one.stepped ? uPlot.paths.stepped({ align: -1 }) : undefined,
        points: { show: false }
      }))],
      plugins: [tooltip(series, value)]
    };
    this.chart = new uPlot(options, this.data, figure);
    new ResizeObserver(() => this.chart.setSize(this.size())).observe(figure);
  }

  size() {
    return { width: Math.max(200, this.figure.clientWidth), height: this.figure.clientHeight };
  }

  replace(points) {
    this.data.forEach(column => column.length = 0);
    points.forEach(point => this.append(point));
    this.draw();
  }

  append(point) {
    this.data[0].push(point.at / 1000);
    this.read(point).forEach((number, i) => this.data[i + 1].push(number));
    while (this.data[0].length > SECONDS + 1) this.data.forEach(column => column.shift());
  }

  draw() {
    this.chart.setData(this.data);
  }
}

function logRange(low, high) {
  if (low == null || !(high > 0)) return [0.1, 10];
  return [10 ** Math.floor(Math.log10(Math.max(low, 0.01))), 10 ** Math.ceil(Math.log10(Math.max(high, 0.1)) + 0.001)];
}

function powersOfTen(chart, axis, low, high) {
  const powers = [];
  for (let power = Math.round(Math.log10(low)); power <= Math.round(Math.log10(high)); power++) powers.push(10 ** power);
  return powers;
}

function tooltip(series, value) {
  let box;
  return {
    hooks: {
      init: chart => {
        box = document.createElement('div');
        box.className = 'tooltip';
        box.hidden = true;
        chart.over.append(box);
        chart.over.addEventListener('mouseleave', () => box.hidden = true);
      },
      setCursor: chart => {
        const i = chart.cursor.idx;
        box.hidden = i == null || chart.cursor.left < 0;
        if (box.hidden) return;
        box.textContent = series.map((one, s) => `${one.label} ${value(chart.data[s + 1][i] ?? 0)}`).join('  ·  ');
        box.style.left = Math.min(chart.cursor.left, chart.over.clientWidth - box.offsetWidth) + 'px';
      }
    }
  };
}

export function makeCharts() {
  const at = id => document.getElementById(id);
  const latency = key => ({
    series: [{ label: 'median', color: 'in-use', fill: 10 }, { label: 'p99', color: 'waiting' }],
    read: point => [point[key]?.median ?? null, point[key]?.p99 ?? null],
    value: millis,
    log: true
  });
  const charts = [
    // Stacked: what is in use, and on top of it what is free.
    new Chart(at('pool-chart'), {
      series: [
        { label: 'open', color: 'idle', fill: 16, stepped: true },
        { label: 'in use', color: 'in-use', fill: 45, stepped: true },
        { label: 'waiting', color: 'waiting' }
      ],
      read: point => [point.inUse + point.idle + point.cleaning, point.inUse, point.waiting],
      least: 10
    }),
    new Chart(at('rate-chart'), {
      series: [{ label: 'statements/s', color: 'in-use', fill: 16 }, { label: 'failures/s', color: 'bad', fill: 30 }],
      read: point => [point.statements, point.errors],
      least: 10
    }),
    new Chart(at('acquire-chart'), latency('acquire')),
    new Chart(at('statement-chart'), latency('statement'))
  ];
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(chart => chart.chart.redraw()));
  return charts;
}
