/** Prometheus' text format, as far as it is needed. */

/** What stands behind a metric's name (its labels), and the value. */
export type Sample = [labels: string, value: number]

export const add = (counts: Map<string, number>, key: string, amount: number) =>
  void counts.set(key, (counts.get(key) ?? 0) + amount)

export const labels = (pairs: Record<string, string>): string => {
  const written = Object.entries(pairs).map(([name, value]) => `${name}="${escaped(value)}"`)
  return `{${written.join(',')}}`
}

/** Prometheus knows these three escapes, and refuses everything when it meets another. */
const escaped = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

export function metric(
  name: string,
  type: 'counter' | 'gauge' | 'summary' | 'histogram',
  help: string,
  values: Iterable<Sample>,
): string {
  const lines = [...values].map(([suffix, value]) => `${name}${suffix} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}
