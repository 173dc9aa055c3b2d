/**
 * Metrics as Prometheus reads them: counters, gauges that are asked when somebody looks, histograms.
 *
 * Its text format is a few lines of code; the library for it would bring a tracing interface that Next then finds and uses.
 */
type Labels = Record<string, string>

interface Metric {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  lines(): string[]
}

export interface Counter {
  add(labels?: Labels, amount?: number): void
}

export interface Histogram {
  observe(value: number, labels?: Labels): void
}

/** One number, or one for each set of labels. */
export type Readings = number | [Labels, number][]

/** Seconds, from what memory answers to what has failed. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export class Metrics {
  readonly #metrics: Metric[] = []

  counter(name: string, help: string): Counter {
    const values = new Map<string, number>()
    this.#metrics.push({name, help, type: 'counter', lines: () => linesOf(name, values)})
    return {
      add(labels = {}, amount = 1) {
        const key = written(labels)
        values.set(key, (values.get(key) ?? 0) + amount)
      },
    }
  }

  /** `read` is called when somebody looks. `type` is `counter` for what only grows and is counted elsewhere. */
  gauge(
    name: string,
    help: string,
    read: () => Readings,
    type: 'gauge' | 'counter' = 'gauge',
  ): void {
    const lines = () => {
      const readings = read()
      const all: [Labels, number][] = typeof readings === 'number' ? [[{}, readings]] : readings
      return linesOf(name, new Map(all.map(([labels, value]) => [written(labels), value])))
    }
    this.#metrics.push({name, help, type, lines})
  }

  histogram(name: string, help: string): Histogram {
    const series = new Map<string, {labels: Labels; counts: number[]; sum: number; count: number}>()
    const lines = () =>
      [...series.values()].flatMap(({labels, counts, sum, count}) => [
        ...[...buckets, Infinity].map((le, i) => {
          const bound = le === Infinity ? '+Inf' : String(le)
          return `${name}_bucket${written({...labels, le: bound})} ${counts[i] ?? count}`
        }),
        `${name}_sum${written(labels)} ${sum}`,
        `${name}_count${written(labels)} ${count}`,
      ])
    this.#metrics.push({name, help, type: 'histogram', lines})
    return {
      observe(value, labels = {}) {
        const key = written(labels)
        const one = series.get(key) ?? {labels, counts: buckets.map(() => 0), sum: 0, count: 0}
        series.set(key, one)
        one.sum += value
        one.count++
        one.counts = one.counts.map((known, i) => (value <= (buckets[i] ?? 0) ? known + 1 : known))
      },
    }
  }

  text(): string {
    return this.#metrics
      .flatMap(({name, help, type, lines}) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...lines(),
      ])
      .join('\n')
      .concat('\n')
  }
}

const linesOf = (name: string, values: Map<string, number>): string[] =>
  [...values].map(([labels, value]) => `${name}${labels} ${value}`)

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
